"""The one task of the one workflow: who reviews follows from where the article stands in the tree of units."""

from __future__ import annotations

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.dispatch import receiver
from wagtail.models import Page, Task, TaskState, Workflow, WorkflowPage, WorkflowState, WorkflowTask
from wagtail.signals import workflow_cancelled

from cms.core.reasons import LONGEST, checked_reason
from cms.newsroom import hands
from cms.newsroom.kinds import way_of
from cms.units.models import UnitPage
from cms.units.roles import edits_for_province, units_of


class ReasonForm(forms.Form):
    """Asks why an article goes back."""

    comment = forms.CharField(
        label="退稿原因",
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST}),
        help_text="报送单位会看到",
        error_messages={"required": "退稿须写明原因，报送单位会看到。"},
    )

    def clean_comment(self) -> str:
        """Refuse what cannot be kept."""
        return checked_reason(self.cleaned_data["comment"])


def locked(page: Page) -> Page:
    """Return a page as it stands in the database, and keep others from moving it until the transaction ends."""
    return type(page)._default_manager.select_for_update().get(pk=page.pk)


class PlaceReview(Task):
    """Review by the editors of the city above, or of the province where there is no city above.

    Serves articles, and cases, whose approval publishes them in the office (clearing
    for the public is another decision).
    """

    class Meta:
        verbose_name = verbose_name_plural = "按地区审核"

    @classmethod
    def get_description(cls) -> str:
        """Return the description."""
        return "由上一级设区市的编辑审核；上面没有设区市的，由省级编辑审核"

    @transaction.atomic
    def start(self, workflow_state: WorkflowState, user: User | None = None) -> TaskState:
        """Note that a text was handed in; PermissionDenied for an article that is
        on its way already, and for a unit."""
        page = locked(workflow_state.content_object.specific)
        way = way_of(page)
        if way is None or not way.opens(page):
            raise PermissionDenied
        started = super().start(workflow_state, user=user)
        way.hand_in(page, user)
        return started

    @transaction.atomic
    def on_action(self, task_state: TaskState, user: User, action_name: str, **kwargs: object) -> None:
        """Approve, reject or receive; PermissionDenied where it is not open now, or without the
        reason that the form has asked for."""
        try:
            comment = checked_reason(str(kwargs.get("comment", "")))
        except ValidationError as error:
            raise PermissionDenied from error
        page = locked(task_state.workflow_state.content_object.specific)
        task_state.refresh_from_db()
        actions = (
            {name for name, *_ in self.get_actions(page, user)}
            if task_state.status == task_state.STATUS_IN_PROGRESS
            else set()
        )
        if action_name not in actions or (action_name == "reject" and not comment):
            raise PermissionDenied
        super().on_action(task_state, user, action_name, **({"comment": comment} if action_name == "reject" else {}))
        if way := way_of(page):
            way.review(page, action_name, user, comment, task_state.workflow_state.requested_by)

    def get_actions(self, obj: Page, user: User) -> list[tuple[str, str, bool]]:
        """Return the actions in the editor's menu: (name, label, whether a form is asked)."""
        way = way_of(obj.specific)  # Wagtail's own view hands over a plain page
        return way.actions(obj.specific, user) if way else []

    def get_form_for_action(self, action: str) -> type[forms.Form]:
        """Ask for a reason where something goes back."""
        return ReasonForm if action == "reject" else super().get_form_for_action(action)

    def user_can_access_editor(self, obj: Page, user: User) -> bool:
        """Let reviewers in, who have rights on the subtree anyway."""
        return hands.reviews(obj, user)

    def locked_for_user(self, obj: Page, user: User) -> bool:
        """Keep everyone else from changing what is under review."""
        way = way_of(obj.specific)
        return not (way and way.may_write(obj.specific, user))

    def get_task_states_user_can_moderate(self, user: User, **kwargs: object) -> QuerySet[TaskState]:
        """Return what waits for a user's review."""
        waiting = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS, task=self.pk)
        if edits_for_province(user):
            return waiting
        own = UnitPage.objects.filter(pk__in=units_of(user), kind="city")
        below = [page for unit in own for page in Page.objects.descendant_of(unit).values_list("pk", flat=True)]
        return waiting.filter(workflow_state__object_id__in=[str(pk) for pk in below])


@receiver(workflow_cancelled)
def taken_back(instance: WorkflowState, user: User, **_: object) -> None:
    """Note that a contributor took an article back."""
    page = instance.content_object.specific
    if way := way_of(page):
        way.take_back(page, user)


WORKFLOW = "稿件报送"


def set_up_workflow() -> None:
    """Lay the one workflow, with its one task, on the top unit: everything below inherits it."""
    task, _ = PlaceReview.objects.get_or_create(name="按地区审核")
    workflow, _ = Workflow.objects.get_or_create(name=WORKFLOW)
    WorkflowTask.objects.get_or_create(workflow=workflow, task_id=task.pk, defaults={"sort_order": 0})
    top = UnitPage.objects.get(depth=2)
    WorkflowPage.objects.update_or_create(page=top, defaults={"workflow": workflow})
