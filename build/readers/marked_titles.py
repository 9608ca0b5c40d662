"""Titles behind a sign (◆ ◎ ❖) above their text get the level that headings have: what such a
sign stands before is no section."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from readers.headings import section_name
from readers.reading import letters
from readers.source import Line
from readers.title_lines import ENDS
from readers.words import AT_END, LONGEST_TITLE, ORNAMENTS, asks, is_prose, names_office, set_apart, without_marks

LEVEL = 2
FEWEST = 4


def with_levels(lines: Sequence[Line], called: re.Pattern[str]) -> list[Line]:
    """Return the lines with a level for titles behind a sign that stands right below a section's line, or at the top.

    Args:
        lines: the lines below the head.
        called: how sections are called, which may stand behind such signs, too.

    """
    if any(line.level for line in lines):
        return list(lines)
    found: dict[str, list[int]] = {}
    for n, line in enumerate(lines):
        if line.aside is None and ORNAMENTS.match(line.text) and _is_short(line.text):
            found.setdefault(line.text[0], []).append(n)
    made = list(lines)
    for places in found.values():
        above = [n for n in places if _heads_text(lines, n)]
        named = any(called.fullmatch(letters(lines[n].text)) for n in above)
        if (
            above
            and not named
            and _opens(lines, above[0], len(above))
            and not any(_heads_title(lines, n) for n in places if n >= above[0])
        ):
            for n in above:
                made[n] = _levelled(lines[n])
    return made


def _levelled(line: Line) -> Line:
    words = without_marks(line.text)
    return (
        replace(line, raw=words, form=replace(line.form, level=LEVEL))
        if line.form
        else replace(line, raw="#" * LEVEL + f" {words}")
    )


def _is_short(text: str) -> bool:
    words = AT_END.sub("", without_marks(text))
    plain = len(letters(words)) >= FEWEST and len(words) <= LONGEST_TITLE and "。" not in words and "\t" not in words
    return plain and (asks(words) or not words.endswith((*ENDS, "：", ":")))


def _opens(lines: Sequence[Line], at: int, count: int) -> bool:
    """Whether a line is the first of an item: below a section's line set otherwise, or
    at the top where there are others."""
    if at == 0:
        return count > 1
    above = lines[at - 1].text
    return bool(section_name(above)) and above[0] != lines[at].text[0]


def _heads_text(lines: Sequence[Line], at: int) -> bool:
    """Whether running text stands below, perhaps behind a subtitle or who wrote it."""
    below = next(_text(lines, at), None)
    return below is not None and below.aside is None and (is_prose(below.text) or len(below.text) > LONGEST_TITLE)


def _heads_title(lines: Sequence[Line], at: int) -> bool:
    below = next(_text(lines, at), None)
    return (
        below is not None
        and below.aside is None
        and not ORNAMENTS.match(below.text)
        and len(below.text) <= LONGEST_TITLE // 2
    )


def _text(lines: Sequence[Line], at: int) -> Iterator[Line]:
    return (
        x
        for x in lines[at + 1 : at + 5]
        if not (set_apart(x.text) or names_office(x.text) or x.text.startswith(("—", "（")))
    )
