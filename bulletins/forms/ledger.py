"""A list of dispatch before it is printed: columns, rows, what is summed, who signs; and how its cells are set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from bulletins.forms.canvas import Align, Drawing
from bulletins.forms.codes import LEAST_MM, Code, Kind, drawn
from bulletins.forms.lines import Full, Setting, Style, Type, clean, fitted
from records import TypesetError

PAD_X_MM, PAD_Y_MM = 1.2, 1.1
ROW_MM, CODE_ROW_MM = 9.0, 12.5  # at least: room to sign
BARS_MM, UNDER_MM, MODULE_MM = 6.4, 0.4, 0.33  # `.under` of forms.css has the first two
SQUARE_MODULE_MM = 0.4
HEAD = Style("表头", "hei", 10.5, 10.5, 3)
MOST_LINES = 24
TRIES = ((3, 10.5), (3, 9.5), (4, 9.0), (MOST_LINES, 9.0), (MOST_LINES, 8.0))  # lines and size in pt, until a text fits

Value = str | int | None


@dataclass(frozen=True)
class Column:
    """A column of a list.

    Attributes:
        head: what stands above it.
        least_mm: the width that it needs.
        grows: which share it takes of the width that is left.
        align: how its cells stand.
        summed: whether its numbers are added up.
        coded: whether its cells are drawn as codes too.

    """

    head: str
    least_mm: float
    grows: float = 0.0
    align: Align = "center"
    summed: bool = False
    coded: bool = False


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """A list: what stands above it, its columns and rows, what stands below.

    Attributes:
        title: large, in the middle.
        facts: below the title: the issue, the day, the channel.
        columns, rows: numbers as numbers, what is written by hand as ''.
        empty: what stands in place of rows where there are none.
        counted: what a row is, after the number of rows in the sums: 件.
        closed: whether it says below the last row that nothing follows, so that no row can be added.
        closing: lines below the list, each a row of words that somebody writes after.
        code: the number by which the sheet is read in; '' where it has none.
        kind: how codes are drawn.
        across: on lying pages.

    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    empty: str
    facts: tuple[str, ...] = ()
    counted: str = "件"
    closed: bool = False
    closing: tuple[tuple[str, ...], ...] = ()
    code: str = ""
    kind: Kind = "code128"
    across: bool = False


@dataclass(frozen=True)
class Cell:
    """A cell as set."""

    setting: Setting | None
    align: Align
    code: Code | None = None

    @property
    def height_mm(self) -> float:
        """What its text and its code take, one below the other."""
        text = self.setting.height_mm if self.setting else 0.0
        if self.code is None:
            return text + 2 * PAD_Y_MM
        high = BARS_MM + UNDER_MM + text if self.code.kind == "code128" else self.code.modules * SQUARE_MODULE_MM
        return high + 2 * PAD_Y_MM

    def drawing(self, left: float, top: float, width: float, height: float) -> Drawing | None:
        """Return its code within the cell; None where there is none."""
        if self.code is None:
            return None
        if self.code.kind == "qr":
            side = self.code.modules * SQUARE_MODULE_MM
            return Drawing(left + 4 * SQUARE_MODULE_MM, top + (height - side) / 2, side, side, self.code)
        module = min(MODULE_MM, width / (self.code.modules + 2 * self.code.quiet))
        across = self.code.modules * module
        over = (height - self.height_mm) / 2 + PAD_Y_MM
        return Drawing(left + (width - across) / 2, top + over, across, BARS_MM, self.code)


@dataclass(frozen=True)
class Row:
    """A row as set; one with a single cell reaches over all columns."""

    cells: tuple[Cell, ...]
    height_mm: float
    kind: Literal["head", "body", "sum", "note"] = "body"
    sums: tuple[int, ...] = field(default=())


def widths_mm(ledger: Ledger, room_mm: float) -> tuple[float, ...]:
    """Return how wide the columns are in a room.

    Raises:
        TypesetError: they need more.

    """
    rest = room_mm - sum(column.least_mm for column in ledger.columns)
    if rest < 0:
        raise TypesetError(f"《{ledger.title}》的栏目竖排放不下", remedy="改用横排")
    shares = sum(column.grows for column in ledger.columns) or 1.0
    return tuple(column.least_mm + rest * column.grows / shares for column in ledger.columns)


def head_row(ledger: Ledger, widths: Sequence[float]) -> Row:
    """Return the row of heads."""
    cells = tuple(
        Cell(fitted(column.head, HEAD, width - 2 * PAD_X_MM, torn=True), "center")
        for column, width in zip(ledger.columns, widths, strict=True)
    )
    return Row(cells, max(ROW_MM, *(cell.height_mm for cell in cells)), "head")


def body_row(ledger: Ledger, number: int, widths: Sequence[float]) -> Row:
    """Return a row as set; its number, from 1, for the message.

    Raises:
        TypesetError: a text or code has no room, or cannot be printed.

    """
    values = ledger.rows[number - 1]
    place = f"《{ledger.title}》第 {number} 行"
    cells = []
    for column, value, width in zip(ledger.columns, values, widths, strict=True):
        text = "" if value is None else clean(str(value), f"{place}“{column.head}”")
        cells.append(_cell(text, column, width, ledger.kind, place))
    least = CODE_ROW_MM if any(cell.code for cell in cells) else ROW_MM
    sums = tuple(
        value if isinstance(value, int) and column.summed else 0
        for column, value in zip(ledger.columns, values, strict=True)
    )
    return Row(tuple(cells), max(least, *(cell.height_mm for cell in cells)), "body", sums)


def sum_row(ledger: Ledger, name: str, rows: Sequence[Row]) -> Row:
    """Return the row that adds up others."""
    cells = []
    for n, column in enumerate(ledger.columns):
        text = f"{sum(row.sums[n] for row in rows)}" if column.summed else ""
        text = name if n == 0 else f"{len(rows)} {ledger.counted}" if n == 1 else text
        cells.append(Cell(Setting(Type("hei" if n == 0 else "fang", 10.5), (text,)) if text else None, column.align))
    return Row(tuple(cells), ROW_MM, "sum")


def note_row(text: str, height_mm: float = ROW_MM) -> Row:
    """Return a row of one text over all columns."""
    return Row((Cell(Setting(Type("fang", 10.5), (text,)), "center"),), height_mm, "note")


def _cell(text: str, column: Column, width: float, kind: Kind, place: str) -> Cell:
    code = drawn(text, kind) if column.coded else None
    room = width - 2 * PAD_X_MM
    if code and code.kind == "code128" and width < LEAST_MM * (code.modules + 2 * code.quiet):
        raise TypesetError(f"“{text}”的条码比栏还宽", place=place, remedy="改印二维码，或用短些的封号")
    if code and code.kind == "qr":
        room -= (code.modules + 4) * SQUARE_MODULE_MM
    if not text:
        return Cell(None, column.align, code)
    align: Align = "right" if code and code.kind == "qr" else column.align
    return Cell(_set(text, "song" if code else "fang", room, f"{place}“{column.head}”"), align, code)


def _set(text: str, face: str, room: float, place: str) -> Setting:
    """Return a text in a size in which it takes few lines, else in many; words are torn last."""
    tries = [(lines, size_pt, False) for lines, size_pt in TRIES] + [(MOST_LINES, TRIES[-1][1], True)]
    for lines, size_pt, torn in tries:
        try:
            return fitted(text, Style("", face, size_pt, size_pt, lines), room, torn=torn)
        except Full:
            continue
    raise TypesetError(f"“{text[:20]}……”太长，栏里排不下", place=place, remedy="写短些")
