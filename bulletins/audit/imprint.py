"""Rules of the imprint (版记), GB/T 9704-2012 §7.4."""

from __future__ import annotations

import re
from itertools import pairwise

from bulletins.audit.document import Document, Stroke
from bulletins.audit.lines import Line, left_edge, lines_of
from bulletins.audit.rules import CUSTOM, GB, Finding, Findings, Pairs, Undecided, checked, measured
from bulletins.audit.standard import BOTTOM_MM, HEIGHT_MM, SIHAO, WIDTH_MM

CHARACTER_MM = SIHAO / 72 * 25.4
KINDS = ("报", "主送", "送", "抄送", "发", "抄报", "印发")
RANK = {"报": 0, "主送": 0, "抄报": 0, "送": 1, "抄送": 1, "发": 2, "印发": 2}
LEAST_PITCH_MM = 6.5  # of lines of 4号
CLOSING_MM = 6.0  # from the last rule to the run line below it
ROLES = ("ImprintLine", "RunLine", "Imprint", "Hash")


@checked("imprint.last", "版记在最后一页", GB + "7.4", "只在最后一页；一页放不下的，连续排到最后一页", need="bulletin")
def last(document: Document) -> Findings:
    """Look where the imprint stands; only one that no page holds may take several, the last ones."""
    lines = _lines(document)
    over_pages = len(lines) * LEAST_PITCH_MM > HEIGHT_MM and _pages(document) == list(
        range(lines[0].page, len(document.pages) + 1)
    )
    for line in lines:
        holds = over_pages or line.page == len(document.pages)
        yield Finding(holds, f"在第 {line.page} 页，共 {len(document.pages)} 页", line.where)


@checked("imprint.even", "版记页为双数页", CUSTOM, "双面印刷的背面", need="bulletin")
def even(document: Document) -> Findings:
    """Look whether the imprint's page is a left-hand one."""
    page = _pages(document)[-1]
    yield Finding(page % 2 == 0, f"第 {page} 页")


@checked(
    "imprint.bottom",
    "版记与版心下边缘重合",
    f"{GB}7.4.1；{CUSTOM}",
    "末线在 262 ± 0.5 mm；印发行在线下时，字底在 258.5–262 mm",
    need="bulletin",
)
def bottom(document: Document) -> Findings:
    """Look where the imprint ends: its last rule, or the run line below it, which then ends the type area."""
    line, rules = _lines(document)[-1], _rules(document)
    if rules[-1].top > line.baseline:
        yield Finding(abs(rules[-1].bottom - BOTTOM_MM) <= 0.5, f"末线在 {rules[-1].bottom:.2f} mm", line.where)
    else:
        yield Finding(BOTTOM_MM - 3.5 <= line.main.bottom <= BOTTOM_MM, f"字底在 {line.main.bottom:.2f} mm", line.where)
        closed = line.main.top - rules[-1].bottom < CLOSING_MM
        yield Finding(closed, "末线在印发行上" if closed else "没有末线", line.where)


@measured("imprint.rules.width", "版记分隔线长", GB + "7.4.1", WIDTH_MM, 0.5, "mm", need="bulletin")
def width(document: Document) -> Pairs:
    """Yield the length of each rule of the imprint."""
    for stroke in _rules(document):
        yield stroke.right - stroke.left, f"距页顶 {stroke.top:.0f} mm 的线"


@measured("imprint.rules.left", "版记分隔线与版心左边对齐", GB + "7.4.1", 0, 0.5, "mm", need="bulletin")
def left(document: Document) -> Pairs:
    """Yield how far each rule begins from the left edge of the type area."""
    for stroke in _rules(document):
        yield stroke.left - left_edge(document, len(document.pages)), f"距页顶 {stroke.top:.0f} mm 的线"


@measured("imprint.rules.outer", "版记首末分隔线粗", GB + "7.4.1", 0.35, 0.05, "mm", need="bulletin")
def outer(document: Document) -> Pairs:
    """Yield the thickness of the first and the last rule."""
    rules = _rules(document)
    for stroke in (rules[0], rules[-1]):
        yield stroke.thickness, f"距页顶 {stroke.top:.0f} mm 的线"


@measured(
    "imprint.rules.middle",
    "版记中间分隔线粗",
    GB + "7.4.1",
    0.25,
    0.05,
    "mm",
    need="bulletin",
    absent="没有中间的分隔线",
)
def middle(document: Document) -> Pairs:
    """Yield the thickness of the rules between."""
    for stroke in _rules(document)[1:-1]:
        yield stroke.thickness, f"距页顶 {stroke.top:.0f} mm 的线"


@checked("imprint.rules.count", "版记分隔线条数", f"{GB}7.4.1；{CUSTOM}", "首末各一条，其间至多一条", need="bulletin")
def count(document: Document) -> Findings:
    """Count the rules of the imprint."""
    found = len(_rules(document))
    yield Finding(2 <= found <= 3, f"{found} 条", "版记")


@checked("imprint.rules.colour", "版记分隔线黑色", GB + "5.2.4", "黑色", need="bulletin")
def colour(document: Document) -> Findings:
    """Look at the colour of the imprint's rules."""
    for stroke in _rules(document):
        black = max(stroke.colour) <= 0.2
        yield Finding(black, "黑色" if black else "不是黑色", f"距页顶 {stroke.top:.0f} mm 的线")


@checked("imprint.order", "报、送、发次序", CUSTOM, "先报，次送，后发", need="bulletin", absent="版记没有报送行")
def order(document: Document) -> Findings:
    """Compare the order of the imprint's lines: up, level, down."""
    kinds = [kind for line in _lines(document) if (kind := _kind(line))]
    for first, second in pairwise(kinds):
        holds = RANK.get(first, 1) <= RANK.get(second, 1)
        yield Finding(holds, "次序正确" if holds else f"“{second}”在“{first}”之后", "版记")
    if len(kinds) == 1:
        yield Finding(True, f"只有“{kinds[0]}”")


@checked(
    "imprint.inset",
    "报送行左右各空一字",
    GB + "7.4.2",
    "左空一字，右至少空一字，± 0.7 mm",
    need="bulletin",
    absent="版记没有报送行",
)
def inset(document: Document) -> Findings:
    """Look at the blank before and after the imprint's lines."""
    for line in (found for found in _lines(document) if found.role == "ImprintLine"):
        edge = left_edge(document, line.page)
        right = edge + WIDTH_MM - line.right
        start = line.left - edge if _kind(line) else CHARACTER_MM
        holds = abs(start - CHARACTER_MM) <= 0.7 and right >= CHARACTER_MM - 0.7
        yield Finding(holds, f"左空 {line.left - edge:.1f}、右空 {right:.1f} mm", line.where)


@measured(
    "imprint.align", "报送行回行与冒号后对齐", GB + "7.4.2", 0, 0.7, "mm", need="bulletin", absent="报送行没有回行"
)
def align(document: Document) -> Pairs:
    """Yield how far continuation lines begin from the first character after the colon."""
    start: float | None = None
    for line in _lines(document):
        if _kind(line):
            colon = next(n for n, glyph in enumerate(line.glyphs) if glyph.text == "：")
            start = line.glyphs[colon + 1].left if colon + 1 < len(line.glyphs) else None
        elif line.role == "ImprintLine" and start is not None:
            yield line.left - start, line.where


@checked("imprint.run", "印发行内容", f"{GB}7.4.3；{CUSTOM}", "登记号、共印 N 份，或印发单位和日期", need="bulletin")
def run(document: Document) -> Findings:
    """Look at what the last line says."""
    text = "".join(line.text for line in _lines(document) if line.role == "RunLine")
    holds = bool(re.search(r"共印\d+份|\d{4}年\d{1,2}月\d{1,2}日印发|字[〔（]?.*号", text))
    yield Finding(holds, text or "没有印发行", "版记")


@checked("imprint.clear", "版记之下没有文字", GB + "7.4", "版记是版心内最末的内容", need="bulletin")
def clear(document: Document) -> Findings:
    """Look for text of the imprint's pages that stands in or below it without belonging to it."""
    for page in _pages(document):
        top = min(line.main.top for line in _lines(document) if line.page == page)
        for line in lines_of(document):
            if line.page == page and not line.role.startswith(("Imprint", "RunLine", "QR", "Hash")):
                yield Finding(line.main.bottom <= top, "没有" if line.main.bottom <= top else "有别的文字", line.where)
    yield Finding(True, "没有")


def _pages(document: Document) -> list[int]:
    return sorted({line.page for line in _lines(document)})


def _lines(document: Document) -> list[Line]:
    found = sorted(
        (line for line in lines_of(document) if line.role in ROLES), key=lambda line: (line.page, line.baseline)
    )
    if not found:
        raise Undecided("标签中没有版记")
    return found


def _rules(document: Document) -> list[Stroke]:
    """Return the long horizontal rules around the imprint's lines, from the top: above them on a page
    the nearest, another ends a table."""
    found: list[Stroke] = []
    for page in _pages(document):
        top = min(line.main.top for line in _lines(document) if line.page == page)
        long = sorted(
            (s for s in document.pages[page - 1].strokes if s.horizontal and s.right - s.left > WIDTH_MM / 2),
            key=lambda s: s.top,
        )
        found += [s for s in long if top - 6 < s.top <= top][-1:] + [s for s in long if s.top > top]
    if not found:
        raise Undecided("版记没有分隔线")
    return found


def _kind(line: Line) -> str:
    """Return 报, 送 or 发 where a line begins with one and a colon."""
    before, colon, _ = line.text.partition("：")
    return before if line.role == "ImprintLine" and colon and before in KINDS else ""
