"""Nothing comes back: what was withdrawn, redacted, let go or deleted is shown by no old release, no rollback, no old
export and no build from scratch; and pages vanish only for a reason."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import Result

from press.search import Index
from tests.canary import readable, searchable
from tests.published import build, listed, plain, press, swap, with_shelf

NOTICE = "withdrawn_on: 2026-03-05\nwithdrawn_reason: 数据有误\n"
GONE = {  # by key: words that stood on its page and nowhere else
    "000001": ("候车棚里的十二分钟：给倒班工人换一处听政策的地方", "散场时送人的班车司机说了这句话", "听讲2.3万人次"),
    "dongtai/2025/23": (
        "蛋品厂接驳车上一趟答一问",
        "丘陵山塘边立起一根竿、一只圈、一条绳",
        "中秋备货期间，高邮市计划再增",
    ),
    "xiaoqiao-yingtong": ("小设施办成实事优秀案例展播", "一台冷藏柜，一间十八平方米的寄存室，一座停用的排涝站"),
    "zhiyuan-duiwu": ("在民政或志愿服务信息系统登记在册的志愿服务队伍数",),
    "000026": ("由熟悉潮沟的老赶海人轮值", "把落在后面的人捎上来"),  # redacted: the rest stays
    "000044": ("少吹哨子，先数清逆行的人为什么逆行", "志愿者吹哨三周不见效"),  # no longer cleared
    "000008": ("马灯舞换了轻马，河心村的孩子才肯上身", "镇里的周末传习班从26人走到只剩3人"),  # deleted
}
PAGES = {
    "000001": "cases/000/000001.html",
    "dongtai/2025/23": "bulletins/dongtai/2025/23.html",
    "xiaoqiao-yingtong": "collections/xiaoqiao-yingtong.html",
    "zhiyuan-duiwu": "indicators/zhiyuan-duiwu.html",
}
SECOND, THIRD = "第二次发布时写下的一句新话", "第三次发布时写下的一句新话"
MISSING = ("000011", "000012", "000013", "000016", "000018", "000022")


def of_case(export: Path, key: str, half: str = "public") -> Path:
    return export / half / f"cases/000/{key}.md"


def hide(export: Path, name: str) -> None:
    """Move all that a record says in public to its private half, with its pictures, which no other shows."""
    shown, hidden = export / "public" / name, export / "private" / name
    text = shown.read_text("utf-8")
    if hidden.exists():  # their heads become one; what is private has no text of its own
        _, fields, _ = hidden.read_text("utf-8").split("---\n", 2)
        text = text.replace("---\n", f"---\n{fields}", 1)
    hidden.write_text(text, "utf-8")
    shown.unlink()
    (export / "private/media").mkdir(exist_ok=True)
    for picture in re.findall(r"media/\w+\.png", text):
        (export / "public" / picture).rename(export / "private" / picture)


def withdraw_case(export: Path, key: str) -> None:
    hide(export, f"cases/000/{key}.md")
    of_case(export, key).write_text(f"---\nnumber: {int(key)}\n{NOTICE}---\n", "utf-8")


def changed(sample: Path, target: Path, *sentences: str) -> Path:
    """Write the sample with a sentence more in case 2, and perhaps one in case 3."""
    shutil.copytree(sample, target)
    for key, sentence in zip(("000002", "000003"), sentences, strict=False):
        swap(of_case(target, key), "## 摘要\n\n", f"## 摘要\n\n{sentence}。")
    return target


def taken_out(sample: Path, target: Path) -> Path:
    """Write what is now: of each way in which something goes, one record or more; see `GONE`."""
    export = changed(sample, target, SECOND, THIRD)
    public, private = export / "public", export / "private"
    withdraw_case(export, "000001")
    folder = "issues/dongtai/2025/23"
    (public / "collections/xiaoqiao-yingtong.yaml").rename(private / "collections/xiaoqiao-yingtong.yaml")
    (private / "indicators").mkdir()
    (public / "indicators/zhiyuan-duiwu.yaml").rename(private / "indicators/zhiyuan-duiwu.yaml")
    for name in ("collections/xiaoqiao-yingtong", "indicators/zhiyuan-duiwu"):
        (public / f"{name}.yaml").write_text(f"slug: {name.partition('/')[2]}\n{NOTICE}", "utf-8")
    for item in ("a1", "a2"):
        hide(export, f"{folder}/{item}.md")
    issue = private / folder / "issue.yaml"
    issue.write_text((public / folder / "issue.yaml").read_text("utf-8") + issue.read_text("utf-8"), "utf-8")
    (public / folder / "issue.yaml").write_text(f"publication: dongtai\nyear: 2025\nnumber: 23\n{NOTICE}", "utf-8")
    source = "source:\n  publication: dongtai\n  year: 2025\n  number: 23\n  item: a1\n"
    swap(of_case(export, "000042"), source, "")
    swap(of_case(export, "000042", "private"), "^---\n", f"---\n{source}")
    for path in (p for p in export.rglob("*.md") if "  indicator: zhiyuan-duiwu\n" in p.read_text("utf-8")):
        path.write_text(path.read_text("utf-8").replace("  indicator: zhiyuan-duiwu\n", ""), "utf-8")
    redacted = "cleared_on: 2024-03-15\nredacted_on: 2026-03-05"
    swap(of_case(export, "000026"), "cleared_on: .*", redacted, "在三个堤口设看潮棚.*", "已删改。")
    hide(export, "cases/000/000044.md")
    swap(of_case(export, "000044", "private"), "cleared_on: .*\n", "", "cleared_by: .*\n", "")
    of_case(export, "000008").unlink()
    of_case(export, "000008", "private").unlink()
    return export


def built(export: Path, out: Path, *options: str) -> Result:
    """Build what must succeed."""
    said = build(export, out, *options)
    assert said.exit_code == 0, f"{said.output[-5000:]} {said.exception!r}"
    return said


def copied(out: Path, target: Path) -> Path:
    """Return a copy of a place of releases, with links between its files as they were."""
    subprocess.run(["cp", "-a", out, target], check=True)
    running = (out / "current").resolve().name
    (target / "current").unlink()
    (target / "current").symlink_to(Path("releases") / running)
    return target


def running(out: Path) -> Path:
    return (out / "current").resolve()


def number(out: Path) -> int:
    return int(running(out).name.split("-")[0])


def releases(out: Path) -> list[str]:
    return sorted(p.name for p in (out / "releases").iterdir() if re.fullmatch(r"\d{6}-\w+", p.name))


def shown(site: Path, *words: str) -> list[str]:
    """Return in which files of a site some words stand, and which of them its search finds."""
    whole = (site / "assets/search/now.js").exists()  # of an older release, the index is taken out as a whole
    found = [f"search: {each}" for each in words if whole and searchable(site, each)]
    for path in (p for p in site.rglob("*") if p.is_file() and p.suffix not in (".pdf", ".png", ".woff2")):
        text = readable(path.read_bytes())
        text += plain(text) if path.suffix == ".html" else ""
        found += [f"{path.relative_to(site)}: {each}" for each in words if each in text]
    return found


def come_back(out: Path, *but: str) -> list[str]:
    """Return where any release shows what is gone, but for some that may be seen in the last one."""
    found = []
    for name in releases(out):
        site = out / "releases" / name / "site"
        now = site.parent == running(out)
        keys = [key for key in GONE if key not in but or not now]
        found += [f"{name}: {each}" for each in shown(site, *(words for key in keys for words in GONE[key]))]
        pdf = site / "bulletins/dongtai/2025/23.pdf"
        found += [f"{name}: {pdf.name}"] if pdf.exists() and "dongtai/2025/23" in keys else []
    return found


@dataclass(frozen=True)
class Places:
    """The export as it is now, and where three releases were built: the sample, a sentence more, and what is now."""

    now: Path
    out: Path
    first: Path


@pytest.fixture(scope="module")
def places(sample: Path, release: Path, tmp_path_factory: pytest.TempPathFactory) -> Places:
    base = tmp_path_factory.mktemp("gone")
    out = base / "out"
    with_shelf(release, out)
    built(sample, out)
    first = shutil.copytree(running(out) / "site", base / "first")
    built(changed(sample, base / "second", SECOND), out)
    built(taken_out(sample, base / "now"), out)
    return Places(base / "now", out, first)


@pytest.mark.parametrize("key", GONE)
def test_what_goes_was_there_and_could_be_found(places: Places, key: str) -> None:
    """Else the other tests look for nothing."""
    found = shown(places.first, *GONE[key])
    assert [words for words in GONE[key] if not any(each.endswith(f".html: {words}") for each in found)] == []
    assert f"search: {GONE[key][0]}" in found or key in (
        "xiaoqiao-yingtong",
        "zhiyuan-duiwu",
    )  # these may be in no index


def test_what_is_gone_stands_in_no_release_however_old(places: Places) -> None:
    assert len(releases(places.out)) == 3
    assert come_back(places.out) == []


@pytest.mark.parametrize("key", PAGES)
def test_a_withdrawn_record_has_a_notice(places: Places, key: str) -> None:
    page = plain((running(places.out) / "site" / PAGES[key]).read_text("utf-8"))
    assert "2026年3月5日" in page and "数据有误" in page


def test_what_is_not_gone_is_still_in_the_older_releases(places: Places) -> None:
    for name in releases(places.out):
        site = places.out / "releases" / name / "site"
        assert "兑换机的去留" in plain((site / "cases/000/000002.html").read_text("utf-8")), name
    assert "000002" in [row.record for row in Index(site / "assets/search").find("兑换机的去留")]


@pytest.mark.parametrize("from_scratch", [False, True], ids=["added to", "--full without a cache"])
def test_an_old_export_brings_nothing_back_and_says_so(
    places: Places, sample: Path, tmp_path: Path, from_scratch: bool
) -> None:
    out = copied(places.out, tmp_path / "out")
    if from_scratch:
        for kept in (p for p in (out / "cache").iterdir() if p.name != "pdf"):
            shutil.rmtree(kept) if kept.is_dir() else kept.unlink()
    said = built(sample, out, *(["--full"] if from_scratch else []))
    assert come_back(out) == []
    assert [key for key in GONE if not any(re.search(r"（.*\w.*）", line) for line in listed(said, key))] == []
    assert THIRD not in plain((running(out) / "site/cases/000/000003.html").read_text("utf-8")), "the rest is as told"


def test_rolling_back_goes_further_each_time_and_brings_nothing_back(places: Places, tmp_path: Path) -> None:
    out = copied(places.out, tmp_path / "out")
    last = number(out)
    for step, said in enumerate([(True, False), (False, False)], 1):
        back = press("rollback", out)
        assert back.exit_code == 0, back.output
        assert number(out) == last + step, "a rollback is a new release"
        pages = [
            plain((running(out) / f"site/cases/000/{key}.html").read_text("utf-8")) for key in ("000002", "000003")
        ]
        assert (SECOND in pages[0], THIRD in pages[1]) == said
        assert come_back(out) == []
    before = running(out)
    back = press("rollback", out)
    assert back.exit_code != 0 and isinstance(back.exception, SystemExit) and back.output.strip()
    assert running(out) == before
    built(places.now, out)
    site = running(out) / "site"
    assert SECOND in plain((site / "cases/000/000002.html").read_text("utf-8"))
    assert THIRD in plain((site / "cases/000/000003.html").read_text("utf-8"))
    assert come_back(out) == []


def test_what_is_cleared_again_later_than_it_was_withdrawn_is_shown_again(
    places: Places, sample: Path, tmp_path: Path
) -> None:
    out, export = copied(places.out, tmp_path / "out"), shutil.copytree(sample, tmp_path / "export")
    swap(of_case(export, "000001"), "cleared_on: .*", "cleared_on: 2026-06-01")
    said = built(export, out)
    site = running(out) / "site"
    assert GONE["000001"][0] in plain((site / PAGES["000001"]).read_text("utf-8"))
    assert "000001" in [row.record for row in Index(site / "assets/search").find(GONE["000001"][1])]
    assert not listed(said, "000001")
    assert come_back(out, "000001") == []


def test_what_is_shown_again_by_command_stays_and_nothing_else_comes(
    places: Places, sample: Path, tmp_path: Path
) -> None:
    out = copied(places.out, tmp_path / "out")
    for options in (("--again", "cases/000/000001"), ()):
        said = built(sample, out, *options)
        page = plain((running(out) / "site" / PAGES["000001"]).read_text("utf-8"))
        assert all(words in page for words in GONE["000001"]), options
        assert not listed(said, "000001"), options
        assert come_back(out, "000001") == [], options


def without(export: Path, target: Path) -> Path:
    """Write an export in which some records are missing in both halves, and no withdrawal says why."""
    shutil.copytree(export, target)
    for key in MISSING:
        of_case(target, key).unlink()
        of_case(target, key, "private").unlink()
    return target


def test_many_pages_do_not_vanish_unless_they_are_let_go(places: Places, tmp_path: Path) -> None:
    out, export = copied(places.out, tmp_path / "out"), without(places.now, tmp_path / "export")
    before = running(out)
    said = build(export, out)
    assert said.exit_code != 0 and isinstance(said.exception, SystemExit)
    assert "--let-go" in said.output
    assert running(out) == before
    built(export, out, "--let-go")
    assert [key for key in MISSING if (running(out) / f"site/cases/000/{key}.html").exists()] == []
    assert (running(out) / "site/cases/000/000002.html").exists()


def test_a_withdrawal_does_not_wait_until_others_are_let_go(places: Places, tmp_path: Path) -> None:
    out, export = copied(places.out, tmp_path / "out"), without(places.now, tmp_path / "export")
    withdraw_case(export, "000009")
    assert build(export, out).exit_code != 0
    assert [key for key in MISSING if not (running(out) / f"site/cases/000/{key}.html").exists()] == []
    assert shown(running(out) / "site", "一条垃圾投放规定的试行、收回和桶边一百个夜晚", "据此收回锁桶规定") == []


def test_the_last_ten_releases_stay_and_fewer_if_so_told(sample: Path, tmp_path: Path) -> None:
    """A small export and every other release made by a rollback, so that it does not take long."""
    export, out = tmp_path / "export", tmp_path / "out"
    for name in ("places", "units", "fields", "kinds", "indicators", "synonyms", "publications"):
        shutil.copytree(sample / "public" / name, export / "public" / name)
    of_case(export, "000001").parent.mkdir(parents=True)
    shutil.copy(sample / "public/format.yaml", export / "public/format.yaml")
    for turn in range(7):
        swap(
            shutil.copy(of_case(sample, "000001"), of_case(export, "000001")), "## 摘要\n\n", f"## 摘要\n\n第{turn}轮。"
        )
        built(export, out)
        assert turn not in range(2, 6) or press("rollback", out).exit_code == 0
    assert [int(name[:6]) for name in releases(out)] == list(range(2, 12))
    assert running(out).name == releases(out)[-1]
    swap(of_case(export, "000001"), "第6轮。", "最后一轮。")
    built(export, out, "--keep", "2")
    assert [int(name[:6]) for name in releases(out)] == [11, 12]
    assert running(out).name == releases(out)[-1]
