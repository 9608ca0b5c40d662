"""The menu 案例: practice cases and collections, and the page on which a case is cleared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django_filters import ChoiceFilter
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.admin.widgets.button import Button
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.cases.from_article import article_to_case
from cms.cases.models import CasePage, Collection
from cms.core.decisions import DecisionView
from cms.core.listing import CLEARANCE, CLEARANCE_CHOICES, PlacedIndexView, columns_with
from cms.units.choose import ChooseUnitView
from cms.units.models import Place
from cms.units.naming import NamedFilter, with_city
from cms.units.roles import edits_for_province

ASKED = {"live": True, "asked_on__isnull": False}


class CaseFilters(WagtailFilterSet):
    """Filters of the list of cases."""

    place = NamedFilter(label="地区", queryset=with_city(Place.objects.all()))
    clearance = ChoiceFilter(label="公开", choices=[*CLEARANCE_CHOICES, ("asked", "请求公开")], method="by_clearance")

    class Meta:
        model = CasePage
        fields = ["place", "year", "kinds", "fields"]

    def by_clearance(self, queryset: Any, name: str, value: str) -> Any:
        """Return the live cases in a state of clearance."""
        return queryset.filter(**ASKED) if value == "asked" else queryset.filter(live=True, **CLEARANCE[value])


class CaseListing(PageListingViewSet):
    """All cases in one list."""

    model = CasePage
    icon = "doc-full"
    menu_label = "案例"
    menu_order = 200
    name = "cases"
    add_to_admin_menu = True
    index_view_class = PlacedIndexView
    choose_parent_view_class = ChooseUnitView
    columns = columns_with(
        Column("place", label="地区", accessor="place", sort_key="place__code", width="12%"),
        Column("clearance", label="公开", accessor="clearance", width="10%"),
        Column("number", label="编号", accessor="number", sort_key="number", width="8%"),
        Column("year", label="年份", accessor="year", sort_key="year", width="8%"),
    )
    filterset_class = CaseFilters


@hooks.register("register_admin_viewset")
def case_listing() -> CaseListing:
    """Register the list."""
    return CaseListing("cases")


class CollectionViewSet(SnippetViewSet):
    """Collections."""

    model = Collection
    icon = "pick"
    menu_label = "案例展播"
    menu_name = "showcases"  # made from the label, it would begin as that of 案例, and both would be marked as open
    menu_order = 250
    add_to_admin_menu = True
    list_display = ["title", "date"]


register_snippet(CollectionViewSet)


class CaseDecision(DecisionView):
    """Clearing and withdrawing a case."""

    template_name = "cases/decision.html"
    icon = "doc-full"

    def find(self, pk: int) -> CasePage:
        """Return the case for those who may edit it or clear cases."""
        return case_for(self.request, pk)

    def decisions(self, target: CasePage) -> dict[str, str]:
        """Return what this user may decide now; only a published text can be cleared."""
        user = self.request.user
        if not target.live:
            return {}
        if user.has_perm("cases.clear_casepage"):
            return {"withdraw": "撤回"} if target.clearance == "已公开" else {"clear": "公开这个案例"}
        can_ask = edits_for_province(user) and target.clearance != "已公开" and not target.asked_on
        return {"ask": "请主编公开"} if can_ask else {}

    def text(self, target: CasePage) -> str:
        """Return the number of the published revision."""
        return str(target.live_revision_id)

    def decide(self, decision: str, target: CasePage, by: str) -> str:
        """Take a decision; returns what to say."""
        if decision == "ask":
            target.ask(by, timezone.localdate())
            return f"已请主编公开《{target}》。"
        return super().decide(decision, target, by)


def case_for(request: HttpRequest, pk: int) -> CasePage:
    """Return a case; PermissionDenied for users who may neither edit it nor clear cases."""
    page: CasePage = get_object_or_404(CasePage, pk=pk)
    if not (request.user.has_perm("cases.clear_casepage") or page.permissions_for_user(request.user).can_edit()):
        raise PermissionDenied
    return page


def case_text(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with the live text of a case, as its preview shows it."""
    page = case_for(request, pk)
    return render(request, page.get_preview_template(request, ""), page.get_preview_context(request, ""))


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    """Return the addresses of the decision page and of the text beside it."""
    return [
        path("cases/<int:pk>/decision/", CaseDecision.as_view(), name="case_decision"),
        path("cases/<int:pk>/text/", case_text, name="case_text"),
        path("articles/<int:pk>/case/", article_to_case, name="article_to_case"),
    ]


@hooks.register("register_page_header_buttons")
def decision_button(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Lead from a case to its decision page."""
    if isinstance(page, CasePage) and page.pk and view_name == "edit" and (page.live or page.clearance != "未公开"):
        label = "公开与撤回" if edits_for_province(user) else "公开情况"
        yield Button(label, reverse("case_decision", args=[page.pk]), icon_name="check")


@hooks.register("before_edit_page")
def say_where_it_comes_from(request: HttpRequest, page: Any) -> None:
    """Say on a case's own page that the issue which it was made from was withdrawn."""
    if request.method == "GET" and isinstance(page, CasePage) and (issue := page.withdrawn_source):
        messages.warning(request, f"来源{issue}已撤回，原因：{issue.withdrawn_reason}。主编确认这一点以后，这个案例才能公开。")
