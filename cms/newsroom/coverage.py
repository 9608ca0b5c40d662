"""Who hands in and who is adopted, by unit, and what waits too long."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Count, F, Max, OuterRef, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Length, Substr
from django.utils import timezone

from cms.newsroom import states, way
from cms.newsroom.models import ArticlePage, Step
from cms.units.models import UnitPage
from cms.units.naming import unit_title

LATE_AFTER = 3  # working days that a review may take


def working_days(since: datetime.date, until: datetime.date) -> int:
    """Return the days from Monday to Friday after `since` up to `until`; public holidays are not known here."""
    weeks, rest = divmod((until - since).days, 7)
    return weeks * 5 + sum((since + datetime.timedelta(days=n)).weekday() < 5 for n in range(1, rest + 1))


def late_before(today: datetime.date) -> datetime.datetime:
    """Return the moment before which something must have come in to be late today."""
    day = today
    while working_days(day, today) <= LATE_AFTER:
        day -= datetime.timedelta(days=1)
    return timezone.make_aware(datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time.min))


def with_since(articles: QuerySet[Any]) -> QuerySet[Any]:
    """Add since when each article has been in its state, and its unit's title."""
    steps = Step.objects.filter(article=OuterRef("pk")).order_by().values("article").annotate(last=Max("at"))
    found: QuerySet[Any] = with_unit(articles).annotate(since=Subquery(steps.values("last")[:1])).defer("body")
    return found


def late_in_cities() -> QuerySet[Any]:
    """Return the articles that wait too long for a city's review."""
    in_cities = ArticlePage.objects.filter(state__in=states.IN_REVIEW).exclude(pk__in=way.unserved().values("pk"))
    return with_since(in_cities).filter(since__lt=late_before(timezone.localdate()))


def with_unit(articles: QuerySet[Any]) -> QuerySet[Any]:
    """Add the title of each article's unit."""
    found: QuerySet[Any] = articles.annotate(unit_title=unit_title(unit_path(OuterRef("path"))))
    return found


def unit_path(path: str | Combinable) -> Substr:
    """Return the path of the page above a path."""
    return Substr(path, 1, Length(path) - UnitPage.steplen)


def adopted(start: datetime.date, end: datetime.date) -> QuerySet[ArticlePage]:
    """Return the articles in signed issues dated from `start` up to, but not on, `end`."""
    issues = {"issue_entries__issue__date__gte": start, "issue_entries__issue__date__lt": end}
    return ArticlePage.objects.filter(issue_entries__issue__versions__isnull=False, **issues).distinct()


def handed_in(start: datetime.date) -> QuerySet[ArticlePage]:
    """Return the articles that were handed in on `start` or later."""
    since = timezone.make_aware(datetime.datetime.combine(start, datetime.time.min))
    return ArticlePage.objects.filter(steps__move="submit", steps__at__gte=since).distinct()


def by_unit(articles: QuerySet[ArticlePage]) -> dict[str, int]:
    """Return how many of these articles each unit has, by the unit's path."""
    # The articles' own table again, so that what they were joined with does not multiply them.
    plain = ArticlePage.objects.filter(pk__in=articles.values("pk"))
    return dict(plain.annotate(unit=unit_path(F("path"))).order_by().values_list("unit").annotate(count=Count("pk")))


def below(counts: dict[str, int], path: str) -> int:
    """Return the sum over a unit and all units below it."""
    return sum(count for unit, count in counts.items() if unit.startswith(path))


def quarter(today: datetime.date) -> tuple[datetime.date, datetime.date]:
    """Return the first day of this quarter and of the next."""
    month = (today.month - 1) // 3 * 3 + 1
    start = today.replace(month=month, day=1)
    return start, (start + datetime.timedelta(days=93)).replace(day=1)
