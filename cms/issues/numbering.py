"""Which number an issue gets: one more than the last of its year, of its series, of all."""

from __future__ import annotations

from django.db.models import Max, QuerySet

from cms.issues.models import Issue
from cms.issues.publications import Publication


def next_number(publication: Publication, year: int, but: Issue | None = None) -> int:
    """Return the last number of a publication in a year + 1; `but` is an issue that does not count."""
    return _last("number", publication=publication, year=year, but=but) + 1


def next_in_series(publication: Publication, series: str, but: Issue | None = None) -> int | None:
    """Return the last number of a series + 1; None without a series."""
    return _last("series_number", publication=publication, series=series, but=but) + 1 if series else None


def next_total(publication: Publication, but: Issue | None = None) -> int | None:
    """Return the last number of all years + 1; None where a publication does not count them."""
    last = _last("total_number", publication=publication, but=but)
    return last + 1 if last else None


def _others(but: Issue | None, **where: object) -> QuerySet[Issue]:
    issues = Issue.objects.filter(**where)
    return issues.exclude(pk=but.pk) if but else issues


def _last(name: str, *, but: Issue | None, **where: object) -> int:
    return int(_others(but, **where).aggregate(last=Max(name))["last"] or 0)


USUAL = ("distribution", "print_run", "reserve", "responsible_editor")


def usual(publication: Publication, but: Issue | None = None) -> dict[str, object]:
    """Return what the last issue of a publication had that mostly stays the same: field → value."""
    last = _others(but, publication=publication).order_by("-date", "-number").first()
    if last is None:
        return {
            "distribution": publication.distribution_lists.first(),
            "print_run": None,
            "reserve": publication.reserve,
        }
    return {name: getattr(last, name) for name in USUAL}


def complete(issue: Issue) -> None:
    """Give a new issue what follows from its publication: the next number where it has
    none, and what usually stays the same."""
    if issue.number is None:
        issue.number = next_number(issue.publication, issue.year)
    for name, value in usual(issue.publication).items():
        setattr(issue, name, value)
    issue.total_number = next_total(issue.publication)
