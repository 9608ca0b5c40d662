"""The text of a PDF, taken from the finished file with its marks: runs of characters, each within one line."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from math import cos, sin
from pathlib import Path

import pypdfium2
from pypdfium2 import raw

LINE_PT = 8.0  # what is farther apart across its line stands in another; a raised mark is nearer
SAME_LINE_PT = 2.5
HYPHEN = "\x02"  # by which pdfium tells a - at the end of a line
INVISIBLE = 3  # the way of drawing of text that was read from a picture


class UnreadableError(Exception):
    """The text of a PDF cannot be taken: it needs a password, or is none."""


@dataclass(frozen=True)
class Run:
    """Characters that are drawn in one go.

    Attributes:
        page: from 1.
        mark: the identifier of the marked content they stand in, or -1.
        text: the characters.
        angle: of their line, in radians.
        begins: where the first stands, in points.
        ends: where the last stands.
        seen: whether they are drawn at all.

    """

    page: int
    mark: int
    text: str
    angle: float
    begins: tuple[float, float]
    ends: tuple[float, float]
    seen: bool

    def breaks(self, before: Run) -> bool:
        """Whether another line begins with it."""
        if self.page != before.page:
            return True
        (x, y), (left, top) = self.begins, before.ends
        return abs((y - top) * cos(self.angle) - (x - left) * sin(self.angle)) > LINE_PT

    @property
    def turned(self) -> bool:
        """Whether its line runs up or down the page."""
        return abs(sin(self.angle)) > 0.7


def runs_of(path: Path) -> list[Run]:
    """Return the text of a PDF in the order of the file; what a program would put between (spaces, ends of lines) is
    left out.

    Raises:
        UnreadableError: it needs a password, or is damaged beyond reading.

    """
    try:
        with closing(pypdfium2.PdfDocument(path)) as document:
            return [run for number in range(len(document)) for run in _of_page(document, number)]
    except pypdfium2.PdfiumError as error:
        raise UnreadableError(str(error)) from error


def joined(runs: list[Run]) -> str:
    """Return the text of runs, a line feed where another line begins."""
    text = runs[0].text if runs else ""
    for before, run in pairwise(runs):
        text += ("\n" if run.breaks(before) else "") + run.text
    return text


def _of_page(document: pypdfium2.PdfDocument, number: int) -> Iterator[Run]:
    with closing(document[number]) as page, closing(page.get_textpage()) as text:
        count = raw.FPDFText_CountChars(text)
        of, code, generated = raw.FPDFText_GetTextObject, raw.FPDFText_GetUnicode, raw.FPDFText_IsGenerated
        start, codes, last = 0, list[int](), None
        marked = dict[int, tuple[int, bool]]()
        address = ctypes.addressof
        for n in range(count):
            drawn = of(text, n)
            here = address(drawn.contents) if drawn else 0
            if here != last:
                if codes:
                    yield _run(text, number, start, codes, marked[last or 0])
                start, codes, last = n, [], here
                if here not in marked:
                    marked[here] = (
                        (
                            raw.FPDFPageObj_GetMarkedContentID(drawn),
                            raw.FPDFTextObj_GetTextRenderMode(drawn) != INVISIBLE,
                        )
                        if drawn
                        else (-1, True)
                    )
            if generated(text, n) != 1:
                if not codes:
                    start = n
                codes.append(code(text, n))
        if codes:
            yield _run(text, number, start, codes, marked[last or 0])


def _run(text: pypdfium2.PdfTextPage, number: int, start: int, codes: list[int], told: tuple[int, bool]) -> Run:
    words = (
        b"".join(code.to_bytes(4 if code > 0xFFFF else 2, "little") for code in codes) if max(codes) <= 0xFFFF else b""
    )
    said = words.decode("utf-16-le", "replace") if words else "".join(map(chr, codes))
    mark, seen = told
    return Run(
        number + 1,
        mark,
        said.replace(HYPHEN, "-"),
        raw.FPDFText_GetCharAngle(text, start),
        _origin(text, start),
        _origin(text, start + len(codes) - 1),
        seen,
    )


def _origin(text: pypdfium2.PdfTextPage, n: int) -> tuple[float, float]:
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(text, n, x, y)
    return x.value, y.value
