"""What keeps an article, a call or a clipping where it is, and what to do instead."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.urls import reverse

from cms.core.uses import RULES, Hold, Rows, kept, outside, side
from cms.newsroom import hands, states
from cms.newsroom.models import ArticlePage, Call, Clipping
from cms.units.models import Place, UnitPage
from cms.units.roles import edits_for_province


def instead_of_an_article(article: ArticlePage, user: User) -> str:
    """Return what a writer, a reviewer or the province may do with an article that stays."""
    moves = {move.name for move in hands.moves_open(article, user)}
    if article.state == "adopted":
        return "采用了的稿件一直要用；印出来的内容有误，请省级编辑更正那一期。"
    if "take_back" in moves:
        return "要改，点“收回”，改好再报送。报送过的稿件留有处理记录，不能删除。"
    if article.state in states.OPEN:
        return "可以改好再报送。" if article.steps.exists() else "先在上面这些地方换掉或取消，再来删除。"
    if "leave" in moves:
        return "不用的稿件点“不采用”；要作者重写的退稿。"
    if "reject" in moves or "recall" in moves:
        return "要作者重写的，点“退稿”。" if "reject" in moves else "未采用的稿件留存备查；要用，点“放回备选”。"
    return "要改或者不再报送，请与审核的编辑联系。"


RULES.instead |= {
    ArticlePage: instead_of_an_article,
    Call: "过期或不办的约稿，勾选“已结束”。",
    Clipping: "先在编排台把它从这一期里撤下，再来删除。",
}
RULES.instead_of_moving[ArticlePage] = (
    "签发过、编进一期或正在处理的稿件留在报送它的单位名下。还没有采用的，退稿以后可以移动。"
)


@kept(ArticlePage)
def what_is_on_its_way(article: ArticlePage) -> Iterator[Hold]:
    """Keep an article that was handed in, until it goes back to its writer."""
    if article.state not in states.OPEN:
        address = (reverse("article_way", args=[article.pk]), "处理情况")
        yield Hold(said=f"这篇稿件现在是“{article.get_state_display()}”。", address=address)


def what_was_handed_in(article: ArticlePage, user: User) -> Iterator[Hold]:
    """Keep what came back to its writer: only the province deletes it."""
    if article.steps.exists() and not (user.is_superuser or edits_for_province(user)):
        said = "这篇稿件退过稿，退稿记录须保留。" if article.state == "returned" else "这篇稿件报送过，处理记录须保留。"
        yield Hold(
            said=said, address=(reverse("article_way", args=[article.pk]), "处理情况"), instead="可以改好再报送。"
        )


RULES.forbids[ArticlePage] = what_was_handed_in


@outside(UnitPage)
def texts_of_a_unit(unit: UnitPage, end: str, day: datetime.date) -> Iterator[Rows]:
    """Yield articles that were handed in outside, and calls that still run."""
    yield _handed_in(ArticlePage.objects.child_of(unit), end, day)
    if end == "valid_to":
        yield Call.objects.filter(units=unit, closed=False, due_on__gte=day)


@outside(Place)
def texts_of_a_place(place: Place, end: str, day: datetime.date) -> Iterator[Rows]:
    """Yield articles that were handed in outside, and clippings of another day."""
    yield _handed_in(ArticlePage.objects.filter(place=place), end, day)
    yield Clipping.objects.filter(**{"place": place, f"date__{side(end)}": day})


def _handed_in(articles: QuerySet[ArticlePage], end: str, day: datetime.date) -> QuerySet[ArticlePage]:
    return articles.filter(**{"steps__move": "submit", f"steps__at__date__{side(end)}": day}).distinct()
