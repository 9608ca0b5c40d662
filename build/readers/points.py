"""Paragraphs become the blocks of a body: lead paragraph, points of one or two levels with their lead-ins, subheads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from readers.numerals import number
from readers.paragraphs import Aside, Element, Para, with_apart
from readers.reading import Note, letters
from records.body import AnyBlock, Body, Heading, Ordinal, Paragraph, Point, marker, numbers
from records.text import split_lead_in

N = "[一二三四五六七八九十]"
STYLES: dict[Ordinal, re.Pattern[str]] = {
    "一是": re.compile(rf"({N}{{1,3}})是(?![{N[1:-1]}])"),
    "一、": re.compile(rf"({N}{{1,3}})、\s*(?!{N}[、，])"),
    "（一）": re.compile(rf"[（(]\s*({N}{{1,3}})\s*[）)]、?\s*"),
    "1.": re.compile(r"((?!0)\d{1,2})\s*(?:[.．](?:\s+|(?!\d)|(?=\d{1,2}月))|、\s*)"),
    "（1）": re.compile(r"[（(]\s*((?!0)\d{1,2})\s*[）)]\s*"),
}
OPENS_WITH_TIME = re.compile(
    r"(近年来|近期|今年|去年|前年|目前|截至|截止|如今|下一步|今后|接下来|据悉|据了解|此外|同时|\d{4}年|\d{1,2}月|[\d一二三四五六七八九十两]+年来|本报讯)"
)
CLOSES = re.compile(
    r"(谢谢|以上(?:意见|请示|报告|是)|特此|[\d一二三四五六七八九十两半几多]+(?:年|个月|个季度|季)多?[来下]|下一步|通过|经过|目前|截至|今后|接下来|如今|据悉|[（(].{2,20}(供稿|报送|来稿)[）)])"
)
LONGEST_LEAD_IN = 32
LONGEST_THEME = 14
MOST_LEVELS = 2
MOST_APART = 2
"""Letters by which the clauses of sentences that are built alike differ in all."""
NEAR = 8
"""How many points without a number before and after one are compared with it."""
COUNTED = re.compile(rf"(?:第{N}{{1,2}}[^，。：；]{{0,4}}|首先|其次|再次|最后|其{N}|一方面|另一方面)[，、：]")
"""How a point begins that is counted in words."""
STORY = re.compile(r"\d|了。$|^(?:他|她|它|我|你|当|这|那|老人|大家|村民)")
"""What a first sentence has that tells something instead of naming a theme."""


@dataclass
class Draft:
    """A point that is being put together; `printed` is its number as the source has it."""

    line: int
    ordinal: Ordinal = ""
    printed: str = ""
    value: int = 0
    lead_in: str = ""
    texts: list[str] = field(default_factory=list)
    children: list[Draft] = field(default_factory=list)


def make_body(elements: Sequence[Element]) -> tuple[Body, list[Note]]:
    """Return the body that an item's paragraphs and tables make, and notes on numbers that do not count."""
    notes: list[Note] = []
    elements = list(with_apart(elements))
    places = _places(elements)
    drafts: list[Draft | AnyBlock] = []
    last = max((n for n, place in enumerate(places) if place.level == 1 and place.style), default=-1)
    for n, element in enumerate(elements):
        if isinstance(element, Aside):
            drafts.append(element)
            continue
        style, printed, rest = _ordinal(element)
        level = places[n].level
        if level > MOST_LEVELS:
            notes.append(Note(element.line, "序号", f"“{printed or element.text[:6]}”是第三级，按正文保留"))
        if heading := places[n].heading:
            drafts.append(Heading(text=element.text, level=heading))
        elif level == 1 or (level == 2 and not _open_point(drafts)):
            drafts.append(_draft(element, style, printed, rest))
        elif level == 2:
            if isinstance(drafts[-1], Aside):
                what = {"Table": "表格", "Picture": "图片"}.get(type(drafts[-1]).__name__, "引语")
                notes.append(Note(element.line, what, f"{what}印在本要点中间，现排在本要点之后"))
            _open_point(drafts)[0].children.append(_draft(element, style, printed, rest))
        else:
            _continue(drafts, element, more=n < last, ends=n == len(elements) - 1)
    _settle(drafts, notes)
    return tuple(_point(each) if isinstance(each, Draft) else each for each in drafts), notes


def ordinal(text: str) -> tuple[Ordinal, str, str]:
    """Split a paragraph into the style of its number, the number as printed, and the
    rest; ('', '', text) without one."""
    for style, pattern in STYLES.items():
        if match := pattern.match(text):
            return style, match[0], text[match.end() :]
    return "", "", text


def _ordinal(para: Para) -> tuple[Ordinal, str, str]:
    return ("", "", para.text) if para.apart else ordinal(para.text)


@dataclass(frozen=True)
class _Place:
    """Where a paragraph stands among the points: at which level of them (0: it is
    none), or as a subhead of which level."""

    style: Ordinal = ""
    level: int = 0
    heading: Literal[1, 2] | None = None


def _places(elements: Sequence[Element]) -> list[_Place]:
    """Return the place of each element.

    A number opens a level below those that are open, or goes on in its own. A body has two levels of points: where
    there are more, the upper ones become subheads, if each of their points is only a line.
    """
    places = _nested(elements)
    headings: tuple[Literal[1, 2], ...] = (1, 2)
    for heading in headings:
        top = {n for n, place in enumerate(places) if place.level == 1}
        lines = all(_para(elements, n).heading and places[n].style for n in top)
        if max((place.level for place in places), default=0) <= MOST_LEVELS or not lines:
            break
        places = [
            _Place(place.style, 0, heading) if n in top else replace(place, level=max(place.level - 1, 0))
            for n, place in enumerate(places)
        ]
    return places


def _nested(elements: Sequence[Element]) -> list[_Place]:
    """Return the place of each element as its number nests; plain points count where they stand outside."""
    plain = _plain(elements)
    open_styles: list[Ordinal] = []
    places: list[_Place] = []
    for n, element in enumerate(elements):
        style = _ordinal(element)[0] if isinstance(element, Para) else ""
        if isinstance(element, Para) and element.heading and not style:
            open_styles.clear()
        if not style and n not in plain:
            places.append(_Place())
            continue
        if style in open_styles:
            del open_styles[open_styles.index(style) + 1 :]
        else:
            while open_styles and _outranks(style, open_styles[-1]):
                open_styles.pop()
            open_styles.append(style)
        places.append(_Place(style, len(open_styles)))
    return places


def _outranks(style: Ordinal, other: Ordinal) -> bool:
    """Whether a number never stands below another one: 一、 above （一） above 1.
    above （1） (GB/T 9704-2012 §7.3.3)."""
    ranks = {"一、": 1, "（一）": 2, "1.": 3, "（1）": 4}
    return style in ranks and other != "" and ranks[style] < ranks.get(other, 3)


def _plain(elements: Sequence[Element]) -> set[int]:
    """Return which elements are points without a number: those outside numbered ones, where there are
    several or the source marks them."""
    numbered = [n for n, e in enumerate(elements) if isinstance(e, Para) and _ordinal(e)[0]]
    plain = [n for n in range(len(elements)) if _is_plain(elements, n)]
    themes = [n for n in plain if not (_para(elements, n).marked or _para(elements, n).bold)]
    clauses = [_clauses(_para(elements, n)) for n in themes]
    unlike = {n for at, n in enumerate(themes) if not _is_theme(_para(elements, n), clauses, at)}
    counted = {n for n in themes if COUNTED.match(_para(elements, n).text)}
    unlike |= set(themes) - counted if len(counted) > 1 else set()
    plain = [n for n in plain if n not in unlike]
    bold = any(_para(elements, n).bold for n in plain)
    if not numbered:
        return set(plain) if len(plain) > 1 or bold else set()
    before, after = [n for n in plain if n < numbered[0]], [n for n in plain if n > numbered[0]]
    return set(plain) if before and (after or bold) else {n for n in plain if COUNTED.match(_para(elements, n).text)}


def _is_theme(para: Para, clauses: Sequence[list[int]], at: int) -> bool:
    """Whether a first sentence names a theme as others do, and tells no story: short and in one
    piece, or built as another near it is."""
    near = [*clauses[max(0, at - NEAR) : at], *clauses[at + 1 : at + NEAR + 1]]
    if any(_alike(clauses[at], other) for other in near):
        return True
    return len(clauses[at]) == 1 and clauses[at][0] <= LONGEST_THEME and not STORY.search(split_lead_in(para.text)[0])


def _clauses(para: Para) -> list[int]:
    """Return how long the clauses of a paragraph's first sentence are."""
    return [len(letters(clause)) for clause in re.split("[，、；]", split_lead_in(para.text)[0])]


def _alike(one: Sequence[int], other: Sequence[int]) -> bool:
    apart = [abs(a - b) for a, b in zip(one, other, strict=False)]
    return len(one) == len(other) and max(apart) <= 2 and sum(apart) <= MOST_APART


def _para(elements: Sequence[Element], n: int) -> Para:
    element = elements[n]
    assert isinstance(element, Para)
    return element


def _is_plain(elements: Sequence[Element], n: int) -> bool:
    """Whether a paragraph is a point without a number: bold at its start, or opening with a short theme sentence.

    The first paragraph of an item is its lead paragraph unless it is bold.
    """
    element = elements[n]
    if not isinstance(element, Para) or element.heading or element.apart or ordinal(element.text)[0]:
        return False
    if element.marked:
        return bool(element.lead_in)
    lead_in, rest = split_lead_in(element.text)
    if element.bold:
        return bool(lead_in)
    first = next((e for e in elements if isinstance(e, Para) and not (e.heading or e.apart)), None)
    theme = (
        lead_in and not OPENS_WITH_TIME.match(lead_in) and (not re.search(r"[：:]", lead_in) or COUNTED.match(lead_in))
    )
    return (
        element is not first
        and bool(theme)
        and len(letters(lead_in)) <= LONGEST_LEAD_IN
        and len(rest) >= len(lead_in) // 2
    )


def _open_point(drafts: Sequence[Draft | AnyBlock]) -> list[Draft]:
    """Return [the point that further text may belong to], or [] behind a paragraph or a subhead."""
    for each in reversed(drafts):
        if isinstance(each, Draft):
            return [each]
        if not isinstance(each, Aside):
            return []
    return []


def _draft(para: Para, style: Ordinal, printed: str, rest: str) -> Draft:
    lead_in, text = (para.lead_in, rest[len(para.lead_in) :]) if para.lead_in else split_lead_in(rest)
    return Draft(para.line, style, printed, number(ordinal_value(printed)) or 0, lead_in, [text])


def ordinal_value(printed: str) -> str:
    """Return the numeral in a printed number such as （三） or 3."""
    return re.sub(r"[^一二三四五六七八九十\d]", "", printed)


def _continue(drafts: list[Draft | AnyBlock], para: Para, *, more: bool, ends: bool) -> None:
    """Place a paragraph that begins no point: as text of the point before it, as a subhead, or by itself.

    It belongs to the point when numbered points follow, or the point is only a theme line so far; what ends an item, or
    opens as closing paragraphs do (下一步 …), stands by itself.
    """
    point = next(iter(_open_point(drafts)), None)
    if para.heading:
        drafts.append(Heading(text=para.text))
    elif point and not isinstance(drafts[-1], Aside) and (more or _belongs(point, para, ends=ends)):
        (point.children[-1] if point.children else point).texts.append(para.text)
    else:
        drafts.append(Paragraph(text=para.text))


def _belongs(point: Draft, para: Para, *, ends: bool) -> bool:
    return not para.apart and (_is_theme_line(point) or not (ends or bool(CLOSES.match(para.text))))


def _is_theme_line(draft: Draft) -> bool:
    return not draft.children and not draft.lead_in and not draft.texts[0].endswith(("。", "！", "？"))


def _settle(drafts: Sequence[Draft | AnyBlock], notes: list[Note]) -> None:
    """Keep as text the numbers of every run that does not count 1, 2, 3 …; make lead-ins of bare theme lines."""
    for run in _runs(drafts):
        for draft in run:
            _settle(draft.children, notes)
            if not draft.lead_in and (len(draft.texts) > 1 or draft.children):
                draft.lead_in, draft.texts[0] = draft.texts[0], ""
        style = run[0].ordinal
        if not style:
            continue
        if [draft.value for draft in run] != list(range(1, len(run) + 1)):
            counted = "、".join(draft.printed.strip() for draft in run)
            notes.append(Note(run[0].line, "序号", f"序号不连续（{counted}），按原文保留在句中"))
            for draft in run:
                draft.ordinal = ""
                if draft.lead_in:
                    draft.lead_in = draft.printed + draft.lead_in
                else:
                    draft.texts[0] = draft.printed + draft.texts[0]
        elif odd := [draft.printed for draft in run if draft.printed.strip() != marker(style, draft.value)]:
            notes.append(Note(run[0].line, "序号", f"序号写法“{odd[0].strip()}”归入“{style}”一类"))


def _runs(drafts: Sequence[Draft | AnyBlock]) -> Iterator[list[Draft]]:
    """Yield the runs in which points are counted together (see `records.numbers`)."""
    shells = [Point(ordinal=each.ordinal) if isinstance(each, Draft) else each for each in drafts]
    run: list[Draft] = []
    for each, n in zip(drafts, list(numbers(shells)), strict=True):
        if n == 1 and run:
            yield run
            run = []
        if isinstance(each, Draft):
            run.append(each)
    if run:
        yield run


def _point(draft: Draft) -> Point:
    texts = tuple(draft.texts)
    if texts == ("",):
        texts = ()
    return Point(
        ordinal=draft.ordinal, lead_in=draft.lead_in, text=texts, children=tuple(_point(c) for c in draft.children)
    )
