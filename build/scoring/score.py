"""Points of units from events by a rule table, each with the clause and the events that gave it.

A unit's score follows from the events that name it and from nothing else, so that a correction counts again only the
units that it names. The order in which events are given does not matter.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from scoring.events import Event, Unit
from scoring.periods import SAID, Period, around, periods
from scoring.rules import EVENT, Base, Cap, Clause, Forfeit, Match, Need, Quota, Table, exact


@dataclass(frozen=True)
class Entry:
    """A number in a unit's account: as of which day, by which clause, of which events; `note` says what is not plain
    from these."""

    points: Fraction
    on: dt.date
    clause: str
    events: tuple[int, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Score:
    """The account of a unit in a period.

    Attributes:
        unit: whose.
        entries: every number, those of 0 too where a rule took something away; their sum times the weight is the total.
        total: the result.
        reported, adopted: how many articles.
        prize: whether it may get one.

    """

    unit: Unit
    entries: tuple[Entry, ...]
    total: Fraction
    reported: int
    adopted: int
    prize: bool = True

    @property
    def rate(self) -> Fraction:
        """Adopted of reported; 0 where nothing was reported."""
        return Fraction(self.adopted, self.reported) if self.reported else Fraction(0)


@dataclass(frozen=True)
class Account:
    """The scores of all units by a table in a period, and the events they are made of."""

    table: Table
    period: Period
    scores: Mapping[str, Score]
    events: Mapping[int, Event] = field(repr=False)

    def recounted(self, changed: Iterable[Event], gone: Iterable[int] = ()) -> Account:
        """Return the account with some events new or other than before, and some gone; only units that they name are
        counted again."""
        events = {**self.events, **{event.number: event for event in changed}}
        touched = {self.events[number] for number in gone if number in self.events}
        touched |= {self.events[event.number] for event in changed if event.number in self.events} | set(changed)
        for number in gone:
            events.pop(number, None)
        again = {code for event in touched for code in event.units if code in self.scores}
        own = _by_unit(events.values(), again)
        new = {code: score_of(self.table, self.scores[code].unit, own[code], self.period) for code in again}
        return Account(self.table, self.period, {**self.scores, **new}, events)


def account(table: Table, units: Iterable[Unit], events: Iterable[Event], period: Period) -> Account:
    """Return the account of units in a period.

    Args:
        table: the rules.
        units: all that are ranked, those too that reported nothing.
        events: in any order; those of other days do not count.
        period: for which it is kept.

    """
    by_number = {event.number: event for event in events}
    units = [unit for unit in units if unit.group not in table.exempt]
    own = _by_unit(by_number.values(), {unit.code for unit in units})
    scores = {unit.code: score_of(table, unit, own[unit.code], period) for unit in units}
    return Account(table, period, scores, by_number)


def _by_unit(events: Iterable[Event], codes: set[str]) -> dict[str, list[Event]]:
    own: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        for code in codes.intersection(event.units):
            own[code].append(event)
    return own


def score_of(table: Table, unit: Unit, events: Iterable[Event], period: Period) -> Score:
    """Return the score of a unit from the events that name it."""
    events = sorted((e for e in events if period.holds(e.day)), key=lambda e: (e.day, e.number))
    given = list(_capped(table, _highest(table, _given(table, unit, events), events), period))
    quotas = [entry for quota in table.quotas for entry in _asked(quota, unit, events, given, period)]
    entries = [*given, *quotas]
    if table.base:
        entries += list(_based(table.base, entries, period))
    prize = True
    for forfeit in table.forfeits:
        if lost := _forfeited(forfeit, unit, events):
            prize = False
            if forfeit.result == "zero":
                taken = -sum((entry.points for entry in entries), Fraction(0))
                entries.append(Entry(taken, period.last, forfeit.clause, lost, "全部得分作废"))
    total = sum((entry.points for entry in entries), Fraction(0)) * exact(table.weight)
    articles = [_articles(events, what) for what in ("reported", "adopted")]
    return Score(unit, tuple(entries), total, len(articles[0]), len(articles[1]), prize)


def _articles(events: Iterable[Event], what: str) -> set[str | int]:
    return {event.article or event.number for event in events if event.what == what}


def _meant(match: Match, unit: Unit, event: Event) -> bool:
    return (
        (not match.groups or unit.group in match.groups)
        and (not match.classes or unit.class_ in match.classes)
        and match.holds(event)
    )


def _given(table: Table, unit: Unit, events: Iterable[Event]) -> Iterator[tuple[Clause, Entry]]:
    """Yield what each event gives by itself: the first clause that fits, and all that add to it."""
    points = {clause.id: exact(clause.points) for clause in table.clauses if clause.id}
    about: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        about[event.article].append(event)
    done: set[tuple[Clause, str]] = set()
    for event in events:
        fits = [clause for clause in table.clauses if _fits(clause, unit, event, about[event.article])]
        first = next((clause for clause in fits if not clause.adds), None)
        for clause in fits:
            if not clause.adds and clause is not first:
                continue
            if clause.once and event.article:
                if (clause, event.article) in done:
                    continue
                done.add((clause, event.article))
            share, note = _share(clause.joint or table.joint, unit, event)
            yield clause, Entry(_worth(clause, event, points) * share, event.day, clause.clause, (event.number,), note)


def _fits(clause: Clause, unit: Unit, event: Event, about: Sequence[Event]) -> bool:
    if not _meant(clause.when, unit, event):
        return False
    others = [other for other in about if other is not event] if event.article else ()
    return (clause.also is None or any(_meant(clause.also, unit, other) for other in others)) and not (
        clause.without and any(_meant(clause.without, unit, other) for other in others)
    )


def _worth(clause: Clause, event: Event, points: Mapping[str, Fraction]) -> Fraction:
    if clause.discretion:
        least, most = map(exact, clause.discretion)
        return min(max(exact(event.points), least), most)
    if clause.of:
        return exact(clause.times or 0) * (exact(event.points) if clause.of == EVENT else points[clause.of])
    return exact(clause.points)


def _share(joint: str, unit: Unit, event: Event) -> tuple[Fraction, str]:
    """Return which part of an event's points a unit gets that reported with others."""
    if len(event.units) == 1 or joint == "full":
        return Fraction(1), ""
    if joint == "equal":
        return Fraction(1, len(event.units)), f"{len(event.units)} 个单位联合报送，平分"
    first = event.units[0] == unit.code
    return Fraction(int(first)), "联合报送，只计第一个单位"


Given = tuple[Clause, Entry]


def _highest(table: Table, given: Iterable[Given], events: Sequence[Event]) -> list[Given]:
    """Keep of several events of an article only the one that gives most, where the table says so."""
    given, by_number = list(given), {event.number: event for event in events}
    best: dict[tuple[str, str], Entry] = {}
    for clause, entry in given:
        if (of := _rivals(table, clause, by_number[entry.events[0]])) and (
            of not in best or entry.points > best[of].points
        ):
            best[of] = entry
    return [
        (clause, replace(entry, points=Fraction(0), note="同一篇只计最高分"))
        if (of := _rivals(table, clause, by_number[entry.events[0]])) and best[of] is not entry
        else (clause, entry)
        for clause, entry in given
    ]


def _rivals(table: Table, clause: Clause, event: Event) -> tuple[str, str] | None:
    """Return what all entries have in common of which only the highest counts."""
    return (event.article, event.what) if event.article and event.what in table.highest and not clause.adds else None


def _capped(table: Table, given: Sequence[Given], period: Period) -> Iterator[Entry]:
    """Yield the entries, and after those of a clause what goes beyond its cap."""
    yield from (entry for _, entry in given)
    for clause in table.clauses:
        if clause.most:
            own = [entry for each, entry in given if each is clause]
            for span in periods(clause.most.per, period, parts=True):  # where a month is cut, its cap is not
                within = [entry for entry in own if span.holds(entry.on)]
                if over := _over(clause.most, within):
                    numbers = tuple(entry.events[0] for entry in within)
                    yield Entry(-over, span.last, clause.clause, numbers, f"超过每{SAID[clause.most.per]}上限")


def _over(cap: Cap, entries: Sequence[Entry]) -> Fraction:
    counted = [entry.points for entry in entries if entry.points]
    over = sum(counted[cap.events :], Fraction(0)) if cap.events is not None else Fraction(0)
    if cap.points is not None:
        over = max(over, sum(counted, Fraction(0)) - exact(cap.points))
    return over


def _asked(
    quota: Quota, unit: Unit, events: Sequence[Event], given: Sequence[Entry], period: Period
) -> Iterator[Entry]:
    """Yield what meeting a quota gives, or missing it takes, in each period."""
    asked = quota.needed.get(unit.class_, quota.needed.get(""))
    if asked is None or (quota.groups and unit.group not in quota.groups):
        return
    for span in periods(quota.per, period):
        needed = exact(quota.months.get(span.first.month, asked))
        within = [event for event in events if span.holds(event.day)]
        own = [event for event in within if _meant(quota.when, unit, event)]
        have = _counted(quota, unit, own, within, given)
        if have is None:
            continue
        met = have >= needed and all(_has(need, unit, events, span, period) for need in quota.too)
        points = exact(quota.met if met else quota.unmet)
        short, beyond = max(needed - have, Fraction(0)), max(have - needed, Fraction(0))
        lost = short * exact(quota.missing)
        points += lost if quota.least is None else max(lost, exact(quota.least))
        more = beyond * exact(quota.more)
        points += more if quota.most is None else min(more, exact(quota.most))
        if points:
            said = f"{span.first:%Y-%m-%d} 至 {span.last:%Y-%m-%d}：应 {rounded(needed)}，实 {rounded(have)}"
            yield Entry(points, span.last, quota.clause, tuple(event.number for event in own), said)


def _has(need: Need, unit: Unit, events: Iterable[Event], span: Period, period: Period) -> bool:
    whole = around(need.per, span.first, period)
    return sum(whole.holds(event.day) and _meant(need.when, unit, event) for event in events) >= need.needed


def _counted(
    quota: Quota, unit: Unit, own: Sequence[Event], within: Sequence[Event], given: Sequence[Entry]
) -> Fraction | None:
    if quota.counts == "events":
        return Fraction(len(own))
    if quota.counts == "articles":
        return Fraction(len({event.article or event.number for event in own}))
    numbers = {event.number for event in own}
    if quota.counts == "points":
        return sum((entry.points for entry in given if numbers.issuperset(entry.events)), Fraction(0))
    among = {event.article or event.number for event in within if _meant(quota.among, unit, event)}
    return Fraction(len({event.article or event.number for event in own}), len(among)) if among else None


def _based(base: Base, entries: Sequence[Entry], period: Period) -> Iterator[Entry]:
    """Yield what every period begins with, and what its bounds give or take."""
    for span in periods(base.per, period):
        said = f"{span.first:%Y-%m-%d} 至 {span.last:%Y-%m-%d}"
        total = exact(base.points) + sum((entry.points for entry in entries if span.holds(entry.on)), Fraction(0))
        yield Entry(exact(base.points), span.last, base.clause, (), f"{said}的基础分")
        if base.floor is not None and total < (floor := exact(base.floor)):
            yield Entry(floor - total, span.last, base.clause, (), f"{said}不低于 {rounded(floor)} 分")
        if base.ceiling is not None and total > (ceiling := exact(base.ceiling)):
            yield Entry(ceiling - total, span.last, base.clause, (), f"{said}不高于 {rounded(ceiling)} 分")


def _forfeited(forfeit: Forfeit, unit: Unit, events: Iterable[Event]) -> tuple[int, ...]:
    found = tuple(event.number for event in events if _meant(forfeit.when, unit, event))
    return found if len(found) >= forfeit.times else ()


@dataclass(frozen=True)
class Ranked:
    """A place in a group: its number, shared by equals, and the score."""

    place: int
    score: Score


def ranked(account: Account) -> dict[str, list[Ranked]]:
    """Return the places by group, the first one first; equals share a place, in the order of GB/T 2260."""
    groups: dict[str, list[Score]] = defaultdict(list)
    for score in account.scores.values():
        groups[score.unit.group].append(score)
    return {group: list(_places(account.table, scores)) for group, scores in sorted(groups.items())}


def _places(table: Table, scores: Iterable[Score]) -> Iterator[Ranked]:
    def worth(score: Score) -> tuple[Fraction, ...]:
        counts = {"adopted": Fraction(score.adopted), "reported": Fraction(score.reported)}
        known = {"points": score.total, "rate": score.rate, **counts}
        return tuple(-known[name] for name in table.rank_by)

    ordered = sorted(scores, key=lambda score: (worth(score), score.unit.order, score.unit.code))
    equals = Counter(map(worth, ordered))
    place = 1
    for n, score in enumerate(ordered):
        if n and worth(ordered[n - 1]) != worth(score):
            place += equals[worth(ordered[n - 1])]
        yield Ranked(place, score)


def rounded(points: Fraction) -> str:
    """Return points as printed: at most two places, half up, without zeros at the end."""
    exactly = Decimal(points.numerator) / Decimal(points.denominator)
    text = f"{exactly.quantize(Decimal('0.01'), ROUND_HALF_UP):zf}"  # z: never -0
    return text.rstrip("0").rstrip(".") if "." in text else text
