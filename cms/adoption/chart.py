"""Who appeared when: adoptions of each city in each of the last twelve months, as marks that open their lists."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from cms.adoption.counting import Account, Signed, count, signed_issues
from cms.adoption.periods import Period, month
from cms.adoption.table import rows

MONTHS = 12
STEPS = (1, 2, 4, 7)  # articles from which a mark is a step darker


@dataclass(frozen=True)
class Mark:
    """A city in a month.

    Attributes:
        count: how many of its articles were adopted; None where no issue was signed.
        said: the same in words, for those who do not see the mark.
        url: of the list behind it; '' where there was no issue.
        step: how dark it is, from 0 for nothing.

    """

    count: int | None
    said: str
    url: str

    @property
    def step(self) -> int:
        """Return how dark the mark is, from 0 for nothing."""
        return sum(self.count >= least for least in STEPS) if self.count else 0


@dataclass(frozen=True)
class City:
    """A row: its marks, the sum of them, and how many of its counties did not appear at all."""

    name: str
    marks: tuple[Mark, ...]
    total: int
    absent: int
    counties: int
    url: str


@dataclass(frozen=True)
class Chart:
    """Cities by months; `absent` names those that did not appear."""

    months: tuple[Period, ...]
    cities: tuple[City, ...]
    absent: tuple[str, ...]

    @property
    def said(self) -> str:
        """Return in a sentence what the chart shows."""
        who = f"没有上稿的：{'、'.join(self.absent)}。" if self.absent else "各市都有上稿。"
        return f"{self.months[0].name}至{self.months[-1].name}，{who}"


def months_before(today: datetime.date, many: int = MONTHS) -> tuple[Period, ...]:
    """Return the last months, this one last."""
    last = today.year * 12 + today.month - 1
    return tuple(month(n // 12, n % 12 + 1) for n in range(last - many + 1, last + 1))


def chart(today: datetime.date) -> Chart | None:
    """Return the chart of the twelve months up to a day; None where no issue was signed in them."""
    months = months_before(today)
    return drawn(months, signed_issues(Period(months[0].first, months[-1].last, "")))


def drawn(months: tuple[Period, ...], signed: Iterable[Signed]) -> Chart | None:
    """Return the chart of issues."""
    signed = list(signed)
    account = count(signed)
    if not account.issues:
        return None
    held = {_month(one.record.date) for one in signed if not one.withdrawn}
    cities = tuple(_city(account, code, months, held) for code in rows(account, "place"))
    return Chart(months, cities, tuple(city.name for city in cities if not city.total))


def _city(account: Account, code: str, months: tuple[Period, ...], held: set[tuple[int, int]]) -> City:
    own = account.within(f"place.{code}")
    counts = Counter(_month(one.issue.record.date) for one in own)
    counties = {unit for unit, among in account.rows.items() if f"place.{code}" in among and unit != code}
    absent = counties - {one.unit for one in own}
    name = account.units[code].name
    marks = tuple(_marks(name, code, months, counts, held))
    asked = {"span": "days", "since": months[0].first, "until": months[-1].last, "group": code}
    return City(name, marks, len(own), len(absent), len(counties), _url(**asked))


def _marks(
    name: str, code: str, months: tuple[Period, ...], counts: Counter[tuple[int, int]], held: set[tuple[int, int]]
) -> Iterator[Mark]:
    for each in months:
        year, number = key = _month(each.first)
        if key not in held:
            yield Mark(None, f"{name}{each.name}：没有签发的简报", "")
            continue
        said = f"采用 {counts[key]} 篇" if counts[key] else "没有上稿"
        url = _url(span="month", year=year, month=number, group=code, cell="all")
        yield Mark(counts[key], f"{name}{each.name}：{said}", f"{url}#list" if counts[key] else url)


def _month(day: datetime.date) -> tuple[int, int]:
    return day.year, day.month


def _url(**asked: object) -> str:
    return f"{reverse('adoption')}?{urlencode(asked)}"
