"""Charts drawn at build time: bars from zero on one linear scale, as `parts/bars.html` draws them in SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

HALF = 50  # a bar longer than this many percent has its label inside, a shorter one behind


@dataclass(frozen=True)
class Bar:
    """A bar and what is written at it.

    Attributes:
        name: what it stands for, written before it; `within` says what that belongs to.
        label: its value in words, written at its end.
        value: its length; below zero counts as zero.
        address: of the page that it opens, below the site's root.
        note: written after it, such as the time it holds for.
        rough: whether the value is about or more than what is given; such a bar ends in a perforation.

    """

    name: str
    label: str
    value: float
    address: str
    note: str = ""
    within: str = ""
    rough: bool = False


def bars(drawn: Sequence[Bar], most: float = 0) -> list[dict[str, Any]]:
    """Return bars as the template draws them: the longest of all, or `most` if that is more, fills the width.

    Args:
        drawn: the bars, from top to bottom.
        most: the end of the scale, where several charts share one.

    """
    top = max([most, *(bar.value for bar in drawn)], default=0) or 1
    return [_row(bar, 100 * max(bar.value, 0) / top) for bar in drawn]


def _row(bar: Bar, percent: float) -> dict[str, Any]:
    texts = {"name": bar.name, "within": bar.within, "label": bar.label, "note": bar.note, "address": bar.address}
    return {**texts, "length": f"{percent:.2f}%", "inside": percent > HALF, "rough": bar.rough}
