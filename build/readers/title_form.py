"""What a title is made of, and whether a line by itself reads as one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from readers.headings import section_name
from readers.places import LOOKS_LIKE_OFFICE, Register
from readers.source import Line
from readers.tables import PIPES
from readers.title_lines import ASKED, ENDS, SUBTITLE, WHEN
from readers.traditional import either
from readers.words import LONGEST_TITLE, ORDINAL_START, asks, is_prose, names_office, set_apart, squeeze, without_marks

LONGEST_OFFICE = 14
MOST_ASKED = 12
TOWN = either(r"[\u4e00-\u9fff]{2,10}(?:镇|乡|街道|村|社区|县|市|区|开发区|园区)")


@dataclass(frozen=True)
class Title:
    """A title in the text: its place among the lines, how many it takes, the words, and the section it stands under.

    Where it stands at the start of a paragraph, `rest` is that paragraph's text behind it; where an item has none,
    `untitled` says that `text` repeats words of the item.
    """

    at: int
    size: int
    text: str
    section: str = ""
    rest: str = ""
    untitled: bool = False


def reads_as_title(line: Line, register: Register, *, fresh: bool, level: int = 0) -> bool:
    """Whether a line reads as a title: with a place before it, at the level of Markdown that
    titles have, or where one is due."""
    text = without_marks(line.text)
    if not text or len(text) > LONGEST_TITLE or "。" in text or ORDINAL_START.match(text):
        return False
    if (text.endswith(tuple(ENDS)) and not asks(text)) or "\t" in text or text.translate(PIPES).count("|") > 1:
        return False
    if WHEN.match(re.sub(r"^\W*", "", text)) or set_apart(text) or SUBTITLE.match(text):
        return False
    if text.endswith(("：", ":")):
        return register.knows(text[:-1].strip()) or (fresh and bool(TOWN.fullmatch(text[:-1].strip())))
    prefixed = bool(register.split(text)[0])
    return prefixed or fresh or line.display or 0 < line.level <= (level or 2)


def asks_writers(lines: Sequence[Line], at: int) -> bool:
    """Whether a line heads what the editors tell those who write for them: behind the last article, with text below."""
    if not ASKED.fullmatch(squeeze(lines[at].text)) or lines[at].aside is not None:
        return False
    below = lines[at + 1 :]
    return (
        0 < len(below) <= MOST_ASKED and is_prose(below[0].text) and not any(section_name(line.text) for line in below)
    )


def in_list(lines: Sequence[Line], at: int, register: Register) -> bool:
    """Whether a line with a place before it is one of several that stand below each
    other: a list by places, no titles."""
    if not _is_row(lines[at], register) or (at and section_name(lines[at - 1].text)):
        return False
    below = lines[at + 1] if at + 1 < len(lines) else None
    if below is not None and (_is_row(below, register) or is_prose(below.text)):
        return _is_row(below, register)
    return at > 1 and _is_row(lines[at - 1], register) and not section_name(lines[at - 2].text)


def names_place(lines: Sequence[Line], at: int, register: Register) -> bool:
    """Whether a line is the place or office that a title below it is about: a division, or an
    office that stands nearer to the title."""
    if not 0 <= at < len(lines) - 1 or section_name(lines[at].text) or lines[at].aside or lines[at + 1].aside:
        return False
    text, below = lines[at].text, lines[at + 1]
    if not 2 <= len(text) <= LONGEST_OFFICE:
        return False
    known = register.knows(text) or (TOWN.fullmatch(text) and LOOKS_LIKE_OFFICE.fullmatch(text))
    near = names_office(text) and LOOKS_LIKE_OFFICE.fullmatch(text) and lines[at].gap > below.gap
    return bool(known or near) and not register.split(below.text)[0] and reads_as_title(below, register, fresh=True)


def _is_row(line: Line, register: Register) -> bool:
    plain = not (line.display or line.level or line.bold or line.aside)
    return plain and re.search("[：:].", line.text) is not None and bool(register.split(line.text)[0])
