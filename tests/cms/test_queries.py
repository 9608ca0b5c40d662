"""The screens of every day ask the database as often for many rows as for few."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache, caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.cases.models import CasePage
from cms.core.notifications import Notification
from cms.issues.models import Issue, IssueEntry
from cms.issues.publications import Publication
from cms.newsroom import way
from cms.newsroom.models import ArticlePage
from cms.security import middleware
from cms.units.models import UnitPage, unit_of
from tests.tools.admin_load import SCREENS

pytestmark = pytest.mark.django_db

MOST = 100  # queries of one screen
ROLES = {"tongxunyuan": "320282", "shiji": "320200", "bianji": ""}


def user(name: str) -> Any:
    return get_user_model().objects.get(username=name)


def write(count: int, start: int) -> None:
    """Write so many articles (some handed in, some in the pool), cases, issues and notifications."""
    case = CasePage.objects.first()
    county = UnitPage.objects.get(code="320282")
    for n in range(start, start + count):
        told = {
            "leader": "科长",
            "writer": "办公室",
            "phone": "0510-00000000",
            "owner": user("tongxunyuan"),
            "live": False,
        }
        article = ArticlePage(title=f"雨棚{n}", place=case.place, body=[("paragraph", f"雨棚{n}，志愿服务。")], **told)
        county.add_child(instance=article)
        article.save_revision(user=user("tongxunyuan"))
        for move, name in (("submit", "tongxunyuan"), ("approve", "shiji"))[: n % 3]:
            way.take(ArticlePage.objects.get(pk=article.pk), move, user(name))
        more = {name: getattr(case, name) for name in ("place", "year", "summary")}
        county.add_child(instance=CasePage(title=f"志愿服务雨棚{n}", **more))
        issue = Issue.objects.create(
            publication=Publication.objects.first(), year=2031, number=n + 1, date=dt.date(2031, 1, 1)
        )
        IssueEntry.objects.create(issue=issue, article=article)
        Notification.objects.create(user=user("tongxunyuan"), text=f"通知{n}")


def counted(client: Any, name: str, article: ArticlePage, issue: Issue) -> dict[str, int]:
    """Return how often each screen asks."""
    found = {}
    unit = unit_of(article).pk if ROLES[name] else UnitPage.objects.get(depth=2).pk
    for screen in (s for s in SCREENS if name == "bianji" or not s.province):
        address = screen.path.format(unit=unit, page=article.pk, issue=issue.pk)
        query = {key: values[0] for key, values in screen.asked.items()}
        for _ in range(2):  # once to fill the caches
            with CaptureQueriesContext(connection) as seen:
                answer = client.get(address, query)
        assert answer.status_code == 200, (screen.name, answer.status_code)
        found[screen.name] = len(seen)
    return found


@pytest.mark.parametrize("name", ROLES)
def test_a_screen_asks_as_often_for_many_rows_as_for_few(
    as_user: Any, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What is asked again every few minutes would fall upon some screen of a slow run.
    monkeypatch.setattr(middleware, "TOUCH_EVERY_S", float("inf"))
    monkeypatch.setattr(caches["default"], "default_timeout", None)
    cache.clear()
    client = as_user(name)
    write(6, 0)
    article, issue = ArticlePage.objects.get(title="雨棚0"), Issue.objects.get(year=2031, number=1)
    few = counted(client, name, article, issue)
    write(12, 6)
    many = counted(client, name, article, issue)
    grown = {screen: (few[screen], many[screen]) for screen in few if many[screen] > few[screen]}
    assert grown == {}
    assert {screen: count for screen, count in many.items() if count > MOST} == {}
