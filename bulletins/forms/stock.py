"""Sheets of labels as makers cut them: eight of A4 by the number on the box, and any other by its measures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from records import TypesetError

A4_MM = (210.0, 297.0)
HAIR_MM = 0.05
LEAST_MM = (40.0, 25.0)  # a smaller label has no room for an address


@dataclass(frozen=True)
class Stock:
    """A sheet of labels; lengths in mm.

    Attributes:
        name: what the box says.
        columns, rows: of labels.
        width_mm, height_mm: of a label.
        top_mm, left_mm: from the edge of the sheet to the first label.
        gap_x_mm, gap_y_mm: between labels.
        sheet_mm: width and height of the sheet.

    """

    name: str
    columns: int
    rows: int
    width_mm: float
    height_mm: float
    top_mm: float
    left_mm: float
    gap_x_mm: float = 0.0
    gap_y_mm: float = 0.0
    sheet_mm: tuple[float, float] = A4_MM

    @property
    def count(self) -> int:
        """How many labels a sheet has."""
        return self.columns * self.rows

    def places(self) -> Iterator[tuple[float, float]]:
        """Yield left and top of each label in mm, line by line."""
        for row in range(self.rows):
            for column in range(self.columns):
                left = self.left_mm + column * (self.width_mm + self.gap_x_mm)
                yield left, self.top_mm + row * (self.height_mm + self.gap_y_mm)

    def check(self) -> None:
        """Raise TypesetError where labels reach beyond the sheet, over each other, or are too small for an address."""
        right = self.left_mm + self.columns * (self.width_mm + self.gap_x_mm) - self.gap_x_mm
        bottom = self.top_mm + self.rows * (self.height_mm + self.gap_y_mm) - self.gap_y_mm
        place = f"标签纸“{self.name}”"
        if min(self.columns, self.rows) < 1 or min(self.top_mm, self.left_mm, self.gap_x_mm, self.gap_y_mm) < 0:
            raise TypesetError(
                "行数、列数要在 1 以上，边距和间距不能是负数", place=place, remedy="按标签纸的实物重新量"
            )
        if self.width_mm < LEAST_MM[0] or self.height_mm < LEAST_MM[1]:
            raise TypesetError(
                f"标签宽 {self.width_mm:g} 毫米、高 {self.height_mm:g} 毫米，排不下地址和条码",
                place=place,
                remedy=f"换用宽 {LEAST_MM[0]:g} 毫米、高 {LEAST_MM[1]:g} 毫米以上的标签",
            )
        over = max(right - self.sheet_mm[0], bottom - self.sheet_mm[1])
        if over > HAIR_MM:
            raise TypesetError(
                f"标签排出纸外 {over:.1f} 毫米", place=place, remedy="按标签纸的实物重新量边距、间距和标签的大小"
            )


# Labels of A4 sheets lie in the middle; makers differ by tenths of a millimetre: print the test sheet.
PRESETS = {
    stock.name: stock
    for stock in (
        Stock("L7160", 3, 7, 63.5, 38.1, 15.1, 7.2, 2.5),
        Stock("L7161", 3, 6, 63.5, 46.6, 8.7, 7.2, 2.5),
        Stock("L7162", 2, 8, 99.1, 33.9, 12.9, 4.6, 2.5),
        Stock("L7163", 2, 7, 99.1, 38.1, 15.1, 4.6, 2.5),
        Stock("L7164", 3, 4, 63.5, 72.0, 4.5, 7.2, 2.5),
        Stock("L7173", 2, 5, 99.1, 57.0, 6.0, 4.6, 2.5),
        Stock("L7165", 2, 4, 99.1, 67.7, 13.1, 4.6, 2.5),
        Stock("L7166", 2, 3, 99.1, 93.1, 8.8, 4.6, 2.5),
    )
}


def stock_of(preset: str | Stock) -> Stock:
    """Return the sheet of a preset's name, or a sheet as it is.

    Raises:
        TypesetError: no preset has this name, or the sheet's measures do not fit together.

    """
    if isinstance(preset, str) and preset not in PRESETS:
        raise TypesetError(f"没有“{preset}”这种标签纸", remedy=f"从 {'、'.join(PRESETS)} 中选一种，或自定大小")
    stock = PRESETS[preset] if isinstance(preset, str) else preset
    stock.check()
    return stock
