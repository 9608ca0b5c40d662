"""How wide and high text is: asked of Pango once for each character of a face and size, then remembered.

What is remembered is bounded by the characters of our fonts and the sizes of the style
sheet, and by a few thousand Latin words.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from weasyprint.text import line_break
from weasyprint.text.ffi import TO_UNITS, ffi, pango, unicode_to_char_p

PlainLayout = line_break.Layout  # WeasyPrint's own, before justify.py puts another in its place
HAN = re.compile("[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
KERNED = re.compile("[!-~]*[A-Za-z]{2}[!-~]*")

_known_heights: dict[tuple[object, ...], tuple[float, float]] = {}
_known_advances: dict[tuple[object, ...], dict[str, float]] = {}
_known_inks: dict[tuple[object, ...], tuple[float, float]] = {}


def height_and_baseline(style: Any) -> tuple[float, float]:
    """Return height and baseline in px of a line of the style's first font.

    Those of the fonts that stand in for it where a rare character lacks would push the line off the grid.
    """
    key = (style["font_family"], style["font_size"], style["font_weight"])
    if key not in _known_heights:
        layout = PlainLayout(style)
        layout.set_text(" ")
        _, height = line_break.line_size(layout.get_first_line()[0], style)
        _known_heights[key] = height, pango.pango_layout_get_baseline(layout.layout) / TO_UNITS
    return _known_heights[key]


def advances(text: str, style: Any) -> list[float]:
    """Return the width in px of each character of a text, without letter spacing;
    kerning is shared out in a Latin word."""
    key = _face(style)
    known = _known_advances.setdefault(key, {})
    for char in set(text) - known.keys():
        known[char] = _advance(char, style)
    found = [known[char] for char in text]
    whole = not HAN.search(text)  # then dashes and quotation marks are Latin ones
    for start, end in [(0, len(text))] if whole and text else [match.span() for match in KERNED.finditer(text)]:
        kerning = _word(text[start:end], key, style) - sum(found[start:end])
        if abs(kerning) > 0.01:
            found[start:end] = [width + kerning / (end - start) for width in found[start:end]]
    return found


def ink(char: str, style: Any) -> tuple[float, float]:
    """Return where in px the ink of a full-width mark begins and ends in its cell."""
    key = (char, *_face(style))
    if key not in _known_inks:
        begins = _extents(f"{char}中", style)[0]
        cell = _extents("中", style)[2]
        _known_inks[key] = begins, _extents(f"中{char}", style)[1] - cell
    return _known_inks[key]


def _face(style: Any) -> tuple[object, ...]:
    return (*(style[name] for name in ("font_family", "font_size", "font_weight", "font_feature_settings")),)


def _advance(char: str, style: Any) -> float:
    """Return the width of a character among Chinese ones: alone, a dash or quotation
    mark would be a Latin one to the font.

    A dash is half of two.
    """
    times = 2 if char in "—…" else 1
    return (_extents("中" + char * times + "中", style)[2] - _extents("中中", style)[2]) / times


@lru_cache(maxsize=4096)
def _known_word(word: str, key: tuple[object, ...]) -> list[float]:
    return []


def _word(word: str, key: tuple[object, ...], style: Any) -> float:
    """Return the width of a Latin word, with its kerning."""
    known = _known_word(word, key)
    if not known:
        known.append(_extents(word, style)[2])
    return known[0]


def _extents(text: str, style: Any) -> tuple[float, float, float]:
    """Return where the ink of a line begins and ends, and how wide it is, in px."""
    layout = PlainLayout(style)
    chars, _ = unicode_to_char_p(text)
    pango.pango_layout_set_text(layout.layout, chars, -1)
    inked, logical = ffi.new("PangoRectangle *"), ffi.new("PangoRectangle *")
    pango.pango_layout_line_get_extents(layout.get_first_line()[0], inked, logical)
    return inked.x / TO_UNITS, (inked.x + inked.width) / TO_UNITS, logical.width / TO_UNITS
