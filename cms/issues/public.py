"""How issues stand between the office and readers."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from cms.issues.deciding import IssueDecision
from cms.issues.models import Issue
from cms.releases.kinds import Kind, Office


def found(keys: list[str]) -> QuerySet[Issue]:
    """Return the issues that have these keys."""
    which = Q(pk=None)
    for key in keys:
        match key.split("/"):
            case [slug, year, number] if year.isdecimal() and number.isdecimal():
                which |= Q(publication__slug=slug, year=int(year), number=int(number))
    return Issue.objects.filter(which).select_related("publication")


def office(issue: Issue) -> Office:
    """Return what readers should see of an issue, and whom it, or its correction, waits for."""
    if issue.signed:
        correction = ("更正待主编签发" if issue.asked_on else "正在更正") if issue.correction else ""
        if issue.clearance == "已公开":
            return Office("text", correction)
        return Office("notice") if issue.withdrawn_on else Office("nothing", correction or "已签发，待主编公开")
    if issue.returned:
        return Office("nothing", "主编已退回，待省级编辑改好再请签发")
    return Office("nothing", "待主编签发" if issue.asked_on else "编排中，待省级编辑请主编签发")


ISSUES = Kind(
    model=Issue,
    folder="issues",
    key=lambda issue: f"{issue.publication.slug}/{issue.year}/{issue.number}",
    find=found,
    office=office,
    view=IssueDecision,
    decision="issue_decision",
    right="issues.clear_issue",
)
