"""Mails wait in a table, in the transaction that causes them, and leave once, whatever the mail server does."""

from __future__ import annotations

import datetime
import random
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cms.core.mails import AGAIN, KEPT, Mail
from cms.core.notifications import Notification, notify
from cms.core.sending import send_waiting
from tests.smtp import Server, mail_server

pytestmark = pytest.mark.django_db
RESET = "/admin/password_reset/"


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    with mail_server(settings) as made:
        yield made


def user(name: str, email: str = "") -> Any:
    found = get_user_model().objects.get(username=name)
    found.email = email
    found.save()
    return found


def due_again() -> None:
    Mail.objects.update(next_at=timezone.now())


def asked(email: str) -> tuple[list[str], list[tuple[str, bool]], tuple[int, str, dict[str, str]]]:
    """Ask for a new password; return the queries without their values, the rows that wait, and the answer."""
    Mail.objects.all().delete()
    with CaptureQueriesContext(connection) as queries:
        answer = Client().post(RESET, {"email": email})
    shapes = [re.sub(r"'[^']*'|\d+", "?", query["sql"]) for query in queries]
    headers = {name: value for name, value in answer.headers.items() if name != "Expires"}  # which is when it was asked
    return shapes, list(Mail.objects.values_list("subject", "reset")), (answer.status_code, answer.url, headers)


def test_whoever_asks_for_a_new_password_cannot_tell_whether_the_address_is_known(server: Server) -> None:
    user("bianji", "bianji@office.test")
    asked("somebody@office.test")  # what a first request fetches for all others
    unknown, known = asked("nobody@office.test"), asked("bianji@office.test")
    assert known == unknown
    assert known[1] == [("", True)] and server.taken == []


def test_the_link_is_made_when_it_is_sent_and_opens_the_form(server: Server) -> None:
    user("bianji", "bianji@office.test")
    Client().post(RESET, {"email": "Bianji@office.test"})
    Client().post(RESET, {"email": "nobody@office.test"})
    send_waiting()
    [(to, message)] = server.taken
    link = re.search(r"http://[^/\s]+(/admin/password_reset/\S+)", message.get_content())
    assert to == "bianji@office.test" and link and "新密码" in Client().get(link[1], follow=True).content.decode()
    assert not Mail.objects.exists()


def test_a_mail_is_written_with_the_change_or_not_at_all_and_nobody_waits_for_the_server(server: Server) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        notify([user("bianji", "bianji@office.test")], "不算数")
        raise ZeroDivisionError
    assert not Mail.objects.exists()
    notify([user("bianji", "bianji@office.test"), user("shiji")], "《河边的旧伞》已报送", "/admin/x/")
    assert list(Mail.objects.values_list("to", "subject")) == [
        ("bianji@office.test", "【简报编辑部】《河边的旧伞》已报送")
    ]
    assert server.taken == []
    send_waiting()
    assert "/admin/x/" in server.taken[0][1].get_content()


@pytest.mark.parametrize("seed", range(3))
def test_whatever_the_server_does_each_mail_leaves_once_and_nothing_stays(seed: int, server: Server) -> None:
    rng = random.Random(seed)
    wanted: Counter[str] = Counter()
    for n in range(12):
        server.hangs_up = rng.random() < 0.4
        server.refused = {f"p{k}@office.test" for k in range(4) if rng.random() < 0.3}
        for _ in range(rng.randrange(3)):
            wanted[to := f"p{rng.randrange(4)}@office.test"] += 1
            notify([user("bianji", to)], f"第{n}件")
        due_again()
        send_waiting()
    server.hangs_up, server.refused = False, set()
    due_again()
    send_waiting()
    assert Counter(to for to, _ in server.taken) == wanted
    assert not Mail.objects.exists()


def test_two_senders_never_take_the_same_mail() -> None:
    Mail.objects.create(to="a@office.test", subject="一", body="一")
    one, other = Mail.objects.get(), Mail.objects.get()
    assert (one.claim(), other.claim()) == (True, False)
    assert not Mail.objects.filter(next_at__lte=timezone.now()).exists(), (
        "taken for a while, then due again if the sender died"
    )


def test_what_does_not_leave_is_tried_later_and_later_shown_to_administrators_and_given_up(
    as_user: Any, server: Server
) -> None:
    server.shutdown()
    server.server_close()
    Mail.objects.create(to="a@office.test", subject="【简报编辑部】退稿", body="退稿原因金丝雀")
    waits = []
    for _ in range(len(AGAIN) + 1):
        due_again()
        send_waiting()
        waits.append(round((Mail.objects.get().next_at - timezone.now()).total_seconds() / 60))
    assert waits == [1, 5, 15, 60, 240, 240]
    told = Notification.objects.filter(url=reverse("mails"))
    assert [each.user.username for each in told] == ["guanli"]
    page = as_user("guanli").get(reverse("mails")).content.decode()
    assert "连不上邮件服务器" in page and "a@office.test" in page and "试过 6 次" in page and "金丝雀" not in page
    assert "1 封没有发出".encode("unicode_escape").decode() in page or "1 封没有发出" in page
    assert not told.filter(read_at=None).exists()
    as_user("guanli").post(reverse("mails"))
    assert Mail.objects.get().next_at <= timezone.now()
    assert as_user("zhubian").get(reverse("mails")).status_code in (302, 403)
    Mail.objects.update(at=timezone.now() - KEPT - datetime.timedelta(minutes=1))
    send_waiting()
    assert not Mail.objects.exists()


def test_without_a_mail_server_nothing_piles_up_and_the_office_is_told(
    settings: Any, as_user: Any, capsys: Any
) -> None:
    settings.EMAIL_BACKEND, settings.MAIL_BACKEND, settings.WAGTAIL_PASSWORD_RESET_ENABLED = (
        "cms.core.mails.Outbox",
        "",
        False,
    )
    notify([user("bianji", "bianji@office.test")], "只在站内看")
    assert Notification.objects.filter(user__username="bianji").exists() and not Mail.objects.exists()
    assert "没有设置邮件服务器（PRESS_MAIL）" in as_user("guanli").get(reverse("mails")).content.decode()
    assert Client().get(RESET).status_code == 404 and "忘了密码" not in Client().get("/admin/login/").content.decode()
    call_command("mails")
    assert "没有设置邮件服务器" in capsys.readouterr().out


def test_the_command_says_what_left(server: Server, capsys: Any) -> None:
    server.refused = {"b@office.test"}
    for to in ("a@office.test", "b@office.test"):
        Mail.objects.create(to=to, subject="一", body="一")
    call_command("mails")
    assert "发出 1 封，1 封没有发出" in capsys.readouterr().out
    assert "no such user" in Mail.objects.get().error
