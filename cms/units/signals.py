"""Keeps groups and folders in step with the tree of units when a unit is published, renamed, moved or removed."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from wagtail.signals import page_published, post_page_move

from cms.units.models import UnitPage
from cms.units.roles import set_up_roles


@receiver(page_published, sender=UnitPage)
@receiver(post_page_move, sender=UnitPage)
@receiver(post_delete, sender=UnitPage)
def keep_up(**_: Any) -> None:
    """Bring the roles up to date once the change stands."""
    transaction.on_commit(lambda: set_up_roles() if UnitPage.objects.filter(depth=2).exists() else None)
