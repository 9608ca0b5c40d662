"""What lies on a desk in the middle of a week, for the demonstration: taken from
`midweek.yaml`, brought there by the real steps.

Nothing of it is cleared or signed and no case is published, so that an export holds the sample and nothing else.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from pathlib import Path

import msgspec
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page

from cms.cases.models import CasePage
from cms.core.blocks import body_stream
from cms.core.decisions import name_of
from cms.core.notifications import settle
from cms.issues.arranging import arrange
from cms.issues.checks import check
from cms.issues.deciding import forbid
from cms.issues.models import Issue
from cms.issues.numbering import complete
from cms.issues.publications import Publication
from cms.issues.sending_back import send_back
from cms.newsroom import calls, way
from cms.newsroom.models import ArticlePage, Call, Step
from cms.reference.models import Field
from cms.units.models import UnitPage
from records.body_markdown import parse_body

DESK = Path(__file__).with_name("midweek.yaml")
PHONES = {"xitong": "025-00000000"}  # of nobody


class CallText(msgspec.Struct, forbid_unknown_fields=True):
    """A call that runs."""

    theme: str
    text: str
    days: int
    units: list[str]


class ArticleText(msgspec.Struct, forbid_unknown_fields=True):
    """An article: who writes it for which unit, the steps it took, the call it answers, the issue it stands in."""

    title: str
    writes: str
    unit: str
    body: str
    way: list[str] = []
    call: int | None = None
    issue: str = ""


class CaseText(msgspec.Struct, forbid_unknown_fields=True):
    """A case that was handed in; `back` says why it was returned."""

    title: str
    unit: str
    fields: list[str]
    summary: str
    problem: str
    approach: str
    results: str
    conditions: str
    back: str = ""


class IssueText(msgspec.Struct, forbid_unknown_fields=True):
    """An issue: its sections with the number of articles in each, what the chief editor remarked."""

    name: str
    publication: str
    sections: dict[str, int]
    note: str = ""
    remarks: str = ""


class Desk(msgspec.Struct, forbid_unknown_fields=True):
    """All of it."""

    calls: list[CallText]
    articles: list[ArticleText]
    cases: list[CaseText]
    issues: list[IssueText]


def busy() -> bool:
    """Whether there is work already: a step, a call, a draft, an issue that is being arranged."""
    drafts = ArticlePage.objects.filter(state="draft").exists() or CasePage.objects.filter(live=False).exists()
    return drafts or Step.objects.exists() or Call.objects.exists() or Issue.objects.filter(versions=None).exists()


@transaction.atomic
def lay_out(people: dict[str, User]) -> None:
    """Bring everything onto the desk; `people` are the sample's accounts by name."""
    desk = msgspec.yaml.decode(DESK.read_bytes(), type=Desk)
    editor, today = people["bianji"], timezone.localdate()
    sent = [send(call, editor, today) for call in desk.calls]
    for text in desk.articles:
        bring(write(text, people[text.writes], sent), text, people)
    for case in desk.cases:
        hand_in(case, people)
    for issue in desk.issues:
        standing = ArticlePage.objects.filter(
            title__in=[text.title for text in desk.articles if text.issue == issue.name]
        )
        assemble(issue, list(standing.order_by("pk")), people, today)
    ask_for_clearance(editor, today)
    leave_to_print()


def send(text: CallText, editor: User, today: datetime.date) -> Call:
    """Send a call."""
    call = Call(theme=text.theme, text=text.text, due_on=today + datetime.timedelta(days=text.days))
    call.units = list(UnitPage.objects.filter(code__in=text.units))
    call.save()
    log(call, "wagtail.create", user=editor)
    calls.send(call, call.units.all())
    return call


def write(text: ArticleText, writer: User, sent: list[Call]) -> ArticlePage:
    """Write an article, as a draft."""
    unit = UnitPage.objects.get(code=text.unit)
    article = ArticlePage(
        title=text.title,
        place=unit.place if unit.kind != "system" else None,
        body=body_stream(parse_body(text.body), dict[str, object]().__getitem__),
        call=sent[text.call] if text.call is not None else None,
        owner=writer,
        live=False,
    )
    if text.way:
        article.leader, article.writer, article.phone = (
            "单位分管负责同志",
            "办公室撰稿人员",
            PHONES.get(text.writes, "0510-00000000"),
        )
    put_under(unit, article, writer)
    return article


def put_under(unit: UnitPage, page: Page, writer: User) -> None:
    """Put a new text under its unit, as the editor does."""
    unit.add_child(instance=page)
    revision = page.save_revision(user=writer, changed=False)
    log(page, "wagtail.create", user=writer, revision=revision, content_changed=True)


def bring(article: ArticlePage, text: ArticleText, people: dict[str, User]) -> None:
    """Take the steps of an article, each under the account that takes it."""
    for step in text.way:
        who, move, *reason = step.split(" ", 2)
        way.take(ArticlePage.objects.get(pk=article.pk), move, people[who], *reason)


def hand_in(text: CaseText, people: dict[str, User]) -> None:
    """Write a case and hand it in; the city returns it where the text says so."""
    writer, unit = people["tongxunyuan"], UnitPage.objects.get(code=text.unit)
    told = {name: getattr(text, name) for name in ("title", "summary", "problem", "approach", "results", "conditions")}
    case = CasePage(place=unit.place, year=timezone.localdate().year, owner=writer, live=False, **told)
    case.fields = list(Field.objects.filter(code__in=text.fields))
    put_under(unit, case, writer)
    workflow = case.get_workflow()
    assert workflow
    workflow.start(case, writer)
    if text.back:
        case = CasePage.objects.get(pk=case.pk)
        case.current_workflow_task.on_action(
            case.current_workflow_task_state, people["shiji"], "reject", comment=text.back
        )


def assemble(text: IssueText, articles: list[ArticlePage], people: dict[str, User], today: datetime.date) -> None:
    """Arrange an issue; one that is whole is sent to the chief editor, who sends it back where the text has remarks."""
    editor, chief, pool = people["bianji"], people["zhubian"], iter(articles)
    issue = Issue(
        publication=Publication.objects.get(slug=text.publication), date=today, year=today.year, editor_note=text.note
    )
    complete(issue)
    issue.save()
    log(issue, "wagtail.create", user=editor)
    arrange(
        issue, [[name, [f"article:{next(pool).pk}" for _ in range(count)]] for name, count in text.sections.items()]
    )
    if text.name == "half":
        return
    issue = Issue.objects.get(pk=issue.pk)
    forbid(check(issue), "没有请主编签发")
    issue.ask(name_of(editor), today)
    log(issue, "press.ask", user=editor)
    if text.remarks:
        settle(reverse("issue_decision", args=[issue.pk]))
        send_back(issue, name_of(chief), chief, [["", "", text.remarks]])
        log(issue, "press.send_back", user=chief)


def ask_for_clearance(editor: User, today: datetime.date) -> None:
    """Ask that readers may see one of the sample's cases that they may not see yet."""
    case = CasePage.objects.filter(live=True, cleared_on=None, withdrawn_on=None).order_by("number").first()
    if case:
        case.ask(name_of(editor), today)
        log(case, "press.ask", user=editor)


def leave_to_print() -> None:
    """Leave the sample's last issue to the clerk, as if it had just been signed."""
    last = Issue.objects.filter(printed__gt=0).order_by("-date", "-pk").first()
    if last:
        Issue.objects.filter(pk=last.pk).update(printed=last.printed - 1)


def people_by_name(names: Iterable[str]) -> dict[str, User]:
    """Return those of these accounts that can log in, by name."""
    return {user.get_username(): user for user in get_user_model().objects.filter(username__in=names, is_active=True)}
