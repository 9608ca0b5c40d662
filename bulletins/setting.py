"""Text as it is drawn: Pango chooses the glyphs, and each is then moved to the place that was worked out for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from weasyprint.text.ffi import TO_UNITS, ffi, pango, unicode_to_char_p

from bulletins.measuring import PlainLayout

# PDF counts the distance of glyphs in thousandths of an em, of which WeasyPrint 70.0 writes whole ones, cut off
PER_EM = 1000
SAFE = 0.3  # added to these, so that what is 5 does not become 4.99 and then 4


class Setting(PlainLayout):  # type: ignore[misc]
    """A piece of a line, laid out.

    Args:
        text: its characters.
        added: px added to the width of each.
        shifts: by how many px the ink of some is moved to the right in its cell, by index.

    """

    def __init__(self, text: str, added: Sequence[float], shifts: Mapping[int, float]) -> None:
        self.text, self.added, self.shifts = text, added, shifts
        self.justification_spacing, self.max_width, self.first_line_direction = 0, None, 0

    def reactivate(self, style: Any) -> None:
        """Ask Pango for the glyphs."""
        self.setup(style)
        chars, _ = unicode_to_char_p(self.text)
        pango.pango_layout_set_text(self.layout, chars, -1)

    def get_first_line(self) -> tuple[Any, None]:
        """Return the line, its glyphs in their places."""
        line = pango.pango_layout_get_line_readonly(self.layout, 0)
        self._move(line)
        return line, None

    def _move(self, line: Any) -> None:
        """Give each glyph its width, and let no rounding add up: what one gets too much is taken from the next."""
        step = self.style["font_size"] * TO_UNITS / PER_EM
        due = 0.0
        for at, (following, geometry) in self._clusters(line):
            due += sum(self.added[at:following]) * TO_UNITS
            thousandths = round(due / step)
            due -= thousandths * step
            if thousandths:
                geometry.width += round((thousandths + (SAFE if thousandths > 0 else -SAFE)) * step)
            if shift := self.shifts.get(at):
                geometry.x_offset += round(shift * PER_EM)  # WeasyPrint takes it for thousandths of the size in px

    def _clusters(self, line: Any) -> Iterator[tuple[int, tuple[int, Any]]]:
        """Yield (index of a character, (index of the next one that has a glyph of its
        own, geometry of its last glyph))."""
        geometries: list[Any] = []
        starts: list[int] = []  # of the characters in bytes
        run = line.runs[0]
        while run != ffi.NULL:
            offset, string = run.data.item.offset, run.data.glyphs
            count = string.num_glyphs
            geometries += [glyph.geometry for glyph in string.glyphs[0:count]]
            starts += [offset + start for start in string.log_clusters[0:count]]
            run = run.next
        if len(geometries) == len(self.text):
            yield from enumerate(zip(range(1, len(geometries) + 1), geometries, strict=True))
            return
        last_of = dict(zip(starts, geometries, strict=True))  # a base character and its accents share a start
        indices = [len(self.text.encode()[:start].decode()) for start in sorted(last_of)]
        for (at, following), start in zip(pairwise([*indices, len(self.text)]), sorted(last_of), strict=True):
            yield at, (following, last_of[start])
