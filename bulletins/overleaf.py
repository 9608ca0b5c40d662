"""Let a table go on overleaf: it says 续表 there, and a cell that reaches down over the break stands on both pages.

WeasyPrint 70.0 repeats the head of a table, and leaves the place of such a cell empty. The function below stands before
its own, for documents set with a `BulletinFonts` configuration only.
"""

from __future__ import annotations

from typing import Any

from weasyprint.layout import block, table

from bulletins.patches import WEASYPRINT
from bulletins.typefaces import BulletinFonts

HAIR_PX = 0.01  # roundings
_wp_table_layout = table.table_layout


def install() -> None:
    """Put our function before WeasyPrint's; harmless when repeated."""
    why = "a table that goes on overleaf says so, and a merged cell stands on both pages"
    test = (
        "tests/bulletins/test_tables.py::"
        "test_merges_are_kept_and_a_cell_that_reaches_over_the_end_of_a_page_stands_on_both"
    )
    WEASYPRINT.put(block, "table_layout", _table_layout, why=why, test=test)


def _table_layout(context: Any, box: Any, bottom_space: float, skip_stack: Any, *arguments: Any, **named: Any) -> Any:
    """Lay out what fits of a table as WeasyPrint does (same arguments and answer)."""
    if not isinstance(box.style.font_config, BulletinFonts) or not box.children:
        return _wp_table_layout(context, box, bottom_space, skip_stack, *arguments, **named)
    if skip_stack is None:
        box = _with_group(box, 0, _without_title(box.children[0]))
    else:
        box, skip_stack = _carried_over(box, skip_stack)
    result = _wp_table_layout(context, box, bottom_space, skip_stack, *arguments, **named)
    if result[0] is not None and result[0].children:
        _reach_down(result[0].children[-1])
    return result


def _with_group(box: Any, n: int, group: Any) -> Any:
    return box.copy_with_children([*box.children[:n], group, *box.children[n + 1 :]])


def _without_title(head: Any) -> Any:
    """Return a head without the row that says 续表."""
    row = head.children[0]
    said = row.element is not None and row.element.get("class") == "overleaf"
    return head.copy_with_children(head.children[1:]) if said else head


def _carried_over(box: Any, skip_stack: Any) -> tuple[Any, Any]:
    """Return a table whose first row to come holds also the cells that reach down to it
    from before, and where to go on in it.

    They stand after the row's own cells, whose numbers in the skip stack thus stay what they are.
    """
    ((n, inside),) = skip_stack.items()
    if not inside:
        return box, skip_stack
    group = box.children[n]
    ((first, cells),) = inside.items()
    row = group.children[first]
    carried = [
        _shorter(cell, first - m)
        for m, above in enumerate(group.children[:first])
        for cell in above.children
        if m + cell.rowspan > first
    ]
    if not carried:
        return box, skip_stack
    longer = row.copy_with_children([*row.children, *carried])
    if cells:
        cells = {**cells, **dict.fromkeys(range(len(row.children), len(longer.children)))}
    rows = [*group.children[:first], longer, *group.children[first + 1 :]]
    return _with_group(box, n, group.copy_with_children(rows)), {n: {first: cells}}


def _shorter(cell: Any, rows: int) -> Any:
    copied = cell.copy()
    copied.rowspan -= rows
    return copied


def _reach_down(group: Any) -> None:
    """Let cells of the last row of a page, and those that reach beyond it, end together, and
    put carried cells where they stand."""
    if not group.children or group.is_header:
        return
    bottom = max(cell.position_y + cell.border_height() for row in group.children for cell in row.children)
    last = len(group.children) - 1
    for n, row in enumerate(group.children):
        for cell in row.children:
            lacking = bottom - cell.position_y - cell.border_height()
            if n + cell.rowspan - 1 >= last and lacking > HAIR_PX:
                above = lacking / 2 if cell.vertical_align == "middle" else 0.0
                table.add_top_padding(cell, above)
                cell.padding_bottom += lacking - above
        row.children = sorted(row.children, key=lambda cell: cell.grid_x)
