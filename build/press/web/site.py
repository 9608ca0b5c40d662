"""From an export to the finished site: every page drawn, the search index, the PDFs beside their issues."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from press.crew import Crew
from press.home import SETTINGS, SOURCES
from press.reuse import Reuse
from press.search import IndexCache, Spooled, spooled
from press.steps import Progress, silent
from press.warm import Warm
from press.web.bundles import Joined, bundled, told_of
from press.web.cases import Printed, stage_cases
from press.web.catalogue import Catalogue, read_catalogue
from press.web.choice import Choice, choice_of
from press.web.citation import Site
from press.web.compare import Comparisons
from press.web.data import Data
from press.web.data.records import stage_case
from press.web.data.sitemap import last_change
from press.web.drawing import Drawing
from press.web.home import stage_home
from press.web.indicators import stage_indicators
from press.web.issues import stage_issues
from press.web.library import Entry, Library, read_library
from press.web.lists import Lists, Showcases, stage_lists
from press.web.mechanisms import Mechanisms
from press.web.pages import Stage
from press.web.render import renderer
from press.web.search import Search
from records import Case, Collection, Export, Indicator, Issue
from records.model import case_key
from records.yaml_text import load_yaml

T = TypeVar("T")


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
    warm: Warm | None = None,
    crew: Crew | None = None,
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
        warm: what this process knows of that release.
        crew: draws pages too, where there are many.
        progress: called with a step's name, how many are done, and how many there are.

    Raises:
        RecordError: a record points to something that does not exist.
        PressError: two pages have one address, or a page that people wrote links to none.

    """
    files = reuse or Reuse(scratch / "site")
    site = files.target if files.standing else _fresh(files.target)
    scratch.mkdir(parents=True, exist_ok=True)
    keep = warm.keep if warm else _made
    bundles = keep("bundles", bundled)
    told = told_of(bundles)
    with Drawing(files, export, told, crew, progress) as drawing:
        stage = Stage(files, renderer(told), warm=warm, drawing=drawing)
        stage.once("assets", (), lambda: stage_assets(stage, bundles))
        library = read_library(export, warm)
        public_pdfs = {key: path for key, path in pdfs.items() if key in library.issues}
        cache, given = keep("index", lambda: IndexCache(index or scratch / "index")), Printed(public_pdfs, first_pages)
        cache.resident = warm is not None
        made = stage_pages(stage, export, library, given, scratch, cache, progress, full=full)
        _add_pdfs(stage, public_pdfs)
        files.index, files.index_cut = made.search.put(cache, site / "assets" / "search", export), cache.cut_from
        drawing.finish()
    export.settle()
    files.released = cache.released
    if warm:
        warm.later["index"] = cache.save
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
    search = Search(scratch / "documents", library, settings["extra"]["queries"], stage.warm)
    catalogue = read_catalogue(export, library, progress, stage.warm)
    library = library.showing(catalogue.entries)
    library = stage.warm.steady("shown", library) if stage.warm else library
    comparisons, showcases = Comparisons(stage, library), Showcases(library)

    def beside(case: Case, entry: Entry) -> tuple[Choice | None, date | None, Spooled]:
        comparisons.add_case(case, entry)
        stage_case(stage, case, library)
        choice = choice_of(case, entry) if case.number in showcases.wanted else None
        return choice, last_change(case), spooled(search.document_of(case, entry))

    cases = stage_cases(stage, export, library, catalogue, printed, beside, site, progress)
    data = Data(stage, export, library, site, settings["site_description"], cases.taken, catalogue.case)
    search.know(cases.taken, catalogue.case)
    media = stage_issues(stage, export, library, catalogue.made_from, printed, site, progress)
    export.settle()
    lists = Lists(stage, library, catalogue)
    stage_lists(lists, frozenset(printed.pdfs))
    showcases.finish(lists, cases.taken)
    stage_indicators(stage, library, catalogue)
    Mechanisms(stage, library).write(cases.taken)
    data.finish(lists)
    search.add_issues()
    progress("检索索引", 0, 1)
    search.update(index, full=full)
    progress("检索索引", 1, 1)
    stage_home(lists, settings["site_name"], search.useful)
    _stage_media(stage, export, cases.media | media)
    stage.once("by hand", (), stage.others)
    data.map(catalogue)
    return Made(catalogue, search, cases.remarks + data.remarks)


def _address(settings: Mapping[str, str | None]) -> str:
    """Return where readers open the site, ending in /; '' if nobody has said."""
    address = settings.get("site_url")
    return f"{address.rstrip('/')}/" if address else ""


def _made(name: str, make: Callable[[], T]) -> T:
    return make()


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
            stage.copy(source, source.relative_to(SOURCES).as_posix())


def _stage_media(stage: Stage, export: Export, names: Iterable[str]) -> None:
    for name in names:
        if source := export.file("media", name):
            stage.copy(source, f"media/{name}")


def _add_pdfs(stage: Stage, pdfs: Mapping[str, Path]) -> None:
    for key, path in pdfs.items():
        stage.copy(path, f"bulletins/{key}.pdf")


def _move(built: Path, out: Path) -> None:
    if out.exists():
        out.rmdir()
    out.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(built, out)
