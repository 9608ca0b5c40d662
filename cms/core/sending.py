"""Sends the mails that wait; `press serve` does it every few seconds, elsewhere `python -m cms mails --every 5`."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.forms.auth import PasswordResetForm

from cms.core.mails import AGAIN, KEPT, Mail
from cms.core.notifications import Notification, unread

MOST = 200  # in one round
logger = logging.getLogger(__name__)


class ResetForm(PasswordResetForm):
    """Asks for a link to set a new password; only the sender looks up whose address it
    is, so that the answer cannot tell."""

    def save(self, *_: object, **__: object) -> None:
        """Keep the wish."""
        if settings.MAIL_BACKEND:
            Mail.objects.create(to=self.cleaned_data["email"], reset=True)


class _Links(PasswordResetForm):
    """Writes the link to each account that has the address, and sends it now."""

    def __init__(self, address: str, connection: BaseEmailBackend) -> None:
        super().__init__({"email": address})
        self.connection = connection

    def send_mail(
        self,
        subject_template_name: str,
        email_template_name: str,
        context: dict[str, object],
        from_email: str | None,
        to_email: str,
        *_: object,
        **__: object,
    ) -> None:
        subject = "".join(render_to_string(subject_template_name, context).splitlines())
        EmailMessage(
            subject, render_to_string(email_template_name, context), from_email, [to_email], connection=self.connection
        ).send()


@dataclass
class Round:
    """What came of one round."""

    sent: int = 0
    failed: int = 0


def send_waiting() -> Round:
    """Send the mails that are due: what has left is deleted, what has not is tried again, and given up after a week."""
    now, done = timezone.now(), Round()
    Mail.objects.filter(at__lt=now - KEPT).delete()
    due = list(Mail.objects.filter(next_at__lte=now)[:MOST]) if settings.MAIL_BACKEND else []
    if due:
        connection = get_connection(settings.MAIL_BACKEND)
        fault = _opened(connection)
        for mail in due:
            if mail.claim():
                _settle(mail, fault or _sent(mail, connection), done)
        with suppress(Exception):  # all has left by now
            connection.close()
    return done


def _opened(connection: BaseEmailBackend) -> str:
    try:
        connection.open()
    except Exception as error:
        return f"连不上邮件服务器：{error}"
    return ""


def _sent(mail: Mail, connection: BaseEmailBackend) -> str:
    """Send a mail; return what went wrong, in one line."""
    try:
        if mail.reset:
            links = _Links(mail.to, connection)
            if links.is_valid():
                links.save(
                    email_template_name="wagtailadmin/account/password_reset/email.txt",
                    subject_template_name="wagtailadmin/account/password_reset/email_subject.txt",
                    domain_override=urlsplit(settings.WAGTAILADMIN_BASE_URL).netloc,
                )
        else:
            EmailMessage(mail.subject, mail.body, None, [mail.to], connection=connection).send()
    except Exception as error:
        return f"邮件服务器没有收下：{error}"
    return ""


def _settle(mail: Mail, fault: str, done: Round) -> None:
    if not fault:
        mail.delete()
        done.sent += 1
        return
    mail.postpone(" ".join(fault.split()))
    done.failed += 1
    logger.warning("a mail has not left: %s", fault)
    if mail.tries == len(AGAIN):
        _tell_administrators()


def _tell_administrators() -> None:
    """Tell them once, in the admin: a mail about mails that do not leave would not leave."""
    url = reverse("mails")
    for user in get_user_model().objects.filter(is_superuser=True, is_active=True):
        if not unread(user).filter(url=url).exists():
            Notification.objects.create(user=user, text="有邮件试了几次还没有发出，请查看原因", url=url)
