"""From an export to the finished site: stage Markdown, run MkDocs, put the PDFs beside their issues."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from press.search import IndexCache
from press.web.bundles import stage_bundles
from press.web.cases import Printed, stage_cases
from press.web.catalogue import read_catalogue
from press.web.citation import Site
from press.web.compare import Comparisons
from press.web.data import Data
from press.web.home import stage_home
from press.web.indicators import stage_indicators
from press.web.issues import stage_issues
from press.web.library import read_library
from press.web.lists import Lists, Showcases, stage_lists
from press.web.mechanisms import Mechanisms
from press.web.pages import SETTINGS, SOURCES, Progress, Stage
from press.web.render import render
from press.web.search import Search
from records import Export
from records.yaml_text import load_yaml


@dataclass(frozen=True)
class SiteSummary:
    """What a build of the site made; `remarks` are things in the content that an editor should look at."""

    pages: int
    cases: int
    issues: int
    withdrawn: int
    remarks: tuple[str, ...] = ()


def silent(step: str, done: int, total: int) -> None:
    """Show no progress."""


def build_site(
    export: Export,
    out: Path,
    *,
    pdfs: Mapping[str, Path],
    first_pages: Mapping[str, Mapping[str, int]],
    scratch: Path,
    index: Path | None = None,
    full: bool = True,
    progress: Progress = silent,
) -> SiteSummary:
    """Build the public site.

    Args:
        export: opened without its private half.
        out: where the site goes; must not exist, or be empty.
        pdfs: the signed PDF of each cleared issue, by issue key. PDFs of issues that are not public are left out.
        first_pages: by issue key, the PDF page (from 1) on which each item begins.
        scratch: a folder for the staged Markdown (`stage/`) and the half-built site.
        index: where the search index is kept from one build to the next; below `scratch` if not given.
        full: make the search index anew.
        progress: called with a step's name, how many are done, and how many there are.

    Raises:
        RecordError: a record points to something that does not exist.
        PressError: MkDocs gave a warning.

    """
    settings = load_yaml(SETTINGS.read_text("utf-8"), SETTINGS)
    stage = Stage(_fresh(scratch / "stage"))
    library = read_library(export)
    public_pdfs = {key: path for key, path in pdfs.items() if key in library.issues}
    printed = Printed(public_pdfs, first_pages)
    site = Site(settings["site_name"], _address(settings))
    search = Search(scratch / "documents", library, settings["extra"]["queries"])

    catalogue = read_catalogue(export, library, scratch / "cases", progress)
    library = library.showing(catalogue.entries)
    comparisons, mechanisms = Comparisons(stage, library), Mechanisms(stage, library)
    data = Data(stage, export, library, site, settings["site_description"])
    showcases = Showcases(library)
    also = (search.add_case, showcases.add_case, comparisons.add_case, mechanisms.add_case, data.add_case)
    cases = stage_cases(stage, export, library, catalogue, printed, also, site, progress)
    media = stage_issues(stage, export, library, catalogue.made_from, printed, site, progress)
    lists = Lists(stage, library, catalogue)
    stage_lists(lists, frozenset(printed.pdfs))
    showcases.finish(lists)
    stage_indicators(stage, library, catalogue)
    mechanisms.finish()
    data.finish(lists)
    search.add_issues()
    stage_home(lists, settings["site_name"], search.useful())
    _stage_by_hand(stage)
    _stage_media(stage, export, cases.media | media)
    data.map(catalogue)

    render(stage.root, scratch / "site", stage.pages, stage_bundles(stage), progress)
    _drop_theme_assets(scratch / "site")
    _add_pdfs(scratch / "site", public_pdfs)
    progress("检索索引", 0, 1)
    search.publish(IndexCache(index or scratch / "index"), scratch / "site" / "assets" / "search", export, full=full)
    progress("检索索引", 1, 1)
    _move(scratch / "site", out)
    withdrawn = len(catalogue.withdrawn) + len(library.withdrawn_issues)
    return SiteSummary(
        stage.pages, len(catalogue.entries), len(library.issues), withdrawn, cases.remarks + data.remarks
    )


def _address(settings: Mapping[str, str | None]) -> str:
    """Return where readers open the site, ending in /; '' if nobody has said."""
    address = settings.get("site_url")
    return f"{address.rstrip('/')}/" if address else ""


def _fresh(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _stage_by_hand(stage: Stage) -> None:
    """Copy the pages that people wrote, and the assets that are published as they are."""
    for page in sorted((SOURCES / "pages").glob("*.md")):
        shutil.copyfile(page, stage.root / page.name)
        stage.pages += 1
    bundled = shutil.ignore_patterns("*.js", "*.css")
    shutil.copytree(SOURCES / "assets", stage.root / "assets", ignore=bundled, dirs_exist_ok=True)


def _stage_media(stage: Stage, export: Export, names: Iterable[str]) -> None:
    for name in names:
        source, target = export.file("media", name), stage.root / "media" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source:
            shutil.copyfile(source, target)


def _drop_theme_assets(site: Path) -> None:
    """Delete the theme's own scripts and styles (2.5 MB), which no page of ours loads."""
    for folder in ("javascripts", "stylesheets", "images"):
        shutil.rmtree(site / "assets" / folder, ignore_errors=True)


def _add_pdfs(site: Path, pdfs: Mapping[str, Path]) -> None:
    for key, path in pdfs.items():
        shutil.copyfile(path, site / "bulletins" / f"{key}.pdf")


def _move(built: Path, out: Path) -> None:
    if out.exists():
        out.rmdir()
    out.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(built, out)
