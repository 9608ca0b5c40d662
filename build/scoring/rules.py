"""A rule table (采用计分办法) as data: which clause gives what for which events, and what becomes of the sum.

Written as YAML, one table a file; see `sets/`. Points are decimal numbers and are counted as fractions, so that a third
of five points stays a third until it is printed.
"""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

import msgspec

from records import RecordError
from records.ready import ready
from records.yaml_text import load_yaml
from scoring.events import Event, Level, What
from scoring.periods import Per

Points = float
Joint = Literal["full", "equal", "first"]
Names = tuple[str, ...]
EVENT = "event"


class Match(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which events are meant: of each part that is not empty, one of the values; of `but_…` none.

    `joint` asks whether several units reported together; `via` names who handed it up, "" where nobody did.
    """

    what: tuple[What, ...] = ()
    level: tuple[Level, ...] = ()
    publication: Names = ()
    kind: Names = ()
    genre: Names = ()
    but_publication: Names = ()
    but_kind: Names = ()
    but_genre: Names = ()
    groups: Names = ()
    classes: Names = ()
    joint: bool | None = None
    via: Names = ()

    def holds(self, event: Event) -> bool:
        """Whether an event is meant; whose it is, `group` and `class_`, is asked elsewhere."""
        return (
            (not self.what or event.what in self.what)
            and (not self.level or event.level in self.level)
            and (not self.publication or event.publication in self.publication)
            and (not self.kind or event.kind in self.kind)
            and (not self.genre or event.genre in self.genre)
            and event.publication not in self.but_publication
            and event.kind not in self.but_kind
            and event.genre not in self.but_genre
            and self.joint in (None, len(event.units) > 1)
            and (not self.via or event.via in self.via)
        )


class Cap(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """At most so many points in a period, or so many events that give any."""

    per: Per
    points: Points | None = None
    events: int | None = None


class Clause(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an event gives.

    Attributes:
        clause: how the rules name it; every number that it gives names it again.
        when: which events.
        points: that it gives; negative ones are taken off.
        times, of: instead of points: so many times those of another clause, by its `id`, as it stands in the table, or
            so many times those that come with the `event`.
        id: names it for others.
        also: only where another event of the same article, and of the same unit, is one of these.
        without: only where no event of the same article, and of the same unit, is one of these.
        once: for an article only once, for its first event.
        adds: it gives on top of what another clause gives; of those that do not, the first that fits counts.
        joint: how units share that reported together; '' as the table says.
        discretion: points are given with the event, within these bounds.
        most: in a period.

    """

    clause: str
    when: Match
    points: Points = 0
    times: Points | None = None
    of: str = ""
    id: str = ""
    also: Match | None = None
    without: Match | None = None
    once: bool = False
    adds: bool = False
    joint: Joint | Literal[""] = ""
    discretion: tuple[Points, Points] | None = None
    most: Cap | None = None


class Need(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """So many events in the period of a kind in which another period lies."""

    per: Per
    when: Match
    needed: int


class Quota(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is asked of a unit in each period.

    Attributes:
        clause: how the rules name it.
        per: period.
        when: events that count.
        counts: these events, the articles that they are of, the points that they gave, or the rate of articles of
            `when` to those of `among`.
        among: for a rate; of none at all nothing is asked.
        needed: so many, by class of unit; '' for all others; a unit of a class that is not named is exempt.
        groups: of units of which it is asked; of all where empty.
        too: what must be there as well for it to be met.
        months: in these months of the year another number is asked; by month.
        met: points where it is met.
        unmet: points where it is not.
        missing: points for each one that is missing.
        more: points for each one beyond.
        most: points of a period by `more`, at most; None without bound.
        least: points of a period by `missing`, at least.

    """

    clause: str
    per: Per
    needed: dict[str, Points]
    when: Match = Match()
    counts: Literal["events", "articles", "points", "rate"] = "events"
    among: Match = Match()
    groups: Names = ()
    too: tuple[Need, ...] = ()
    months: dict[int, Points] = {}
    met: Points = 0
    unmet: Points = 0
    missing: Points = 0
    more: Points = 0
    most: Points | None = None
    least: Points | None = None


class Base(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What everyone begins each period with, and between which bounds its sum stays."""

    clause: str
    per: Per = "year"
    points: Points = 0
    floor: Points | None = None
    ceiling: Points | None = None


class Forfeit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What happens once there were `times` such events: the score is 0, or there is no prize."""

    clause: str
    when: Match
    times: int = 1
    result: Literal["zero", "no_prize"] = "zero"


class Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The rules of an office.

    Attributes:
        name: of the rules.
        source: where they are published.
        decided_by: who decided them, and the number of the circular.
        valid_from, valid_to: days, both included.
        not_stated: what the source does not say (未载).
        clauses: what events give.
        joint: how units share that reported together: each gets all, all the same share, only the first one any.
        highest: kinds of events of which an article gives a unit only the highest, such as `adopted`; else all add up.
        exempt: groups of units to which this does not apply.
        base: what everyone begins with.
        quotas: what is asked.
        forfeits: what takes all.
        weight: the sum times this is the result.
        rank_by: what orders units of a group, most first; else equal they share a rank, in the order of GB/T 2260.

    """

    name: str
    clauses: tuple[Clause, ...]
    source: str = ""
    decided_by: str = ""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    not_stated: Names = ()
    joint: Joint = "full"
    highest: tuple[What, ...] = ()
    exempt: Names = ()
    base: Base | None = None
    quotas: tuple[Quota, ...] = ()
    forfeits: tuple[Forfeit, ...] = ()
    weight: Points = 1
    rank_by: tuple[Literal["points", "adopted", "reported", "rate"], ...] = ("points", "adopted", "reported")


ready(Table)


def read_table(path: Path) -> Table:
    """Read a rule table; RecordError names the place and the remedy."""
    return table_of(load_yaml(path.read_text("utf-8"), path), path)


def table_of(data: dict[str, Any], path: Path) -> Table:
    """Return a rule table from plain data; RecordError names the place and the remedy."""
    try:
        table = msgspec.convert(data, Table)
    except msgspec.ValidationError as error:
        raise RecordError(f"计分办法写法有误：{error}", place=str(path), remedy="对照样例改正这一项") from error
    known = {clause.id: clause for clause in table.clauses if clause.id}
    for clause in table.clauses:
        if clause.of not in ("", EVENT) and (clause.of not in known or known[clause.of].of):
            raise RecordError(
                f"“{clause.clause}”按“{clause.of}”的倍数计分，没有这一条，或者它自己也是倍数",
                place=str(path),
                remedy="写上另一条的 id",
            )
    return table


def exact(points: Points) -> Fraction:
    """Return points as they are written: 0.1 is a tenth."""
    return Fraction(str(points))
