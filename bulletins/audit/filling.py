"""Rules of how lines are filled: to the right edge by their ink, evenly, and no last line too short."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby, pairwise
from statistics import mean

from bulletins.audit.document import Document, Glyph
from bulletins.audit.ink import right_edge, right_ink
from bulletins.audit.lines import HEADINGS, Line, continued, gap, han, left_edge, running
from bulletins.audit.rules import Finding, Findings, checked
from bulletins.audit.standard import CLOSING, OPENING, WIDTH_MM, full_width

MARKS = OPENING | CLOSING
DENT_EM = 0.3  # blank between the ink of a Han character or half a mark and the edge of its cell, at most
OUT_MM = 0.3
GAP_EM = 0.27  # between Han characters; a quarter, and what glyphs differ by
BESIDE_EM = 0.7  # between a Han character and a Latin one
SPACE_EM = 1.3  # between Latin words
WIDER_EM = 0.05  # of gaps, that nobody sees: what a paragraph may be set wider by to spare a short last line
MEASURES = (
    "平方[公千]?米|平方公里|立方米|[厘毫分]米|[公千]里|千米|[公千毫]克|公斤|公顷|小时|分钟|摄氏度|毫升|千瓦时?|人次"
)
PIECE = re.compile(rf"[“‘（《〈【〔]*(?:[!-\u2044²³℃％‰∶×～—]+(?:{MEASURES}|[\u4e00-\u9fff])?)?")


@checked(
    "line.flush",
    "满行右缘对齐",
    "CLREQ §3.4.3、§3.5",
    "右缘与版心右边相差不超过 0.5 mm",
    need="text",
    absent="没有满行",
)
def flush(document: Document) -> Findings:
    """Look for lines that go on in the next one but end before or beyond the right edge; for
    those that end with a mark, see `end`.

    One before a long Latin word or number may end before it, where filling it would tear it apart.
    """
    for line, following in _followed(document):
        if right_ink(document, line.glyphs[-1]) is None or line.text[-1] not in CLOSING:
            off = line.right - left_edge(document, line.page) - WIDTH_MM
            holds = abs(off) <= 0.5 or _had_to_be_short(line, -off, following)
            yield Finding(holds, "右缘齐平" if holds else f"差 {abs(off):.2f} mm", line.where)


@checked(
    "line.end",
    "行末标点占半字",
    "GB/T 15834-2011 §5.1.10",
    "行末标点的墨迹离版心右边不超过 0.3 字",
    need="text",
    absent="没有以标点结束的满行",
)
def end(document: Document) -> Findings:
    """Measure the ink of full-width marks that end full lines against the right edge."""
    for line, following in _followed(document):
        last = line.glyphs[-1]
        ink = right_ink(document, last) if last.text in CLOSING else None
        if ink is not None:
            dent = left_edge(document, line.page) + WIDTH_MM - ink
            holds = -OUT_MM <= dent <= DENT_EM * last.em or _had_to_be_short(line, dent - DENT_EM * last.em, following)
            yield Finding(holds, "占半字" if holds else f"“{last.text}”离右边 {dent:.1f} mm", line.where)


@checked("line.hanging", "标点不悬挂", "CLREQ §3.1.7", "行尾标点的墨迹不伸出版心", need="text")
def hanging(document: Document) -> Findings:
    """Look for marks beyond the right edge: mainland practice does not hang them."""
    for line in running(document):
        out = right_edge(document, line) - left_edge(document, line.page) - WIDTH_MM
        holds = line.text[-1] not in CLOSING or out <= OUT_MM
        yield Finding(holds, "没有悬挂" if holds else f"“{line.text[-1]}”伸出 {out:.1f} mm", line.where)


@checked(
    "line.stretch",
    "字距匀开不过大",
    "CLREQ §3.5",
    "汉字间空隙不超过四分之一字，西文词距不超过一字",
    need="text",
    absent="没有满行",
)
def stretch(document: Document) -> Findings:
    """Look for lines whose slack shows: wide gaps between Han characters, or beside Latin words and addresses."""
    for line, _ in _followed(document):
        wide = max((_blank(a, b) / a.em for a, b in pairwise(line.glyphs)), default=0.0)
        yield Finding(
            wide <= GAP_EM, "均匀" if wide <= GAP_EM else f"最大字隙 {wide * line.main.em:.1f} mm", line.where
        )


@checked(
    "line.short",
    "段末不留一两个字",
    "GB/T 15834-2011 §5.1.11",
    "匀得开的，末行有三个字以上",
    need="text",
    absent="没有两行以上的段落",
)
def short(document: Document) -> Findings:
    """Look for last lines of one or two characters in paragraphs whose lines could spare what is missing."""
    for lines in _paragraphs(document):
        letters = sum(g.text not in MARKS for g in lines[-1].glyphs)
        missing = 3 - letters
        holds = missing <= 0 or not _spares(lines[-2], missing)
        yield Finding(holds, "没有" if holds else f"末行只有 {letters} 个字", lines[-1].where)


@checked(
    "line.apostrophe", "西文词中的撇号不占一字", "CLREQ §3.2.2", "’在字母之间占半字以下", need="text", absent="没有撇号"
)
def apostrophe(document: Document) -> Findings:
    """Measure the apostrophes inside Latin words, which Chinese fonts set as wide as a Han character."""
    for line in running(document):
        for before, mark, after in zip(line.glyphs, line.glyphs[1:], line.glyphs[2:], strict=False):
            if (
                mark.text == "’"
                and all("a" <= g.text.lower() <= "z" for g in (before, after))
                and not before.spaced
                and not mark.spaced
            ):
                wide = (after.left - mark.left) / mark.em
                yield Finding(wide < 0.55, "窄" if wide < 0.55 else f"占 {wide:.2f} 字", line.where)


@checked(
    "line.squeeze",
    "相邻标点挤压",
    "CLREQ §3.1.6.2",
    "两个全角标点相遇时共占一个半字",
    need="text",
    absent="没有相邻的全角标点",
)
def squeeze(document: Document) -> Findings:
    """Measure the distance of full-width marks that meet with a blank half between them."""
    for line in running(document):
        spread = max((gap(a, b) for a, b in pairwise(line.glyphs) if han(a.text) and han(b.text)), default=0.0)
        for first, second in pairwise(line.glyphs):
            blank_between = (
                second.text in MARKS if first.text in CLOSING else first.text in OPENING and second.text in OPENING
            )
            if blank_between and full_width(first.text + second.text):
                wide = (second.left - first.left - max(spread, 0)) / first.em
                yield Finding(
                    wide < 0.8,
                    f"“{first.text}{second.text}”相距 {wide:.2f} 字" if wide >= 0.8 else "都已挤压",
                    line.where,
                )


def _followed(document: Document) -> Iterator[tuple[Line, Line]]:
    """Yield each line that goes on, with the one in which it does."""
    goes_on = continued(document)
    return ((line, following) for line, following in pairwise(running(document)) if line in goes_on)


def _had_to_be_short(line: Line, short_mm: float, following: Line) -> bool:
    """Whether a line ends before the right edge because what follows it is too long, and its gaps would be too wide."""
    return 0 < short_mm < _piece_mm(following) and short_mm / max(1, _stretching(line)) > GAP_EM / 2 * line.main.em


def _piece_mm(line: Line) -> float:
    """Return how wide the piece is that a line begins with and that could not be cut;
    nothing where it is a Han character."""
    found = PIECE.match(line.text)
    length = found.end() if found else 0
    if not length:
        return 0.0
    marks = sum(g.text in CLOSING for g in line.glyphs[length : length + 2])  # they go with it, the last of them half
    return line.glyphs[length - 1].right - line.left + marks * line.main.em / 2


def _stretching(line: Line) -> int:
    """Return how many gaps of a line can be widened."""
    return sum(full_width(a.text) or full_width(b.text) or a.spaced for a, b in pairwise(line.glyphs))


def _blank(before: Glyph, after: Glyph) -> float:
    """Return the blank in mm between two glyphs as far as it counts: that of a space is
    wider, that of marks is their own."""
    if before.text in MARKS or after.text in MARKS:
        return 0.0
    most = (
        SPACE_EM
        if before.spaced or (before.text + after.text).isascii()
        else GAP_EM
        if han(before.text) and han(after.text)
        else BESIDE_EM
    )
    return (after.left - before.right) * GAP_EM / most


def _paragraphs(document: Document) -> Iterator[list[Line]]:
    """Yield the lines of each paragraph that has several."""
    goes_on = continued(document)
    number = 0
    numbered = []
    for line in running(document):
        numbered.append((number, line))
        number += line not in goes_on
    for _, group in groupby(numbered, key=lambda pair: pair[0]):
        lines = [line for _, line in group]
        if len(lines) > 1 and lines[-1].role not in HEADINGS:
            yield lines


def _spares(line: Line, missing: int) -> bool:
    """Whether a full line could give so many characters to the next and hardly look wider."""
    if len(line.glyphs) < 10 or not all(han(char) for char in line.text[-missing - 3 :]):
        return False  # what it would give may belong to a number before it
    gaps = [gap(a, b) for a, b in pairwise(line.glyphs) if han(a.text) and han(b.text)]
    wider = missing * line.main.em / max(1, _stretching(line) - missing)
    return bool(gaps) and mean(gaps) + wider <= WIDER_EM * line.main.em
