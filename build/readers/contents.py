"""The contents list: where it stands, its sections and its entries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import zip_longest

from readers.entries import FARTHEST, FEWEST_LETTERS, LISTED, PAGE, bare, without_author
from readers.headings import EDITOR_NOTE, is_contents_heading, section_name
from readers.reading import Note, letters
from readers.source import Line
from readers.title_form import TOWN
from readers.words import LONGEST_TITLE, is_prose, squeeze

MOST_LINES = 3
COUNTED = re.compile(r"^[一二三四五六七八九十]{1,2}、\s*")
ALIKE = 0.8


@dataclass
class Contents:
    """The contents list: entries as (section, text, line) and the index of the line
    after it; size 0 where there is none."""

    start: int = 0
    end: int = 0
    entries: list[tuple[str, str, int]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def find_contents(lines: Sequence[Line]) -> Contents:
    """Find the contents list among the lines below the head.

    It begins at its heading, at a section's line, or at the top, and ends where its first entry comes again (or its
    second or third, since the first may be a section printed without brackets).
    """
    heading = next((n for n, line in enumerate(lines[:40]) if is_contents_heading(line.text)), None)
    first = 0 if heading is None else heading + 1
    if heading is None:
        while first < len(lines) and EDITOR_NOTE.match(lines[first].text):
            first = next((n for n in range(first + 1, len(lines)) if section_name(lines[n].text)), len(lines))
    entry = first
    while entry < len(lines) and section_name(lines[entry].text):
        entry += 1
    tried = range(entry, min(entry + MOST_LINES, len(lines)))
    end = next((end for n in tried if (end := _comes_again(lines, n, listed=heading is not None)) is not None), None)
    contents = Contents(start=first if heading is None else heading)
    if end is None and heading is None:
        return contents
    if end is None:
        end = next(
            (n for n in range(entry, len(lines)) if is_prose(lines[n].text) or EDITOR_NOTE.match(lines[n].text)),
            len(lines),
        )
        contents.notes.append(
            Note(lines[heading or 0].number, "目录", "正文中没有找到目录的第一个标题，目录止于何处请核对")
        )
    while end - 1 > entry and TOWN.fullmatch(lines[end - 1].text):  # a place above the title
        end -= 1
    note = next((n for n in range(entry, end) if EDITOR_NOTE.match(lines[n].text)), end)
    while note > entry and section_name(lines[note - 1].text):
        note -= 1
    contents.end = note
    contents.entries = _entries(lines[first:note], contents.notes)
    return contents


def _comes_again(lines: Sequence[Line], entry: int, *, listed: bool) -> int | None:
    """Return the index at which the entry at `entry` (of one to three lines) is printed a second time.

    No prose stands between, but in an editor's note or, below the heading of a list, what an article is about;
    otherwise it is another title that is like this one.
    """
    prose = next((n for n in range(entry, len(lines)) if is_prose(lines[n].text)), len(lines))
    noted = any(EDITOR_NOTE.match(line.text) for line in lines[entry : prose + 1])
    last = min(len(lines), entry + FARTHEST) if noted or listed else prose
    for a in range(1, MOST_LINES + 1):
        words = letters("".join(bare(line.text) for line in lines[entry : entry + a]))
        short = len(words) < FEWEST_LETTERS
        if len(words) < 2 or any(is_prose(line.text) for line in lines[entry : entry + a]):
            continue
        for at in range(entry + a, last):
            if any(says(lines, at, b, words) for b in range(1, MOST_LINES + 1)) and not (
                short and not _follows(lines, entry + a, at)
            ):
                return at
    for at in range(entry + 1, prose):
        if len(letters(lines[at].text)) <= LONGEST_TITLE and not is_prose(lines[at].text) and entry < len(lines):
            words = letters(bare(lines[entry].text))
            if len(words) >= 6 and SequenceMatcher(None, words, letters(lines[at].text)).ratio() >= ALIKE:
                return at
    return None


def _follows(lines: Sequence[Line], entry: int, start: int) -> bool:
    """Whether the entry at `entry` comes again, too, behind `start`."""
    words = letters(bare(lines[entry].text))
    return len(words) >= FEWEST_LETTERS and any(
        says(lines, at, 1, words) for at in range(start, min(len(lines), start + FARTHEST))
    )


def says(lines: Sequence[Line], at: int, size: int, words: str) -> bool:
    """Whether `size` lines from `at` on hold exactly these letters."""
    found = "".join(line.text for line in lines[at : at + size])
    plain = letters(found) == words or letters(without_author(found)) == words
    return at + size <= len(lines) and (plain or letters(COUNTED.sub("", found)) == words)


def _entries(lines: Sequence[Line], notes: list[Note]) -> list[tuple[str, str, int]]:
    """Return the entries of a list; with page numbers, a line without one goes on in the next.
    What articles are about is noted."""
    about = set(_about(lines))
    notes.extend(Note(lines[n].number, "目录", f"目录里的“{lines[n].text}”没有归入任何一项") for n in sorted(about))
    lines = [line for n, line in enumerate(lines) if n not in about]
    titles = [line for line in lines if not section_name(line.text)]
    paged = sum(1 for line in titles if PAGE.search(line.text)) * 2 > len(titles)
    entries: list[tuple[str, str, int]] = []
    section, open_entry = "", False
    for line, after in zip_longest(lines, lines[1:]):
        if name := section_name(line.text) or (after and not open_entry and _heads_entries(line, after, paged=paged)):
            section, open_entry = name, False
            continue
        text = bare(line.text)
        if open_entry and text:
            section, before, number = entries.pop()
            entries.append((section, before + text, number))
        elif text:
            entries.append((section, text, line.number))
        open_entry = paged and not PAGE.search(line.text)
    return entries


def _about(lines: Sequence[Line]) -> Iterator[int]:
    """Yield the lines of prose below entries: from behind an entry's page, or just those that end as prose does."""
    begun: list[int] = []
    for n, line in enumerate(lines):
        if section_name(line.text) or PAGE.search(line.text):
            begun = []
        elif line.text.startswith(("（", "(")) and line.text.endswith(("）", ")")):  # who sent it
            yield n
        elif is_prose(line.text):
            yield from (*begun, n)
            begun = []
        elif begun or (n and PAGE.search(lines[n - 1].text)):
            begun.append(n)


def _heads_entries(line: Line, after: Line, *, paged: bool) -> str:
    """Return the name of a section printed without brackets: short, and the only kind
    of line without a page, or set off."""
    text = bare(line.text)
    if (
        PAGE.search(line.text)
        or len(letters(text)) > 8
        or re.search("[：:]", text)
        or (LISTED.match(line.text) and not paged)
    ):
        return ""
    return squeeze(text) if paged or after.indent > line.indent else ""
