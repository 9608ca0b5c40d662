"""The sheet to try a printer with before labels are spoilt: outlines of all labels, their numbers, and rulers."""

from __future__ import annotations

from collections.abc import Iterator

from bulletins.forms.canvas import Bar, Mark, Outline, Text
from bulletins.forms.lines import Setting, Style, Type, fitted
from bulletins.forms.pages import drawn
from bulletins.forms.stock import Stock, stock_of

NUMBER = Type("song", 14.0)
FIGURE = Type("song", 6.0)
HOW_TO = Style("说明", "fang", 8.0, 6.0, 9)
TICKS_MM = {10: 2.6, 5: 1.8, 1: 1.0}  # every so many mm, how long
LINE_MM = 0.12
PAD_MM = (8.0, 6.5)  # beside the rulers
SAID = (
    "试印页：用白纸按“实际大小”（100%）打印，不要选“适合页面”。叠在标签纸上对着光看，框线应与标签的边重合；"
    "标尺的数字是离纸边的毫米数，用直尺量得的差数，就是上边距、左边距要改的数。"
)


def trial_sheet(preset: str | Stock) -> bytes:
    """Return the sheet to try with blank paper: each label with its number, the distance from the paper's edges in mm.

    Raises:
        TypesetError: no preset has this name, or the sheet's measures do not fit together.

    """
    stock = stock_of(preset)
    parts = [list(_label(stock, n, *place)) for n, place in enumerate(stock.places(), 1)]
    return drawn(f"标签试印页（{stock.name}）", stock.sheet_mm, [[*parts, list(_rulers(stock))]])


def _label(stock: Stock, number: int, left: float, top: float) -> Iterator[Mark]:
    yield Outline(left, top, stock.width_mm, stock.height_mm, line=LINE_MM)
    setting = Setting(NUMBER, (str(number),))
    yield Text(left, top + stock.height_mm - setting.height_mm - 0.6, stock.width_mm, setting, "center")
    if number == 1:
        name = Setting(Type("hei", 9.0), (stock.name,))
        yield Text(left + PAD_MM[0], top + PAD_MM[1], stock.width_mm - 2 * PAD_MM[0], name)
    if number == stock.count:
        said = fitted(SAID, HOW_TO, stock.width_mm - 2 * PAD_MM[0], torn=True, size=min(1.0, stock.height_mm / 40))
        yield Text(left + PAD_MM[0], top + PAD_MM[1], stock.width_mm - 2 * PAD_MM[0], said)


def _rulers(stock: Stock) -> Iterator[Mark]:
    """Along the upper edge of the first line of labels and left of the first column, from the paper's edges."""
    places = list(stock.places())
    for mm in range(round(places[0][0]) + 1, int(places[-1][0] + stock.width_mm)):
        length = next(length for every, length in TICKS_MM.items() if mm % every == 0)
        yield Bar(mm - LINE_MM / 2, stock.top_mm, LINE_MM, length)
        if mm % 10 == 0:
            yield Text(mm - 5.0, stock.top_mm + length, 10.0, Setting(FIGURE, (str(mm),)), "center")
    for mm in range(round(places[0][1]) + 1, int(places[-1][1] + stock.height_mm)):
        length = next(length for every, length in TICKS_MM.items() if mm % every == 0)
        yield Bar(stock.left_mm, mm - LINE_MM / 2, length, LINE_MM)
        if mm % 10 == 0 and mm > stock.top_mm + PAD_MM[1]:
            yield Text(stock.left_mm + length + 0.4, mm - FIGURE.line_mm / 2, 10.0, Setting(FIGURE, (str(mm),)))
