"""The page on which an entry, or a change of it, is cleared, refused or withdrawn."""

from __future__ import annotations

import hashlib
import json
from typing import ClassVar

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse
from wagtail.snippets.permissions import get_permission_name

from cms.reference.entries import CLEARING, Entry
from cms.releases.timed import TimedDecision


class EntryDecision(TimedDecision):
    """Clearing an entry or a change of it, refusing it, and withdrawing what readers see."""

    model: type[Entry] = Entry  # type: ignore[type-abstract]
    template_name = "reference/entry_decision.html"
    QUESTIONS: ClassVar[dict[str, str]] = {
        **TimedDecision.QUESTIONS,
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
        return {**super().facts(target), "lines": target.lines(), "edit": edit, "kind": target._meta.verbose_name}

    def decide(self, decision: str, target: Entry, by: str) -> str:
        """Take a decision; returns what to say."""
        if decision == "reject":
            target.reject(by, self.request.POST.get("reason", ""))
            return f"{self.named(target)}已退回，" + ("网站上还是原来的样子。" if target.public else "没有公开。")
        said = super().decide(decision, target, by)
        return said if decision == "clear" else f"{self.named(target)}已撤回，马上从网站上消失。"
