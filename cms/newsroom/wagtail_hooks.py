"""The menu 稿件: all articles in one list."""

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from cms.newsroom import call_views, dashboard, menus, staying  # noqa: F401 (they register themselves)
from cms.newsroom.listing import ArticleListing
from cms.newsroom.models import Call
from cms.newsroom.views import ArticleWay, article_compare


@hooks.register("register_admin_viewset")
def article_listing() -> ArticleListing:
    """Register the list."""
    return ArticleListing("articles")


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    """Return the addresses of an article's way."""
    return [
        path("articles/<int:pk>/way/", ArticleWay.as_view(), name="article_way"),
        path("articles/<int:pk>/compare/", article_compare, name="article_compare"),
        path("calls/", call_views.call_list, name="calls"),
        path("calls/<int:pk>/", call_views.call_page, name="call"),
        path("calls/<int:pk>/remind/", call_views.call_remind, name="call_remind"),
    ]


register_snippet(call_views.CallViewSet)


@hooks.register("before_create_page")
def answering_a_call(request: HttpRequest, parent: Page, page_class: type[Page]) -> None:
    """Fill in which call a new article answers."""
    call_views.write_for(parent, page_class, request)


@hooks.register("construct_snippet_action_menu")
def send_a_call(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """Say what saving a new call does."""
    if context["model"] is Call and context["view"] == "create":
        items[:] = [call_views.SendMenuItem(order=0)]


@hooks.register("register_admin_menu_item")
def calls_item() -> MenuItem:
    """Lead to the calls."""
    return MenuItem("约稿", reverse("calls"), icon_name="form", order=160)


from cms.newsroom.hints import hooks as hint_hooks  # noqa: E402, F401 (registers its hooks)
from cms.newsroom.word import hooks as word_hooks  # noqa: E402, F401 (registers its hooks)
