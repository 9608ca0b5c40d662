"""Place the imprint of a laid-out bulletin: on which page it must stand, and at its foot."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from weasyprint.formatting_structure import boxes

from bulletins.page import PX_PER_MM, TOP_MM, TYPE_HEIGHT_MM, Placement


def placed(document: Any) -> Placement:
    """Return where the imprint of a document, laid out with the imprint after the text, must stand to end the last even page."""
    page = _page_of_imprint(document)
    if page % 2 == 0:
        return "follows"
    # On an odd page the imprint either shares it with text, then the next page is its own, or text ends on the even page
    # before: then a blank page comes between, and neither of the two has a number (GB/T 9704-2012 §7.5).
    return "next" if any(_texts_outside_imprint(document.pages[page - 1])) else "after_blank"


def move_imprint_down(document: Any) -> None:
    """Move the imprint to the foot of its page; notes, which would stand there, above it."""
    page = document.pages[_page_of_imprint(document) - 1]
    box = _imprint(page)
    for area in page._page_box.children:
        if isinstance(area, boxes.FootnoteAreaBox):
            area.translate(0, -box.margin_height())
    bottom = (TOP_MM + TYPE_HEIGHT_MM) * PX_PER_MM
    box.translate(0, bottom - (box.position_y + box.margin_height()))


def _page_of_imprint(document: Any) -> int:
    for n, page in enumerate(document.pages, 1):
        if _imprint(page) is not None:
            return n
    raise AssertionError("the template always prints an imprint")


def _imprint(page: Any) -> Any:
    for box in _body(page).descendants():
        if isinstance(box, boxes.BlockBox) and box.element is not None and box.element.get("id") == "imprint":
            return box
    return None


def _texts_outside_imprint(page: Any) -> Iterator[Any]:
    imprint = _imprint(page)
    inside = {id(box) for box in imprint.descendants()} if imprint is not None else set()
    for box in page._page_box.descendants():
        if isinstance(box, boxes.TextBox | boxes.ReplacedBox) and id(box) not in inside and box.element is not None:
            yield box


def _body(page: Any) -> Any:
    """Return the box of a page's content, without its notes and margin boxes."""
    return page._page_box.children[0]
