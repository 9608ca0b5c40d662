"""Several people decide at the same moment, each over a connection of their own: one is heard, the others are told."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, connections

from cms.core import audit
from cms.issues.models import Issue, IssueEntry
from cms.issues.publications import Publication
from cms.issues.signing import sign
from cms.newsroom import way
from cms.newsroom.models import ArticlePage
from cms.units.models import UnitPage

ROUNDS = 5


@pytest.fixture
def office(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Work in a copy of the database, because what is done there is committed."""
    with django_db_blocker.unblock():
        if connection.vendor != "postgresql":
            pytest.skip("SQLite has one writer at a time")
        name = settings.DATABASES["default"]["NAME"]
        connection.close()
        connection.creation.clone_test_db("races", verbosity=0, autoclobber=True)
        copy = connection.creation.get_test_db_clone_settings("races")["NAME"]
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = copy
        yield
        connection.close()
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
        connection.creation.destroy_test_db(suffix="races", verbosity=0)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do all of this at the same moment; return what came of each: True, or the words with which it was refused."""
    ready, came = threading.Barrier(len(acts)), [None] * len(acts)

    def do(n: int) -> None:
        try:
            connection.ensure_connection()
            ready.wait(10)
            acts[n]()
            came[n] = True
        except (PermissionDenied, ValidationError) as refused:
            came[n] = "".join(getattr(refused, "messages", ["PermissionDenied"]))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=do, args=(n,)) for n in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return came


def user(name: str) -> Any:
    return get_user_model().objects.get(username=name)


def article(title: str, **more: Any) -> ArticlePage:
    made = ArticlePage(
        title=title,
        leader="科长",
        writer="办公室",
        phone="0510-00000000",
        owner=user("tongxunyuan"),
        live=False,
        **more,
    )
    made.body = [("paragraph", "雨天借伞，晴天还伞。")]
    UnitPage.objects.get(code="320282").add_child(instance=made)
    made.save_revision(user=made.owner)
    return made


def test_of_those_who_decide_about_an_article_at_once_one_is_heard(office: None) -> None:
    for n in range(ROUNDS):
        made = article(f"河边的旧伞之{n}")

        def take(move: str, name: str, reason: str = "", pk: int = made.pk) -> Callable[[], None]:
            stale = ArticlePage.objects.get(pk=pk)
            return lambda: way.take(stale, move, user(name), reason)

        assert sorted(map(str, at_once(take("submit", "tongxunyuan"), take("submit", "tongxunyuan")))) == [
            "PermissionDenied",
            "True",
        ]
        came = at_once(take("approve", "shiji"), take("reject", "bianji", "缺数据"), take("take_back", "tongxunyuan"))
        assert came.count(True) == 1, came
        assert ArticlePage.objects.get(pk=made.pk).state == ("pool", "returned", "draft")[came.index(True)]
        assert made.steps.count() == 2
    assert not list(audit.verify(audit.AuditEntry.objects.all()))


def test_an_issue_is_signed_once_however_many_sign_it(office: None) -> None:
    wmsj = Publication.objects.get(slug="wmsj")
    issue = Issue.objects.create(publication=wmsj, year=2026, number=5, date=datetime.date(2026, 2, 1))
    IssueEntry.objects.create(issue=issue, article=article("河边的旧伞", state="pool"), sort_order=0)
    stale = [Issue.objects.get(pk=issue.pk) for _ in range(3)]
    came = at_once(*(lambda each=each: sign(each, "主编", user("zhubian")) for each in stale))
    assert sorted(map(str, came)) == ["True", "这一期已经签发。", "这一期已经签发。"]
    assert [version.version for version in issue.versions.all()] == [1]
    assert [step.move for step in ArticlePage.objects.get(title="河边的旧伞").steps.all()] == ["adopt"]


def test_numbers_drawn_at_once_differ(office: None) -> None:
    numbers: list[int] = []
    at_once(*(lambda n=n: numbers.append(article(f"并发{n}").number) for n in range(4)))
    assert len(set(numbers)) == 4
