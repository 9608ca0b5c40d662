"""The calculators agree with the cases worked out by hand, with what was written down, and with themselves."""

from __future__ import annotations

import json
import random
from fractions import Fraction

import msgspec
import pytest

from scoring.events import Event, Unit
from tests.scoring.calculators import ALSO, CALCULATORS, EXPECTED, expected, wrong_cases
from tests.scoring.year import synthetic_year


def test_cases() -> None:
    assert wrong_cases() == []


def test_expected_is_current() -> None:
    assert json.loads(EXPECTED.read_text(encoding="utf-8")) == expected()


def test_the_year_is_made_of_events() -> None:
    units, events = synthetic_year()
    assert len(events) == 3000
    assert [msgspec.to_builtins(msgspec.convert(unit, Unit)) for unit in units] == units
    assert [msgspec.structs.asdict(msgspec.convert(event, Event)) for event in events] == events
    assert {code for event in events for code in event["units"]} <= {unit["code"] for unit in units}


@pytest.mark.parametrize("calculate", [*CALCULATORS, *ALSO.values()])
def test_order_is_irrelevant(calculate) -> None:
    units, events = synthetic_year()
    shuffled = random.Random(2).sample(events, len(events))
    assert calculate(units, shuffled) == calculate(units, events)


def test_shares_of_set_5_sum_to_the_article() -> None:
    units, events = synthetic_year()
    alone = [{**event, "units": event["units"][:1]} for event in events]
    totals = [sum(CALCULATORS[4](units, some).values(), Fraction(0)) for some in (events, alone)]
    assert totals[0] == totals[1] != 0
