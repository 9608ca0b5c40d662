"""The pages 使用说明."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe

from cms.core.who import user_of
from cms.help.library import guide, guides_for, place_for


def index(request: HttpRequest) -> HttpResponse:
    """Lead to the user's own guide; `?screen=` to the section that tells of a screen."""
    found, anchor = place_for(user_of(request), request.GET.get("screen", ""))
    return redirect(reverse("help_guide", args=[found.slug]) + (f"#{anchor}" if anchor else ""))


def read(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a guide, and the names of all."""
    try:
        shown = guide(slug)
    except KeyError:
        raise Http404 from None
    facts = {"guide": shown, "html": mark_safe(shown.html()), "guides": guides_for(user_of(request))}
    return render(request, "help/guide.html", facts)
