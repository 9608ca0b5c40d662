"""Rules of line breaking (GB/T 15834-2011 §5.1, CLREQ §3.1), each kind of offence a rule of its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from bulletins.audit.document import Document
from bulletins.audit.lines import Line, gap, han, left_edge, lines_of, running
from bulletins.audit.rules import Finding, Findings, checked
from bulletins.audit.standard import CLOSING, OPENING, UNITS, WIDTH_MM, full_width

START = "GB/T 15834-2011 §5.1；CLREQ §3.1.4"
UNBREAKABLE = "GB/T 15834-2011 §5.1；CLREQ §3.1.5"
PAUSES = frozenset("。，、；：？！")
CLOSERS = CLOSING - PAUSES
SET = ("Paragraph", "LeadIn", "Quotation", "Note", "NoteLabel", "Title", "Entry", "Section", "Footnote", "ImprintLine", "Caption")


@checked("break.start.pause", "行首无点号", START, "。，、；：？！不在行首", need="text")
def pause_at_start(document: Document) -> Findings:
    """Look for a pause or stop mark that begins a line."""
    return _starts(document, PAUSES)


@checked("break.start.closing", "行首无后引号、后括号", START, "”’）》】等不在行首", need="text")
def closing_at_start(document: Document) -> Findings:
    """Look for a closing quotation mark or bracket that begins a line."""
    return _starts(document, CLOSERS)


@checked("break.start.joining", "行首无连接号、间隔号、百分号", START, "～·%‰等不在行首", need="text")
def joining_at_start(document: Document) -> Findings:
    """Look for a mark that joins what stands before it and begins a line."""
    return _starts(document, frozenset("～·・%％‰℃°"))


def _starts(document: Document, marks: frozenset[str]) -> Findings:
    for line in _lines(document):
        holds = line.text[0] not in marks
        yield Finding(holds, "没有" if holds else f"“{line.text[0]}”在行首", line.where)


@checked("break.end.opening", "行尾无前引号、前括号", START, "“‘（《【等不在行尾", need="text")
def opening_at_end(document: Document) -> Findings:
    """Look for an opening quotation mark or bracket that ends a line."""
    for line in _lines(document):
        holds = line.text[-1] not in OPENING
        yield Finding(holds, "没有" if holds else f"“{line.text[-1]}”在行尾", line.where)


@checked("break.dash", "破折号不拆开", UNBREAKABLE, "——不分在两行", need="text", absent="没有换行处")
def dash(document: Document) -> Findings:
    """Look for a dash of two characters cut in half."""
    return _pairs(document, lambda before, after: bool(re.search(r"(?<!—)—$", before) and re.match(r"—(?!—)", after)), "——")


@checked("break.ellipsis", "省略号不拆开", UNBREAKABLE, "……不分在两行", need="text", absent="没有换行处")
def ellipsis(document: Document) -> Findings:
    """Look for an ellipsis of two characters cut in half."""
    return _pairs(document, lambda before, after: bool(re.search(r"(?<!…)…$", before) and after.startswith("…")), "……")


@checked("break.number", "数字不拆开", "GB/T 15834-2011 §5.1；CLREQ §3.1.5.2", "一个数不分在两行", need="text", absent="没有换行处")
def number(document: Document) -> Findings:
    """Look for a number of several digits, with its comma or point, cut by the end of a line."""
    return _pairs(document, lambda before, after: bool(re.search(r"\d[.,]?$", before) and re.match(r"[.,]?\d", after)), "数")


@checked(
    "break.unit",
    "数字与单位不拆开",
    "GB/T 15834-2011 §5.1；CLREQ §3.1.5.2",
    "数字与其后的单位、量词在一行",
    need="text",
    absent="没有换行处",
)
def unit(document: Document) -> Findings:
    """Look for a number at the end of a line whose unit begins the next."""
    return _pairs(document, lambda before, after: bool(re.search(r"\d$", before) and after[0] in UNITS), "数字与单位")


@checked("break.word", "西文词不拆开", "CLREQ §3.2.4", "一个西文词不分在两行", need="text", absent="没有换行处")
def word(document: Document) -> Findings:
    """Look for a Latin word cut without a hyphen."""
    return _pairs(document, lambda before, after: bool(re.search(r"[A-Za-z]$", before) and re.match(r"[A-Za-z]", after)), "西文词")


@checked("line.hanging", "标点不悬挂", "CLREQ §3.1.7", "行尾标点不伸出版心 0.5 mm 以上", need="text")
def hanging(document: Document) -> Findings:
    """Look for marks beyond the right edge: mainland practice does not hang them."""
    for line in running(document):
        out = line.right - left_edge(document, line.page) - WIDTH_MM
        holds = line.text[-1] not in CLOSING or out <= 0.5
        yield Finding(holds, "没有悬挂" if holds else f"“{line.text[-1]}”伸出 {out:.1f} mm", line.where)


@checked("line.squeeze", "相邻标点挤压", "CLREQ §3.1.6.2", "两个全角标点相遇时共占一个半字", need="text", absent="没有相邻的全角标点")
def squeeze(document: Document) -> Findings:
    """Measure the distance of full-width marks that meet with a blank half between them."""
    for line in running(document):
        spread = max((gap(a, b) for a, b in pairwise(line.glyphs) if han(a.text) and han(b.text)), default=0.0)
        for first, second in pairwise(line.glyphs):
            blank_between = second.text in CLOSING | OPENING if first.text in CLOSING else first.text in OPENING and second.text in OPENING
            if blank_between and full_width(first.text + second.text):
                wide = (second.left - first.left - max(spread, 0)) / first.em
                yield Finding(wide < 0.8, f"“{first.text}{second.text}”相距 {wide:.2f} 字" if wide >= 0.8 else "都已挤压", line.where)


def _pairs(document: Document, cut: Callable[[str, str], bool], what: str) -> Findings:
    for before, after in pairwise(_lines(document)):
        together = before.block == after.block if before.page == after.page else _flows(before, after)
        if together:
            broken = cut(before.text, after.text)
            yield Finding(not broken, f"{what}被拆开" if broken else "没有拆开", before.where)


def _flows(before: Line, after: Line) -> bool:
    """Whether text may flow from the foot of one page to the head of the next."""
    return after.page == before.page + 1 and before.role == after.role and abs(before.size_pt - after.size_pt) < 0.3


def _lines(document: Document) -> list[Line]:
    """Return the lines of text that was broken by rule; cells of tables and the head have lines of their own making."""
    return [line for line in lines_of(document) if not document.is_bulletin or line.role in SET or line in running(document)]
