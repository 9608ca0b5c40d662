"""The command says what it does, in which file the trouble is, and with the right exit status."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from press.cli import main
from press.search import Index

ROOT = Path(__file__).resolve().parents[2]


def run(*args: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, args)
    return result.exit_code, result.output


@pytest.mark.parametrize("verb", list(main.commands))
def test_every_verb_explains_itself(verb: str) -> None:
    status, said = run(verb, "--help")
    assert status == 0
    assert any("\u4e00" <= c <= "\u9fff" for c in said)


@pytest.mark.parametrize("verb", list(main.commands))
def test_the_readme_or_the_guide_names_every_verb(verb: str) -> None:
    assert f"press {verb}" in (ROOT / "README.md").read_text("utf-8") + (ROOT / "CONTRIBUTING.md").read_text("utf-8")


def test_misuse_is_status_2() -> None:
    assert run("build", "--wrong")[0] == 2
    assert run("import", "x.txt", "--cleared-by", "某")[0] == 2


def test_a_directory_that_is_no_export_is_status_1_in_one_line(tmp_path: Path) -> None:
    status, said = run("build", "--export", str(tmp_path), "--out", str(tmp_path / "out"))
    assert status == 1
    assert said.strip().count("\n") == 0
    assert "不是导出目录" in said
    assert not (tmp_path / "out" / "current").exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"", "空"), (b"\x00\x01\x02\xff" * 50, "文本"), ("今天天气很好，适合出门。\n".encode(), "不像一期简报")],
    ids=["empty", "binary", "no bulletin"],
)
def test_a_file_that_is_no_bulletin_is_one_clear_line_and_nothing_is_imported(
    tmp_path: Path, content: bytes, says: str
) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(content)
    status, said = run("import", str(path), "--to", str(tmp_path / "out"))
    assert status == 1
    assert said.strip().count("\n") == 0
    assert str(path) in said
    assert says in said
    assert not (tmp_path / "out").exists()


def test_a_missing_file_is_one_clear_line(tmp_path: Path) -> None:
    status, said = run("import", str(tmp_path / "nichts.txt"), "--to", str(tmp_path / "out"))
    assert (status, said.strip().count("\n")) == (1, 0)


def test_a_folder_of_other_things_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    status, said = run("import", str(ROOT / "tests/readers/bulletins/01-markdown.txt"), "--to", str(tmp_path))
    assert (status, said.strip().count("\n")) == (1, 0)
    assert "没有动它" in said
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.txt"]


def test_what_the_disk_refuses_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    status, said = run("build", "--export", str(ROOT / "cms/sample"), "--out", str(tmp_path / "file"))
    assert (status, said.strip().count("\n")) == (1, 0)
    assert said.startswith(f"错误：{tmp_path / 'file'}")


def test_a_file_that_may_not_be_read_does_not_stop_the_others(tmp_path: Path) -> None:
    """Root may read everything, so it gives up just that right."""
    (tmp_path / "closed.txt").touch(mode=0)
    (tmp_path / "open.txt").write_text("今天天气很好，适合出门。\n", "utf-8")
    plain = [
        "setpriv",
        "--bounding-set",
        "-dac_override,-dac_read_search",
        "--inh-caps",
        "-dac_override,-dac_read_search",
    ]
    command = [sys.executable, "-m", "press", "import", "closed.txt", "open.txt", "--to", "out"]
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'build'}:{ROOT}"}
    done = subprocess.run(
        (plain if os.geteuid() == 0 else []) + command, capture_output=True, text=True, cwd=tmp_path, env=environment
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert [line.split("：")[2].split("（")[0] for line in done.stdout.splitlines()] == [
        "文件打不开",
        "不像一期简报，像一篇稿件或一张统计表",
    ]


def test_building_from_an_export_needs_neither_django_nor_wagtail(tmp_path: Path) -> None:
    """The import hook makes both impossible to load, as on a machine that has no CMS."""
    script = f"""
import sys
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("django", "wagtail", "cms"):
            raise ImportError(name + " is not here")
sys.meta_path.insert(0, Refuse())
from press.cli import main
from press.search import Index
main(["build", "--export", {str(ROOT / "cms/sample")!r}, "--out", "out", "--json"])  # relative, from anywhere
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["cases"] == 32
    assert (tmp_path / "out/current/site/index.html").is_file()


def test_a_build_says_what_an_editor_should_look_at(tmp_path: Path) -> None:
    export = tmp_path / "export"
    shutil.copytree(ROOT / "cms/sample/public", export / "public", ignore=shutil.ignore_patterns("issues"))
    case = export / "public/cases/000/000001.md"
    case.write_text(case.read_text("utf-8").replace("quote: 听讲2.3万人次", "quote: 听讲三万人次"), "utf-8")
    status, said = run("build", "--export", str(export), "--out", str(tmp_path / "out"))
    assert status == 0
    assert said.splitlines()[1:] == ["请看一看：案例 000001：文中找不到数据“听讲人次”的原句"]


def test_find_lists_every_answer_of_the_sites_own_search(release: Path) -> None:
    status, said = run("find", "志愿", "积分", "--release", str(release))
    *lines, total = said.splitlines()
    assert (status, total) == (0, f"共 {len(lines)} 条")
    rows = Index(release / "site/assets/search").find("志愿 积分")
    assert [line.split()[0] for line in lines] == [row.record for row in rows] != []
    assert lines[0] == f"{rows[0].record}  {rows[0].title}（{rows[0].where}，{rows[0].when}）"


def test_find_says_the_same_as_json(release: Path) -> None:
    status, said = run("find", "志愿", "--release", str(release), "--json")
    answer = json.loads(said)
    assert (status, answer["total"]) == (0, len(answer["results"]))
    assert answer["total"] > 20, "all, not a screenful"
    assert {"wmsj/2024/3#a1", "000001"} <= {result["number"] for result in answer["results"]}
    assert all(result["title"] for result in answer["results"])


def test_find_takes_words_in_quotation_marks_as_one(release: Path) -> None:
    apart, whole = (
        json.loads(run("find", *words, "--release", str(release), "--json")[1])["total"]
        for words in (("志愿", "积分"), ("“志愿 积分”",))
    )
    assert apart > whole


def test_finding_nothing_is_no_error(release: Path) -> None:
    assert run("find", "金丝雀", "--release", str(release)) == (0, "共 0 条\n")
    assert json.loads(run("find", "金丝雀", "--release", str(release), "--json")[1]) == {"total": 0, "results": []}


def test_without_an_index_find_says_what_to_do_in_one_line(tmp_path: Path) -> None:
    status, said = run("find", "志愿", "--release", str(tmp_path))
    assert (status, said.count("\n")) == (1, 1)
    assert said.startswith(f"错误：{tmp_path}") and "press build --full" in said
