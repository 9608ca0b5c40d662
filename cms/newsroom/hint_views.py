"""Answers a form that is being filled with remarks on what it says so far; nothing is saved."""

from __future__ import annotations

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from cms.core.models import NumberedPage
from cms.core.numbers import number_in
from cms.core.who import user_of
from cms.newsroom.hints.checks import hints
from cms.newsroom.hints.rules import HandInRules
from cms.newsroom.hints.writing import writing_in
from cms.newsroom.models import ArticlePage
from cms.newsroom.word.views import unit_to_write_in


@require_POST
def article_hints(request: HttpRequest) -> HttpResponse:
    """Answer with remarks on an article; POST is its form, with `page`, or `parent` for a new one."""
    return answer(request, ArticlePage)


def answer(request: HttpRequest, kind: type[NumberedPage]) -> HttpResponse:
    """Answer with remarks on a text of a kind, from its form."""
    unit_to_write_in(request)  # refuses strangers
    try:
        writing = writing_in(request.POST, request.FILES, kind, number_in(request.POST.get("page")))
    except (KeyError, ValueError, RecursionError) as error:  # no form of ours
        raise BadRequest("body") from error
    facts = {"hints": hints(writing, user_of(request)), "stopping": HandInRules.load().kinds}
    return render(request, "newsroom/hints/hints.html", facts)
