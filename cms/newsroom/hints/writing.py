"""A text as the checks take it: from a form that is being filled, or from an article as it stands."""

from __future__ import annotations

from typing import Any

from cms.cases.models import CasePage
from cms.core.models import NumberedPage
from cms.core.numbers import number_in
from cms.newsroom.hints.checks import Writing
from cms.newsroom.hints.texts import SECTIONS, besides, paragraphs_of
from cms.newsroom.models import ArticlePage

MOST_FIGURES = 200
FIELDS: dict[type[Any], tuple[str, ...]] = {
    ArticlePage: ("title", "place", "prefix", "leader", "writer", "phone"),
    CasePage: ("title", "place", *SECTIONS),
}


def writing_in(posted: Any, files: Any, kind: type[NumberedPage], page: int) -> Writing:
    """Return the text that stands in a posted form of a kind of page; `page` is its number, 0 for a new one."""
    fields = {name: posted.get(name, "").strip() for name in FIELDS[kind]}
    given = {name: value for name, value in fields.items() if name in SECTIONS}
    body = kind._meta.get_field("body").stream_block.value_from_datadict(posted, files, "body")
    text = kind(**given, body=body)
    return Writing(kind is CasePage, fields, paragraphs_of(text), _quotes(posted), related_to(page), list(besides(text.body)))


def writing_of(page: NumberedPage) -> Writing:
    """Return the text of an article or a case as it stands."""
    kind = type(page)
    fields = {name: str(getattr(page, name) or "") for name in FIELDS[kind]}
    quotes = [(figure.label, figure.quote) for figure in page.figures.all()]
    return Writing(kind is CasePage, fields, paragraphs_of(page), quotes, related_to(page.pk), list(besides(page.body)))


def _quotes(posted: Any) -> list[tuple[str, str]]:
    forms = [f"figures-{n}-" for n in range(min(number_in(posted.get("figures-TOTAL_FORMS")), MOST_FIGURES))]
    return [(posted.get(f + "label", ""), posted.get(f + "quote", "").strip()) for f in forms if not posted.get(f + "DELETE")]


def related_to(page: int) -> frozenset[int]:
    """Return a page and those made from the same text: the article of a case, the cases of an article."""
    if not page:
        return frozenset()
    made = CasePage.objects.filter(source_article=page).values_list("pk", flat=True)
    source = CasePage.objects.filter(pk=page).exclude(source_article=None).values_list("source_article", flat=True)
    return frozenset({page, *made, *source})
