"""The rows of a table: how high each is in columns of given widths, and which may be broken over pages."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from bulletins.breaking import breaks
from bulletins.cut import advance_em
from records import Cell, Report, Table, grid, split_readings

OTHERS = ("Bulletin Song", "Bulletin Rare", "Bulletin Rare Signs")
BODY, HEAD = ("Bulletin Fang", *OTHERS), ("Bulletin Hei", "Bulletin Biaosong", *OTHERS)
SHORT = 8  # characters: longer texts of several lines are set to the left
TALL = 6  # lines: a higher row may be broken over pages
ROOM = 0.8  # of a page: what its rows have beside head and caption
JOINED = 2  # rows: a merge of no more is not broken over pages
BETWEEN_MM = 1.45  # from the last line of a row to the first of the next: two paddings and a rule of bulletin.css


@dataclass(frozen=True)
class SetCell:
    """A cell as set: its text, how far it reaches, and how its text stands."""

    text: str
    column: int
    down: int
    across: int
    style: str


@dataclass(frozen=True)
class SetRow:
    """A row as set; a `style` says whether it may be broken over pages or stays with the next.

    It is at least so many `lines` high, where a long cell reaches over it and others: else the
    last of them would take all that lacks.
    """

    cells: tuple[SetCell, ...]
    style: str
    lines: float


def set_rows(
    table: Table | Report, em: Mapping[int, float], line_mm: float, page_mm: float
) -> tuple[tuple[SetRow, ...], float]:
    """Return the rows of a table, those of the head first, and about how high they are together in mm.

    Args:
        table: whose rows; cells that reach beyond the columns shown are cut to what these show of them.
        em: the columns that are shown, in order, and how wide the text of each is.
        line_mm: height of a line.
        page_mm: height of the type area, for a table that lies across its width.

    """
    rows = [cells for part in grid(table) for cells in part]
    merged = [cell for cells in rows for cell in cells if cell.down > 1]
    room = ROOM * page_mm / line_mm
    own = [max((_lines_of(cell, em) for cell in cells if cell.down == 1), default=1) for cells in rows]
    shared = _shared(own, merged, em, room)
    last = {cell.row + cell.down - 1 for cell in merged}  # each takes what then lacks
    long = _long(rows[table.head_rows :], em)
    styles = _styles(own, merged, {cell.row for cell in merged if _lines_of(cell, em) > room})
    made = tuple(
        SetRow(
            tuple(_set(cells, tuple(em), long if n >= table.head_rows else (), len(rows))),
            styles[n],
            shared[n] if shared[n] > own[n] and n not in last else 0.0,
        )
        for n, cells in enumerate(rows)
    )
    return made, sum(lines * line_mm + BETWEEN_MM for lines in shared)


def _shared(own: Sequence[int], merged: Sequence[Cell], em: Mapping[int, float], room: float) -> list[float]:
    """Return the heights of rows in lines, what a cell that reaches over several lacks shared out
    among them if a page has room for it."""
    shared = [float(lines) for lines in own]
    for cell in sorted(merged, key=lambda cell: cell.down):
        reach = range(cell.row, cell.row + cell.down)
        lines = _lines_of(cell, em)
        lacking = lines - sum(shared[n] for n in reach)
        for n in reach if lacking > 0 and lines <= room else ():
            shared[n] += lacking / cell.down
    return shared


def _styles(own: Sequence[int], merged: Sequence[Cell], higher_than_page: Container[int]) -> list[str]:
    joined = {cell.row + n for cell in merged if cell.down <= JOINED for n in range(cell.down - 1)}
    styles = ({"tall": lines > TALL or n in higher_than_page, "joined": n in joined} for n, lines in enumerate(own))
    return [_names(style) for style in styles]


def _long(rows: Sequence[Sequence[Cell]], em: Mapping[int, float]) -> set[int]:
    """Return the columns that hold long text."""
    alone = (cell for cells in rows for cell in cells if cell.across == 1 and len(cell.text) > SHORT)
    return {cell.column for cell in alone if _lines_of(cell, em) > 1}


def _set(cells: Sequence[Cell], columns: Sequence[int], long: Container[int], rows: int) -> Iterator[SetCell]:
    """Yield the cells of a row that some columns show: one that reaches beyond them is cut to what they show of it."""
    for cell in cells:
        shown = [n for n, column in enumerate(columns) if cell.column <= column < cell.column + cell.across]
        if shown:
            styles = {
                "first": shown[0] == 0,
                "last": shown[-1] == len(columns) - 1,
                "top": cell.row == 0,
                "end": cell.row + cell.down == rows,
                "long": cell.column in long and cell.across == 1,
            }
            yield SetCell(cell.text, shown[0], cell.down, len(shown), _names(styles))


def _names(styles: Mapping[str, bool]) -> str:
    return " ".join(name for name, holds in styles.items() if holds)


def _lines_of(cell: Cell, em: Mapping[int, float]) -> int:
    """Return about how many lines a cell has in columns of these widths."""
    width = sum(em.get(cell.column + n, 0.0) for n in range(cell.across))
    return ceil(lengths(cell.text, BODY)[0] / width - 0.01) if width else 0


@lru_cache(maxsize=8192)
def lengths(text: str, faces: tuple[str, ...]) -> tuple[float, float]:
    """Return the width of a text, and of the widest piece of it that cannot be broken, in em."""
    text = _shown(text)
    advances = [advance_em(char, faces) for char in text]
    allowed = [*(n for n, may in enumerate(breaks(text)) if may), len(text)]
    start, widest = 0, 0.0
    for end in allowed:
        widest, start = max(widest, sum(advances[start:end])), end
    return sum(advances), widest


def _shown(text: str) -> str:
    """Return a text as it reads in small type, readings behind their characters."""
    return (
        "".join(f"{words}（{reading}）" if reading else words for words, reading in split_readings(text))
        if "^" in text
        else text
    )
