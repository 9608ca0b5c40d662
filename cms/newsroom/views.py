"""The page that shows an article's way, step by step, and offers the next moves; and what
was handed in beside what it is now."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views import View

from cms.core.fields import column
from cms.core.notifications import mark_read
from cms.core.reading import reading
from cms.core.who import user_of
from cms.newsroom import compare, hands, states, way
from cms.newsroom.hints.checks import TO_WRITER, Hint, hints
from cms.newsroom.hints.rules import HandInRules
from cms.newsroom.hints.writing import writing_of
from cms.newsroom.models import ArticlePage, Step
from cms.units.models import unit_of
from cms.units.roles import edits_for_province


def article_for(request: HttpRequest, pk: int) -> ArticlePage:
    """Return an article; PermissionDenied for users in whose subtree it does not stand."""
    article: ArticlePage = get_object_or_404(ArticlePage.objects.select_related("place", "call", "owner"), pk=pk)
    if not article.permissions_for_user(user_of(request)).can_edit():
        raise PermissionDenied
    return article


class ArticleWay(View):
    """Shows the steps so far and the moves open to this user; POST with `move` and `reason` makes one."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the page; the user's notifications of this article count as read."""
        article = article_for(request, pk)
        mark_read(user_of(request), request.path)
        return self.show(request, article)

    def show(self, request: HttpRequest, article: ArticlePage, typed: QueryDict | None = None) -> HttpResponse:
        """Return the page; `typed` is what was posted and not taken, which stays in its boxes."""
        text = article.latest
        steps = list(article.steps.select_related("issue__publication"))
        facts: dict[str, object] = {
            "article": article,
            "typed": typed or {},
            "reading": reading(text),
            "people": [
                (name, column(text, name).verbose_name, getattr(text, name))
                for name in ("place", "leader", "writer", "phone")
            ],
            "word_file": getattr(article, "word_file", None),
            "hints": [confirmed(hint, steps) for hint in hints(writing_of(text), user_of(request))],
            "stopping": HandInRules.load().kinds,
            "unit": unit_of(article),
            "holder": hands.holder(article),
            "steps": [(way.said(step), step) for step in reversed(steps)],
            # What goes on comes first, what takes an article out of the way last.
            "moves": sorted(
                hands.moves_open(article, user_of(request)), key=lambda move: (move.reason, move.name == "leave")
            ),
            "province": edits_for_province(user_of(request)),
            "hand_in": hands.hand_in_label(article, user_of(request), again=article.state == "returned"),
            "for_others": hands.for_others(article, user_of(request)),
            "submissions": [step for step in steps if step.move == "submit" and step.text],
            "editable": hands.may_write(article, user_of(request)),
            "has_case": article.cases.exists(),
            "issue": next((step.issue for step in reversed(steps) if step.move == "adopt" and step.issue), None),
        }
        return render(request, "newsroom/way.html", facts)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Make a move."""
        article = article_for(request, pk)
        move = states.MOVES.get(request.POST.get("move", ""))
        if move is None or move.who in ("signing", "moving"):
            raise PermissionDenied
        try:
            way.take(article, move.name, user_of(request), request.POST.get("reason", ""), request.POST)
            messages.success(request, f"《{article.title}》{move.done}。")
        except ValidationError as error:
            messages.error(request, "".join(error.messages))
            return self.show(request, article_for(request, pk), request.POST)
        except PermissionDenied:
            # Someone else was quicker, or it was clicked twice.
            now = ArticlePage.objects.get(pk=pk).get_state_display()
            messages.warning(
                request, f"没有办成“{move.label}”：稿件现在是“{now}”，这一步不能再做。请看下面的处理经过。"
            )
        return redirect("article_way", pk)


def confirmed(hint: Hint, steps: list[Step]) -> Hint:
    """Return a remark as whoever reviews reads it, where the writer confirmed by a tick that it stays."""
    kept = next((step.reason for step in reversed(steps) if step.move == "submit"), "")
    if (steps[-1:] and steps[-1].after in states.OPEN) or not hint.found or hint.found.masked not in kept:
        return hint
    return replace(hint, text=hint.text.replace(TO_WRITER, f"{states.KEPT}{hint.found.masked}"))


def article_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the text as handed in (`?step=`, by default the last time) beside the text as it is now."""
    article = article_for(request, pk)
    submissions = [step for step in article.steps.filter(move="submit") if step.text]
    if not submissions:
        messages.warning(request, "这篇稿件还没有报送过，没有可以对照的报送稿。")
        return redirect("article_way", pk)
    chosen = request.GET.get("step", str(submissions[-1].pk))
    step = next((step for step in submissions if str(step.pk) == chosen), None)
    if step is None:
        raise Http404
    assert step.text
    facts = {
        "article": article,
        "submissions": submissions,
        "step": step,
        **compare.compared(step.text, article.latest.as_record()),
    }
    return render(request, "newsroom/compare.html", facts)
