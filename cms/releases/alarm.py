"""Tells the administrators when nothing could be published for a while, once for each time, and when it works again."""

from __future__ import annotations

import datetime

from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import reverse

from cms.core.notifications import notify, settle
from cms.releases.models import Outage
from cms.releases.standing import Worker, duration
from cms.releases.words import why_of

PATIENCE = datetime.timedelta(minutes=10)


def watch(now: datetime.datetime, pending_since: datetime.datetime | None) -> None:
    """Look whether changes wait too long; the worker calls this every few seconds.

    Args:
        now: the time.
        pending_since: when the oldest change was made that waits to be published; None if none does.

    """
    outage = Outage.objects.first()
    if outage and (pending_since is None or pending_since > outage.since):
        _over(outage, now)
        outage = None
    if pending_since is None or now - pending_since < PATIENCE:
        return
    if outage is None:
        outage, _ = Outage.objects.get_or_create(pk=1, defaults={"since": pending_since})
    if outage.told is None:
        _tell(outage, now)


@transaction.atomic
def _tell(outage: Outage, now: datetime.datetime) -> None:
    if not Outage.objects.filter(pk=outage.pk, told=None).update(told=now):
        return  # another worker did
    refused = Worker.now().refused
    why = f"：{why_of(refused)}" if refused else "，原因不明，请看发布程序的日志"
    waits = duration((now - outage.since).total_seconds())
    _notify(f"网站没能更新，有改动等了 {waits}还没有上线{why}")


@transaction.atomic
def _over(outage: Outage, now: datetime.datetime) -> None:
    deleted, _ = Outage.objects.filter(pk=outage.pk, since=outage.since).delete()
    if deleted and outage.told:
        settle(reverse("releases"))
        _notify(f"网站又能更新了，前后停了 {duration((now - outage.since).total_seconds())}")


def _notify(text: str) -> None:
    administrators = get_user_model().objects.filter(is_superuser=True, is_active=True)
    notify(administrators, text, reverse("releases"))
