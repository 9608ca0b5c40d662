"""What the audit log keeps beside the decisions about texts: logins, accounts and their
rights, and what Wagtail itself does."""

from __future__ import annotations

import time
from collections.abc import Collection
from typing import Any

from django.contrib.auth.models import Group, User
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from django.dispatch import receiver
from django.http import HttpRequest
from wagtail.log_actions import get_active_log_context
from wagtail.models import BaseLogEntry, ModelLogEntry, PageLogEntry

from cms.core import audit
from cms.security.address import client_address
from cms.security.models import FirstPassword

SYSTEM = "系统"
# Of what Wagtail logs. The way of articles, clearance and signing have entries of their
# own; a draft saved changes no state.
PAGE_ACTIONS = {
    f"wagtail.{name}"
    for name in ("publish", "unpublish", "delete", "move", "copy", "revert", "lock", "unlock", "schedule.publish")
}
MODEL_ACTIONS = {f"wagtail.{name}" for name in ("create", "delete", "publish", "unpublish", "lock", "unlock")}
KEPT = ("username", "first_name", "last_name", "email", "is_active", "is_superuser")
RIGHTS = {"auth.group", "wagtailcore.collection", "wagtailcore.workflow", "wagtailcore.task"}


def actor() -> str:
    """Return who is at work in the admin now; the system otherwise (a command, an import)."""
    user = get_active_log_context().user
    return audit.account_of(user) if user else SYSTEM


@receiver(user_logged_in)
def logged_in(request: HttpRequest, user: User, **_: object) -> None:
    """Keep a login."""
    if getattr(request, "session", None) is not None:
        request.session["worked"] = int(time.time())
    if hasattr(request, "door"):
        request.door.succeeded()
    audit.enter("account.login", user, audit.account_of(user), address=client_address(request) or "" if request else "")


@receiver(user_login_failed)
def login_failed(credentials: dict[str, str], request: HttpRequest | None = None, **_: object) -> None:
    """Keep a wrong password, and that it was the last one for now. A name that is none
    may be a password: it is not kept."""
    if request is None:
        return
    knocked("account.login_failed", credentials.get("username"), request)
    if hasattr(request, "door") and request.door.failed():
        knocked("account.locked", credentials.get("username"), request)


def knocked(action: str, username: str | None, request: HttpRequest) -> None:
    """Keep what happened at the door."""
    user = User.objects.filter(username=username or "").first()
    named = {} if user else {"label": "没有这个账号"}
    audit.enter(action, user, "", address=client_address(request) or "", **named)


@receiver(pre_save, sender=User)
def remember(instance: Any, update_fields: Collection[str] | None = None, **_: object) -> None:
    """Remember an account as it was."""
    if instance.pk and set(update_fields or ("all",)) - {"last_login", "password"}:
        instance._before = User.objects.filter(pk=instance.pk).values(*KEPT, "password").first()
    else:
        instance._before = None  # at each login, or because the way of hashing passwords was renewed


@receiver(post_save, sender=User)
def account_saved(instance: Any, created: bool, **_: object) -> None:
    """Keep new accounts and what changes what an account may do."""
    if created:
        audit.enter("account.create", instance, actor(), superuser=instance.is_superuser)
    before = instance._before or {}
    if before.get("password", instance.password) != instance.password:
        audit.enter("account.password", instance, actor())
        FirstPassword.objects.filter(user=instance).delete()  # `first_password.give` notes a new one
    changed = {
        name: getattr(instance, name)
        for name, old in before.items()
        if name != "password" and getattr(instance, name) != old
    }
    if changed:
        audit.enter("account.change", instance, actor(), **changed)


@receiver(post_delete, sender=User)
def account_deleted(instance: User, **_: object) -> None:
    """Keep that an account is gone."""
    audit.enter("account.delete", instance, actor(), label=instance.get_username())


@receiver(m2m_changed, sender=User.groups.through)
@receiver(m2m_changed, sender=User.user_permissions.through)
@receiver(m2m_changed, sender=Group.permissions.through)
def rights_changed(
    instance: Any, action: str, model: type[Model], pk_set: set[int] | None, reverse: bool, **_: object
) -> None:
    """Keep which groups or rights were given or taken."""
    if action in ("post_add", "post_remove", "pre_clear"):
        names = (
            sorted(getattr(each, "codename", str(each)) for each in model._default_manager.filter(pk__in=pk_set))
            if pk_set
            else []
        )
        verb = {"post_add": "given", "post_remove": "taken", "pre_clear": "cleared"}[action]
        audit.enter("rights." + verb, instance, actor(), what=names)


@receiver(post_save, sender=PageLogEntry)
def page_logged(instance: PageLogEntry, created: bool, **_: object) -> None:
    """Keep what became of a page."""
    if created and instance.action in PAGE_ACTIONS:
        keep(instance, instance.page_id)


@receiver(post_save, sender=ModelLogEntry)
def model_logged(instance: ModelLogEntry, created: bool, **_: object) -> None:
    """Keep what came and went, and each change of rights."""
    kind = f"{instance.content_type.app_label}.{instance.content_type.model}" if instance.content_type else ""
    if created and kind != "auth.user" and (instance.action in MODEL_ACTIONS or kind in RIGHTS):
        keep(instance, instance.object_id)


def keep(entry: BaseLogEntry, pk: object) -> None:
    """Keep one of Wagtail's log entries, which can be deleted, in the chain, which cannot."""
    kind = f"{entry.content_type.app_label}.{entry.content_type.model}" if entry.content_type else ""
    by = audit.account_of(entry.user) if entry.user else SYSTEM
    moved = {
        name: entry.data.get(end, {}).get("title", "") for name, end in (("from", "source"), ("to", "destination"))
    }
    told = moved if entry.action == "wagtail.move" else {}
    audit.enter(entry.action, None, by, kind=kind, object_id=str(pk), label=entry.label, **told)
