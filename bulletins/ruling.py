"""Draw the lines of a table, each as one straight stroke however many cells it borders.

WeasyPrint 70.0 draws every side of every cell through a clip of its own. The function below stands before
its own, for documents set with a `BulletinFonts` configuration only; our tables have no backgrounds, and
their cells no line that another has too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import weasyprint.draw

from bulletins.patches import WEASYPRINT
from bulletins.typefaces import BulletinFonts

# where it lies across its run, how thick it is, from where to where it runs; in px
Line = tuple[float, float, float, float]
_wp_draw_table = weasyprint.draw.draw_table


def install() -> None:
    """Put our function before WeasyPrint's; harmless when repeated."""
    why = "each line of a table is one straight stroke"
    test = "tests/bulletins/test_tables.py"
    WEASYPRINT.put(weasyprint.draw, "draw_table", _draw_table, why=why, test=test)


def _draw_table(stream: Any, table: Any) -> None:
    """Draw the lines of a table."""
    if not isinstance(table.style.font_config, BulletinFonts):
        _wp_draw_table(stream, table)
        return
    across, down = list[Line](), list[Line]()
    for cell in (cell for group in table.children for row in group.children for cell in row.children):
        _collect(cell, across, down)
    with stream.artifact():
        stream.set_color(table.style["color"])
        for at, thick, start, end in _joined(across):
            stream.rectangle(start, at, end - start, thick)
        for at, thick, start, end in _joined(down):
            stream.rectangle(at, start, thick, end - start)
        stream.fill()


def _collect(cell: Any, across: list[Line], down: list[Line]) -> None:
    left, top = cell.border_box_x(), cell.border_box_y()
    right, bottom = left + cell.border_width(), top + cell.border_height()
    across.append((top, cell.border_top_width, left, right))
    across.append((bottom - cell.border_bottom_width, cell.border_bottom_width, left, right))
    down.append((left, cell.border_left_width, top, bottom))
    down.append((right - cell.border_right_width, cell.border_right_width, top, bottom))


def _joined(lines: list[Line]) -> Iterator[Line]:
    """Yield lines, those of one run that meet joined."""
    run: Line | None = None
    for line in sorted((round(at, 1), round(thick, 2), start, end) for at, thick, start, end in lines if thick):
        if run and run[:2] == line[:2] and line[2] <= run[3] + 0.1:
            run = (*run[:3], max(run[3], line[3]))
            continue
        if run:
            yield run
        run = line
    if run:
        yield run
