"""Mails that wait: written to a table in the transaction that causes them, sent by
`cms.core.sending`, gone when they have left.

Nobody waits for a mail server, no change is undone or lost with a mail, and how long an answer takes does not tell
whether one was written. Where no mail server is set nothing is written at all.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import models
from django.db.models import F
from django.utils import timezone

KEPT = datetime.timedelta(days=7)
# after each failure; the last one for all others
AGAIN = tuple(datetime.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
LEASE = datetime.timedelta(minutes=10)  # within which one sender is done, or dead


class Mail(models.Model):
    """A mail to one address, or the wish of whoever has this address for a new password."""

    to = models.EmailField("收件人", max_length=254)
    subject = models.CharField("主题", max_length=200, blank=True)
    body = models.TextField("内容", blank=True)
    reset = models.BooleanField("重设密码", default=False)
    at = models.DateTimeField("写于", auto_now_add=True)
    tries = models.PositiveIntegerField("试过几次", default=0)
    next_at = models.DateTimeField("下次发送", default=timezone.now, db_index=True)
    error = models.CharField("没有发出的原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "待发邮件"
        ordering = ["at", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.to} {self.subject}"

    def claim(self) -> bool:
        """Take this mail for sending; False if another sender has it, so that none leaves twice."""
        taken = Mail.objects.filter(pk=self.pk, tries=self.tries).update(
            next_at=timezone.now() + LEASE, tries=F("tries") + 1
        )
        self.tries += taken
        return taken == 1

    def postpone(self, error: str) -> None:
        """Try again later."""
        wait = AGAIN[min(self.tries, len(AGAIN)) - 1]
        Mail.objects.filter(pk=self.pk).update(next_at=timezone.now() + wait, error=error[:200])


class Outbox(BaseEmailBackend):
    """What Django calls to send mails: puts them into the table."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep a mail for each recipient; none where no mail server is set."""
        if not settings.MAIL_BACKEND:
            return 0
        mails = [
            Mail(to=to, subject=each.subject[:200], body=str(each.body))
            for each in email_messages
            for to in each.recipients()
        ]
        return len(Mail.objects.bulk_create(mails))
