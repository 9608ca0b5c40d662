"""Small operations on Chinese text that several stages share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from records.body import printed_lines
from records.model import CASE_SECTIONS, Article, Case, Clipping, Figure
from records.notes import without_notes


def paragraphs(text: str) -> list[str]:
    """Split a text field at its blank lines."""
    return [p.strip() for p in text.split("\n\n") if p.strip()]


def split_lead_in(text: str) -> tuple[str, str]:
    """Split a point's text into lead-in (the sentence up to the first 。, inclusive) and the rest.

    A text of one sentence has no lead-in: it is the point itself.

    >>> split_lead_in("完善制度。出台办法。")
    ('完善制度。', '出台办法。')
    >>> split_lead_in("出台办法。")
    ('', '出台办法。')
    """
    head, stop, rest = text.partition("。")
    return (head + stop, rest) if stop and rest else ("", text)


def places_of_text(record: Case | Article | Clipping) -> Iterator[tuple[str, str]]:
    """Yield (where, paragraph) for every paragraph of a record, in reading order.

    `where` is a section's name, `body/3` for the third block, or `body/3/2` for the second point below it.
    """
    if isinstance(record, Case):
        for section in CASE_SECTIONS:
            for paragraph in paragraphs(getattr(record, section)):
                yield section, paragraph
    for line in printed_lines(record.body):
        where = "/".join(map(str, ("body", *line.where)))
        yield from ((where, text) for text in line.texts if text)


def scalars(value: Any) -> Iterator[Any]:
    """Yield every text and number in a record or a part of one, in order; what is not there is left out."""
    if isinstance(value, dict):
        for member in value.values():
            yield from scalars(member)
    elif isinstance(value, list | tuple):
        for member in value:
            yield from scalars(member)
    elif isinstance(value, msgspec.Struct):
        yield from scalars(msgspec.to_builtins(value))
    elif value is not None:
        yield value


def locate(record: Case | Article | Clipping, figure: Figure) -> str:
    """Return where a figure's quoted words stand (see `places_of_text`): where it says
    itself, else the body first, else ''.

    Words are compared without footnotes, because one may stand in the middle of a quote.
    """
    quote = without_notes(figure.quote)
    if not quote:
        return ""
    places = list(places_of_text(record))
    if any(where == figure.where and quote in without_notes(text) for where, text in places):
        return figure.where
    found = [where for where, text in places if quote in without_notes(text)]
    return next((w for w in found if w.startswith("body")), found[0] if found else "")
