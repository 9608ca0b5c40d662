"""The page that shows an article's way, step by step, and offers the next moves."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views import View

from cms.newsroom import way
from cms.newsroom.models import ArticlePage


class ArticleWay(View):
    """Shows the steps so far and the moves open to this user; POST with `move` and `reason` makes one."""

    def find(self, request: HttpRequest, pk: int) -> ArticlePage:
        """Return the article; PermissionDenied for users in whose subtree it does not stand."""
        article: ArticlePage = get_object_or_404(ArticlePage, pk=pk)
        if not article.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        return article

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the page."""
        article = self.find(request, pk)
        facts: dict[str, Any] = {"article": article, "steps": article.steps.all(), "moves": way.moves_open(article, request.user)}
        return render(request, "newsroom/way.html", facts)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Make a move."""
        article = self.find(request, pk)
        if request.POST.get("move") not in way.MOVES:
            raise PermissionDenied
        try:
            way.take(article, request.POST["move"], request.user, request.POST.get("reason", ""))
        except ValidationError as error:
            messages.error(request, "".join(error.messages))
        return redirect("article_way", pk)
