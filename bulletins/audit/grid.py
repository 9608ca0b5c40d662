"""Rules of the grid: where lines stand, how many a page holds, how many characters a line holds."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from bulletins.audit.document import Document, Page
from bulletins.audit.lines import HEADINGS, Line, continued, han, left_edge, lines_of, of_page, running, slot
from bulletins.audit.rules import GB, Finding, Findings, Pairs, Undecided, checked, measured
from bulletins.audit.standard import BOTTOM_MM, CELL_MM, CHARACTERS, CLOSING, LINES, PITCH_MM, full_width

ENOUGH = 6  # lines that tell how many characters one holds, though each may have been set wider


@measured("grid.pitch", "行距", GB + "5.2.3", PITCH_MM, 0.1, "mm", need="text", absent="没有满行")
def pitch(document: Document) -> Pairs:
    """Yield the distance between the baselines of lines that follow each other in a paragraph."""
    for page in document.pages:
        for upper, lower in pairwise(of_page(running(document), page)):
            step = lower.baseline - upper.baseline
            if upper in continued(document) and step < 1.5 * PITCH_MM:
                yield step, lower.where


@checked("grid.position", "正文各行落在行格上", GB + "5.2.3", "22 行等分版心，偏离 ± 0.5 mm", need="text")
def position(document: Document) -> Findings:
    """Compare each baseline with the grid whose lines fill the type area; a 黑体
    heading may sit a hair lower than 仿宋."""
    for line in running(document):
        place = slot(line)
        off = (place - round(place)) * PITCH_MM
        yield Finding(abs(off) <= 0.5, f"偏离 {abs(off):.2f} mm" if abs(off) > 0.5 else "都在行格上", line.where)


@measured("grid.lines", "满页行数", GB + "5.2.3", LINES, 0, "行", need="text")
def lines_per_page(document: Document) -> Pairs:
    """Yield the number of lines of pages that hold running text only and whose text goes on overleaf."""
    measurable = False
    for page, follower in pairwise(document.pages):
        lines = of_page(running(document), page)
        following = of_page(running(document), follower)
        if _plain(document, page, lines) and following and _goes_on(document, follower, following):
            measurable = True
            yield len(lines), page.where
    if not measurable:
        raise Undecided("没有只排正文的满页")


@checked(
    "grid.bottom",
    "续文之页排到末行",
    GB + "5.2.3",
    "末行在第 22 行，下页以标题、图、表起的除外",
    need="text",
    absent="没有续到下页的正文",
)
def bottom(document: Document) -> Findings:
    """Where text goes on overleaf, the page must be filled to its last line, whatever stands above it."""
    for page, follower in pairwise(document.pages):
        lines = of_page(running(document), page)
        following = of_page(running(document), follower)
        if not lines or page.sideways or not following or not _goes_on(document, follower, following):
            continue
        if any(
            line.role.startswith("Footnote") or line.baseline > lines[-1].baseline + 1
            for line in of_page(lines_of(document), page)
        ):
            continue  # notes, a table or a caption end the page
        if any(picture.top > lines[-1].baseline for picture in page.pictures):
            continue
        last = round(slot(lines[-1])) + 1
        yield Finding(last == LINES, f"末行在第 {last} 行", page.where)


@measured("grid.characters", "每行字数", GB + "5.2.3", CHARACTERS, 0, "字", need="text")
def characters(document: Document) -> Pairs:
    """Yield the number of characters, indent included, of full lines that hold full-width ones
    only and could have ended elsewhere.

    Where a line goes on with two Han characters, no rule of breaking kept the first of them from moving up. Where some
    line holds as many as it should, one that holds less was set wider for the sake of the paragraph's other lines.
    """
    counts = []
    for line, following in pairwise(running(document)):
        if line in continued(document) and _solid(line) and han(following.text) and han(following.text[1:]):
            counts.append((len(line.text) + round((line.left - left_edge(document, line.page)) / CELL_MM), line.where))
    most = max((count for count, _ in counts), default=0)
    if not counts or (most < CHARACTERS and len(counts) < ENOUGH):
        raise Undecided("全用汉字和全角标点的满行太少")
    yield from ((count, where) for count, where in counts if most < CHARACTERS or count >= CHARACTERS)


@measured("grid.cell", "满行字距", GB + "5.2.3", CELL_MM, 0.05, "mm", need="text", absent="没有 28 字的满行")
def cell(document: Document) -> Pairs:
    """Yield the mean distance of characters in lines that hold 28 of them."""
    for line in continued(document):
        if _solid(line) and len(line.text) == CHARACTERS:
            yield (line.glyphs[-1].left - line.left) / (CHARACTERS - 1), line.where


@measured("line.indent", "段首缩进", "GB/T 9704-2012 §7.3.3；CLREQ §3.4.1", 2 * CELL_MM, 0.4, "mm", need="text")
def indent(document: Document) -> Pairs:
    """Yield the indent of the first line of each paragraph; without tags, the commonest
    distance by which a line is set in."""
    lines = [line for line in running(document) if line.role not in HEADINGS]
    if not document.is_bulletin:
        shifts = Counter(round(line.left - left_edge(document, line.page), 1) for line in lines)
        yield next(((shift, "各页") for shift, _ in shifts.most_common() if 1 < shift < 4 * CELL_MM), (0.0, "各页"))
        return
    for before, line in pairwise([None, *lines]):
        if line and before not in continued(document) and (before is None or before.block != line.block):
            yield line.left - left_edge(document, line.page), line.where


def _plain(document: Document, page: Page, lines: list[Line]) -> bool:
    """Whether a page holds running text and nothing else."""
    others = [line for line in of_page(lines_of(document), page) if line not in lines]
    inside = [s for s in page.strokes if s.top < BOTTOM_MM]
    return bool(lines) and not (others or inside or page.pictures or page.sideways)


def _goes_on(document: Document, page: Page, lines: list[Line]) -> bool:
    """Whether a page begins with running text that may also have stood on the page before: no
    title, heading, picture or table."""
    first = of_page(lines_of(document), page)[0]
    above = any(p.top < first.baseline for p in page.pictures) or any(s.top < first.baseline for s in page.strokes)
    return first == lines[0] and first.role not in HEADINGS and not above and abs(slot(first)) < 0.1


def _solid(line: Line) -> bool:
    """Whether a line holds full-width characters only, evenly set: none squeezed, no spaces
    between, no half mark at its end."""
    if line.text[-1] in CLOSING:
        return False
    steps = [after.left - before.left for before, after in pairwise(line.glyphs)]
    return all(full_width(g.text) for g in line.glyphs) and bool(steps) and max(steps) - min(steps) < 0.1 * line.main.em
