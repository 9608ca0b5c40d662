"""Bring the text after a table back to the grid: the block that holds the table grows to a whole
number of lines (page.md, 22 lines).

WeasyPrint has no such property, and what must be added is known only once the block is laid out. So the
function below stands before WeasyPrint 70.0's own, for documents set with a `BulletinFonts` configuration only;
an element asks for it by `data-grid`.
"""

from __future__ import annotations

from typing import Any

from weasyprint.layout import block

from bulletins.page import PITCH_MM, PX_PER_MM, TOP_MM
from bulletins.patches import WEASYPRINT
from bulletins.typefaces import BulletinFonts

PITCH_PX = PITCH_MM * PX_PER_MM
HAIR_PX = 0.01  # less than exact: a hair too much, and the last line of the page no longer fits
_wp_block_container_layout = block.block_container_layout


def install() -> None:
    """Put our function before WeasyPrint's; harmless when repeated."""
    why = "the text after a table returns to the grid"
    test = "tests/bulletins/test_typeset.py::test_lines_after_a_table_return_to_the_grid"
    WEASYPRINT.put(block, "block_container_layout", _block_container_layout, why=why, test=test)


def _block_container_layout(context: Any, box: Any, bottom_space: float, *arguments: Any, **named: Any) -> Any:
    """Lay out a block as WeasyPrint does (same arguments and answer), and let one that asks for it end on the grid."""
    result = _wp_block_container_layout(context, box, bottom_space, *arguments, **named)
    laid_out, resume_at, *_ = result
    wanted = (
        box.element is not None and box.element.get("data-grid") and isinstance(box.style.font_config, BulletinFonts)
    )
    if not wanted or laid_out is None or resume_at is not None:
        return result
    bottom = laid_out.position_y + laid_out.margin_height()
    pad = (TOP_MM * PX_PER_MM - bottom) % PITCH_PX - HAIR_PX
    room = context.page_bottom - bottom_space - bottom  # less than a line where notes stand below
    laid_out.height += max(0.0, min(pad, room))
    return result
