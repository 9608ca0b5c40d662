"""Lay out a bulletin again from one page on: what changed further down alters nothing of the pages before.

WeasyPrint 70.0 makes all pages anew. The functions below note the state that its `layout_document` has at the start of
each page, and go on from there as it does, for what bulletins have of it: no page counters in the text, no fixed boxes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from weasyprint.layout import layout_backgrounds, page


@dataclass(frozen=True)
class Start:
    """What is left to do at the start of a page."""

    footnotes: tuple[Any, ...]
    reported: tuple[Any, ...]
    waiting: tuple[Any, ...]
    headed: frozenset[int]


def start_of(context: Any, index: int) -> Start:
    """Return the state of a layout at the start of a page, counted from 0."""
    waiting = context.waiting.get(index, ())
    return Start(tuple(context.footnotes), tuple(context.reported_footnotes), tuple(waiting), frozenset(context.headed))


def resumed(html: Any, root: Any, context: Any, earlier: Any, index: int) -> list[Any]:
    """Return the page boxes from `index` on, laid out in a new context; those before are as
    `earlier`, another context, left them."""
    start = earlier.starts[index]
    context.page_maker = earlier.page_maker[: index + 1]
    context.starts = {n: state for n, state in earlier.starts.items() if n < index}
    context.footnotes, context.reported_footnotes = list(start.footnotes), list(start.reported)
    context.waiting, context.headed, context.rendered_notes = {index: list(start.waiting)}, set(start.headed), []
    made: list[Any] = []
    resume_at: Any = True
    while resume_at is not None or context.reported_footnotes:
        box, resume_at = page.remake_page(index + len(made), context, root, html)
        made.append(box)
    context.reported_footnotes.clear()
    for number, box in enumerate(made, index + 1):
        _finish(context, box, number)
    return made


def _finish(context: Any, box: Any, number: int) -> None:
    """Add its margin boxes to a page, which has notes only where there are any."""
    context.current_page = number
    text, *areas = box.children
    margins = page.make_margin_boxes(context, box, context.page_maker[number][3])
    box.children = (text, *(area for area in areas if area.children), *margins)
    layout_backgrounds(box, context.get_image_from_uri)
