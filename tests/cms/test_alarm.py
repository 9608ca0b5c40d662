"""When nothing could be published for ten minutes, the administrators are told, once, and once more when it works."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from cms.core.mails import Mail
from cms.core.notifications import Notification
from cms.releases import alarm
from cms.releases.alarm import watch
from cms.releases.models import Outage, Run
from tests.cms.releasing import ran

pytestmark = pytest.mark.django_db
NOW = timezone.now()
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def administrators(settings: Any) -> None:
    settings.EMAIL_BACKEND = "cms.core.mails.Outbox"
    settings.MAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    for name in ("guanli", "zhubian"):
        get_user_model().objects.filter(username=name).update(email=f"{name}@example.org")


def mails() -> list[tuple[str, str]]:
    return [(mail.to, mail.subject) for mail in Mail.objects.order_by("pk")]


def test_one_mail_goes_to_the_administrators_after_ten_minutes_and_one_when_it_works_again() -> None:
    ran(Run.REFUSED, message="有 9 条不明原因地消失", remedy="请核对")
    for minute in range(0, 31):
        watch(NOW + minute * MINUTE, NOW)
        assert len(mails()) == (minute >= 10), minute
    ((to, subject),) = mails()
    assert to == "guanli@example.org"
    assert "网站没能更新，有改动等了 10 分还没有上线" in subject
    body = Mail.objects.get().body
    assert "有 9 条不明原因地消失。请核对" in body
    assert "/admin/releases/" in body
    watch(NOW + 31 * MINUTE, None)
    watch(NOW + 32 * MINUTE, None)
    assert [subject for _, subject in mails()][1:] == ["【简报编辑部】网站又能更新了，前后停了 31 分"]
    assert not Outage.objects.exists()
    assert Notification.objects.filter(read_at=None).count() == 1, "the alarm is settled"


def test_changes_that_wait_less_than_ten_minutes_each_are_no_outage() -> None:
    for minute in range(60):
        watch(NOW + minute * MINUTE, NOW + (minute - minute % 9) * MINUTE)
    watch(NOW + 60 * MINUTE, None)
    assert mails() == []


def test_another_outage_is_told_again_though_something_waits_all_the_time() -> None:
    watch(NOW + 10 * MINUTE, NOW)
    watch(NOW + 11 * MINUTE, NOW + 11 * MINUTE)
    watch(NOW + 30 * MINUTE, NOW + 11 * MINUTE)
    assert ["又能更新" in subject for _, subject in mails()] == [False, True, False]


def test_two_workers_tell_it_once() -> None:
    watch(NOW + 10 * MINUTE, NOW)
    outage = Outage.objects.get()
    outage.told = None  # as the other one read it a moment before
    alarm._tell(outage, NOW + 10 * MINUTE)
    outage.told = NOW
    watch(NOW + 11 * MINUTE, None)
    alarm._over(outage, NOW + 11 * MINUTE)
    assert len(mails()) == 2
