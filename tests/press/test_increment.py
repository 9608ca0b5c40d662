"""A build takes over from the release before what would be made of the same; the gate looks at what may be wrong."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from press.gate import Memory, broken_links, leaks
from press.reuse import Reuse
from press.web import build_site
from records import Export
from records.kept import Kept
from tests.changes import texts


class increment:  # reads as what it does
    """Build the site of an export upon the one before; `then` is done to it before it is looked through."""

    def __init__(self, export: Path, out: Path, n: int, then: Callable[[Path], object] = lambda _: None) -> None:
        self.folder = out / "releases" / f"{n:06d}" / "site"
        reuse = Reuse(self.folder, out / "site.files", out / "releases")
        with Kept(out, "records", reuse.maker) as kept, Kept(out, "pages", reuse.maker) as pages:
            build_site(
                Export(export, private=False, kept=kept),
                self.folder,
                pdfs={},
                first_pages={},
                scratch=out / "scratch",
                index=out / "index",
                full=False,
                reuse=reuse,
            )
            then(self.folder)
            memory, everything = Memory(out, reuse, pages), Export(export, kept=kept)
            self.problems = [*broken_links(self.folder, memory), *leaks(self.folder, everything, memory)]
            assert self.problems == [*broken_links(self.folder), *leaks(self.folder, everything)]
        if not self.problems:
            reuse.save(self.folder.parent)
            memory.passed(self.folder.parent)
            memory.save()


def test_the_gate_finds_on_an_untouched_page_what_came_to_be_wrong(sample: Path, tmp_path: Path) -> None:
    export, out = shutil.copytree(sample, tmp_path / "export"), tmp_path / "out"
    said = "公开案例32个"  # on the home page, and in no record
    for n, then in enumerate([lambda _: None, lambda site: (site / "cases/000/000001.html").unlink()], 1):
        site = increment(export, out, n, then)
    assert "链接没有目标" in "".join(problem.message for problem in site.problems)
    private = next(path for path in (export / "private/cases").rglob("*.md") if "lead_department" in path.read_text())
    private.write_text(re.sub("(?m)^lead_department: .*$", f"lead_department: {said}", private.read_text()))
    found = {problem.file for problem in increment(export, out, 3).problems}
    assert "index.html" in found


@pytest.mark.parametrize("lost", [False, True], ids=["", "what pages lead to was lost"])
def test_what_a_page_no_longer_has_is_missed_by_those_that_lead_there(sample: Path, tmp_path: Path, lost: bool) -> None:
    export, out = shutil.copytree(sample, tmp_path / "export"), tmp_path / "out"
    increment(export, out, 1)
    if lost:
        for kept in out.glob("pages-*.sqlite3"):
            kept.unlink()
    path = next((export / "public/cases").rglob("000001.md"))
    path.write_text(f"{path.read_text()}\n又添了一段。\n")

    def spoil(site: Path) -> None:
        page = site / "cases/000/000001.html"
        text = re.sub(r' id="s\d+"', "", page.read_text())
        page.unlink()
        page.write_text(text)

    found = increment(export, out, 2, spoil).problems
    assert {problem.message.partition("：")[0] for problem in found} == {"链接的锚点不存在"}
    assert {problem.file.partition("/")[0] for problem in found} > {"cases"}


@pytest.mark.parametrize("part", ["page", "kept record", "links"])
def test_what_is_kept_may_be_lost_or_damaged(sample: Path, tmp_path: Path, part: str) -> None:
    export, out = shutil.copytree(sample, tmp_path / "export"), tmp_path / "out"
    first = texts(increment(export, out, 1).folder)
    if part == "page":
        (out / "releases/000001/site/cases/000/000001.html").write_text("改坏了")
    else:
        (stored,) = out.glob({"kept record": "records-*.sqlite3", "links": "pages-*.sqlite3"}[part])
        stored.write_bytes(b"damaged" * 500)
    assert texts(increment(export, out, 2).folder) == first
