"""Answers a form that is being filled with remarks on what it says so far; nothing is saved."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from cms.cases.models import CasePage
from cms.core.models import NumberedPage
from cms.core.numbers import number_in
from cms.newsroom.hints.checks import Writing, hints
from cms.newsroom.hints.texts import SECTIONS, paragraphs_of
from cms.newsroom.models import ArticlePage
from cms.newsroom.word.views import unit_to_write_in

MOST_FIGURES = 200


@require_POST
def article_hints(request: HttpRequest) -> HttpResponse:
    """Answer with remarks on an article; POST is its form, with `page`, or `parent` for a new one."""
    return _answer(request, ArticlePage, ("title", "place", "prefix", "leader", "writer", "phone"))


@require_POST
def case_hints(request: HttpRequest) -> HttpResponse:
    """Answer with remarks on a case; see `article_hints`."""
    return _answer(request, CasePage, ("title", "place", *SECTIONS))


def _answer(request: HttpRequest, kind: type[NumberedPage], names: tuple[str, ...]) -> HttpResponse:
    unit_to_write_in(request)  # refuses strangers
    fields = {name: request.POST.get(name, "").strip() for name in names}
    block = kind._meta.get_field("body").stream_block
    given = {name: value for name, value in fields.items() if name in SECTIONS}
    try:
        body = block.value_from_datadict(request.POST, request.FILES, "body")
    except (KeyError, ValueError, RecursionError) as error:  # no form of ours
        raise BadRequest("body") from error
    related = frozenset(_related(number_in(request.POST.get("page"))))
    writing = Writing(kind is CasePage, fields, paragraphs_of(kind(**given, body=body)), _quotes(request.POST), related)
    return render(request, "newsroom/hints/hints.html", {"hints": hints(writing, request.user)})


def _quotes(posted: Any) -> list[tuple[str, str]]:
    forms = [f"figures-{n}-" for n in range(min(number_in(posted.get("figures-TOTAL_FORMS")), MOST_FIGURES))]
    return [(posted.get(f + "label", ""), posted.get(f + "quote", "").strip()) for f in forms if not posted.get(f + "DELETE")]


def _related(page: int) -> set[int]:
    """Return a page and those made from the same text: the article of a case, the cases of an article."""
    if not page:
        return set()
    made = CasePage.objects.filter(source_article=page).values_list("pk", flat=True)
    source = CasePage.objects.filter(pk=page).exclude(source_article=None).values_list("source_article", flat=True)
    return {page, *made, *source}
