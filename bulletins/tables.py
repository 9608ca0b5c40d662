"""How a table is set: the size of its type, upright or across the page, whole or split by
columns, and how wide each column is.

A column is never narrower than what cannot be broken in it, so that numbers stay whole. Where the columns
do not fit at 4号, type gets smaller down to 小五; then the table is turned; then its columns go in
several parts, each with the first column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from bulletins.page import HALF_PAGE, PITCH_MM, TYPE_HEIGHT_MM, TYPE_WIDTH_MM
from bulletins.rows import BODY, HEAD, SetRow, lengths, set_rows
from records import Report, Table, grid

SIZES_PT = (14.0, 12.0, 10.5, 9.0)  # 4号, 小四, 5号, 小五
LINE_EM = 1.5
MM_PER_PT = 25.4 / 72
PADDING_EM, RULE_MM = 0.3, 0.35  # at each side of a cell; the thickest line beside it (both of bulletin.css)
AIR_EM = 0.12  # against roundings
WORD = 4  # characters that stay on one line where a cell has no more, so that names of places do
HEAD_WORD = 2  # the same of the head, whose words may stand above each other
WIDEST = 60  # characters: a longer text claims no more of the width
WHOLE_MM = HALF_PAGE * PITCH_MM  # a table of no more stays whole
NUMBERED = re.compile(r"表\s*[\d一二三四五六七八九十]")


@dataclass(frozen=True)
class Part:
    """Columns of a table that are set beside each other: their widths in percent, and the rows."""

    widths: tuple[float, ...]
    head: tuple[SetRow, ...]
    rows: tuple[SetRow, ...]
    whole: bool


@dataclass(frozen=True)
class SetTable:
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
def settled(table: Table | Report) -> SetTable:
    """Return how a table is set, in the largest type and the fewest parts that hold its words and numbers whole."""
    needs = _needs(table)
    everything = tuple(range(len(table.columns)))
    for width, across in ((TYPE_WIDTH_MM, False), (TYPE_HEIGHT_MM, True)):
        for size in SIZES_PT:
            if needs.width_mm(size) <= width:
                return SetTable(size, across, (_part(table, needs, everything, size, width),))
    fewest = len(_split(table, needs, SIZES_PT[-1], TYPE_HEIGHT_MM))
    choices = ((size, width) for width in (TYPE_WIDTH_MM, TYPE_HEIGHT_MM) for size in SIZES_PT)
    size, width = next((size, width) for size, width in choices if len(_split(table, needs, size, width)) == fewest)
    parts = _split(table, needs, size, width)
    return SetTable(size, width > TYPE_WIDTH_MM, tuple(_part(table, needs, columns, size, width) for columns in parts))


def continuing(caption: str) -> str:
    """Return what stands above a table that goes on: 续表1, 续表."""
    if NUMBERED.match(caption):
        return f"续{caption}"
    return f"续表　{caption}" if caption else "续表"


def _beside_mm(size_pt: float) -> float:
    return 2 * PADDING_EM * size_pt * MM_PER_PT + RULE_MM


# What columns need -----------------------------------------------------------------------------


def _needs(table: Table | Report) -> _Needs:
    width = len(table.columns)
    least, most = [float(HEAD_WORD)] * width, [float(HEAD_WORD)] * width
    for faces, word, rows in zip((HEAD, BODY), (HEAD_WORD, WORD), grid(table), strict=True):
        for cell in sorted((cell for row in rows for cell in row), key=lambda cell: cell.across):
            reach = range(cell.column, cell.column + cell.across)
            length, whole = lengths(cell.text, faces)
            _widen(least, reach, max(whole, min(length, word)) + AIR_EM)
            _widen(most, reach, min(length + 1, WIDEST))
    return _Needs(tuple(least), tuple(max(pair) for pair in zip(least, most, strict=True)))


def _widen(widths: list[float], reach: range, wanted: float) -> None:
    """Let columns have a width together, what lacks in equal shares."""
    lacking = wanted - sum(widths[n] for n in reach)
    if lacking > 0:
        for n in reach:
            widths[n] += lacking / len(reach)


def _split(table: Table | Report, needs: _Needs, size_pt: float, width_mm: float) -> list[tuple[int, ...]]:
    """Return the columns of each part, the first column in each: the fewest parts
    that fit, each of like many columns."""
    total = len(table.columns)
    fewest = list(_filled(table, needs, size_pt, width_mm, total))
    even = list(_filled(table, needs, size_pt, width_mm, ceil((total - 1) / len(fewest))))
    return even if len(even) == len(fewest) else fewest


def _filled(
    table: Table | Report, needs: _Needs, size_pt: float, width_mm: float, most: int
) -> Iterator[tuple[int, ...]]:
    """Yield the columns of parts, each as full as it can be with so many columns; a group of the
    head is parted only if it must be."""
    groups = {n for row in grid(table)[0] for cell in row for n in range(cell.column + 1, cell.column + cell.across)}
    start, total = 1, len(table.columns)
    while start < total:
        end = start + 1
        while end < min(total, start + most) and needs.of((0, *range(start, end + 1))).width_mm(size_pt) <= width_mm:
            end += 1
        whole = next((n for n in range(end, start + (end - start) // 2, -1) if n == total or n not in groups), end)
        yield (0, *range(start, whole))
        start = whole


# Parts -----------------------------------------------------------------------------


def _part(table: Table | Report, needs: _Needs, columns: tuple[int, ...], size_pt: float, width_mm: float) -> Part:
    widths = _widths(needs.of(columns), size_pt, width_mm)
    em = dict(zip(columns, ((width - _beside_mm(size_pt)) / (size_pt * MM_PER_PT) for width in widths), strict=True))
    page_mm = TYPE_HEIGHT_MM if width_mm == TYPE_WIDTH_MM else TYPE_WIDTH_MM
    rows, mm = set_rows(table, em, size_pt * LINE_EM * MM_PER_PT, page_mm)
    return Part(_percent(widths), rows[: table.head_rows], rows[table.head_rows :], mm <= WHOLE_MM)


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
