"""A contributor's own record: what a unit reported and got adopted, year by year, and where it was printed."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.urls import reverse

from cms.adoption.counting import Account, Adoption, count, signed_issues
from cms.adoption.events import NO_ROW, Event, events
from cms.adoption.periods import Period, year
from cms.adoption.rates import percent
from cms.adoption.reported import Handed, handed_in
from cms.issues.models import Issue
from cms.units.models import TOP, UnitPage
from cms.units.naming import with_city
from cms.units.roles import edits_for_province, units_of

ALL = Period(datetime.date(1900, 1, 1), datetime.date(9000, 1, 1), "历年")


@dataclass(frozen=True)
class Year:
    """A year of a unit: how many articles it reported and got adopted."""

    number: int
    reported: int
    adopted: int

    @property
    def rate(self) -> str:
        """Return the adoption rate as it is printed."""
        return percent(self.adopted, self.reported)


@dataclass(frozen=True)
class Printed:
    """An article of a unit that was adopted, and where its PDF is to be had; '' where readers may not see the issue."""

    event: Event
    pdf: str


@dataclass(frozen=True)
class Record:
    """All that counts for some units of a user, of any year."""

    adoptions: Sequence[Adoption]
    handed: Sequence[Handed]

    @property
    def years(self) -> list[Year]:
        """Return the years in which something was reported or adopted, the last one first."""
        adopted = Counter(one.issue.record.date.year for one in self.adoptions)
        reported = Counter(one.day.year for one in self.handed)
        numbers = sorted(adopted.keys() | reported.keys(), reverse=True)
        return [Year(number, reported[number], adopted[number]) for number in numbers]


def units_for(user: User) -> list[tuple[str, str]]:
    """Return the units whose record a user may read, code and name: one's own first and, of a city, its counties."""
    own = UnitPage.objects.exclude(depth=TOP)
    if not edits_for_province(user):
        paths = list(units_of(user).exclude(depth=TOP).values_list("path", flat=True))
        reach = [unit.pk for unit in own if any(unit.path.startswith(path) for path in paths)]
        own = own.filter(pk__in=reach)
    named = with_city(own.exclude(kind="office").in_order())
    return [(unit.code, f"{unit.above}{unit.title}") for unit in named]


def record(user: User, unit: UnitPage, period: Period = ALL) -> Record:
    """Return what counts for a unit and for those in its row, as far as it is the user's to read.

    What was adopted counts as the rolls say: a county that moved keeps its own record, and each of its cities has what
    counted for it. What was reported stands where the articles stand now.
    """
    whole = count(signed_issues(period))
    mine = _readable(user, whole)
    adoptions = [one for one in mine if unit.code in (one.unit, one.who.row)]
    return Record(adoptions, handed_in(period, unit.path))


def _readable(user: User, whole: Account) -> Collection[Adoption]:
    if edits_for_province(user):
        return whole.adoptions
    codes = set(units_of(user).exclude(depth=TOP).values_list("code", flat=True))
    return [one for one in whole.adoptions if codes & {one.unit, one.who.row}]


def printed(user: User, adoptions: Sequence[Adoption]) -> list[Printed]:
    """Return adoptions with the PDFs of their issues: all for the province, else those of public issues."""
    province = edits_for_province(user)
    pks = {one.issue.pk for one in adoptions}
    public = set(public_issues().filter(pk__in=pks).values_list("pk", flat=True))
    made = []
    for one, event in zip(adoptions, events(adoptions, user, NO_ROW), strict=True):
        pk = one.issue.pk
        url = reverse("issue_print", args=[pk]) if province else reverse("adoption_pdf", args=[pk])
        made.append(Printed(event, f"{url}#page={one.page or 1}" if province or pk in public else ""))
    return made


def public_issues() -> QuerySet[Issue]:
    """Return the issues that anybody may read."""
    return Issue.objects.filter(cleared_on__isnull=False, withdrawn_on=None)


def last_years(user: User, unit: UnitPage, today: datetime.date, many: int = 3) -> list[Year]:
    """Return the last years of a unit, this one first, also those without anything."""
    since = year(today.year - many + 1).first
    found = {one.number: one for one in record(user, unit, Period(since, year(today.year).last, "")).years}
    return [found.get(number, Year(number, 0, 0)) for number in range(today.year, today.year - many, -1)]


def of_year(adoptions: Sequence[Adoption], number: int) -> list[Adoption]:
    """Return the adoptions of a year, the last one first."""
    found = [one for one in adoptions if one.issue.record.date.year == number]
    return sorted(found, key=lambda one: one.issue.record.date, reverse=True)
