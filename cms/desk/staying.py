"""What of this office stays beside what is in use: what readers saw, what was signed, what is on its way; and what to do instead."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Model
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.models import Collection as Folder
from wagtail.models import Page

from cms.cases.models import CasePage, Collection
from cms.core.deleting.uses import RULES, Hold, kept, used_by
from cms.core.models import Picture
from cms.issues.lists import DistributionList
from cms.issues.models import Issue, Publication
from cms.issues.reports import Report
from cms.newsroom import way
from cms.newsroom.models import ArticlePage, Call, Clipping
from cms.reference.entries import Entry
from cms.reference.models import Field, Indicator, PracticeKind
from cms.units.models import Place, UnitPage
from cms.units.roles import edits_for_province

User = get_user_model()


def instead_of_an_article(article: ArticlePage, user: Any) -> str:
    """Return what a writer, a reviewer or the province may do with an article that stays."""
    moves = {move.name for move in way.moves_open(article, user)}
    if article.state == "adopted":
        return "采用了的稿件一直要用；印出来的内容有误，请省级编辑更正那一期。"
    if "take_back" in moves:
        return "要改，点“收回”，改好再报送。报送过的稿件留有处理记录，不能删除。"
    if article.state in way.OPEN:
        return "可以改好再报送。" if article.steps.exists() else "先在上面这些地方换掉或取消，再来删除。"
    if "leave" in moves:
        return "不用的稿件点“不采用”；要作者重写的退稿。"
    if "reject" in moves or "recall" in moves:
        return "要作者重写的，点“退稿”。" if "reject" in moves else "未采用的稿件留存备查；要用，点“放回备选”。"
    return "要改或者不再报送，请与审核的编辑联系。"


def instead_of_a_case(case: CasePage, _: Any) -> str:
    """Return what becomes of a case that stays."""
    if case.ever_public:
        withdrawn = case.clearance == "已撤回"
        return f"{'已经撤回，读者看不到了' if withdrawn else '请主编撤回并写明原因'}；撤回说明一直保留，不能删除。"
    return "请主编先改回草稿并写明原因，作者会收到通知。" if case.live else "先在上面这些地方换掉，再来删除。"


INSTEAD: dict[type[Model], str | Callable[[Any, Any], str]] = {
    Place: "地区撤并了，填“撤销日期”；名称写错了，直接改。",
    UnitPage: "单位撤并了，先停用它的账号，再填“停用日期”；改归别处的，也填停用日期，另建新单位。"
    "建错了的，先在“账号”页把它的账号改到别的单位。",
    ArticlePage: instead_of_an_article,
    CasePage: instead_of_a_case,
    Picture: "先在上面这些地方换成别的图片，再来删除；已签发的简报一直要用。",
    get_document_model(): "文章里用着的，先在那里换掉。Word 原件随稿件留存，稿件删除以后再来删。",
    Issue: "读者能看到的，在“签发与公开”页撤回并写明原因；内容有误的，在那里更正。",
    Publication: "不再出的刊物，不编新的一期就行；名称、编发单位可以改。",
    DistributionList: "不再用的名单，先给上面的简报换一份；签发过的一直要用，名称可以改成“（停用）”。",
    Call: "过期或不办的约稿，勾选“已结束”。",
    Report: "先在编排台把它从这一期里撤下，再来删除。",
    Clipping: "先在编排台把它从这一期里撤下，再来删除。",
    Field: "先把上面这些改归别的领域，再来删除；名称不合适，直接改。",
    PracticeKind: "先把上面这些改归别的类型，再来删除；名称不合适，直接改。",
    Indicator: "先在上面这些地方换成别的指标或不选，再来删除；口径不合适，直接改。",
    Collection: "内容可以改，案例可以换。",
    Folder: "文件夹随单位建立；先把里面的图片和文件移走。",
}
INSTEAD_OF_MOVING: dict[type[Model], str] = {
    UnitPage: "单位改归别处的，填停用日期，另建新单位：签发过的简报和统计仍按原来的单位。",
    CasePage: "案例留在报送它的单位名下。要归到别的单位，请那个单位另写一篇；从未公开的，请主编先改回草稿再移动。",
    ArticlePage: "签发过、编进一期或正在处理的稿件留在报送它的单位名下。还没有采用的，退稿以后可以移动。",
}
WHO: dict[type[Model], str] = {
    Issue: "请管理员删除。自己建的一期，没有签发过、里面没有条目的，可以打开它自己删除，一次一期。",
    Page: "只能删除自己还没有报送的草稿；别的文稿，请与省级编辑联系。",
}
RULES.instead.update(INSTEAD)
RULES.who.update(WHO)
RULES.instead_of_moving.update(INSTEAD_OF_MOVING)


@used_by(Page)
def pages_below(page: Any) -> Any:
    """Return what stands below a page, which would go with it."""
    return page.get_descendants()


@used_by(Folder)
def folders_below(folder: Any) -> Any:
    """Return the folders in a folder."""
    return folder.get_descendants()


@used_by(UnitPage)
def accounts(unit: UnitPage) -> Any:
    """Return the accounts of a unit, which would be left without a role."""
    return User.objects.filter(groups__unit_role__unit=unit).distinct()


@kept(CasePage)
def what_readers_saw(case: CasePage) -> Iterator[Hold]:
    """Keep a case that was ever public, whose address goes on saying what became of it; and a settled one until it is a draft again."""
    address = (reverse("case_decision", args=[case.pk]), "公开与撤回")
    if case.ever_public:
        yield Hold(said="这个案例公开过，它的网址要一直说明去向。", address=address)
    elif case.live:
        yield Hold(said="这个案例已经定稿。", address=address)


@kept(Entry)
def what_readers_see(entry: Entry) -> Iterator[Hold]:
    """Keep an entry that readers see, until it is withdrawn."""
    if entry.public:
        yield Hold(said="读者现在看得到。要删，先撤回并写明原因。", address=(entry.decision_url, "公开与撤回"))


@kept(ArticlePage)
def what_is_on_its_way(article: ArticlePage) -> Iterator[Hold]:
    """Keep an article that was handed in, until it goes back to its writer."""
    if article.state not in way.OPEN:
        address = (reverse("article_way", args=[article.pk]), "处理情况")
        yield Hold(said=f"这篇稿件现在是“{article.get_state_display()}”。", address=address)


def what_was_handed_in(article: ArticlePage, user: Any) -> Iterator[Hold]:
    """Keep what came back to its writer: only the province deletes it."""
    if article.steps.exists() and not (user.is_superuser or edits_for_province(user)):
        said = "这篇稿件退过稿，退稿记录须保留。" if article.state == "returned" else "这篇稿件报送过，处理记录须保留。"
        yield Hold(said=said, address=(reverse("article_way", args=[article.pk]), "处理情况"), instead="可以改好再报送。")


RULES.forbids[ArticlePage] = what_was_handed_in


@kept(Issue)
def what_was_signed(issue: Issue) -> Iterator[Hold]:
    """Keep a signed issue."""
    if issue.signed:
        address = (reverse("issue_decision", args=[issue.pk]), "签发与公开")
        yield Hold(said="这一期已经签发，签发的文本和 PDF 一直留存。", address=address)
