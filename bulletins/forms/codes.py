"""Codes that a scanner reads, drawn as lines so that they stay sharp at any size: Code 128 and QR."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Literal

import segno

from records import TypesetError

Kind = Literal["code128", "qr", "none"]

# Widths of bars and blanks by value, bars first, in modules (ISO/IEC 15417:2007, table 1); 103 to 105 start the sets
# A, B and C, 106 stops.
_WIDTHS = """
212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 123122
123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 232121 111323
131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131
213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122
141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212 124112
124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141
411131 211412 211214 211232 2331112
"""
PATTERNS = tuple(tuple(map(int, widths)) for widths in _WIDTHS.split())
START_B, START_C, STOP = 104, 105, 106
TO_C, TO_B = 99, 100
MODULUS = 103
QUIET = 10  # modules on either side, §5.2
PRINTABLE = re.compile(r"[ -~]+")
LEAST_MM = 0.25  # of a module: less, and cheap scanners fail on laser prints
QR_QUIET = 4  # modules, ISO/IEC 18004


Rect = tuple[int, int, int, int]  # left, top, width, height in modules


@dataclass(frozen=True)
class Code:
    """A code: what it says, how many modules it is wide without its quiet zones, how wide these are, what is dark.

    Bars are one module high, and stretched.
    """

    text: str
    kind: Kind
    modules: int
    quiet: int
    dark: tuple[Rect, ...]


@lru_cache(maxsize=4096)
def code128(text: str) -> Code:
    """Return a text as Code 128, in as few characters as the sets B and C allow.

    Raises:
        TypesetError: it holds other than printable ASCII, or nothing.

    """
    if not PRINTABLE.fullmatch(text):
        raise TypesetError(
            f"“{text}”不能印成一维条码，一维条码里只能有数字、英文字母和半角符号",
            remedy="封号改用数字和字母，或改印二维码",
        )
    widths = [width for value in symbols(text) for width in PATTERNS[value]]
    ends = list(accumulate(widths, initial=0))
    bars = tuple((ends[n], 0, widths[n], 1) for n in range(0, len(widths), 2))
    return Code(text, "code128", ends[-1], QUIET, bars)


@lru_cache(maxsize=4096)
def qr(text: str) -> Code:
    """Return a text as QR code (ISO/IEC 18004, correction M).

    What is not ASCII is written in UTF-8: left to itself, the library writes Chinese as far as it can in Shift JIS.
    """
    made = segno.make(text, error="m", micro=False, mode=None if text.isascii() else "byte", encoding="utf-8")
    rows = [bytes(row) for row in made.matrix]
    return Code(text, "qr", len(rows), QR_QUIET, tuple(_squares(rows)))


def drawn(text: str, kind: Kind) -> Code | None:
    """Return the code of a text in the form that is wanted; None where there is no text, or none is wanted."""
    if not text or kind == "none":
        return None
    return qr(text) if kind == "qr" else code128(text)


def symbols(text: str) -> tuple[int, ...]:
    """Return the values of the characters of a Code 128: start, data, check character, stop."""
    values = _shortest(text)
    check = sum(value * max(1, place) for place, value in enumerate(values)) % MODULUS
    return (*values, check, STOP)


def _shortest(text: str) -> tuple[int, ...]:
    """Return start and data in as few characters as possible: from the end, the shortest way on in either set."""
    ways: list[dict[str, tuple[int, ...]]] = [{}] * len(text) + [{"B": (), "C": ()}]
    for at in range(len(text) - 1, -1, -1):
        b = (ord(text[at]) - 32, *ways[at + 1]["B"])
        pair = text[at : at + 2]
        c = (int(pair), *ways[at + 2]["C"]) if re.fullmatch("[0-9]{2}", pair) else None
        if c is None:
            ways[at] = {"B": b, "C": (TO_B, *b)}
        else:
            ways[at] = {"B": min(b, (TO_C, *c), key=len), "C": min(c, (TO_B, *b), key=len)}
    return min((START_B, *ways[0]["B"]), (START_C, *ways[0]["C"]), key=len)


def _squares(rows: list[bytes]) -> Iterator[Rect]:
    """Yield what is dark as rectangles, each as high as the same run goes on, so that viewers show no seams."""
    begun: dict[tuple[int, int], int] = {}
    for y, row in enumerate((*rows, b"")):
        runs = {(found.start(), found.end() - found.start()) for found in re.finditer(b"\x01+", row)}
        for run in sorted(set(begun) - runs):
            yield run[0], begun[run], run[1], y - begun.pop(run)
        begun |= {run: y for run in runs if run not in begun}
