"""Rules of line breaking (GB/T 15834-2011 §5.1, CLREQ §3.1), each kind of offence a rule of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise

from bulletins.audit.document import Document
from bulletins.audit.lines import Line, lines_of, running
from bulletins.audit.rules import Finding, Findings, checked
from bulletins.audit.standard import CLOSING, OPENING, RAISED, UNITS
from bulletins.audit.structure import CELLS

START = "GB/T 15834-2011 §5.1；CLREQ §3.1.4"
UNBREAKABLE = "GB/T 15834-2011 §5.1；CLREQ §3.1.5"
NUMBERS = "GB/T 15834-2011 §5.1；CLREQ §3.1.5.2"
PAUSES = frozenset("。，、；：？！")
CLOSERS = CLOSING - PAUSES
SET = (
    "Paragraph",
    "LeadIn",
    "Quotation",
    "Note",
    "NoteLabel",
    "Title",
    "Entry",
    "Section",
    "Footnote",
    "ImprintLine",
    "Caption",
)
ADDRESS = re.compile(
    r"(?:https?://|www\.)[!-~]+|[\w.+-]+@[A-Za-z0-9.-]+|(?:[A-Za-z0-9-]+\.)+(?:com|cn|org|net|gov|edu)(?:/[!-~]*)?",
    re.ASCII,
)
BLANK_EM = 1.2  # between the cells of a row
EDGE_EM = 3.0  # from the right edge of the text to the end of a line that goes on
FIGURES = re.compile(r"[\d.,:%‰+−-]+")


@dataclass(frozen=True)
class Whole:
    """What may not be cut by the end of a line: by pairs of patterns for the line before and the one after.

    The line before ends with a space where one parts the two.
    """

    rule: str
    title: str
    source: str
    expected: str
    what: str
    cuts: tuple[tuple[str, str], ...]


COUNTED = r"\d[^\d\s，。、；：？！（）“”—～~-]{0,3}"  # a number's last digit and its unit
HAN_UNIT = f"[{re.escape(UNITS)}]"
LATIN_UNIT = r"(?:[kcmnμ]?m|[mk]?g|t|h|min|s|[mk]?[LVWA]|[kM]Wh?|hm|ha|[KMGT]B|[kM]?Pa|dB|℃)(?![A-Za-z])"
LETTERS = "A-Za-z\u00c0-\u024f\u0370-\u04ff"  # Latin with its accents, Greek, Cyrillic
WHOLE = (
    Whole("break.dash", "破折号不拆开", UNBREAKABLE, "——不分在两行", "——", ((r"(?<!—)—$", "—(?!—)"),)),
    Whole("break.ellipsis", "省略号不拆开", UNBREAKABLE, "……不分在两行", "……", ((r"(?<!…)…$", "…"),)),
    Whole("break.number", "数字不拆开", NUMBERS, "一个数不分在两行", "数", ((r"\d[.,]?$", r"[.,]?\d"),)),
    Whole(
        "break.unit",
        "数字与单位不拆开",
        NUMBERS,
        "数字与其后的单位、量词在一行",
        "数字与单位",
        (
            (r"\d ?$", HAN_UNIT),
            (r"\d$", "[A-Za-zμΩ㎀-㏟]"),
            (r"\d $", "[%％‰]"),
            (r"\d $", LATIN_UNIT),
            (r"\d[^\d\s，。、]{0,4}/$", r"\w"),
            (r"\d[^\d\s，。、]{0,4}$", "/"),
        ),
    ),
    Whole(
        "break.sign",
        "正负号不与数字拆开",
        NUMBERS,
        "正负号、不等号与数字在一行",
        "符号与数字",
        ((r"(?:^|[^\dA-Za-z])[+＋−±≥≤≈＜＞]$", r"\d"),),
    ),
    Whole(
        "break.ratio",
        "比、分数、乘积不拆开",
        NUMBERS,
        "3∶1、1/3、2×3 不分在两行",
        "比",
        ((r"\d[∶:/×]$", r"\d"), (r"\d$", r"[∶:/×]\d")),
    ),
    Whole(
        "break.range",
        "数的起讫不拆开",
        NUMBERS,
        "5～10天、10%—20% 不分在两行",
        "起讫",
        ((COUNTED + "(?<!—)[—–～~-]$", r"\d"), (COUNTED + "$", r"[—–～~-]\d")),
    ),
    Whole(
        "break.currency",
        "货币符号不与金额拆开",
        NUMBERS,
        "货币符号与金额在一行",
        "货币符号与金额",
        ((r"[¥￥$€£] ?$", r"\d"),),
    ),
    Whole(
        "break.document",
        "发文字号的年份与序号不拆开",
        "GB/T 9704-2012 §7.2.5；CLREQ §3.1.5.2",
        "〔2023〕12号不分在两行",
        "发文字号",
        ((r"〔\d{4}〕 ?$", r"第?\d"), (r"〔\d{0,3}$", r"\d"), (r"〔\d{4}$", "〕")),
    ),
    Whole(
        "break.word",
        "西文词不拆开",
        "CLREQ §3.2.4",
        "一个西文词、化学式不分在两行，网址、邮箱除外",
        "西文词",
        ((f"[{LETTERS}’]$", f"[{LETTERS}]"), ("[A-Za-z][₀-₉]+$", "[A-Z]")),
    ),
)


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


@checked("break.start.raised", "上标、下标不与所属的字拆开", NUMBERS, "上标、下标不在行首", need="text")
def raised_at_start(document: Document) -> Findings:
    """Look for an exponent or index that begins a line."""
    return _starts(document, RAISED)


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


def _not_cut(kind: Whole) -> Callable[[Document], Findings]:
    patterns = [(re.compile(before), re.compile(after)) for before, after in kind.cuts]

    def find(document: Document) -> Findings:
        """Look between each line and the next for one of the cuts."""
        told = kind.rule != "break.word" or _tells_spaces(document)
        for before, after in _pairs(document) if told else ():
            text = before.text + " " * before.glyphs[-1].spaced
            cut = any(first.search(text) and second.match(after.text) for first, second in patterns)
            yield Finding(not cut, f"{kind.what}被拆开" if cut else "没有拆开", before.where)

    return find


for _kind in WHOLE:
    checked(_kind.rule, _kind.title, _kind.source, _kind.expected, need="text", absent="没有换行处")(_not_cut(_kind))


def _tells_spaces(document: Document) -> bool:
    """Whether a file keeps the space between two words that the end of a line parts: ours do,
    programs that drop it leave us guessing."""
    cuts = (
        before
        for before, after in _pairs(document)
        if before.text[-1].isalpha() and (before.text[-1] + after.text[0]).isascii()
    )
    return document.is_bulletin or any(before.glyphs[-1].spaced for before in cuts)


@lru_cache(maxsize=1)
def _pairs(document: Document) -> tuple[tuple[Line, Line], ...]:
    """Return each two lines of a text that follow each other, but for those in the middle of an address."""
    return tuple(pair for lines in _texts(document) for pair in _outside_addresses(lines))


def _texts(document: Document) -> Iterator[list[Line]]:
    """Yield the lines of each block, a cell of a table too; without tags, runs of lines that stand below each other."""
    blocks: dict[int, list[Line]] = {}
    loose: list[Line] = []
    for line in (*_lines(document), *_cells(document)):
        (loose if line.block is None else blocks.setdefault(line.block, [])).append(line)
    yield from blocks.values()
    rights = {page: max(line.right for line in loose if line.page == page) for page in {line.page for line in loose}}
    run = loose[:1]
    for before, after in pairwise(loose):
        if not _follows(before, after) or before.right < rights[before.page] - EDGE_EM * before.main.em:
            yield run
            run = []
        run.append(after)
    yield run


def _follows(before: Line, after: Line) -> bool:
    """Whether an untagged line goes on in another: the rows of a table, figures alone or cells
    with blanks between them, do not."""
    if FIGURES.fullmatch(before.text) or FIGURES.fullmatch(after.text) or _has_blanks(before) or _has_blanks(after):
        return False
    if before.page == after.page:
        return True
    return after.page == before.page + 1 and abs(before.size_pt - after.size_pt) < 0.3


def _has_blanks(line: Line) -> bool:
    return any(after.left - before.right > BLANK_EM * before.em for before, after in pairwise(line.glyphs))


def _outside_addresses(lines: list[Line]) -> Iterator[tuple[Line, Line]]:
    texts = [line.text + " " * line.glyphs[-1].spaced for line in lines]
    spans = [match.span() for match in ADDRESS.finditer("".join(texts))]
    ends = accumulate(map(len, texts))
    for (before, after), end in zip(pairwise(lines), ends, strict=False):
        if not any(start < end < stop for start, stop in spans):
            yield before, after


def _lines(document: Document) -> list[Line]:
    """Return the lines of text that was broken by rule; the head has lines of its
    own making, for cells see `_cells`."""
    if not document.is_bulletin:
        return list(lines_of(document))
    known = set(running(document))
    return [line for line in lines_of(document) if line.role in SET or line in known]


def _cells(document: Document) -> Iterator[Line]:
    if document.is_bulletin:
        yield from (
            line
            for line in lines_of(document)
            if line.block is not None and document.elements[line.block].standard in CELLS
        )
