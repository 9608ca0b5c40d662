"""The paragraphs of an article or a case, and the table of passages kept up to date with them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.blocks import StreamValue
from wagtail.models import Page, Revision

from cms.core.blocks import body_record, lines
from cms.newsroom.hints import passages
from cms.newsroom.kinds import KINDS
from records import RUNNING, Line, printed_lines

SECTIONS = ("summary", "problem", "approach", "workings", "results", "conditions")


def paragraphs_of(page: Any) -> list[tuple[str, str]]:
    """Return (where, paragraph) for a page in the order in which one writes; `where`
    names a field, or a block by its id."""
    found = [(name, text) for name in SECTIONS if hasattr(page, name) for text in lines(getattr(page, name))]
    return [*found, *body_paragraphs(page.body)]


def body_paragraphs(stream: StreamValue) -> Iterator[tuple[str, str]]:
    """Yield (block, paragraph) for the running text of a body: tables and captions are no passages."""
    return ((where, line.texts[0]) for where, line in _lines(stream) if line.part in RUNNING)


def besides(stream: StreamValue) -> Iterator[tuple[str, str]]:
    """Yield (block, text) for what a body prints besides running text: cells, captions, who said something."""
    return ((where, text) for where, line in _lines(stream) if line.part not in RUNNING for text in line.texts if text)


def _lines(stream: StreamValue) -> Iterator[tuple[str, Line]]:
    for n, child in enumerate(stream):
        where = child.id or f"block-{n}"  # one that was never saved may have no id
        yield from ((where, line) for line in printed_lines(body_record([child])))


def letters_of(page: Any) -> passages.Letters:
    """Return the letters of a page's text."""
    return passages.Letters.of([text for _, text in paragraphs_of(page)])


@receiver(post_save, sender=Revision)
def keep_up(instance: Revision, raw: bool = False, **_: object) -> None:
    """Keep the passages of a text whenever it is saved, draft or not."""
    kinds = {ContentType.objects.get_for_model(kind).pk for kind in KINDS}
    if not raw and instance.content_type_id in kinds:
        passages.keep(int(instance.object_id), letters_of(instance.as_object()))


def rebuild() -> int:
    """Keep the passages of all texts anew; return their number."""
    count = 0
    for kind in KINDS:
        for page in kind.objects.select_related("latest_revision").iterator(chunk_size=200):
            passages.keep(page.pk, letters_of(page.latest_revision.as_object() if page.latest_revision else page))
            count += 1
    passages.Shingle.objects.exclude(page__in=Page.objects.type(*KINDS)).delete()
    return count
