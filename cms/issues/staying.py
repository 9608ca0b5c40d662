"""What keeps an issue and what it is made of where it is, and what to do instead."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse

from cms.core.uses import RULES, Hold, kept, outside, side
from cms.issues.lists import DistributionList
from cms.issues.models import Issue, IssueVersion
from cms.issues.publications import Publication
from cms.issues.reports import Report
from cms.units.models import Place, UnitPage

RULES.instead |= {
    Issue: "读者能看到的，在“签发与公开”页撤回并写明原因；内容有误的，在那里更正。",
    Publication: "不再出的刊物，不编新的一期就行；名称、编发单位可以改。",
    DistributionList: "不再用的名单，先给上面的简报换一份；签发过的一直要用，名称可以改成“（停用）”。",
    Report: "先在编排台把它从这一期里撤下，再来删除。",
}
RULES.who[Issue] = "请管理员删除。自己建的一期，没有签发过、里面没有条目的，可以打开它自己删除，一次一期。"


@kept(Issue)
def what_was_signed(issue: Issue) -> Iterator[Hold]:
    """Keep a signed issue."""
    if issue.signed:
        address = (reverse("issue_decision", args=[issue.pk]), "签发与公开")
        yield Hold(said="这一期已经签发，签发的文本和 PDF 一直留存。", address=address)


@outside(UnitPage)
def issues_of_a_unit(unit: UnitPage, end: str, day: datetime.date) -> Iterator[QuerySet[IssueVersion]]:
    """Yield signed versions of another day in which the unit is named."""
    yield IssueVersion.objects.filter(**{"parts__unit": unit, f"date__{side(end)}": day}).distinct()


@outside(Place)
def issues_of_a_place(place: Place, end: str, day: datetime.date) -> Iterator[QuerySet[IssueVersion]]:
    """Yield signed versions of another day in which the place is named."""
    yield IssueVersion.objects.filter(**{"parts__place": place, f"date__{side(end)}": day}).distinct()
