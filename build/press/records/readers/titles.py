"""The titles in the text: where each item begins, and its words as the contents list has them where the scan broke them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from press.records.body import Table
from press.records.readers.contents import ALIKE, LONGEST_TITLE, MOST_LINES, Contents, is_prose, says
from press.records.readers.head import EDITOR_NOTE, section_name
from press.records.readers.paragraphs import Wrap, find_wrap, width
from press.records.readers.places import LOOKS_LIKE_OFFICE, Register
from press.records.readers.reading import Note, letters
from press.records.readers.source import Line
from press.records.readers.tables import table_at
from press.records.readers.title_lines import AROUND, DOCUMENT, ENDS, LINE, LONGEST_SUBHEAD, REACH, WHEN, title_lines
from press.records.readers.traditional import either
from press.records.readers.words import (
    ADDRESSED,
    DATED,
    LONGEST_HEADING,
    ORDINAL_START,
    finished,
    set_apart,
    squeeze,
    stands_alone,
    tidy,
)

SPOKEN = either(r"讲话|致辞|发言|总结|报告|说明")
SENT = either(r"[（(](?!(?:\d|[一二三四五六七八九十]))[^（）()。]{2,24}(?:供稿|报送|来稿|提供|整理|撰写|办|委|局|中心|部|协会|社|站)[）)]")
TOWN = either(r"[\u4e00-\u9fff]{2,8}(?:镇|乡|街道|村|社区|县|市|区|开发区|园区)")


@dataclass(frozen=True)
class Title:
    """A title in the text: its place among the lines, how many it takes, the words, and the section it stands under.

    Where it stands at the start of a paragraph, `rest` is that paragraph's text behind it; where an item has none, `untitled`
    says that `text` repeats words of the item.
    """

    at: int
    size: int
    text: str
    section: str = ""
    rest: str = ""
    untitled: bool = False


def find_titles(lines: Sequence[Line], contents: Contents, register: Register) -> tuple[list[Title], list[Note]]:
    """Return the titles below the contents list in order, and notes on how their words were settled."""
    if contents.entries:
        titles, notes = _listed(lines, contents, register)
        if titles:
            return titles, notes
        contents.notes.extend(notes)
    return _unlisted(lines, contents.end, register)


def _listed(lines: Sequence[Line], contents: Contents, register: Register) -> tuple[list[Title], list[Note]]:
    """Find each entry of the contents list in the text; what the list splits and the text joins is one title.

    Titles that the list does not have are taken too: one with a place before it, or one that opens the text.
    """
    titles: list[Title] = []
    notes: list[Note] = []
    extra: list[Title] = []
    waiting = list(contents.entries)
    # A list of titles alone leaves the sections to the text.
    sectioned = any(section for section, _, _ in waiting)
    at, current = contents.end, ""
    while at < len(lines):
        current = section_name(lines[at].text) or current
        found = _match(lines, at, waiting)
        if not found:
            if _is_extra(lines[at], register, opens=not titles) and not (titles and _in_list(lines, at, register)):
                inherited = titles[-1].section if titles else ""
                extra.append(Title(at, 1, tidy(lines[at].text), inherited if sectioned else current))
                titles.append(extra[-1])
            at += 1
            continue
        if titles and titles[-1] in extra and titles[-1].at + 1 == at:
            titles.pop()
            extra.pop()
        used, size, text = found
        skipped, (section, listed, number) = waiting[: used[0]], waiting[used[0]]
        section = _heads(skipped, section if sectioned else current, notes)
        for _, more, _ in waiting[used[0] + 1 : used[1]]:
            listed += more
        waiting = waiting[used[1] :]
        if titles and titles[-1].at + titles[-1].size == at:
            last = titles.pop()
            titles.append(Title(last.at, last.size + size, last.text + tidy(listed), last.section))
        else:
            titles.append(Title(at, size, _settled(listed, lines[at : at + size]) if text is None else tidy(text), section))
        _tell(lines, titles[-1], listed, text, number, notes)
        at += size
    notes.extend(Note(n, "目录", f"目录中的“{text}”在正文中没有找到") for _, text, n in waiting)
    notes.extend(Note(lines[t.at].number, "标题", f"目录中没有“{t.text}”，按标题读入，请核对") for t in extra)
    return (titles, notes) if len(titles) > len(extra) else ([], notes)


def _is_extra(line: Line, register: Register, *, opens: bool) -> bool:
    if section_name(line.text) or EDITOR_NOTE.match(line.text):
        return False
    prefixed = bool(register.split(line.text)[0]) and not line.text.endswith(("：", ":"))
    return _is_title(line, register, fresh=opens) and (opens or prefixed or line.display)


def _settled(listed: str, printed: Sequence[Line]) -> str:
    """Return a title as the list has it, unless the text is the better witness.

    A real space stands in both, so the one with fewer counts; the colon behind a place may stand in the text only.
    """
    own, other = tidy("".join(line.text for line in printed)), tidy(listed)
    fewer = squeeze(own) == squeeze(other) and own.count(" ") < other.count(" ")
    colon = re.search("[：:]", own) and not re.search("[：:]", other)
    return own if fewer or colon else other


def _match(lines: Sequence[Line], at: int, waiting: list[tuple[str, str, int]]) -> tuple[tuple[int, int], int, str | None] | None:
    """Return which entries (from, to) the lines at `at` print, how many lines, and the text's own words where they differ."""
    if is_prose(lines[at].text):
        return None
    for start in range(len(waiting)):
        for stop in range(start + 1, min(start + MOST_LINES, len(waiting)) + 1):
            full = letters("".join(text for _, text, _ in waiting[start:stop]))
            short = letters(re.split("[：:]", "".join(text for _, text, _ in waiting[start:stop]), maxsplit=1)[-1])
            for size in range(1, MOST_LINES + 1):
                if says(lines, at, size, full) or (len(short) >= 6 and says(lines, at, size, short)):
                    return (start, stop), size, None
    if waiting and 6 <= len(letters(lines[at].text)) <= LONGEST_TITLE and not lines[at].text.endswith(tuple(ENDS)):
        exact = says(lines, at + 1, 1, letters(waiting[0][1])) or set_apart(lines[at].text)
        for size in () if exact else (1, 2):
            text = "".join(line.text for line in lines[at : at + size])
            if len(text) <= LONGEST_TITLE and SequenceMatcher(None, letters(waiting[0][1]), letters(text)).ratio() >= ALIKE:
                return (0, 1), size, text
    return None


def _heads(skipped: list[tuple[str, str, int]], section: str, notes: list[Note]) -> str:
    """Take a short entry that heads others for a section printed without brackets; note other entries passed over."""
    for _, text, number in skipped:
        if len(letters(text)) <= 8 and not re.search("[：:]", text):
            section = squeeze(text)
        else:
            notes.append(Note(number, "目录", f"目录中的“{text}”在正文中没有找到"))
    return section


def _tell(lines: Sequence[Line], title: Title, listed: str, own: str | None, number: int, notes: list[Note]) -> None:
    """Note a title whose words were taken from the contents list, or differ from it."""
    printed = "／".join(line.text for line in lines[title.at : title.at + title.size])
    line = lines[title.at].number
    if own is not None:
        notes.append(Note(line, "标题", f"正文标题“{printed}”与目录（第 {number} 行）“{listed}”不一致，采用正文，请核对"))
    elif tidy(printed) != title.text:
        notes.append(Note(line, "标题", f"正文印作“{printed}”，标题取自目录第 {number} 行"))


def _unlisted(lines: Sequence[Line], start: int, register: Register) -> tuple[list[Title], list[Note]]:
    """Find titles without a contents list: by their prefix, by Markdown, below a section's line, or as the first line."""
    titles: list[Title] = []
    notes: list[Note] = []
    wrap = find_wrap(lines)
    at, section, fresh, level = start, "", True, 0
    while at < len(lines):
        line = lines[at]
        if name := section_name(line.text):
            section, fresh = name, True
            at += 1
        elif EDITOR_NOTE.match(line.text):
            at = _after_note(lines, at, register)
        elif titles and _in_list(lines, at, register):
            fresh = False
            at += 1
        elif (
            _opens_item(lines, at, register, wrap, fresh=fresh, level=level)
            or (titles and _begins_another(lines, at, register))
            or (titles and _is_centred(lines, at, register, wrap, lines[titles[0].at]))
        ):
            level = level or line.level
            size = title_lines(lines, at, register)
            printed = tidy("".join(each.text for each in lines[at : at + size]))
            text = _unbroken(printed)
            if text != printed:
                notes.append(Note(line.number, "标题", f"标题“{printed}”中的空格按断行处的空格去掉，已接成“{text}”，请核对"))
            elif size > 1:
                notes.append(Note(line.number, "标题", f"标题分印 {size} 行，已接成“{text}”"))
            titles.append(Title(at, size, text, section))
            fresh = False
            at += size
        else:
            fresh = False
            at += 1
    return titles, notes


def _opens_item(lines: Sequence[Line], at: int, register: Register, wrap: Wrap | None, *, fresh: bool, level: int) -> bool:
    """Whether a line reads as a title where it stands, and does not name the table below it."""
    due = fresh and not _opens_prose(lines, at, wrap)
    return _is_title(lines[at], register, fresh=due, level=level) and (fresh or not _names_table(lines, at))


def _in_list(lines: Sequence[Line], at: int, register: Register) -> bool:
    """Whether a line with a place before it is one of several that stand below each other: a list by places, no titles."""
    if not _is_row(lines[at], register) or (at and section_name(lines[at - 1].text)):
        return False
    below = lines[at + 1] if at + 1 < len(lines) else None
    if below is not None and not section_name(below.text):
        return _is_row(below, register)
    return at > 1 and _is_row(lines[at - 1], register) and not section_name(lines[at - 2].text)


def _is_row(line: Line, register: Register) -> bool:
    plain = not (line.display or line.level or line.bold or line.aside)
    return plain and re.search("[：:].", line.text) is not None and bool(register.split(line.text)[0])


def _is_centred(lines: Sequence[Line], at: int, register: Register, wrap: Wrap | None, title: Line) -> bool:
    """Whether a line stands in the middle between paragraphs that are only indented, as the first title does."""
    if not 0 < at < len(lines) - 1 or not lines[at].gap or not lines[at + 1].gap or (wrap and not wrap.indented):
        return False
    near = [line for line in lines[max(0, at - AROUND) : at + AROUND] if line.indent]
    full = [line.indent for line in near if (width(line) >= wrap.width - 4 if wrap else is_prose(line.text))]
    usual = Counter(full).most_common(1)
    apart = min(lines[at].indent, title.indent) > (usual[0][0] if usual else 0) + 2
    ended = finished(lines[at - 1].text) and stands_alone(lines[at].text[:LONGEST_HEADING])
    long = len(letters(lines[at].text)) > LONGEST_SUBHEAD
    opens = _opens_prose(lines, at + 1, wrap) if wrap else is_prose(lines[at + 1].text)
    return apart and ended and long and opens and _is_title(lines[at], register, fresh=True)


def _names_table(lines: Sequence[Line], at: int) -> bool:
    below = lines[at + 1 : at + 6]
    return bool(below) and (isinstance(below[0].aside, Table) or table_at(below, 0) is not None)


def _begins_another(lines: Sequence[Line], at: int, register: Register) -> bool:
    """Whether a title that nothing else marks stands here: called as documents are, or above whom it speaks to, or behind an end."""
    text, above, below = lines[at].text, lines[max(0, at - REACH) : at], lines[at + 1 : at + 1 + REACH]
    if not stands_alone(text[:LONGEST_HEADING]) or len(letters(text)) < 4 or not any(is_prose(line.text) for line in above):
        return False
    if not _is_title(lines[at], register, fresh=True) or not any(is_prose(line.text) for line in below) or _names_table(lines, at):
        return False
    first = below[0].text
    if DATED.fullmatch(first) and first[0] not in "（([":
        return False
    called = DOCUMENT.fullmatch(text) or ADDRESSED.fullmatch(first) or (DATED.fullmatch(first) and SPOKEN.search(text))
    ended = finished(above[-1].text) or set_apart(above[-1].text)
    return _ends_item(above) or bool(called and ended)


def _ends_item(above: Sequence[Line]) -> bool:
    """Whether the last of some lines ends an item: who sent it, in brackets, or a signature of unit and date."""
    last = above[-1].text
    if SENT.fullmatch(last):
        return True
    signed = len(above) > 1 and LOOKS_LIKE_OFFICE.fullmatch(above[-2].text) and stands_alone(above[-2].text)
    return bool(signed and DATED.fullmatch(last) and "日" in last)


def _unbroken(title: str) -> str:
    """Drop the space where a title was broken into lines: one too long for a line, whose parts each fit into one.

    >>> _unbroken("盐城市：围绕工作主线把长椅修好 持续擦亮底色")
    '盐城市：围绕工作主线把长椅修好持续擦亮底色'
    """
    parts = title.split(" ")
    fits = all(2 <= len(part) <= LINE for part in parts)
    han = all(re.search(r"[\u4e00-\u9fff”》）]$", a) and re.match(r"[\u4e00-\u9fff“《（]", b) for a, b in pairwise(parts))
    return "".join(parts) if len(title) - len(parts) + 1 > LINE and len(parts) <= MOST_LINES and fits and han else title


def _after_note(lines: Sequence[Line], at: int, register: Register) -> int:
    """Return the index after an editor's note: its own line's, or for a note in a block that of the next title or section."""
    match = EDITOR_NOTE.fullmatch(lines[at].text)
    stop = at + 1 if match and match[1] else min(at + 2, len(lines))
    while stop < len(lines) and not section_name(lines[stop].text) and not _starts_item(lines, stop, register):
        stop += 1
    if match and match[1] and stop == len(lines):
        return at + 1
    return stop


def _starts_item(lines: Sequence[Line], at: int, register: Register) -> bool:
    """Whether a title stands here, behind a paragraph that has come to its end."""
    return finished(lines[at - 1].text) and _is_title(lines[at], register, fresh=True)


def _is_title(line: Line, register: Register, *, fresh: bool, level: int = 0) -> bool:
    """Whether a line reads as a title: with a place before it, at the level of Markdown that titles have, or where one is due."""
    text = line.text
    if not text or len(text) > LONGEST_TITLE or text.endswith(tuple(ENDS)) or "。" in text or ORDINAL_START.match(text):
        return False
    if "\t" in text or text.count("|") > 1:
        return False
    if WHEN.match(re.sub(r"^\W*", "", text)) or set_apart(text):
        return False
    if text.endswith(("：", ":")):
        return register.knows(text[:-1].strip()) or (fresh and bool(TOWN.fullmatch(text[:-1].strip())))
    prefixed = bool(register.split(text)[0])
    return prefixed or fresh or line.display or 0 < line.level <= (level or 2)


def _opens_prose(lines: Sequence[Line], at: int, wrap: Wrap | None) -> bool:
    """Whether a line is the indented first one of a paragraph that goes on below."""
    below = lines[at + 1] if at + 1 < len(lines) else None
    if wrap is None or not wrap.indented or below is None or below.gap or below.indent >= 2:
        return False
    return 2 <= lines[at].indent <= 8 and width(lines[at]) >= wrap.width - 4
