"""Keeps the roll of units with every version of an issue that is signed."""

from __future__ import annotations

from django.apps import apps
from django.db.models.signals import post_save
from django.dispatch import receiver

from cms.adoption.rolls import keep_roll
from cms.issues.models import IssueVersion


@receiver(post_save, sender=IssueVersion)
def keep(sender: type[IssueVersion], instance: IssueVersion, created: bool, **_: object) -> None:
    """Keep it once: what the tree says later does not count."""
    if created:
        keep_roll(apps, instance)
