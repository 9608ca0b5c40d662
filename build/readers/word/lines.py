"""A page of Word becomes the lines from which a bulletin is read; tables and pictures stand among them as they are.

Where a table only sets the head, the contents or the imprint in columns, its rows are lines.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from readers.head import read_head
from readers.headings import is_contents_heading
from readers.imprint import TAIL_LINES, is_tail
from readers.imprint_lines import KEY, labelled
from readers.reading import Note
from readers.source import RULE, Form, Line
from readers.word.article import bare_title, lead_in_of
from readers.word.blocks import CAPTION, TABLE_CAPTION, Album, blocks_of, unframed
from readers.word.pages import Cell, Grid, Page, Piece, Text, texts_of
from records.notes import without_notes

HEAD_LINES = 16
LEVELS = {"title": 1, "heading1": 1, "heading2": 2, "heading3": 3}


def lines_of_page(page: Page, media: dict[str, bytes]) -> tuple[tuple[Line, ...], dict[str, bytes], list[Note]]:
    """Return the lines of a page, the pictures that stand among them, and notes on what the page does not hold."""
    notes = list(page.notes)
    pieces = _without_layout(unframed(page.pieces))
    titles = _Titles.of(pieces)
    marked = any(lead_in_of(piece) for piece in pieces if isinstance(piece, Text))
    album = Album(media, notes)

    def line(text: Text) -> Line:
        lead_in = lead_in_of(text)
        bold = bool(text.text) and sum(len(words) for words, heavy in text.pieces if heavy) * 2 > len(text.text)
        display = titles.has(text)
        if display or text.kind in LEVELS:
            text = bare_title(text, notes)
        form = Form(LEVELS.get(text.kind, 0), bold, display, lead_in, marked, text.size)
        return Line(text.line, text.tabbed, form=form)

    lines: list[Line] = []
    ruled = False
    for block in blocks_of(pieces, album, lambda text: text.size > 0 and not titles.has(text)):
        if isinstance(block, Text) and RULE.fullmatch(block.text):  # drawn with characters
            ruled = True
            continue
        lines.append(
            replace(line(block), ruled=ruled, gap=int(ruled))
            if isinstance(block, Text)
            else Line(lines[-1].number if lines else 1, "", form=Form(), aside=block)
        )
        ruled = False
    return tuple(lines), album.kept, notes


@dataclass(frozen=True)
class _Titles:
    """How the titles of a bulletin are set: centred, and larger than its text; where none is larger, bold."""

    usual: int
    larger: bool

    @classmethod
    def of(cls, pieces: Sequence[Piece]) -> _Titles:
        texts = [piece for piece in pieces if isinstance(piece, Text)]
        sizes = Counter[int]()
        for text in texts:
            sizes[text.size] += len(text.text) if text.size else 0
        usual = sizes.most_common(1)[0][0] if sizes else 0
        below = texts[read_head(_lines(texts[:HEAD_LINES])).size :]
        return cls(usual, any(text.kind == "centred" and text.size > usual > 0 for text in below))

    def has(self, text: Text) -> bool:
        """Whether a paragraph is set as titles are."""
        if text.kind != "centred" or CAPTION.match(text.text) or TABLE_CAPTION.match(text.text):
            return text.kind == "title"
        return text.size > self.usual if self.larger else _is_bold(text)


def _is_bold(text: Text) -> bool:
    return bool(text.pieces) and all(bold or not without_notes(words).strip() for words, bold in text.pieces)


# Tables that only set lines in columns


def _without_layout(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces with the tables of head, contents and imprint taken apart into paragraphs."""
    made: list[Piece] = []
    for n, piece in enumerate(pieces):
        if not isinstance(piece, Grid):
            made.append(piece)
        elif _is_head(made, piece) or _is_contents(made) or _is_imprint(pieces[n:]):
            made += _rows(piece)
        else:
            made.append(piece)
    return made


def _lines(pieces: Sequence[Piece]) -> list[Line]:
    return [Line(text.line, text.text, form=Form()) for piece in pieces for text in texts_of(piece)]


def _is_head(before: Sequence[Piece], grid: Grid) -> bool:
    """Whether all that stands before a table, and the table row by row, is the head of a bulletin."""
    lines, rows = _lines(before), _lines(list(_rows(grid)))
    if not rows or len(lines) + len(rows) > HEAD_LINES or any(isinstance(piece, Grid) for piece in before):
        return False
    head = read_head([*lines, *rows])
    return head.size == len(lines) + len(rows) and bool(head.number or head.date)


def _is_contents(before: Sequence[Piece]) -> bool:
    """Whether a table stands right below the heading of the contents."""
    above = next((piece for piece in reversed(before) if isinstance(piece, Text)), None)
    return above is not None and above is before[-1] and is_contents_heading(above.text)


def _is_imprint(rest: Sequence[Piece]) -> bool:
    """Whether a table, and what follows it to the end, can only be the imprint."""
    lines = labelled(
        _lines([text for piece in rest for text in (_rows(piece) if isinstance(piece, Grid) else [piece])])
    )
    if not lines or len(lines) > TAIL_LINES:
        return False
    starts = [n for n, line in enumerate(lines) if KEY.match(line.text) or is_tail(line.text)]
    return bool(starts) and starts[0] == 0


def _rows(grid: Grid) -> Iterator[Text]:
    """Yield the rows of a table as paragraphs: a key and what stands beside it are one,
    further paragraphs beside it follow."""
    for row in grid.rows:
        cells = [texts for cell in row if (texts := _texts(cell))]
        if len(cells) == 1:
            yield from cells[0]
            continue
        for n in range(max(map(len, cells), default=0)):
            texts = [cell[n] for cell in cells if n < len(cell)]
            yield Text(
                (("\t".join(text.text for text in texts), _is_bold(texts[0])),),
                texts[0].line,
                texts[0].kind,
                texts[0].size,
            )


def _texts(cell: Cell) -> list[Text]:
    return [text for piece in cell.pieces for text in texts_of(piece) if re.search(r"\S", text.text)]
