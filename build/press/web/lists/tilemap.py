"""The tile map of the province: a tile for each city, with the number of its cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from press.web.library import Library

STEPS = 4  # shades of the one hue; the number always stands beside
# Columns and rows of the tile map, north up (look.md "Tile map").
TILES = {
    "320300": (0, 0),
    "320700": (2, 0),
    "321300": (1, 1),
    "320800": (2, 1),
    "320900": (3, 1),
    "321000": (2, 2),
    "321200": (3, 2),
    "320600": (4, 2),
    "320100": (1, 3),
    "321100": (2, 3),
    "320400": (3, 3),
    "320200": (4, 3),
    "320500": (5, 3),
}


def tiles(library: Library, by_place: Mapping[str, Sequence[object]]) -> list[dict[str, Any]]:
    """Return the cities that have a place on the map, with the count of their cases and its step from 0 to 4."""
    counts = {code: len(by_place.get(code, ())) for code in TILES if code in library.places}
    most = max(counts.values(), default=0)
    return [
        {
            "code": code,
            "name": library.places[code].name.removesuffix("市"),
            "count": count,
            "step": step(count, most),
            "column": TILES[code][0],
            "row": TILES[code][1],
        }
        for code, count in counts.items()
    ]


def step(count: int, most: int) -> int:
    """Return the shade of a count from 0 (none) to 4 (most).

    >>> [step(n, 40) for n in (0, 1, 10, 11, 40)]
    [0, 1, 1, 2, 4]
    """
    return -(-STEPS * count // most) if most else 0
