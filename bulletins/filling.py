"""Fill the pages that notes leave short.

A line that calls a note but would be the last of its page leaves no room for the note there: both go overleaf and the
page ends a line early. As compositors do, lines are then added to a blank further up, around a title or below a table
or picture, so that this line would stand overleaf anyway and other text fills its page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import islice, pairwise
from typing import Any

from weasyprint.css.properties import Dimension
from weasyprint.formatting_structure import boxes

from bulletins.draft import Draft
from bulletins.grid import PITCH_PX
from bulletins.leaf import BOTTOM_PX, body_of, has_notes

MOST = 2  # lines added to one blank: three then, where GB/T 9704-2012 §7.3.1 has two above a title
SPILLED = 8  # lines added at most to drive the end of a text overleaf
BLANK = 3.5  # lines at the foot of a page: fewer are no matter
TRIES = 24  # how often a bulletin may be laid out; nearly all need one or two

Lines = tuple[int, ...]  # added to each blank of a bulletin


@dataclass(frozen=True)
class Blank:
    """The blank at one side of a box, to which lines may be added; it stands where `element` does."""

    element: Any
    box: Any
    side: str
    style: Any

    def add(self, lines: int) -> None:
        """Make the blank so many lines higher than the style sheet says."""
        self.box.style = self.style.copy() if lines else self.style
        if lines:
            self.box.style[self.side] = Dimension(self.style[self.side].value + lines * PITCH_PX, "px")


@dataclass(frozen=True)
class Attempt:
    """A bulletin laid out with lines added, its pages cut short, which blanks stand
    above the end of the first of these.

    How many pages end with blank lines before a title, `driven` there, is counted too.
    """

    lines: Lines
    document: Any
    short: list[int]
    above: list[int]
    driven: int

    @property
    def cost(self) -> tuple[int, int]:
        """What to have little of: first short pages and titles driven overleaf, then added lines."""
        return len(self.short) + self.driven, sum(self.lines)


def filled(draft: Draft) -> Any:
    """Return the pages of a bulletin, its imprint after the text, with as few cut short as can
    be; added lines stay in the draft."""
    blanks = list(_blanks(draft.root))
    best = None
    for attempt in islice(_attempts(draft, blanks), TRIES):
        if best is None or attempt.cost < best.cost:
            best = attempt
        if not best.short:
            break
    assert best is not None, "there is always the attempt to add nothing"
    _add(blanks, best.lines)
    return best.document


def spilled(draft: Draft, before: Any, accepted: Callable[[Any], bool]) -> Any:
    """Return the pages of a bulletin with lines added to blanks, from the last up, that
    drive its end to where it is `accepted`.

    They stay in the draft; None where no lines do, or only such as drive a title
    overleaf that stood further up `before`.
    """
    head = next(box for box in draft.root.descendants() if box.element_tag == "header")
    blanks = [Blank(head.element, head, "padding_bottom", head.style), *_blanks(draft.root)][::-1]
    for count in range(1, min(MOST * len(blanks), SPILLED) + 1):
        rounds, more = divmod(count, len(blanks))
        lines = tuple(rounds + (n < more) for n in range(len(blanks)))
        _add(blanks, lines)
        document = draft.lay_out("follows")
        if accepted(document) and not _short(document) and _driven(document.pages[:-1]) <= _driven(before.pages[:-1]):
            return document
    _add(blanks, (0,) * len(blanks))
    return None


def _blanks(root: Any) -> Iterator[Blank]:
    """Yield the blanks of a built bulletin, that above a title after that below it: the later one is tried first."""
    article: Any = None
    for box in root.descendants():
        if not isinstance(box, boxes.BlockBox) or box.element is None:
            continue
        if box.element_tag == "article":
            article = box
        elif box.element_tag == "h2":
            yield Blank(box.element, box, "margin_bottom", box.style)
            yield Blank(box.element, article, "margin_top", article.style)
        elif box.element_tag == "figure" or "data-grid" in box.element.attrib:
            yield Blank(box.element, box, "margin_bottom", box.style)


def _attempts(draft: Draft, blanks: list[Blank]) -> Iterator[Attempt]:
    """Yield attempts, each with a line more than an earlier one: than the one of least cost
    first, and nearest to its short page."""
    first = _attempt(draft, blanks, (0,) * len(blanks))
    yield first
    seen = {first.lines}
    waiting = [(first.cost, len(seen), first)]
    while waiting:
        _, _, earlier = heappop(waiting)
        for n in reversed(earlier.above):
            more = (*earlier.lines[:n], earlier.lines[n] + 1, *earlier.lines[n + 1 :])
            if more not in seen and more[n] <= MOST:
                seen.add(more)
                attempt = _attempt(draft, blanks, more, earlier.document, _before(blanks[n], earlier.document))
                yield attempt
                heappush(waiting, (attempt.cost, len(seen), attempt))


def _attempt(draft: Draft, blanks: list[Blank], lines: Lines, like: Any = None, kept: int = 0) -> Attempt:
    _add(blanks, lines)
    document = draft.lay_out("follows", like, kept)
    short = _short(document)
    begun = (
        {id(box.element) for page in document.pages[: short[0]] for box in page._page_box.descendants()}
        if short
        else set()
    )
    return Attempt(
        lines,
        document,
        short,
        [n for n, blank in enumerate(blanks) if id(blank.element) in begun],
        _driven(document.pages),
    )


def _before(blank: Blank, document: Any) -> int:
    """Return how many pages a blank does not alter: all but one of those before it, whose end
    may be drawn to what stands below."""
    pages = (
        n
        for n, page in enumerate(document.pages)
        if any(box.element is blank.element for box in page._page_box.descendants())
    )
    return max(0, next(pages, 0) - 1)


def _add(blanks: list[Blank], lines: Lines) -> None:
    for blank, more in zip(blanks, lines, strict=True):
        blank.add(more)


def _short(document: Any) -> list[int]:
    """Return which pages, counted from 1, end with room for the line that begins the next one and calls a note."""
    pages = enumerate(pairwise(document.pages), 1)
    return [
        n
        for n, (page, following) in pages
        if _calls_note(following) and not has_notes(page) and _room(page) > PITCH_PX - 1
    ]


def _driven(pages: list[Any]) -> int:
    """Return how many pages end with blank lines before one that begins with a title."""
    return sum(_begins_with_title(following) and _room(page) > BLANK * PITCH_PX for page, following in pairwise(pages))


def _begins_with_title(page: Any) -> bool:
    line = next((box for box in body_of(page).descendants() if isinstance(box, boxes.LineBox)), None)
    return line is not None and line.element_tag == "h2"


def _calls_note(page: Any) -> bool:
    """Whether a page begins with a line of running text that calls a note; a caption or heading
    goes overleaf with what it is of."""
    line = next((box for box in body_of(page).descendants() if isinstance(box, boxes.LineBox)), None)
    if line is None or line.element_tag != "p" or "class" in line.element.attrib:
        return False
    return any((box.element_tag or "").endswith("::footnote-call") for box in line.descendants())


def _room(page: Any) -> float:
    """Return the height in px between what stands on a page and the bottom of the type
    area; none on a page of a wide table."""
    if page.width > page.height:
        return 0.0
    solid = (boxes.LineBox, boxes.TableBox, boxes.ReplacedBox)
    ends: list[float] = [
        box.position_y + box.margin_height() for box in body_of(page).descendants() if isinstance(box, solid)
    ]
    return BOTTOM_PX - max(ends, default=BOTTOM_PX)  # nothing but pictures may head a page
