"""What of the pages is searched, and the names that the search page needs for facets and suggestions."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Any

from press.search import Document, IndexCache, Spool, script_json, spooled
from press.warm import Warm
from press.web.cases import Taken
from press.web.library import Entry, Library
from press.web.notes import findable
from press.web.wording import day_text, printed_title, qualified, when
from records import (
    CASE_SECTIONS,
    Article,
    Body,
    Case,
    Clipping,
    Export,
    Figure,
    Indicator,
    Issue,
    Place,
    Report,
    Synonym,
    Unit,
    paragraphs,
    places_of_text,
    printed_lines,
    scalars,
)
from records.folding import SIMPLIFIED, TRADITIONAL
from records.model import AnyItem

UNIT_KINDS = {
    "office": "编发单位",
    "city": "市本级",
    "county": "县（市、区）",
    "system": "省级系统",
    "zone": "开发区",
    "general": "综合",
}
Texts = Sequence[Iterable[str]]  # title, summary, data, body
FORMS = {"case": "案例", "item": "简报稿件"}


class Search:
    """Collects documents while their pages are staged.

    Args:
        spool: a file for the documents.
        library: reference data and public issues.
        candidates: example queries for the home page; `useful` are those that find something.
        warm: what this process knows of the release before.

    """

    def __init__(self, spool: Path, library: Library, candidates: Iterable[str], warm: Warm | None = None) -> None:
        self.library, self.candidates, self.warm = library, tuple(candidates), warm
        self.useful: tuple[str, ...] = ()
        self.spool = Spool(spool)

    def document_of(self, case: Case, entry: Entry) -> Document:
        """Return what is searched of a case: every field that its page shows."""
        library = self.library
        own = [text for section in CASE_SECTIONS if section != "summary" for text in paragraphs(getattr(case, section))]
        fields = "、".join(library.fields[code].name for code in case.fields)
        kinds = "、".join(library.kinds[slug].name for slug in case.kinds)
        contact = f"{case.contact.office} {case.contact.phone}" if case.contact and case.contact.public else ""
        source = case.source.issue_key if case.source else ""
        unit = library.units[case.unit]
        data = [
            *_line(library.place_line(case.place)),
            unit.name,
            entry.years,
            *(fields, kinds, "、".join(case.people_served), case.lead_department, contact),
            library.issue_name(source) if source in library.issues else "",
            *chain.from_iterable(map(_figure, case.figures)),
            *map(str, scalars(case.mechanism)),
        ]
        facets = {
            "year": tuple(str(year) for year in range(case.year, (case.year_end or case.year) + 1)),
            "field": case.fields,
            "kind": case.kinds,
            "unit": (unit.kind,),
            "publication": (case.source.publication,) if case.source and source in library.issues else (),
        }
        return _document(
            form="case",
            record=f"{case.number:06d}",
            address=entry.address,
            where=" ".join(_line(library.place_line(case.place))),
            when=entry.years,
            year=case.year_end or case.year,
            day=0,
            place=case.place,
            figures=len(case.figures),
            facets=facets,
            texts=[(case.title,), paragraphs(case.summary), data, [*own, *_body(case.body)]],
            purge=_purge(case.redacted_on, [case.title, *(text for _, text in places_of_text(case))], contact),
        )

    def know(self, taken: Mapping[int, Taken], read: Callable[[int], Case]) -> None:
        """Take in the cases."""

        def make(record: str) -> Document | None:
            case = taken.get(int(record)) if record.isdigit() else None
            return self.document_of(read(case.entry.number), case.entry) if case else None

        self.spool.know((case.made.document for case in taken.values()), make)

    def add_issues(self) -> None:
        """Add the items of the public issues, and their editor's notes."""
        for key, issue in self.library.issues.items():
            if self.warm is None:
                for document in self._documents(key, issue):
                    self.spool.add(document)
                continue
            known = self.warm.kept.setdefault(("documents", key), None)
            if known is None or known[0] is not issue or known[1] is not self.library.named:
                known = issue, self.library.named, list(map(spooled, self._documents(key, issue)))
                self.warm.kept["documents", key] = known
            self.spool.know(known[2], partial(self._made, key, issue))

    def _made(self, key: str, issue: Issue, record: str) -> Document | None:
        return (
            next((d for d in self._documents(key, issue) if d.record == record), None)
            if record.startswith(key)
            else None
        )

    def _documents(self, key: str, issue: Issue) -> Iterator[Document]:
        """Yield what is searched of an issue."""
        for item in issue.items:
            yield self._item(key, issue, item)
        if issue.editor_note:
            title = f"编者按：{self.library.issue_name(key)}"
            yield self._part(key, issue, texts=[(title,), (), (), paragraphs(issue.editor_note)])

    def _item(self, key: str, issue: Issue, item: AnyItem) -> Document:
        unit = self.library.units[item.unit] if isinstance(item, Article) and item.unit else None
        figures: Sequence[Figure] = () if isinstance(item, Report) else item.figures
        title = printed_title(item, self.library.place_names)
        return self._part(
            key,
            issue,
            anchor=f"#{item.anchor}",
            place=getattr(item, "place", None) or "",
            unit=unit,
            figures=len(figures),
            texts=[(title,), (), [text for figure in figures for text in _figure(figure)], list(_item_text(item))],
        )

    def _part(
        self,
        key: str,
        issue: Issue,
        *,
        texts: Texts,
        anchor: str = "",
        place: str = "",
        unit: Unit | None = None,
        figures: int = 0,
    ) -> Document:
        line = self.library.place_line(place) if place else ()
        return _document(
            form="item",
            record=key + anchor,
            address=f"bulletins/{key}.html{anchor}",
            where=" ".join(_line(line)) or (unit.name if unit else ""),
            when=self.library.issue_name(key),
            year=issue.year,
            day=int(issue.date.strftime("%Y%m%d")),
            place=place,
            figures=figures,
            facets={
                "year": (str(issue.year),),
                "unit": (unit.kind,) if unit else (),
                "publication": (issue.publication,),
            },
            texts=texts,
            purge=_purge(issue.redacted_on, chain.from_iterable(texts)),
        )

    def update(self, cache: IndexCache, *, full: bool, wanted: int = 3) -> None:
        """Bring the index of the last build up to date, or make it anew; the first example queries that find something
        are useful ones then, so that none on the home page leads to nothing."""
        cache.update(self.spool, full=full)
        self.useful = tuple(islice(filter(cache.finds, self.candidates), wanted))

    def put(self, cache: IndexCache, target: Path, export: Export) -> dict[str, str]:
        """Put the index as it is into the site; return the SHA-256 of its files by their paths below the target."""
        script = f"press.part({script_json([TRADITIONAL, SIMPLIFIED])});\n"
        name = f"traditional-{hashlib.sha256(script.encode()).hexdigest()[:8]}"
        words = {
            "synonyms": [s.words for s in export.all(Synonym)],
            "suggestions": [(indicator.name, "指标", "") for indicator in export.all(Indicator)],
            "examples": self.useful,
        }
        sums = cache.publish(target, {**self._names(), **words, "traditional": name})
        if not (target / f"{name}.js").is_file():
            (target / f"{name}.js").write_text(script, "utf-8")
        return sums | {f"{name}.js": hashlib.sha256(script.encode()).hexdigest()}

    def _names(self) -> dict[str, Any]:
        library = self.library
        names = {
            "place": library.place_names,
            "field": {code: field.name for code, field in library.fields.items()},
            "kind": {slug: kind.name for slug, kind in library.kinds.items()},
            "publication": {slug: publication.name for slug, publication in library.publications.items()},
            "unit": UNIT_KINDS,
            "figures": {"1": "有数据", "0": "没有数据"},
            "form": FORMS,
        }
        counties = {code: place.parent for code, place in library.places.items() if place.level == "county"}
        subclasses = {code: field.parent for code, field in library.fields.items() if field.parent}
        return {"names": names, "parents": {"place": counties, "field": subclasses}}


def _document(*, form: str, facets: Mapping[str, tuple[str, ...]], texts: Texts, figures: int, **rest: Any) -> Document:
    title, summary, data, body = (tuple(p for text in own for p in findable(text).split("\n") if p) for own in texts)
    own = {**facets, "form": (form,), "figures": ("1" if figures else "0",)}
    return Document(**rest, figures=figures, facets=own, texts=(title, summary, data, body))


def _line(places: Iterable[Place]) -> list[str]:
    return [place.name for place in places]


def _purge(redacted_on: date | None, texts: Iterable[str], contact: str = "") -> str:
    """Return what changes when an older text must leave no trace: any edit after a redaction,
    and any change of a public contact."""
    after = hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16] if redacted_on else ""
    return f"{redacted_on or ''}{after}{contact}"


def _figure(figure: Figure) -> tuple[str, ...]:
    return figure.label, "".join(qualified(figure)), when(figure), figure.quote


def _item_text(item: AnyItem) -> Iterator[str]:
    if isinstance(item, Report):
        yield item.note
        yield from chain(item.columns, *item.rows)
    else:
        if isinstance(item, Clipping):
            yield " ".join(
                filter(
                    None, (f"《{item.paper}》", item.paper_number, day_text(item.date) if item.date else "", item.page)
                )
            )
        yield from _body(item.body)


def _body(blocks: Body) -> Iterator[str]:
    """Yield the paragraphs of a body as the page shows them, points with their numbers."""
    return (text for line in printed_lines(blocks) for text in line.numbered if text)
