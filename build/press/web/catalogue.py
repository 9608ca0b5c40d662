"""Every public case in short, read once before any page is written: what a page says of other cases comes from here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from press.web.library import Entry, Library, check_case, entry_of
from press.web.pages import Progress
from press.web.related import Profile, Relation, profile_of, relate
from records import Article, Case, Clipping, Export, Figure, Notice, Report, locate

BESIDE = 2  # cases shown on either side in the order of numbers: one changed case alters four others
LENGTH_BYTES = 4


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure of an indicator, and where it stands: `address` leads to the sentence on its page."""

    figure: Figure
    place: str
    year: int
    address: str
    title: str
    source: str


@dataclass(frozen=True)
class Catalogue:
    """The public cases by number, ascending, and what connects them; the cases themselves lie in a file.

    Attributes:
        entries: the short form of each case.
        withdrawn: what remains of withdrawn cases.
        made_from: the case that was made from an item, by issue key and anchor.
        beside: for each case, others of the same place, nearest in number.
        related: for each case, related ones, best first.
        measured: the figures of each indicator, by slug: those of cases by number, then those of issues.
        spool: the file of cases.

    """

    entries: Mapping[int, Entry]
    withdrawn: tuple[Notice, ...]
    made_from: Mapping[tuple[str, str], Entry]
    beside: Mapping[int, tuple[int, ...]]
    related: Mapping[int, tuple[Relation, ...]]
    measured: Mapping[str, tuple[Measured, ...]]
    spool: Path

    def cases(self) -> Iterator[tuple[Case, Entry]]:
        """Yield the cases in the order of their numbers, one at a time, so that
        memory does not grow with their texts."""
        decoder = msgspec.msgpack.Decoder(Case)
        with self.spool.open("rb") as file:
            for entry in self.entries.values():
                yield decoder.decode(file.read(int.from_bytes(file.read(LENGTH_BYTES)))), entry


def read_catalogue(export: Export, library: Library, spool: Path, progress: Progress) -> Catalogue:
    """Read all public cases.

    Raises:
        RecordError: a case names a place, unit, field or kind that does not exist.

    """
    entries: dict[int, Entry] = {}
    withdrawn: list[Notice] = []
    made_from: dict[tuple[str, str], Entry] = {}
    measured: dict[str, list[Measured]] = {}
    profiles: list[Profile] = []
    total = len(export.keys(Case))
    with spool.open("wb") as file:
        for done, case in enumerate(export.public(Case), 1):
            progress("案例", done, total)
            if isinstance(case, Notice):
                withdrawn.append(case)
                continue
            check_case(case, library)
            entry = entries[case.number] = entry_of(case)
            data = msgspec.msgpack.encode(case)
            file.write(len(data).to_bytes(LENGTH_BYTES) + data)
            profiles.append(profile_of(case, library))
            if case.source:
                made_from[case.source.issue_key, case.source.item] = entry
            year, source = entry.year_end or entry.year, f"第{case.number:06d}号案例"
            _measure(measured, case, entry.address, "", entry.place, year, entry.title, source)
    for piece in library.pieces():
        if not isinstance(piece.item, Report):
            page, _, anchor = piece.address.partition("#")
            _measure(measured, piece.item, page, anchor, piece.place, piece.year, piece.title, piece.source)
    return Catalogue(
        entries=entries,
        withdrawn=tuple(withdrawn),
        made_from=made_from,
        beside=_beside(entries.values()),
        related=relate(profiles),
        measured={slug: tuple(found) for slug, found in sorted(measured.items())},
        spool=spool,
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
    measured: dict[str, list[Measured]],
    record: Case | Article | Clipping,
    page: str,
    anchor: str,
    place: str,
    year: int,
    title: str,
    source: str,
) -> None:
    for n, figure in enumerate(record.figures, 1):
        if figure.indicator:
            address = f"{page}#{figure_anchor(record, n, anchor)}"
            measured.setdefault(figure.indicator, []).append(Measured(figure, place, year, address, title, source))


def _beside(entries: Iterable[Entry]) -> dict[int, tuple[int, ...]]:
    found: dict[int, tuple[int, ...]] = {}
    for here in grouped(entries, lambda entry: [entry.place]).values():
        numbers = [entry.number for entry in here]
        for at, number in enumerate(numbers):
            found[number] = (*numbers[max(0, at - BESIDE) : at], *numbers[at + 1 : at + 1 + BESIDE])
    return found
