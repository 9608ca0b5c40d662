"""What is deleted cannot be cleared at its hour."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver

from cms.releases.kinds import KINDS
from cms.releases.models import Scheduled
from cms.releases.schedule import DELETED, stop


@receiver(post_delete)
def deleted(sender: type, instance: Any, **_: object) -> None:
    """Stop what waits for the hour of a thing that is deleted."""
    label = sender._meta.label_lower  # type: ignore[attr-defined]
    if label not in KINDS:
        return
    waiting = Scheduled.objects.filter(Scheduled.WAITING, kind=label, object_id=str(instance.pk))
    if row := waiting.select_related("by").first():
        stop(row, None, DELETED)
