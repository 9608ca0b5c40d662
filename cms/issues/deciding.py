"""The page on which an issue is checked, signed, cleared, withdrawn and corrected."""

from __future__ import annotations

import datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from cms.core.confirming import Point, answered, answers_in
from cms.core.who import user_of
from cms.issues.checks import Checks, check
from cms.issues.corrections import Change, begin, changes, give_up
from cms.issues.models import Issue
from cms.issues.preview import preview, signed_preview
from cms.issues.print_run import copies_form, runs_made
from cms.issues.printing import issue_for
from cms.issues.sending_back import items_of, key_now, remarks_in, send_back
from cms.issues.signing import CHANGED, sign
from cms.newsroom.models import ArticlePage
from cms.releases.timed import TimedDecision
from records import PressError


class IssueDecision(TimedDecision):
    """Checking, signing, clearing, withdrawing and correcting an issue; clerks look at what is signed."""

    template_name = "issues/decision.html"
    icon = "doc-full-inverse"
    QUESTIONS: ClassVar = TimedDecision.QUESTIONS | {
        "sign": "签发以后，文字、次序、分发名单和 PDF 都定下来，不能再改。",
        "send_back": "退回以后由编辑修改，改好再请签发。意见会出现在编排页、这一页和所说的那一篇上。",
        "give_up": "编排恢复成签发时的样子，更正中改过的次序和填写项都不保留；稿件里改过的文字还在。",
        "correct": "重新签发以前，网站和印本仍用现在这一版。",
    }

    def find(self, pk: int) -> Issue:
        """Return the issue for those who may work on issues, or print them."""
        return issue_for(self.request, pk)

    def decisions(self, target: Issue) -> dict[str, str]:
        """Return what this user may decide now."""
        user, found = self.request.user, {}
        if target.open and not (target.correction and not self.changes(target)):
            if user.has_perm("issues.sign_issue"):
                found["sign"] = "签发更正" if target.correction else "签发这一期"
                if target.asked_on:
                    found["send_back"] = "退回修改"
            elif user.has_perm("issues.change_issue") and not target.asked_on:
                found["ask"] = "请主编签发"
        if target.correction and user.has_perm("issues.change_issue"):
            found["give_up"] = "放弃更正"
        if target.signed and user.has_perm("issues.clear_issue"):
            if target.clearance != "已公开":
                found["clear"] = "公开整期"
            else:
                found["withdraw"] = "撤回"
        if not target.open and user.has_perm("issues.change_issue"):
            found["correct"] = "更正"
        if target.signed and target.printed < target.signed.version and user.has_perm("issues.print_issue"):
            found["printed"] = "已经印发"
        return found

    def text(self, target: Issue) -> str:
        """Return the number of the signed version."""
        return str(target.signed.version) if target.signed else ""

    def points(self, target: Issue) -> list[Point]:
        """Return what must be confirmed to clear what is signed, or to sign a correction that readers see at once."""
        return target.points_to_sign() if target.clearance == "已公开" else super().points(target)

    def changes(self, target: Issue) -> list[Change]:
        """Return what a correction changes, worked out once for a state of the issue."""
        if getattr(self, "compared", (None, None))[0] is not target:
            self.compared = (target, changes(target))
        return self.compared[1]

    def facts(self, target: Issue) -> dict[str, object]:
        """Return the signed versions, what the checks say, what a correction changes, the print,
        and what concerns numbered copies."""
        edits = self.request.user.has_perm("issues.change_issue")
        shown = edits and target.open
        return {
            **super().facts(target),
            "versions": sorted(target.versions.all(), key=lambda version: -version.version),
            "checks": check(target) if shown else None,
            "changes": self.changes(target) if shown and target.correction else None,
            "new": shown,
            "pages": pages(target, new=shown),
            "sign_points": answered(target.points_to_sign(), self.request.POST) if shown else [],
            "copies_out": sum(r["copies"] for r in target.signed.record.get("recipients", ())) if target.signed else 0,
            "items_to_remark": [(*named, self.request.POST.get(f"remark-{named[0]}", "")) for named in items_of(target)]
            if shown
            else [],
            "key": key_now(target) if shown else "",
            "day": day_to_sign(target),
            "today": timezone.localdate(),
            "edits": edits,
            "items": signed_items(target) if target.signed and edits else None,
            "copies": copies_form(target),
            "runs": runs_made(target),
        }

    def decide(self, decision: str, target: Issue, by: str) -> str:
        """Take a decision; returns what to say."""
        posted = self.request.POST
        match decision:
            case "sign":
                day = forms.DateField(error_messages={"invalid": "签发日期请写成 2026-03-05 这样。"})
                on = day.clean(posted.get("date")) if posted.get("date") else day_to_sign(target)
                if target.correction:  # the chief may see it otherwise than whoever opened the correction
                    told = {**target.correction, "redacts": bool(posted.get("redacts"))}
                    Issue.objects.filter(pk=target.pk).update(correction=told)
                version = sign(target, by, user_of(self.request), on, seen(target, posted), answers_in(posted))
                return (
                    f"{target}的更正已签发，是第 {version.version} 版。"
                    if version.version > 1
                    else f"{target}已签发，PDF 已留存。"
                )
            case "correct":
                begin(target, by, posted.get("note", ""), redacts=bool(posted.get("redacts")))
                return "可以更正了。在编排页和各篇稿件里改，改完回到这里重新签发。"
            case "give_up":
                give_up(target, by)
                return "已放弃更正，编排恢复成签发时的样子。"
            case "printed":
                assert target.signed
                Issue.objects.filter(pk=target.pk).update(printed=target.signed.version)
                return f"已记下：{target}印发了第 {target.signed.version} 版。"
            case "send_back":
                if posted.get("key") != key_now(target):
                    raise ValidationError("没有退回：内容在查看以后又有改动。写的意见还在，请看过现在的印样再退回。")
                send_back(target, by, user_of(self.request), remarks_in(target, posted))
                return f"{target}已退回修改，编辑会收到通知。"
            case "ask":
                forbid(check(target), "没有请主编签发")
                target.ask(by, timezone.localdate())
                return f"已请主编签发{target}。"
        said = super().decide(decision, target, by)
        left = (
            [case for _, case in signed_items(target) if case and case.clearance == "已公开"]
            if decision == "withdraw"
            else []
        )
        if not left:
            return said
        return (
            said
            + "由它的稿件建成的案例仍然公开，请决定是否也撤回："
            + "、".join(f"《{case.title}》" for case in left)
            + "。"
        )


def day_to_sign(issue: Issue) -> datetime.date:
    """Return the day that is proposed for signing: the date that the editor set and the
    preview shows; of a correction, today."""
    return timezone.localdate() if issue.correction else issue.date


def seen(issue: Issue, posted: QueryDict) -> str:
    """Return the key of what was looked at and passed the checks; `sign` compares it with what it freezes.

    Raises:
        ValidationError: it must not be signed, has changed since it was looked at, or was not looked at.

    """
    found = check(issue)
    forbid(found, "没有签发")
    if posted.get("key") != found.key:
        raise ValidationError(CHANGED)
    if not posted.get("seen"):
        raise ValidationError("没有签发：看过以后请勾选“已核对”。")
    return found.key


def forbid(found: Checks, said: str) -> None:
    """Refuse what must not be signed; ValidationError says what is to be mended."""
    if found.forbidding:
        raise ValidationError(f"{said}：" + "；".join(remark.text for remark in found.forbidding) + "。")


def pages(issue: Issue, *, new: bool) -> list[str]:
    """Return the addresses of an issue's pages as pictures: as it would be printed now, or as
    signed; none where there is no print."""
    signed = issue.signed
    try:
        if new or not signed:
            made = preview(issue) if issue.entries.exists() else None
            return (
                [reverse("issue_preview_page", args=[made.key, n + 1]) for n in range(made.page_count)] if made else []
            )
        count = signed_preview(signed).page_count
    except (PressError, OSError):  # OSError: the stored file is gone; the page must still open
        return []
    return [reverse("issue_page", args=[issue.pk, signed.version, n + 1]) for n in range(count)]


def signed_items(issue: Issue) -> list[tuple[ArticlePage, Any]]:
    """Return the articles of the signed issue, each with the case made from it or None."""
    assert issue.signed
    numbers = [i["number"] for i in issue.signed.record.get("items", ()) if i["kind"] == "article"]
    articles = {a.number: a for a in ArticlePage.objects.filter(number__in=numbers).prefetch_related("cases")}
    return [(articles[n], next(iter(articles[n].cases.all()), None)) for n in numbers if n in articles]
