"""The menu 案例: practice cases and collections, and the page on which a case is cleared."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST
from django_filters import ChoiceFilter
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.cases import dashboard, staying  # noqa: F401 (they register themselves)
from cms.cases.deciding import CaseDecision, case_for
from cms.cases.from_article import article_to_case
from cms.cases.models import CasePage, Collection
from cms.core.listing import CLEARANCE, CLEARANCE_CHOICES, PlacedIndexView, columns_with
from cms.newsroom.hint_views import answer
from cms.releases.lists import StandingColumn
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

    def by_clearance(self, queryset: QuerySet[CasePage], name: str, value: str) -> QuerySet[CasePage]:
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
        StandingColumn(),
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
    list_display = ["title", "date", StandingColumn()]


register_snippet(CollectionViewSet)


def case_text(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with the live text of a case, as its preview shows it."""
    page = case_for(request, pk)
    return render(request, page.get_preview_template(request, ""), page.get_preview_context(request, ""))


@require_POST
def case_hints(request: HttpRequest) -> HttpResponse:
    """Answer with remarks on a case; POST is its form, with `page`, or `parent` for a new one."""
    return answer(request, CasePage)


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """Return the addresses of the decision page, of the text beside it, and of the remarks."""
    return [
        path("cases/hints/", case_hints, name="case_hints"),
        path("cases/<int:pk>/decision/", CaseDecision.as_view(), name="case_decision"),
        path("cases/<int:pk>/text/", case_text, name="case_text"),
        path("articles/<int:pk>/case/", article_to_case, name="article_to_case"),
    ]


@hooks.register("register_page_header_buttons")
def decision_button(page: Page, user: User, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Lead from a case to its decision page."""
    if (
        isinstance(page, CasePage)
        and page.pk
        and view_name == "edit"
        and (page.live or page.current_workflow_task or page.clearance != "未公开")
    ):
        label = "审核" if page.current_workflow_task else "公开与撤回" if edits_for_province(user) else "公开情况"
        yield Button(label, reverse("case_decision", args=[page.pk]), icon_name="check")
