"""A PDF as the rules see it: pages with glyphs, lines, rules and pictures in millimetres,
and the elements that its tags name."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import pdfplumber
import pikepdf
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from bulletins.audit.structure import Element, Owners, read_structure
from records import ContentError

MM = 72 / 25.4  # points
# What pikepdf, pdfplumber and pdfminer raise where an object is not what the standard says it is.
DAMAGE = (
    *(pikepdf.PdfError, PSException, PdfminerException, MalformedPDFException, zlib.error, struct.error),
    *(ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError),
)
EM_ABOVE, EM_BELOW = 0.88, 0.12  # of the em box of Chinese fonts, above and below the baseline


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character on a page; lengths in mm from the page's upper left corner.

    `begins` and `ends` are its edges along its line: those of a turned line, which runs upwards,
    are counted from the foot as negative.
    """

    text: str
    font: str
    size_pt: float
    left: float
    right: float
    baseline: float
    colour: tuple[float, float, float]
    upright: bool
    artifact: bool
    element: int | None
    begins: float
    ends: float
    spaced: bool = False  # whether a space follows it in the file

    @property
    def em(self) -> float:
        """Its size in mm."""
        return self.size_pt / MM

    @property
    def top(self) -> float:
        """Upper edge of the em box."""
        return self.baseline - EM_ABOVE * self.em

    @property
    def bottom(self) -> float:
        """Lower edge of the em box."""
        return self.baseline + EM_BELOW * self.em


@dataclass(frozen=True, slots=True)
class Stroke:
    """A drawn straight line, or a filled box thin enough to be one; edges in mm."""

    left: float
    top: float
    right: float
    bottom: float
    thickness: float
    colour: tuple[float, float, float]

    @property
    def horizontal(self) -> bool:
        """Whether it is wider than high."""
        return self.right - self.left > self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the page in mm."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Page:
    """One page."""

    number: int
    width_mm: float
    height_mm: float
    glyphs: tuple[Glyph, ...]
    strokes: tuple[Stroke, ...]
    pictures: tuple[Box, ...]

    @property
    def where(self) -> str:
        """Its place as people say it."""
        return f"第 {self.number} 页"

    @property
    def odd(self) -> bool:
        """Whether it is a right-hand page."""
        return self.number % 2 == 1

    @cached_property
    def sideways(self) -> bool:
        """Whether its content is to be read with the sheet turned, as a wide table."""
        turned = sum(not g.upright for g in self.glyphs)
        return self.width_mm > self.height_mm or turned * 2 > len(self.glyphs) > 0


@dataclass(frozen=True, eq=False)  # compared and cached by identity
class Document:
    """A PDF, opened and measured."""

    pdf: pikepdf.Pdf
    pages: tuple[Page, ...]
    elements: tuple[Element, ...]
    owners: Owners

    @cached_property
    def has_text(self) -> bool:
        """Whether any character can be read."""
        return any(page.glyphs for page in self.pages)

    @cached_property
    def is_bulletin(self) -> bool:
        """Whether the tags name elements of a bulletin."""
        return any(element.role for element in self.elements)

    def above(self, index: int) -> Iterator[int]:
        """Yield the elements that an element stands in, from the nearest."""
        at = self.elements[index].parent
        while at is not None:
            yield at
            at = self.elements[at].parent

    def inside(self, index: int | None, *standards: str) -> int | None:
        """Return the nearest element of one of the standard types that an element is or stands in."""
        if index is None:
            return None
        return next((at for at in (index, *self.above(index)) if self.elements[at].standard in standards), None)

    def role(self, glyph: Glyph) -> str:
        """Return the bulletin's element a glyph belongs to, or nothing."""
        return self.elements[glyph.element].role if glyph.element is not None else ""


def read_document(source: bytes | Path) -> Document:
    """Open and measure a PDF.

    Raises:
        ContentError: it is missing, no PDF, damaged beyond reading, or needs a password.

    """
    place = source.name if isinstance(source, Path) else "PDF"
    data = _bytes(source)
    try:
        pdf = pikepdf.open(io.BytesIO(data))
        elements, owners = read_structure(pdf)
        with pdfplumber.open(io.BytesIO(data)) as plumber:
            pages = tuple(_page(page, owners) for page in plumber.pages)
    except (pikepdf.PasswordError, PDFPasswordIncorrect) as error:
        raise ContentError("PDF 加了密码，打不开", place=place, remedy="先去掉密码再检查") from error
    except DAMAGE as error:
        raise ContentError("不是 PDF，或已损坏", place=place, remedy="重新生成或重新取得这个文件") from error
    if not pages:
        raise ContentError("PDF 里没有页", place=place, remedy="重新生成或重新取得这个文件")
    return Document(pdf, pages, elements, owners)


def _bytes(source: bytes | Path) -> bytes:
    if isinstance(source, bytes):
        return source
    try:
        return source.read_bytes()
    except OSError as error:
        raise ContentError("文件读不出来", place=str(source), remedy="检查路径和权限") from error


def _page(page: Any, owners: Owners) -> Page:
    number = page.page_number
    return Page(
        number=number,
        width_mm=page.width / MM,
        height_mm=page.height / MM,
        glyphs=tuple(_glyphs(page, owners)),
        strokes=tuple(stroke for thing in (*page.rects, *page.lines, *page.curves) if (stroke := _stroke(thing))),
        pictures=tuple(Box(i["x0"] / MM, i["top"] / MM, i["x1"] / MM, i["bottom"] / MM) for i in page.images),
    )


def _glyphs(page: Any, owners: Owners) -> Iterator[Glyph]:
    for char, following in pairwise((*page.chars, None)):
        if char["text"].strip():
            yield _glyph(char, page, owners, spaced=following is not None and not following["text"].strip())


def _glyph(char: dict[str, Any], page: Any, owners: Owners, *, spaced: bool) -> Glyph:
    return Glyph(
        text=char["text"],
        font=str(char["fontname"]).rpartition("+")[2],
        size_pt=char["size"] if char["upright"] else char["x1"] - char["x0"],
        left=char["x0"] / MM,
        right=char["x1"] / MM,
        baseline=(page.height - char["matrix"][5]) / MM,
        colour=rgb(char["non_stroking_color"]),
        upright=char["upright"],
        artifact=char["tag"] == "Artifact",
        element=owners.get((page.page_number, char["mcid"])) if char["mcid"] is not None else None,
        begins=(char["x0"] if char["upright"] else -char["bottom"]) / MM,
        ends=(char["x1"] if char["upright"] else -char["top"]) / MM,
        spaced=spaced,
    )


def _stroke(thing: dict[str, Any]) -> Stroke | None:
    """Return a thin filled box or a drawn straight line; None for anything else."""
    width, height = thing["width"] / MM, thing["height"] / MM
    filled = thing["fill"] and not thing["stroke"]
    thickness = min(width, height) if filled else thing["linewidth"] / MM
    if min(width, height) > 2 or max(width, height) < 2 or thickness < 0.02:
        return None
    colour = rgb(thing["non_stroking_color"] if filled else thing["stroking_color"])
    return Stroke(thing["x0"] / MM, thing["top"] / MM, thing["x1"] / MM, thing["bottom"] / MM, thickness, colour)


def rgb(colour: Any) -> tuple[float, float, float]:
    """Return a colour of a PDF, given in grey, RGB or CMYK, as RGB from 0 to 1; black where it is a pattern."""
    values = [v for v in (colour if isinstance(colour, list | tuple) else [colour]) if isinstance(v, int | float)]
    if len(values) == 4:
        cyan, magenta, yellow, black = values
        return (1 - cyan) * (1 - black), (1 - magenta) * (1 - black), (1 - yellow) * (1 - black)
    if len(values) == 3:
        return values[0], values[1], values[2]
    grey = float(values[0]) if values else 0.0
    return grey, grey, grey


def dictionary(value: Any) -> pikepdf.Dictionary:
    """Return a PDF object that ought to be a dictionary; an empty one where it is none."""
    return value if isinstance(value, pikepdf.Dictionary) else pikepdf.Dictionary()
