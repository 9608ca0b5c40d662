"""Rules of paper, margins and type area."""

from __future__ import annotations

from bulletins.audit.document import Document, Page
from bulletins.audit.ink import right_edge
from bulletins.audit.lines import Line, continued, flush_left, left_edge, of_page, running
from bulletins.audit.rules import GB, Finding, Findings, Pairs, Undecided, checked, measured
from bulletins.audit.standard import BINDING_MM, BOTTOM_MM, HEIGHT_MM, OPENING, PAPER_MM, PITCH_MM, TOP_MM, WIDTH_MM


@measured("paper.width", "纸张宽", GB + "5.1", PAPER_MM[0], 0.5, "mm")
def width(document: Document) -> Pairs:
    """Yield the short side of each page."""
    for page in document.pages:
        yield min(page.width_mm, page.height_mm), page.where


@measured("paper.height", "纸张长", GB + "5.1", PAPER_MM[1], 0.5, "mm")
def height(document: Document) -> Pairs:
    """Yield the long side of each page."""
    for page in document.pages:
        yield max(page.width_mm, page.height_mm), page.where


@checked("paper.same", "各页大小一致", GB + "5.1", "与第 1 页相差不超过 0.1 mm，横排表格页可横放")
def same(document: Document) -> Findings:
    """Compare each page's sides with the first page's."""
    first = _sides(document.pages[0])
    for page in document.pages:
        sides = _sides(page)
        holds = all(abs(a - b) <= 0.1 for a, b in zip(sides, first, strict=True))
        yield Finding(holds, f"{sides[0]:.1f} × {sides[1]:.1f} mm", page.where)


def _sides(page: Page) -> tuple[float, float]:
    return min(page.width_mm, page.height_mm), max(page.width_mm, page.height_mm)


@measured("margin.top", "天头", GB + "5.2.1", TOP_MM, 1.0, "mm", need="text")
def top(document: Document) -> Pairs:
    """Yield the upper edge of the first line of the grid on pages that begin with running text."""
    for page, lines in _text_pages(document):
        if _begins_with_text(page, lines):
            yield lines[0].centre - PITCH_MM / 2, page.where


@measured("margin.binding", "订口", GB + "5.2.1", BINDING_MM, 1.0, "mm", need="text")
def binding(document: Document) -> Pairs:
    """Yield the left margin, or the right one of even pages where a publication mirrors them."""
    mirrored = _mirrored(document)
    for page in document.pages:
        lines = of_page(flush_left(document), page)
        if lines:
            left = min(line.left for line in lines)
            yield (page.width_mm - WIDTH_MM - left if mirrored and not page.odd else left), page.where


def _mirrored(document: Document) -> bool:
    sides = [{round(line.left, 1) for line in flush_left(document) if line.page % 2 == odd} for odd in (1, 0)]
    return all(sides) and 1.0 < min(sides[0]) - min(sides[1]) < 3.0


@measured("area.width", "版心宽", GB + "5.2.1", WIDTH_MM, 1.0, "mm", need="text")
def area_width(document: Document) -> Pairs:
    """Yield the distance between the edges of running text, on pages with lines that go on and end
    at its edge, as ！ and ？ do not."""
    for page, lines in _text_pages(document):
        full = [line for line in lines if line in continued(document) and line.text[-1] not in "！？"]
        if len(lines) >= 3 and full and of_page(flush_left(document), page):
            yield _right(full) - left_edge(document, page.number), page.where


@measured("area.height", "版心高", GB + "5.2.1", HEIGHT_MM, 1.0, "mm", need="text")
def area_height(document: Document) -> Pairs:
    """Yield the height from the first to the last line of the grid, on pages that are filled with running text."""
    measurable = False
    for page, lines in _text_pages(document):
        if _begins_with_text(page, lines) and lines[-1].baseline > BOTTOM_MM - PITCH_MM:
            measurable = True
            yield lines[-1].baseline - lines[0].baseline + PITCH_MM, page.where
    if not measurable:
        raise Undecided("没有从首行排到末行的页")


@checked("area.inside", "文字不出版心", GB + "5.2.1", "左右各不超出 0.5 mm，上下不超出版心", need="text")
def inside(document: Document) -> Findings:
    """Look for running text beyond the edges of the type area; CLREQ §3.1.7 leaves
    hanging marks to each country's custom."""
    mirrored = _mirrored(document)
    for page, lines in _text_pages(document):
        start = PAPER_MM[0] - BINDING_MM - WIDTH_MM if mirrored and not page.odd else BINDING_MM
        for line in lines:
            # what shows of such a mark is its right half
            blank_half = line.main.em / 2 if line.text[0] in OPENING else 0.0
            beyond = start - line.left - blank_half, right_edge(document, line) - start - WIDTH_MM
            out = max(*beyond, TOP_MM - line.main.top, line.main.bottom - BOTTOM_MM)
            yield Finding(out <= 0.5, f"超出 {out:.1f} mm" if out > 0.5 else "都在版心之内", line.where)


def _right(lines: list[Line]) -> float:
    return max(line.right for line in lines)


def _begins_with_text(page: Page, lines: list[Line]) -> bool:
    """Whether nothing stands above the first line: no title, table or picture."""
    first = lines[0]
    above = [g.bottom for g in page.glyphs if g.baseline < first.baseline - 3]
    return (
        not above
        and not any(p.top < first.baseline for p in page.pictures)
        and not any(s.top < first.baseline for s in page.strokes)
    )


def _text_pages(document: Document) -> list[tuple[Page, list[Line]]]:
    lines = running(document)
    if not lines:
        raise Undecided("没有找到正文")
    return [(page, found) for page in document.pages if (found := of_page(lines, page))]
