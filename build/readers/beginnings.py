"""Whether a line that nothing marks begins another item or is a subhead: what speaks for
either is weighed here, and nowhere else.

Each piece of evidence looks at the line where it stands and returns a weight, above
zero for a title; their sum decides.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

from readers.headings import EDITOR_NOTE
from readers.paragraphs import FULL, Wrap, width
from readers.places import LOOKS_LIKE_OFFICE
from readers.reading import letters
from readers.source import Line
from readers.spot import Spot, is_row, is_short, is_text
from readers.tables import table_at
from readers.title_lines import AROUND, DOCUMENT, SUBTITLE, WHEN
from readers.traditional import either
from readers.words import (
    ADDRESSED,
    ATTACHED,
    BRIEF,
    DATED,
    LONGEST_TITLE,
    ORDINAL_START,
    STOPS,
    SUBHEAD,
    finished,
    is_prose,
    is_signed,
    names_office,
    set_apart,
    stands_alone,
)
from records.body import Table

CLOSE = 1
"""How near to zero a sum is that the person who checks should look at."""
SURE = 5
"""What one piece of evidence weighs that leaves no doubt."""
NEAR = 32
"""Characters at the beginning of a text in which it says what it is about."""
NUMBERED = re.compile(r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]")
COMMON = set(
    "的一二三四五六七八九十是了在有不个这那里上下大小人和与把让为以来去说什么怎谁年月日镇乡村市县区街道社文明新时代实践工作问题"
)
"""Characters that many titles share."""
PLACE = r"[\u4e00-\u9fff]{2,3}(?:镇|乡|街道|县|区|市|村|社区)"
SPOKEN = either(r"讲话|致辞|发言|总结|点评|主持词|小结|表态|寄语|演讲|贺词|报告|说明")
SELECTED = either(r".{2,20}(?:摘登|选登|摘编|摘录|摘要|选编|辑录|实录)")
"""How selections of what people said are called."""
SPEAKER = re.compile(r"[^，。；：:“”]{2,16}[：:]\s*\S")
SENT = either(
    r"[（(](?!(?:\d|[一二三四五六七八九十]))[^（）()。]{2,24}(?:供稿|报送|来稿|提供|整理|撰写|办|委|局|中心|部|协会|社|站|所|镇|街道)[）)]"
    r"|[（(](?:供稿|来稿|作者|撰稿|报送|来源)(?:单位)?[：:][^（）()。]{2,40}[）)]"
)
"""Who sent an item, in brackets at its end."""
NAMED = either(rf"(?:^|[，、：]|[日起初底旬后前在和]|近日|日前|今年|去年)({PLACE})")
"""A place that a text begins to speak of."""
NEWS = either(r"[^，：]{0,8}(?:镇|乡|街道|县|区|市|村|社区|办|局|馆|学校|中学|小学|大学|医院|公司|集团)[^，的]{4,}")
"""A title that says who did what."""
LEADS = re.compile(r"近年来|今年以来|[一二三四五六七八九十两\d]+年来|为了?[^，。]{4,30}，|自\S{2,12}以来")
"""How the first paragraph of an item begins, besides with a day."""
STORY = re.compile(r"(?:记|侧记|纪实|纪事|小记|札记|见闻|速写|追记|二三事|故事|启示)$")
"""How the titles of features end."""


def weigh(spot: Spot) -> int:
    """Return what speaks for a line beginning an item, less what speaks for a subhead;
    0 or less where it cannot be one."""
    return sum(evidence(spot) for evidence in EVIDENCE) if _may_begin(spot) else -SURE


def _may_begin(spot: Spot) -> bool:
    """Whether a line is short, behind text that has come to its end, and above other
    text on its page; and heads no table."""
    text, above = spot.line.text, spot.above
    if not is_short(text) or len(spot.words) < 4 or spot.line.aside or EDITOR_NOTE.match(text) or SENT.fullmatch(text):
        return False
    addressed = spot.below and ADDRESSED.fullmatch(spot.below[0].text)  # a table may stand between this and the text
    if not any(map(is_text, spot.own)) or not (addressed or any(map(is_text, spot.below))) or spot.below[0].torn:
        return False
    if DATED.fullmatch(spot.below[0].text) and spot.below[0].text[0] not in "（([":
        return False
    if ATTACHED.fullmatch(above[-1].text) and len(letters(above[-1].text)) <= 4:  # its annex
        return False
    other = names_table(spot.lines, spot.at) or names_office(text) or opens_prose(spot.lines, spot.at, spot.wrap)
    return _ended(above[-1]) and not other


def _ended(line: Line) -> bool:
    return line.aside is not None or is_row(line.text) or finished(line.text) or set_apart(line.text)


def names_table(lines: Sequence[Line], at: int) -> bool:
    """Whether a line is the name of a table below it."""
    below = lines[at + 1 : at + 6]
    return bool(below) and (isinstance(below[0].aside, Table) or table_at(below, 0) is not None)


def opens_prose(lines: Sequence[Line], at: int, wrap: Wrap | None) -> bool:
    """Whether a line is the indented first one of a paragraph that goes on below."""
    line, below = lines[at], lines[at + 1] if at + 1 < len(lines) else None
    if below is None or below.gap:
        return False
    full = wrap.width * 7 // 8 if wrap and wrap.indented else FULL
    return below.text.startswith(tuple(STOPS)) or (2 <= line.indent <= 8 and below.indent < 2 and width(line) >= full)


# Evidence that leaves no doubt -----------------------------------------------------------------------------


def _behind_an_end(spot: Spot) -> int:
    """Weigh who sent the item above, in brackets, or a signature of unit and date."""
    last, above = spot.above[-1].text, spot.above[:-1]
    if SENT.fullmatch(last) or is_signed(last):
        return SURE
    signed = above and LOOKS_LIKE_OFFICE.fullmatch(above[-1].text) and stands_alone(above[-1].text)
    return SURE if signed and DATED.fullmatch(last) and "日" in last else 0


def _is_called(spot: Spot) -> int:
    """Weigh the name of a document, or an addressee or the day of a speech below."""
    first = spot.below[0].text
    called = (
        DOCUMENT.fullmatch(spot.line.text)
        or ADDRESSED.fullmatch(first)
        or (DATED.fullmatch(first) and SPOKEN.search(spot.line.text))
    )
    return SURE if called else 0


def _heads_speakers(spot: Spot) -> int:
    """Weigh the name of a selection of what was said, above paragraphs that each begin with who said it."""
    spoken = [line for line in spot.below if SPEAKER.match(line.text) and is_prose(line.text)]
    return SURE if SELECTED.fullmatch(spot.line.text) and len(spoken) > 1 else 0


def _has_subtitle(spot: Spot) -> int:
    first = spot.below[0].text
    return SURE if SUBTITLE.match(first) and len(first) <= LONGEST_TITLE and not is_prose(first) else 0


def _has_byline(spot: Spot) -> int:
    return SURE if names_office(spot.below[0].text) and len(spot.below) > 1 and finished(spot.below[1].text) else 0


def _behind_a_rule(spot: Spot) -> int:
    return SURE if spot.line.ruled else 0


def _is_centred(spot: Spot) -> int:
    """Weigh a place in the middle, as the first title has it, between paragraphs that are
    only indented; or in no such place."""
    line, wrap = spot.line, spot.wrap
    near = [each for each in spot.lines[max(0, spot.at - AROUND) : spot.at + AROUND] if each.indent]
    full = [each.indent for each in near if (width(each) >= wrap.width - 4 if wrap else is_prose(each.text))]
    usual = Counter(full).most_common(1)[0][0] if full else 0
    if spot.first.indent <= usual + 2:
        return 0
    return SURE if line.indent > usual + 2 and line.gap and spot.below[0].gap else -SURE


def _is_set_as_titles(spot: Spot) -> int:
    """Weigh the look in Word or Markdown: another one than the first title's is no title."""
    line, first = spot.line, spot.first
    same = (line.level, line.display, line.bold) == (first.level, first.display, first.bold)
    return 0 if same else -SURE


def _stands_off(spot: Spot) -> int:
    """Weigh the blank lines above: more than other lines have, or fewer than the first title has."""
    usual = Counter(
        line.gap for line in spot.lines[max(0, spot.at - AROUND) : spot.at + AROUND] if is_prose(line.text)
    ).most_common(1)
    gap = usual[0][0] if usual else 0
    if spot.line.gap > gap:
        return 3 if spot.below[0].gap <= gap or spot.line.gap > 1 else 1
    return -2 if spot.first.gap > gap and spot.at > spot.since else 0


# Evidence of the words -----------------------------------------------------------------------------


def _length(spot: Spot) -> int:
    size = len(spot.words)
    return 3 if size >= 12 else 1 if size >= 9 else -1 if size >= 7 else -3


def _is_part(spot: Spot) -> int:
    """Weigh the name of a part of an article (主要做法)."""
    return -SURE if SUBHEAD.search(spot.words[-2:]) and len(spot.words) <= 6 else 0


def _is_like_subheads(spot: Spot) -> int:
    """Weigh lines of the same length that stand alike: subheads are built in rows, titles are
    not; a longer line is none of a row."""
    size = len(spot.words)
    if spot.subheads and size >= max(map(len, spot.subheads)) + 3:
        return 2
    row = [*spot.subheads[-2:], *spot.like]
    alike = [other for other in row if abs(len(other) - size) <= 1]
    built = [
        other
        for other in alike
        if len(other) == size and sum(a == b for a, b in zip(other, spot.words, strict=True)) * 4 >= size
    ]
    return -3 if built else -2 if len(alike) > 1 else 0


def _speaks_of(spot: Spot) -> int:
    """Weigh a place that the item so far has not named, more where the text begins with it."""
    new = [match.start() for match in NAMED.finditer(spot.text) if match[1] not in spot.told]
    return 0 if not new else 2 if new[0] < NEAR else 1


def _says_who(spot: Spot) -> int:
    """Weigh a title that says who did what, names something, or ends as those of features do."""
    text = spot.line.text
    return 2 * bool(NEWS.fullmatch(text)) + bool(STORY.search(text) or re.search("[“《：:]", text))


def _leads(spot: Spot) -> int:
    return 1 if WHEN.match(spot.text) or LEADS.match(spot.text) else 0


def _shares_words(spot: Spot) -> int:
    """Weigh what the title of the item so far speaks of: again in the line, or in what follows."""
    title = spot.lines[spot.since].text
    if set(letters(title)) & set(spot.words) - COMMON:
        return -2
    shared = len(_pairs(title) & _pairs(spot.text))
    return -2 if shared > 1 else -1 if shared else 1


def _pairs(text: str) -> set[str]:
    words = letters(text)
    return {words[n : n + 2] for n in range(len(words) - 1)}


def _follows_numbers(spot: Spot) -> int:
    """Weigh the numbers of the parts above: an item that has them has no subheads without."""
    start = max(spot.since, spot.at - AROUND)
    told = spot.lines[start : spot.at]
    return (
        3
        if any(NUMBERED.match(line.text) for line in told)
        else int(any(ORDINAL_START.match(line.text) for line in told))
    )


def _stands_among_briefs(spot: Spot) -> int:
    """Weigh a section of briefs, in which no item has subheads."""
    return SURE if BRIEF.search(spot.section) and len(spot.words) >= 6 else 0


EVIDENCE: tuple[Callable[[Spot], int], ...] = (
    _behind_an_end,
    _is_called,
    _heads_speakers,
    _has_subtitle,
    _has_byline,
    _behind_a_rule,
    _is_centred,
    _is_set_as_titles,
    _stands_off,
    _length,
    _is_part,
    _is_like_subheads,
    _speaks_of,
    _says_who,
    _leads,
    _shares_words,
    _follows_numbers,
    _stands_among_briefs,
)
