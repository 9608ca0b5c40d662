"""The adoptions behind a number, as a user may read them: title and links for what is the user's to see."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.urls import reverse

from cms.adoption.counting import Adoption
from cms.adoption.table import GENERAL, Table
from cms.newsroom.models import ArticlePage
from cms.units.roles import edits_for_province, units_of

WITHHELD = "（稿件现属别的单位）"
NO_ROW = Table("", (), ())  # where nobody asks in which row an adoption counts


@dataclass(frozen=True)
class Event:
    """An adoption in one line."""

    title: str
    url: str
    unit: str
    row: str
    issue: str
    issue_url: str
    date: datetime.date
    page: int | None
    number: int
    notes: str


def events(adoptions: Iterable[Adoption], user: User, table: Table) -> list[Event]:
    """Return adoptions in the order of print. The tree decides today who reads of an article: what moved to another
    unit still counts, and its title is withheld."""
    adoptions = list(adoptions)
    numbers = {one.article.number for one in adoptions}
    pages = {page.number: page for page in ArticlePage.objects.filter(number__in=numbers).only("number", "path")}
    province = edits_for_province(user)
    own = [] if province else [unit.path for unit in units_of(user)]
    made = []
    for one in adoptions:
        page = pages.get(one.article.number)
        mine = province or (page is not None and any(page.path.startswith(path) for path in own))
        made.append(
            Event(
                title=one.article.title if mine else WITHHELD,
                url=reverse("article_way", args=[page.pk]) if page and mine else "",
                unit=one.who.name,
                row=_row(one, table),
                issue=str(one.issue),
                issue_url=reverse("issue_decision", args=[one.issue.pk]) if province else "",
                date=one.issue.record.date,
                page=one.page,
                number=one.article.number,
                notes="，".join(_notes(one)),
            )
        )
    return made


def _row(one: Adoption, table: Table) -> str:
    """Return in which cell of the table it counts, in words."""
    found = next((number.cell for number in table.numbers if one.inside(number.cell)), "")
    return table.name_of(found) or GENERAL


def _notes(one: Adoption) -> Iterable[str]:
    if one.by_place:
        yield "没有写明报送单位，按印出的地区计"
    if one.issue.corrected:
        yield "已更正，按最后签发的计"
