"""The page on which something is cleared, now or at an hour."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from cms.core.confirming import answers_in
from cms.core.decisions import DecisionView
from cms.core.who import user_of
from cms.releases import schedule
from cms.releases.kinds import kind_of

HOUR = forms.DateTimeField(
    input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    error_messages={"required": "没有定时：请填公开的日期和时刻。", "invalid": "没有定时：请填公开的日期和时刻。"},
)


class TimedDecision(DecisionView):
    """Clears now, or has it done at an hour, which can be cancelled until then."""

    QUESTIONS: ClassVar = DecisionView.QUESTIONS | {
        "unschedule": "取消以后，到时候不会公开；要公开，须重新核对。",
    }

    def offered(self, target: Any) -> dict[str, str]:
        """Return also the way to cancel what waits for its hour."""
        found = super().offered(target)
        if self.request.user.has_perm(kind_of(target).right) and schedule.waiting(target):
            found = {**found, "unschedule": "取消定时公开"}
        return found

    def facts(self, target: Any) -> dict[str, object]:
        """Return also the hour that is set."""
        return {**super().facts(target), "timed": schedule.waiting(target), "now": timezone.now()}

    @property
    def later(self) -> bool:
        """Whether the form asks for an hour."""
        return self.request.POST.get("decision") == "clear" and self.request.POST.get("when") == "later"

    def decide(self, decision: str, target: Any, by: str) -> str:
        """Take a decision; returns what to say."""
        if decision == "unschedule":
            schedule.end(target, by)
            return f"{self.named(target)}的定时公开已取消。"
        if decision == "clear":
            self.check_seen(target)
            if self.later:
                return self.set_hour(target)
            schedule.end(target, by)
        return super().decide(decision, target, by)

    def set_hour(self, target: Any) -> str:
        """Have a target cleared at the hour in the form."""
        posted, now = self.request.POST, timezone.now()
        try:
            at = HOUR.clean(posted.get("at", ""))
        except ValidationError as error:
            raise ValidationError(error.messages) from error
        schedule.schedule(target, at, user_of(self.request), self.text(target), answers_in(posted), now)
        return f"{self.named(target)}定于{schedule.said(at, now)}公开。到那时以前，网站上看不到。"

    @transaction.atomic
    def take(self, pk: int) -> str:
        """Take a decision; by another one than for an hour, what waits for its hour may become void."""
        said = super().take(pk)
        if not self.later:
            schedule.text_changed(self.find(pk))
        return said

    def log(self, decision: str, target: Any) -> None:
        """Keep a decision in the target's history; to set an hour is not yet to clear."""
        if self.later:
            log(target, "press.schedule")
        else:
            super().log(decision, target)
