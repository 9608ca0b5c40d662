"""What a reader returns: the records it found, where it found them, and everything it was unsure of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import Literal

import msgspec

from readers.numerals import FULL_WIDTH
from records.body import Body, printed_lines
from records.model import AnyItem, Article, PrintedLine, Publication, Report, Section


class Note(msgspec.Struct, frozen=True):
    """A remark on a line of the source (counted from 1; 0 for the whole file), for the person who checks the import."""

    line: int
    kind: str
    text: str


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """One file as read. What was not found is None or empty; nothing is filled in.

    `publication` holds what the head says, its slug still empty. Items are numbered 1, 2, 3 … for the time being, with
    the anchors a1, a2 … that `sections` refers to. `notes` is what was joined, moved, dropped or doubtful; `evidence`
    is the words that were read into a field (date, number, contents …). Together with the items they hold every letter
    of the file. `heads` are the items' prefixes and titles as printed, `media` the pictures that bodies name.
    """

    shape: Literal["bulletin", "newspaper"]
    publication: Publication
    year: int | None = None
    number: int | None = None
    total_number: int | None = None
    date: date | None = None
    series: str = ""
    series_number: int | None = None
    series_line: str = ""
    editor_note: str = ""
    responsible_editor: str = ""
    sections: tuple[Section, ...] = ()
    items: tuple[AnyItem, ...] = ()
    heads: tuple[str, ...] = ()
    lines: tuple[PrintedLine, ...] = ()
    registration_no: str = ""
    print_run: int | None = None
    notes: tuple[Note, ...] = ()
    evidence: tuple[Note, ...] = ()
    media: dict[str, bytes] = {}


@lru_cache(maxsize=8_192)
def letters(text: str) -> str:
    """Return only what carries meaning when layout is taken away: Han characters, letters and digits."""
    return re.sub(r"[\W_]", "", text)


def missing(lines: Iterable[tuple[int, str]], reading: Reading) -> tuple[Note, ...]:
    """Return a note for every line of the source whose letters stand neither in the result nor in a note.

    Args:
        lines: the lines of the source with their numbers.
        reading: what was made of it.

    """
    return lost(lines, parts(reading))


def lost(lines: Iterable[tuple[int, str]], kept: Iterable[str]) -> tuple[Note, ...]:
    """Return a note for every line whose letters stand in none of what was kept; a
    figure may be printed in full width."""
    found = "\n".join(letters(part) for part in kept).translate(FULL_WIDTH)
    left = ((n, line) for n, line in lines if letters(line).translate(FULL_WIDTH) not in found)
    return tuple(Note(n, "遗漏", f"这一行没有读入：{line.strip()}") for n, line in left)


def parts(reading: Reading) -> Iterator[str]:
    """Yield every piece of text of a reading, each as one string that a source line may be looked up in."""
    yield from reading.editor_note.split("\n\n")
    for head, item in zip(reading.heads, reading.items, strict=True):
        yield head
        yield from item_parts(item)
    for group in reading.lines:
        first, *rest = group.lines
        yield group.kind + first
        yield from rest
    yield from (note.text for note in (*reading.notes, *reading.evidence))


def item_parts(item: AnyItem) -> Iterator[str]:
    """Yield the paragraphs and table rows of an item in reading order, without its title."""
    if isinstance(item, Report):
        yield from item.note.split("\n\n")
        yield from ("".join(row) for row in (item.columns, *item.rows))
    else:
        yield from body_parts(item.body)


def body_parts(body: Body) -> Iterator[str]:
    """Yield the lines of a body as printed: points with their numbers, table rows whole."""
    return filter(None, ("".join(line.numbered) for line in printed_lines(body)))


def printed_head(item: Article, place_name: str, unit_name: str = "") -> str:
    """Return an article's title with what stands before it: its own prefix, or else the name of its place or unit."""
    prefix = item.prefix or place_name or unit_name
    return f"{prefix}：{item.title}" if prefix else item.title
