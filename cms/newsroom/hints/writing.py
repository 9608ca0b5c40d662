"""A text as the checks take it: from a form that is being filled, or from an article as it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from wagtail.blocks import StreamBlock, StreamValue
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.core.blocks import body_record
from cms.core.models import NumberedPage
from cms.core.numbers import number_in
from cms.newsroom.hints.checks import Writing
from cms.newsroom.hints.texts import SECTIONS, besides, paragraphs_of
from cms.newsroom.kinds import KINDS
from proof import BESIDE, Piece, told
from records import Mechanism

MOST_FIGURES = 200
FIGURE = ("label", "unit", "as_of", "quote")


def writing_in(posted: Mapping[str, str], files: Mapping[str, object], kind: type[NumberedPage], page: int) -> Writing:
    """Return the text that stands in a posted form of a kind of page; `page` is its number, 0 for a new one."""
    known = KINDS[kind]
    fields = {name: posted.get(name, "").strip() for name in known.fields}
    given: dict[str, object] = {name: value for name, value in fields.items() if name in SECTIONS}
    body = _stream(kind, "body").value_from_datadict(posted, files, "body")
    text = kind(**(given | {"body": body}))
    figures = _figures(posted)
    mechanism = None
    if known.mechanism:
        mechanism = known.mechanism(_stream(kind, "mechanism").value_from_datadict(posted, files, "mechanism"))
    public = [*_fields(kind, lambda name: posted.get(name, "")), *_parts(figures, mechanism), *_blocks(body)]
    return _writing(kind, fields, text, [(f["label"], f["quote"].strip()) for f in figures], page, public)


def _stream(kind: type[NumberedPage], name: str) -> StreamBlock:
    field = kind._meta.get_field(name)
    assert isinstance(field, StreamField)
    return field.stream_block


def writing_of(page: Any) -> Writing:
    """Return the text of an article or a case as it stands."""
    kind = type(page)
    known = KINDS[kind]
    fields = {name: str(getattr(page, name) or "") for name in known.fields}
    quotes = [(figure.label, figure.quote) for figure in page.figures.all()]
    figures = [{name: getattr(figure, name) for name in FIGURE} for figure in page.figures.all()]
    mechanism = known.mechanism(page.mechanism) if known.mechanism else None
    public = [
        *_fields(kind, lambda name: str(getattr(page, name) or "")),
        *_parts(figures, mechanism),
        *_blocks(page.body),
    ]
    return _writing(kind, fields, page, quotes, page.pk, public)


def _writing(
    kind: type[Page], fields: dict[str, str], text: Any, quotes: list[tuple[str, str]], page: int, public: list[Piece]
) -> Writing:
    return Writing(
        KINDS[kind].case,
        fields,
        paragraphs_of(text),
        quotes,
        related_to(page),
        list(besides(text.body)),
        public,
        body_record(text.body),
        [(_where(child, n), child.value["image"].width) for n, child in enumerate(text.body) if _is_picture(child)],
    )


def _figures(posted: Mapping[str, str]) -> list[dict[str, str]]:
    forms = [f"figures-{n}-" for n in range(min(number_in(posted.get("figures-TOTAL_FORMS")), MOST_FIGURES))]
    return [{name: posted.get(f + name, "") for name in FIGURE} for f in forms if not posted.get(f + "DELETE")]


def _fields(kind: type[Page], value: Callable[[str], str]) -> Iterator[Piece]:
    """Yield the fields that readers would see; an office and its phone only where they may be public."""
    yield from (Piece(name, str(value(name))) for name in KINDS[kind].public)
    if KINDS[kind].case and value("contact_public"):
        yield Piece("contact_office", value("contact_office"), BESIDE)
        yield Piece("contact_phone", value("contact_phone"))


def _parts(figures: list[dict[str, str]], mechanism: Mechanism | None) -> Iterator[Piece]:
    for figure in figures:
        yield from (Piece("figures", text, BESIDE) for text in figure.values())
        yield Piece("figures", "")
    if mechanism:
        yield from told(mechanism, "mechanism")


def _blocks(body: StreamValue) -> Iterator[Piece]:
    for n, child in enumerate(body):
        for block in body_record([child]):
            yield from told(block, _where(child, n))


def _where(child: StreamValue.StreamChild, n: int) -> str:
    return child.id or f"block-{n}"


def _is_picture(child: StreamValue.StreamChild) -> bool:
    return bool(child.block_type == "picture" and child.value["image"])


def related_to(page: int) -> frozenset[int]:
    """Return a page and those made from the same text: the article of a case, the cases of an article."""
    if not page:
        return frozenset()
    found = {page}
    for kind in (kind for kind, known in KINDS.items() if known.case):
        found |= set(kind.objects.filter(source_article=page).values_list("pk", flat=True))
        found |= set(kind.objects.filter(pk=page).exclude(source_article=None).values_list("source_article", flat=True))
    return frozenset(found)
