"""The command says what it does, in which file the trouble is, and with the right exit status."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from press.cli import main

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
def test_a_file_that_is_no_bulletin_is_one_clear_line_and_nothing_is_imported(tmp_path: Path, content: bytes, says: str) -> None:
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
main(["build", "--export", {str(ROOT / "cms/sample")!r}, "--out", {str(tmp_path / "out")!r}, "--json"])
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["cases"] == 32
    assert (tmp_path / "out/current/site/index.html").is_file()
