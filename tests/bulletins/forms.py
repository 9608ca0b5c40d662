"""Random rows of dispatch for tests of the forms, and finished PDFs opened to be measured in millimetres."""

from __future__ import annotations

import io
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

import pdfplumber
import pypdfium2

from bulletins.breaking import CLOSING, OPENING
from bulletins.forms import Delivery

MM = 72 / 25.4
_PARTS = "江苏省 连云港市 赣榆区 精神文明建设 指导委员会 新时代文明实践 中心 办公室 （机要室） 祎堃 𬭎 A座 12栋"
_ADDRESSES = "北京西路70号 三香路998号 行政中心5号楼 12层1208室 BuildingB-3 （东门） 高新技术产业开发区 人民路"
PARTS, ADDRESSES = tuple(_PARTS.split()), tuple(_ADDRESSES.split())


def delivery(rng: random.Random, n: int, *, longest: int = 5) -> Delivery:
    """Return a random delivery: short and long names, rare characters, Latin, digits, some fields missing."""

    def some(words: tuple[str, ...], most: int) -> str:
        return "".join(rng.choice(words) for _ in range(rng.randint(1, most)))

    return Delivery(
        recipient=some(PARTS, longest),
        department=rng.choice(("", "办公室", "秘书科", some(PARTS[5:9], 2))),
        address=rng.choice(("", some(ADDRESSES, longest))),
        postcode=rng.choice(("", f"{rng.randrange(10**6):06d}")),
        phone=rng.choice(("", "", "025-83390000")),
        copies=rng.randint(1, 40),
        seal_no=f"2026{n:06d}",
        serials=tuple(sorted(rng.sample(range(1, 500), rng.choice((0, 0, 1, 3))))),
        channel=rng.choice(("机要", "交换", "邮寄", "自取")),
        secrecy=rng.choice(("", "", "秘密", "机密★1年")),
        urgency=rng.choice(("", "", "特急")),
        note=rng.choice(("", "补发")),
    )


@dataclass(frozen=True)
class Box:
    """Something on a page; edges in mm from its upper left corner."""

    left: float
    top: float
    right: float
    bottom: float
    text: str = ""

    def within(self, other: Box, slack: float = 0.0) -> bool:
        return (
            self.left >= other.left - slack
            and self.right <= other.right + slack
            and self.top >= other.top - slack
            and self.bottom <= other.bottom + slack
        )

    def meets(self, other: Box, slack: float = 0.0) -> bool:
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > slack and down > slack


class Opened:
    """A finished PDF."""

    def __init__(self, pdf: bytes) -> None:
        self.pdf = pdf
        self.plumber = pdfplumber.open(io.BytesIO(pdf))
        self.pages = self.plumber.pages

    def glyphs(self, page: int) -> list[Box]:
        """Return the em boxes of all characters of a page (from 0)."""
        return [
            Box(
                c["x0"] / MM,
                (p.height - c["matrix"][5] - 0.88 * c["size"]) / MM,
                c["x1"] / MM,
                (p.height - c["matrix"][5] + 0.12 * c["size"]) / MM,
                c["text"],
            )
            for p in (self.pages[page],)
            for c in p.chars
            if c["text"].strip()
        ]

    def rects(self, page: int) -> list[Box]:
        """Return all that is drawn on a page: rules, bars, squares."""
        return [Box(r["x0"] / MM, r["top"] / MM, r["x1"] / MM, r["bottom"] / MM) for r in self.pages[page].rects]

    def text(self, page: int) -> str:
        """Return the text of a page without blanks, as it is read."""
        return "".join("".join(c["text"] for c in self.pages[page].chars).split())

    @property
    def all_text(self) -> str:
        return "".join(self.text(n) for n in range(len(self.pages)))

    def raster(self, page: int, dpi: int = 600) -> Any:
        """Return a page as an image in grey."""
        opened = pypdfium2.PdfDocument(self.pdf)
        return opened[page].render(scale=dpi / 72, grayscale=True).to_pil()


def _inked(box: Box) -> Box:
    """Return a box without the blank half of a full-width mark, over which another may be squeezed."""
    middle = (box.left + box.right) / 2
    if box.text and box.text in OPENING:
        return replace(box, left=middle)
    return replace(box, right=middle) if box.text and box.text in CLOSING else box


def overlapping(boxes: Iterable[Box], slack: float = 0.35) -> Iterator[tuple[Box, Box]]:
    """Yield pairs of boxes that lie over each other by more than some mm, found strip by strip."""
    strips: dict[int, list[Box]] = {}
    for box in map(_inked, boxes):
        for strip in range(int(box.top // 4), int(box.bottom // 4) + 1):
            strips.setdefault(strip, []).append(box)
    for strip in strips.values():
        ordered = sorted(strip, key=lambda box: box.left)
        for n, one in enumerate(ordered):
            for other in ordered[n + 1 :]:
                if other.left > one.right:
                    break
                if one.meets(other, slack):
                    yield one, other


# An independent reader of Code 128 -----------------------------------------------------------------------------

# The characters by the places of their edges, as one reads them off ISO/IEC 15417 table 1: eleven modules, 1 is dark.
_BITS = """
6cc 66c 666 498 48c 44c 4c8 4c4 464 648 644 624 59c 4dc 4ce 5cc 4ec 4e6 672 65c 64e 6e4 674 76e 74c 72c 726 764 734
732 6d8 6c6 636 518 458 446 588 468 462 688 628 622 5b8 58e 46e 5d8 5c6 476 776 68e 62e 6e8 6e2 6ee 758 746 716 768
762 71a 77a 642 78a 530 50c 4b0 486 42c 426 590 584 4d0 4c2 434 432 612 650 7ba 614 47a 53c 4bc 49e 5e4 4f4 4f2 7a4
794 792 6de 6f6 7b6 578 51e 45e 5e8 5e2 7a8 7a2 5de 5ee 75e 7ae 684 690 69c
"""
BITS = tuple(_BITS.split())
VALUES = {f"{int(bits, 16):011b}": value for value, bits in enumerate(BITS)}
QUIET = 9.8  # modules of the ten that the standard asks for; pixels are whole
START = {103: "A", 104: "B", 105: "C"}


def read_code128(row: Iterable[int]) -> list[str]:
    """Return the texts of all codes along a row of grey pixels, by their bars, as far as they check."""
    runs = [(dark, len(list(run))) for dark, run in groupby(pixel < 128 for pixel in row)]
    found = []
    for n, (dark, _) in enumerate(runs):
        if dark and n and (text := _read_from([length for _, length in runs[n - 1 :]])) is not None:
            found.append(text)
    return found


def _read_from(lengths: list[int]) -> str | None:
    """Return the text of a code whose quiet zone comes first; None where that or anything else is not as it should."""
    before, *lengths = lengths
    unit = sum(lengths[:6]) / 11
    values: list[int] = []
    for n in range(0, len(lengths) - 6, 6):
        widths = [round(length / unit) for length in lengths[n : n + 6]]
        bits = "".join(mark * width for mark, width in zip("101010", widths, strict=True))
        if bits not in VALUES or (not n and VALUES[bits] not in START):
            break
        values.append(VALUES[bits])
    end = 6 * len(values) + 7
    stop = [round(length / unit) for length in lengths[end - 7 : end]]
    blank = (before, *lengths[end : end + 1])
    if stop != [2, 3, 3, 1, 1, 1, 2] or len(values) < 3 or len(blank) < 2 or min(blank) < QUIET * unit:
        return None
    *data, check = values
    return _decoded(data) if (data[0] + sum(n * value for n, value in enumerate(data))) % 103 == check else None


def _decoded(data: list[int]) -> str:
    now, text = START[data[0]], ""
    for value in data[1:]:
        if value in (99, 100) and (now, value) in (("B", 99), ("C", 100)):
            now = "C" if value == 99 else "B"
        else:
            text += f"{value:02d}" if now == "C" else chr(value + 32)
    return text


def read_all(image: Any, step: int = 12) -> set[str]:
    """Return the texts of all codes on an image, looked for along every so many rows of pixels."""
    pixels, width = image.tobytes(), image.width
    return {text for y in range(0, image.height, step) for text in read_code128(pixels[y * width : (y + 1) * width])}
