"""Addresses of the remarks, and the script that asks for them while someone writes."""

from __future__ import annotations

from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from wagtail import hooks

from cms.newsroom.hints import views


@hooks.register("register_admin_urls")
def hint_urls() -> list[URLPattern]:
    """Return the address."""
    return [path("articles/hints/", views.article_hints, name="article_hints")]


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
