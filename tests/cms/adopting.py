"""Signed issues that tests of the account of adoptions need."""

from __future__ import annotations

import datetime as dt

from cms.issues.models import Issue, IssueEntry
from cms.issues.publications import Publication
from cms.newsroom.models import ArticlePage
from cms.units.models import UnitPage

BODY = [("paragraph", "雨天借伞，晴天还伞。")]


def article_of(code: str, title: str = "") -> ArticlePage:
    """Return an article of a unit that waits in the pool."""
    unit = UnitPage.objects.get(code=code)
    page = ArticlePage(title=title or f"{code}的旧伞", place=unit.place, state="pool", live=False, body=BODY)
    unit.add_child(instance=page)
    page.save_revision()
    return page


def draft_of(*codes: str, day: dt.date) -> Issue:
    """Return an issue of a day with an article of each of these units, not signed yet."""
    held = Publication.objects.get(slug="wmsj")
    last = Issue.objects.filter(publication=held, year=day.year).order_by("-number").first()
    issue = Issue.objects.create(publication=held, year=day.year, number=last.number + 1 if last else 1, date=day)
    for n, code in enumerate(codes):
        IssueEntry.objects.create(issue=issue, section="工作交流", article=article_of(code), sort_order=n)
    return Issue.objects.get(pk=issue.pk)


def issue_of(*codes: str, day: dt.date) -> Issue:
    """Return such an issue, signed; it is not typeset, and all of it stands on page 1."""
    return frozen(draft_of(*codes, day=day))


def frozen(issue: Issue) -> Issue:
    """Return an issue as signing leaves it."""
    version = issue.freeze(issue.draft_record(), state="signed", date=issue.date, by="主编")
    version.first_pages = {item["anchor"]: 1 for item in version.record["items"]}
    version.save()
    ArticlePage.objects.filter(issue_entries__issue=issue).update(state="adopted")
    return Issue.objects.get(pk=issue.pk)
