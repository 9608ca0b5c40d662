"""Where the ink of a character lies in its cell, from the outlines of the fonts inside the PDF."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import pikepdf
from fontTools.cffLib import CFFFontSet
from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont, TTLibError

from bulletins.audit.document import DAMAGE, Document, Glyph, dictionary
from bulletins.audit.lines import Line
from bulletins.audit.standard import CLOSING

BLOCK = re.compile(rb"beginbf(char|range)(.*?)endbf", re.DOTALL)
CODE = re.compile(rb"<([0-9a-fA-F]+)>")


def right_ink(document: Document, glyph: Glyph) -> float | None:
    """Return the right edge of a glyph's ink in mm from the left of the page; None where its font does not tell."""
    found = _edge(document, glyph.font, glyph.text)
    return None if found is None else glyph.left + found * glyph.em


def right_edge(document: Document, line: Line) -> float:
    """Return where a line ends in mm from the left of the page: with the ink of a closing
    mark, with the cell of anything else."""
    ink = right_ink(document, line.glyphs[-1]) if line.text[-1] in CLOSING else None
    return line.right if ink is None else ink


@lru_cache(maxsize=4096)
def _edge(document: Document, font: str, char: str) -> float | None:
    """Return how far right of its origin a character's ink reaches, in em."""
    for name, outlines in _outlines(document):
        try:
            found = outlines(char) if name == font else None
        except (TTLibError, *DAMAGE):
            found = None
        if found is not None:
            return found
    return None


@lru_cache(maxsize=1)
def _outlines(document: Document) -> tuple[tuple[str, Callable[[str], float | None]], ...]:
    """Return the composite fonts of a file by name, each as a function of a character."""
    return tuple(_read(document.pdf))


def _read(pdf: pikepdf.Pdf) -> Iterator[tuple[str, Callable[[str], float | None]]]:
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/Subtype") == "/Type0":
            try:
                yield str(thing.get("/BaseFont", "")).rpartition("+")[2].removeprefix("/"), _font(thing)
            except (TTLibError, *DAMAGE):
                continue


def _font(font: pikepdf.Dictionary) -> Callable[[str], float | None]:
    """Return a function from a character to the right edge of its ink; TTLibError or
    DAMAGE where the font cannot be read."""
    descendant = dictionary(font.DescendantFonts[0])
    descriptor = dictionary(descendant.get("/FontDescriptor"))
    program = bytes(next(descriptor[key] for key in ("/FontFile3", "/FontFile2") if key in descriptor).read_bytes())
    codes = dict(_codes(font.ToUnicode.read_bytes()))
    glyphs, names, em = _glyphs(program)

    def edge(char: str) -> float | None:
        if char not in codes:
            return None
        pen = BoundsPen(glyphs)
        glyphs[names[codes[char]]].draw(pen)
        return None if pen.bounds is None else float(pen.bounds[2]) / em

    return edge


def _glyphs(program: bytes) -> tuple[Any, list[str], float]:
    """Return the glyphs of a font program, their names in order, and how many units an em has."""
    if program[:4] in (b"OTTO", b"true", b"\x00\x01\x00\x00"):
        font = TTFont(io.BytesIO(program), lazy=True)
        return font.getGlyphSet(), font.getGlyphOrder(), float(font["head"].unitsPerEm)
    fonts = CFFFontSet()
    fonts.decompile(io.BytesIO(program), None)
    return fonts[0].CharStrings, fonts[0].charset, 1000.0


def _codes(mapping: bytes) -> Iterator[tuple[str, int]]:
    """Yield (character, code) of a ToUnicode map; where codes number the glyphs, as in the
    composite fonts of today's programs."""
    for kind, block in BLOCK.findall(mapping):
        codes = [found.decode() for found in CODE.findall(block)]
        if kind == b"char":
            yield from ((_text(char), int(code, 16)) for code, char in zip(codes[::2], codes[1::2], strict=False))
        else:
            for first, last, char in zip(codes[::3], codes[1::3], codes[2::3], strict=False):
                span = range(int(first, 16), min(int(last, 16), int(first, 16) + 0xFFFF) + 1)
                yield from ((chr(int(char, 16) + n), code) for n, code in enumerate(span))


def _text(char: str) -> str:
    return bytes.fromhex(char).decode("utf-16-be", "replace")
