"""From an export to the finished site: every page drawn, the search index, the PDFs beside their issues."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from press.home import SETTINGS, SOURCES
from press.reuse import Reuse
from press.search import IndexCache, Spooled, spooled
from press.steps import Progress, silent
from press.web.bundles import Joined, bundled
from press.web.cases import CaseMade, Printed, stage_cases
from press.web.catalogue import Catalogue, read_catalogue
from press.web.choice import Choice, choice_of
from press.web.citation import Site
from press.web.compare import Comparisons
from press.web.data import Data
from press.web.data.records import stage_case
from press.web.data.sitemap import last_change
from press.web.home import stage_home
from press.web.indicators import stage_indicators
from press.web.issues import stage_issues
from press.web.library import Entry, Library, read_library
from press.web.lists import Lists, Showcases, stage_lists
from press.web.mechanisms import Mechanisms
from press.web.pages import Stage
from press.web.render import Renderer
from press.web.search import Search
from records import Case, Collection, Export, Indicator, Issue
from records.model import case_key
from records.yaml_text import load_yaml


@dataclass(frozen=True)
class SiteSummary:
    """What a build of the site made.

    Attributes:
        pages: how many there are.
        cases: how many readers may see.
        issues: how many readers may see.
        shown: what readers may see, as `folder/key`, with the day on which something was last taken out of it that must
            not be read any more, or ''.
        notices: of what pages only tell that it was withdrawn, with the day.
        remarks: things in the content that an editor should look at.

    """

    pages: int
    cases: int
    issues: int
    shown: Mapping[str, str]
    notices: Mapping[str, str]
    remarks: tuple[str, ...] = ()

    @property
    def withdrawn(self) -> int:
        """How many pages only tell of a withdrawal."""
        return len(self.notices)


def build_site(
    export: Export,
    out: Path,
    *,
    pdfs: Mapping[str, Path],
    first_pages: Mapping[str, Mapping[str, int]],
    scratch: Path,
    index: Path | None = None,
    full: bool = True,
    reuse: Reuse | None = None,
    progress: Progress = silent,
) -> SiteSummary:
    """Build the public site.

    Args:
        export: opened without its private half.
        out: where the site goes; must not exist, or be empty. It is there at the end only.
        pdfs: the signed PDF of each cleared issue, by issue key. PDFs of issues that are not public are left out.
        first_pages: by issue key, the PDF page (from 1) on which each item begins.
        scratch: a folder for the half-built site.
        index: where the search index is kept from one build to the next; below `scratch` if not given.
        full: make the search index anew.
        reuse: files of an earlier release, for a site that is made where it stays.
        progress: called with a step's name, how many are done, and how many there are.

    Raises:
        RecordError: a record points to something that does not exist.
        PressError: two pages have one address, or a page that people wrote links to none.

    """
    files = reuse or Reuse(scratch / "site")
    site = _fresh(files.target)
    scratch.mkdir(parents=True, exist_ok=True)
    bundles = bundled()
    stage = Stage(files, Renderer([bundle.told for bundle in bundles]))
    stage_assets(stage, bundles)
    library = read_library(export)
    public_pdfs = {key: path for key, path in pdfs.items() if key in library.issues}
    cache, given = IndexCache(index or scratch / "index"), Printed(public_pdfs, first_pages)
    made = stage_pages(stage, export, library, given, scratch, cache, progress, full=full)
    _add_pdfs(stage, public_pdfs)
    made.search.put(cache, site / "assets" / "search", export)
    if not reuse:
        _move(site, out)
    return SiteSummary(
        len(stage.pages),
        len(made.catalogue.entries),
        len(library.issues),
        dict(_shown(made.catalogue, library)),
        dict(_notices(made.catalogue, library)),
        made.remarks,
    )


def _shown(catalogue: Catalogue, library: Library) -> Iterator[tuple[str, str]]:
    for number in catalogue.entries:
        yield f"{Case.folder}/{case_key(number)}", str(catalogue.redacted.get(number, ""))
    for key, issue in library.issues.items():
        yield f"{Issue.folder}/{key}", str(issue.redacted_on or "")
    for collection in library.collections:
        yield f"{Collection.folder}/{collection.key}", ""
    for slug in library.indicators:
        yield f"{Indicator.folder}/{slug}", ""


def _notices(catalogue: Catalogue, library: Library) -> Iterator[tuple[str, str]]:
    for kind, notices in (
        (Case, catalogue.withdrawn),
        (Issue, library.withdrawn_issues),
        (Collection, library.withdrawn_collections),
        (Indicator, library.withdrawn_indicators),
    ):
        yield from ((f"{kind.folder}/{notice.key}", str(notice.on)) for notice in notices)


@dataclass(frozen=True)
class Made:
    """What is known once all pages are there."""

    catalogue: Catalogue
    search: Search
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class _Takers:
    """What is made of all cases beside their pages."""

    search: Search
    showcases: Showcases
    comparisons: Comparisons
    mechanisms: Mechanisms
    data: Data

    def made(self, case: Case, entry: Entry) -> tuple[Choice | None, date | None, Spooled]:
        """Write the other files of a case; return what is known of it then."""
        self.comparisons.add_case(case, entry)
        stage_case(self.data.stage, case, self.data.library)
        choice = choice_of(case, entry) if case.number in self.showcases.wanted else None
        return choice, last_change(case), spooled(self.search.document_of(case, entry))

    def took(self, made: CaseMade, entry: Entry, stamp: bytes, read: Callable[[], Case]) -> None:
        """Take a case for lists, tables and the index."""
        if made.choice:
            self.showcases.choices[entry.number] = made.choice
        self.mechanisms.add(entry, made.mechanism)
        self.data.changed[entry.address] = made.changed
        self.data.tables.add_case(entry, stamp, read)
        self.search.spool.know(made.document, lambda: self.search.document_of(read(), entry))


def stage_pages(
    stage: Stage,
    export: Export,
    library: Library,
    printed: Printed,
    scratch: Path,
    index: IndexCache,
    progress: Progress,
    *,
    full: bool = True,
) -> Made:
    """Put every page that is made of records on the stage, and what stands beside them for programs; bring the index up
    to date."""
    settings = load_yaml(SETTINGS.read_text("utf-8"), SETTINGS)
    site = Site(settings["site_name"], _address(settings))
    search = Search(scratch / "documents", library, settings["extra"]["queries"])
    catalogue = read_catalogue(export, library, progress)
    library = library.showing(catalogue.entries)
    comparisons, mechanisms = Comparisons(stage, library), Mechanisms(stage, library)
    data = Data(stage, export, library, site, settings["site_description"])
    showcases = Showcases(library)
    takers = _Takers(search, showcases, comparisons, mechanisms, data)
    cases = stage_cases(stage, export, library, catalogue, printed, takers, site, progress)
    media = stage_issues(stage, export, library, catalogue.made_from, printed, site, progress)
    export.settle()
    lists = Lists(stage, library, catalogue)
    stage_lists(lists, frozenset(printed.pdfs))
    showcases.finish(lists)
    stage_indicators(stage, library, catalogue)
    mechanisms.finish()
    data.finish(lists)
    search.add_issues()
    progress("检索索引", 0, 1)
    search.update(index, full=full)
    progress("检索索引", 1, 1)
    stage_home(lists, settings["site_name"], search.useful)
    _stage_media(stage, export, cases.media | media)
    stage.others()
    data.map(catalogue)
    return Made(catalogue, search, cases.remarks + data.remarks)


def _address(settings: Mapping[str, str | None]) -> str:
    """Return where readers open the site, ending in /; '' if nobody has said."""
    address = settings.get("site_url")
    return f"{address.rstrip('/')}/" if address else ""


def _fresh(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def stage_assets(stage: Stage, bundles: Iterable[Joined]) -> None:
    """Write the scripts and styles, and the assets that are published as they are."""
    for bundle in bundles:
        stage.file(bundle.address, bundle.text)
    for source in (SOURCES / "assets").rglob("*.*"):
        if source.suffix not in (".js", ".css"):
            stage.files.copy(source, source.relative_to(SOURCES).as_posix())


def _stage_media(stage: Stage, export: Export, names: Iterable[str]) -> None:
    for name in names:
        if source := export.file("media", name):
            stage.files.copy(source, f"media/{name}")


def _add_pdfs(stage: Stage, pdfs: Mapping[str, Path]) -> None:
    for key, path in pdfs.items():
        stage.files.copy(path, f"bulletins/{key}.pdf")


def _move(built: Path, out: Path) -> None:
    if out.exists():
        out.rmdir()
    out.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(built, out)
