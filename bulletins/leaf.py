"""What stands on a laid-out page: its text, its notes, and where the type area ends."""

from __future__ import annotations

from typing import Any

from weasyprint.formatting_structure import boxes

from bulletins.page import PX_PER_MM, TOP_MM, TYPE_HEIGHT_MM

BOTTOM_PX = (TOP_MM + TYPE_HEIGHT_MM) * PX_PER_MM


def body_of(page: Any) -> Any:
    """Return the box of a page's content, without its notes and margin boxes."""
    return page._page_box.children[0]


def has_notes(page: Any) -> bool:
    """Whether notes stand at the foot of a page."""
    return any(area.children for area in note_areas(page))


def note_areas(page: Any) -> list[Any]:
    """Return the boxes of a page that hold its notes; an empty one where it has none."""
    return [area for area in page._page_box.children if isinstance(area, boxes.FootnoteAreaBox)]
