"""How many lines a title takes: where it goes on in the next one, and where that is the first subhead of the text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from readers.headings import EDITOR_NOTE, section_name
from readers.places import Register
from readers.reading import letters
from readers.source import Line
from readers.traditional import either
from readers.words import LONGEST_TITLE, ORDINAL_START, SUBHEAD, asks, is_prose, names_office, set_apart, stands_alone

LINE = 20
"""Characters of a title (2号) that a line has room for."""
SUBTITLE = re.compile(r"\s*(?:[—―－]{1,2}|-{2})\s*[^\s—―－\-\d]")
ENDS = "。；！？，、;,"
WHEN = re.compile(
    r"(?:(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日|[上中下]旬|[底初])?(?:[至到—-]\d{1,2}日)?(?:以来|起)?"
    r"|近日|日前|最近|近期|连日来|今年以来|近年来|截至目前)(?:[，,]|(?<=以来))"
)
"""How a report of something begins, and no title."""
DOCUMENT = either(
    r"关于.{4,40}的(?:通知|通报|意见|方案|提示|函|公告|报告|倡议|决定|公示|说明|建议|情况)|.{0,30}(?:上|时)的(?:讲话|致辞|发言|总结|点评|主持词|小结|表态|寄语|演讲|贺词)"
    r"|.{2,30}(?:倡议书|公开信|工作方案|实施方案|管理办法|工作要点|发言稿|讲话稿)"
)
"""How documents are called that stand in bulletins whole."""
ASKED = either(r"(?:投稿|来稿|约稿|征稿|供稿|用稿)(?:须知|启事|函|说明|要求)|稿约|(?:本刊|编辑部)启事|致读者|致通讯员")
"""What the editors tell those who write for them, below the last article."""
LONGEST_SUBHEAD = 8
OPEN = re.compile(r"[，、：:—－的和与及把让为以在]$|^[^“]*“[^”]*$|^[^《]*《[^》]*$")
"""What a line of a title ends with that goes on in the next."""
GOES_ON = re.compile(r"[—－的地得和与及”》）]")
REACH = 6
"""How many lines above and below a line are looked at."""
AROUND = 200
"""Lines above and below in which a subhead is looked for again."""


def title_lines(lines: Sequence[Line], at: int, register: Register) -> int:
    """Return how many lines a title takes: a short one without a stop below it belongs to it when
    prose follows, and so does a subtitle."""
    size = _title_lines(lines, at)
    return size + goes_on(lines, at + size)


def goes_on(lines: Sequence[Line], at: int) -> bool:
    """Whether a line is the subtitle of the title above it."""
    text = lines[at].text if at < len(lines) else ""
    return bool(SUBTITLE.match(text)) and len(text) <= LONGEST_TITLE and not text.endswith(tuple(ENDS))


def _is_subhead(lines: Sequence[Line], at: int) -> bool:
    """Whether the short line below a title is the first subhead of the text: called as parts are,
    again below others, or one of several."""
    title, text = lines[at - 1].text, lines[at].text
    words = letters(text)
    if not 2 <= len(words) <= LONGEST_SUBHEAD or OPEN.search(title) or GOES_ON.match(text):
        return False
    if len(words) <= 6 and SUBHEAD.search(words[-2:]):
        return True
    # Where a contents list breaks the title in the same place, the line above is the same, too.
    near = range(max(1, at - AROUND), min(at + AROUND, len(lines)))
    if any(lines[n].text == text and lines[n - 1].text != title for n in near):
        return True
    return len(words) <= 6 and len(letters(title)) < LINE * 2 // 3 and _has_like(lines, at)


def _has_like(lines: Sequence[Line], at: int) -> bool:
    """Whether a line as short as this one stands between prose below it."""
    for n in range(at + 2, min(at + 2 + 2 * REACH, len(lines) - 1)):
        words = letters(lines[n].text)
        between = is_prose(lines[n - 1].text) and is_prose(lines[n + 1].text)
        if between and 2 <= len(words) <= 6 and stands_alone(lines[n].text) and not ORDINAL_START.match(lines[n].text):
            return True
    return False


def _title_lines(lines: Sequence[Line], at: int) -> int:
    if at + 2 >= len(lines):
        return 1
    first, second = lines[at : at + 2]
    third = next((line for line in lines[at + 2 : at + 6] if not set_apart(line.text)), second)
    if second.aside or third.aside or first.display != second.display:
        return 1
    if first.display:
        return 2 if not EDITOR_NOTE.match(second.text) and not section_name(second.text) else 1
    if first.text.endswith(("：", ":")):
        return 2
    if DOCUMENT.fullmatch(first.text):  # it has its end; who speaks may follow
        return 1
    plain = len(second.text) <= 28 and not second.text.endswith(tuple(ENDS)) and not ORDINAL_START.match(second.text)
    own = (
        second.level
        or second.bold
        or second.text[0] in "（([【"
        or EDITOR_NOTE.match(second.text)
        or section_name(second.text)
    )
    goes_on = second.indent >= 2 > third.indent and not third.gap and third is not second
    if _is_subhead(lines, at + 1) or names_office(second.text) or asks(first.text):
        return 1
    prose = set_apart(second.text) or WHEN.match(second.text) or (goes_on and re.search("[，,]", second.text))
    return (
        2
        if plain
        and not own
        and not prose
        and "\t" not in second.text
        and is_prose(third.text)
        and not is_prose(second.text)
        else 1
    )
