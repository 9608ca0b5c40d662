"""The way of an article: from draft over city and province to an issue, each step kept, told and sealed."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from wagtail.models import Page

from cms.core.audit import AuditEntry
from cms.core.notices import Notice
from cms.newsroom import way
from cms.newsroom.models import ArticlePage
from cms.units.models import UnitPage

pytestmark = pytest.mark.django_db


def user(name: str) -> Any:
    return get_user_model().objects.get(username=name)


@pytest.fixture
def article() -> ArticlePage:
    unit = UnitPage.objects.get(code="320282")
    made = ArticlePage(title="河边的旧伞", leader="科长", writer="办公室", phone="0510-00000000", owner=user("tongxunyuan"), live=False)
    made.body = [("paragraph", "雨天借伞，晴天还伞。")]
    unit.add_child(instance=made)
    made.save_revision(user=user("tongxunyuan"))
    return ArticlePage.objects.get(pk=made.pk)


def state(article: Page) -> str:
    found: str = ArticlePage.objects.get(pk=article.pk).state
    return found


def take(article: ArticlePage, move: str, name: str, reason: str = "") -> None:
    way.take(ArticlePage.objects.get(pk=article.pk), move, user(name), reason)


def test_an_article_goes_from_the_county_over_the_city_to_the_pool(article: ArticlePage) -> None:
    take(article, "submit", "tongxunyuan")
    take(article, "receive", "shiji")
    take(article, "approve", "shiji")
    assert state(article) == "pool"
    steps = [(s.move, s.by_name, s.after) for s in article.steps.all()]
    assert [s[::2] for s in steps] == [("submit", "submitted"), ("receive", "city_review"), ("approve", "pool")]
    assert article.steps.get(move="submit").text["title"] == "河边的旧伞"
    assert Notice.objects.filter(user=user("shiji"), text__contains="请审核").count() == 1
    assert Notice.objects.filter(user=user("tongxunyuan")).count() == 2
    assert Notice.objects.filter(user=user("bianji"), text__contains="进入省级备选").count() == 1
    assert list(AuditEntry.objects.values_list("action", flat=True)) == ["article.submit", "article.receive", "article.approve"]


def test_a_returned_article_needs_a_reason_and_can_be_handed_in_again(article: ArticlePage) -> None:
    take(article, "submit", "tongxunyuan")
    with pytest.raises(ValidationError, match="须写明原因"):
        take(article, "reject", "shiji")
    take(article, "reject", "shiji", "缺少数据")
    assert (state(article), ArticlePage.objects.get(pk=article.pk).reason) == ("returned", "缺少数据")
    take(article, "submit", "tongxunyuan")
    take(article, "approve", "shiji")
    take(article, "return", "bianji", "请补图")
    take(article, "submit", "tongxunyuan")
    assert state(article) == "submitted"


def test_nobody_moves_what_is_not_theirs(article: ArticlePage) -> None:
    with pytest.raises(PermissionDenied):
        take(article, "submit", "xitong")
    take(article, "submit", "tongxunyuan")
    for name in ("tongxunyuan", "xitong", "yinfa"):
        with pytest.raises(PermissionDenied):
            take(article, "approve", name)
