"""Every public case in short, read once before any page is written: what a page says of other cases comes from here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from press.reuse import stamp_of
from press.steps import Progress
from press.warm import Warm
from press.web.library import Entry, Library, check_case, entry_of
from press.web.related import Profile, Relation, profile_of, relate
from press.web.terms import Term
from records import Article, Case, Clipping, Export, Figure, Found, Notice, Report, locate
from records.model import case_key

BESIDE = 2  # cases shown on either side in the order of numbers: one changed case alters four others


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure of an indicator, and where it stands: `address` leads to the sentence on its page."""

    figure: Figure
    place: str
    year: int
    address: str
    title: str
    source: str


class Brief(msgspec.Struct, frozen=True, array_like=True):
    """What of a case has to be known before any page is written; `source` is the key of an issue and an anchor."""

    entry: Entry
    terms: tuple[Term, ...]
    measured: tuple[tuple[str, Measured], ...]
    source: tuple[str, str] | None
    redacted_on: date | None


class Told(msgspec.Struct, frozen=True, array_like=True):
    """What readers may know of a case; neither of both where it is not cleared."""

    brief: Brief | None = None
    notice: Notice | None = None


@dataclass(frozen=True)
class Catalogue:
    """The public cases by number, ascending, and what connects them; the cases themselves are read when needed.

    Attributes:
        entries: the short form of each case.
        withdrawn: what remains of withdrawn cases.
        made_from: the case that was made from an item, by issue key and anchor.
        beside: for each case, others of the same place, nearest in number.
        related: for each case, related ones, best first.
        measured: the figures of each indicator, by slug: those of cases by number, then those of issues.
        sources: the item that a case was made from, by its number: issue key and anchor.
        redacted: by its number, the day on which something was last taken out of a case that must not be read any more.
        reference: changes with any record of those that cases name.
        export: for the cases.

    """

    entries: Mapping[int, Entry]
    withdrawn: tuple[Notice, ...]
    made_from: Mapping[tuple[str, str], Entry]
    beside: Mapping[int, tuple[int, ...]]
    related: Mapping[int, tuple[Relation, ...]]
    measured: Mapping[str, tuple[Measured, ...]]
    sources: Mapping[int, tuple[str, str]]
    redacted: Mapping[int, date]
    reference: bytes
    export: Export

    def case(self, number: int) -> Case:
        """Return a case."""
        return self.export.get(Case, case_key(number))

    def digest(self, number: int) -> bytes:
        """Return what changes with anything that readers may see of a case."""
        return self.export.digest(Case, case_key(number))


def read_catalogue(export: Export, library: Library, progress: Progress, warm: Warm | None = None) -> Catalogue:
    """Read all public cases.

    Raises:
        RecordError: a case names a place, unit, field or kind that does not exist.

    """
    entries: dict[int, Entry] = {}
    withdrawn: list[Notice] = []
    made_from: dict[tuple[str, str], Entry] = {}
    measured: dict[str, list[Measured]] = {}
    sources: dict[int, tuple[str, str]] = {}
    redacted: dict[int, date] = {}
    profiles: list[Profile] = []
    total = export.count(Case)
    named = library.places, library.units, library.fields, library.kinds, library.indicators
    reference = stamp_of(*named, sorted(library.ever_defined))
    for done, (_, told) in enumerate(export.made(Case, Told, lambda found: _told(found, library), reference), 1):
        progress("案例", done, total)
        if told.notice:
            withdrawn.append(told.notice)
        if not told.brief:
            continue
        brief, entry = told.brief, told.brief.entry
        entries[entry.number] = entry
        profiles.append(Profile(entry.number, brief.terms))
        if brief.source:
            made_from[brief.source] = entry
            sources[entry.number] = brief.source
        if brief.redacted_on:
            redacted[entry.number] = brief.redacted_on
        for indicator, one in brief.measured:
            measured.setdefault(indicator, []).append(one)
    export.settle()
    for piece in library.pieces:
        if not isinstance(piece.item, Report):
            page, _, anchor = piece.address.partition("#")
            where = page, anchor, piece.place, piece.year, piece.title, piece.source
            for indicator, one in _measure(piece.item, *where):
                measured.setdefault(indicator, []).append(one)
    return Catalogue(
        entries=entries,
        withdrawn=tuple(withdrawn),
        made_from=made_from,
        beside=_beside(entries.values()),
        related=relate(profiles, export.kept, warm),
        measured={slug: tuple(found) for slug, found in sorted(measured.items())},
        sources=sources,
        redacted=redacted,
        reference=reference,
        export=export,
    )


def _told(found: Found[Case], library: Library) -> Told:
    """Return what readers may know of a case; RecordError if it names what does not exist."""
    case = found.record
    if found.notice:
        return Told(notice=found.notice)
    if not case or not case.cleared_on:
        return Told()
    check_case(case, library)
    entry, source = entry_of(case), case.source
    about = "", entry.place, entry.year_end or entry.year, entry.title, f"第{case.number:06d}号案例"
    return Told(
        Brief(
            entry,
            profile_of(case, library).terms,
            tuple(_measure(case, entry.address, *about)),
            (source.issue_key, source.item) if source else None,
            case.redacted_on,
        )
    )


def grouped(things: Iterable[Any], keys: Callable[[Any], Iterable[Any]]) -> dict[Any, list[Any]]:
    """Return the things under each of their keys, in their order."""
    found: dict[Any, list[Any]] = {}
    for thing in things:
        for key in dict.fromkeys(keys(thing)):
            found.setdefault(key, []).append(thing)
    return found


def figure_anchor(record: Case | Article | Clipping, n: int, prefix: str = "") -> str:
    """Return the anchor of figure n (from 1): its sentence or, where its words stand
    nowhere, its row in the table of figures."""
    figure = record.figures[n - 1]
    return f"{prefix}{'s' if locate(record, figure) else 'f'}{n}"


def _measure(
    record: Case | Article | Clipping, page: str, anchor: str, place: str, year: int, title: str, source: str
) -> Iterator[tuple[str, Measured]]:
    for n, figure in enumerate(record.figures, 1):
        if figure.indicator:
            address = f"{page}#{figure_anchor(record, n, anchor)}"
            yield figure.indicator, Measured(figure, place, year, address, title, source)


def _beside(entries: Iterable[Entry]) -> dict[int, tuple[int, ...]]:
    found: dict[int, tuple[int, ...]] = {}
    for here in grouped(entries, lambda entry: [entry.place]).values():
        numbers = [entry.number for entry in here]
        for at, number in enumerate(numbers):
            found[number] = (*numbers[max(0, at - BESIDE) : at], *numbers[at + 1 : at + 1 + BESIDE])
    return found
