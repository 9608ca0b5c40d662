"""The page on which a case is reviewed, cleared and withdrawn."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from cms.cases.models import CasePage, shown
from cms.core.reasons import checked_reason
from cms.core.who import user_of
from cms.newsroom.hints.checks import hints
from cms.newsroom.hints.rules import HandInRules
from cms.newsroom.hints.writing import writing_of
from cms.releases.timed import TimedDecision
from cms.units.models import unit_of
from cms.units.roles import edits_for_province


class CaseDecision(TimedDecision):
    """Reviewing, clearing and withdrawing a case, with its text on the same screen."""

    template_name = "cases/decision.html"
    icon = "doc-full"
    QUESTIONS: ClassVar = TimedDecision.QUESTIONS | {
        "approve": "通过以后就是定稿，由省级编辑请主编公开。",
        "reject": "退回报送单位修改，改好可以再报送。",
        "reopen": "改回草稿以后可以修改、删除，要公开须重新定稿。",
    }

    def find(self, pk: int) -> CasePage:
        """Return the case for those who may edit it or clear cases."""
        return case_for(self.request, pk)

    def decisions(self, target: CasePage) -> dict[str, str]:
        """Return what this user may decide now; only a published text that is not under review can be cleared."""
        user = self.request.user
        clears, public = user.has_perm("cases.clear_casepage"), target.clearance == "已公开"
        if clears and target.live and public:
            return self.reviewing(target) | {"withdraw": "撤回"}
        if target.current_workflow_task or not target.live:
            return self.reviewing(target)
        if clears:
            # What was public before its text changed is taken back with a notice; what never was becomes a draft again.
            back = {"withdraw": "撤回"} if target.ever_public else {"reopen": "改回草稿"}
            return {"clear": "公开这个案例"} | ({} if target.withdrawn_on else back)
        return (
            {"ask": "请主编公开"}
            if edits_for_province(user_of(self.request)) and not public and not target.asked_on
            else {}
        )

    def reviewing(self, target: CasePage) -> dict[str, str]:
        """Return what a reviewer may decide about a case under review."""
        actions = (
            target.current_workflow_task.get_actions(target, self.request.user) if target.current_workflow_task else []
        )
        return {name: label for name, label, _ in reversed(actions)}

    def text(self, target: CasePage) -> str:
        """Return the number of the revision that is shown: of the published one, or of what
        is not published or under review."""
        return str(
            target.live_revision_id if target.live and not target.current_workflow_task else target.latest_revision_id
        )

    def facts(self, target: CasePage) -> dict[str, object]:
        """Return the text, and what the checks say of it."""
        page = target if self.text(target) == str(target.live_revision_id) else target.get_latest_revision_as_object()
        remarks = hints(writing_of(page), user_of(self.request))
        return {
            **super().facts(target),
            **shown(page),
            "unit": unit_of(target),
            "hints": remarks,
            "stopping": HandInRules.load().kinds,
        }

    def decide(self, decision: str, target: CasePage, by: str) -> str:
        """Take a decision; returns what to say."""
        if decision == "ask":
            target.ask(by, timezone.localdate())
            return f"已请主编公开《{target}》。"
        if decision == "reopen":
            target.reopen(by, user_of(self.request), self.request.POST.get("reason", ""))
            return f"《{target}》已改回草稿。"
        if decision not in ("approve", "reject"):
            return super().decide(decision, target, by)
        if self.request.POST.get("text") != self.text(target):
            raise ValidationError("没有办成：内容在查看以后又有改动。请看过现在的内容再决定。")
        reason = checked_reason(self.request.POST.get("reason", ""))
        if decision == "reject" and not reason:
            raise ValidationError("须写明退回的原因，报送单位会看到。")
        target.current_workflow_task.on_action(
            target.current_workflow_task_state, self.request.user, decision, comment=reason
        )
        return f"《{target}》{'已通过' if decision == 'approve' else '已退回'}。"

    def log(self, decision: str, target: CasePage) -> None:
        """Leave a review to Wagtail, which notes it itself."""
        if decision not in ("approve", "reject"):
            super().log(decision, target)


def case_for(request: HttpRequest, pk: int) -> CasePage:
    """Return a case; PermissionDenied for users who may neither edit it nor clear cases."""
    page: CasePage = get_object_or_404(CasePage, pk=pk)
    if not (request.user.has_perm("cases.clear_casepage") or page.permissions_for_user(user_of(request)).can_edit()):
        raise PermissionDenied
    return page
