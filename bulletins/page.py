"""The measures of the page after GB/T 9704-2012, and what may be shifted on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

TOP_MM = 37.0  # 天头, §5.2.2
TYPE_WIDTH_MM, TYPE_HEIGHT_MM = 156.0, 225.0  # 版心
LINES = 22
PITCH_MM = TYPE_HEIGHT_MM / LINES


@dataclass(frozen=True)
class Placement:
    """What one pass of the layout tells the next.

    Attributes:
        imprint: `follows` the text, stands on the `next` page, or on the even page `after_blank`.
        pads: millimetres of space below a table or picture, by its name, that bring the next line back to the grid.

    """

    imprint: Literal["follows", "next", "after_blank"] = "follows"
    pads: Mapping[str, float] = field(default_factory=dict)
