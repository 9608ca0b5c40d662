"""Rules of blanks at the foot of a page: none where text of the next page would stand there as well."""

from __future__ import annotations

from itertools import pairwise, takewhile

from bulletins.audit.document import Document, Page
from bulletins.audit.lines import HEADINGS, RUNNING, Line, lines_of, of_page, slot
from bulletins.audit.rules import CUSTOM, Finding, Findings, checked
from bulletins.audit.standard import BOTTOM_MM, PITCH_MM, TOP_MM

AFTER_HEADING = 3  # lines: a heading and two lines of its text
TABLE_BEGINS = 4  # lines: caption, head and first row of a table that might begin on the page
LEAST = 2  # lines: fewer may be left by what must not be parted


@checked(
    "page.float",
    "图表之前不留空行",
    CUSTOM,
    "放不下的图表移到下页，正文接着排满本页",
    need="bulletin",
    absent="没有以图表起的页",
)
def before_floats(document: Document) -> Findings:
    """Look for blank lines on a page before one that begins with a picture or table, below which
    text of the same article goes on."""
    for page, follower in pairwise(document.pages):
        if page.sideways or follower.sideways or not begins_with_float(document, follower):
            continue
        text = [line for line in of_page(lines_of(document), follower) if line.role in RUNNING or line.role == "Title"]
        if not text or text[0].role == "Title" or _has_notes(document, page):
            continue
        room = _room(document, page)
        own = list(takewhile(lambda line: line.role != "Title", text))
        if len(own) < room or sum(picture.bottom < text[0].main.top for picture in follower.pictures) > 1:
            continue  # too little text is left to go on with, or several pictures stand behind each other
        pictured = any(picture.bottom < text[0].main.top for picture in follower.pictures)
        least = LEAST if pictured and text[0].role not in HEADINGS else AFTER_HEADING if pictured else TABLE_BEGINS
        yield Finding(room < least, f"空 {room} 行" if room >= least else "没有空行", page.where)


@checked(
    "page.foot",
    "排得下的标题和正文不移到下页",
    CUSTOM,
    "页末的空行放不下下页的标题和两行正文",
    need="bulletin",
    absent="没有以标题起的页",
)
def before_titles(document: Document) -> Findings:
    """Compare the blank at the foot of a page with what title or heading and two lines
    of text at the head of the next take.

    The last page of text may be there to spare a blank one before the imprint.
    """
    for page, follower in pairwise(document.pages):
        lines = of_page(lines_of(document), follower)
        if (
            page.sideways
            or follower.sideways
            or not lines
            or lines[0].role not in ("Title", *HEADINGS)
            or _has_notes(document, page)
        ):
            continue
        if not follower.odd or follower.number < len(document.pages) - 1:
            yield from _compared(document, page, follower, lines)


def _compared(document: Document, page: Page, follower: Page, lines: list[Line]) -> Findings:
    text = [line for line in lines if line.role in RUNNING - HEADINGS]
    if len(text) > LEAST and any(
        line.role in HEADINGS and text[0].baseline < line.baseline < text[1].baseline for line in lines
    ):
        text = text[1:]  # below one line of text a heading, which two lines of its own keep
    # a note takes more room
    noted = any(document.role(glyph) == "FootnoteCall" for line in text[:LEAST] for glyph in line.glyphs)
    if len(text) >= LEAST and not noted and not _between(document, follower, text[1]):
        needed = round(slot(text[1])) + 1 + (lines[0].role == "Title")
        room = _room(document, page)
        yield Finding(
            room < needed, f"空 {room} 行，只要 {needed} 行" if room >= needed else "没有排得下的", page.where
        )


def begins_with_float(document: Document, page: Page) -> bool:
    """Whether a page begins with a picture, or with a table that does not go on from the page before."""
    first = min(
        (line.main.top for line in of_page(lines_of(document), page) if line.role in RUNNING or line.role == "Title"),
        default=0.0,
    )
    if any(picture.bottom < first for picture in page.pictures):
        return True
    cells = {document.inside(g.element, "TH", "TD") for g in page.glyphs if g.baseline < first}
    kinds = {document.elements[index].kind for index in cells if index is not None}
    return bool(kinds) and "BulletinContinued" not in kinds


def _room(document: Document, page: Page) -> int:
    """Return how many lines of the grid are empty at the foot of a page."""
    bottoms = [line.main.bottom + 2.0 for line in of_page(lines_of(document), page)]
    bottoms += [stroke.bottom for stroke in page.strokes if stroke.bottom < BOTTOM_MM]
    bottoms += [picture.bottom for picture in page.pictures]
    return int((BOTTOM_MM - max(bottoms, default=TOP_MM) + 0.5) / PITCH_MM)


def _between(document: Document, page: Page, line: Line) -> bool:
    """Whether a picture or table stands above a line on its page."""
    above = any(picture.top < line.baseline for picture in page.pictures)
    return above or any(
        g.baseline < line.baseline and document.inside(g.element, "Table") is not None for g in page.glyphs
    )


def _has_notes(document: Document, page: Page) -> bool:
    return any(line.role.startswith("Footnote") for line in of_page(lines_of(document), page))
