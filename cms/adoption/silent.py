"""The units that reported nothing in a period, and the letter to each of them: polite, neutral, open to correction."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from bulletins.circular import Letter
from cms.adoption.periods import Period
from cms.adoption.reported import Handed
from cms.units.models import UnitPage
from cms.units.naming import with_city

# Which units are looked at: a city with all below it, for it reports for its place; the others each for itself.
KINDS = [("city", "设区市（连同所辖）"), ("county", "县（市、区）和开发区"), ("system", "省级系统")]
OF_KIND = {"city": ("city",), "county": ("county", "zone"), "system": ("system",)}
TITLE = "关于{period}稿件报送情况的函"
THANKS = "感谢你单位对简报工作的支持。经统计，{period}{days}，我们没有收到你单位{below}报送的稿件。"
ASKS = (
    "各地各单位的好做法、好经验，是办好简报的基础。请结合实际，及时总结报送。"
    "稿件已经报送而没有列入统计的，或者报送中有什么困难，请与我们联系，我们及时核对、协助。"
)


@dataclass(frozen=True)
class Silent:
    """A unit that reported nothing."""

    code: str
    name: str
    kind: str


def silent(period: Period, handed: Iterable[Handed], kinds: Collection[str], today: datetime.date) -> list[Silent]:
    """Return the units of some kinds that reported nothing, in the order of GB/T 2260.

    Asked are those that there were throughout the period and that still are: to no other a letter could be sent.
    """
    units = UnitPage.objects.filter(kind__in=[kind for name in kinds for kind in OF_KIND[name]])
    began = units.filter(Q(valid_from=None) | Q(valid_from__lte=period.first))
    valid = began.filter(Q(valid_to=None) | Q(valid_to__gt=max(period.last, today)))
    heard = [one.path for one in handed]
    return [
        Silent(unit.code, f"{unit.above}{unit.title}", unit.kind)
        for unit in with_city(valid.in_order())
        if not any(_is_of(unit, path) for path in heard)
    ]


def _is_of(unit: UnitPage, path: str) -> bool:
    """Whether an article counts for a unit: for a county its own, else what stands anywhere below."""
    whole = unit.kind in ("city", "system") or len(path) == len(unit.path) + UnitPage.steplen
    return whole and path.startswith(unit.path)


def letters(
    units: Sequence[Silent], period: Period, *, office: str, date: datetime.date, more: str = ""
) -> list[Letter]:
    """Return a letter to each unit, with a paragraph more where somebody wrote one."""
    days = f"（{_day(period.first)}至{_day(period.last)}）" if "至" not in period.name else ""
    made = []
    for unit in units:
        below = "及所辖县（市、区）" if unit.kind == "city" else ""
        said = THANKS.format(period=period.name, days=days, below=below)
        extra = tuple(text.strip() for text in more.splitlines() if text.strip())
        title = TITLE.format(period=period.name)
        made.append(Letter(office, title, unit.name, (said, ASKS, *extra), office, date))
    return made


def _day(day: datetime.date) -> str:
    return f"{day.month}月{day.day}日"
