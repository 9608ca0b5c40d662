"""How often someone may try something: the counter, and the addresses that it guards."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from cms.issues.models import Issue
from cms.security import throttle
from cms.security.throttle import Limit, Tally

pytestmark = pytest.mark.django_db


def test_whatever_the_timing_nobody_gets_more_than_allowed_from_the_first_one_on(monkeypatch: Any) -> None:
    dice, limit = random.Random(14), Limit("test", 4, timedelta(minutes=10))
    now = timezone.now()
    monkeypatch.setattr("cms.security.throttle.timezone.now", lambda: now)
    taken: dict[str, list[Any]] = {"one": [], "other": []}
    for _ in range(400):
        now += timedelta(seconds=dice.choice([0, 1, 30, 90, 400]))
        who = dice.choice(["one", "other"])
        past = taken[who]
        if past and now >= past[0] + limit.period:
            past.clear()
        wait = limit.wait(who)
        assert limit.take(who) == wait
        assert (wait is None) == (len(past) < limit.times)
        if wait is None:
            past.append(now)
        else:
            assert wait == past[0] + limit.period - now
    assert Tally.objects.count() <= 2


def test_what_is_given_back_or_forgotten_can_be_taken_again() -> None:
    limit = Limit("test", 2, timedelta(minutes=10))
    assert [limit.take("a") is None for _ in range(3)] == [True, True, False]
    limit.give_back("a")
    assert [limit.take("a") is None for _ in range(2)] == [True, False]
    limit.forget("a")
    limit.give_back("a")
    assert [limit.take("a") is None for _ in range(3)] == [True, True, False]


def test_what_is_over_is_swept_away() -> None:
    Limit("test", 1, timedelta(0)).take("old")
    Limit("test", 1, timedelta(minutes=1)).take("new")
    assert list(Tally.objects.values_list("who", flat=True)) == ["new"]


@pytest.mark.parametrize("script", [True, False])
def test_an_account_previews_and_compares_so_often_and_others_go_on(script: bool, as_user: Any) -> None:
    issue = Issue.objects.first()
    assert issue is not None
    client = as_user("bianji")
    headers = {"X-Requested-With": "XMLHttpRequest"} if script else {"Accept": "text/html"}
    for limit, address in (
        (throttle.PREVIEWS, f"/admin/issues/{issue.pk}/builder/preview/"),
        (throttle.COMPARISONS, "/admin/articles/0/compare/"),
    ):
        client = as_user("bianji")
        assert client.get(address, headers=headers).status_code != 429
        Tally.objects.filter(what=limit.what).update(count=limit.times)
        refused = client.get(address, headers=headers)
        assert refused.status_code == 429
        said = refused.json()["error"] if script else refused.content.decode()
        assert "太多次" in said
        assert "秒" in said or "分钟" in said
        assert as_user("zhubian").get(address, headers=headers).status_code != 429
