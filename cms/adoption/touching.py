"""Notes with a published account what happens afterwards to what it counted, and has the province count again."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db.models import Max
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone

from cms.adoption.happenings import Happening
from cms.adoption.published import Published
from cms.core.audit import AuditEntry
from cms.core.notifications import notify
from cms.issues.models import Issue
from cms.units.models import UnitPage
from cms.units.roles import people
from cms.units.work import SHOWN, Queue, Reader, Row, part

ISSUES = {"issue.correct": "签发了更正", "issue.withdraw": "已撤回", "issue.clear": "重新公开"}
HAPPENINGS = {
    "happening.enter": "补登",
    "happening.change": "有改动",
    "happening.strike": "作废",
    "happening.restore": "恢复",
}


@receiver(post_save, sender=AuditEntry)
def what_was_counted_changed(sender: type[AuditEntry], instance: AuditEntry, **_: object) -> None:
    """Look whether something that an account counted is corrected, withdrawn or entered otherwise."""
    if instance.action in ISSUES:
        dated = Issue.objects.filter(pk=instance.object_id).values_list("date", flat=True)
        touch(dated, f"{instance.label}{ISSUES[instance.action]}")
    elif instance.action in HAPPENINGS:
        held = Happening.objects.filter(pk=instance.object_id).values_list("day", flat=True)
        before = instance.data.get("before", {}).get("日期") if isinstance(instance.data.get("before"), dict) else None
        days = [*held, *([datetime.date.fromisoformat(before)] if before else [])]
        touch(days, f"{HAPPENINGS[instance.action]}：{instance.label}")


def touch(days: Iterable[datetime.date], said: str) -> None:
    """Note it with the accounts that were published of these days, and tell the province once of each."""
    days = set(days)
    if not days:
        return
    found = [one for one in standing() if any(one.first <= day <= one.last for day in days)]
    for one in found:
        first = not one.touched
        line = f"{timezone.localdate():%Y年%-m月%-d日} {said}"[:300]
        one.touched = [*one.touched, line][-50:]
        Published.objects.filter(pk=one.pk).update(touched=one.touched)
        if first:
            top = UnitPage.objects.filter(depth=2)
            told = (people("editor", top) | people("chief", top)).distinct()
            notify(told, f"已公布的{one}可能要重算：{said}", address(one))


def standing() -> list[Published]:
    """Return the accounts that were published last of each period."""
    lasts = Published.objects.order_by().values("ruling", "first", "last").annotate(latest=Max("number"))
    wanted = {(one["ruling"], one["first"], one["last"]): one["latest"] for one in lasts}
    held = Published.objects.defer("data", "told").select_related("ruling")
    return [one for one in held if wanted[one.ruling_id, one.first, one.last] == one.number]


def address(one: Published) -> str:
    """Return where a period is counted again."""
    asked = f"span=days&since={one.first}&until={one.last}&group={one.ruling.group}"
    return f"{reverse('scores')}?{asked}"


@part(95)
def accounts_to_count_again(reader: Reader) -> Iterable[Queue]:
    """Yield the published accounts of which something was corrected or withdrawn since."""
    if not reader.province:
        return
    touched = list(Published.objects.exclude(touched=[]).defer("data", "told").select_related("ruling"))
    if touched:
        rows = [Row(str(one), address(one), one.touched[-1], late=True) for one in touched[:SHOWN]]
        yield Queue("要重算的采用计分", rows, "", len(touched), reverse("scores"))
