"""The account of points: for a group of units in a period, every number with its clause, its day and its events."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

import msgspec

from cms.adoption.gathering import Fact, Gathered, gather, numbered
from cms.adoption.periods import Period
from cms.adoption.rolls import Units, Who
from cms.adoption.ruling import SHORT, Ruling
from scoring.events import Event, Unit
from scoring.periods import Period as Span
from scoring.rules import Table
from scoring.score import Account, Ranked, Score, account, ranked


@dataclass(frozen=True)
class Line:
    """A number: on which day, by which clause, of which facts."""

    points: Fraction
    on: datetime.date
    clause: str
    note: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Kept:
    """The account of a group in a period.

    Attributes:
        account: what the engine gives.
        facts: by number, as the engine knows them.
        gathered: all that happened, that of other groups too.

    """

    account: Account
    facts: Mapping[int, Fact]
    gathered: Gathered

    @property
    def places(self) -> dict[str, list[Ranked]]:
        """Return the places by group, the first one first."""
        return ranked(self.account)

    def score(self, code: str) -> Score | None:
        """Return the score of a unit, None if it is not of this group."""
        return self.account.scores.get(code)

    def lines(self, code: str) -> list[Line]:
        """Return what a unit's score is made of, in the order of days; its sum times the weight is the total."""
        entries = sorted(self.account.scores[code].entries, key=lambda entry: entry.on)
        return [
            Line(one.points, one.on, one.clause, one.note, tuple(self.facts[number] for number in one.events))
            for one in entries
        ]

    def silent(self, code: str) -> list[Fact]:
        """Return what happened to a unit and gave it nothing by itself, in the order of days."""
        told = {number for entry in self.account.scores[code].entries for number in entry.events}
        return [
            fact
            for number, fact in self.facts.items()
            if number not in told and code in self.account.events[number].units
        ]


def keep(ruling: Ruling, period: Period) -> Kept:
    """Return the account of the group of a rule table in a period; RecordError if the table does not hold."""
    return reckon(ruling.table, ruling, gather(period), period)


def reckon(table: Table, ruling: Ruling, gathered: Gathered, period: Period) -> Kept:
    """Return the account of what happened by a table, for the group and the classes of a rule table."""
    facts = numbered(gathered.facts)
    units = list(units_of(ruling, gathered.units))
    events = [_event(number, fact, ruling.group, gathered.units) for number, fact in facts.items()]
    return Kept(account(table, units, events, Span(period.first, period.last)), facts, gathered)


def row_in(group: str, code: str, units: Units) -> str:
    """Return for which unit a unit counts in a group: among cities and systems a county for its city, which may be of
    another group and only share; among counties each for itself."""
    who = units.get(code)
    return who.row if who and who.row and group != "county" else code


def units_of(ruling: Ruling, units: Units) -> Iterator[Unit]:
    """Yield the units of the group of a table, with group and class as it has them, in the order of GB/T 2260."""
    members = [(code, who) for code, who in units.items() if _is_in(ruling.group, code, who)]
    for order, (code, who) in enumerate(sorted(members, key=lambda one: (one[1].place or one[0], one[0]))):
        among, class_ = ruling.units.get(code) or ("", "")
        yield Unit(code=code, name=who.name, group=among or SHORT[ruling.group], class_=class_, order=order)


def _part(group: str) -> str:
    return "system" if group == "system" else "place"


def _is_in(group: str, code: str, who: Who) -> bool:
    return who.part == _part(group) and bool(who.row) and (who.row == code) == (group != "county")


def _event(number: int, fact: Fact, group: str, units: Units) -> Event:
    """Return a fact as an event of the units of a group; units outside of it stay named, for they share with these."""
    own = {**units, **(fact.units or {})}
    codes = tuple(dict.fromkeys(row_in(group, code, own) for code in fact.event.units if code))
    return msgspec.structs.replace(fact.event, number=number, units=codes)
