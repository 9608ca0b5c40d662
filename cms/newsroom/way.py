"""The way of an article, from draft to issue: what each of its moves does. The moves are in
`states`, to whom they are open in `hands`.

`take` is what screens call. Handing in and reviewing run through Wagtail's workflow (`review.PlaceReview`),
whose own buttons in the editor end in `step` as well, so that each step is kept, told and sealed in the
audit log whichever way it was taken.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import msgspec
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.dispatch import receiver
from django.urls import reverse
from wagtail.models import Page
from wagtail.signals import post_page_move

from cms.core import audit
from cms.core.decisions import name_of
from cms.core.notifications import notify, settle
from cms.core.reasons import LONGEST, checked_reason
from cms.core.titles import cut
from cms.newsroom.hands import city_above, may_write, moves_open, reviewed_by, reviewers, served
from cms.newsroom.hints.checks import private
from cms.newsroom.hints.rules import stopping, unconfirmed
from cms.newsroom.hints.writing import writing_of
from cms.newsroom.models import ArticlePage, Step
from cms.newsroom.states import IN_REVIEW, KEPT, MOVES, OPEN
from cms.units.models import UnitPage
from cms.units.roles import edits_for_province, people, units_of


@transaction.atomic
def take(article: ArticlePage, name: str, user: User, reason: str = "", ticked: Collection[str] = ()) -> None:
    """Make a move; `ticked` are the names of ticks by which personal data is confirmed when a text is handed in.

    Raises:
        PermissionDenied: if it is not open to this user now.
        ValidationError: if it needs a reason and has none or none that can be kept,
            or the article is not ready to be handed in.

    """
    move = MOVES[name]
    now = ArticlePage.objects.select_for_update().get(pk=article.pk)  # someone else may have been quicker
    article.state, article.reason = now.state, now.reason
    if move not in moves_open(article, user):
        raise PermissionDenied
    reason = checked_reason(reason) if move.may_tell_why else ""
    if move.reason and not reason:
        raise ValidationError({"reason": f"{move.label}须写明原因，报送单位会看到。"})
    state = article.current_workflow_state
    if name == "submit":
        missing = article.latest.missing_for_submission()
        if missing:
            raise ValidationError("报送前请填写：" + "、".join(missing) + "。")
        writing = writing_of(article.latest)
        if stops := stopping(writing, user):
            raise ValidationError("报送前请改好：" + "；".join(hint.text for hint in stops) + "。")
        if left := unconfirmed(writing, ticked):
            raise ValidationError(
                "报送前请核对：" + "；".join(hint.text for hint in left) + "；确需保留的，勾选以后再报送。"
            )
        if state and state.status == state.STATUS_NEEDS_CHANGES:
            state.resume(user)
        else:
            workflow = article.get_workflow()
            assert workflow  # `review.set_up_workflow` lays it on the top unit
            workflow.start(article, user)
    elif name == "take_back" and state:
        state.cancel(user)  # `review` notes it
    elif move.who == "reviewer" and article.current_workflow_task:
        article.current_workflow_task.on_action(article.current_workflow_task_state, user, name, comment=reason)
    else:
        step(article, name, user, reason=reason)


@transaction.atomic
def step(
    article: ArticlePage,
    name: str,
    user: User | None,
    *,
    reason: str = "",
    by: str = "",
    issue: Any = None,
    after: str = "",
) -> Step:
    """Keep that a move was made: new state, step, audit entry, notifications. It is
    not asked again whether it was open."""
    page = ArticlePage.objects.select_for_update().get(pk=article.pk)
    if name == "submit" and user:
        reason = kept_by_the_writer(page.latest)
    before, after = page.state, after or MOVES[name].after
    by = by or (name_of(user) if user else "")
    text = msgspec.to_builtins(page.latest.as_record()) if name in ("submit", "adopt") else None
    article.state, article.reason = after, reason.strip() if after == "returned" or name == "leave" else ""
    ArticlePage.objects.filter(pk=page.pk).update(state=article.state, reason=article.reason)
    step = Step.objects.create(
        article=page,
        move=name,
        before=before,
        after=after,
        by=user,
        by_name=by[:150],
        reason=reason.strip(),
        issue=issue,
        text=text,
    )
    told = {"before": before, "after": after} | ({"reason": reason.strip()} if reason.strip() else {})
    audit.enter(f"article.{name}", page, by, **told, **({"issue": str(issue)} if issue else {}))
    tell(page, step)
    if name == "adopt" and (review := page.current_workflow_state):
        review.cancel(user)  # adopted before its review ended
    return step


def kept_by_the_writer(text: ArticlePage) -> str:
    """Return what personal data the writer confirmed by a tick, masked: without a tick
    for each a text is not handed in."""
    found = [f"{hint.found.said} {hint.found.masked}" for hint in private(writing_of(text)) if hint.found]
    return cut(KEPT + "、".join(found), LONGEST) if found else ""


def tell(article: ArticlePage, step: Step) -> None:
    """Tell of a step: the reviewers of what came in, the contributor of what became of it;
    nobody of what they did themselves."""
    url = reverse("article_way", args=[article.pk])
    settle(url)  # what was asked before this step is done, whoever did it
    audience: Iterable[User]
    if step.move in ("submit", "pass_on"):
        audience, text = reviewers(article), f"《{article.title}》已报送，请审核"
    else:
        handed_in = article.steps.filter(move="submit").order_by("-at").first()
        audience = {person for person in (article.owner, handed_in.by if handed_in else None) if person}
        text = f"《{article.title}》{said(step)}" + (f"。原因：{step.reason}" if step.reason else "")
    notify([person for person in audience if person != step.by], text, url)
    if step.move == "approve":
        top = UnitPage.objects.filter(depth=2)
        province = (people("editor", top) | people("chief", top)).distinct()
        notify([person for person in province if person != step.by], f"《{article.title}》进入省级备选", url)


def said(step: Step) -> str:
    """Return in words what a step did."""
    match step.move:
        case "submit":
            return "已报送"
        case "take_back":
            return "已收回修改"
        case "pass_on":
            return "转交审核"
        case "adopt":
            return f"已采用，用于{step.issue}" if step.issue else "已采用"
        case "receive":
            return "已接收，正在审核"
        case "approve":
            return "已推荐到省，进入省级备选"
        case "reject" | "return":
            return "退稿，请修改后再报送"
        case "reserve":
            return "列为备用"
        case "leave":
            return "未采用"
        case "recall":
            return "已放回省级备选"
        case "release":
            return f"已从{step.issue or '期'}中撤下，回到省级备选"
        case "drop":
            return "编进的那一期删除了，稿件留着" + ("，回到省级备选" if step.after == "pool" else "")
    return step.move


def waiting_for(user: User) -> QuerySet[ArticlePage]:
    """Return the articles under review that wait for this user: a city's from its own units, the
    province's from where no city reviews."""
    if edits_for_province(user):
        return unserved()
    return ArticlePage.objects.filter(reviewed_by(units_of(user).filter(kind="city")), state__in=IN_REVIEW)


def unserved() -> QuerySet[ArticlePage]:
    """Return the articles under review that no city's editors review: the province does."""
    return ArticlePage.objects.filter(state__in=IN_REVIEW).exclude(reviewed_by(served()))


class ArticleWay:
    """The way of articles, for the workflow: see `kinds.Way`."""

    def opens(self, page: ArticlePage) -> bool:
        """Whether it is still being written."""
        return page.state in OPEN

    def hand_in(self, page: ArticlePage, user: User | None) -> None:
        """Note that it was handed in."""
        step(page, "submit", user)

    def actions(self, page: ArticlePage, user: User) -> list[tuple[str, str, bool]]:
        """Return the moves that are open to a reviewer."""
        return [(move.name, move.label, move.reason) for move in moves_open(page, user) if move.who == "reviewer"]

    def review(self, page: ArticlePage, action: str, user: User, reason: str, asked_by: User | None) -> None:
        """Note a reviewer's move."""
        step(page, action, user, reason=reason)

    def take_back(self, page: ArticlePage, user: User) -> None:
        """Note that its contributor took it back."""
        if page.state in (*IN_REVIEW, "returned"):
            step(page, "take_back", user)

    def may_write(self, page: ArticlePage, user: User) -> bool:
        """Whether the text may be changed now."""
        return may_write(page, user)


@receiver(post_page_move)
def moved(instance: Page, parent_page_before: Page, parent_page_after: Page, **_: object) -> None:
    """Pass articles under review on to those who review at the new place."""
    if city_above(parent_page_before) == city_above(parent_page_after):
        return
    for article in ArticlePage.objects.descendant_of(instance, inclusive=True).filter(state__in=IN_REVIEW):
        step(article, "pass_on", None, by="系统", reason=f"从{parent_page_before}移到{parent_page_after}")
