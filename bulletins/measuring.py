"""How wide and high text is: asked of Pango once for each character of a face and size, then remembered.

What is remembered is bounded by the characters of our fonts and the sizes of the style sheet.
"""

from __future__ import annotations

from typing import Any

from weasyprint.text import line_break
from weasyprint.text.ffi import TO_UNITS, pango

from bulletins.breaking import squeezed

PlainLayout = line_break.Layout  # WeasyPrint's own, before justify.py puts another in its place


def width(text: str, style: Any) -> float:
    """Return the width in px of a line of characters that do not kern."""
    widths = advances(text, style)
    return sum(widths[char] for char in text) - len(squeezed(text)) * float(style["font_size"]) / 2


_known_heights: dict[tuple[object, ...], tuple[float, float]] = {}


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


_known_advances: dict[tuple[object, ...], dict[str, float]] = {}


def advances(text: str, style: Any) -> dict[str, float]:
    """Return the widths in px of the characters of a text, letter spacing included; measured once per face and size.

    Each is measured between Chinese characters: alone, a dash or quotation mark would be a Latin one to the font. A dash is half of two.
    """
    key = (*(style[name] for name in ("font_family", "font_size", "font_weight", "letter_spacing", "font_feature_settings")),)
    known = _known_advances.setdefault(key, {})
    for char in set(text) - known.keys():
        times = 2 if char in "—…" else 1
        known[char] = (_shaped_width("中" + char * times + "中", style) - _shaped_width("中中", style)) / times
    return known


def _shaped_width(text: str, style: Any) -> float:
    layout = PlainLayout(style)
    layout.set_text(text)
    width, _ = line_break.line_size(layout.get_first_line()[0], style)
    return float(width)
