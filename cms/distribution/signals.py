"""Keeps register and lists the same: what comes in as rows of a list is entered, what changes in the register is
written to the rows."""

from __future__ import annotations

from django.apps import apps
from django.db.models.signals import post_save
from django.dispatch import receiver

from cms.distribution.members import Membership, project_all, take_in
from cms.distribution.recipients import Recipient
from cms.issues.lists import Recipient as Row


@receiver(post_save, sender=Row)
def enter(sender: type[Row], instance: Row, **_: object) -> None:
    """Enter a row that somebody else wrote; our own say what the register says already."""
    one = Membership.objects.filter(row_id=instance.pk).select_related("recipient").first()
    if one is None or any(getattr(instance, name) != value for name, value in one.told.items()):
        take_in(apps, instance)


@receiver(post_save, sender=Recipient)
def tell_the_lists(sender: type[Recipient], instance: Recipient, created: bool, **_: object) -> None:
    """Write what changed of a recipient to the lists on which it stands."""
    if not created:
        project_all([instance])
