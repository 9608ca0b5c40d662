"""What keeps a case or a showcase where it is, and what to do instead."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse

from cms.cases.models import CasePage, Collection
from cms.core.uses import RULES, Hold, kept, outside, side
from cms.units.models import Place, UnitPage


def instead_of_a_case(case: CasePage, _: object) -> str:
    """Return what becomes of a case that stays."""
    if case.ever_public:
        withdrawn = case.clearance == "已撤回"
        return f"{'已经撤回，读者看不到了' if withdrawn else '请主编撤回并写明原因'}；撤回说明一直保留，不能删除。"
    return "请主编先改回草稿并写明原因，作者会收到通知。" if case.live else "先在上面这些地方换掉，再来删除。"


RULES.instead |= {CasePage: instead_of_a_case, Collection: "内容可以改，案例可以换。"}
RULES.instead_of_moving[CasePage] = (
    "案例留在报送它的单位名下。要归到别的单位，请那个单位另写一篇；从未公开的，请主编先改回草稿再移动。"
)


@kept(CasePage)
def what_readers_saw(case: CasePage) -> Iterator[Hold]:
    """Keep a case that was ever public, whose address goes on saying what became of it; and a
    settled one until it is a draft again."""
    address = (reverse("case_decision", args=[case.pk]), "公开与撤回")
    if case.ever_public:
        yield Hold(said="这个案例公开过，它的网址要一直说明去向。", address=address)
    elif case.live:
        yield Hold(said="这个案例已经定稿。", address=address)


@outside(UnitPage)
def cases_of_a_unit(unit: UnitPage, end: str, day: datetime.date) -> Iterator[QuerySet[CasePage]]:
    """Yield cases of another year."""
    yield _done(CasePage.objects.child_of(unit), end, day)


@outside(Place)
def cases_of_a_place(place: Place, end: str, day: datetime.date) -> Iterator[QuerySet[CasePage]]:
    """Yield cases of another year."""
    yield _done(CasePage.objects.filter(place=place), end, day)


def _done(cases: QuerySet[CasePage], end: str, day: datetime.date) -> QuerySet[CasePage]:
    year = Coalesce("year_end", "year") if end == "valid_to" else F("year")
    return cases.annotate(at=year).filter(**{f"at__{side(end)}": day.year})
