"""Titles that a contents list names: each entry is found in the text, and its words
are settled where the two differ."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from readers.beginnings import names_table
from readers.contents import ALIKE, MOST_LINES, Contents, says
from readers.entries import without_author
from readers.headings import EDITOR_NOTE, section_name
from readers.places import Register
from readers.reading import Note, letters
from readers.source import Line
from readers.title_form import Title, asks_writers, in_list, reads_as_title
from readers.title_lines import ENDS, goes_on
from readers.words import LONGEST_TITLE, is_prose, set_apart, squeeze, tidy


def listed_titles(lines: Sequence[Line], contents: Contents, register: Register) -> tuple[list[Title], list[Note]]:
    """Find each entry of the contents list in the text; what the list splits and the text joins is one title.

    Titles that the list does not have are taken too: one with a place before it, or one that opens the text.
    """
    found = _Listed(lines, contents, register)
    found.read(contents.end)
    return (found.titles, found.notes) if len(found.titles) > len(found.extra) else ([], found.notes)


class _Listed:
    """Titles that are looked for in the order of the list; `waiting` are the entries
    that the text has not printed yet."""

    def __init__(self, lines: Sequence[Line], contents: Contents, register: Register) -> None:
        self.lines, self.register = lines, register
        self.waiting = list(contents.entries)
        # A list of titles alone leaves the sections to the text.
        self.sectioned = any(section for section, _, _ in self.waiting)
        self.passed_over = _begin_sections(lines, contents)
        self.current = ""
        self.titles: list[Title] = []
        self.extra: list[Title] = []
        self.notes: list[Note] = []

    def read(self, start: int) -> None:
        """Go through the lines from `start` on, and note what does not fit."""
        at = start
        while at < len(self.lines):
            self.current = section_name(self.lines[at].text) or self.current
            if at in self.passed_over:
                self.waiting = [entry for entry in self.waiting if letters(entry[1]) != letters(self.lines[at].text)]
                at += 1
            elif found := _match(self.lines, at, self.waiting):
                at += self._take(at, *found)
            else:
                if self._is_extra(at):
                    self._take_extra(at)
                at += 1
        self.notes += [Note(n, "目录", f"目录中的“{text}”在正文中没有找到") for _, text, n in self.waiting]
        self.notes += [
            Note(self.lines[t.at].number, "标题", f"目录中没有“{t.text}”，按标题读入，请核对") for t in self.extra
        ]

    def _is_extra(self, at: int) -> bool:
        line, opens = self.lines[at], not self.titles
        if not (_reads_as_extra(line, self.register, opens=opens) or asks_writers(self.lines, at)):
            return False
        return opens or not (in_list(self.lines, at, self.register) or _is_caption(self.lines, at, self.titles[0]))

    def _take_extra(self, at: int) -> None:
        inherited = self.titles[-1].section if self.titles else ""
        self.extra.append(Title(at, 1, tidy(self.lines[at].text), inherited if self.sectioned else self.current))
        self.titles.append(self.extra[-1])

    def _take(self, at: int, used: tuple[int, int], size: int, text: str | None) -> int:
        """Take the title that stands here for entries from `used[0]` to before
        `used[1]`; return how many lines it has."""
        if self.titles and self.titles[-1] in self.extra and self.titles[-1].at + 1 == at:
            self.titles.pop()
            self.extra.pop()
        skipped, (section, listed, number) = self.waiting[: used[0]], self.waiting[used[0]]
        section = _heads(skipped, section if self.sectioned else self.current, self.notes)
        listed += "".join(more for _, more, _ in self.waiting[used[0] + 1 : used[1]])
        self.waiting = self.waiting[used[1] :]
        if self.titles and self.titles[-1].at + self.titles[-1].size == at:
            last = self.titles.pop()
            title = Title(last.at, last.size + size, last.text + tidy(listed), last.section)
        else:
            title = Title(
                at, size, _settled(listed, self.lines[at : at + size]) if text is None else tidy(text), section
            )
        after = at + size
        if goes_on(self.lines, after) and letters(self.lines[after].text) not in letters(title.text):
            title = replace(title, size=title.size + 1, text=tidy(title.text + self.lines[after].text))
            size += 1
        self.titles.append(title)
        _tell(self.lines, title, listed, text, number, self.notes)
        return size


def _begin_sections(lines: Sequence[Line], contents: Contents) -> set[int]:
    """Return the lines set as sections' are, which the list has among its titles: another section has
    the same sign, and briefs follow."""
    entries = {letters(text) for _, text, _ in contents.entries}
    found = [n for n in range(contents.end, len(lines)) if section_name(lines[n].text)]
    others = {lines[n].text[0] for n in found if letters(lines[n].text) not in entries}
    return {n for n in found if letters(lines[n].text) in entries and lines[n].text[0] in others}


def _reads_as_extra(line: Line, register: Register, *, opens: bool) -> bool:
    if section_name(line.text) or EDITOR_NOTE.match(line.text):
        return False
    prefixed = bool(register.split(line.text)[0]) and not line.text.endswith(("：", ":"))
    return reads_as_title(line, register, fresh=opens) and (opens or prefixed or line.display)


def _is_caption(lines: Sequence[Line], at: int, first: Title) -> bool:
    """Whether a line right above a table is set otherwise than the first title."""
    form, other = lines[at].form, lines[first.at].form
    return names_table(lines, at) and (form and form.size) != (other and other.size)


def _settled(listed: str, printed: Sequence[Line]) -> str:
    """Return a title as the list has it, unless the text is the better witness.

    A real space stands in both, so the one with fewer counts; the colon behind a place may stand in
    the text only, and so may the author.
    """
    own, other = tidy("".join(line.text for line in printed)), tidy(listed)
    fewer = squeeze(own) == squeeze(other) and own.count(" ") < other.count(" ")
    colon = re.search("[：:]", own) and not re.search("[：:]", other)
    return own if fewer or colon or without_author(own) != own else other


def _match(
    lines: Sequence[Line], at: int, waiting: list[tuple[str, str, int]]
) -> tuple[tuple[int, int], int, str | None] | None:
    """Return which entries (from, to) the lines at `at` print, how many lines, and the
    text's own words where they differ."""
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
            if (
                len(text) <= LONGEST_TITLE
                and SequenceMatcher(None, letters(waiting[0][1]), letters(text)).ratio() >= ALIKE
            ):
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
        notes.append(
            Note(line, "标题", f"正文标题“{printed}”与目录（第 {number} 行）“{listed}”不一致，采用正文，请核对")
        )
    elif tidy(printed) != title.text:
        notes.append(Note(line, "标题", f"正文印作“{printed}”，标题取自目录第 {number} 行"))
