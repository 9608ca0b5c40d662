"""The 封号 of a delivery as it stands on label and envelope: its code and digits, with channel and copies."""

from __future__ import annotations

from bulletins.forms.canvas import Drawing, Mark, height_mm, stacked
from bulletins.forms.codes import LEAST_MM, Code, Kind, drawn
from bulletins.forms.lines import Full, Style, clean, fitted, width_em
from bulletins.forms.rows import Delivery

MODULE_MM, LARGEST_MODULE_MM = 0.33, 0.45  # as scanners like them; less where there is no room
QR_MODULE_MM = 0.4
BARS_MM = 7.0
BETWEEN_MM = 0.4  # bars and words
APART_EM = 1.0


def seal_marks(row: Delivery, kind: Kind, style: Style, width: float, size: float = 1.0) -> tuple[list[Mark], float]:
    """Return code and words of a delivery within a width, from their upper left corner, and how high they are, in mm.

    The first bar begins at the left edge, so that the quiet zone reaches into the margin.

    Raises:
        Full: there is no room for the words, or for the code in a size that scanners read.

    """
    seal = f"封号 {clean(row.seal_no, f'{row.recipient}的封号')}" if row.seal_no else ""
    told = "　".join(filter(None, (clean(row.channel, f"{row.recipient}的发送方式"), f"{row.copies}份")))
    code = drawn(row.seal_no, kind)
    if code and code.kind == "qr":
        return _beside_square(code, (seal, told), style, width, size)
    words, height = _at_both_ends(seal, told, style, width, size)
    if code is None:
        return words, height
    module = _module(code, width, min(MODULE_MM * size, LARGEST_MODULE_MM))
    bars, top = BARS_MM * size, BARS_MM * size + BETWEEN_MM
    drawing = Drawing(0.0, 0.0, code.modules * module, bars, code)
    return [drawing, *(mark.moved(0.0, top) for mark in words)], top + height


def _beside_square(
    code: Code, texts: tuple[str, ...], style: Style, width: float, size: float
) -> tuple[list[Mark], float]:
    """The code at the right, words to its left; both end at the foot."""
    module = _module(code, width, QR_MODULE_MM * size)
    side = code.modules * module
    room = width - side - code.quiet * module
    words = [fitted(text, style, room, size=size) for text in texts if text]
    height = max(side, height_mm(words))
    drawing = Drawing(width - side, height - side, side, side, code)
    return [*stacked(words, 0.0, height - height_mm(words), room), drawing], height


def _at_both_ends(left: str, right: str, style: Style, width: float, size: float) -> tuple[list[Mark], float]:
    """Two texts on one line, or on two where it is too short."""
    settings = [fitted(text, style, width, size=size) for text in (left, right) if text]
    em = settings[0].type.em_mm
    if (width_em(left, style.face) + APART_EM + width_em(right, style.face)) * em <= width and len(settings) == 2:
        return [*stacked(settings[:1], 0.0, 0.0, width), *stacked(settings[1:], 0.0, 0.0, width, "right")], settings[
            0
        ].height_mm
    return stacked(settings, 0.0, 0.0, width), height_mm(settings)


def _module(code: Code, width: float, wanted: float) -> float:
    """Return how wide a module is drawn, in mm; a quiet zone at one side, the other lies in the margin."""
    widest = width / (code.modules + code.quiet)
    if widest < LEAST_MM:
        raise Full("封号的条码")
    return min(wanted, widest)
