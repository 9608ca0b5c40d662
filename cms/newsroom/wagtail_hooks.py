"""Where the newsroom meets the admin: addresses, the menus 稿件 and 约稿, what each screen of writing loads."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page
from wagtail.snippets.action_menu import ActionMenuItem as SnippetMenuItem
from wagtail.snippets.models import register_snippet

from cms.newsroom import call_views, dashboard, menus, staying  # noqa: F401 (they register themselves)
from cms.newsroom.hint_views import article_hints
from cms.newsroom.listing import ArticleListing
from cms.newsroom.models import Call
from cms.newsroom.views import ArticleWay, article_compare
from cms.newsroom.word import hooks as word_hooks  # noqa: F401 (registers its hooks)


@hooks.register("register_admin_viewset")
def article_listing() -> ArticleListing:
    """Register the list."""
    return ArticleListing("articles")


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """Return the addresses of an article's way."""
    return [
        path("articles/hints/", article_hints, name="article_hints"),
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
def send_a_call(items: list[SnippetMenuItem], request: HttpRequest, context: dict[str, object]) -> None:
    """Say what saving a new call does."""
    if context["model"] is Call and context["view"] == "create":
        items[:] = [call_views.SendMenuItem(order=0)]


@hooks.register("register_admin_menu_item")
def calls_item() -> MenuItem:
    """Lead to the calls."""
    return MenuItem("约稿", reverse("calls"), icon_name="form", order=160)


@hooks.register("insert_editor_js")
def hint_script() -> str:
    """Load the script."""
    return format_html(
        '<script src="{}" data-article="{}" data-case="{}" id="hints-script"></script>',
        static("newsroom/hints.js"),
        reverse("article_hints"),
        reverse("case_hints"),
    )


@hooks.register("insert_global_admin_css")
def writing_css() -> str:
    """Load the rules of the pages and panels of writing."""
    return format_html('<link rel="stylesheet" href="{}">', static("newsroom/writing.css"))
