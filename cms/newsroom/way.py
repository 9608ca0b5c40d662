"""The way of an article, from draft to issue: which moves are open to whom, and what each of them does.

`take` is what screens call. Handing in and reviewing run through Wagtail's workflow (`review.PlaceReview`), whose own buttons
in the editor end in `record` as well, so that each step is kept, told and sealed in the audit log whichever way it was taken.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse

from cms.core import audit
from cms.core.notices import notify
from cms.units.models import UnitPage
from cms.units.roles import edits_for_province, people

if TYPE_CHECKING:
    from cms.newsroom.models import ArticlePage, Step

OPEN = ("draft", "returned")  # the contributor may write
IN_REVIEW = ("submitted", "city_review")


@dataclass(frozen=True)
class Move:
    """A step that someone may take: from which states, to which, who takes it, whether a reason must be given."""

    name: str
    label: str
    before: tuple[str, ...]
    after: str
    who: str  # unit, reviewer, province
    reason: bool = False


MOVES = {
    move.name: move
    for move in (
        Move("submit", "报送", OPEN, "submitted", "unit"),
        Move("take_back", "收回", ("submitted",), "draft", "unit"),
        Move("receive", "接收", ("submitted",), "city_review", "reviewer"),
        Move("approve", "推荐到省", IN_REVIEW, "pool", "reviewer"),
        Move("reject", "退稿", IN_REVIEW, "returned", "reviewer", reason=True),
        Move("return", "退稿", ("pool", "reserve"), "returned", "province", reason=True),
        Move("reserve", "备用", ("pool",), "reserve", "province"),
        Move("leave", "不采用", ("pool", "reserve"), "unused", "province"),
        Move("recall", "放回备选", ("reserve", "unused"), "pool", "province"),
        Move("adopt", "采用", ("draft", "submitted", "city_review", "pool", "reserve", "returned", "unused"), "adopted", "signing"),
        Move("release", "从期中撤下", ("adopted",), "pool", "signing"),
    )
}


def city_of(article: Any) -> UnitPage | None:
    """Return the city whose editors review an article: the one above its unit, if it has any editors."""
    above = UnitPage.objects.ancestor_of(article.get_parent()).filter(kind="city").order_by("-depth").first()
    return above if above and people("city", [above]).exists() else None


def reviewers(article: Any) -> Any:
    """Return the accounts that review an article now: its city's editors, or where there is no city above, the province's."""
    city = city_of(article)
    if city:
        return people("city", [city])
    top = UnitPage.objects.filter(depth=2)
    return (people("editor", top) | people("chief", top)).distinct()


def reviews(article: Any, user: Any) -> bool:
    """Whether a user reviews an article; the province's editors may step in for a city."""
    return user.is_active and (edits_for_province(user) or reviewers(article).filter(pk=user.pk).exists())


def moves_open(article: Any, user: Any) -> list[Move]:
    """Return the moves that a user may make with an article now, as it stands in the database."""
    return [move for move in MOVES.values() if article.state in move.before and _may(move, article, user)]


def _may(move: Move, article: Any, user: Any) -> bool:
    match move.who:
        case "unit" if move.name == "submit":
            rights = article.permissions_for_user(user)
            return bool(rights.can_edit() and rights.can_submit_for_moderation())
        case "unit":
            handed_in = article.steps.filter(move="submit").order_by("-at").first()
            return user == article.owner or bool(handed_in and handed_in.by == user)
        case "reviewer":
            if move.name == "receive" and city_of(article) is None:
                return False
            return reviews(article, user)
        case "province":
            return edits_for_province(user)
    return False  # signing decides


@transaction.atomic
def take(article: ArticlePage, name: str, user: Any, reason: str = "") -> None:
    """Make a move.

    Raises:
        PermissionDenied: if it is not open to this user now.
        ValidationError: if it needs a reason and has none, or the article is not ready to be handed in.

    """
    move = MOVES[name]
    if move not in moves_open(article, user):
        raise PermissionDenied
    if move.reason and not reason.strip():
        raise ValidationError({"reason": f"{move.label}须写明原因，报送单位会看到。"})
    state = article.current_workflow_state
    if name == "submit":
        missing = article.latest.missing_for_submission()
        if missing:
            raise ValidationError("报送前请填写：" + "、".join(missing) + "。")
        if state and state.status == state.STATUS_NEEDS_CHANGES:
            state.resume(user)
        else:
            article.get_workflow().start(article, user)
    elif name == "take_back" and state:
        state.cancel(user)  # `review` notes it
    elif move.who == "reviewer" and article.current_workflow_task:
        article.current_workflow_task.on_action(article.current_workflow_task_state, user, name, comment=reason)
    else:
        record(article, name, user, reason=reason)


@transaction.atomic
def record(article: Any, name: str, user: Any, *, reason: str = "", by: str = "", issue: Any = None, after: str = "") -> Step:
    """Keep that a move was made: new state, step, audit entry, notices. It is not asked again whether it was open."""
    from cms.core.decisions import name_of
    from cms.newsroom.models import ArticlePage, Step

    page = ArticlePage.objects.select_for_update().get(pk=article.pk)
    before, after = page.state, after or MOVES[name].after
    by = by or (name_of(user) if user else "")
    text = msgspec.to_builtins(page.latest.as_record()) if name in ("submit", "adopt") else None
    article.state, article.reason = after, reason.strip() if after == "returned" or name == "leave" else ""
    ArticlePage.objects.filter(pk=page.pk).update(state=article.state, reason=article.reason)
    step = Step.objects.create(
        article=page, move=name, before=before, after=after, by=user, by_name=by, reason=reason.strip(), issue=issue, text=text
    )
    told = {"before": before, "after": after} | ({"reason": reason.strip()} if reason.strip() else {})
    audit.record(f"article.{name}", page, by, **told, **({"issue": str(issue)} if issue else {}))
    tell(page, step)
    return step


def tell(article: ArticlePage, step: Step) -> None:
    """Send the notices of a step: to the reviewers what came in, to the contributor what became of it; nobody hears of what they did."""
    said = MOVES[step.move].label
    url = reverse("article_way", args=[article.pk])
    if step.move == "submit":
        audience: Iterable[Any] = reviewers(article)
        text = f"《{article.title}》已报送，请审核"
    else:
        handed_in = article.steps.filter(move="submit").order_by("-at").first()
        audience = {person for person in (article.owner, handed_in.by if handed_in else None) if person}
        where = f"，用于{step.issue}" if step.issue else ""
        text = f"《{article.title}》{said}{where}" + (f"。原因：{step.reason}" if step.reason else "")
    notify([person for person in audience if person != step.by], text, url)
    if step.move == "approve":
        top = UnitPage.objects.filter(depth=2)
        province = (people("editor", top) | people("chief", top)).distinct()
        notify([person for person in province if person != step.by], f"《{article.title}》进入省级备选", url)
