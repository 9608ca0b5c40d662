"""What Wagtail's own editor and lists offer for articles and cases: the moves of the way in
plain words, and nothing beside them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.action_menu import (
    ActionMenuItem,
    CancelWorkflowMenuItem,
    PublishMenuItem,
    SubmitForModerationMenuItem,
    WorkflowMenuItem,
)
from wagtail.admin.widgets.button import Button
from wagtail.models import Page, WorkflowState
from wagtail.signals import workflow_approved, workflow_rejected, workflow_submitted

from cms.core.json_in import read_json
from cms.core.reasons import checked_reason
from cms.core.who import user_of
from cms.newsroom import hands
from cms.newsroom.models import ArticlePage
from cms.units.models import UnitPage
from cms.units.roles import edits_for_province

# Our notifications tell all of this, in the admin and by mail; Wagtail's mails would say it a second time.
for signal in (workflow_approved, workflow_rejected, workflow_submitted):
    for name in ("approved", "rejected", "submitted"):
        signal.disconnect(sender=WorkflowState, dispatch_uid=f"workflow_state_{name}_email_notification")


class HandIn(SubmitForModerationMenuItem):
    """Hands in an article or a case."""

    def get_context_data(self, parent_context: object) -> dict[str, object]:
        """Name it after what is done, not after the workflow."""
        context: dict[str, Any] = super().get_context_data(parent_context)
        page, user = context.get("page"), context["request"].user
        context["label"] = hands.hand_in_label(page, user, again=sent_back(page)) if page and page.pk else "报送"
        return context


class TakeBack(CancelWorkflowMenuItem):
    """Takes back what was handed in."""

    label = "收回"


class Settle(PublishMenuItem):
    """Makes a case's draft the text that the office works with; readers see it once it is cleared."""

    label = "定稿"


class SaveUnit(PublishMenuItem):
    """Saves a unit, at once and for all."""

    label = "保存"
    icon_name = "check"
    template_name = ActionMenuItem.template_name  # it is not "published"


class Review(ActionMenuItem):
    """Saves, and leads to the one screen on which a text under review is read and decided about."""

    label = "保存并去审核"
    name = "action-review"
    icon_name = "check"


OURS = {"action-submit": HandIn, "action-cancel-workflow": TakeBack, "action-publish": Settle}


def moves_of(page: Any, user: User) -> set[str]:
    """Return the names of the moves open to a user."""
    return {move.name for move in hands.moves_open(page, user)}


def sent_back(page: Page) -> bool:
    """Whether a text came back from its review and was not handed in again."""
    review = page.current_workflow_state
    return bool(review and review.status == review.STATUS_NEEDS_CHANGES)


@hooks.register("construct_page_action_menu")
def our_moves_only(items: list[ActionMenuItem], request: HttpRequest, context: dict[str, Any]) -> None:
    """Offer handing in, taking back and the way to the review; an article is not
    published, and nothing restarts a review."""
    page = context.get("page")
    if page:
        kind = page._meta.model_name
    else:  # a page to be made has none yet
        assert request.resolver_match
        kind = request.resolver_match.kwargs["content_type_model_name"]
    if kind == "unitpage":
        items[:] = [SaveUnit(order=item.order) for item in items if item.name == "action-publish"]
    if kind not in ("articlepage", "casepage"):
        return
    article = kind == "articlepage"
    unwanted = {"action-restart-workflow", "action-unpublish", *(("action-publish",) if article else ())}
    if article and page and "take_back" not in moves_of(page, user_of(request)):
        unwanted.add("action-cancel-workflow")
    if not article and edits_for_province(user_of(request)):
        unwanted.add("action-submit")  # they would hand it in to themselves
    if not article and page and sent_back(page):
        unwanted.add("action-cancel-workflow")  # it is the writer's already, and would lose why it came back
    reviewed = [item for item in items if isinstance(item, WorkflowMenuItem)]
    kept = [item for item in items if item not in reviewed and item.name not in unwanted]
    items[:] = [OURS[item.name](order=item.order) if item.name in OURS else item for item in kept]
    if reviewed:
        items.append(Review(order=reviewed[0].order))


@hooks.register("before_edit_page")
def only_moves_that_are_open(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse in Wagtail's editor what the way of an article does not allow now."""
    if request.method != "POST":
        return None
    article = isinstance(page, ArticlePage)
    if request.POST.get("action-workflow-action"):
        task = page.current_workflow_task
        if task is None or request.POST.get("workflow-action-name") not in {
            name for name, *_ in task.get_actions(page, request.user)
        }:
            messages.warning(request, f"没有办成：《{page.title}》已由别人处理，这一步不能再做。")
            return redirect("article_way" if article else "wagtailadmin_pages:edit", page.pk)
        try:
            check_reason(request)
        except ValidationError as error:
            messages.error(request, "没有办成：" + "".join(error.messages))
            return redirect("wagtailadmin_pages:edit", page.pk)
    if not article:
        if request.POST.get("action-cancel-workflow") and sent_back(page):
            messages.warning(request, f"《{page.title}》已经退回，不用收回：改好以后重新报送。")
            return redirect("wagtailadmin_pages:edit", page.pk)
        return None
    open_now = moves_of(page, user_of(request))
    for button, move in (
        ("action-submit", "submit"),
        ("action-cancel-workflow", "take_back"),
        ("action-restart-workflow", ""),
    ):
        if request.POST.get(button) and move not in open_now:
            raise PermissionDenied
    return None


def check_reason(request: HttpRequest) -> None:
    """Check what a reviewer's move comes with; ValidationError where it goes back without a
    reason or with one that cannot be kept."""
    try:
        match read_json(request.POST.get("workflow-action-extra-data") or "{}"):
            case {"comment": str(reason), **others} if not others:
                reason = checked_reason(reason)
            case {**others} if not others:
                reason = ""
            case _:
                raise ValueError
    except ValueError as error:
        raise ValidationError("没有看懂写的原因，请重新填写。") from error
    if request.POST["workflow-action-name"] == "reject" and not reason:
        raise ValidationError("须写明退回的原因，报送单位会看到。")


NEVER = {ArticlePage: "action-publish", UnitPage: "action-submit"}


@hooks.register("before_create_page")
def no_article_is_published(request: HttpRequest, parent: Page, page_class: type[Page]) -> None:
    """Refuse to publish a new article, which readers see in an issue, and to hand in a unit."""
    if request.POST.get(NEVER.get(page_class, "")):
        raise PermissionDenied


SAID = {"action-submit": "已报送", "action-cancel-workflow": "已收回"}


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def show_the_way(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Show where a text is now, after a move in the editor; saving stays with the text."""
    moved = any(
        request.POST.get(f"action-{name}") for name in ("submit", "workflow-action", "cancel-workflow", "review")
    )
    if said := next((said for button, said in SAID.items() if request.POST.get(button)), ""):
        list(messages.get_messages(request))  # Wagtail's own, which offers to edit what can be edited no longer
        messages.success(request, f"《{page.title}》{said}。")
    if moved and isinstance(page, ArticlePage):
        return redirect("article_way", page.pk)
    if request.POST.get("action-review"):
        return redirect("case_decision", page.pk)
    return None


@hooks.register("register_page_header_buttons")
def way_button(page: Page, user: User, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Lead from an article to its way."""
    if isinstance(page, ArticlePage) and page.pk and view_name == "edit":
        yield Button("处理情况", reverse("article_way", args=[page.pk]), icon_name="history")
