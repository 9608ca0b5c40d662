"""Place the imprint of a laid-out bulletin: on which page it must stand, and at its foot."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import dropwhile, takewhile
from typing import Any

from weasyprint.formatting_structure import boxes

from bulletins.draft import Draft
from bulletins.filling import spilled
from bulletins.leaf import BOTTOM_PX, body_of, has_notes, note_areas

LEAST_LINES = 2  # of text on a page to which it is driven


def with_imprint_placed(draft: Draft, document: Any) -> Any:
    """Return the pages of a bulletin, laid out with the imprint after the text, so that
    the imprint ends the last even page.

    One that a page holds only if it is set more tightly is set so. On an odd page the imprint either shares it with
    text, then the next page is its own; or text ends on the even page before. Then it is set more tightly to fit there,
    or the last lines of text are driven to the odd page. Where neither helps, a blank page comes between, and neither
    of the two has a number (GB/T 9704-2012 §7.5).
    """
    pages, loose = _pages_of_imprint(document), True
    if len(pages) > 1:
        draft.set_imprint(tight=True)
        fitting = draft.lay_out("follows")
        if len(_pages_of_imprint(fitting)) > 1:
            return document if pages[-1] % 2 == 0 else _over_pages(draft, document)
        document, pages, loose = fitting, _pages_of_imprint(fitting), False
    if pages[-1] % 2 == 0:
        return document
    if _shares_page(document):
        return _on_next_page(draft, document)
    if loose:
        draft.set_imprint(tight=True)
        if _pages_of_imprint(fitting := draft.lay_out("follows"))[-1] % 2 == 0:
            return fitting
        draft.set_imprint(tight=False)
    if driven := spilled(draft, document, _shares_page):
        return _on_next_page(draft, driven)
    blank = next(_texts_outside_imprint(document.pages[-1]), None) is None
    return draft.lay_out("after_blank") if blank else _on_next_page(draft, document)


def _on_next_page(draft: Draft, document: Any) -> Any:
    """Take the imprint from the last page to one of its own."""
    *_, last = document.pages
    imprint = _imprint(last)
    (around,) = (
        box for box in body_of(last).descendants() if any(child is imprint for child in getattr(box, "children", ()))
    )
    around.children = [child for child in around.children if child is not imprint]
    return draft.document([*document.pages, draft.imprint_page(len(document.pages) + 1)])


def _over_pages(draft: Draft, document: Any) -> Any:
    """Return the pages of a bulletin whose imprint is higher than a page and ends an odd
    one: set tightly, else one page more."""
    draft.set_imprint(tight=True)
    for placement in ("follows", "flows"):
        document = draft.lay_out(placement)
        first = document.pages[_pages_of_imprint(document)[0] - 1]
        if len(document.pages) % 2 == 0 and not has_notes(first):  # these would stand below it
            return document
    lines = [box.element for n in _pages_of_imprint(document)[-2:] for box in _lines(_imprint(document.pages[n - 1]))]
    draft.break_imprint([lines[len(lines) // 3], lines[len(lines) * 2 // 3]])
    parted = draft.lay_out("follows")
    return parted if _pages_of_imprint(parted)[-1] % 2 == 0 else draft.lay_out("after_blank")


def _lines(imprint: Any) -> Iterator[Any]:
    return (box for box in imprint.descendants() if box.element_tag == "p" and isinstance(box, boxes.BlockBox))


def move_imprint_down(document: Any) -> None:
    """Move the imprint, or what of it stands on its last page, to the foot of that page; notes,
    which would stand there, above it."""
    page = document.pages[_pages_of_imprint(document)[-1] - 1]
    box = _imprint(page)
    for area in note_areas(page):
        area.translate(0, -box.margin_height())
    box.translate(0, BOTTOM_PX - (box.position_y + box.margin_height()))


def _pages_of_imprint(document: Any) -> list[int]:
    """Return the pages, counted from 1, on which the imprint stands; the template always prints one."""
    backwards = ((n, _imprint(page) is not None) for n, page in reversed(list(enumerate(document.pages, 1))))
    found = takewhile(lambda each: each[1], dropwhile(lambda each: not each[1], backwards))
    return sorted(n for n, _ in found)


def _shares_page(document: Any) -> bool:
    """Whether the imprint stands on an odd page with enough text."""
    page = _pages_of_imprint(document)[-1]
    texts = list(_texts_outside_imprint(document.pages[page - 1]))
    lines = {round(box.position_y) for box in texts}
    return page % 2 == 1 and (len(lines) >= LEAST_LINES or any(isinstance(box, boxes.ReplacedBox) for box in texts))


def _imprint(page: Any) -> Any:
    for box in body_of(page).descendants():
        if isinstance(box, boxes.BlockBox) and box.element is not None and box.element.get("id") == "imprint":
            return box
    return None


def _texts_outside_imprint(page: Any) -> Iterator[Any]:
    imprint = _imprint(page)
    inside = {id(box) for box in imprint.descendants()} if imprint is not None else set()
    for box in page._page_box.descendants():
        if isinstance(box, boxes.TextBox | boxes.ReplacedBox) and id(box) not in inside and box.element is not None:
            yield box
