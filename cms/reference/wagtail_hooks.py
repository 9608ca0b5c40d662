"""The clearing of entries in the admin: who changes one asks for it by saving, the chief
editor decides on a page of its own."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail.snippets.action_menu import ActionMenuItem

from cms.core.decisions import name_of
from cms.core.walls.questions import OPEN_CHOOSERS
from cms.core.who import user_of
from cms.reference import dashboard, entries, staying  # noqa: F401 (they register themselves)
from cms.reference.deciding import EntryDecision
from cms.reference.entries import CLEARING, Entry
from cms.releases import schedule

OPEN_CHOOSERS.update(("reference_field", "reference_practicekind", "reference_indicator"))


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def saving_asks(request: HttpRequest, entry: Model) -> HttpResponse | None:
    """Ask for the clearance of what was saved; who may give it is led there."""
    if not isinstance(entry, Entry):
        return None
    schedule.text_changed(entry)
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
