"""The chief sends an issue back with remarks on the whole or on single items; they stand
until it is asked again to sign it."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import get_active_log_context
from wagtail.models import ModelLogEntry

from cms.core import audit
from cms.core.fields import column
from cms.core.notifications import notify
from cms.core.reasons import checked_reason
from cms.core.titles import cut
from cms.issues.models import Issue
from cms.issues.preview import key_of
from cms.issues.remarks import named
from cms.newsroom import way
from cms.newsroom.models import Step
from cms.units.models import UnitPage
from cms.units.roles import edits_for_province, people
from records import PressError

LONGEST = 1000  # characters of a remark


def key_now(issue: Issue) -> str:
    """Return what names the issue's content now; empty where it cannot even be put together."""
    try:
        return key_of(issue.draft_record(), issue.publication_record)
    except PressError:
        return ""


def items_of(issue: Issue) -> list[tuple[str, str]]:
    """Return name and title of each item, in order."""
    return [(named(entry), entry.content.title) for entry in issue.entries.all() if entry.content]


def remarks_in(issue: Issue, posted: QueryDict) -> list[list[str]]:
    """Return the remarks that a form holds, each as [item, title, text]; the item is empty for one on the whole.

    Raises:
        ValidationError: if there are none, or one cannot be kept.

    """
    found = [[item, title, _text(posted.get(f"remark-{item}", ""))] for item, title in items_of(issue)]
    told = [remark for remark in [["", "", _text(posted.get("remark", ""))], *found] if remark[2]]
    if not told:
        raise ValidationError("没有退回：请写明要改什么，编辑会看到。")
    return told


def _text(typed: str) -> str:
    lines = [checked_reason(line, LONGEST) for line in typed.splitlines()]
    text = "\n".join(line for line in lines if line)
    if len(text) > LONGEST:
        raise ValidationError(f"意见最多{LONGEST}字，现在有{len(text)}字，请改短。")
    return text


def send_back(issue: Issue, by: str, user: User, remarks: list[list[str]]) -> None:
    """Keep the remarks on an issue that is locked, and tell the editors who work on it."""
    asked_by = issue.asked_by
    issue.returned = {"by": by, "at": timezone.now().isoformat(), "remarks": remarks}
    issue.asked_by, issue.asked_on = "", None
    Issue.objects.filter(pk=issue.pk).update(returned=issue.returned, asked_by="", asked_on=None)
    texts = [f"《{title}》：{text}" if title else text for _, title, text in remarks]
    audit.enter("issue.send_back", issue, by, asked_by=asked_by, reason=texts)
    told = [editor for editor in editors_of(issue) if editor != user]
    notify(told, f"主编退回了{issue}：{texts[0]}", reverse("issue_builder", args=[issue.pk]))


def editors_of(issue: Issue) -> list[User]:
    """Return the accounts that arranged an issue or asked for its signature; where none is
    left, all editors of the province."""
    entries = ModelLogEntry.objects.for_instance(issue).filter(
        action__in=("wagtail.create", "wagtail.edit", "press.ask")
    )
    found = {entry.user for entry in entries.select_related("user") if entry.user}
    at_work = [user for user in found if user.is_active and edits_for_province(user)]
    return at_work or list(people("editor", UnitPage.objects.filter(depth=2)))


@receiver(pre_delete, sender=Issue)
def keep_remarks(instance: Issue, **_: object) -> None:
    """Note with each article of an issue that goes what the chief remarked on it and
    on the whole: it stays in the pool."""
    user = get_active_log_context().user
    told = instance.returned["remarks"] if instance.returned else []
    longest = column(Step, "reason").max_length
    assert longest
    for entry in instance.entries.filter(article__isnull=False).select_related("article"):
        assert entry.article
        remarks = "；".join(text for about, _, text in told if about in ("", named(entry)))
        reason = cut(f"{instance}{f'，主编意见：{remarks}' if remarks else ''}", longest)
        way.step(entry.article, "drop", user, reason=reason, after=entry.article.state)
