"""The menu 稿件: all articles in one list."""

from typing import Any

from django.urls import path
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.pages import PageListingViewSet

from cms.core.listing import columns_with
from cms.newsroom.models import ArticlePage
from cms.newsroom.views import ArticleWay


class ArticleListing(PageListingViewSet):
    """All articles in one list."""

    model = ArticlePage
    icon = "edit"
    menu_label = "稿件"
    menu_order = 150
    add_to_admin_menu = True
    columns = columns_with(
        Column("place", label="地区", accessor="place", sort_key="place__code", width="12%"),
        Column("state", label="处理", accessor="get_state_display", sort_key="state", width="12%"),
    )
    list_filter = ["state", "place"]


@hooks.register("register_admin_viewset")
def article_listing() -> ArticleListing:
    """Register the list."""
    return ArticleListing("articles")


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    """Return the addresses of an article's way."""
    return [path("articles/<int:pk>/way/", ArticleWay.as_view(), name="article_way")]
