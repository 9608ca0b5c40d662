"""Tables as they are seen: which cell stands where and how far it reaches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import msgspec


class Merge(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A cell that reaches over others, which hold ''; row 0 is the first of the head, columns count from 0."""

    row: int
    column: int
    down: int = 1
    across: int = 1


class Gridded(Protocol):
    """What has the cells of a table: a `Table` or a `Report`."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The first row of the head."""

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The other rows."""

    @property
    def merged(self) -> tuple[Merge, ...]:
        """The cells that reach over others."""

    @property
    def head_rows(self) -> int:
        """How many rows, `columns` among them, are the head."""


@dataclass(frozen=True)
class Cell:
    """A cell that is seen: its text, where it begins (counted from 0) and how many rows and columns it takes."""

    text: str
    row: int
    column: int
    down: int = 1
    across: int = 1


def grid(table: Gridded) -> tuple[list[list[Cell]], list[list[Cell]]]:
    """Return the rows of the head and those below it, each with the cells that begin
    there; covered cells are left out."""
    merged = {(m.row, m.column): m for m in table.merged}
    covered = {place for m in table.merged for place in _covered(m)}
    width = len(table.columns)
    made: list[list[Cell]] = []
    for n, row in enumerate((table.columns, *table.rows)):
        cells = []
        for column, text in enumerate(row):
            if (n, column) in covered:
                continue
            merge = merged.get((n, column))
            rest = width - column if column == len(row) - 1 else 1
            cells.append(Cell(text, n, column, merge.down if merge else 1, merge.across if merge else rest))
        made.append(cells)
    return made[: table.head_rows], made[table.head_rows :]


def column_names(table: Gridded) -> list[str]:
    """Return what the head says above each column, from the top: 报送/用稿 below 2024年 is 2024年用稿."""
    names = [""] * len(table.columns)
    for row in grid(table)[0]:
        for cell in row:
            for column in range(cell.column, min(cell.column + cell.across, len(names))):
                names[column] += cell.text
    return names


def fault(table: Gridded) -> str:
    """Return in words why the merges of a table cannot be kept; '' where they can."""
    rows: Sequence[tuple[str, ...]] = (table.columns, *table.rows)
    if not 1 <= table.head_rows <= len(rows):
        return "表头的行数比表格还多"
    taken: set[tuple[int, int]] = set()
    for merge in table.merged:
        if merge.down < 1 or merge.across < 1 or merge.down * merge.across < 2 or min(merge.row, merge.column) < 0:
            return f"第 {merge.row + 1} 行第 {merge.column + 1} 列的合并没有范围"
        reach = [(merge.row, merge.column), *_covered(merge)]
        if any(row >= len(rows) or column >= len(rows[row]) for row, column in reach):
            return f"第 {merge.row + 1} 行第 {merge.column + 1} 列的合并超出表格"
        if merge.row < table.head_rows < merge.row + merge.down:
            return f"第 {merge.row + 1} 行第 {merge.column + 1} 列的合并跨过表头"
        if taken & set(reach):
            return f"第 {merge.row + 1} 行第 {merge.column + 1} 列的合并与别的合并重叠"
        if any(rows[row][column] for row, column in _covered(merge)):
            return f"第 {merge.row + 1} 行第 {merge.column + 1} 列的合并盖住了文字"
        taken |= set(reach)
    return ""


def _covered(merge: Merge) -> list[tuple[int, int]]:
    places = [(merge.row + down, merge.column + across) for down in range(merge.down) for across in range(merge.across)]
    return places[1:]
