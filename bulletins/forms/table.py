"""The rows of a list on one page: where each cell stands, its code, and the rules between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from bulletins.forms.canvas import Bar, Mark
from bulletins.forms.ledger import Row

OUTER_MM, INNER_MM = 0.35, 0.18  # rules around and within


@dataclass(frozen=True)
class Table:
    """Rows below each other, from a corner on; in mm."""

    left: float
    top: float
    widths: tuple[float, ...]
    rows: tuple[Row, ...]

    @property
    def width_mm(self) -> float:
        """Of all columns."""
        return sum(self.widths)

    @property
    def height_mm(self) -> float:
        """Of all rows."""
        return sum(row.height_mm for row in self.rows)

    @property
    def lefts(self) -> list[float]:
        """The left edge of each column, and the right one of the last."""
        return list(accumulate(self.widths, initial=self.left))

    @property
    def tops(self) -> list[float]:
        """The upper edge of each row, and the lower one of the last."""
        return list(accumulate((row.height_mm for row in self.rows), initial=self.top))

    def drawings(self) -> Iterator[Mark]:
        """Yield the rules, and the codes of cells."""
        lefts, tops = self.lefts, self.tops
        for n, top in enumerate(tops):
            line = OUTER_MM if n in (0, len(tops) - 1) else INNER_MM
            yield Bar(self.left - OUTER_MM / 2, top - line / 2, self.width_mm + OUTER_MM, line)
        for n, left in enumerate(lefts):
            outer = n in (0, len(lefts) - 1)
            line = OUTER_MM if outer else INNER_MM
            for first, last in self._runs(outer=outer):
                yield Bar(left - line / 2, tops[first], line, tops[last] - tops[first])
        for row, top in zip(self.rows, tops, strict=False):
            for cell, left, width in zip(row.cells, lefts, self.widths, strict=False):
                if drawing := cell.drawing(left, top, width, row.height_mm):
                    yield drawing

    def _runs(self, *, outer: bool) -> Iterator[tuple[int, int]]:
        """Yield where a rule between columns begins and ends, by rows: not where one cell reaches over all."""
        if outer:
            yield 0, len(self.rows)
            return
        start = None
        for n, row in enumerate((*self.rows, None)):
            if row is not None and len(row.cells) > 1:
                start = n if start is None else start
            elif start is not None:
                yield start, n
                start = None
