"""Let text go on where a picture or a small table does not fit: it then stands at the head of the next page.

WeasyPrint has no such floats. The functions below stand before its own (70.0), for documents laid out in a
`Floating` context only; an element asks for it by `data-float`. Where one fails, because the text ends or another
article begins before that page, `misplaced` names it, and the bulletin is laid out again with it pinned to its
place: a picture is then made smaller, a table broken.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise, takewhile
from math import ceil
from typing import Any

from weasyprint.css.properties import Dimension
from weasyprint.formatting_structure import boxes
from weasyprint.layout import block, page
from weasyprint.layout.absolute import absolute_layout

from bulletins.grid import PITCH_PX
from bulletins.notes import NotesStay
from bulletins.page import LINES
from bulletins.patches import WEASYPRINT
from bulletins.resuming import Start, start_of

MOST_LINES = LINES - 2  # of floats at the head of one page
LINE_CHARS = 27  # about what a line of text holds
ENOUGH = 0.7  # of the room that a float leaves: with less text after it, it would float past the end of its article
LEAST_SCALE = 0.55  # a smaller picture is no use
LEAST_AT_HEAD = 0.8  # a picture that would need to be smaller to head a page with others waits for the next
HEADINGS = ("h2", "h3")


@dataclass(frozen=True)
class Place:
    """Where a box that may float stands: in which article, whether right below a heading, and
    about how many lines of it follow."""

    article: Any
    below_heading: bool
    lines_after: int


@dataclass
class Floats:
    """The boxes of a bulletin that may float, by element, and which of them must not."""

    places: dict[Any, Place]
    pinned: set[Any] = field(default_factory=set)


class Floating(NotesStay):
    """A layout context that knows what may float, and by page (from 0) what waits for its
    head and how things stood at its start.

    `lines_besides` are those that must go with the first two lines of what goes on at the page that is being made.
    """

    def __init__(self, floats: Floats, *arguments: Any) -> None:
        self.floats = floats
        self.waiting: dict[int, list[Any]] = {}
        self.any_left_out = False
        self.headed: set[int] = set()
        self.lines_besides = 0
        self.starts: dict[int, Start] = {}
        super().__init__(*arguments)


def install() -> None:
    """Put our functions before WeasyPrint's; harmless when repeated."""
    global _wp_block_container_layout
    if block.block_container_layout is not _block_container_layout:
        _wp_block_container_layout = block.block_container_layout  # with the grid's before it
        why, test = "pictures and small tables float to the next page", "tests/bulletins/test_floating.py"
        WEASYPRINT.put(block, "block_container_layout", _block_container_layout, why=why, test=test)
        WEASYPRINT.put(page, "block_level_layout", _block_level_layout, why=why, test=test)
        WEASYPRINT.put(page, "remake_page", _remake_page, why=why, test=test)


_wp_block_container_layout = block.block_container_layout
_wp_block_level_layout = page.block_level_layout
_wp_remake_page = page.remake_page


def floats_of(root: Any) -> Floats:
    """Return what may float of a built bulletin."""
    places = {}
    for article in (box for box in root.descendants() if box.element_tag == "article"):
        if not any(map(_asks, article.children)):
            continue
        after, below = 0, list[tuple[Any, int]]()
        for child in reversed(article.children):
            if _asks(child):
                below.append((child, after))
            else:
                after += ceil(
                    sum(len(box.text) for box in child.descendants() if isinstance(box, boxes.TextBox)) / LINE_CHARS
                )
        headed = set()
        for upper, child in pairwise(article.children):
            if upper.element_tag in HEADINGS or (upper.element in headed and _asks(upper)):
                headed.add(child.element)
        for child, after in below:
            places[child.element] = Place(article.element, child.element in headed, after)
    return Floats(places)


def misplaced(pages: list[Any], floats: Floats) -> list[Any]:
    """Return the elements that floated to no page or a turned one, past the end of their article, or
    behind a later one of their kind."""
    found = []
    for n, each in enumerate(pages):
        found += overtaken(each)
        for box in (box for box in each.descendants() if getattr(box, "floated", False)):
            there = next((m for m in range(n + 1, len(pages)) if _heads(pages[m], box.element)), None)
            article = floats.places[box.element].article
            if (
                there is None
                or pages[there].width > pages[there].height
                or any(_ends(pages[m], article) for m in range(n, there))
            ):
                found.append(box.element)
    return found


def overtaken(laid_out: Any) -> list[Any]:
    """Return the elements that float from a page on which a later picture, or a later table, stands."""
    waiting, found = list[Any](), list[Any]()
    for box in laid_out.children[0].descendants():
        if getattr(box, "floated", False):
            waiting.append(box)
        elif isinstance(box, boxes.BlockBox) and box.element is not None and box.element_tag in ("figure", "table"):
            found += [
                each.element for each in waiting if (each.element_tag == "figure") == (box.element_tag == "figure")
            ]
    return found


def _heads(laid_out: Any, element: Any) -> bool:
    return any(box.element is element for area in laid_out.children[1:] for box in getattr(area, "children", ()))


def _ends(laid_out: Any, article: Any) -> bool:
    """Whether something stands on a page that comes after an article."""
    begun = False
    for box in laid_out.children[0].descendants():
        begun = begun or box.element is article
        other = box.element is not None and (box.element_tag == "article" or box.element.get("id") == "imprint")
        if begun and other and box.element is not article:
            return True
    return not begun


# Before WeasyPrint's own -----------------------------------------------------------------------------


def _asks(box: Any) -> bool:
    return box.element is not None and box.element.get("data-float") is not None


def _block_container_layout(
    context: Any, box: Any, bottom_space: float, skip_stack: Any, page_is_empty: bool, *arguments: Any, **named: Any
) -> Any:
    """Lay out a block; where it may float and does not fit, leave nothing in its
    place, or make it fit if it is pinned."""
    if skip_stack or not isinstance(context, Floating) or not _asks(box) or box.element not in context.floats.places:
        return _wp_block_container_layout(context, box, bottom_space, skip_stack, page_is_empty, *arguments, **named)
    absolute, fixed, margins, *others = arguments
    begins_page = page_is_empty
    page_is_empty = begins_page and context.current_page not in context.headed
    before = list(margins or ())
    result = _wp_block_container_layout(context, box, bottom_space, skip_stack, page_is_empty, *arguments, **named)
    room = context.page_bottom - bottom_space - box.position_y
    full = room < PITCH_PX - 1 and not begins_page  # at the head of a page there is always something to be left out
    if page_is_empty or full or _fits(context, bottom_space, result):
        return result
    if (
        box.element in context.floats.pinned
        or context.floats.places[box.element].lines_after < room / PITCH_PX * ENOUGH
    ):
        context.floats.pinned.add(box.element)
        result = _in_place(context, box, bottom_space, room, result, (absolute, fixed, before, *others), named)
        if result[0] is not None or not begins_page:  # WeasyPrint wants something of each page
            return result
    if result[0] is not None:
        block.remove_placeholders(context, [result[0]], absolute, fixed)
    context.any_left_out = True
    return (
        _left_out(box, context.floats.places[box.element].below_heading),
        None,
        {"break": "any", "page": None},
        before,
        True,
        None,
    )


def _fits(context: Any, bottom_space: float, result: Any) -> bool:
    laid_out, resume_at, *_ = result
    bottom = laid_out and laid_out.position_y + laid_out.margin_height()
    return laid_out is not None and resume_at is None and not context.overflows_page(bottom_space, bottom - 0.5)


def _left_out(box: Any, below_heading: bool) -> Any:
    """Return what stands in the place of a box that floats: nothing, at which a heading
    still does not part from its text."""
    empty = box.copy_with_children([])
    empty.floated, empty.height = True, 0
    for side in ("margin_top", "margin_bottom", "padding_top", "padding_bottom"):
        setattr(empty, side, 0)
    if below_heading:
        empty.style = box.style.copy()
        empty.style["break_after"] = "avoid"
    return empty


def _in_place(
    context: Any, box: Any, bottom_space: float, room: float, result: Any, arguments: tuple[Any, ...], named: Any
) -> Any:
    """Lay out a pinned box in the room there is: a picture smaller, a table in two parts; else
    as it was tried, for the next page."""
    absolute, fixed, *_ = arguments
    smaller = _scaled(box, room) if box.element_tag == "figure" else _breakable(box)
    if smaller is None:
        return result
    if result[0] is not None:
        block.remove_placeholders(context, [result[0]], absolute, fixed)
    return _wp_block_container_layout(context, smaller, bottom_space, None, False, *arguments, **named)


def _breakable(box: Any) -> Any:
    copied = box.copy()
    copied.style = box.style.copy()
    copied.style["break_inside"] = "auto"
    return copied


def _scaled(box: Any, room: float, least: float = LEAST_SCALE) -> Any:
    """Return a figure whose picture is as much smaller as the whole lines of the room ask;
    None where it would be too small."""
    figure = box.deepcopy()
    frame, image = _picture(figure)
    height = frame.style["height"].value
    lines = int((room + 0.5) / PITCH_PX) - (len(figure.children) - 1)
    scale = 1 - (height - lines * PITCH_PX) / image.style["height"].value
    if not least <= scale < 1:
        return None
    frame.style, image.style = frame.style.copy(), image.style.copy()
    frame.style["height"] = Dimension(lines * PITCH_PX - 0.01, "px")
    for side in ("width", "height"):
        image.style[side] = Dimension(image.style[side].value * scale, "px")
    return figure


def _scaled_by(box: Any, over: float) -> Any:
    """Return a figure that takes so many px less; None for a table, and where that would be too much."""
    if box.element_tag != "figure":
        return None
    frame, _ = _picture(box)
    return _scaled(box, frame.style["height"].value + (len(box.children) - 1) * PITCH_PX - over, LEAST_AT_HEAD)


def _picture(figure: Any) -> tuple[Any, Any]:
    """Return the frame of a figure's picture, and the picture."""
    (frame,) = (
        child for child in figure.descendants() if child.element is not None and child.element.get("data-picture")
    )
    (image,) = (child for child in frame.descendants() if child.element_tag == "img")
    return frame, image


def _block_level_layout(context: Any, box: Any, *arguments: Any, **named: Any) -> Any:
    """Lay out the parts of a page; the first of them, empty with WeasyPrint, is where floats stand."""
    waiting = context.waiting.get(context.current_page - 1, []) if isinstance(context, Floating) else []
    if box.element_tag != "@note-area" or not waiting:
        return _wp_block_level_layout(context, box, *arguments, **named)
    most = (MOST_LINES - context.lines_besides) * PITCH_PX
    heads = list(waiting)
    while True:
        box.children = [each.deepcopy() for each in heads]
        result = _wp_block_level_layout(context, box, *arguments, **named)
        over = result[0].margin_height() + _notes_height(context) - most
        if over <= 0 or len(heads) == 1:
            break
        block.remove_placeholders(context, [result[0]], [], [])
        *others, last = heads
        smaller = _scaled_by(last, over) if last is waiting[len(others)] else None
        heads = [*others, smaller] if smaller else others
    _, _, area, _, absolute, *_ = arguments
    for each in list(absolute):  # WeasyPrint forgets those of a note area: readings above characters
        absolute_layout(context, each, area, absolute, bottom_space=0, skip_stack=None)
    result[0].height += result[0].children[-1].margin_bottom
    context.headed.add(context.current_page)
    del waiting[: len(heads)]
    return result


def _notes_height(context: Any) -> float:
    """Return how much of a page the notes take that are called on it so far."""
    area = context.current_footnote_area
    return float(area.margin_height()) if area.children else 0.0


def _remake_page(index: int, context: Any, root: Any, html: Any) -> Any:
    """Make a page, and note what floats from it to the next."""
    if isinstance(context, Floating):
        context.starts[index] = start_of(context, index)
        context.lines_besides = _lines_besides(root, context.page_maker[index][0])
    result = _wp_remake_page(index, context, root, html)
    if isinstance(context, Floating) and context.any_left_out:
        left_out = [box for box in result[0].descendants() if getattr(box, "floated", False)]
        originals = {box.element: box for box in _asking(root)} if left_out else {}
        context.waiting[index + 1] = [*context.waiting.pop(index, []), *(originals[box.element] for box in left_out)]
    return result


def _lines_besides(box: Any, skip_stack: Any) -> int:
    """Return how many lines must go with the first two where a broken page goes on: those of
    the head of a table, or of headings."""
    while skip_stack and isinstance(box, boxes.BlockLevelBox):
        ((n, skip_stack),) = skip_stack.items()
        if isinstance(box, boxes.TableBox):
            head = box.children[0]
            return len(head.children) if head.is_header else 0
        if not skip_stack:
            return sum(1 for _ in takewhile(lambda child: child.element_tag in HEADINGS, box.children[n:]))
        box = box.children[n]
    return 0


def _asking(root: Any) -> Iterator[Any]:
    return (box for box in root.descendants() if isinstance(box, boxes.BlockBox) and _asks(box))
