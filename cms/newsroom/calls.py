"""Calls for contributions: who was asked, who has answered, who is late, and who is told."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from cms.core.notifications import notify
from cms.newsroom.models import ArticlePage, Call
from cms.newsroom.states import OPEN
from cms.units.models import UnitPage
from cms.units.roles import edits_for_province, people, units_of

ROLES = ("contributor", "city", "system")  # whose accounts answer for a unit


@dataclass(frozen=True)
class Answer:
    """What a unit that was asked has done: its articles, its units' with it, and whether it is late."""

    unit: UnitPage
    articles: list[ArticlePage]
    handed_in: bool
    late: bool


def calls_with_answers() -> QuerySet[Call]:
    """Return calls from which `answers` reads without further queries."""
    articles = ArticlePage.objects.select_related("owner").defer("body").order_by("path")
    found = Call.objects.select_related("publication").prefetch_related(
        Prefetch("units", queryset=UnitPage.objects.in_order())
    )
    return found.prefetch_related(Prefetch("articles", queryset=articles))


def answers(call: Call) -> list[Answer]:
    """Return an answer for each unit that was asked, in the order of the tree. A city has
    answered if one of its counties has."""
    over, articles = call.due_on < timezone.localdate(), list(call.articles.all())
    found = []
    for unit in call.units.all():
        theirs = [article for article in articles if article.path.startswith(unit.path)]
        handed_in = any(article.state not in OPEN for article in theirs)
        found.append(Answer(unit, theirs, handed_in, over and not handed_in))
    return found


def asked(units: Iterable[UnitPage]) -> QuerySet[Call]:
    """Return the open calls to these units, to a city above one of them, or to a unit below one."""
    wanted = Q(pk__in=[])
    for unit in units:
        if unit.depth == 2:  # the office asks; it is not asked
            continue
        above = [unit.path[:end] for end in range(UnitPage.steplen, len(unit.path), UnitPage.steplen)]
        wanted |= Q(units__path__startswith=unit.path) | Q(units__path__in=above, units__kind="city")
    return Call.objects.filter(wanted, closed=False).order_by("due_on", "pk").distinct()


def may_see(user: User, call: Call) -> bool:
    """Whether a call is any business of a user."""
    return edits_for_province(user) or asked(units_of(user)).filter(pk=call.pk).exists()


def days_left(due_on: datetime.date) -> str:
    """Return in words how long there is still."""
    days = (due_on - timezone.localdate()).days
    if days < 0:
        return f"已过期 {-days} 天"
    return "今天截止" if days == 0 else f"还有 {days} 天"


def people_of(units: Iterable[UnitPage]) -> QuerySet[User]:
    """Return the accounts that answer for these units."""
    units = list(units)
    return (people(ROLES[0], units) | people(ROLES[1], units) | people(ROLES[2], units)).distinct()


def send(call: Call, units: Iterable[UnitPage]) -> int:
    """Tell the people of these units, and of a city's counties, of a call; return how many were told."""
    below = Q(pk__in=[])
    for unit in units:
        below |= Q(path__startswith=unit.path) if unit.kind == "city" else Q(pk=unit.pk)
    told = list(people_of(UnitPage.objects.filter(below)))
    due = f"{call.due_on:%Y年%-m月%-d日}"
    notify(told, f"约稿“{call.theme}”，{due}截止，请安排撰写", reverse("call", args=[call.pk]))
    return len(told)


def remind(call: Call) -> int:
    """Remind the people of the units that have not answered; return how many were told."""
    missing = [answer.unit for answer in answers(call) if not answer.handed_in]
    told = list(people_of(missing))
    notify(told, f"催稿：约稿“{call.theme}”还没有收到报送，{days_left(call.due_on)}", reverse("call", args=[call.pk]))
    Call.objects.filter(pk=call.pk).update(reminded_on=timezone.localdate())
    return len(told)
