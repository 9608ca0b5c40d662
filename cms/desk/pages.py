"""What holds for pages beyond the rights of a group: units are the administrator's, a text
handed in is not its writer's any more."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.models import Page
from wagtail.query import PageQuerySet

from cms.cases.models import CasePage
from cms.core.walls.filters import own_filters_only
from cms.core.walls.reach import explorable
from cms.core.who import user_of
from cms.newsroom import hands, states
from cms.newsroom.models import ArticlePage
from cms.units.models import UnitPage
from cms.units.roles import edits_for_province

own_filters_only()


@hooks.register("construct_page_chooser_queryset")
def only_own_pages(pages: PageQuerySet[Page], request: HttpRequest) -> PageQuerySet[Page]:
    """Show in choosers what the tree shows, and no more."""
    own = pages.filter(pk__in=explorable(user_of(request)).values("pk"))
    return own.annotate_approved_schedule().prefetch_workflow_states()  # what each row's state is read from


@hooks.register("before_create_page")
def units_are_made_by_administrators(request: HttpRequest, parent: Page, page_class: type[Page]) -> None:
    """Refuse a new unit from anyone else: units carry the rights."""
    if page_class is UnitPage and not request.user.is_superuser:
        raise PermissionDenied


@hooks.register("before_edit_page")
def edits_that_are_open(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse changes to units, and to an article that its contributor has handed in."""
    if isinstance(page, UnitPage) and not request.user.is_superuser:
        raise PermissionDenied
    if isinstance(page, ArticlePage) and not hands.may_write(page, user_of(request)):
        messages.warning(
            request, f"《{page.title}》{page.get_state_display()}，不能再改。要改请{_instead(page, user_of(request))}。"
        )
        return redirect("article_way", page.pk)
    return None


def _instead(article: ArticlePage, user: User) -> str:
    if any(move.name == "take_back" for move in hands.moves_open(article, user)):
        return "先点“收回”"
    return "与审核的编辑联系，退回后再改" if article.state in states.IN_REVIEW else "与省级编辑联系"


def may_remove(user: User, page: Page) -> bool:
    """Whether a user may delete a page: writers their own drafts that were never handed in,
    the province's editors all texts."""
    page = page.specific
    if user.is_superuser:
        return True
    if isinstance(page, UnitPage):
        return False
    if edits_for_province(user):
        return True
    handed_in = isinstance(page, ArticlePage) and page.steps.exists()
    return page.owner_id == user.pk and not page.live and not handed_in and page.current_workflow_state is None


@hooks.register("before_delete_page")
def only_own_drafts_are_deleted(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to delete what others wrote or what was handed in."""
    if may_remove(user_of(request), page):
        return None
    messages.warning(request, "只能删除自己还没有报送的草稿。要删别的文稿，请与省级编辑联系。")
    return redirect("wagtailadmin_home")


@hooks.register("before_move_page")
def texts_are_moved_by_the_province(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    """Refuse to move a text to another unit, which changes whose it is and who is counted."""
    return None if _decides_where(user_of(request), page) else _stays(request)


@hooks.register("before_bulk_action")
def the_same_for_many(request: HttpRequest, action: str, objects: list[Page], view: object) -> HttpResponse | None:
    """Hold for many pages at once what holds for one."""
    pages = [page for page in objects if isinstance(page, Page)]
    if action == "delete" and not all(may_remove(user_of(request), page) for page in pages):
        messages.warning(request, "选中的文稿里有不能删的：只能删除自己还没有报送的草稿。请重新选择。")
        return redirect("wagtailadmin_home")
    if action == "move" and not all(_decides_where(user_of(request), page) for page in pages):
        return _stays(request)
    return None


def _decides_where(user: User, page: Page) -> bool:
    return bool(user.is_superuser or (edits_for_province(user) and not isinstance(page.specific, UnitPage)))


def _stays(request: HttpRequest) -> HttpResponse:
    messages.warning(request, "文稿留在报送单位名下，不能移动到别处。确有需要，请与省级编辑联系。")
    return redirect("wagtailadmin_home")


@hooks.register("after_publish_page")
def say_that_clearance_ended(request: HttpRequest, page: Page) -> None:
    """Tell the editor that a cleared case waits for the chief editor again."""
    if isinstance(page, CasePage) and page.cleared_on and CasePage.objects.filter(pk=page.pk, cleared_on=None).exists():
        messages.warning(request, "内容有改动，公开已暂停：请主编看过后重新公开。")
