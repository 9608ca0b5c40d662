"""Turn the pages of wide tables: laid out across, they are printed upright with the table's
head to the left (GB/T 9704-2012 §8).

On an odd page the left is the binding edge, on an even page the outer edge, as the standard has it; the page number
stands where it stands on every page.
"""

from __future__ import annotations

from typing import Any

from weasyprint.document import Page
from weasyprint.formatting_structure import boxes

from bulletins.page import BINDING_MM, BOTTOM_MM, OUTER_MM, PAGE_HEIGHT_MM, PAGE_WIDTH_MM, PX_PER_MM, TOP_MM


def turned(pages: list[Page], *, mirrored: bool) -> list[Page]:
    """Return the pages, those laid out across turned upright; on `mirrored` even pages
    binding and outer margin change places."""
    return [
        _upright(page, odd=n % 2 == 1, mirrored=mirrored) if page.width > page.height else page
        for n, page in enumerate(pages, 1)
    ]


def _upright(page: Page, *, odd: bool, mirrored: bool) -> Page:
    box = page._page_box
    box.margin_left, box.margin_right, box.margin_top, box.margin_bottom = 0, 0, 0, 0
    box.width, box.height = PAGE_WIDTH_MM * PX_PER_MM, PAGE_HEIGHT_MM * PX_PER_MM
    for child in box.children:
        if isinstance(child, boxes.MarginBox):
            _move_number(child, odd=odd, mirrored=mirrored)
        else:
            _turn(child, OUTER_MM - BINDING_MM if mirrored and not odd else 0)
    return Page(box)


def _turn(box: Any, right_mm: float) -> None:
    """Let a box be drawn turned to the left: its point (x, y) comes to (y, height of the
    page − x), and some mm to the right."""
    left, top = box.border_box_x(), box.border_box_y()
    box.style = box.style.copy()
    box.style["transform_origin"] = (box.style["transform_origin"][0]._replace(value=0, unit="px"),) * 2
    shift = (top - left + right_mm * PX_PER_MM, PAGE_HEIGHT_MM * PX_PER_MM - left - top)
    box.style["transform"] = (("matrix", (0, -1, 1, 0, *shift)),)


def _move_number(box: Any, *, odd: bool, mirrored: bool) -> None:
    """Bring a page number from the foot of the page across to the foot of the page upright."""
    down = (PAGE_HEIGHT_MM - BOTTOM_MM) - (PAGE_WIDTH_MM - OUTER_MM)
    to_right_corner = (PAGE_WIDTH_MM - OUTER_MM) - (PAGE_HEIGHT_MM - TOP_MM)
    to_left_corner = (OUTER_MM if mirrored else BINDING_MM) - BOTTOM_MM
    box.translate((to_right_corner if odd else to_left_corner) * PX_PER_MM, down * PX_PER_MM)
