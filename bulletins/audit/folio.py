"""Rules of page numbers (页码) and of the count of pages, GB/T 9704-2012 §7.5."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bulletins.audit.document import Document, Glyph, Page
from bulletins.audit.lines import below_type_area, left_edge, rows_of
from bulletins.audit.rules import CUSTOM, GB, Finding, Findings, Pairs, checked, measured
from bulletins.audit.standard import BOTTOM_MM, SIHAO, WIDTH_MM, face

DIGIT_EM = 0.733  # height of the digits of 宋体
FORM = re.compile(r"[—–―－-](\d+)[—–―－-]")
INSET_MM = SIHAO / 72 * 25.4  # one character of 4号


@checked("folio.form", "页码写法", GB + "7.5", "数字左右各放一条一字线：— 1 —", need="text")
def form(document: Document) -> Findings:
    """Look at the characters of each page number."""
    for page, row in folios(document):
        text = "".join(g.text for g in row)
        yield Finding(bool(re.fullmatch(r"—\d+—", text)), text, page.where)


@checked("folio.value", "页码连续", GB + "7.5", "与页次相同", need="text")
def value(document: Document) -> Findings:
    """Compare each page number with the page it stands on."""
    for page, row in folios(document):
        match = FORM.fullmatch("".join(g.text for g in row))
        if match:
            yield Finding(int(match[1]) == page.number, match[1], page.where)


@checked("folio.type", "页码字体字号", GB + "7.5", "4号（14 pt）± 0.3 pt 半角宋体", need="text")
def font(document: Document) -> Findings:
    """Look at face and size of each page number."""
    for page, row in folios(document):
        digits = [g for g in row if g.text.isdigit()]
        holds = all(
            face(g.font) == "宋体" and abs(g.size_pt - SIHAO) <= 0.3 and g.right - g.left < 0.7 * g.em for g in digits
        )
        yield Finding(holds, f"{digits[0].size_pt:.1f} pt {face(digits[0].font)}", page.where)


@measured("folio.top", "页码数字的上边距版心下边缘", GB + "7.5", 7.0, 1.0, "mm", need="text")
def top(document: Document) -> Pairs:
    """Yield the distance from the type area to the top of the digits.

    The clause asks 7 mm above the dash (一字线上距版心下边缘 7 mm); a dash is a hairline in the middle of its line, so
    the distance is taken to the line itself, where its digits begin. The dash then lies 2.2 mm further down.
    """
    for page, row in folios(document):
        yield row[0].baseline - DIGIT_EM * row[0].em - BOTTOM_MM, page.where


@checked("folio.side", "单页码居右、双页码居左", GB + "7.5", "奇数页在右，偶数页在左", need="text")
def side(document: Document) -> Findings:
    """Look on which half of the page each number stands."""
    for page, row in folios(document):
        right = (row[0].left + row[-1].right) / 2 > page.width_mm / 2
        yield Finding(right == page.odd, "居右" if right else "居左", page.where)


@measured("folio.inset", "页码空一字", GB + "7.5", INSET_MM, 0.7, "mm", need="text")
def inset(document: Document) -> Pairs:
    """Yield the distance of each number from the outer edge of the type area."""
    for page, row in folios(document):
        if not page.sideways:
            left = left_edge(document, page.number)
            yield (left + WIDTH_MM - row[-1].right if page.odd else row[0].left - left), page.where


@checked(
    "folio.absent",
    "空白页和其后的版记页不编页码",
    GB + "7.5",
    "空白页及空白页后的版记页没有页码",
    need="text",
    absent="没有空白页",
)
def absent(document: Document) -> Findings:
    """Look for numbers on blank pages and on a page that holds an imprint only and follows one."""
    numbered = {page.number for page, _ in folios(document)}
    for page in document.pages:
        after_blank = page.number > 1 and _empty(document.pages[page.number - 2]) and page.number == len(document.pages)
        if _empty(page) or after_blank:
            yield Finding(page.number not in numbered, "有页码" if page.number in numbered else "没有页码", page.where)


@checked("folio.present", "其余各页都有页码", GB + "7.5", "有正文的页都编页码", need="text")
def present(document: Document) -> Findings:
    """Look for pages with text but no number."""
    numbered = {page.number for page, _ in folios(document)}
    for page in document.pages:
        after_blank = page.number > 1 and _empty(document.pages[page.number - 2])
        if not _empty(page) and not after_blank:
            yield Finding(page.number in numbered, "有页码" if page.number in numbered else "没有页码", page.where)


@checked("pages.even", "总页数为双数", CUSTOM, "双面印刷，版记在最后一页，为双数页")
def even(document: Document) -> Findings:
    """Count the pages."""
    yield Finding(len(document.pages) % 2 == 0, f"共 {len(document.pages)} 页")


@checked("pages.blank", "没有多余的空白页", CUSTOM, "只在版记页之前可有一页空白")
def blank(document: Document) -> Findings:
    """Look for blank pages elsewhere than before the last."""
    for page in document.pages:
        holds = not _empty(page) or page.number == len(document.pages) - 1
        yield Finding(holds, "没有多余的空白页" if holds else "空白页", page.where)


def folios(document: Document) -> Iterator[tuple[Page, list[Glyph]]]:
    """Yield the rows below the type area that look like a page number, with their page."""
    for page in document.pages:
        for row in rows_of(g for g in page.glyphs if below_type_area(g)):
            text = "".join(g.text for g in row)
            if FORM.fullmatch(text) or text.isdigit():
                yield page, row


def _empty(page: Page) -> bool:
    return not any(not below_type_area(g) for g in page.glyphs) and not page.strokes and not page.pictures
