"""The list 稿件: its columns, its filters, and what an empty one says."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Max, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django_filters import ChoiceFilter, DateFromToRangeFilter, ModelChoiceFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.query import PageQuerySet

from cms.core.who import user_of
from cms.newsroom import calls, coverage, way
from cms.newsroom.models import ArticlePage, Call, Step
from cms.units.choose import ChooseUnitView
from cms.units.models import Place, UnitPage
from cms.units.naming import NamedFilter, unit_title, with_city
from cms.units.roles import edits_for_province, units_of


def places(request: HttpRequest) -> QuerySet[Place]:
    """Return the places where the units stand that a user sees; who writes for all the
    province may write of any of them."""
    found = units(request)
    if found.filter(place__level="province").exists():
        found = UnitPage.objects.exclude(depth=2)
    return with_city(Place.objects.filter(pk__in=found.values("place")).exclude(level="province"))


def units(request: HttpRequest) -> QuerySet[UnitPage]:
    """Return the units whose articles a user may see."""
    found = with_city(UnitPage.objects.exclude(depth=2).in_order())
    if edits_for_province(user_of(request)):
        return found
    own = [
        pk
        for unit in units_of(user_of(request))
        for pk in UnitPage.objects.descendant_of(unit, inclusive=True).values_list("pk", flat=True)
    ]
    return found.filter(pk__in=own)


def calls_seen(request: HttpRequest) -> QuerySet[Call]:
    """Return the calls that are a user's business."""
    return Call.objects.all() if edits_for_province(user_of(request)) else calls.asked(units_of(user_of(request)))


class ArticleFilters(WagtailFilterSet):
    """Filters of the list of articles."""

    place = NamedFilter(label="地区", queryset=places, method="by_place", help_text="选市，包括它的县（市、区）")
    unit = NamedFilter(label="单位", queryset=units, method="by_unit", help_text="选市，包括它的县（市、区）")
    call = ModelChoiceFilter(label="应哪次约稿", queryset=calls_seen)
    waiting = ChoiceFilter(label="审核", choices=[("mine", "等我审核"), ("late", "市级审核逾期")], method="by_waiting")
    handed_in = DateFromToRangeFilter(label="报送日期", widget=DateRangePickerWidget)

    class Meta:
        model = ArticlePage
        fields = ["state"]

    def by_place(self, queryset: QuerySet[ArticlePage], name: str, value: Place) -> QuerySet[ArticlePage]:
        """Return the articles of a place; a city's counties share its first four digits."""
        return queryset.filter(place__code__startswith=value.code[:4] if value.level == "city" else value.code)

    def by_waiting(self, queryset: QuerySet[ArticlePage], name: str, value: str) -> QuerySet[ArticlePage]:
        """Return the articles that wait for this user's review, or too long for a city's."""
        found: QuerySet[Any] = way.waiting_for(user_of(self.request)) if value == "mine" else coverage.late_in_cities()
        return queryset.filter(pk__in=found.values("pk"))

    def by_unit(self, queryset: QuerySet[ArticlePage], name: str, value: UnitPage) -> QuerySet[ArticlePage]:
        """Return the articles of a unit and the units below it."""
        return queryset.filter(path__startswith=value.path)


class ArticleIndexView(IndexView):
    """All articles that a user may see, in one list."""

    results_template_name = "newsroom/articles_results.html"
    default_ordering = "-latest_revision_created_at"

    def annotate_queryset(self, pages: PageQuerySet[ArticlePage]) -> PageQuerySet[Any]:
        """Add the unit's title and when an article was handed in last."""
        steps = (
            Step.objects.filter(article=OuterRef("pk"), move="submit")
            .order_by()
            .values("article")
            .annotate(last=Max("at"))
        )
        found: PageQuerySet[Any] = (
            super().annotate_queryset(pages).select_related("place", for_specific_subqueries=True)
        )
        return found.annotate(
            unit_title=unit_title(coverage.unit_path(OuterRef("path"))), handed_in=Subquery(steps.values("last")[:1])
        )

    def order_queryset(self, queryset: QuerySet[ArticlePage]) -> QuerySet[ArticlePage]:
        """Put what was never handed in last."""
        if self.ordering in ("handed_in", "-handed_in"):
            by = F("handed_in")
            return queryset.order_by(by.desc(nulls_last=True) if self.ordering[0] == "-" else by.asc(nulls_last=True))
        found: QuerySet[ArticlePage] = super().order_queryset(queryset)
        return found


class ArticleListing(PageListingViewSet):
    """The menu entry and the list."""

    model = ArticlePage
    icon = "edit"
    menu_label = "稿件"
    menu_order = 150
    add_to_admin_menu = True
    index_view_class = ArticleIndexView
    choose_parent_view_class = ChooseUnitView
    columns = [
        TitleColumn(
            "title",
            label="标题",
            accessor="get_admin_display_title",
            sort_key="title",
            get_url=lambda article: reverse("article_way", args=[article.pk]),
        ),
        Column("unit", label="单位", accessor="unit_title", width="14%"),
        Column("place", label="地区", accessor="place", sort_key="place__code", width="12%"),
        Column("state", label="处理", accessor="get_state_display", sort_key="state", width="10%"),
        DateColumn("handed_in", label="报送", accessor="handed_in", sort_key="handed_in", width="12%"),
        DateColumn("latest_revision_created_at", label="最后修改", sort_key="latest_revision_created_at", width="12%"),
    ]
    filterset_class = ArticleFilters
