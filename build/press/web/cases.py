"""Case pages: the digest as data for the template, the text in full as Markdown."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import asdict, dataclass
from datetime import date
from html import escape
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec

from press.reuse import stamp_of
from press.search import Spooled
from press.steps import Progress
from press.warm import Warm
from press.web import linked
from press.web.catalogue import Catalogue
from press.web.choice import Choice
from press.web.citation import Printing, Site, citations
from press.web.library import Entry, Library
from press.web.pages import Stage
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
    Mechanism,
    Notice,
    Picture,
    RecordError,
    paragraphs,
    without_notes,
)
from records.model import case_key

K = TypeVar("K")
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


class CaseMade(msgspec.Struct, frozen=True, array_like=True):
    """What was made of a case and of what stands beside it.

    Attributes:
        files: the stamps of its files, by name.
        media: pictures in use.
        lost: labels of figures whose words stand nowhere in the text.
        choice: what a showcase shows of it, if one does.
        mechanism: as data.
        changed: the day of its last change.
        document: what the index has to know of the document that is searched.

    """

    files: dict[str, bytes]
    media: tuple[str, ...]
    lost: tuple[str, ...]
    choice: Choice | None
    mechanism: Mechanism | None
    changed: date | None
    document: Spooled


class Taken(NamedTuple):
    """A case whose files stand; `stamp` changes with what may be read of it by itself."""

    entry: Entry
    made: CaseMade
    stamp: bytes


@dataclass(frozen=True)
class CasesStaged:
    """What writing the cases found: each by its number, pictures in use, and what an editor should look at."""

    taken: Mapping[int, Taken]
    media: frozenset[str]
    remarks: tuple[str, ...]


Beside = Callable[[Case, Entry], tuple[Choice | None, date | None, Spooled]]
"""Writes the other files of a case that has to be made; returns what is known of it then."""


def stage_cases(
    stage: Stage,
    export: Export,
    library: Library,
    catalogue: Catalogue,
    printed: Printed,
    beside: Beside,
    site: Site,
    progress: Progress,
) -> CasesStaged:
    """Write a page for each cleared or withdrawn case; one that is made of the same as in an earlier build is taken
    over without reading the case, and in a process that stays without a look at what is beside it.

    Args:
        stage: where to write.
        export: for pictures.
        library: reference data and public issues.
        catalogue: the cases.
        printed: the printed issues.
        beside: what else is made of a case.
        site: its name and address, for citations.
        progress: called with a step's name, how many are done, and how many there are.

    """
    pages = CasePages(stage, library, catalogue, printed, site, _collections_by_case(library.collections))
    before = Before.of(stage.warm)
    taken: dict[int, Taken] = {}
    affected = before.affected(pages) if before else catalogue.entries.keys()
    for done, (number, entry) in enumerate(catalogue.entries.items(), 1):
        if before and number not in affected:
            taken[number] = before.taken[number]
            continue
        progress("案例页", done, len(catalogue.entries))
        with export.about(Case, case_key(number)):
            around, pictures = pages.around(entry), Pictures(export, f"cases/{case_key(number)}.md", ROOT)
            alone = stamp_of(catalogue.digest(number), catalogue.reference, around.printing)
            stamp = stamp_of(alone, around)
            made: CaseMade | None = export.kept.take(stamp, CaseMade) if export.kept else None
            if made is None or not stage.again(made.files):
                made = pages.write(catalogue.case(number), entry, around, pictures, beside)
                if export.kept:
                    export.kept.put(stamp, made)
            for name in made.media:
                pictures.check(name)
            taken[number] = Taken(entry, made, alone)
    if before:
        stage.files.keep(name for n, case in taken.items() if n not in affected for name in case.made.files)
        stage.pages.update(case.entry.address for n, case in taken.items() if n not in affected)
    if stage.warm:
        stage.warm.kept["cases"] = Before(pages, taken)
    for notice in catalogue.withdrawn:
        lists = [("全部案例", "cases/index.html"), ("按地区查案例", "places/index.html")]
        stage_withdrawn(stage, f"cases/{notice.key}.html", notice, f"第{notice.key[-6:]}号案例", lists)
    media = frozenset(name for case in taken.values() for name in case.made.media)
    lost = ((n, label) for n, case in taken.items() if case.made.lost for label in case.made.lost)
    return CasesStaged(taken, media, tuple(f"案例 {n:06d}：文中找不到数据“{label}”的原句" for n, label in lost))


@dataclass(frozen=True)
class Before:
    """The cases of the release before, in a process that stays."""

    pages: CasePages
    taken: Mapping[int, Taken]

    @classmethod
    def of(cls, warm: Warm | None) -> Before | None:
        """Return what is known of them."""
        return warm.kept.get("cases") if warm else None

    def affected(self, now: CasePages) -> Set[int]:
        """Return the cases whose files may be made of something else now: those that have changed, those beside and
        related ones, whose pages name them, and those whose issue or showcase has changed."""
        then, entries = self.pages, now.catalogue.entries
        if (then.catalogue.reference, then.site) != (now.catalogue.reference, now.site):
            return entries.keys()
        # The entry of a record that was read again is another one, whatever has changed there.
        changed = _differ(self.taken, entries, lambda taken, entry: taken.entry is entry)
        found = changed | _differ(then.catalogue.beside, now.catalogue.beside)
        found |= _differ(then.catalogue.related, now.catalogue.related) | _differ(then.collections, now.collections)
        for catalogue in (then.catalogue, now.catalogue):
            for number in changed:
                found.update(catalogue.beside.get(number, ()))
                found.update(relation.number for relation in catalogue.related.get(number, ()))
        issues = _differ(then.library.issues, now.library.issues)
        issues |= _differ(then.printed.pdfs, now.printed.pdfs)
        issues |= _differ(then.printed.first_pages, now.printed.first_pages)
        if issues:
            sources = (now.catalogue.sources, then.catalogue.sources)
            found.update(n for known in sources for n, (key, _) in known.items() if key in issues)
        return found


def _differ(before: Mapping[K, Any], now: Mapping[K, Any], same: Callable[[Any, Any], bool] = operator.eq) -> set[K]:
    """Return the keys whose values differ, or that only one has."""
    if before is now:
        return set()
    return {
        key
        for key in before.keys() | now.keys()
        if key not in before or key not in now or not same(before[key], now[key])
    }


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
        self.check(block.media)
        self.used.add(block.media)
        return f"{self.root}media/{block.media}"

    def check(self, name: str) -> None:
        """Raise RecordError if the file of a picture is missing."""
        if self.export.file("media", name) is None:
            raise RecordError(f"缺少图片 media/{name}", place=self.record, remedy="补上这个文件，或删去图片")


@dataclass(frozen=True)
class Around:
    """What a case's page shows beside what is its own."""

    printing: Printing | None
    has_pdf: bool
    collections: Sequence[tuple[str, str]]
    beside: Sequence[Mapping[str, str]]
    related: Sequence[Mapping[str, str]]


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

    def around(self, entry: Entry) -> Around:
        """Return what stands beside a case."""
        n, entries = entry.number, self.catalogue.entries
        printing = self._printing(n)
        return Around(
            printing,
            bool(printing and printing.key in self.printed.pdfs),
            [(collection.title, collection.slug) for collection in self.collections.get(n, ())],
            [self._beside(entries[other]) for other in self.catalogue.beside.get(n, ())],
            [self._related(relation) for relation in self.catalogue.related.get(n, ())],
        )

    def write(self, case: Case, entry: Entry, around: Around, pictures: Pictures, beside: Beside) -> CaseMade:
        """Write the page and the other files of a case."""
        with self.stage.noting() as files:
            anchors = self._page(case, entry, around, pictures)
            choice, changed, document = beside(case, entry)
        lost = tuple(figure.label for figure in anchors.lost)
        return CaseMade(files, tuple(sorted(pictures.used)), lost, choice, case.mechanism, changed, document)

    def _page(self, case: Case, entry: Entry, around: Around, pictures: Pictures) -> Anchors:
        """Write the page; return its anchors, which know the figures whose words stand nowhere."""
        anchors = Anchors(case)
        summary, conditions = (
            [anchors.inline(name, t, escape) for t in paragraphs(getattr(case, name))]
            for name in ("summary", "conditions")
        )
        text = _text(case, anchors, pictures, self.stage)
        figures = figure_rows(case.figures, anchors)
        at_once = len(figures) if len(figures) <= FIGURES_AT_ONCE else FIGURES_AT_ONCE - 1
        line, unit = self.library.place_line(case.place), self.library.units[case.unit]
        printing = around.printing
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
            source=_source(printing, around.has_pdf) if printing else None,
            citations=[asdict(citation) for citation in citations(case, unit.name, line[-1].name, self.site, printing)],
            facts=_facts(case, self.library, around.collections),
            beside=around.beside,
            related=around.related,
            linked=linked.script(linked.case_data(case, entry, self.library, self.site, printing)),
        )
        return anchors

    def _printing(self, number: int) -> Printing | None:
        """Return where the article stands that a case was made from, if its issue is public."""
        key, anchor = self.catalogue.sources.get(number, ("", ""))
        if key not in self.library.issues:
            return None
        issue = self.library.issues[key]
        if anchor not in {item.anchor for item in issue.items}:
            raise RecordError(
                f"出处所指的 {key} 里没有条目“{anchor}”", place=f"cases/{case_key(number)}.md", remedy="改正出处的条目"
            )
        item = issue.item(anchor)
        place = (item.prefix or self.library.place_names.get(item.place or "", "")) if isinstance(item, Article) else ""
        series, page = self.library.publications[issue.publication].name, self.printed.page(key, anchor)
        return Printing(key, anchor, place, item.title, series, issue.year, issue.number, page)

    def _beside(self, entry: Entry) -> dict[str, str]:
        return {"title": entry.title, "address": entry.address, "years": entry.years}

    def _related(self, relation: Relation) -> dict[str, str]:
        entry = self.catalogue.entries[relation.number]
        return self._beside(entry) | {"place": self.library.place_labels[entry.place], "reason": relation.reason}


def _source(printing: Printing, has_pdf: bool) -> dict[str, Any]:
    """Return the printed article with its page in the PDF, if that is public."""
    address, page = f"bulletins/{printing.key}", printing.page
    return {
        "name": printing.issue,
        "title": printing.title,
        "address": f"{address}.html#{printing.item}",
        "pdf": f"{address}.pdf" + (f"#page={page}" if page else "") if has_pdf else "",
        "page": page,
    }


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


def _facts(case: Case, library: Library, collections: Iterable[tuple[str, str]]) -> list[dict[str, Any]]:
    fields = [{"name": library.fields[c].name, "address": f"fields/{c}.html"} for c in case.fields]
    kinds = [{"name": library.kinds[k].name, "address": f"kinds/{k}.html"} for k in case.kinds]
    chosen = [{"name": title, "address": f"collections/{slug}.html"} for title, slug in collections]
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
