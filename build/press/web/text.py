"""The text of cases and articles as Markdown, with an anchor at each sentence that a figure stands in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from html import escape
from itertools import pairwise

from press.web.notes import Notes, ruby
from press.web.wording import circled
from records import (
    Article,
    Case,
    Cell,
    Clipping,
    Figure,
    Heading,
    Paragraph,
    Picture,
    Point,
    Quotation,
    Report,
    Table,
    annotated,
    grid,
    locate,
    marker,
    numbers,
    without_notes,
)
from records.body import AnyBlock

INLINE = re.compile(r"[\\`*_\[\]{}<>&|~^!#=:\"'\r\n]")
BLOCK_START = re.compile(r"^(\s|[-+.]|\d+[.)])")
Span = tuple[int, int, int]


def markdown(text: str) -> str:
    """Return plain text as Markdown that renders to just this text, wherever it stands.

    ASCII punctuation and line breaks that Markdown reads become character references; Chinese text stays as it is.
    """
    safe = INLINE.sub(lambda m: f"&#{ord(m[0])};", text)
    return BLOCK_START.sub(lambda m: m[0][:-1] + f"&#{ord(m[0][-1])};", safe)


def lead_ins(case: Case) -> list[tuple[str, str]]:
    """Return (anchor, words without the full stop) of the points of a case that open with their
    theme; none where there is only one."""
    points = [(at, block) for at, block in enumerate(case.body, 1) if isinstance(block, Point) and block.lead_in]
    return [(f"p{at}", without_notes(point.lead_in).rstrip("。")) for at, point in points] if len(points) > 1 else []


class Anchors:
    """Where the figures and notes of one text stand, and which of them have been set so far.

    Args:
        record: the case or item.
        prefix: what anchors begin with; items of an issue share a page and take their own anchor.
        notes: where the notes of the text go; its title may have put some there.

    """

    def __init__(self, record: Case | Article | Clipping, prefix: str = "", notes: Notes | None = None) -> None:
        self.prefix = prefix
        self.notes = notes or Notes(prefix)
        self.waiting: dict[str, list[tuple[int, Figure]]] = {}
        for n, figure in enumerate(record.figures, 1):
            where = locate(record, figure)
            self.waiting.setdefault(where, []).append((n, figure))

    @property
    def lost(self) -> list[Figure]:
        """Figures whose words have not been met; complete once the whole text is written."""
        return [figure for waiting in self.waiting.values() for _, figure in waiting]

    def spans(self, where: str, text: str) -> list[Span]:
        """Return (start, end, number) of the quotes that stand in this paragraph (given
        without its notes), each figure once."""
        waiting = self.waiting.get(where, [])
        found = [(n, figure, quote) for n, figure in waiting if (quote := without_notes(figure.quote)) in text]
        self.waiting[where] = [pair for pair in waiting if pair not in [(n, figure) for n, figure, _ in found]]
        starts = [(text.index(quote), len(quote), n) for n, _, quote in found]
        return sorted((start, start + length, n) for start, length, n in starts)

    def inline(self, where: str, text: str, write: Callable[[str], str] = markdown, *, bold: int = 0) -> str:
        """Return a paragraph with its quotes marked and linked back to their figures, and the numbers of its notes.

        Args:
            where: the paragraph's name (see `records.text.places_of_text`).
            text: its words.
            write: how plain words become Markdown or HTML.
            bold: how many characters of it are the lead-in.

        """
        found = annotated(text)
        text, notes, readings = found.text, found.notes, dict(found.readings)
        groups = _merge(self.spans(where, text))
        edges = [
            *(edge for start, end, _ in groups for edge in (start, end)),
            *(edge for at in readings for edge in (at, at + 1)),
        ]
        cuts = sorted({0, bold, len(text), *edges, *(at for at, _ in notes)})
        pieces: list[str] = []
        for start, end in pairwise(cuts):
            pieces += [self._open(ns) for s, _, ns in groups if s == start]
            words = ruby(write(text[start:end]), readings.get(start, ""))
            pieces.append(f"<strong>{words}</strong>" if end <= bold else words)
            pieces += [self.notes.mark(note) for at, note in notes if at == end]
            pieces += [self._close(ns) for _, e, ns in groups if e == end]
        return "".join(pieces)

    def _open(self, ns: Sequence[int]) -> str:
        first, *others = (f"{self.prefix}s{n}" for n in ns)
        return "".join(f'<span id="{other}"></span>' for other in others) + f'<span class="said" id="{first}">'

    def _close(self, ns: Sequence[int]) -> str:
        return "</span>" + "".join(
            f'<a class="ref" href="#{self.prefix}f{n}" title="回到数据表">{circled(n)}</a>' for n in ns
        )


def _merge(spans: Iterable[Span]) -> list[tuple[int, int, list[int]]]:
    """Join overlapping spans, because marks cannot cross."""
    merged: list[tuple[int, int, list[int]]] = []
    for start, end, n in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]), [*merged[-1][2], n])
        else:
            merged.append((start, end, [n]))
    return merged


def body_markdown(
    body: Sequence[AnyBlock], anchors: Anchors, picture: Callable[[Picture], str], *, level: int = 3
) -> str:
    """Return a body as Markdown; tables and pictures as HTML blocks, because a cell
    may span and a picture has a caption.

    Args:
        body: the blocks.
        anchors: of the text that the body belongs to.
        picture: gives the address of a picture's file.
        level: of the body's subheads (3 is ###).

    """
    chunks: list[str] = []
    for at, (block, n) in enumerate(zip(body, numbers(body), strict=True), 1):
        where = f"body/{at}"
        match block:
            case Paragraph():
                chunks.append(anchors.inline(where, block.text))
            case Heading():
                words = anchors.inline(where, block.text)
                chunks.append(f"{'#' * (level + block.level - 1)} {words} {{ #{anchors.prefix}h{at} }}")
            case Point():
                chunks.append(_point(block, n, where, anchors, f"{anchors.prefix}p{at}"))
            case Quotation():
                lines = [anchors.inline(where, t) for t in block.text]
                lines += [f"—— {anchors.inline(where, block.source)}\n{{: .source }}"] if block.source else []
                chunks.append("\n>\n".join("> " + line.replace("\n", "\n> ") for line in lines))
            case Table():
                chunks.append(_table(block, where, anchors))
            case Picture():
                caption = (
                    f"<figcaption>{anchors.inline(where, block.caption, escape)}</figcaption>" if block.caption else ""
                )
                image = f'<img src="{escape(picture(block))}" alt="{escape(block.alt)}" loading="lazy">'
                chunks.append(f"<figure>{image}{caption}</figure>")
    return "\n\n".join(chunks)


def _point(point: Point, n: int, where: str, anchors: Anchors, identity: str, indent: str = "") -> str:
    first, *rest = point.text or ("",)
    head = anchors.inline(where, point.lead_in + first, bold=len(without_notes(point.lead_in)))
    number = marker(point.ordinal, n)
    # “3.” before a digit would read as a decimal; the distance is no character, so that a search for
    # the words as they stand finds them.
    spaced = " spaced" if number.isascii() else ""
    ordinal = f'<span class="ordinal{spaced}">{escape(number)}</span>' if number else ""
    below = indent + "    "
    lines = [f'{indent}-   <span id="{identity}"></span>{ordinal}{head}']
    lines += [below + anchors.inline(where, text) for text in rest]
    for at, (child, m) in enumerate(zip(point.children, numbers(point.children), strict=True), 1):
        lines.append(_point(child, m, f"{where}/{at}", anchors, f"{identity}-{at}", below))
    return "\n\n".join(lines)


def _table(table: Table, where: str, anchors: Anchors) -> str:
    def cell(text: str) -> str:
        return anchors.inline(where, text, escape)

    caption = f"<caption>{cell(table.caption)}</caption>" if table.caption else ""
    # A table that is wider than the screen scrolls by itself, by keyboard too. A blank line in
    # its label would end it for Markdown.
    label = escape(" ".join(without_notes(table.caption).split())) or "表格"
    scrolls = f'<div class="wide" tabindex="0" role="region" aria-label="{label}">'
    return f"{scrolls}<table>{caption}{table_html(table, cell)}</table></div>"


def table_html(table: Table | Report, cell: Callable[[str], str] = escape) -> str:
    """Return head and rows of a table; `cell` writes the text of one."""
    head, rows = grid(table)
    return f"<thead>{_rows(head, 'th', cell)}</thead><tbody>{_rows(rows, 'td', cell)}</tbody>"


def _rows(rows: Sequence[Sequence[Cell]], tag: str, write: Callable[[str], str]) -> str:
    return "".join(
        "<tr>" + "".join(f"<{tag}{_reach(c, tag)}>{write(c.text)}</{tag}>" for c in row) + "</tr>" for row in rows
    )


def _reach(cell: Cell, tag: str) -> str:
    scope = ' scope="colgroup"' if cell.across > 1 else ' scope="col"'
    reach = f' colspan="{cell.across}"' if cell.across > 1 else ""
    return (scope if tag == "th" else "") + reach + (f' rowspan="{cell.down}"' if cell.down > 1 else "")
