"""Case pages: the digest as data for the template, the text in full as Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from press.records import (
    CASE_SECTIONS,
    Case,
    Collection,
    Export,
    Figure,
    Notice,
    Picture,
    Point,
    RecordError,
    Source,
    paragraphs,
    without_notes,
)
from press.web.catalogue import Catalogue
from press.web.library import Entry, Library, entry_of
from press.web.pages import Progress, Stage
from press.web.text import Anchors, body_markdown
from press.web.wording import case_citation, circled, day_text, phrases, qualified, when

ROOT = "../../"


@dataclass(frozen=True)
class Printed:
    """What is known of the printed issues: their PDFs by key, and on which page each item begins."""

    pdfs: Mapping[str, Path]
    first_pages: Mapping[str, Mapping[str, int]]

    def page(self, key: str, anchor: str) -> int | None:
        """Return the PDF page on which an item begins, or None."""
        return self.first_pages.get(key, {}).get(anchor)


@dataclass(frozen=True)
class CasesStaged:
    """What writing the cases found: pictures in use, and what an editor should look at."""

    media: frozenset[str]
    remarks: tuple[str, ...]


def stage_cases(
    stage: Stage,
    export: Export,
    library: Library,
    catalogue: Catalogue,
    printed: Printed,
    also: Sequence[Callable[[Case, Entry], None]],
    site: str,
    progress: Progress,
) -> CasesStaged:
    """Write a page for each cleared or withdrawn case.

    Args:
        stage: where to write.
        export: for pictures.
        library: reference data and public issues.
        catalogue: the cases.
        printed: the printed issues.
        also: called with each case, for whatever else is made of all cases.
        site: the name of the site.
        progress: called with a step's name, how many are done, and how many there are.

    """
    media: set[str] = set()
    remarks: list[str] = []
    collections = _collections_by_case(library.collections)
    for done, (case, entry) in enumerate(catalogue.cases(), 1):
        progress("案例页", done, len(catalogue.entries))
        for take in also:
            take(case, entry)
        pictures = Pictures(export, f"cases/{case.key}.md", ROOT)
        anchors = _stage_case(stage, case, library, pictures, printed, collections.get(case.number, []), site)
        media |= pictures.used
        remarks += [f"案例 {case.number:06d}：文中找不到数据“{figure.label}”的原句" for figure in anchors.lost]
    for notice in catalogue.withdrawn:
        lists = [("全部案例", "cases/index.html"), ("按地区查案例", "places/index.html")]
        stage_withdrawn(stage, f"cases/{notice.key}.md", notice, f"第{notice.key[-6:]}号案例", lists)
    return CasesStaged(frozenset(media), tuple(remarks))


def _collections_by_case(collections: Iterable[Collection]) -> dict[int, list[Collection]]:
    found: dict[int, list[Collection]] = {}
    for collection in collections:
        for number in collection.cases:
            found.setdefault(number, []).append(collection)
    return found


def _issue_key(source: Source) -> str:
    return f"{source.publication}/{source.year}/{source.number}"


def stage_withdrawn(stage: Stage, name: str, notice: Notice, what: str, lists: Sequence[tuple[str, str]]) -> None:
    """Write the page that stays at the address of a withdrawn case or issue: its number but not its title, and where to go on.

    Args:
        stage: where to write.
        name: of the page.
        notice: what readers may know.
        what: was withdrawn, by its number.
        lists: names and addresses of the lists to go on from.

    """
    go_on = [{"name": name, "address": address} for name, address in lists]
    stage.page(name, template="withdrawn.html", title=f"{what}已撤回", day=day_text(notice.on), reason=notice.reason, lists=go_on)


class Pictures:
    """Gives the addresses of a text's pictures, and keeps which are used."""

    def __init__(self, export: Export, record: str, root: str) -> None:
        self.export, self.record, self.root = export, record, root
        self.used: set[str] = set()

    def __call__(self, block: Picture) -> str:
        """Return the address of a picture; RecordError if its file is missing."""
        if self.export.file("media", block.media) is None:
            raise RecordError(f"缺少图片 media/{block.media}", place=self.record, remedy="补上这个文件，或删去图片")
        self.used.add(block.media)
        return f"{self.root}media/{block.media}"


def _stage_case(
    stage: Stage, case: Case, library: Library, pictures: Pictures, printed: Printed, collections: Sequence[Collection], site: str
) -> Anchors:
    """Write one case page; return its anchors, which know the figures whose words stand nowhere."""
    anchors = Anchors(case)
    summary = [anchors.inline("summary", text, escape) for text in paragraphs(case.summary)]
    sections = [_section(case, name, title, anchors, stage) for name, title in CASE_SECTIONS.items() if name != "summary"]
    body = body_markdown(case.body, anchors, pictures)
    notes = "## 注释 { #notes }\n\n" + stage.block("notes.html", notes=anchors.notes) if anchors.notes.texts else ""
    places = library.place_line(case.place)
    unit = library.units[case.unit]
    source = _source(case, library, printed)
    stage.page(
        f"cases/{case.key}.md",
        template="case.html",
        title=case.title,
        content="\n\n".join(filter(None, [*sections, "## 正文 { #body }\n\n" + body if body else "", notes])),
        description=entry_of(case).summary,
        number=f"{case.number:06d}",
        phrases=phrases(case.title),
        places=[{"name": p.name, "address": f"places/{p.code}.html"} for p in places],
        unit={"name": unit.name, "address": f"units/{unit.code}.html"} if unit.name != places[-1].name else None,
        years=entry_of(case).years,
        summary=summary,
        points=_points(case),
        figures=figure_rows(case.figures, anchors),
        source=source,
        cleared=day_text(case.cleared_on) if case.cleared_on else "",
        citation=f"{places[-1].name}：《{case.title}》，载{source['name']}。" if source else case_citation(case, places[-1].name, site),
        facts=_facts(case, library),
        further=_further(case, library, collections),
    )
    return anchors


def _section(case: Case, name: str, title: str, anchors: Anchors, stage: Stage) -> str:
    """Return one of 问题, 做法, 机制, 成效, 可借鉴条件; the mechanism as data follows its text."""
    texts = [anchors.inline(name, text) for text in paragraphs(getattr(case, name))]
    if name == "workings" and case.mechanism:
        texts.append(stage.block("mechanism.html", mechanism=case.mechanism))
    return f"## {title} {{ #{name} }}\n\n" + "\n\n".join(texts) if texts else ""


def _points(case: Case) -> list[dict[str, str]]:
    """Return the lead-ins of the first three points; none where the text has fewer than two."""
    points = [(at, block) for at, block in enumerate(case.body, 1) if isinstance(block, Point) and block.lead_in]
    return [{"anchor": f"p{at}", "text": without_notes(point.lead_in).rstrip("。")} for at, point in points[:3]] if len(points) > 1 else []


def figure_rows(figures: Iterable[Figure], anchors: Anchors) -> list[dict[str, Any]]:
    """Return figures as the templates show them; to be called once the text is written and its anchors are set."""
    lost = anchors.lost
    rows = []
    for n, figure in enumerate(figures, 1):
        before, value, unit = qualified(figure)
        words = {"mark": circled(n), "label": figure.label, "before": before, "value": value, "unit": unit}
        rows.append({**words, "when": when(figure), "quote": without_notes(figure.quote), "found": figure not in lost})
    return rows


def _source(case: Case, library: Library, printed: Printed) -> dict[str, Any] | None:
    """Return the public issue that a case was made from, with the page of its PDF."""
    if not case.source or (key := _issue_key(case.source)) not in library.issues:
        return None
    page = printed.page(key, case.source.item)
    pdf = f"bulletins/{key}.pdf" + (f"#page={page}" if page else "") if key in printed.pdfs else ""
    return {"name": library.issue_name(key), "address": f"bulletins/{key}.html#{case.source.item}", "pdf": pdf, "page": page}


def _facts(case: Case, library: Library) -> list[dict[str, Any]]:
    fields = [{"name": library.fields[c].name, "address": f"fields/{c}.html"} for c in case.fields]
    kinds = [{"name": library.kinds[k].name, "address": f"kinds/{k}.html"} for k in case.kinds]
    facts: list[dict[str, Any]] = [{"name": "服务领域", "links": fields}, {"name": "做法类型", "links": kinds}]
    facts += [{"name": "服务对象", "text": "、".join(case.people_served)}, {"name": "牵头单位", "text": case.lead_department}]
    if case.contact and case.contact.public:
        facts.append({"name": "联系科室", "text": " ".join(filter(None, (case.contact.office, case.contact.phone)))})
    return [fact for fact in facts if fact.get("links") or fact.get("text")]


def _further(case: Case, library: Library, collections: Iterable[Collection]) -> list[dict[str, str]]:
    links = [{"name": f"专题：{c.title}", "address": f"collections/{c.slug}.html"} for c in collections]
    links += [{"name": f"{p.name}的案例", "address": f"places/{p.code}.html"} for p in reversed(library.place_line(case.place))]
    return links + [{"name": f"同领域：{library.fields[c].name}", "address": f"fields/{c}.html"} for c in case.fields]
