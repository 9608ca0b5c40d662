"""The clearing of entries in the admin: who changes one asks for it by saving, the chief
editor decides on a page of its own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail.snippets.action_menu import ActionMenuItem
from wagtail.snippets.permissions import get_permission_name

from cms.core.decisions import DecisionView, name_of
from cms.core.walls.questions import OPEN_CHOOSERS
from cms.core.who import user_of
from cms.reference import dashboard, entries, staying  # noqa: F401 (they register themselves)
from cms.reference.entries import CLEARING, Entry

OPEN_CHOOSERS.update(("reference_field", "reference_practicekind", "reference_indicator"))


class EntryDecision(DecisionView):
    """Clearing an entry or a change of it, refusing it, and withdrawing what readers see."""

    model: type[Entry] = Entry  # type: ignore[type-abstract]
    template_name = "reference/entry_decision.html"
    QUESTIONS: ClassVar[dict[str, str]] = {
        **DecisionView.QUESTIONS,
        "withdraw": "撤回以后，网站上不再有它，提到它的案例也不再提；展播和指标的网址上只留撤回的日期和原因。",
        "reject": "退回以后，读者看到的不变。",
    }

    def find(self, pk: int) -> Entry:
        """Return the entry for those who may change or clear it."""
        user = self.request.user
        if not (user.has_perm(CLEARING) or user.has_perm(get_permission_name("change", self.model))):
            raise PermissionDenied
        return get_object_or_404(self.model, pk=pk)

    def decisions(self, target: Entry) -> dict[str, str]:
        """Return what this user may decide now."""
        if not self.request.user.has_perm(CLEARING):
            return {}
        found = {"clear": "公开这些改动" if target.public else "公开"} if target.changed else {}
        if target.asked_on:
            found["reject"] = "退回"
        return found | ({"withdraw": "撤回"} if target.public else {})

    def text(self, target: Entry) -> str:
        """Return a hash of what would be cleared now."""
        return hashlib.sha256(json.dumps(target.told(), sort_keys=True).encode()).hexdigest()

    def facts(self, target: Entry) -> dict[str, object]:
        """Return what the entry says now beside what readers see, and where it is edited."""
        edits = self.request.user.has_perm(get_permission_name("change", self.model))
        edit = reverse(target.snippet_viewset.get_url_name("edit"), args=[target.pk]) if edits else ""  # type: ignore[attr-defined]
        return {"lines": target.lines(), "edit": edit, "kind": target._meta.verbose_name}

    def decide(self, decision: str, target: Entry, by: str) -> str:
        """Take a decision; returns what to say."""
        if decision == "reject":
            target.reject(by, self.request.POST.get("reason", ""))
            return f"{self.named(target)}已退回，" + ("网站上还是原来的样子。" if target.public else "没有公开。")
        said = super().decide(decision, target, by)
        return said if decision == "clear" else f"{self.named(target)}已撤回，下次生成网站时从网站上消失。"


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def saving_asks(request: HttpRequest, entry: Model) -> HttpResponse | None:
    """Ask for the clearance of what was saved; who may give it is led there."""
    if not isinstance(entry, Entry):
        return None
    entry.ask(name_of(user_of(request)), timezone.localdate())
    if not entry.asked_on:
        return None
    if request.user.has_perm(CLEARING):
        return redirect(entry.decision_url)
    messages.info(
        request,
        "已请主编公开。公开以前，读者看到的还是原来的内容。"
        if entry.public
        else "已请主编公开。公开以前，读者看不到。",
    )
    return None


class Decide(ActionMenuItem):
    """Leads from an entry to its decision page."""

    label = "公开与撤回"
    name = "action-decide"
    icon_name = "check"

    def is_shown(self, context: dict[str, object]) -> bool:
        """Whether there is an entry yet."""
        return bool(context["view"] == "edit")

    def get_url(self, parent_context: dict[str, object]) -> str:
        """Return the address of the page."""
        entry = parent_context["instance"]
        assert isinstance(entry, Entry)
        return entry.decision_url


@hooks.register("register_snippet_action_menu_item")
def decide(model: type[Model]) -> ActionMenuItem | None:
    """Offer it for entries."""
    return Decide(order=50) if issubclass(model, Entry) else None


@hooks.register("register_log_actions")
def our_actions(actions: LogActionRegistry) -> None:
    """Name what is decided here, for the history of an entry."""
    actions.register_action("press.reject", "退回", "退回")


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """Return the addresses of the decision pages."""
    return list(_urls())


def _urls() -> Iterator[URLPattern]:
    for model in entries.kinds():
        name = model._meta.model_name
        yield path(f"{name}/<int:pk>/decision/", EntryDecision.as_view(model=model), name=f"{name}_decision")
