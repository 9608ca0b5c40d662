"""The periods of a table, and how its title names them."""

from __future__ import annotations

import calendar
import datetime
from typing import NamedTuple

QUARTERS = ("一", "二", "三", "四")


class Period(NamedTuple):
    """Two days, both of which belong to it, and its name."""

    first: datetime.date
    last: datetime.date
    name: str


def year(number: int) -> Period:
    """Return a year."""
    return Period(datetime.date(number, 1, 1), datetime.date(number, 12, 31), f"{number}年")


def quarter(of: int, number: int) -> Period:
    """Return a quarter, counted from 1."""
    first, last = month(of, number * 3 - 2), month(of, number * 3)
    return Period(first.first, last.last, f"{of}年第{QUARTERS[number - 1]}季度")


def month(of: int, number: int) -> Period:
    """Return a month, counted from 1."""
    first = datetime.date(of, number, 1)
    return Period(first, first.replace(day=calendar.monthrange(of, number)[1]), f"{of}年{number}月")


def days(first: datetime.date, last: datetime.date) -> Period:
    """Return any other period."""
    if first == last:
        return Period(first, last, _day(first))
    return Period(first, last, f"{_day(first)}至{_day(last)}")


def _day(day: datetime.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
