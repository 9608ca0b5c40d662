"""Counts adoptions: what the signed issues of a period hold, from their frozen records and rolls of units.

A corrected issue counts as it was signed last; one that was withdrawn does not count, and is said; nor do clippings and
reports, which no unit handed in.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import msgspec
from django.apps import apps
from django.db.models import Max

import records
from cms.adoption.models import Roll
from cms.adoption.periods import Period
from cms.adoption.rolls import Units, Who, roll_of
from cms.issues.models import IssueVersion

ISSUE_NAME = "《{name}》{year}年第{number}期"
NOBODY = Who(name="没有写明报送单位")


@dataclass(frozen=True)
class Signed:
    """An issue as it was signed last.

    Attributes:
        pk: its number in the database.
        record: frozen.
        units: the roll.
        name: of the publication, as it was.
        pages: on which each item begins, by anchor.
        corrected: whether it is more than the first version.
        withdrawn: when it was withdrawn, if it was.

    """

    pk: int
    record: records.Issue
    units: Units
    name: str
    pages: Mapping[str, int] = field(default_factory=dict)
    corrected: bool = False
    withdrawn: datetime.date | None = None

    def __str__(self) -> str:
        return ISSUE_NAME.format(name=self.name, year=self.record.year, number=self.record.number)


@dataclass(frozen=True)
class Adoption:
    """An article in a signed issue, and for whom it counts.

    Attributes:
        issue: in which it was printed.
        article: frozen.
        unit: code of the unit for which it counts, '' if nobody knows.
        who: that unit as it was.
        by_place: whether the unit is the one of the printed place, as none was told.

    """

    issue: Signed
    article: records.Article
    unit: str
    who: Who
    by_place: bool = False

    @property
    def cell(self) -> str:
        """Return the cell in which it counts, `place.320200.below.320282`: part of the table, row, column, unit."""
        if self.who.part == "general":
            return f"general.{self.unit}"
        return f"{self.who.part}.{self.who.row}.{'own' if self.unit == self.who.row else 'below'}.{self.unit}"

    def inside(self, cell: str) -> bool:
        """Whether it counts in a cell, in a row or part of the table, or for one unit (`unit.320282`)."""
        part, _, unit = cell.partition(".")
        return self.unit == unit if part == "unit" else not cell or f"{self.cell}.".startswith(f"{cell}.")

    @property
    def page(self) -> int | None:
        """Return the page on which it begins."""
        return self.issue.pages.get(self.article.anchor)


@dataclass(frozen=True)
class Account:
    """What was counted.

    Attributes:
        adoptions: all of them, in the order of print.
        units: all that there were at any time of the period, by code; the latest names.
        rows: in which rows each of these stood, `place.320200`; in several, where it was moved.
        issues: how many were counted.
        withdrawn: issues that do not count, each with what would.
        uncounted: how many clippings and reports stand in the issues.

    """

    adoptions: tuple[Adoption, ...]
    units: Units
    rows: Mapping[str, frozenset[str]]
    issues: int
    withdrawn: tuple[tuple[Signed, tuple[Adoption, ...]], ...] = ()
    uncounted: Mapping[str, int] = field(default_factory=dict)

    def within(self, cell: str) -> list[Adoption]:
        """Return what counts in a cell, or in a row or part of the table."""
        return [one for one in self.adoptions if one.inside(cell)]

    def of(self, unit: str) -> Account:
        """Return what counts for one unit, and for those in its row."""
        withdrawn = tuple((issue, _for(unit, ones)) for issue, ones in self.withdrawn)
        return Account(
            adoptions=_for(unit, self.adoptions),
            units=self.units,
            rows=self.rows,
            issues=self.issues,
            withdrawn=tuple((issue, ones) for issue, ones in withdrawn if ones),
        )


def _for(unit: str, adoptions: Iterable[Adoption]) -> tuple[Adoption, ...]:
    return tuple(one for one in adoptions if unit in (one.unit, one.who.row))


def signed_issues(period: Period, publication: str = "") -> list[Signed]:
    """Return the signed issues that are dated in a period, of one publication (by slug) or of all, in order."""
    held = IssueVersion.objects.filter(issue__date__range=(period.first, period.last))
    held = held.filter(issue__publication__slug=publication) if publication else held
    lasts = held.order_by().values("issue").annotate(last=Max("version")).values_list("issue", "last")
    wanted = dict(lasts)
    found = held.filter(version__in=set(wanted.values())).select_related("issue__publication").order_by()
    rolls = dict(Roll.objects.filter(version__in=held.values("pk")).order_by().values_list("version", "units"))
    # Sorted here: a database would carry the texts of all issues through its sorting.
    last = sorted((one for one in found if wanted[one.issue_id] == one.version), key=_place)
    return [_signed(one, rolls.get(one.pk)) for one in last]


def _place(version: IssueVersion) -> tuple[datetime.date, str, int, int]:
    issue = version.issue
    return issue.date, issue.publication.slug, issue.year, issue.number


def _signed(version: IssueVersion, kept: object) -> Signed:
    return Signed(
        pk=version.issue_id,
        record=msgspec.convert(version.record, records.Issue),
        units=msgspec.convert(kept, dict[str, Who]) if kept else roll_of(apps, version),
        name=(version.publication or {}).get("name") or version.issue.publication.name,
        pages=version.first_pages,
        corrected=version.version > 1,
        withdrawn=version.issue.withdrawn_on,
    )


def count(signed: Iterable[Signed]) -> Account:
    """Count the articles of issues, each once."""
    adoptions: list[Adoption] = []
    withdrawn: list[tuple[Signed, tuple[Adoption, ...]]] = []
    units: dict[str, Who] = {}
    rows: dict[str, set[str]] = {}
    uncounted: Counter[str] = Counter()
    issues = 0
    for issue in signed:
        found = tuple(adopted(issue))
        if issue.withdrawn:
            withdrawn.append((issue, found))
            continue
        issues += 1
        adoptions += found
        units |= issue.units
        for code, who in issue.units.items():
            rows.setdefault(code, set()).add(f"{who.part}.{who.row}")
        uncounted.update(type(item).__name__ for item in issue.record.items if not isinstance(item, records.Article))
    told = {code: frozenset(among) for code, among in rows.items()}
    return Account(tuple(adoptions), units, told, issues, tuple(withdrawn), dict(uncounted))


def adopted(issue: Signed) -> Iterable[Adoption]:
    """Yield the articles of an issue in the order of print."""
    of_place = {who.place: code for code, who in issue.units.items() if who.part == "place" and who.place == code}
    for section in issue.record.sections:
        for item in map(issue.record.item, section.items):
            if not isinstance(item, records.Article):
                continue
            by_place = "" if item.unit else of_place.get(item.place or "", "")
            unit = item.unit or by_place
            yield Adoption(issue, item, unit, issue.units.get(unit, NOBODY), bool(by_place))
