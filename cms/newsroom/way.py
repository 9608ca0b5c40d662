"""The way of an article, from draft to issue: which moves are open to whom, and what each of them does.

`take` is what screens call. Handing in and reviewing run through Wagtail's workflow (`review.PlaceReview`), whose own buttons
in the editor end in `record` as well, so that each step is kept, told and sealed in the audit log whichever way it was taken.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.dispatch import receiver
from django.urls import reverse
from wagtail.signals import post_page_move

from cms.core import audit
from cms.core.decisions import name_of
from cms.core.notifications import notify, settle
from cms.core.reasons import LONGEST, checked_reason
from cms.core.titles import cut
from cms.units.models import UnitPage, unit_of
from cms.units.roles import edits_for_province, people, units_of

if TYPE_CHECKING:
    from cms.newsroom.models import ArticlePage, Step

OPEN = ("draft", "returned")  # the contributor may write
IN_REVIEW = ("submitted", "city_review")
WRITERS = ("county", "zone", "system", "city", "general")  # kinds of unit that write


@dataclass(frozen=True)
class Move:
    """A step that someone may take: from which states, to which, who takes it, what it means.

    Without a `reason` some are refused; screens ask once more before those that whoever takes them cannot take back.
    """

    name: str
    label: str
    before: tuple[str, ...]
    after: str
    who: str  # unit, reviewer, province
    help: str = ""
    reason: bool = False
    final: bool = False

    @property
    def asks(self) -> bool:
        """Whether a screen asks before it acts: for the reason, or whether it is meant."""
        return self.reason or self.final

    @property
    def done(self) -> str:
        """What is said to whoever has made it."""
        return {"reserve": "已列为备用", "leave": "已定为不采用"}.get(self.name, f"已{self.label}")

    @property
    def may_tell_why(self) -> bool:
        """Whether a reason is kept."""
        return self.reason or self.name == "leave"


MOVES = {
    move.name: move
    for move in (
        Move("submit", "报送", OPEN, "submitted", "unit", "交给上一级审核。报送以后不能再改；退回或收回以后可以改。"),
        Move("take_back", "收回", ("submitted",), "draft", "unit", "审核的编辑接收以前可以收回，改好再报送。"),
        Move(
            "receive",
            "接收",
            ("submitted",),
            "city_review",
            "reviewer",
            "告诉报送单位稿件已经收到，正在审核；接收以后对方不能再收回。",
            final=True,
        ),
        Move("approve", "推荐到省", IN_REVIEW, "pool", "reviewer", "审核通过，放进省级备选，由省级编辑选用。", final=True),
        Move("reject", "退稿", IN_REVIEW, "returned", "reviewer", "退回报送单位修改，改好可以再报送。", reason=True),
        Move("return", "退稿", ("pool", "reserve"), "returned", "province", "退回报送单位修改，改好可以再报送。", reason=True),
        Move("reserve", "备用", ("pool",), "reserve", "province", "这一期不用，留着以后用。"),
        Move("leave", "不采用", ("pool", "reserve"), "unused", "province", "不再考虑采用，会通知报送单位；以后仍可放回备选。", final=True),
        Move("recall", "放回备选", ("reserve", "unused"), "pool", "province", "重新放进省级备选，编一期时可以选用。"),
        Move("adopt", "采用", ("draft", "submitted", "city_review", "pool", "reserve", "returned", "unused"), "adopted", "signing"),
        Move("release", "从期中撤下", ("adopted",), "pool", "signing"),
        Move("drop", "所在的一期删除", (), "pool", "signing"),
        Move("pass_on", "转交审核", IN_REVIEW, "submitted", "moving"),
    )
}


def city_of(article: Any) -> UnitPage | None:
    """Return the city whose editors review an article: the one above its unit, if it has any editors."""
    above = _city_above(article.get_parent())
    return above if above and people("city", [above]).exists() else None


def _city_above(unit: Any) -> UnitPage | None:
    """Return the city that a unit belongs to and is not itself."""
    return UnitPage.objects.ancestor_of(unit).filter(kind="city").order_by("-depth").first()


def reviewers(article: Any) -> Any:
    """Return the accounts that review an article now: its city's editors, or where there is no city above, the province's."""
    city = city_of(article)
    if city:
        return people("city", [city])
    top = UnitPage.objects.filter(depth=2)
    return (people("editor", top) | people("chief", top)).distinct()


def reviews(article: Any, user: Any) -> bool:
    """Whether a user is among the `reviewers` of an article; the province's editors may step in for a city."""
    if not user.is_active or edits_for_province(user):
        return bool(user.is_active)
    unit = article.path[: -article.steplen]
    own = UnitPage.objects.filter(kind="city", roles__role="city", roles__group__user=user).values_list("path", flat=True)
    return any(unit.startswith(path) and unit != path for path in own)


def may_write(article: Any, user: Any) -> bool:
    """Whether someone who may edit pages here may change the text now: its writers, then its reviewers, the province at any time."""
    return article.state in OPEN or edits_for_province(user) or (article.state in IN_REVIEW and reviews(article, user))


def for_others(page: Any, user: Any) -> bool:
    """Whether a text is of a unit for which this user does not write, and not their own."""
    unit = page.get_parent()
    if page.owner_id == user.pk or unit.pk in set(units_of(user).values_list("pk", flat=True)):
        return False
    return not (edits_for_province(user) and UnitPage.objects.filter(pk=unit.pk, kind="general").exists())


def hand_in_label(page: Any, user: Any, *, again: bool) -> str:
    """Return what handing in a text is called for whoever does it: its writer, or someone in the writer's place."""
    if for_others(page, user):
        return "代为报送"
    return "重新报送" if again else "报送"


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
            theirs = user == article.owner or bool(handed_in and handed_in.by == user)
            # Whoever writes for the unit now, where the one who handed it in has left.
            return theirs or units_of(user).filter(pk=article.get_parent().pk, kind__in=WRITERS).exists()
        case "reviewer":
            if move.name == "receive" and city_of(article) is None:
                return False
            return reviews(article, user)
        case "province":
            return edits_for_province(user)
    return False  # signing or moving decides


@transaction.atomic
def take(article: ArticlePage, name: str, user: Any, reason: str = "", ticked: Collection[str] = ()) -> None:
    """Make a move; `ticked` are the names of ticks by which personal data is confirmed when a text is handed in.

    Raises:
        PermissionDenied: if it is not open to this user now.
        ValidationError: if it needs a reason and has none or none that can be kept, or the article is not ready to be handed in.

    """
    from cms.newsroom.hints.rules import stopping, unconfirmed
    from cms.newsroom.hints.writing import writing_of
    from cms.newsroom.models import ArticlePage

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
            raise ValidationError("报送前请核对：" + "；".join(hint.text for hint in left) + "；确需保留的，勾选以后再报送。")
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
    """Keep that a move was made: new state, step, audit entry, notifications. It is not asked again whether it was open."""
    from cms.newsroom.models import ArticlePage, Step

    page = ArticlePage.objects.select_for_update().get(pk=article.pk)
    if name == "submit" and user:
        reason = kept_by_the_writer(page.latest)
    before, after = page.state, after or MOVES[name].after
    by = by or (name_of(user) if user else "")
    text = msgspec.to_builtins(page.latest.as_record()) if name in ("submit", "adopt") else None
    article.state, article.reason = after, reason.strip() if after == "returned" or name == "leave" else ""
    ArticlePage.objects.filter(pk=page.pk).update(state=article.state, reason=article.reason)
    step = Step.objects.create(
        article=page, move=name, before=before, after=after, by=user, by_name=by[:150], reason=reason.strip(), issue=issue, text=text
    )
    told = {"before": before, "after": after} | ({"reason": reason.strip()} if reason.strip() else {})
    audit.record(f"article.{name}", page, by, **told, **({"issue": str(issue)} if issue else {}))
    tell(page, step)
    if name == "adopt" and (review := page.current_workflow_state):
        review.cancel(user)  # adopted before its review ended
    return step


KEPT = "报送时确认保留："


def kept_by_the_writer(text: Any) -> str:
    """Return what personal data the writer confirmed by a tick, masked: without a tick for each a text is not handed in."""
    from cms.newsroom.hints.checks import private
    from cms.newsroom.hints.writing import writing_of

    found = [f"{hint.found.said} {hint.found.masked}" for hint in private(writing_of(text)) if hint.found]
    return cut(KEPT + "、".join(found), LONGEST) if found else ""


def tell(article: ArticlePage, step: Step) -> None:
    """Tell of a step: the reviewers of what came in, the contributor of what became of it; nobody of what they did themselves."""
    url = reverse("article_way", args=[article.pk])
    settle(url)  # what was asked before this step is done, whoever did it
    audience: Iterable[Any]
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


def holder(article: Any) -> str:
    """Return in whose hands an article is now, in words."""
    match article.state:
        case "draft":
            return f"由{unit_of(article).title}撰写，还没有报送"
        case "returned":
            return f"由{unit_of(article).title}修改，改好再报送"
        case "submitted" | "city_review":
            city = city_of(article)
            return f"由{city.title}编辑审核" if city else "由省级编辑审核"
        case "pool" | "reserve":
            return "由省级编辑选用"
    return ""


def works_on_texts(user: Any) -> bool:
    """Whether a user writes or edits at all; a clerk does not."""
    return edits_for_province(user) or bool(units_of(user).exclude(depth=2).exists())


def waiting_for(user: Any) -> Any:
    """Return the articles under review that wait for this user: a city's from its own units, the province's from where no city reviews."""
    from cms.newsroom.models import ArticlePage

    if edits_for_province(user):
        return unserved()
    return ArticlePage.objects.filter(reviewed_by(units_of(user).filter(kind="city")), state__in=IN_REVIEW)


def unserved() -> Any:
    """Return the articles under review that no city's editors review: the province does."""
    from cms.newsroom.models import ArticlePage

    return ArticlePage.objects.filter(state__in=IN_REVIEW).exclude(reviewed_by(served()))


def served() -> Any:
    """Return the cities that have editors."""
    return UnitPage.objects.filter(kind="city", roles__role="city", roles__group__user__is_active=True).distinct()


def reviewed_by(cities: Iterable[UnitPage]) -> Q:
    """Return the condition that a text stands in a unit below one of these cities: what a city writes itself, the province reviews."""
    found = Q(pk__in=[])
    for city in cities:
        found |= Q(path__startswith=city.path, depth__gt=city.depth + 1)
    return found


def below(units: Iterable[UnitPage]) -> Q:
    """Return the condition that a page stands below one of these units; none of them, no page."""
    found = Q(pk__in=[])
    for unit in units:
        found |= Q(path__startswith=unit.path) & ~Q(path=unit.path)
    return found


@receiver(post_page_move)
def moved(instance: Any, parent_page_before: Any, parent_page_after: Any, **_: Any) -> None:
    """Pass articles under review on to those who review at the new place."""
    from cms.newsroom.models import ArticlePage

    if _city_above(parent_page_before) == _city_above(parent_page_after):
        return
    for article in ArticlePage.objects.descendant_of(instance, inclusive=True).filter(state__in=IN_REVIEW):
        record(article, "pass_on", None, by="系统", reason=f"从{parent_page_before}移到{parent_page_after}")
