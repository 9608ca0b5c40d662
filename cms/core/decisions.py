"""The page on which someone with the right signs, clears or withdraws."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views import View
from wagtail.log_actions import log

from cms.core.confirming import Point, answered, answers_in
from cms.core.notifications import mark_read, settle
from cms.core.who import user_of
from records import PressError


def name_of(user: User) -> str:
    """Return the name under which someone signs."""
    return str(user.get_full_name() or user.get_username())


class Closed(Exception):
    """A decision that is not open now to whoever wants to take it."""


class DecisionView(View):
    """Shows an object's state and the decisions open to this user; POST with `decision` takes one.

    Subclasses say how to find the object, which decisions exist, and what else the page shows.
    """

    template_name = "core/decision.html"
    icon = "check"
    # What is asked before these are taken; the others can be taken back.
    QUESTIONS: ClassVar[dict[str, str]] = {
        "clear": "公开以后读者就能看到。",
        "withdraw": "撤回以后，读者只看到撤回的日期和原因。",
    }

    def find(self, pk: int) -> Any:
        """Return the object, or raise Http404 or PermissionDenied."""
        raise NotImplementedError

    def decisions(self, target: Any) -> dict[str, str]:
        """Return the decisions open now to this user: name → label."""
        raise NotImplementedError

    def offered(self, target: Any) -> dict[str, str]:
        """Return the decisions that the page offers: those of `decisions`, and what holds for every kind of object."""
        return self.decisions(target)

    def facts(self, target: Any) -> dict[str, object]:
        """Return what else the template needs."""
        return {}

    def named(self, target: Any) -> str:
        """Return what the target is called within a sentence."""
        return f"《{target}》" if hasattr(target, "title") else str(target)

    def text(self, target: Any) -> str:
        """Return what names the text that readers would see if it were cleared now."""
        raise NotImplementedError

    def points(self, target: Any) -> list[Point]:
        """Return what must be confirmed point by point with the decision that lets readers see the text."""
        return list(target.points())

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the page."""
        mark_read(user_of(request), request.path)
        return self.show(request, self.find(pk))

    def show(self, request: HttpRequest, target: Any, typed: QueryDict | None = None) -> HttpResponse:
        """Return the page; `typed` is what was posted and not taken, which stays in its boxes."""
        choices = [(name, label, self.QUESTIONS.get(name, "")) for name, label in self.offered(target).items()]
        context = {
            "target": target,
            "choices": choices,
            "icon": self.icon,
            "text": self.text(target),
            "typed": typed or {},
        }
        if any(name in ("clear", "sign") for name, *_ in choices):
            context["points"] = answered(self.points(target), typed or {})
        return render(request, self.template_name, context | self.facts(target))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take a decision."""
        try:
            said = self.take(pk)
        except Closed:
            messages.error(request, "这一步现在不能做：可能刚才已经做过，或者没有这个权限。下面是现在的状态。")
            return redirect(request.path)
        except (ValidationError, PressError) as error:
            messages.error(request, f"没有签发：{error}" if isinstance(error, PressError) else "".join(error.messages))
            return self.show(request, self.find(pk), request.POST)
        messages.success(request, said)
        return redirect(request.path)

    @transaction.atomic
    def take(self, pk: int) -> str:
        """Take the decision that was posted, all of it or nothing; returns what to say.

        Raises:
            Closed: it is not open now to this user.
            ValidationError, PressError: it cannot be taken; the message says why.

        """
        target = self.find(pk)
        # no manager that joins: PostgreSQL locks no such rows
        target = type(target)._base_manager.select_for_update().get(pk=pk)
        decision = self.request.POST.get("decision", "")
        if decision not in self.offered(target):
            raise Closed
        settle(self.request.path)  # what was asked here is answered
        said = self.decide(decision, target, name_of(user_of(self.request)))
        self.log(decision, target)
        return said

    def log(self, decision: str, target: Any) -> None:
        """Keep a decision in the target's history."""
        log(target, f"press.{decision}")

    def decide(self, decision: str, target: Any, by: str) -> str:
        """Take a decision about a target that is locked; returns what to say.

        Raises:
            ValidationError, PressError: it cannot be taken; the message says why.

        """
        if decision == "clear":
            self.check_seen(target)
            target.clear(by, timezone.localdate(), answers_in(self.request.POST))
            return f"{self.named(target)}已公开，马上就会上线；上线了没有，看下面“网站”一行。"
        target.withdraw(by, timezone.localdate(), self.request.POST.get("reason", ""))
        return f"{self.named(target)}已撤回，正文马上从网站上消失，只留撤回的日期和原因。"

    def check_seen(self, target: Any) -> None:
        """Refuse to clear what was not looked at as it is now; ValidationError says so."""
        if not self.request.POST.get("seen"):
            raise ValidationError("没有公开：看过以后请勾选“已核对”。")
        if self.request.POST.get("text") != self.text(target):
            raise ValidationError("没有公开：内容在查看以后又有改动。请看过现在的内容再公开。")
