"""Articles and issues as pages: the typesetter that prints is also the preview."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

import records
from bulletins import Manuscript, Typeset
from cms.core.models import Picture
from cms.units.models import Place


def manuscript(record: records.Issue, publication: records.Publication) -> Manuscript:
    """Return what the typesetter is given for an issue, with places and pictures of the CMS."""
    places = {p.code: p.as_record() for p in Place.objects.select_related("parent")}
    return Manuscript.of(record, publication, places=places, media=lambda name: Path(Picture.by_name(name).file.path))


def typeset_issue(given: Manuscript) -> Typeset:
    """Typeset an issue; the place of an error is one within it."""
    try:
        return given.typeset()
    except records.PressError as error:
        error.place = error.place.removeprefix(given.issue.key).strip()
        raise


def article_pdf(article: Any) -> bytes:
    """Return an article as it would be printed, alone in an issue of the first publication."""
    publication = apps.get_model("issues.Publication").objects.first()
    head = (
        publication.as_record() if publication else records.Publication(slug="yulan", name="简报预览", issuer="编辑部")
    )
    today = datetime.date.today()
    record = records.Issue(
        publication=head.slug,
        year=today.year,
        number=1,
        date=today,
        sections=(records.Section(name="", items=("a1",)),),
        items=(article.as_record("a1"),),
    )
    return typeset_issue(manuscript(record, head)).pdf


def pdf_answer(request: HttpRequest, make: Callable[[], bytes]) -> HttpResponse:
    """Answer with a PDF, or with a plain page that says what keeps it from being set."""
    try:
        return HttpResponse(
            make(), content_type="application/pdf", headers={"Content-Disposition": "inline; filename=preview.pdf"}
        )
    except records.PressError as error:
        return render(request, "newsroom/cannot_be_set.html", {"error": error})
