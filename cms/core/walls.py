"""What keeps a user from seeing and touching what is not theirs, where Wagtail itself leaves a gap.

Choosers list every object of a model to anyone who may log in; contributors could rename their own unit or change an article
after it was handed in. Page permissions do the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from cms.cases.models import CasePage
from cms.newsroom import way
from cms.newsroom.models import ArticlePage
from cms.units.models import UnitPage

CHOOSER = "wagtailsnippetchoosers_"
OPEN_TO_ALL = {"units_place", "cases_field", "cases_practicekind", "cases_indicator"}


class ChooserWall:
    """Middleware: a snippet chooser answers only those who may view its model, a page chooser only what may be explored."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass a request on; `process_view` has refused what must be."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Refuse before the view runs."""
        match = request.resolver_match
        if match is None:
            return
        if match.namespace.startswith(CHOOSER):
            model = match.namespace.removeprefix(CHOOSER)
            app, _, name = model.partition("_")
            verbs = ("view", "add", "change")
            if model not in OPEN_TO_ALL and not any(request.user.has_perm(f"{app}.{verb}_{name}") for verb in verbs):
                raise PermissionDenied
        elif match.url_name == "wagtailadmin_choose_page_chosen_multiple":
            asked = Page.objects.filter(pk__in=[i for i in request.GET.getlist("id") if i.isdigit()])
            if asked.exclude(pk__in=explorable(request).values("pk")).exists():
                raise PermissionDenied


def explorable(request: HttpRequest) -> Any:
    """Return the pages that a user may see in the tree."""
    return PagePermissionPolicy().explorable_instances(request.user)


@hooks.register("construct_page_chooser_queryset")
def only_own_pages(pages: Any, request: HttpRequest) -> Any:
    """Show in choosers what the tree shows, and no more."""
    return pages.filter(pk__in=explorable(request).values("pk"))


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
    if isinstance(page, ArticlePage) and page.state not in way.OPEN and not way.reviews(page, request.user):
        messages.warning(request, f"《{page.title}》{page.get_state_display()}，不能再改。要改请与审核的编辑联系，退回后再改。")
        return redirect("articles:index")
    return None


@hooks.register("after_publish_page")
def say_that_clearance_ended(request: HttpRequest, page: Page) -> None:
    """Tell the editor that a cleared case waits for the chief editor again."""
    if isinstance(page, CasePage) and page.cleared_on and CasePage.objects.filter(pk=page.pk, cleared_on=None).exists():
        messages.warning(request, "内容有改动，公开已暂停：请主编看过后重新公开。")
