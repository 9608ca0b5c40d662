"""A release is whole or not there, the same for the same export, and holds nothing private."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from press.check import check_release, leaks
from press.records import ContentError, Export, RecordError
from press.records import Issue as IssueRecord
from press.release import build_release, roll_back
from tests.canary import CANARY, all_text, planted


def build(export: Path, out: Path) -> Any:
    return build_release(export, out, retypeset=False, workers=2, progress=lambda *_: None)


def hashes(root: Path) -> dict[str, str]:
    return {p.relative_to(root).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(root.rglob("*")) if p.is_file()}


def test_a_release_has_a_page_and_a_pdf_for_all_that_is_cleared(release: Path, sample: Path) -> None:
    assert check_release(release, export=Export(sample)) == []
    assert len(list((release / "site/cases").rglob("0*.html"))) == 32
    assert len(list((release / "site/bulletins").rglob("*.pdf"))) == 8
    assert len(list((release / "print").rglob("*.pdf"))) == 10


def test_the_same_export_gives_the_same_bytes(release: Path, sample: Path, tmp_path: Path) -> None:
    assert hashes(build(sample, tmp_path).path) == hashes(release)


def test_building_again_without_a_change_keeps_the_release(sample: Path, tmp_path: Path) -> None:
    first = build(sample, tmp_path)
    again = build(sample, tmp_path)
    assert again.unchanged
    assert again.path.name == first.path.name


def test_a_failed_build_leaves_the_running_release_alone(sample: Path, tmp_path: Path) -> None:
    export = shutil.copytree(sample, tmp_path / "export")
    running = build(export, tmp_path / "out").path
    case = export / "public/cases/000/000001.md"
    case.write_text(case.read_text("utf-8").replace("year:", "jahr:", 1), "utf-8")
    with pytest.raises(RecordError, match=r"000001\.md"):
        build(export, tmp_path / "out")
    assert (tmp_path / "out/current").resolve() == running.resolve()


def test_rolling_back_returns_to_the_release_before(sample: Path, tmp_path: Path) -> None:
    export = shutil.copytree(sample, tmp_path / "export")
    first = build(export, tmp_path / "out").path
    case = export / "public/cases/000/000001.md"
    case.write_text(case.read_text("utf-8").replace("## 摘要\n\n", "## 摘要\n\n新写的一句。", 1), "utf-8")
    second = build(export, tmp_path / "out").path
    assert first.name != second.name
    roll_back(tmp_path / "out")
    assert (tmp_path / "out/current").resolve() == first.resolve()


def test_a_canary_in_each_private_field_is_nowhere_in_the_site(sample: Path, tmp_path: Path) -> None:
    export = planted(sample, tmp_path / "export")
    records = "\n".join(p.read_text("utf-8") for p in (export / "private").rglob("*.*") if p.suffix in (".md", ".yaml"))
    assert records.count(CANARY) > 150
    site = build(export, tmp_path / "out").path / "site"
    text = all_text(site)
    assert "江苏文明实践简报" in text
    assert CANARY not in text


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


def test_the_gate_finds_a_broken_link_and_an_outside_one(release: Path, tmp_path: Path) -> None:
    shutil.copytree(release / "site", tmp_path / "site")
    page = tmp_path / "site/index.html"
    page.write_text(page.read_text("utf-8") + '<a href="nirgends.html">x</a><script src="https://cdn.example/x.js"></script>', "utf-8")
    assert sorted(p.message for p in check_release(tmp_path)) == ["指向站外：https://cdn.example/x.js", "链接没有目标：nirgends.html"]


def test_the_gate_stops_a_report_that_does_not_add_up(sample: Path, tmp_path: Path) -> None:
    export = shutil.copytree(sample, tmp_path / "export")
    report = export / "public/issues/wmsj/2024/38/a3.md"
    report.write_text(report.read_text("utf-8").replace("total: ", "total: 1", 1), "utf-8")
    with pytest.raises(ContentError, match="印的合计是"):
        build(export, tmp_path / "out")


def test_a_stored_pdf_is_published_to_the_byte_and_a_changed_one_is_refused(sample: Path, tmp_path: Path, release: Path) -> None:
    export = shutil.copytree(sample, tmp_path / "export")
    stored = (release / "site/bulletins/wmsj/2024/3.pdf").read_bytes() + b"\n% signed long ago\n"
    folder = export / "public/issues/wmsj/2024/3"
    (folder / "v1.pdf").write_bytes(stored)
    issue = folder / "issue.yaml"
    digest = hashlib.sha256(stored).hexdigest()
    issue.write_text(issue.read_text("utf-8").replace("  date: 2024-01-31\n", f"  date: 2024-01-31\n  pdf: {digest}\n", 1), "utf-8")
    built = build(export, tmp_path / "out").path
    assert (built / "site/bulletins/wmsj/2024/3.pdf").read_bytes() == stored
    (folder / "v1.pdf").write_bytes(stored + b"x")
    with pytest.raises(RecordError, match="与签发时留存的不一致"):
        build(export, tmp_path / "out")
