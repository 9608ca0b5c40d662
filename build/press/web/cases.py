"""Case pages: the digest first, then the text in full."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape

from press.records import CASE_SECTIONS, Case, Collection, Export, Picture, Point, RecordError, Source, paragraphs
from press.web.library import Entry, Library, Notice, check_case, entry_of, public_records
from press.web.pages import Progress, Stage
from press.web.text import Anchors, body_markdown
from press.web.wording import case_citation, years_text

ROOT = "../../"


@dataclass(frozen=True)
class CasesStaged:
    """What staging the cases found: entries for the lists, notices, pictures in use, and which item became which case."""

    entries: tuple[Entry, ...]
    withdrawn: tuple[Notice, ...]
    media: frozenset[str]
    made_from: Mapping[tuple[str, str], Entry]
    remarks: tuple[str, ...]


def stage_cases(
    stage: Stage, export: Export, library: Library, first_pages: Mapping[str, Mapping[str, int]], pdfs: Iterable[str], site: str, progress: Progress
) -> CasesStaged:
    """Write a page for each cleared or withdrawn case, one at a time, so that memory does not grow with their texts."""
    entries: list[Entry] = []
    withdrawn: list[Notice] = []
    media: set[str] = set()
    made_from: dict[tuple[str, str], Entry] = {}
    remarks: list[str] = []
    collections = _collections_by_case(library.collections)
    total = len(export.keys(Case))
    for done, case in enumerate(public_records(export, Case), 1):
        progress("案例", done, total)
        if isinstance(case, Notice):
            stage_withdrawn(stage, f"cases/{case.key}.md", case, "案例", ROOT)
            withdrawn.append(case)
            continue
        check_case(case, library)
        entry = entry_of(case)
        entries.append(entry)
        if case.source:
            made_from[_issue_key(case.source), case.source.item] = entry
        used, lost = _stage_case(stage, case, library, _source_link(case, library, first_pages, set(pdfs)), collections.get(case.number, []), site)
        _check_media(export, case, used)
        media |= used
        remarks += [f"案例 {case.number:06d}：文中找不到数据“{label}”的原句" for label in lost]
    return CasesStaged(tuple(entries), tuple(withdrawn), frozenset(media), made_from, tuple(remarks))


def _collections_by_case(collections: Iterable[Collection]) -> dict[int, list[Collection]]:
    found: dict[int, list[Collection]] = {}
    for collection in collections:
        for number in collection.cases:
            found.setdefault(number, []).append(collection)
    return found


def _issue_key(source: Source) -> str:
    return f"{source.publication}/{source.year}/{source.number}"


@dataclass(frozen=True)
class SourceLink:
    """The public issue that a case was made from."""

    name: str
    address: str
    pdf: str
    page: int | None


def _source_link(case: Case, library: Library, first_pages: Mapping[str, Mapping[str, int]], pdfs: set[str]) -> SourceLink | None:
    key = _issue_key(case.source) if case.source else ""
    if not case.source or key not in library.issues:
        return None
    page = first_pages.get(key, {}).get(case.source.item)
    pdf = f"bulletins/{key}.pdf" + (f"#page={page}" if page else "")
    return SourceLink(library.issue_name(key), f"bulletins/{key}.html#{case.source.item}", pdf if key in pdfs else "", page)


def _stage_case(
    stage: Stage, case: Case, library: Library, source: SourceLink | None, collections: list[Collection], site: str
) -> tuple[set[str], list[str]]:
    """Write one case page; return its pictures and the labels of figures whose words stand nowhere."""
    anchors = Anchors(case)
    places = library.place_line(case.place)
    used: set[str] = set()

    def picture(block: Picture) -> str:
        used.add(block.media)
        return f"{ROOT}media/{block.media}"

    summary = [f"{anchors.inline('summary', text)}\n{{: .summary }}" for text in paragraphs(case.summary)]
    sections = [_section(case, name, title, anchors, stage) for name, title in CASE_SECTIONS.items() if name != "summary"]
    body = body_markdown(case.body, anchors, picture)
    digest = _digest(case)
    citation = f"{places[-1].name}：《{case.title}》，载{source.name}。" if source else case_citation(case, places[-1].name, site)
    chunks = [
        stage.html("case-head.html", case=case, places=places, unit=library.units[case.unit], years=years_text(case.year, case.year_end), root=ROOT),
        *summary,
        "## 要点 { #points }\n\n" + digest if digest else "",
        "## 数据 { #figures }\n\n" + stage.html("figures.html", figures=case.figures, prefix="", lost=anchors.lost) if case.figures else "",
        *sections,
        "## 正文 { #body }\n\n" + body if body else "",
        stage.html(
            "case-facts.html",
            case=case,
            places=places,
            fields=[library.fields[code] for code in case.fields],
            kinds=[library.kinds[slug] for slug in case.kinds],
            source=source,
            citation=citation,
            collections=collections,
            root=ROOT,
        ),
    ]
    description = case.summary.replace("\n\n", "")
    stage.page(f"cases/{case.key}.md", "\n\n".join(filter(None, chunks)), title=case.title, template="case.html", description=description)
    return used, [figure.label for figure in anchors.lost]


def _digest(case: Case) -> str:
    """Return the lead-ins of the first three points, linked to them; '' where the text has fewer than two."""
    points = [(at, block) for at, block in enumerate(case.body, 1) if isinstance(block, Point) and block.lead_in]
    if len(points) < 2:
        return ""
    return "\n".join(f'{n}.  <a href="#p{at}">{escape(point.lead_in.rstrip("。"))}</a>' for n, (at, point) in enumerate(points[:3], 1))


def _section(case: Case, name: str, title: str, anchors: Anchors, stage: Stage) -> str:
    """Return one of 问题, 做法, 机制, 成效, 可借鉴条件; the mechanism as data follows its text."""
    texts = [anchors.inline(name, text) for text in paragraphs(getattr(case, name))]
    if name == "workings" and case.mechanism:
        texts.append(stage.html("mechanism.html", mechanism=case.mechanism))
    return f"## {title} {{ #{name} }}\n\n" + "\n\n".join(texts) if texts else ""


def _check_media(export: Export, case: Case, used: Iterable[str]) -> None:
    for name in sorted(used):
        if export.file("media", name) is None:
            raise RecordError(f"缺少图片 media/{name}", place=f"cases/{case.key}.md", remedy="补上这个文件，或删去图片")


def stage_withdrawn(stage: Stage, name: str, notice: Notice, what: str, root: str) -> None:
    """Write the page that stays at the address of a withdrawn case or issue."""
    content = stage.html("withdrawn.html", notice=notice, what=what, root=root)
    stage.page(name, content, title=f"本{what}已撤回")
