"""Set Chinese lines flush: own line breaks, squeezed marks, slack spread over the gaps between characters, and bold by stroke.

WeasyPrint stretches only spaces and leaves breaks to Pango, which knows neither numbers with units nor mainland rules. The
functions below take the place of five private ones of WeasyPrint 70.0, for documents set with a `BulletinFonts` configuration
only; any other document in the process is laid out as before. tests/bulletins/test_justify.py holds what they must achieve.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import inf
from typing import Any

import weasyprint
from weasyprint.draw import text as draw_text_module
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.text import line_break
from weasyprint.text.ffi import TO_UNITS, ffi, pango

from bulletins import measuring
from bulletins.breaking import breaks, may_break, squeezed
from bulletins.typefaces import BulletinFonts
from press.records import SetupError

PINNED = "70.0"
CALLS = frozenset("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿")
KERNED = re.compile("[A-Za-z]{2}")
STROKE_EM = 0.028  # of the outline drawn around each letter of a lead-in, about what word processors do to a face without bold


def install() -> None:
    """Put our functions in the place of WeasyPrint's; harmless when repeated."""
    if weasyprint.__version__ != PINNED:
        raise SetupError(f"排版只能用 WeasyPrint {PINNED}，现为 {weasyprint.__version__}", remedy="按 requirements.lock 重新安装依赖")
    if line_break.Layout is not _Layout:
        line_break.Layout = _Layout
        inline.split_first_line = _split_first_line
        inline.justify_line = _justify_line
        inline.can_break_text = _can_break_text
        weasyprint.draw.draw_text = _draw_text


# Breaking ------------------------------------------------------------------------------------------------------------

_wp_split_first_line = inline.split_first_line
_wp_can_break_text = inline.can_break_text


def _split_first_line(
    text: str,
    style: Any,
    context: Any,
    max_width: float | None,
    justification_spacing: float,
    is_line_start: bool = True,
    minimum: bool = False,
) -> tuple[Any, int, int | None, float, float, float]:
    """Fit text into a line as WeasyPrint's own function does (same arguments and answer), by our rules."""
    wraps = max_width not in (None, inf) and style["white_space"] == "normal" and "\n" not in text and "\xad" not in text
    if not wraps or max_width is None or not isinstance(style.font_config, BulletinFonts):
        return _wp_split_first_line(text, style, context, max_width, justification_spacing, is_line_start, minimum)  # type: ignore[no-any-return]
    end = _fitting(text, style, max_width, is_line_start)
    shown = (text[:end].rstrip(" ") if end < len(text) else text) or text[:end]
    if KERNED.search(shown):
        layout = line_break.create_layout(shown, style, context, None, justification_spacing)
        width, _ = line_break.line_size(layout.get_first_line()[0], style)
        layout.deactivate()
    else:
        layout, width = _unset(shown, justification_spacing), measuring.width(shown, style)
    height, baseline = measuring.height_and_baseline(style)
    length = len(text[:end].encode())
    return layout, length, None if end == len(text) else length, width, height, baseline


def _unset(text: str, justification_spacing: float) -> Any:
    """Return a layout as WeasyPrint leaves it between layout and drawing, without asking Pango: we know the width of the line."""
    layout = _Layout.__new__(_Layout)
    layout.text, layout.justification_spacing, layout.max_width, layout.first_line_direction = text, justification_spacing, None, 0
    return layout


def _fitting(text: str, style: Any, max_width: float, is_line_start: bool) -> int:
    """Return how many characters the line takes: to the last allowed break that fits, else to the first break there is.

    What is too long for any line is broken where the line ends.
    """
    advances = measuring.advances(text, style)
    window = text[: int(max_width / style["font_size"] * 4) + 8]
    allowed = breaks(window)
    half = set(squeezed(window))
    position = width = 0.0
    end = 0
    for i, char in enumerate(window):
        # The last character of a line keeps its full width, as what would squeeze it stands on the next; a last space has none.
        width = position if char == " " else position + advances[char]
        if width > max_width and (end or (is_line_start and i)):
            return end or i
        position += advances[char] - (style["font_size"] / 2 if i in half else 0)
        after = i + 1
        if after < len(window) and allowed[after]:
            end = after
            if width > max_width:
                return end
    return len(text)


def _can_break_text(text: str, lang: str) -> bool:
    """Whether a line may break between the end of one inline box and the start of the next."""
    if text[1:2] in CALLS:
        return False  # the call of a note, a box of its own, stays with what it belongs to (CLREQ §3.1.3)
    if len(text) == 2 and (ord(text[0]) > 0x2000 or ord(text[1]) > 0x2000):
        return may_break(text[0], text[1])
    return _wp_can_break_text(text, lang)  # type: ignore[no-any-return]


# Spacing -------------------------------------------------------------------------------------------------------------


class _Layout(measuring.PlainLayout):  # type: ignore[misc]
    """A Pango layout whose justification spacing goes between Chinese characters, and whose meeting marks are half width."""

    def set_text(self, text: str, justify: bool = False) -> None:
        if not isinstance(self.style.font_config, BulletinFonts):
            super().set_text(text, justify)
            return
        super().set_text(text)
        gap = self.justification_spacing if justify else 0
        half = squeezed(text)
        if not gap and not half:
            return
        attributes = pango.pango_layout_get_attributes(self.layout)
        if attributes == ffi.NULL:
            attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
        starts = _byte_offsets(text)
        for first, last in _runs(half):
            attribute = pango.pango_attr_font_features_new(b"halt 1")
            attribute.start_index, attribute.end_index = starts[first], starts[last]
            pango.pango_attr_list_insert(attributes, attribute)
        if gap:
            spacing = self.style["letter_spacing"]
            spacing = 0 if spacing == "normal" else spacing
            for first, last in _stretching(text):
                attribute = pango.pango_attr_letter_spacing_new(round((spacing + gap) * TO_UNITS))
                attribute.start_index, attribute.end_index = starts[first], starts[last]
                pango.pango_attr_list_change(attributes, attribute)
        pango.pango_layout_set_attributes(self.layout, attributes)


def _byte_offsets(text: str) -> list[int]:
    offsets = [0]
    for char in text:
        offsets.append(offsets[-1] + len(char.encode()))
    return offsets


def _runs(indices: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    """Yield the ranges of neighbouring indices: Pango heeds no more than 32 features a line, so one attribute serves several marks."""
    start = None
    for i, index in enumerate(indices):
        start = index if start is None else start
        if i + 1 == len(indices) or indices[i + 1] != index + 1:
            yield start, index + 1
            start = None


def _stretching(text: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges of characters that take part in justification: all but Latin letters and digits."""
    start = None
    for i, char in enumerate(text + "a"):
        if char < "\u0180":
            if start is not None:
                yield start, i
            start = None
        elif start is None:
            start = i


def _justify_line(context: Any, line: Any, extra_width: float) -> None:
    """Spread a line's slack evenly over its gaps, so that its last character ends on the right edge."""
    texts = [box for box in line.descendants() if isinstance(box, boxes.TextBox) and box.text]
    if not texts or not isinstance(line.style.font_config, BulletinFonts):
        _wp_justify_line(context, line, extra_width)
        return
    trailing = texts[-1].style["letter_spacing"]
    slack = extra_width + (0 if trailing == "normal" else trailing)
    units = sum(_units(box.text) for box in texts) + len(texts) - 1
    if units <= 0 or slack <= 0:
        return
    _spread(line, slack / units, 0, texts[-1])


_wp_justify_line = inline.justify_line


def _units(text: str) -> float:
    """Return how many gaps of a text stretch; Pango halves the spacing at the edge of a range and drops it at the edge of a line."""
    ranges = list(_stretching(text))
    count = float(sum(last - first for first, last in ranges))
    if ranges:
        count -= (ranges[0][0] == 0) / 2 + (ranges[-1][1] == len(text)) / 2
    return count


def _spread(box: Any, gap: float, shift: float, last: Any) -> float:
    """Widen the text boxes below a box by `gap` per unit, move each by what stands before it; return the new shift."""
    if isinstance(box, boxes.TextBox):
        box.position_x += shift
        if box.text:
            box.justification_spacing = box.pango_layout.justification_spacing = gap
            added = gap * (_units(box.text) + (box is not last))
            box.width += added
            shift += added
    elif isinstance(box, boxes.LineBox | boxes.InlineBox):
        box.position_x += 0 if isinstance(box, boxes.LineBox) else shift
        before = shift
        for child in box.children:
            if child.is_in_normal_flow():
                shift = _spread(child, gap, shift, last)
        box.width += shift - before
    else:
        box.translate(shift, 0)
    return shift


# Drawing -------------------------------------------------------------------------------------------------------------


def _draw_text(stream: Any, textbox: Any, offset_x: float, text_overflow: str, block_ellipsis: str) -> None:
    """Draw a text; that of a <strong> in a face without bold gets a thin outline, as word processors do."""
    if textbox.element_tag != "strong" or not isinstance(textbox.style.font_config, BulletinFonts):
        draw_text_module.draw_text(stream, textbox, offset_x, text_overflow, block_ellipsis)
        return
    with stream.stacked():
        stream.set_color(textbox.style["color"], stroke=True)
        stream.set_line_width(textbox.style["font_size"] * STROKE_EM)
        stream.set_text_rendering(2)
        draw_text_module.draw_text(stream, textbox, offset_x, text_overflow, block_ellipsis)
