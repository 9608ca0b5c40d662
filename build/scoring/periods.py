"""The periods for which rules ask something."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Literal, NamedTuple

Per = Literal["week", "half_month", "month", "quarter", "half", "year"]
MONTHS: dict[str, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12}
SAID: dict[Per, str] = {
    "week": "周",
    "half_month": "半月",
    "month": "月",
    "quarter": "季度",
    "half": "半年",
    "year": "年",
}


class Period(NamedTuple):
    """From a day to a day, both among it."""

    first: dt.date
    last: dt.date

    def holds(self, day: dt.date) -> bool:
        """Whether a day lies in it."""
        return self.first <= day <= self.last


def year(number: int) -> Period:
    """Return a calendar year."""
    return Period(dt.date(number, 1, 1), dt.date(number, 12, 31))


def periods(per: Per, within: Period, *, parts: bool = False) -> Iterator[Period]:
    """Yield the whole months, quarters … that lie within a period, and with `parts` what lies there of others; a year
    is the period itself, for an office may keep its account from another day than the first of January. Of weeks
    (Monday to Sunday) parts count always, for no year is made of whole ones."""
    if per == "year":
        yield within
        return
    for period in _all(per, within):
        part = Period(max(period.first, within.first), min(period.last, within.last))
        if part == period or ((parts or per == "week") and part.first <= part.last):
            yield part


def around(per: Per, day: dt.date, within: Period) -> Period:
    """Return the month, quarter … in which a day lies, as far as it lies within a period."""
    whole = within if per == "year" else next(period for period in _all(per, within) if period.holds(day))
    return Period(max(whole.first, within.first), min(whole.last, within.last))


def _all(per: Per, within: Period) -> Iterator[Period]:
    if per == "week":
        day = within.first - dt.timedelta(days=within.first.weekday())
        while day <= within.last:
            yield Period(day, day + dt.timedelta(days=6))
            day += dt.timedelta(days=7)
        return
    months = MONTHS.get(per, 1)
    month = (within.first.year * 12 + within.first.month - 1) // months * months
    while (first := _month(month)) <= within.last:
        after = _month(month + months)
        if per == "half_month":
            yield Period(first, first.replace(day=15))
            yield Period(first.replace(day=16), after - dt.timedelta(days=1))
        else:
            yield Period(first, after - dt.timedelta(days=1))
        month += months


def _month(number: int) -> dt.date:
    return dt.date(number // 12, number % 12 + 1, 1)
