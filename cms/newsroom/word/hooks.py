"""Where Word comes in: addresses, the link on an article's page, and the script that catches pastes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import User
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from cms.core.walls.questions import QUESTIONS, Named
from cms.newsroom.models import ArticlePage
from cms.newsroom.originals import WordFile
from cms.newsroom.states import OPEN
from cms.newsroom.word import uploads, views

CHANGES_A_DOCUMENT = re.compile(r"wagtaildocs:(edit|delete)")


def originals_stay(named: Named) -> bool:
    """Whether no Word original would be changed after its text was handed in."""
    if named.name == "wagtail_bulk_action" and named.kwargs["model_name"] == "document":
        chosen: list[Any] = named.query.getlist("id")
    elif CHANGES_A_DOCUMENT.match(f"{named.space}:{named.name}"):
        chosen = [named.kwargs.get("document_id") or named.kwargs.get("doc_id")]
    else:
        return True
    handed_in = WordFile.objects.exclude(article__state__in=OPEN)
    return not (handed_in if "all" in chosen else handed_in.filter(document__in=chosen)).exists()


QUESTIONS.append(originals_stay)


@hooks.register("register_admin_urls")
def word_urls() -> list[URLPattern]:
    """Return the addresses."""
    return [
        path("articles/word/", uploads.article_word, name="article_word"),
        path("articles/word/results/", uploads.article_word_results, name="article_word_results"),
        path("articles/paste/", views.article_paste, name="article_paste"),
        path("articles/<int:pk>/word/", views.article_word_report, name="article_word_report"),
        path("articles/<int:pk>/word/file/", views.article_word_file, name="article_word_file"),
    ]


@hooks.register("register_page_header_buttons")
def word_button(page: Page, user: User, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Lead from an article that came in as a Word file to what became of the file."""
    if (
        isinstance(page, ArticlePage)
        and page.pk
        and view_name == "edit"
        and WordFile.objects.filter(article=page).exists()
    ):
        yield Button("Word 原件与读入说明", reverse("article_word_report", args=[page.pk]), icon_name="doc-full")


@hooks.register("insert_editor_js")
def paste_script() -> str:
    """Load the script that turns a paste from Word into blocks."""
    return format_html(
        '<script src="{}" data-url="{}" id="paste-script"></script>',
        static("newsroom/paste.js"),
        reverse("article_paste"),
    )
