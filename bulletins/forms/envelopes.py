"""Envelopes after GB/T 1416-2003: postcode in its boxes, address and sender, the zones of the sorting machines free."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bulletins.forms.canvas import Mark, Outline, Text, height_mm, stacked
from bulletins.forms.codes import Kind
from bulletins.forms.lines import Full, Setting, Style, Type, clean, fitted
from bulletins.forms.pages import drawn
from bulletins.forms.rows import Delivery, serial_ranges
from bulletins.forms.seals import seal_marks
from records import TypesetError

SIZES_MM = {
    "B6": (176.0, 125.0),
    "DL": (220.0, 110.0),
    "ZL": (230.0, 120.0),
    "C5": (229.0, 162.0),
    "C4": (324.0, 229.0),
}
POSTCODE_ZONE_MM = (90.0, 26.0)  # from the upper left corner: nothing but the boxes
CODE_ZONE_MM = (55.0, 160.0, 20.0)  # from the right edge, and from the foot: nothing at all
RED = (0.824, 0.149, 0.188)  # 金红, PANTONE 1795 C
POST = "邮寄"

# Where the boxes lie within their zone; the standard's drawing was not at hand: measure an envelope that has them.
BOX_MM, BOX_PITCH_MM, BOXES_AT_MM = (8.0, 10.0), 10.0, (12.0, 8.0)
STAMP_MM = 20.0
EDGE_MM = 10.0
USUAL_MM = 220.0  # width of the envelope for which the sizes below are meant
STEPS = (1.0, 0.94, 0.88, 0.82, 0.76, 0.7, 0.64, 0.58, 0.52)
LEFT = 0.14  # of the width: where the address begins
BETWEEN_MM = 2.5
GAP_MM = 1.6

DIGIT = Type("song", 18.0)
ADDRESS = Style("地址", "fang", 14.0, 9.0, 3)
RECIPIENT = Style("收件单位", "biaosong", 20.0, 10.5, 3)
DEPARTMENT = Style("收件处室", "fang", 15.0, 9.0, 2)
MARKING = Style("密级", "hei", 14.0, 10.5, 1)
SERIALS = Style("份号", "fang", 9.0, 7.0, 3)
SEAL = Style("封号", "song", 9.0, 7.5, 2)
SENDER = Style("寄件单位", "fang", 12.0, 8.0, 2)
SENDER_WIDTH = 0.55  # of the width of the envelope
CORNER_MM = 56.0
TOP_MM = 8.0
AIR_MM = 1.0
SENDER_POSTCODE = Style("寄件单位的邮编", "song", 12.0, 12.0, 1)  # 小四


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Who sends, as printed at the lower right."""

    name: str
    address: str = ""
    postcode: str = ""
    phone: str = ""


def envelopes(
    rows: Sequence[Delivery], size: str, sender: Sender, *, boxes: bool = True, code: Kind = "code128"
) -> bytes:
    """Return the fronts of envelopes as PDF, one on a page of their size, lying.

    Args:
        rows: an envelope each; of those that go by post the corner for the stamp stays free.
        size: B6, DL, ZL, C5 or C4.
        sender: at the lower right, above the zone of the bar code that the post prints.
        boxes: whether the boxes of the postcode and of the stamp are printed; not on envelopes that have them.
        code: how the 封号 is drawn besides its digits.

    Raises:
        TypesetError: there is nothing to print, no such size, a postcode that has not six digits, no room for a text,
            or a character that cannot be printed. The message names the recipient.

    """
    if size not in SIZES_MM:
        raise TypesetError(f"没有“{size}”这种信封", remedy=f"从 {'、'.join(SIZES_MM)} 中选一种（GB/T 1416-2003）")
    if not rows:
        raise TypesetError("没有收件单位，没有信封可印", remedy="先选定要发的单位")
    paper = _Paper(*SIZES_MM[size], boxes=boxes, code=code)
    return drawn(f"信封（{size}）", SIZES_MM[size], [[_front(row, paper, sender)] for row in rows])


@dataclass(frozen=True)
class _Paper:
    """An envelope before it is printed, and what is wanted on it."""

    width: float
    height: float
    boxes: bool
    code: Kind


def _front(row: Delivery, paper: _Paper, sender: Sender) -> list[Mark]:
    """Return what stands on an envelope: the larger the envelope the larger, and smaller until all fits."""
    usual = min(1.4, max(0.8, paper.width / USUAL_MM))
    full = ""
    for step in STEPS:
        try:
            return _set(row, paper, sender, usual * step, torn=step == STEPS[-1])
        except Full as error:
            full = str(error)
    raise TypesetError(f"信封上排不下{full}", place=row.recipient, remedy="写短些，或换用大一号的信封")


def _set(row: Delivery, paper: _Paper, sender: Sender, size: float, *, torn: bool) -> list[Mark]:
    """Return all marks in a size; the address in the middle of what corner and sender leave.

    Raises:
        Full: there is no room.

    """
    corner, corner_foot = _corner(row, paper, max(size, 0.8))
    foot = _sender(sender, paper, min(size, 1.0))
    left = paper.width * LEFT
    width = paper.width - left - 2 * EDGE_MM
    address = list(_address(row, width, size, torn=torn))
    top = max(POSTCODE_ZONE_MM[1], corner_foot) + BETWEEN_MM
    bottom = min((mark.top for mark in foot), default=paper.height - CODE_ZONE_MM[2]) - BETWEEN_MM
    free = bottom - top - height_mm(address, GAP_MM * size)
    if free < 0:
        raise Full("地址和收件单位")
    marks = stacked(address, left, top + free / 2, width, gap=GAP_MM * size)
    return [*_postcode(row, paper), *marks, *corner, *foot, *_stamp(row, paper)]


def _address(row: Delivery, width: float, size: float, *, torn: bool) -> Iterator[Setting]:
    texts = {
        ADDRESS: (row.address,),
        RECIPIENT: (row.recipient,),
        DEPARTMENT: (row.department, "收" if row.department else "", row.phone and f"电话 {row.phone}"),
    }
    for style, parts in texts.items():
        if text := "　".join(clean(part, f"{row.recipient}的{style.name}") for part in parts if part):
            yield fitted(text, style, width, size=size, torn=torn)


def _corner(row: Delivery, paper: _Paper, size: float) -> tuple[list[Mark], float]:
    """Return 密级 and 封号 at the upper right, where exchange offices look for them, and where they end."""
    right = paper.width - EDGE_MM - (STAMP_MM + BETWEEN_MM if row.channel == POST else 0.0)
    left = max(POSTCODE_ZONE_MM[0] + BETWEEN_MM, right - CORNER_MM * size)
    marking = "　".join(clean(text, f"{row.recipient}的密级") for text in (row.secrecy, row.urgency) if text)
    serials = f"份号 {serial_ranges(row.serials)}" if row.serials else ""
    above = [fitted(marking, MARKING, right - left, size=size)] if marking else []
    below = [fitted(serials, SERIALS, right - left, size=size)] if serials else []
    seal, height = seal_marks(row, paper.code, SEAL, right - left, size)
    under = TOP_MM + height_mm(above) + (AIR_MM if above else 0.0)
    marks = stacked(above, left, TOP_MM, right - left) + [mark.moved(left, under) for mark in seal]
    return marks + stacked(below, left, under + height, right - left), under + height + height_mm(below)


def _sender(sender: Sender, paper: _Paper, size: float) -> list[Mark]:
    """Return the sender above the zone of the bar code, and his postcode to the right of it."""
    place = "寄件单位"
    left, width = paper.width * (1 - SENDER_WIDTH) - EDGE_MM, paper.width * SENDER_WIDTH
    phone = f"电话 {sender.phone}" if sender.phone else ""
    parts = [clean(text, place) for text in (sender.name, sender.address, phone) if text]
    settings = [fitted(text, SENDER, width, size=size) for text in parts]
    top = paper.height - CODE_ZONE_MM[2] - AIR_MM - height_mm(settings)
    marks = stacked(settings, left, top, width, "right")
    if sender.postcode:
        code = fitted(
            f"邮政编码 {_digits(sender.postcode, place)}", SENDER_POSTCODE, CODE_ZONE_MM[0] - EDGE_MM - AIR_MM
        )
        beside = paper.width - CODE_ZONE_MM[0] + AIR_MM
        marks += stacked(
            [code], beside, paper.height - EDGE_MM - code.height_mm, CODE_ZONE_MM[0] - EDGE_MM - AIR_MM, "right"
        )
    return marks


def _postcode(row: Delivery, paper: _Paper) -> Iterator[Mark]:
    """Yield the six boxes and the digits in them; boxes without digits are filled in by hand."""
    left, top = BOXES_AT_MM
    for n in range(6) if paper.boxes else ():
        yield Outline(left + n * BOX_PITCH_MM, top, *BOX_MM, RED, 0.3)
    for n, digit in enumerate(_digits(row.postcode, row.recipient)):
        at = top + (BOX_MM[1] - DIGIT.line_mm) / 2
        yield Text(left + n * BOX_PITCH_MM, at, BOX_MM[0], Setting(DIGIT, (digit,)), "center")


def _stamp(row: Delivery, paper: _Paper) -> Iterator[Mark]:
    if row.channel == POST and paper.boxes:
        left = paper.width - EDGE_MM - STAMP_MM
        yield Outline(left, TOP_MM, STAMP_MM, STAMP_MM, RED, 0.2)
        said = Setting(Type("song", 9.0), ("贴邮票处",))
        yield Text(left, TOP_MM + (STAMP_MM - said.height_mm) / 2, STAMP_MM, said, "center")


def _digits(postcode: str, place: str) -> str:
    if postcode and not re.fullmatch("[0-9]{6}", postcode):
        raise TypesetError(f"邮编“{postcode}”不是六位数字", place=place, remedy="在收件单位名册里改正邮编")
    return postcode
