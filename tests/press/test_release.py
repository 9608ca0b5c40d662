"""A release is whole or not there, the same for the same export, and holds nothing private."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pikepdf
import pytest
from PIL import Image

from press.finished import naming_only
from press.gate import check_release, leaks, wrong_sums
from press.lock import locked
from press.release import build_release
from press.rollback import roll_back
from press.search import Index
from records import KINDS, Case, Collection, Contact, Export, Indicator, RecordError, SetupError, Writer
from records import Issue as IssueRecord
from tests.canary import CANARY, all_text, planted, searchable

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True, scope="module")
def printed(release: Path) -> Iterator[None]:
    """What the sample prints is taken from the shelf of its release instead of being set for each test."""
    SHELVES.append(release.parents[1] / "cache/pdf")
    yield
    SHELVES.clear()


SHELVES: list[Path] = []


def build(export: Path, out: Path) -> Any:
    if not out.exists() or not any(out.iterdir()):
        shutil.copytree(SHELVES[0], out / "cache/pdf")
    return anew(export, out)


def anew(export: Path, out: Path) -> Any:
    return build_release(export, out)


def hashes(root: Path) -> dict[str, str]:
    """What signs a release says when it was made, and is beside it."""
    return {
        p.relative_to(root).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(root.rglob("*"))
        if p.is_file() and root / "signed" not in p.parents
    }


def test_a_release_has_a_page_and_a_pdf_for_all_that_is_cleared(release: Path, sample: Path) -> None:
    assert check_release(release, export=Export(sample)) == []
    assert len(list((release / "site/cases").rglob("0*.html"))) == 32
    assert len(list((release / "site/bulletins").rglob("*.pdf"))) == 8
    assert len(list((release / "print").rglob("*.pdf"))) == 10


def test_the_same_export_gives_the_same_bytes(release: Path, sample: Path, tmp_path: Path) -> None:
    assert hashes(anew(sample, tmp_path).path) == hashes(release)


def test_building_again_without_a_change_keeps_the_release(sample: Path, tmp_path: Path) -> None:
    """Where the audit log stands is told beside a release each time, and is no part of it."""
    export, heads = shutil.copytree(sample, tmp_path / "export"), [f"{n} {n:064x} {1:016x}" for n in (7, 9)]
    (export / "audit.heads").write_text(f"{heads[0]}\n")
    first = build(export, tmp_path / "out")
    (export / "audit.heads").write_text("\n".join(heads) + "\n")
    again = build(export, tmp_path / "out")
    assert again.unchanged
    assert again.path.name == first.path.name
    assert (again.path / "audit.heads").read_text().splitlines() == heads
    assert "audit.heads" not in (again.path / "manifest.json").read_text()
    assert not list((again.path / "site").rglob("audit.heads"))


def test_a_failed_build_leaves_the_running_release_alone(sample: Path, tmp_path: Path) -> None:
    export = shutil.copytree(sample, tmp_path / "export")
    running = build(export, tmp_path / "out").path
    mark = export / "public/format.yaml"
    mark.write_text(mark.read_text("utf-8").replace("1", "2"), "utf-8")
    with pytest.raises(RecordError, match=r"format\.yaml"):
        build(export, tmp_path / "out")
    assert (tmp_path / "out/current").resolve() == running.resolve()


def test_rolling_back_returns_to_the_release_before(sample: Path, tmp_path: Path) -> None:
    export = shutil.copytree(sample, tmp_path / "export")
    first = build(export, tmp_path / "out").path
    case = export / "public/cases/000/000001.md"
    case.write_text(case.read_text("utf-8").replace("## 摘要\n\n", "## 摘要\n\n新写的一句。", 1), "utf-8")
    second = build(export, tmp_path / "out").path
    assert first.name != second.name
    third = roll_back(tmp_path / "out").path
    assert (tmp_path / "out/current").resolve() == third.resolve()
    assert [path.name[:6] for path in (first, second, third)] == ["000001", "000002", "000003"]
    told = [
        {n: d for n, d in hashes(path).items() if "/search/" not in n and n != "manifest.json"}
        for path in (first, third)
    ]
    assert told[0] == told[1]


WITHDRAWN = {(Case, "000/000001"), (Indicator, "zhiyuan-duiwu"), (Collection, "xiaoqiao-yingtong")}


def withdrawn(export: Path, target: Path) -> Path:
    """Write a copy of an export in which a case, an indicator and a showcase have been
    withdrawn; nothing names the indicator."""
    told = {"withdrawn_on": date(2026, 3, 5), "withdrawn_reason": "数据有误"}
    records = [r for kind in KINDS for r in Export(export).all(kind)]
    seen = {(type(r), r.key) for r in records} - {(Indicator, "zhiyuan-duiwu")}
    gone = [msgspec.structs.replace(r, **told) if (type(r), r.key) in WITHDRAWN else r for r in records]
    return written([naming_only(r, seen) for r in gone], export, target)


def with_case_1(export: Path, target: Path, changes: Callable[[Case], dict[str, Any]]) -> Path:
    """Write a copy of an export in which case 1 is changed."""
    records = [r for kind in KINDS for r in Export(export).all(kind)]
    everything = [
        msgspec.structs.replace(r, **changes(r)) if isinstance(r, Case) and r.number == 1 else r for r in records
    ]
    return written(everything, export, target)


def written(everything: list[Any], export: Path, target: Path) -> Path:
    """Write records, with the files of an export."""
    writer = Writer.for_records(target, everything)
    for record in everything:
        writer.add(record)
    writer.copy_files(Export(export))
    return target


def test_rolling_back_never_shows_again_what_was_withdrawn(sample: Path, tmp_path: Path) -> None:
    build(sample, tmp_path / "out")
    running = build(withdrawn(sample, tmp_path / "export"), tmp_path / "out").path
    pages = ["cases/000/000001.html", "collections/xiaoqiao-yingtong.html", "indicators/zhiyuan-duiwu.html"]
    back = roll_back(tmp_path / "out").path
    assert back != running
    for page in pages:
        said = (back / "site" / page).read_text("utf-8")
        assert "2026年3月5日" in said and "数据有误" in said, page
        assert "withdrawn_on" in (running / "site" / page).with_suffix(".json").read_text("utf-8")
    known = [i.definition for i in Export(sample).all(Indicator) if i.slug == "zhiyuan-duiwu"]
    assert not [p for site in (running, back) for p in site.rglob("*.html") if known[0] in p.read_text("utf-8")]


def test_rolling_back_never_shows_again_what_was_redacted(sample: Path, tmp_path: Path) -> None:
    build(sample, tmp_path / "out")
    export = with_case_1(
        sample, tmp_path / "export", lambda case: {"redacted_on": case.cleared_on, "problem": "已删改。"}
    )
    running = build(export, tmp_path / "out").path
    back = roll_back(tmp_path / "out").path
    assert (back / "site/cases/000/000001.html").read_bytes() == (running / "site/cases/000/000001.html").read_bytes()


def test_a_contact_that_is_no_longer_public_leaves_the_index_without_a_full_build(sample: Path, tmp_path: Path) -> None:
    contact = Contact(office="某市临河街道便民服务办", phone="025-00001111", public=True)
    for name, public in (("shown", True), ("hidden", False)):
        own = msgspec.structs.replace(contact, public=public)
        export = with_case_1(sample, tmp_path / name, lambda case, own=own: {"contact": own})
        found = Index(build(export, tmp_path / "out").path / "site/assets/search").find("临河街道便民")
        assert [row.record for row in found] == (["000001"] if public else [])
        texts = [
            p
            for p in (tmp_path / "out/current/site/assets/search").rglob("*.js")
            if "临河街道便民" in p.read_text("utf-8")
        ]
        assert bool(texts) is public


def test_what_is_not_cleared_is_readable_by_its_owner_only(sample: Path, tmp_path: Path) -> None:
    built = build(sample, tmp_path).path
    assert [f.stat().st_mode & 0o777 for f in (tmp_path / "cache", built / "print")] == [0o700, 0o700]


def test_a_pdf_that_a_killed_build_left_unfinished_is_typeset_again(
    sample: Path, tmp_path: Path, release: Path
) -> None:
    build(sample, tmp_path)
    shelf = tmp_path / "cache/pdf"
    first, second, third, *_ = sorted(shelf.iterdir())
    (first / "issue.pdf").write_bytes(b"")
    (second / "told.json").write_text("")
    (third / "issue.pdf").unlink()
    before = {path: path.stat().st_ino for path in shelf.iterdir()}
    held = [os.open(path, os.O_RDONLY) for path in before]  # or a new folder may get the number of one that went
    assert hashes(build(sample, tmp_path).path) == hashes(release)
    for each in held:
        os.close(each)
    assert {path for path in shelf.iterdir() if path.stat().st_ino != before[path]} == {first, second, third}
    assert min(p.stat().st_size for p in shelf.rglob("*.*")) > 0


def test_a_build_keeps_all_that_its_release_needs_however_little_else_is_kept(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bulletins.shelf.KEPT", 0)
    built = build(sample, tmp_path)
    shelf = tmp_path / "cache/pdf"
    kept = {path: path.stat().st_ino for path in shelf.iterdir()}
    assert len(kept) == built.pdfs
    assert build(sample, tmp_path).unchanged
    assert {path: path.stat().st_ino for path in shelf.iterdir()} == kept


def test_a_second_build_waits_for_the_first_and_then_says_so(tmp_path: Path) -> None:
    script = (
        "from pathlib import Path; from press.lock import locked\n"
        f"with locked(Path({str(tmp_path)!r})): print(flush=True); input()"
    )
    other = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert other.stdin
    assert other.stdout
    other.stdout.readline()
    with pytest.raises(SetupError, match="另一次构建正在进行"), locked(tmp_path, 0.2):
        pass
    threading.Timer(0.3, other.stdin.close).start()
    with locked(tmp_path, 10):
        assert other.wait(10) == 1  # the end of its input


def test_a_canary_in_each_private_field_is_nowhere_in_the_site(sample: Path, tmp_path: Path) -> None:
    export = planted(sample, tmp_path / "export")
    records = "\n".join(p.read_text("utf-8") for p in (export / "private").rglob("*.*") if p.suffix in (".md", ".yaml"))
    assert records.count(CANARY) > 150
    site = build(export, tmp_path / "out").path / "site"
    text = all_text(site)
    assert "江苏文明实践简报" in text
    assert CANARY not in text
    assert searchable(site, "江苏文明实践简报") and not searchable(site, CANARY)


def test_the_gate_finds_a_leak_in_a_page_and_in_a_pdf(release: Path, sample: Path, tmp_path: Path) -> None:
    export = planted(sample, tmp_path / "export")
    site = shutil.copytree(release / "site", tmp_path / "site")
    assert list(leaks(site, Export(export))) == []
    phone = next(iter(Export(export).get(IssueRecord, "wmsj/2024/3").items)).submission.phone
    page = site / "index.html"
    page.write_text(page.read_text("utf-8") + f"<p>{phone}", "utf-8")
    pdf = site / "bulletins/wmsj/2024/3.pdf"
    with pikepdf.open(pdf, allow_overwriting_input=True) as document:
        document.docinfo["/Keywords"] = phone
        document.save(pdf)
    assert [p.file for p in leaks(site, Export(export))] == ["bulletins/wmsj/2024/3.pdf", "index.html"]


def test_the_gate_finds_a_leak_that_only_the_search_index_has(release: Path, sample: Path, tmp_path: Path) -> None:
    """A private line that was indexed: none of its files holds it as a string, except those
    of the texts, which are taken away."""
    site = shutil.copytree(release / "site", tmp_path / "site")
    private = "未公开案例里的一句话不该有人查到"
    assert not searchable(site, private)
    everything = [r for kind in KINDS for r in Export(sample).all(kind)]
    case = next(r for r in everything if isinstance(r, Case))
    hidden = msgspec.structs.replace(
        case, number=901, summary=private, cleared_on=None, cleared_by="", figures=(), source=None
    )
    writer = Writer.for_records(tmp_path / "export", [*everything, hidden])
    for record in (*everything, hidden):
        writer.add(record)
    assert list(leaks(site, Export(tmp_path / "export"))) == []
    shutil.rmtree(site / "assets/search")
    leaky = msgspec.structs.replace(hidden, cleared_on=case.cleared_on)
    writer = Writer.for_records(tmp_path / "leaky", [*everything, leaky])
    for record in (*everything, leaky):
        writer.add(record)
    writer.copy_files(Export(sample))
    shutil.copytree(build(tmp_path / "leaky", tmp_path / "out").path / "site/assets/search", site / "assets/search")
    for text in (site / "assets/search").glob("*/[tr]/**/*.js"):
        text.write_text("")
    assert not [p for p in (site / "assets/search").rglob("*.js") if private in p.read_text("utf-8")]
    (problem,) = leaks(site, Export(tmp_path / "export"))
    assert str(problem).startswith(f"assets/search：检索索引里查得到不公开的内容“{private}”")


def test_what_was_withdrawn_stands_in_no_file_of_the_next_release(sample: Path, tmp_path: Path) -> None:
    """The second build adds to the first one's index, so the text is cut out of files that are kept."""
    case = Export(sample).get(Case, "000/000001")
    before = build(sample, tmp_path / "out").path / "site"
    assert searchable(before, case.title) and case.title in all_text(before)
    kept = {p.stat().st_ino for p in (before / "assets/search").rglob("*.js")}
    after = build(withdrawn(sample, tmp_path / "export"), tmp_path / "out").path / "site"
    assert kept & {p.stat().st_ino for p in (after / "assets/search").rglob("*.js")}, "not all made anew"
    text = all_text(after)
    for words in (case.title, case.summary[:20], *(figure.quote for figure in case.figures)):
        assert not searchable(after, words), words
        assert words not in text, words


def test_words_of_our_own_pages_and_short_titles_stop_no_build(release: Path, sample: Path, tmp_path: Path) -> None:
    own = "新时代文明实践案例"
    assert own in (ROOT / "mkdocs.yml").read_text("utf-8")
    everything = [r for kind in KINDS for r in Export(sample).all(kind)]
    case = next(r for r in everything if isinstance(r, Case))
    for number, title in enumerate((own, "按领域看案例", "一个别处没有的标题"), 901):
        everything.append(msgspec.structs.replace(case, number=number, title=title, cleared_on=None))
    writer = Writer.for_records(tmp_path / "export", everything)
    for record in everything:
        writer.add(record)
    site = shutil.copytree(release / "site", tmp_path / "site")
    page = site / "index.html"
    page.write_text(page.read_text("utf-8") + f"<p>{own}，按领域看案例", "utf-8")
    assert list(leaks(site, Export(tmp_path / "export"))) == []
    page.write_text(page.read_text("utf-8") + "<p>一个别处没有的标题", "utf-8")
    assert [str(p) for p in leaks(site, Export(tmp_path / "export"))] == [
        "index.html：出现不公开的内容“一个别处没有的标题”"
    ]


def test_the_gate_finds_a_picture_that_says_with_what_it_was_taken(release: Path, tmp_path: Path) -> None:
    shutil.copytree(release / "site", tmp_path / "site")
    exif = Image.Exif()
    exif[0x010F] = "camera"
    Image.new("RGB", (8, 8)).save(tmp_path / "site/media/x.jpg", exif=exif)
    (tmp_path / "site/media/y.png").write_bytes(b"GIF89a")
    problems = ["media/x.jpg：图片里有相机或编辑软件留下的信息", "media/y.png：不是 PNG 或 JPEG 图片"]
    assert [str(p) for p in check_release(tmp_path)] == problems


def test_a_folder_without_a_release_is_no_good_release(tmp_path: Path) -> None:
    assert [p.message for p in check_release(tmp_path)] == ["这里没有发布版本"]


def test_the_gate_finds_a_broken_link_and_an_outside_one(release: Path, tmp_path: Path) -> None:
    shutil.copytree(release / "site", tmp_path / "site")
    page = tmp_path / "site/index.html"
    page.write_text(
        page.read_text("utf-8") + '<a href="nirgends.html">x</a><script src="https://cdn.example/x.js"></script>',
        "utf-8",
    )
    assert sorted(p.message for p in check_release(tmp_path)) == [
        "指向站外：https://cdn.example/x.js",
        "链接没有目标：nirgends.html",
    ]


def test_the_gate_stops_a_report_that_does_not_add_up_but_for_one_that_is_kept_as_printed(
    sample: Path, tmp_path: Path
) -> None:
    export = shutil.copytree(sample, tmp_path / "export")
    report = export / "public/issues/wmsj/2024/38/a3.md"
    report.write_text(report.read_text("utf-8").replace("total: ", "total: 1", 1), "utf-8")
    assert list(wrong_sums(Export(export))) == []
    report.write_text(report.read_text("utf-8").replace("printed: true\n", "", 1), "utf-8")
    assert "合计是 1109" in build(export, tmp_path / "out").held[0]


def test_a_stored_pdf_is_published_to_the_byte_and_a_changed_one_is_refused(
    sample: Path, tmp_path: Path, release: Path
) -> None:
    export = shutil.copytree(sample, tmp_path / "export")
    stored = (release / "site/bulletins/wmsj/2024/3.pdf").read_bytes() + b"\n% signed long ago\n"
    folder = export / "public/issues/wmsj/2024/3"
    (folder / "v1.pdf").write_bytes(stored)
    issue = folder / "issue.yaml"
    digest = hashlib.sha256(stored).hexdigest()
    issue.write_text(
        issue.read_text("utf-8").replace("  date: 2024-01-31\n", f"  date: 2024-01-31\n  pdf: {digest}\n", 1), "utf-8"
    )
    built = build(export, tmp_path / "out").path
    assert (built / "site/bulletins/wmsj/2024/3.pdf").read_bytes() == stored
    (folder / "v1.pdf").write_bytes(stored + b"x")
    again = build(export, tmp_path / "out")
    assert "与签发时留存的不一致" in again.held[0] and "仍是上次发布的" in again.held[0]
    assert (again.path / "site/bulletins/wmsj/2024/3.pdf").read_bytes() == stored


def test_a_collection_whose_cases_were_all_withdrawn_comes_again_with_one(sample: Path, tmp_path: Path) -> None:
    """It was cleared all the time and nobody took it back: only cases were, and one of them is public again."""
    [own] = Export(sample).all(Collection)
    page = f"collections/{own.slug}.html"

    def published(name: str, cases: tuple[int, ...]) -> Path:
        every = [record for kind in KINDS for record in Export(sample).all(kind)]
        changed = [msgspec.structs.replace(r, cases=cases) if isinstance(r, Collection) else r for r in every]
        release = build(written(changed, sample, tmp_path / name), tmp_path / "out")
        assert release.held == ()
        return release.path / "site" / page

    assert published("full", own.cases).is_file()
    assert not published("empty", ()).exists()
    assert own.title in published("again", own.cases[:1]).read_text("utf-8")
