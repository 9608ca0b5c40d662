"""A site with every kind of page, and the fewest of its pages that together show every template and component."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import msgspec

from press.web import build_site
from records import Export, Issue, Writer
from tests.random_cases import SAMPLE, random_cases
from tests.staged import stage_markdown

FIRST = 100  # the sample's numbers are smaller
RANDOM_CASES = 240  # so many that the long lists fall into ranges
WITHDRAWN = 999
TEMPLATE = re.compile(r'^template: "?([\w.-]+)', re.MULTILINE)
ELEMENTS = re.compile(r'<(\w+)(?:[^>]*\sclass="?([^">]+))?')
ASKED = (  # what a page shows only when it is asked
    "search.html?q=志愿",
    "search.html?q=没有这样的词语",
    "compare.html?cases=000001,000003,000012",
    "compare.html?cases=000001,000999,000998",
)


@dataclass(frozen=True)
class Kinds:
    """A built site, its pages as Markdown, and those (with their queries) that stand for all its kinds."""

    site: Path
    stage: Path
    pages: tuple[str, ...]


def kinds_export(folder: Path) -> tuple[Export, dict[str, Path], dict[str, dict[str, int]]]:
    """Write the sample, many random cases and a withdrawn one; return the export, the PDFs of issues, and where their
    items begin."""
    shutil.copytree(SAMPLE / "public", folder / "export/public")
    cases = [msgspec.structs.replace(case, number=FIRST + case.number) for case in random_cases(RANDOM_CASES)]
    cases[-1] = msgspec.structs.replace(
        cases[-1], number=WITHDRAWN, withdrawn_on=dt.date(2025, 5, 6), withdrawn_reason="数据有误"
    )
    writer = Writer.for_records(folder / "export", list(cases))
    for case in cases:
        writer.add(case)
    export = Export(folder / "export", private=False)
    (folder / "issue.pdf").write_bytes(b"%PDF-1.4\n")
    pdfs = {issue.key: folder / "issue.pdf" for issue in export.public(Issue)}
    return export, pdfs, {key: {"a1": 2} for key in pdfs}


def build_kinds(folder: Path) -> None:
    """Build that site, and write its pages as Markdown too."""
    export, pdfs, pages = kinds_export(folder)
    build_site(export, folder / "out", pdfs=pdfs, first_pages=pages, scratch=folder / "scratch")
    stage_markdown(export, folder, pdfs=pdfs, first_pages=pages)


def kinds_in(folder: Path) -> Kinds:
    """Choose the pages of what `build_kinds` built."""
    site, stage = folder / "out", folder / "stage"
    return Kinds(site, stage, (*chosen(site, stage), *ASKED))


def chosen(site: Path, stage: Path) -> list[str]:
    """Return pages of a site that show each component of each template, taking the page with most new ones first."""
    shown = {page.relative_to(site).as_posix(): components(page, site, stage) for page in sorted(site.rglob("*.html"))}
    missing = set().union(*shown.values())
    found = []
    while missing:
        best = max(shown, key=lambda name: len(shown[name] & missing))
        found.append(best)
        missing -= shown[best]
    return sorted(found)


def components(page: Path, site: Path, stage: Path) -> set[tuple[str, str, str]]:
    """Return (folder, template, tag and class) of each element of a page."""
    kind = kind_of(page, site, stage)
    return {
        (*kind, tag + one) for tag, found in ELEMENTS.findall(page.read_text("utf-8")) for one in ("", *found.split())
    }


def kind_of(page: Path, site: Path, stage: Path) -> tuple[str, str]:
    """Return the folder of a page (a page at the top is a kind of its own) and its template."""
    name = page.relative_to(site)
    staged = stage / name.with_suffix(".md")
    template = TEMPLATE.search(staged.read_text("utf-8").partition("\n---\n")[0]) if staged.is_file() else None
    return name.parts[0], template[1] if template else "main.html"
