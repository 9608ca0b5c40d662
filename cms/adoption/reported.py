"""What was handed in in a period, and by which unit: each article once, on the day on which it was handed in first."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Exists, OuterRef
from django.utils import timezone

from cms.adoption.counting import NOBODY, Account
from cms.adoption.periods import Period
from cms.adoption.rolls import STEP, Units, Who, roll, tree_of
from cms.newsroom.models import Step


@dataclass(frozen=True)
class Handed:
    """An article that was handed in.

    Attributes:
        pk: of its page.
        title: as it is now.
        unit: code of the unit under which it stands.
        path: of its page in the tree, which says who may read it.
        day: on which it was handed in first.

    """

    pk: int
    title: str
    unit: str
    path: str
    day: datetime.date


def handed_in(period: Period, below: str = "") -> list[Handed]:
    """Return what was handed in, the first first; of all, or of the units below a path of the tree.

    What was returned and handed in again counts on its first day, so that months add up to their year; what its writer
    took back and has not handed in again does not count.
    """
    first, last = (_midnight(day) for day in (period.first, period.last + datetime.timedelta(days=1)))
    steps = Step.objects.filter(move="submit", at__gte=first, at__lt=last).exclude(article__state="draft")
    steps = steps.filter(article__path__startswith=below) if below else steps
    before = Step.objects.filter(move="submit", article=OuterRef("article"), at__lt=OuterRef("at"))
    found = steps.filter(~Exists(before)).order_by("at", "pk")
    units = {unit["path"]: unit["code"] for unit in tree_of(apps)}
    made: dict[int, Handed] = {}
    for pk, title, path, at in found.values_list("article_id", "article__title", "article__path", "at"):
        made.setdefault(pk, Handed(pk, title, units.get(path[:-STEP], ""), path, timezone.localtime(at).date()))
    return list(made.values())


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


def units_at(account: Account, day: datetime.date, handed: Iterable[Handed]) -> Units:
    """Return all units that an account knows, and those of the tree that are valid on a day or handed something in.

    A unit that stands in signed issues is told as it was when the last of them was signed.
    """
    named = {one.unit for one in handed if one.unit}
    return roll(tree_of(apps), day, named) | dict(account.units)


def who(units: Units, code: str) -> Who:
    """Return a unit; nobody where its code is not known."""
    return units.get(code, NOBODY)
