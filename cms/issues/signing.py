"""Signing an issue: text, order, recipients and PDF are frozen; a correction is signed as a further version."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from types import MappingProxyType

import msgspec
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.dispatch import Signal
from django.urls import reverse
from django.utils import timezone

import records
from cms.core import audit
from cms.core.confirming import confirmed
from cms.core.notifications import notify
from cms.issues.models import Issue, IssueVersion
from cms.issues.preview import key_of
from cms.newsroom import way
from cms.newsroom.models import ArticlePage
from cms.newsroom.pages import manuscript, typeset_issue
from cms.units.models import UnitPage
from cms.units.roles import people

# Sent in the transaction that signs, with the `version`: what begins with a signature begins with it or not at all.
signed = Signal()
CHANGED = "没有签发：内容在查看以后又有改动。请看过现在的印样再签发。"


@transaction.atomic
def sign(
    issue: Issue,
    by: str,
    user: User | None = None,
    on: datetime.date | None = None,
    key: str | None = None,
    answers: Mapping[str, str] = MappingProxyType({}),
) -> IssueVersion:
    """Freeze text, order and recipients, typeset once and keep the PDF.

    Args:
        issue: what is signed: an issue for the first time, or one whose correction is open.
        by: the signer's name.
        user: the signer's account.
        on: day of signing; it becomes the issue's date, or the date of the correction.
        key: what the signer has seen, as `preview.key_of` names it; None where nobody looks, such as in an import.
        answers: reasons for the points that must be confirmed, by their keys: of a correction that readers see at once.

    Raises:
        ValidationError: if there is nothing to sign, it is signed already, is not what was seen,
            or has points that are not confirmed.
        PressError: if the page cannot be set.

    """
    Issue.objects.select_for_update().get(pk=issue.pk)  # two signers at once: the second waits, and finds it signed
    issue.refresh_from_db()
    last, correction = issue.signed, issue.correction or {}
    if not issue.open:
        raise ValidationError("这一期已经签发。")
    record, publication = issue.draft_record(), issue.publication_record
    if key is not None and key != key_of(record, publication):
        raise ValidationError(CHANGED)
    if on and not last:
        _check_year(issue, on)
        issue.date = on
        to = issue.distribution.recipients_on(on) if issue.distribution else ()
        record = msgspec.structs.replace(record, date=on, recipients=to)  # who is valid on that day
    if not record.items:
        raise ValidationError("这一期还没有稿件，不能签发。")
    kept = confirmed(issue.points_to_sign(), answers, "没有签发")
    records.check_survival(record)
    typeset = typeset_issue(manuscript(record, publication))
    if last:
        note = correction["note"]
        day = on or timezone.localdate()
        version = issue.freeze(record, state="corrected", date=day, by=by, note=note, version=last.version + 1)
    else:
        version = issue.freeze(record, state="signed", date=issue.date, by=by)
    version.store(typeset.pdf, typeset.first_pages)
    signed.send(IssueVersion, version=version)
    _follow(issue, record, by, user)
    redacted = last is not None and bool(correction.get("redacts"))
    done: dict[str, object] = {
        "correction": None,
        "asked_by": "",
        "asked_on": None,
        "returned": None,
        "confirmed": kept,
    }
    done |= {"redacted_on": version.date} if redacted else {}
    Issue.objects.filter(pk=issue.pk).update(date=issue.date, **done)
    for name, value in done.items():
        setattr(issue, name, value)
    told: dict[str, object] = {"version": version.version, "pdf": version.sha256, "note": version.note} | (
        {"confirmed": kept} if kept else {}
    )
    told |= {"redacted_on": str(version.date)} if redacted else {}
    audit.enter("issue.correct" if last else "issue.sign", issue, by, **told)
    clerks = people("clerk", UnitPage.objects.filter(depth=2))
    news = f"{issue}的更正已签发，请改用第 {version.version} 版" if last else f"{issue}已签发，可以印发"
    notify(clerks, news, reverse("issue_decision", args=[issue.pk]))
    return version


def _check_year(issue: Issue, on: datetime.date) -> None:
    if on.year != issue.year:
        raise ValidationError(
            f"签发日期在{on.year}年，这一期排在{issue.year}年。请改签发日期，或者到编排页改年份和期号。"
        )


def _follow(issue: Issue, record: records.Issue, by: str, user: User | None) -> None:
    """Note what became of the articles: those that stand in the issue now are adopted, those
    that a correction took out are not."""
    numbers = {item.number for item in record.items if isinstance(item, records.Article)}
    earlier = {i["number"] for v in issue.versions.all() for i in v.record.get("items", ()) if i["kind"] == "article"}
    for article in ArticlePage.objects.filter(number__in=numbers).exclude(state="adopted"):
        way.step(article, "adopt", user, by=by, issue=issue)
    gone = ArticlePage.objects.filter(number__in=earlier - numbers, state="adopted")
    for article in gone:
        elsewhere = article.issue_entries.filter(issue__versions__isnull=False).exclude(issue=issue)
        if not elsewhere.exists():
            assert issue.correction  # nothing goes but by one
            way.step(article, "release", user, by=by, issue=issue, reason=issue.correction["note"])
