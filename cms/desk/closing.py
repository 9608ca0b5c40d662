"""What of this office goes on after a unit or a place has ended, or was before it began: its validity must hold it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from cms.cases.models import CasePage
from cms.core.deleting.uses import RULES
from cms.issues.models import IssueVersion
from cms.newsroom.models import ArticlePage, Call, Clipping
from cms.units.models import Place, UnitPage


def outside_of_a_unit(unit: UnitPage, end: str, day: datetime.date) -> Iterator[Any]:
    """Yield what is dated outside, units below that last longer, accounts that are open today, calls that still run."""
    yield from dated(
        end, day, IssueVersion.objects.filter(parts__unit=unit), ArticlePage.objects.child_of(unit), CasePage.objects.child_of(unit)
    )
    below = UnitPage.objects.child_of(unit)
    if end == "valid_from":
        yield below.filter(valid_from__lt=day)
        return
    yield below.filter(Q(valid_to=None) | Q(valid_to__gt=day))
    yield Call.objects.filter(units=unit, closed=False, due_on__gte=day)
    if day <= timezone.localdate():
        yield get_user_model().objects.filter(is_active=True, groups__unit_role__unit=unit).distinct()


def outside_of_a_place(place: Place, end: str, day: datetime.date) -> Iterator[Any]:
    """Yield what is dated outside, and the units and places that are still there."""
    texts = ArticlePage.objects.filter(place=place), CasePage.objects.filter(place=place)
    yield from dated(end, day, IssueVersion.objects.filter(parts__place=place), *texts)
    yield Clipping.objects.filter(**{"place": place, "date__gt" if end == "valid_to" else "date__lt": day})
    for below in (UnitPage.objects.filter(place=place), place.children.all()):
        yield below.filter(Q(valid_to=None) | Q(valid_to__gt=day)) if end == "valid_to" else below.filter(valid_from__lt=day)


def dated(end: str, day: datetime.date, versions: Any, articles: Any, cases: Any) -> Iterator[Any]:
    """Yield what of these was signed, handed in or done after an end, or before a beginning."""
    side = "gt" if end == "valid_to" else "lt"
    yield versions.filter(**{f"date__{side}": day}).distinct()
    yield articles.filter(**{"steps__move": "submit", f"steps__at__date__{side}": day}).distinct()
    yield cases.annotate(at=Coalesce("year_end", "year") if side == "gt" else F("year")).filter(**{f"at__{side}": day.year})


RULES.outside.update({UnitPage: outside_of_a_unit, Place: outside_of_a_place})
