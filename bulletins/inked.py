"""A page on which lines and codes are drawn besides what is laid out: rectangles, at places known beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from weasyprint.document import Page

from bulletins.ink import Colour, Ink
from bulletins.page import PX_PER_MM


class Inked(Page):  # type: ignore[misc]
    """A laid-out page with rectangles on it."""

    def __init__(self, page: Any, inks: Sequence[Ink]) -> None:
        self.__dict__.update(page.__dict__)
        self.inks = inks

    def paint(self, stream: Any, scale: float = 1) -> None:
        """Paint the page as WeasyPrint does, then the rectangles; no reader is told of them."""
        super().paint(stream, scale)
        with stream.stacked(), stream.artifact():
            stream.transform(a=scale * PX_PER_MM, d=scale * PX_PER_MM)
            for colour, inks in groupby(sorted(self.inks, key=_colour), key=_colour):
                stream.set_color_rgb(*colour)
                for ink in inks:
                    stream.rectangle(*(round(mm, 4) for mm in (ink.left, ink.top, ink.width, ink.height)))
                stream.fill()


def _colour(ink: Ink) -> Colour:
    return ink.colour
