"""Lines become paragraphs: what a line end or a page break cut is joined, and each join across a page is noted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

import msgspec

from readers.reading import Note, letters
from readers.source import PAGE_NUMBER, Line
from readers.tables import WIDE, names_table, table_at
from readers.words import (
    ADDRESSED,
    ATTACHED,
    BYLINE,
    DATED,
    ORDINAL_START,
    PART,
    YEARS,
    asks,
    finished,
    names_office,
    real_spaces,
    set_apart,
    stands_alone,
    tidy,
    without_marks,
)
from records.body import Picture, Quotation, Table

PAIRS = (("“", "”"), ("《", "》"), ("（", "）"), ("‘", "’"))
ATTACHMENT = re.compile(r"\d{1,2}\s*[.．、]|[（(]\d{1,2}[）)]|[①-⑳]")
SIGNED = re.compile(rf"(?:{YEARS})\s*年\s*{PART}\s*月\s*{PART}\s*日")
"""The date below a signature."""
FEWEST_INDENTED = 3
FULL = 40
"""Half-width columns of a line that can only have been broken at its end."""


@dataclass(frozen=True)
class Para:
    """A paragraph: its text, the line where it begins, and what the scan's marks said about it.

    One that is `apart` stands by itself, whatever it begins with: an addressee, a date, an attachment, a signature.

    Where the source marks lead-ins (`marked`: Word's bold), `lead_in` is the marked one, and
    nothing is guessed from the wording.
    """

    text: str
    line: int
    bold: bool = False
    heading: bool = False
    marked: bool = False
    lead_in: str = ""
    apart: bool = False


Aside = Table | Picture | Quotation
Element = Para | Aside


@dataclass(frozen=True)
class Wrap:
    """How a file wraps its lines: at which width (half-width columns), and whether its paragraphs begin indented."""

    width: int
    indented: bool


def without_noise(lines: Sequence[Line], running: Sequence[str]) -> tuple[list[Line], list[Note]]:
    """Drop page numbers and running heads; the line after one is marked as torn.

    Args:
        lines: the lines below the head.
        running: letters of what may stand as a running head (the masthead, with or without the number).

    """
    kept: list[Line] = []
    notes: list[Note] = []
    torn = False
    repeated = {
        words for words, n in Counter(letters(line.text) for line in lines).items() if n >= 3 and 4 <= len(words) <= 30
    }
    for line, after in zip_longest(lines, lines[1:]):
        row = WIDE.search(line.text) and after and WIDE.search(after.text)
        signature = after and DATED.fullmatch(after.text)
        if line.aside is not None or row or signature:
            kept.append(line)
        elif _is_page_number(line):
            notes.append(Note(line.number, "页码", f"“{line.text}”按页码略去"))
            torn = True
        elif letters(line.text) in running or (
            letters(line.text) in repeated and not re.search(r"[，。；：,;:|\t]", line.text)
        ):
            notes.append(Note(line.number, "页眉", f"“{line.text}”按页眉略去"))
            torn = True
        else:
            kept.append(replace(line, torn=torn))
            torn = False
    return kept, notes


def _is_page_number(line: Line) -> bool:
    bare_number = line.text.isdigit() and not (line.gap or line.indent > 2)
    return bool(PAGE_NUMBER.fullmatch(line.text)) and not bare_number


def elements(lines: Sequence[Line], wrap: Wrap | None) -> tuple[list[Element], list[Note]]:
    """Return the paragraphs and tables of an item.

    Args:
        lines: its lines.
        wrap: how the file wraps its lines; None where a line is a paragraph.

    """
    result: list[Element] = []
    notes: list[Note] = []
    last: Line | None = None
    at = 0
    while at < len(lines):
        if (aside := lines[at].aside) is not None:
            result.append(aside)
            last, at = None, at + 1
            continue
        if found := table_at(lines, at):
            table, size = found
            if result and isinstance(above := result[-1], Para) and names_table(above.text) and not table.caption:
                result[-1] = msgspec.structs.replace(table, caption=tidy(above.text))
            else:
                result.append(table)
            last, at = None, at + size
            continue
        line = lines[at]
        before = result[-1] if result else None
        apart = line.form is not None and wrap is None  # a paragraph of Word is whole
        if isinstance(before, Para) and last and not apart and (how := _continues(before, last, line, wrap)):
            result[-1] = replace(before, text=_glue(before.text, line.text), heading=False)
            if how != "断行" or wrap is None:
                notes.append(
                    Note(
                        line.number, how, f"与上文（第 {last.number} 行）接成一段：…{last.text[-8:]}｜{line.text[:8]}…"
                    )
                )
        else:
            result.append(_para(line))
        last, at = line, at + 1
    for n, element in enumerate(result):
        if isinstance(element, Para):
            element = result[n] = replace(element, text=tidy(element.text))
            notes.extend(real_spaces(tidy(element.text), element.line))
            notes.extend(_open_ends(element))
    return result, notes


def spans(
    lines: Sequence[Line], wrap: Wrap | None, start: int, stop: int, begins: re.Pattern[str] | None = None
) -> Iterator[tuple[int, int]]:
    """Yield the first line of each paragraph or table and the line behind it.

    A line with the mark `begins` is always a first one; tables and pictures of Word are in none.
    """
    at = start
    while at < stop:
        if lines[at].aside is not None:
            at += 1
            continue
        if table := table_at(lines[:stop], at):
            end = at + table[1]
        else:
            end = at + 1
            while (
                end < stop
                and not (begins and begins.match(lines[end].raw))
                and len(elements(lines[at : end + 1], wrap)[0]) == 1
            ):
                end += 1
        yield at, end
        at = end


def with_apart(elements: Sequence[Element]) -> Iterator[Element]:
    """Yield elements, those set apart that are no text: among them what ends an item and heads nothing."""
    ends = len(elements)
    begins = _byline(elements)
    signed, rows = set(_signatures(elements)), set(_rows(elements))
    while ends > 1 and isinstance(last := elements[ends - 1], Para) and (last.heading or DATED.fullmatch(last.text)):
        ends -= 1
    attached = False
    for n, para in enumerate(elements):
        if not isinstance(para, Para):
            attached = False
            yield para
            continue
        attached = bool(ATTACHED.fullmatch(para.text)) or (attached and bool(ATTACHMENT.match(para.text)))
        apart = attached or n < begins or n >= ends or set_apart(para.text) or n in signed or n in rows
        yield replace(para, heading=para.heading and not apart, apart=apart)


def _signatures(elements: Sequence[Element]) -> Iterator[int]:
    """Yield the short lines right above a date that end a text, though an annex may follow: they head nothing."""
    for n, element in enumerate(elements):
        if not isinstance(element, Para) or not SIGNED.fullmatch(element.text):
            continue
        above = n - 1
        while (
            above > 0
            and isinstance(para := elements[above], Para)
            and para.heading
            and not ORDINAL_START.match(para.text)
        ):
            yield above
            above -= 1


def _rows(elements: Sequence[Element]) -> Iterator[int]:
    """Yield the short lines with a colon inside that stand right below each other (某市：…): a list, no subheads."""
    listed = [isinstance(e, Para) and e.heading and re.search("[^：:][：:].", e.text) is not None for e in elements]
    for n, row in enumerate(listed):
        if row and (listed[max(0, n - 1) : n] == [True] or listed[n + 1 : n + 2] == [True]):
            yield n


def _byline(elements: Sequence[Element]) -> int:
    """Return how many elements at the head of a text name who speaks or writes: one office, or
    all above a date or an addressee."""
    above = 0
    for n, element in enumerate(elements[:4]):
        if not isinstance(element, Para):
            break
        if ADDRESSED.fullmatch(element.text) or (DATED.fullmatch(element.text) and element.text[0] in "（(["):
            above = n
        elif finished(element.text) or ORDINAL_START.match(element.text):
            break
    if above:
        return above
    first, second = (*elements[:2], None, None)[:2]
    headed = isinstance(first, Para) and bool(BYLINE.fullmatch(first.text) or names_office(first.text))
    return int(headed and isinstance(second, Para) and finished(second.text))


def _para(line: Line) -> Para:
    text = line.text if names_office(line.text) else without_marks(line.text) or line.text
    heading = line.level > 0 or stands_alone(text) or asks(text)
    if line.form is None or not line.form.marked:
        return Para(text, line.number, line.bold and line.form is None, heading)
    return Para(
        text, line.number, bool(line.form.lead_in), heading, marked=True, lead_in=without_marks(line.form.lead_in)
    )


def find_wrap(lines: Sequence[Line]) -> Wrap | None:
    """Return how a file wraps its lines, or None where lines are whole paragraphs."""
    widths = [width(line) for line in lines if width(line) >= 24]
    if len(widths) < 8 or max(widths) > 120:
        return None
    widest = sorted(widths)[-max(1, len(widths) // 20)]
    full = [line for line in lines if width(line) >= widest - 4]
    unfinished = sum(1 for line in full if not finished(line.text))
    if len(full) * 10 < len(widths) * 4 or unfinished * 2 < len(full):
        return None
    return Wrap(widest, indented=sum(1 for line in full if 2 <= line.indent <= 8) >= FEWEST_INDENTED)


def width(line: Line) -> int:
    """Return the columns of half width that a line takes with its indent."""
    return line.indent + sum(1 if c < "\u0250" else 2 for c in line.text)


def _continues(para: Para, last: Line, line: Line, wrap: Wrap | None) -> str:
    """Say why a line goes on with the paragraph before it (断行, 换页, 引文), or '' where it begins a new one."""
    if line.level or last.level or (line.bold and (finished(para.text) or para.heading)):
        return ""
    cut = "换页" if line.gap or line.torn else "断行"
    if line.text[0] in "，。、；！？：”’）》,;:!?)":
        return cut
    # Even where nothing else tells that a file is wrapped: a full indented line, and one below it that is not.
    if last.indent >= 2 > line.indent and width(last) >= FULL and not (line.gap or finished(para.text)):
        return "断行"
    if ORDINAL_START.match(line.text) and (finished(para.text) or para.heading):
        return ""
    if wrap and (how := _wrapped(para, last, line, wrap)) is not None:
        return how
    if _inside_pair(para.text, line.text):
        return "引文"
    if finished(para.text) or ((para.heading or set_apart(para.text)) and not line.torn):
        return ""
    if line.torn and para.text.endswith("；"):
        return "换页"
    return "" if para.text.endswith("；") else cut


def _wrapped(para: Para, last: Line, line: Line, wrap: Wrap) -> str | None:
    """Say what the layout of a wrapped file tells of a line: it goes on (断行,
    换页), begins anew (''), or None: nothing.

    Widths are rough, since digits and Latin letters are narrower: seven eighths count
    as full where indents tell the rest.
    """
    plain = line.indent < 2
    if plain and wrap.indented and (line.torn or not line.gap) and width(last) * 8 >= wrap.width * 7:
        return "换页" if line.torn else "断行"
    if line.gap or line.torn:
        return None
    complete = para.heading or finished(para.text)
    if plain and (not complete or width(last) >= wrap.width - 4):
        return "断行"
    return "" if plain or complete else None


def _inside_pair(before: str, after: str) -> bool:
    """Whether a pair of marks opens before a break and closes after it."""
    for left, right in PAIRS:
        if before.count(left) > before.count(right) and right in after:
            opens = after.find(left)
            if opens < 0 or after.find(right) < opens:
                return True
    return False


def _glue(before: str, after: str) -> str:
    latin = before[-1:].isascii() and before[-1:].isalpha() and after[:1].isascii() and after[:1].isalpha()
    return f"{before} {after}" if latin else before + after


def _open_ends(para: Para) -> list[Note]:
    """Note a paragraph that ends without a stop, or leaves a quotation or a bracket open."""
    open_pair = next((f"{a}{b}" for a, b in PAIRS[:3] if para.text.count(a) != para.text.count(b)), "")
    if open_pair:
        return [Note(para.line, "标点", f"这一段的“{open_pair}”不成对，请对照原件：{para.text[:12]}…")]
    if not para.heading and not finished(para.text) and not para.text.endswith("；") and not set_apart(para.text):
        return [Note(para.line, "标点", f"这一段没有句末标点，可能不完整：…{para.text[-12:]}")]
    return []
