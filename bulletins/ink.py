"""What is drawn on a page besides its text: rectangles, such as rules of boxes and bars of codes."""

from __future__ import annotations

from dataclasses import dataclass

Colour = tuple[float, float, float]  # RGB, from 0 to 1
BLACK = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Ink:
    """A filled rectangle on a page, in mm from its upper left corner."""

    left: float
    top: float
    width: float
    height: float
    colour: Colour = BLACK
