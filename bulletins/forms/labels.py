"""Address labels on sheets of any size, from any label of a sheet that is partly used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import cycle, islice

from bulletins.forms.canvas import Mark, Sheet, height_mm, stacked
from bulletins.forms.codes import Kind
from bulletins.forms.lines import Full, Setting, Style, clean, fitted
from bulletins.forms.pages import drawn
from bulletins.forms.rows import Delivery, serial_ranges
from bulletins.forms.seals import seal_marks
from bulletins.forms.stock import Stock, stock_of
from records import TypesetError

PAD_MM = (3.0, 2.4)  # within a label: printers feed a sheet a millimetre off
USUAL_MM = (63.5, 40.0)  # of the label for which the sizes below are meant
SMALLEST, LARGEST = 0.8, 1.6  # of these sizes, for other labels
STEPS = (1.0, 0.94, 0.88, 0.82, 0.76, 0.7, 0.64, 0.58)  # of the size, until all fits
CODE_SIZE = 0.8  # of the usual size: the code gets no smaller with the texts
BETWEEN_MM = 0.7
MARKED = 0.38  # of the width: room for 密级 beside the postcode

POSTCODE = Style("邮编", "song", 10.5, 8.0, 1)
MARKING = Style("密级", "hei", 11.0, 8.0, 2)
ADDRESS = Style("地址和电话", "fang", 9.0, 7.0, 4)
RECIPIENT = Style("收件单位", "biaosong", 13.0, 8.0, 4)
DEPARTMENT = Style("收件处室", "fang", 10.5, 8.0, 2)
SERIALS = Style("份号", "fang", 8.0, 6.5, 3)
SEAL = Style("封号", "song", 8.0, 6.5, 2)


def labels(rows: Sequence[Delivery], preset: str | Stock, start: int = 1, *, code: Kind = "code128") -> bytes:
    """Return the labels of deliveries as PDF, in order, line by line of each sheet.

    Args:
        rows: a label each.
        preset: the sheet: L7160 to L7166, L7173, or one by its own measures.
        start: the first label that is still there on the first sheet, counted from 1.
        code: how the 封号 is drawn besides its digits.

    Raises:
        TypesetError: there is nothing to print; the sheet has no such label; a label has no room for its texts, or a
            character cannot be printed. The message names the recipient.

    """
    stock = stock_of(preset)
    if not rows:
        raise TypesetError("没有收件单位，没有标签可印", remedy="先选定要发的单位")
    if not 1 <= start <= stock.count:
        raise TypesetError(
            f"没有第 {start} 枚标签", place=f"标签纸“{stock.name}”", remedy=f"起始位置填 1 到 {stock.count}"
        )
    places = islice(cycle(stock.places()), start - 1, None)
    parts = [
        [mark.moved(left, top) for mark in _marks(row, stock, code)]
        for row, (left, top) in zip(rows, places, strict=False)
    ]
    return drawn(f"标签（{stock.name}）", stock.sheet_mm, list(_sheets(parts, stock.count, start)))


def _sheets(parts: Sheet, count: int, start: int) -> Iterator[Sheet]:
    at, room = 0, count - start + 1
    while at < len(parts):
        yield parts[at : at + room]
        at, room = at + room, count


def _marks(row: Delivery, stock: Stock, code: Kind) -> list[Mark]:
    """Return what stands on a label, from its corner: the larger the label the larger, and smaller until all fits."""
    texts = _texts(row)
    usual = min(stock.width_mm / USUAL_MM[0], stock.height_mm / USUAL_MM[1])
    usual = min(LARGEST, max(SMALLEST, usual))
    full = ""
    for step in STEPS:
        try:
            seal = seal_marks(row, code, SEAL, stock.width_mm - 2 * PAD_MM[0], max(usual * step, CODE_SIZE))
            return _set(texts, stock, seal, usual * step, torn=step == STEPS[-1])
        except Full as error:
            full = str(error)
    raise TypesetError(f"{stock.name} 的标签上排不下{full}", place=row.recipient, remedy="写短些，或换用大一号的标签纸")


def _texts(row: Delivery) -> dict[Style, str]:
    """Return the texts of a label that there are."""
    parts = {
        POSTCODE: (row.postcode,),
        MARKING: (row.secrecy, row.urgency),
        ADDRESS: (row.address, row.phone and f"电话 {row.phone}"),
        RECIPIENT: (row.recipient,),
        DEPARTMENT: (row.department, row.department and "收"),
        SERIALS: (row.serials and f"份号 {serial_ranges(row.serials)}",),
    }
    return {
        style: "　".join(clean(text, f"{row.recipient}的{style.name}") for text in texts if text)
        for style, texts in parts.items()
        if any(texts)
    }


def _set(
    texts: dict[Style, str], stock: Stock, seal: tuple[list[Mark], float], size: float, *, torn: bool
) -> list[Mark]:
    """Return all marks in a size: above the address, at the foot the code, the recipient in the middle of what is left.

    Raises:
        Full: there is no room.

    """
    left, top = PAD_MM
    width = stock.width_mm - 2 * left

    def those(*styles: Style, width: float = width) -> list[Setting]:
        return [fitted(texts[style], style, width, size=size, torn=torn) for style in styles if style in texts]

    marking = those(MARKING, width=width * MARKED)
    opening = those(POSTCODE, width=width * (1 - MARKED) if marking else width)
    address, middle, below = those(ADDRESS), those(RECIPIENT, DEPARTMENT), those(SERIALS)
    first = max(height_mm(opening), height_mm(marking))
    head, bottom = top + first + height_mm(address), stock.height_mm - top - seal[1]
    free = bottom - height_mm(below) - height_mm(middle) - head
    if free < 2 * BETWEEN_MM * size:
        raise Full(max(texts, key=lambda style: len(texts[style]) * style.least_pt).name)
    return [
        *stacked(marking, left, top, width, "right"),
        *stacked(opening, left, top, width),
        *stacked(address, left, top + first, width),
        *stacked(middle, left, head + free / 2, width),
        *stacked(below, left, bottom - height_mm(below) - BETWEEN_MM, width),
        *(mark.moved(left, bottom) for mark in seal[0]),
    ]
