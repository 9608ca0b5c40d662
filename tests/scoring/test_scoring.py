"""Sixteen real rule sets as data give what an independent calculation of each gives, and every number can be traced."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest

import scoring
from records import RecordError
from scoring.events import Event, Unit
from scoring.periods import Per, Period, periods, year
from scoring.rules import Table, read_table, table_of
from scoring.score import Account, account, ranked, rounded
from tests.scoring.calculators import CALCULATORS
from tests.scoring.year import YEAR, load_cases, synthetic_year

SETS = sorted((Path(scoring.__file__).parent / "sets").glob("*.yaml"))
TABLES = {int(path.name[:2]): read_table(path) for path in SETS}


def as_unit(data: dict[str, Any]) -> Unit:
    return Unit(**data)


def as_event(data: dict[str, Any]) -> Event:
    return Event(**data)


Made = tuple[list[Unit], list[Event]]


@pytest.fixture(scope="module")
def made() -> Made:
    units, events = synthetic_year()
    return [as_unit(unit) for unit in units], [as_event(event) for event in events]


def kept(table: Table, made: Made) -> Account:
    return account(table, made[0], made[1], year(YEAR))


def test_all_sixteen_are_there() -> None:
    assert sorted(TABLES) == list(range(1, 17)) and len(CALCULATORS) == 16


@pytest.mark.parametrize("number", sorted(TABLES))
def test_a_set_gives_what_another_hand_calculates(
    number: int, made: Made, record_property: Callable[[str, object], None]
) -> None:
    units, events = synthetic_year()
    expected: dict[str, Fraction] = CALCULATORS[number - 1](units, events)
    found = {code: score.total for code, score in kept(TABLES[number], made).scores.items()}
    wrong = {c: (str(found.get(c)), str(e)) for c, e in expected.items() if found.get(c, Fraction(0)) != e}
    assert wrong == {}
    assert found.keys() <= expected.keys()
    record_property(
        f"rule set {number}", f"{len(events)} events, {sum(map(bool, expected.values()))} units with points"
    )


@pytest.mark.parametrize(("number", "why", "units", "events", "totals"), load_cases())
def test_a_set_gives_what_was_worked_out_by_hand(
    number: int, why: str, units: list[dict[str, Any]], events: list[dict[str, Any]], totals: dict[str, Fraction]
) -> None:
    own = [as_unit(unit) for unit in units], [as_event(event) for event in events]
    scores = kept(TABLES[number], own).scores
    assert {c: scores[c].total if c in scores else Fraction(0) for c in totals} == totals, why


@pytest.mark.parametrize("number", sorted(TABLES))
def test_the_order_of_events_does_not_matter(number: int, made: Made) -> None:
    units, events = made
    mixed = random.Random(number).sample(events, len(events))
    assert account(TABLES[number], units, mixed, year(YEAR)).scores == kept(TABLES[number], made).scores


@pytest.mark.parametrize("number", sorted(TABLES))
def test_every_number_has_its_clause_and_its_events(number: int, made: Made) -> None:
    table, found = TABLES[number], kept(TABLES[number], made)
    clauses = {each.clause for each in (*table.clauses, *table.quotas, *table.forfeits, *filter(None, [table.base]))}
    for code, score in found.scores.items():
        assert sum((entry.points for entry in score.entries), Fraction(0)) * Fraction(str(table.weight)) == score.total
        for entry in score.entries:
            assert entry.clause in clauses
            assert all(code in found.events[event].units for event in entry.events)


@pytest.mark.parametrize("number", sorted(TABLES))
def test_a_correction_counts_again_what_it_touches_and_nothing_else(number: int, made: Made) -> None:
    units, events = made
    chance, before = random.Random(number), kept(TABLES[number], made)
    for _ in range(5):
        one, other, third = chance.sample(events, 3)
        changed = msgspec.structs.replace(one, level=other.level, publication=other.publication, what=other.what)
        moved = msgspec.structs.replace(other, units=(chance.choice(units).code, *other.units[1:]))
        after = before.recounted([changed, moved], gone=[third.number])
        instead = {changed.number: changed, moved.number: moved}
        now = [instead.get(e.number, e) for e in events if e.number != third.number]
        assert after.scores == account(TABLES[number], units, now, year(YEAR)).scores
        touched = {code for event in (one, other, moved, third) for code in event.units}
        for code, score in after.scores.items():
            assert code in touched or score is before.scores[code]


def test_the_shares_of_a_joint_report_are_the_whole(made: Made) -> None:
    """Where units share, no point is lost and none made, whatever the number of units."""
    for table in TABLES.values():
        if table.joint != "equal":
            continue
        everyone = msgspec.structs.replace(table, highest=(), quotas=(), base=None, forfeits=(), exempt=())
        whole = sum((s.total for s in kept(everyone, made).scores.values()), Fraction(0))
        alone = [msgspec.structs.replace(event, units=event.units[:1]) for event in made[1]]
        assert whole == sum((s.total for s in kept(everyone, (made[0], alone)).scores.values()), Fraction(0))


def test_equals_share_a_place_and_stand_in_the_order_of_the_list(made: Made) -> None:
    for table in TABLES.values():
        for places in ranked(kept(table, made)).values():
            assert [each.place for each in places] == [
                1 + sum(_worth(table, other.score) > _worth(table, each.score) for other in places) for each in places
            ]
            ties = [[e.score.unit.order for e in places if e.place == place] for place in {e.place for e in places}]
            assert all(orders == sorted(orders) for orders in ties)


def _worth(table: Table, score: Any) -> tuple[Any, ...]:
    known = {"points": score.total, "adopted": score.adopted, "reported": score.reported, "rate": score.rate}
    return tuple(known[name] for name in table.rank_by)


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ("1/3", "0.33"),
        ("5/2", "2.5"),
        ("1/8", "0.13"),
        ("-1/8", "-0.13"),
        ("400", "400"),
        ("0", "0"),
        ("2/3", "0.67"),
        ("-1/300", "0"),
    ],
)
def test_points_are_rounded_half_up_and_as_they_are(points: str, said: str) -> None:
    assert rounded(Fraction(points)) == said


@pytest.mark.parametrize(
    ("per", "count"), [("week", 53), ("half_month", 24), ("month", 12), ("quarter", 4), ("year", 1)]
)
def test_a_year_has_so_many_whole_periods(per: Per, count: int) -> None:
    spans = list(periods(per, year(2025)))
    assert len(spans) == count
    assert all(one.last < other.first for one, other in pairwise(spans))


def test_weeks_are_cut_at_both_ends_of_a_year() -> None:
    weeks = list(periods("week", year(2025)))
    assert weeks[0] == (dt.date(2025, 1, 1), dt.date(2025, 1, 5))
    assert weeks[-1] == (dt.date(2025, 12, 29), dt.date(2025, 12, 31))


@pytest.mark.parametrize("seed", range(20))
def test_a_cap_holds_in_months_that_a_period_cuts(seed: int) -> None:
    chance = random.Random(seed)
    first = dt.date(2025, 1, 1) + dt.timedelta(days=chance.randrange(200))
    within = Period(first, first + dt.timedelta(days=chance.randrange(1, 200)))
    most = {"per": "month", "points": 2}
    table = table_of(
        {"name": "办法", "clauses": [{"clause": "一", "when": {}, "points": 1, "most": most}]}, Path("办法.yaml")
    )
    days = [dt.date(2025, 1, 1) + dt.timedelta(days=chance.randrange(420)) for _ in range(150)]
    events = [Event(number=n, day=day, what="reported", units=("a",)) for n, day in enumerate(days)]
    by_month = Counter((day.year, day.month) for day in days if within.holds(day))
    found = account(table, [Unit(code="a", name="甲")], events, within).scores["a"].total
    assert found == sum(min(count, 2) for count in by_month.values())


def test_what_another_event_of_an_article_has_to_be_it_is_not_itself() -> None:
    clause = {"clause": "一", "when": {"what": ["adopted"]}, "points": 3}
    also, without = (
        table_of({"name": "办法", "clauses": [clause | {name: {"what": ["adopted"]}}]}, Path("办法.yaml"))
        for name in ("also", "without")
    )
    once, twice = (
        [Event(number=n, day=dt.date(2025, 3, n), what="adopted", units=("a",), article="x") for n in range(1, last)]
        for last in (2, 3)
    )
    unit = Unit(code="a", name="甲")
    totals = [account(t, [unit], e, year(2025)).scores["a"].total for t in (also, without) for e in (once, twice)]
    assert totals == [0, 6, 3, 0]


def test_a_year_that_begins_in_july_is_one_year() -> None:
    within = Period(dt.date(2025, 7, 1), dt.date(2026, 6, 30))
    assert list(periods("year", within)) == [within]
    assert [span.first.month for span in periods("quarter", within)] == [7, 10, 1, 4]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"name": "办法"}, "clauses"),
        ({"name": "办法", "clauses": [{"clause": "一", "when": {"what": ["adopted"]}, "pionts": 3}]}, "pionts"),
        ({"name": "办法", "clauses": [{"clause": "一", "when": {"what": ["adoptd"]}, "points": 3}]}, "adoptd"),
        ({"name": "办法", "clauses": [{"clause": "一", "when": {"level": ["provnce"]}, "points": 3}]}, "provnce"),
        ({"name": "办法", "clauses": [], "highest": ["adoptd"]}, "adoptd"),
        ({"name": "办法", "clauses": [{"clause": "一", "when": {}, "times": 2, "of": "省"}]}, "没有这一条"),
    ],
)
def test_a_table_that_is_wrong_says_where(data: dict[str, Any], said: str) -> None:
    with pytest.raises(RecordError, match=said) as raised:
        table_of(data, Path("办法.yaml"))
    assert raised.value.place == "办法.yaml" and raised.value.remedy
