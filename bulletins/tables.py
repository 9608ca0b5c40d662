"""How a table is set: the size of its type, upright or across the page, whole or split by columns, and how wide each column is.

A column is never narrower than what cannot be broken in it, so that numbers stay whole. Where the columns do not fit at 4号, type gets
smaller down to 小五; then the table is turned; then its columns go in several parts, each with the first column.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from bulletins.breaking import breaks
from bulletins.cut import advance_em
from bulletins.page import PITCH_MM, TYPE_HEIGHT_MM, TYPE_WIDTH_MM
from press.records import Cell, Report, Table, grid, split_readings

SIZES_PT = (14.0, 12.0, 10.5, 9.0)  # 4号, 小四, 5号, 小五
LINE_EM = 1.5
MM_PER_PT = 25.4 / 72
PADDING_EM, RULE_MM = 0.3, 0.35  # at each side of a cell; the thickest line beside it
AIR_EM = 0.12  # against roundings
WORD = 4  # characters that stay on one line where a cell has no more, so that names of places do
HEAD_WORD = 2  # the same of the head, whose words may stand above each other
WIDEST = 60  # characters: a longer text claims no more of the width
TALL = 6  # lines: a higher row may be broken over pages
ROOM = 0.8  # of a page: what its rows have beside head and caption
JOINED = 2  # rows: a merge of no more is not broken over pages
BETWEEN_MM = 1.45  # blank and line between the lines of two rows
WHOLE_MM = 11 * PITCH_MM  # a table of no more than half a page stays whole
OTHERS = ("Bulletin Song", "Bulletin Rare", "Bulletin Rare Signs")
BODY, HEAD = ("Bulletin Fang", *OTHERS), ("Bulletin Hei", "Bulletin Biaosong", *OTHERS)
NUMBERED = re.compile(r"表\s*[\d一二三四五六七八九十]")


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

    It is at least so many lines high, where a long cell reaches over it and others: else the last of them would take all that lacks.
    """

    cells: tuple[SetCell, ...]
    style: str
    lines: float


@dataclass(frozen=True)
class Part:
    """Columns of a table that are set beside each other: their widths in percent, and the rows."""

    widths: tuple[float, ...]
    head: tuple[SetRow, ...]
    rows: tuple[SetRow, ...]
    whole: bool


@dataclass(frozen=True)
class Setting:
    """How a table is set."""

    size_pt: float
    across: bool
    parts: tuple[Part, ...]

    @property
    def line_mm(self) -> float:
        """Height of a line of its text."""
        return self.size_pt * LINE_EM * MM_PER_PT


@dataclass(frozen=True)
class _Needs:
    """For each column in em: what it cannot do without, and what its longest text takes on one line."""

    least: tuple[float, ...]
    most: tuple[float, ...]

    def of(self, columns: Sequence[int]) -> _Needs:
        return _Needs(tuple(self.least[n] for n in columns), tuple(self.most[n] for n in columns))

    def width_mm(self, size_pt: float) -> float:
        return sum(need * size_pt * MM_PER_PT + _beside_mm(size_pt) for need in self.least)


@lru_cache(maxsize=64)
def settled(table: Table | Report) -> Setting:
    """Return how a table is set, in the largest type and the fewest parts that hold its words and numbers whole."""
    needs = _needs(table)
    everything = tuple(range(len(table.columns)))
    for width, across in ((TYPE_WIDTH_MM, False), (TYPE_HEIGHT_MM, True)):
        for size in SIZES_PT:
            if needs.width_mm(size) <= width:
                return Setting(size, across, (_part(table, needs, everything, size, width),))
    fewest = len(_split(table, needs, SIZES_PT[-1], TYPE_HEIGHT_MM))
    choices = ((size, width) for width in (TYPE_WIDTH_MM, TYPE_HEIGHT_MM) for size in SIZES_PT)
    size, width = next((size, width) for size, width in choices if len(_split(table, needs, size, width)) == fewest)
    parts = _split(table, needs, size, width)
    return Setting(size, width > TYPE_WIDTH_MM, tuple(_part(table, needs, columns, size, width) for columns in parts))


def continuing(caption: str) -> str:
    """Return what stands above a table that goes on: 续表1, 续表."""
    if NUMBERED.match(caption):
        return f"续{caption}"
    return f"续表　{caption}" if caption else "续表"


def _beside_mm(size_pt: float) -> float:
    return 2 * PADDING_EM * size_pt * MM_PER_PT + RULE_MM


# What columns need ---------------------------------------------------------------------------------------------------


def _needs(table: Table | Report) -> _Needs:
    width = len(table.columns)
    least, most = [float(HEAD_WORD)] * width, [float(HEAD_WORD)] * width
    for faces, word, rows in zip((HEAD, BODY), (HEAD_WORD, WORD), grid(table), strict=True):
        for cell in sorted((cell for row in rows for cell in row), key=lambda cell: cell.across):
            reach = range(cell.column, cell.column + cell.across)
            length, whole = _lengths(_shown(cell.text), faces)
            _widen(least, reach, max(whole, min(length, word)) + AIR_EM)
            _widen(most, reach, min(length + 1, WIDEST))
    return _Needs(tuple(least), tuple(max(pair) for pair in zip(least, most, strict=True)))


def _widen(widths: list[float], reach: range, wanted: float) -> None:
    """Let columns have a width together, what lacks in equal shares."""
    lacking = wanted - sum(widths[n] for n in reach)
    if lacking > 0:
        for n in reach:
            widths[n] += lacking / len(reach)


def _shown(text: str) -> str:
    """Return a text as it reads in small type, readings behind their characters."""
    return "".join(f"{words}（{reading}）" if reading else words for words, reading in split_readings(text)) if "^" in text else text


@lru_cache(maxsize=8192)
def _lengths(text: str, faces: tuple[str, ...]) -> tuple[float, float]:
    """Return the width of a text, and of the widest piece of it that cannot be broken, in em."""
    advances = [advance_em(char, faces) for char in text]
    allowed = [*(n for n, may in enumerate(breaks(text)) if may), len(text)]
    start, widest = 0, 0.0
    for end in allowed:
        widest, start = max(widest, sum(advances[start:end])), end
    return sum(advances), widest


def _split(table: Table | Report, needs: _Needs, size_pt: float, width_mm: float) -> list[tuple[int, ...]]:
    """Return the columns of each part, the first column in each: the fewest parts that fit, each of like many columns."""
    total = len(table.columns)
    fewest = list(_filled(table, needs, size_pt, width_mm, total))
    even = list(_filled(table, needs, size_pt, width_mm, ceil((total - 1) / len(fewest))))
    return even if len(even) == len(fewest) else fewest


def _filled(table: Table | Report, needs: _Needs, size_pt: float, width_mm: float, most: int) -> Iterator[tuple[int, ...]]:
    """Yield the columns of parts, each as full as it can be with so many columns; a group of the head is parted only if it must be."""
    groups = {n for row in grid(table)[0] for cell in row for n in range(cell.column + 1, cell.column + cell.across)}
    start, total = 1, len(table.columns)
    while start < total:
        end = start + 1
        while end < min(total, start + most) and needs.of((0, *range(start, end + 1))).width_mm(size_pt) <= width_mm:
            end += 1
        whole = next((n for n in range(end, start + (end - start) // 2, -1) if n == total or n not in groups), end)
        yield (0, *range(start, whole))
        start = whole


# Parts ---------------------------------------------------------------------------------------------------------------


def _part(table: Table | Report, needs: _Needs, columns: tuple[int, ...], size_pt: float, width_mm: float) -> Part:
    widths = _widths(needs.of(columns), size_pt, width_mm)
    em = dict(zip(columns, ((width - _beside_mm(size_pt)) / (size_pt * MM_PER_PT) for width in widths), strict=True))
    head, rows = grid(table)
    everything = (*head, *rows)
    room = (TYPE_WIDTH_MM if width_mm == TYPE_HEIGHT_MM else TYPE_HEIGHT_MM) * ROOM / (LINE_EM * size_pt * MM_PER_PT)
    heights = [max((_lines_of(cell, em) for cell in cells if cell.down == 1), default=1) for cells in everything]
    shared = _shared(everything, heights, em, room)
    last = {cell.row + cell.down - 1 for cells in everything for cell in cells if cell.down > 1}  # each takes what then lacks
    higher = {cell.row for cells in everything for cell in cells if cell.down > 1 and _lines_of(cell, em) > room}
    long = {cell.column for cells in rows for cell in cells if cell.across == 1 and _lines_of(cell, em) > 1 and len(cell.text) > 2 * WORD}
    together = {cell.row + n for cells in rows for cell in cells if cell.down <= JOINED for n in range(cell.down - 1)}
    made = []
    for n, cells in enumerate(everything):
        style = " ".join(filter(None, ("tall" if heights[n] > TALL or n in higher else "", "joined" if n in together else "")))
        lines = shared[n] if shared[n] > heights[n] and n not in last else 0.0
        made.append(SetRow(tuple(_set(cells, columns, long if n >= len(head) else (), len(heights))), style, lines))
    mm = sum(lines * LINE_EM * size_pt * MM_PER_PT + BETWEEN_MM for lines in shared)
    return Part(_percent(widths), tuple(made[: len(head)]), tuple(made[len(head) :]), mm <= WHOLE_MM)


def _shared(rows: Sequence[Sequence[Cell]], heights: Sequence[int], em: Mapping[int, float], room: float) -> list[float]:
    """Return the heights of rows in lines, what a cell that reaches over several lacks shared out among them if a page has room for it."""
    shared = [float(lines) for lines in heights]
    for cell in sorted((cell for cells in rows for cell in cells if cell.down > 1), key=lambda cell: cell.down):
        reach = range(cell.row, cell.row + cell.down)
        lines = _lines_of(cell, em)
        lacking = lines - sum(shared[n] for n in reach)
        for n in reach if lacking > 0 and lines <= room else ():
            shared[n] += lacking / cell.down
    return shared


def _widths(needs: _Needs, size_pt: float, width_mm: float) -> list[float]:
    """Return the widths of columns in mm: what each needs, and of the rest shares after what else it wants."""
    em = size_pt * MM_PER_PT
    rest = max(width_mm - needs.width_mm(size_pt), 0.0) / em
    wanted = [most - least for least, most in zip(needs.least, needs.most, strict=True)]
    shares = [0.0] * len(wanted)
    for n in sorted(range(len(wanted)), key=lambda n: wanted[n]):  # short ones get what they want
        if wanted[n] <= rest / sum(not share for share in shares):
            shares[n], rest = wanted[n], rest - wanted[n]
    weights = [0.0 if share else want for share, want in zip(shares, wanted, strict=True)]
    weights = weights if any(weights) else list(needs.most)
    shares = [share + weight / sum(weights) * rest for share, weight in zip(shares, weights, strict=True)]
    return [(least + share) * em + _beside_mm(size_pt) for least, share in zip(needs.least, shares, strict=True)]


def _percent(widths: Sequence[float]) -> tuple[float, ...]:
    return tuple(round(100 * width / sum(widths), 3) for width in widths)


def _lines_of(cell: Cell, em: Mapping[int, float]) -> int:
    """Return about how many lines a cell has in columns of these widths."""
    width = sum(em.get(cell.column + n, 0.0) for n in range(cell.across))
    return ceil(_lengths(_shown(cell.text), BODY)[0] / width - 0.01) if width else 0


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
            yield SetCell(cell.text, shown[0], cell.down, len(shown), " ".join(name for name, holds in styles.items() if holds))
