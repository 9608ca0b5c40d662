"""The blocks of a text: paragraphs, headings, points, quotations, tables, pictures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

import msgspec

from records.tables import Merge

Ordinal = Literal["", "一是", "一、", "（一）", "1.", "（1）"]


class Block(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag_field="block"
):
    """One piece of a body. Text is plain: no line breaks, no inline markup; bold is a style, never data."""


class Paragraph(Block, frozen=True, tag="paragraph"):
    """Running text."""

    text: str


class Heading(Block, frozen=True, tag="heading"):
    """A subhead of level 1 or 2 inside the text."""

    text: str
    level: Literal[1, 2] = 1


class Point(Block, frozen=True, tag="point"):
    """A point: its lead-in (the sentence that names the theme, with its 。), the rest, and points below it.

    `ordinal` is the style of its number, written as the first of its kind; the number itself follows from the position.
    """

    ordinal: Ordinal = ""
    lead_in: str = ""
    text: tuple[str, ...] = ()
    children: tuple[Point, ...] = ()


class Quotation(Block, frozen=True, tag="quotation"):
    """Quoted paragraphs and who said them."""

    text: tuple[str, ...]
    source: str = ""


class Table(Block, frozen=True, tag="table"):
    """A table; a row with fewer cells than columns has its last cell span the rest, other merges stand in `merged`.

    `columns` is the first row of the head; where the head has more (`head_rows`), they open `rows`. A
    merge stays in the head or below it.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    merged: tuple[Merge, ...] = ()
    head_rows: int = 1


class Picture(Block, frozen=True, tag="picture"):
    """A picture: its file below media/, what it shows (alternative text), and its caption."""

    media: str
    alt: str
    caption: str = ""


AnyBlock = Paragraph | Heading | Point | Quotation | Table | Picture
Body = tuple[AnyBlock, ...]

DIGITS = "一二三四五六七八九十"


def chinese_number(n: int) -> str:
    """Return 1–99 in Chinese digits.

    >>> [chinese_number(n) for n in (1, 10, 12, 20, 35)]
    ['一', '十', '十二', '二十', '三十五']
    """
    tens, ones = divmod(n, 10)
    head = "" if tens == 0 else "十" if tens == 1 else DIGITS[tens - 1] + "十"
    return head + (DIGITS[ones - 1] if ones else "")


def marker(ordinal: Ordinal, n: int) -> str:
    """Return the printed number of the n-th point of a style, e.g. 三是 or （二）; empty for style ''."""
    return ordinal.replace("一", chinese_number(n)) if "一" in ordinal else ordinal.replace("1", str(n))


def numbers(blocks: Sequence[AnyBlock]) -> Iterator[int]:
    """Yield for each block the position of a point in its run, 0 for other blocks.

    A run goes on across pictures, tables and quotations; text, subheads and a change of style begin a new one.
    """
    style, n = "", 0
    for block in blocks:
        if isinstance(block, Point):
            n = n + 1 if block.ordinal == style else 1
            style = block.ordinal
            yield n
        else:
            if isinstance(block, Paragraph | Heading):
                style, n = "", 0
            yield 0


def texts(body: Iterable[AnyBlock]) -> Iterator[str]:
    """Yield every paragraph of text that a reader sees, in order; a point's lead-in
    stands before its first paragraph."""
    for block in body:
        match block:
            case Paragraph() | Heading():
                yield block.text
            case Point():
                first, *rest = block.text or ("",)
                yield block.lead_in + first
                yield from rest
                yield from texts(block.children)
            case Quotation():
                yield from block.text
                if block.source:
                    yield block.source
            case Table():
                yield from block.columns
                for row in block.rows:
                    yield from row
                if block.caption:
                    yield block.caption
            case Picture():
                if block.caption:
                    yield block.caption
