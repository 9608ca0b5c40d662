"""The blocks of a text: paragraphs, headings, points, quotations, tables, pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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


Part = Literal["text", "heading", "point", "quotation", "source", "row", "caption", "picture"]
# What is read in a row; the other parts stand beside it.
RUNNING: tuple[Part, ...] = ("text", "heading", "point", "quotation")


@dataclass(frozen=True)
class Line:
    """What a body prints in one go.

    Attributes:
        where: the position of its block, from 1, and below a point that of the point below it: `(3,)`, `(3, 2)`.
        part: what it is: a paragraph of the text, of a point or of a quotation; who is quoted; a row of a table, the
            caption above it, or that of a picture.
        texts: its text, '' where a table, a picture or a point has none; of a row its cells, covered ones as ''.
        number: the printed number, on the first line of a point.
        block: the block or point that it belongs to.

    """

    where: tuple[int, ...]
    part: Part
    texts: tuple[str, ...]
    block: AnyBlock
    number: str = ""

    @property
    def numbered(self) -> tuple[str, ...]:
        """Its texts, with the number before the first."""
        first, *rest = self.texts or ("",)
        return self.number + first, *rest


def printed_lines(body: Sequence[AnyBlock], above: tuple[int, ...] = ()) -> Iterator[Line]:
    """Yield every line of a body in the order of print; whoever looks for the words of a body finds all of them here.

    Args:
        body: the blocks, or the points below one.
        above: where that point stands.

    """
    for at, (block, n) in enumerate(zip(body, numbers(body), strict=True), 1):
        where = (*above, at)
        match block:
            case Paragraph():
                yield Line(where, "text", (block.text,), block)
            case Heading():
                yield Line(where, "heading", (block.text,), block)
            case Point():
                first, *rest = block.text or ("",)
                yield Line(where, "point", (block.lead_in + first,), block, marker(block.ordinal, n))
                yield from (Line(where, "point", (text,), block) for text in rest)
                yield from printed_lines(block.children, where)
            case Quotation():
                yield from (Line(where, "quotation", (text,), block) for text in block.text)
                if block.source:
                    yield Line(where, "source", (block.source,), block)
            case Table():
                yield Line(where, "caption", (block.caption,), block)
                yield from (Line(where, "row", row, block) for row in (block.columns, *block.rows))
            case Picture():
                yield Line(where, "picture", (block.caption,), block)


def texts(body: Sequence[AnyBlock]) -> Iterator[str]:
    """Yield every text that a body prints, in order, without the numbers of points; cells stand each for itself."""
    return (text for line in printed_lines(body) for text in line.texts if text)
