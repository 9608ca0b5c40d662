"""Notifications: what became of something, told to the people it concerns, in the admin and by mail."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMessage, get_connection
from django.db import models
from django.db.models import QuerySet
from django.utils import timezone


class Notification(models.Model):
    """A line that one person should read."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications")
    text = models.CharField("内容", max_length=300)
    url = models.CharField("地址", max_length=200, blank=True)
    at = models.DateTimeField("时间", auto_now_add=True)
    read_at = models.DateTimeField("读过的时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "通知"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["user", "read_at"])]

    def __str__(self) -> str:
        return self.text


def notify(users: Iterable[User], text: str, url: str = "") -> None:
    """Tell people something; `url` is an address in the admin, from its root. Mails wait in
    the outbox, in the same transaction."""
    people = [user for user in users if user.is_active]
    Notification.objects.bulk_create(Notification(user=user, text=text[:300], url=url) for user in people)
    if addresses := [user.email for user in people if user.email]:
        office = settings.WAGTAIL_SITE_NAME
        where = f"详情请登录查看：\n{settings.WAGTAILADMIN_BASE_URL}{url}\n\n" if url else ""
        body = f"{text}。\n\n{where}（这封邮件由{office}系统自动发出，不用回复。）\n"
        subject = f"【{office}】{text.splitlines()[0][:60]}"
        get_connection().send_messages([EmailMessage(subject, body, None, [address]) for address in addresses])


def unread(user: User) -> QuerySet[Notification]:
    """Return the notifications that a user has not read."""
    return Notification.objects.filter(user=user, read_at=None)


def mark_read(user: User, url: str) -> None:
    """Note that a user has seen what notifications of theirs lead to."""
    unread(user).filter(url=url).update(read_at=timezone.now())


def settle(*urls: str) -> None:
    """Note that what earlier notifications asked for, or told of, is done with: nobody is reminded of it any more."""
    Notification.objects.filter(url__in=urls, read_at=None).update(read_at=timezone.now())
