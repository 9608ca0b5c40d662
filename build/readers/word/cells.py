"""A table has at most as many cells as characters can fill: what spans and empty cells only claim is never made."""

from __future__ import annotations

from itertools import accumulate
from typing import Protocol

EMPTY = 5_000
"""Cells of a page beyond one for each character of its tables:
some fifty forms of a hundred cells that are still blank."""
WIDEST = 50
"""Columns or rows that one cell may cover."""


class Cell(Protocol):
    """What is asked of a cell here."""

    @property
    def text(self) -> str:
        """Its words."""

    @property
    def across(self) -> int:
        """How many columns it covers."""

    @property
    def down(self) -> int:
        """How many rows it covers."""


Rows = tuple[tuple[Cell, ...], ...]


def span(value: str | None) -> int:
    """Return how many columns or rows a cell says it covers, 1 where it says nothing that can be."""
    digits = (value or "").strip()[:9]
    return max(1, min(int(digits), WIDEST)) if digits.isascii() and digits.isdigit() else 1


def empty_cells(rows: Rows) -> int:
    """Return how many cells a table has, its merged ones parted and its rows made equally
    long, beyond one for each character."""
    wide = [0] * (len(rows) + 1)  # by row: how much wider, or narrower, than the row before it what cells cover is
    for n, row in enumerate(rows):
        for cell in row:
            wide[n] += cell.across
            wide[min(n + cell.down, len(rows))] -= cell.across
    return len(rows) * max(accumulate(wide)) - sum(len(cell.text) for row in rows for cell in row)
