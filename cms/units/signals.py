"""Keeps groups and folders in step with the tree of units, and notes in the audit log from when
to when a unit or a place is one."""

from __future__ import annotations

from django.db import transaction
from django.db.models.signals import post_delete, pre_save
from django.dispatch import receiver
from wagtail.log_actions import get_active_log_context
from wagtail.signals import page_published, post_page_move

from cms.core import audit
from cms.core.decisions import name_of
from cms.units.models import Place, UnitPage
from cms.units.roles import set_up_roles


@receiver(page_published, sender=UnitPage)
@receiver(post_page_move, sender=UnitPage)
@receiver(post_delete, sender=UnitPage)
def keep_up(**_: object) -> None:
    """Bring the roles up to date once the change stands."""
    transaction.on_commit(lambda: set_up_roles() if UnitPage.objects.filter(depth=2).exists() else None)


@receiver(pre_save, sender=Place)
@receiver(pre_save, sender=UnitPage)
def note_validity(sender: type[Place | UnitPage], instance: Place | UnitPage, **_: object) -> None:
    """Note that a unit or a place now begins or ends on another day."""
    old = sender._base_manager.filter(pk=instance.pk).first() if instance.pk else None
    if old and (old.valid_from, old.valid_to) != (instance.valid_from, instance.valid_to):
        user = get_active_log_context().user
        told = {"before": _validity(old), "after": _validity(instance)}
        audit.enter(f"{sender._meta.model_name}.validity", instance, name_of(user) if user else "系统", **told)


def _validity(thing: Place | UnitPage) -> str:
    return f"{thing.valid_from or '起始不限'} 至 {thing.valid_to or '今'}"
