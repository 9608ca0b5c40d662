"""Notifications in the admin and by mail."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse

from cms.core.notifications import Notification, notify
from cms.core.sending import send_waiting
from cms.newsroom import way
from cms.newsroom.models import ArticlePage
from cms.units.models import UnitPage

pytestmark = pytest.mark.django_db


class Down(BaseEmailBackend):
    """A mail server that does not answer."""

    def open(self) -> bool:
        raise ConnectionRefusedError


class Picky(BaseEmailBackend):
    """A mail server that refuses one address in a way that no one foresaw."""

    def send_messages(self, messages: Any) -> int:
        if messages[0].to == ["bad@office.test"]:
            raise RuntimeError
        mail.outbox.extend(messages)
        return len(messages)


def user(name: str, email: str = "") -> Any:
    found = get_user_model().objects.get(username=name)
    if email:
        found.email = email
        found.save()
    return found


@pytest.fixture
def article() -> ArticlePage:
    made = ArticlePage(
        title="河边的旧伞", leader="科长", writer="办公室", phone="0", owner=user("tongxunyuan"), live=False
    )
    made.body = [("paragraph", "雨天借伞。")]
    UnitPage.objects.get(code="320282").add_child(instance=made)
    made.save_revision(user=user("tongxunyuan"))
    return ArticlePage.objects.get(pk=made.pk)


def test_a_decision_is_mailed_once_in_plain_words_with_a_link(article: ArticlePage, as_user: Any) -> None:
    for name in ("tongxunyuan", "shiji"):
        user(name, f"{name}@office.test")
    as_user("tongxunyuan").post(reverse("article_way", args=[article.pk]), {"move": "submit"})
    as_user("shiji").post(reverse("article_way", args=[article.pk]), {"move": "reject", "reason": "缺少数据"})
    told = [(message.to, message.subject) for message in mail.outbox]
    assert told == [
        (["shiji@office.test"], "【简报编辑部】《河边的旧伞》已报送，请审核"),
        (["tongxunyuan@office.test"], "【简报编辑部】《河边的旧伞》退稿，请修改后再报送。原因：缺少数据"),
    ]
    assert f"/admin/articles/{article.pk}/way/" in mail.outbox[1].body
    assert "{" not in mail.outbox[1].body


@pytest.mark.parametrize("server", ["Down", "Picky"])
def test_a_mail_server_that_fails_undoes_no_decision_and_keeps_no_other_mail_back(
    article: ArticlePage, settings: Any, server: str
) -> None:
    settings.EMAIL_BACKEND, settings.MAIL_BACKEND = "cms.core.mails.Outbox", f"{__name__}.{server}"
    bad, good = user("shiji", "bad@office.test"), user("bianji", "good@office.test")
    way.take(article, "submit", user("tongxunyuan"))
    notify([bad, good], "两个人都要知道")
    send_waiting()
    assert ArticlePage.objects.get(pk=article.pk).state == "submitted"
    assert Notification.objects.filter(user=bad).count() == 2
    if server == "Picky":
        assert [message.to for message in mail.outbox] == [["good@office.test"]]


def test_nobody_is_told_who_has_left_and_nobody_needs_an_address() -> None:
    gone = user("shiji", "gone@office.test")
    gone.is_active = False
    notify([gone, user("bianji")], "通知")
    assert [notification.user.username for notification in Notification.objects.all()] == ["bianji"]
    assert mail.outbox == []


def test_notifications_are_counted_in_the_menu_opened_and_read(as_user: Any) -> None:
    notify([user("bianji")], "第一条", reverse("calls"))
    notify([user("bianji")], "第二条", reverse("calls"))
    notify([user("shiji")], "别人的一条")
    client = as_user("bianji")
    page = client.get(reverse("notifications")).content.decode()
    assert "通知（2）".encode("unicode_escape").decode() in page or "通知（2）" in page
    assert "第一条" in page and "别人的一条" not in page
    first, other = Notification.objects.get(text="第一条"), Notification.objects.get(text="别人的一条")
    assert client.get(reverse("notification_open", args=[first.pk])).url == reverse("calls")
    assert "1 条没有读" in client.get(reverse("notifications")).content.decode()
    assert client.get(reverse("notification_open", args=[other.pk])).status_code == 404
    assert client.get(reverse("notifications_read")).status_code == 405
    client.post(reverse("notifications_read"))
    assert not Notification.objects.filter(user__username="bianji", read_at=None).exists()
    assert Notification.objects.get(pk=other.pk).read_at is None


def test_seeing_the_way_of_an_article_reads_its_notifications(article: ArticlePage, as_user: Any) -> None:
    way.take(article, "submit", user("tongxunyuan"))
    notify([user("shiji")], "另一件事", reverse("calls"))
    as_user("shiji").get(reverse("article_way", args=[article.pk]))
    assert [
        notification.text for notification in Notification.objects.filter(user__username="shiji", read_at=None)
    ] == ["另一件事"]


def test_the_page_of_notifications_says_what_will_come_when_it_is_empty(
    as_user: Any, django_assert_max_num_queries: Any
) -> None:
    client = as_user("tongxunyuan")
    assert "还没有通知" in client.get(reverse("notifications")).content.decode()
    for n in range(40):
        notify([user("tongxunyuan")], f"第{n}条")
    with django_assert_max_num_queries(25):
        page = client.get(reverse("notifications")).content.decode()
    assert "第39条" in page and "第9条" not in page
    assert "第9条" in client.get(reverse("notifications"), {"p": 2}).content.decode()
