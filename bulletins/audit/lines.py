"""Lines of text from glyphs: what stands on one baseline, by the blocks that the
tags name or, without tags, by gaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import pairwise

from bulletins.audit.document import Document, Glyph, Page
from bulletins.audit.standard import BINDING_MM, BOTTOM_MM, CELL_MM, CLOSING, PITCH_MM, TOP_MM

SAME_BASELINE_MM = 0.5
GAP_EM = 2.5  # a wider gap in an untagged line parts two columns
READING = "Reading"
CENTRE_EM = 0.38  # of the em box, above the baseline
RAISED = 0.75  # smaller than this against its line, a glyph beside it is a note mark


@dataclass(frozen=True)
class Line:
    """A line of text.

    Attributes:
        role: the bulletin's element it belongs to; nothing where the tags do not say.
        block: index of the element that is set as a block; None without tags.
        last: whether it is the last line of its block on this page.

    """

    page: int
    glyphs: tuple[Glyph, ...]
    role: str
    block: int | None
    last: bool

    @cached_property
    def text(self) -> str:
        """Its characters without spaces."""
        return "".join(glyph.text for glyph in self.glyphs)

    @cached_property
    def main(self) -> Glyph:
        """Its first glyph of full size."""
        size = max(glyph.size_pt for glyph in self.glyphs)
        return next(glyph for glyph in self.glyphs if glyph.size_pt > size * RAISED)

    @property
    def size_pt(self) -> float:
        """The size of its text in points."""
        return self.main.size_pt

    @property
    def baseline(self) -> float:
        """Its baseline in mm from the top of the page."""
        return self.main.baseline

    @property
    def centre(self) -> float:
        """Middle of its em box in mm from the top of the page."""
        return self.baseline - CENTRE_EM * self.main.em

    @property
    def left(self) -> float:
        """Left edge of its first em box in mm."""
        return self.glyphs[0].left

    @property
    def right(self) -> float:
        """Right edge of its last em box in mm; of a full-width mark that ends it, of the half that holds the ink."""
        last = self.glyphs[-1]
        return min(last.right, last.left + last.em / 2) if last.text in CLOSING else last.right

    @property
    def where(self) -> str:
        """Its place as people say it."""
        return f"第 {self.page} 页“{self.text[:10]}{'…' if len(self.text) > 10 else ''}”"


@lru_cache(maxsize=1)
def lines_of(document: Document) -> tuple[Line, ...]:
    """Return all lines inside the type areas, page by page, block by block, from top to
    bottom; readings stand between them."""
    found: list[Line] = []
    for page in document.pages:
        inside = [g for g in page.glyphs if (page.sideways or not below_type_area(g)) and document.role(g) != READING]
        if page.sideways:
            inside = [_as_read(g) for g in inside]
        for block, glyphs in _blocks(document, inside).items():
            rows = [part for row in rows_of(glyphs) for part in ([row] if block is not None else _columns(row))]
            for n, row in enumerate(rows):
                found.append(Line(page.number, tuple(row), document.role(row[0]), block, n == len(rows) - 1))
    return tuple(found)


def _as_read(glyph: Glyph) -> Glyph:
    """Return a turned glyph with its place as one reads it: along its line, and across it."""
    return glyph if glyph.upright else replace(glyph, left=glyph.begins, right=glyph.ends, baseline=glyph.right)


def below_type_area(glyph: Glyph) -> bool:
    """Whether a glyph stands where the page number does."""
    return (glyph.top + glyph.bottom) / 2 > BOTTOM_MM + 2


def _blocks(document: Document, glyphs: Iterable[Glyph]) -> dict[int | None, list[Glyph]]:
    blocks: dict[int | None, list[Glyph]] = {}
    for glyph in glyphs:
        block = document.elements[glyph.element].block if glyph.element is not None else None
        blocks.setdefault(block, []).append(glyph)
    return blocks


def rows_of(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Return glyphs by baseline from top to bottom, each row from left to right; note marks
    join the row they are raised from."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: g.baseline):
        if rows and glyph.baseline - rows[-1][-1].baseline <= SAME_BASELINE_MM:
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    for upper, lower in pairwise(list(rows)):
        size = max(g.size_pt for g in lower)
        if lower[0].baseline - upper[0].baseline < size * 0.2 and max(g.size_pt for g in upper) < size * RAISED:
            lower.extend(upper)
            rows.remove(upper)
    return [sorted(row, key=lambda g: g.left) for row in rows]


def _columns(row: list[Glyph]) -> list[list[Glyph]]:
    parts = [[row[0]]]
    for before, glyph in pairwise(row):
        if glyph.left - before.right > GAP_EM * before.em:
            parts.append([])
        parts[-1].append(glyph)
    return parts


HEADINGS = frozenset(f"Heading{n}" for n in range(1, 5))
RUNNING = frozenset(("Paragraph", "LeadIn", *(f"{kind}{n}" for kind in ("Heading", "RunIn") for n in range(1, 5))))


@lru_cache(maxsize=1)
def running(document: Document) -> tuple[Line, ...]:
    """Return the lines of running text: what the tags call paragraphs, else the lines of the commonest size.

    Lines of turned pages are left out.
    """
    upright = [line for line in lines_of(document) if not document.pages[line.page - 1].sideways]
    if document.is_bulletin:
        return tuple(line for line in upright if line.role in RUNNING)
    size = body_size(document)
    return tuple(
        line for line in upright if abs(line.size_pt - size) < 0.3 and len(line.glyphs) > 1 and line.baseline > TOP_MM
    )


@lru_cache(maxsize=1)
def body_size(document: Document) -> float:
    """Return the commonest size of glyphs in points."""
    sizes = Counter(round(g.size_pt, 1) for page in document.pages for g in page.glyphs)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def of_page(lines: Iterable[Line], page: Page) -> list[Line]:
    """Return the lines of a page from top to bottom."""
    return sorted((line for line in lines if line.page == page.number), key=lambda line: line.baseline)


def of_role(document: Document, role: str) -> Iterator[Line]:
    """Yield the lines of an element of bulletins, in the order of `lines_of`."""
    return (line for line in lines_of(document) if line.role == role)


def slot(line: Line) -> float:
    """Return which line of the grid a line stands on, counted from 0; its em box is in the middle of that."""
    return (line.centre - PITCH_MM / 2 - TOP_MM) / PITCH_MM


@lru_cache(maxsize=1)
def flush_left(document: Document) -> tuple[Line, ...]:
    """Return the lines of running text that begin at the left edge.

    By the tags, all but the first of a block; without tags, those that begin where most lines do.
    """
    lines = running(document)
    if document.is_bulletin:
        firsts = {(line.page, line.block): line for line in reversed(lines)}
        return tuple(line for line in lines if line is not firsts[line.page, line.block] and line.role not in HEADINGS)
    common = Counter(round(line.left, 1) for line in lines).most_common(1)
    return tuple(line for line in lines if abs(line.left - common[0][0]) < 0.2)


@lru_cache(maxsize=64)
def left_edge(document: Document, page: int) -> float:
    """Return the left edge of a page's type area in mm: where lines on pages of its
    side begin, else those of any page."""
    lines = flush_left(document)
    on_this_side = [round(line.left, 1) for line in lines if (line.page - page) % 2 == 0]
    return Counter(on_this_side or [round(line.left, 1) for line in lines] or [BINDING_MM]).most_common(1)[0][0]


@lru_cache(maxsize=1)
def continued(document: Document) -> frozenset[Line]:
    """Return the lines of running text that go on in the next line, so that they must be full.

    Inside a block those are all but the last; where a block ends a page, and in documents without tags, a line goes on
    if the next one begins at the left edge, not indented.
    """
    lines = running(document)
    found = set()
    for line, following in pairwise(lines):
        same_block = line.block is not None and line.block == following.block
        other_page = line.page != following.page
        adjacent = other_page or following.baseline - line.baseline < 1.5 * line.main.em + 4
        unindented = abs(following.left - left_edge(document, following.page)) < 1 and following.role not in HEADINGS
        shift = line.left - left_edge(document, line.page)
        in_paragraph = abs(shift) < 1 or abs(shift - 2 * CELL_MM) < 1
        first_of_page = following == next(other for other in lines if other.page == following.page)
        goes_on = unindented and adjacent and in_paragraph and (line.block is None or (other_page and first_of_page))
        if (same_block and unindented) or goes_on:
            found.add(line)
    return frozenset(found)


def han(text: str) -> bool:
    """Whether a text begins with a Han character."""
    return "\u3400" <= text[:1] <= "\u9fff"


def gap(before: Glyph, after: Glyph) -> float:
    """Return the blank in mm that justification put after a full-width glyph."""
    return after.left - before.left - before.em
