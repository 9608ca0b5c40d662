"""Case pages: the digest as data for the template, the text in full as Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path
from typing import Any

from press.web import linked
from press.web.catalogue import Catalogue
from press.web.citation import Printing, Site, citations
from press.web.library import Entry, Library
from press.web.pages import Progress, Stage
from press.web.related import Relation
from press.web.text import Anchors, body_markdown, lead_ins
from press.web.wording import circled, day_text, phrases, qualified, when
from records import (
    CASE_SECTIONS,
    Article,
    Case,
    Collection,
    Export,
    Figure,
    Notice,
    Picture,
    RecordError,
    paragraphs,
    without_notes,
)

ROOT = "../../"
IN_TEXT = ("problem", "approach", "workings", "results")  # summary and conditions stand in the digest
POINTS = 3
FIGURES_AT_ONCE = (
    6  # what the digest has room for; where there are more, one gives way to the line that opens the others
)


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
    site: Site,
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
        site: its name and address, for citations.
        progress: called with a step's name, how many are done, and how many there are.

    """
    media: set[str] = set()
    remarks: list[str] = []
    pages = CasePages(stage, library, catalogue, printed, site, _collections_by_case(library.collections))
    for done, (case, entry) in enumerate(catalogue.cases(), 1):
        progress("案例页", done, len(catalogue.entries))
        for take in also:
            take(case, entry)
        pictures = Pictures(export, f"cases/{case.key}.md", ROOT)
        anchors = pages.write(case, entry, pictures)
        media |= pictures.used
        remarks += [f"案例 {case.number:06d}：文中找不到数据“{figure.label}”的原句" for figure in anchors.lost]
    for notice in catalogue.withdrawn:
        lists = [("全部案例", "cases/index.html"), ("按地区查案例", "places/index.html")]
        stage_withdrawn(stage, f"cases/{notice.key}.html", notice, f"第{notice.key[-6:]}号案例", lists)
    return CasesStaged(frozenset(media), tuple(remarks))


def _collections_by_case(collections: Iterable[Collection]) -> dict[int, list[Collection]]:
    found: dict[int, list[Collection]] = {}
    for collection in collections:
        for number in collection.cases:
            found.setdefault(number, []).append(collection)
    return found


def stage_withdrawn(stage: Stage, name: str, notice: Notice, what: str, lists: Sequence[tuple[str, str]]) -> None:
    """Write the page that stays at the address of a withdrawn case or issue: its number
    but not its title, and where to go on.

    Args:
        stage: where to write.
        name: of the page.
        notice: what readers may know.
        what: was withdrawn, by its number.
        lists: names and addresses of the lists to go on from.

    """
    go_on = [{"name": name, "address": address} for name, address in lists]
    stage.page(
        name,
        template="withdrawn.html",
        title=f"{what}已撤回",
        day=day_text(notice.on),
        reason=notice.reason,
        lists=go_on,
    )


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


@dataclass(frozen=True)
class CasePages:
    """Writes case pages with what they have in common.

    Attributes:
        stage: where to write.
        library: reference data and public issues.
        catalogue: what stands beside a case.
        printed: the printed issues.
        site: its name and address.
        collections: that a case belongs to, by its number.

    """

    stage: Stage
    library: Library
    catalogue: Catalogue
    printed: Printed
    site: Site
    collections: Mapping[int, Sequence[Collection]]

    def write(self, case: Case, entry: Entry, pictures: Pictures) -> Anchors:
        """Write one page; return its anchors, which know the figures whose words stand nowhere."""
        anchors = Anchors(case)
        summary, conditions = (
            [anchors.inline(name, t, escape) for t in paragraphs(getattr(case, name))]
            for name in ("summary", "conditions")
        )
        text = _text(case, anchors, pictures, self.stage)
        figures = figure_rows(case.figures, anchors)
        at_once = len(figures) if len(figures) <= FIGURES_AT_ONCE else FIGURES_AT_ONCE - 1
        line, unit = self.library.place_line(case.place), self.library.units[case.unit]
        printing = self._printing(case)
        self.stage.page(
            f"cases/{case.key}.html",
            template="case.html",
            title=case.title,
            content=text,
            description=entry.summary,
            number=f"{case.number:06d}",
            phrases=phrases(case.title),
            places=[{"name": p.name, "address": f"places/{p.code}.html"} for p in line],
            unit={"name": unit.name, "address": f"units/{unit.code}.html"} if unit.name != line[-1].name else None,
            years=entry.years,
            cleared=day_text(case.cleared_on) if case.cleared_on else "",
            summary=summary,
            points=[{"anchor": anchor, "text": words} for anchor, words in lead_ins(case)[:POINTS]],
            figures=figures[:at_once],
            more_figures=figures[at_once:],
            conditions=conditions,
            source=self._source(printing) if printing else None,
            citations=[asdict(citation) for citation in citations(case, unit.name, line[-1].name, self.site, printing)],
            facts=_facts(case, self.library, self.collections.get(case.number, ())),
            beside=[self._beside(self.catalogue.entries[n]) for n in self.catalogue.beside.get(case.number, ())],
            related=[self._related(relation) for relation in self.catalogue.related.get(case.number, ())],
            linked=linked.script(linked.case_data(case, entry, self.library, self.site, printing)),
        )
        return anchors

    def _printing(self, case: Case) -> Printing | None:
        """Return where the article stands that a case was made from, if its issue is public."""
        source = case.source
        key = source.issue_key if source else ""
        if not source or key not in self.library.issues:
            return None
        issue = self.library.issues[key]
        if source.item not in {item.anchor for item in issue.items}:
            raise RecordError(
                f"出处所指的 {key} 里没有条目“{source.item}”", place=f"cases/{case.key}.md", remedy="改正出处的条目"
            )
        item = issue.item(source.item)
        place = (item.prefix or self.library.place_names.get(item.place or "", "")) if isinstance(item, Article) else ""
        series = self.library.publications[source.publication].name
        return Printing(
            key, item.anchor, place, item.title, series, source.year, source.number, self.printed.page(key, item.anchor)
        )

    def _source(self, printing: Printing) -> dict[str, Any]:
        """Return the printed article with its page in the PDF, if that is public."""
        address, page = f"bulletins/{printing.key}", printing.page
        pdf = f"{address}.pdf" + (f"#page={page}" if page else "") if printing.key in self.printed.pdfs else ""
        return {
            "name": printing.issue,
            "title": printing.title,
            "address": f"{address}.html#{printing.item}",
            "pdf": pdf,
            "page": page,
        }

    def _beside(self, entry: Entry) -> dict[str, str]:
        return {"title": entry.title, "address": entry.address, "years": entry.years}

    def _related(self, relation: Relation) -> dict[str, str]:
        entry = self.catalogue.entries[relation.number]
        return self._beside(entry) | {"place": self.library.place_labels[entry.place], "reason": relation.reason}


def _text(case: Case, anchors: Anchors, pictures: Pictures, stage: Stage) -> str:
    """Return what stands below the digest, as Markdown."""
    sections = [_section(case, name, anchors, stage) for name in IN_TEXT]
    body = body_markdown(case.body, anchors, pictures)
    notes = "## 注释 { #notes }\n\n" + stage.block("notes.html", notes=anchors.notes) if anchors.notes.texts else ""
    return "\n\n".join(filter(None, [*sections, "## 正文 { #body }\n\n" + body if body else "", notes]))


def _section(case: Case, name: str, anchors: Anchors, stage: Stage) -> str:
    """Return one of 问题, 做法, 机制, 成效; the mechanism as data follows its text."""
    texts = [anchors.inline(name, text) for text in paragraphs(getattr(case, name))]
    if name == "workings" and case.mechanism:
        texts.append(stage.block("mechanism.html", mechanism=case.mechanism))
    return f"## {CASE_SECTIONS[name]} {{ #{name} }}\n\n" + "\n\n".join(texts) if texts else ""


def figure_rows(figures: Iterable[Figure], anchors: Anchors) -> list[dict[str, Any]]:
    """Return figures as the templates show them; to be called once the text is written and its anchors are set."""
    lost = anchors.lost
    rows = []
    for n, figure in enumerate(figures, 1):
        before, value, unit = qualified(figure)
        words = {"n": n, "mark": circled(n), "label": figure.label, "before": before, "value": value, "unit": unit}
        rows.append({**words, "when": when(figure), "quote": without_notes(figure.quote), "found": figure not in lost})
    return rows


def _facts(case: Case, library: Library, collections: Iterable[Collection]) -> list[dict[str, Any]]:
    fields = [{"name": library.fields[c].name, "address": f"fields/{c}.html"} for c in case.fields]
    kinds = [{"name": library.kinds[k].name, "address": f"kinds/{k}.html"} for k in case.kinds]
    chosen = [{"name": c.title, "address": f"collections/{c.slug}.html"} for c in collections]
    contact = case.contact if case.contact and case.contact.public else None
    facts: list[dict[str, Any]] = [
        {"name": "牵头单位", "text": case.lead_department},
        {"name": "联系科室", "text": " ".join(filter(None, (contact.office, contact.phone))) if contact else ""},
        {"name": "服务领域", "links": fields},
        {"name": "做法类型", "links": kinds},
        {"name": "服务对象", "text": "、".join(case.people_served)},
        {"name": "收入专题", "links": chosen},
    ]
    return [fact for fact in facts if fact.get("links") or fact.get("text")]
