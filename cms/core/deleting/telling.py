"""Deletions that do happen are logged, many at once too, and the owner is told."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.http import HttpRequest
from wagtail import hooks
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.log_actions import get_active_log_context, log
from wagtail.models import Collection, Page

from cms.core import audit
from cms.core.decisions import name_of
from cms.core.deleting.refusing import named
from cms.core.notifications import notify


@hooks.register("after_bulk_action")
def log_each(request: HttpRequest, action: str, objects: list[models.Model], view: object) -> None:
    """Log what was chosen in a list and deleted, of which Wagtail logs pages only; accounts tell it themselves."""
    if action == "delete":
        for thing in objects:
            if not isinstance(thing, Page | get_user_model()):
                log(instance=thing, action="wagtail.delete", deleted=True)


@receiver(post_delete, sender=Collection)
def log_a_folder(instance: models.Model, **_: object) -> None:
    """Log that a folder is gone, which Wagtail does not."""
    if user := get_active_log_context().user:
        audit.enter("wagtail.delete", instance, name_of(user))


@receiver(post_delete)
def tell_the_owner(sender: type[models.Model], instance: models.Model, **_: object) -> None:
    """Tell whose text, picture or document it was, unless it was the owner who deleted it, or no one at a screen."""
    actor = get_active_log_context().user
    if actor is None or not (issubclass(sender, get_image_model() | get_document_model()) or is_text(sender)):
        return
    owner = getattr(instance, "owner", None) or getattr(instance, "uploaded_by_user", None)
    if owner and owner != actor:
        notify([owner], f"{named(instance)}已由{name_of(actor)}删除")


def is_text(model: type[models.Model]) -> bool:
    """Whether objects of this model are pages in their own table: of each page two rows go."""
    return issubclass(model, Page) and model is not Page
