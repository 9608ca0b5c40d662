"""The titles in the text: where each item begins, told by a contents list, or by how its line
is set and what stands around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from readers.beginnings import CLOSE, NUMBERED, names_table, opens_prose, weigh
from readers.contents import MOST_LINES, Contents
from readers.headings import EDITOR_NOTE, section_name
from readers.listed_titles import listed_titles
from readers.paragraphs import find_wrap
from readers.places import Register
from readers.reading import Note, letters
from readers.source import Line
from readers.spot import Spot
from readers.title_form import Title, asks_writers, in_list, names_place, reads_as_title
from readers.title_lines import LINE, title_lines
from readers.words import DATED, finished, is_prose, set_apart, stands_alone, tidy, without_marks


def find_titles(lines: Sequence[Line], contents: Contents, register: Register) -> tuple[list[Title], list[Note]]:
    """Return the titles below the contents list in order, and notes on how their words were settled."""
    if contents.entries:
        titles, notes = listed_titles(lines, contents, register)
        if titles:
            return [_with_place(lines, _plain(title), register) for title in titles], notes
        contents.notes.extend(notes)
    found = _Unlisted(lines, register)
    found.read(contents.end)
    return [_plain(title) for title in found.titles], found.notes


def _plain(title: Title) -> Title:
    return replace(title, text=without_marks(title.text))


def _with_place(lines: Sequence[Line], title: Title, register: Register) -> Title:
    """Return a title with the place that stands in a line of its own above it."""
    if not names_place(lines, title.at - 1, register):
        return title
    return replace(title, at=title.at - 1, size=title.size + 1, text=f"{lines[title.at - 1].text}：{title.text}")


class _Unlisted:
    """Titles without a contents list: by their prefix, their level, as the first line of a
    section, or by what speaks for them."""

    def __init__(self, lines: Sequence[Line], register: Register) -> None:
        self.lines, self.register, self.wrap = lines, register, find_wrap(lines)
        self.titles: list[Title] = []
        self.notes: list[Note] = []
        self.section, self.fresh, self.level = "", True, 0
        self.subheads: list[str] = []
        self.part = -1

    def read(self, start: int) -> None:
        """Go through the lines from `start` on."""
        at = start
        while at < len(self.lines):
            if name := section_name(self.lines[at].text):
                self.section, self.fresh = name, True
                at += 1
            elif EDITOR_NOTE.match(self.lines[at].text):
                at = self._after_note(at)
            elif self._begins(at):
                at += self._take(at)
            else:
                self.fresh = False
                at += 1

    def _begins(self, at: int) -> bool:
        """Whether a title stands here; what is close is noted."""
        line = self.lines[at]
        if self.titles and in_list(self.lines, at, self.register):
            return False
        if names_place(self.lines, at, self.register) and "".join(x.text for x in self.lines[at + 2 : at + 3]).endswith(
            "。"
        ):
            return True
        if (self.titles and self._in_part(at)) or self._signs(at):
            return False
        due = self.fresh and not opens_prose(self.lines, at, self.wrap)
        if reads_as_title(line, self.register, fresh=due, level=self.level):
            return self.fresh or not names_table(self.lines, at)
        if asks_writers(self.lines, at):
            return True
        if not self.titles or not reads_as_title(line, self.register, fresh=True):
            return False
        return self._weighed(at)

    def _signs(self, at: int) -> bool:
        """Whether a line with a place and a name stands above a date: a signature."""
        below = "".join(line.text for line in self.lines[at + 1 : at + 2])
        named = self.register.split(self.lines[at].text)[0] and not re.search("[：:]", self.lines[at].text)
        return bool(named and DATED.fullmatch(below) and below[0] not in "（([")

    def _in_part(self, at: int) -> bool:
        """Whether a line with a place before it stands in a numbered part of an item: right
        below its name, or below others there."""
        line, above = self.lines[at], self.lines[at - 1].text
        if line.level or line.display or not self.register.split(line.text)[0]:
            return False
        if NUMBERED.match(above) and stands_alone(above):
            self.part = self.titles[-1].at
        return self.part == self.titles[-1].at and not set_apart(above)

    def _weighed(self, at: int) -> bool:
        last = self.titles[-1]
        first = self.lines[self.titles[0].at]
        weight = weigh(Spot(self.lines, at, last.at, tuple(self.subheads), first, self.section, self.wrap))
        text = self.lines[at].text
        if abs(weight) <= CLOSE:
            read = "标题，另起一篇" if weight > 0 else "小标题"
            self.notes.append(Note(self.lines[at].number, "标题", f"“{text}”读作{read}，请核对"))
        heads_text = is_prose("".join(x.text for x in self.lines[at + 1 : at + 2]))
        if weight <= 0 and at > last.at + last.size and stands_alone(text) and heads_text:
            self.subheads.append(letters(text))
        return weight > 0

    def _take(self, at: int) -> int:
        """Take the title that stands here; return how many lines it has."""
        line = self.lines[at]
        self.level = self.level or line.level
        placed = int(names_place(self.lines, at, self.register))
        at += placed
        size = title_lines(self.lines, at, self.register)
        printed = tidy("".join(each.text for each in self.lines[at : at + size]))
        text = _unbroken(printed)
        if text != printed:
            self.notes.append(
                Note(line.number, "标题", f"标题“{printed}”中的空格按断行处的空格去掉，已接成“{text}”，请核对")
            )
        elif size > 1:
            self.notes.append(Note(line.number, "标题", f"标题分印 {size} 行，已接成“{text}”"))
        title = Title(at, size, text, self.section)
        self.titles.append(_with_place(self.lines, title, self.register) if placed else title)
        self.fresh = False
        self.subheads.clear()
        return placed + size

    def _after_note(self, at: int) -> int:
        """Return the index after an editor's note: its own line's, or for a note in a block
        that of the next title or section."""
        lines = self.lines
        match = EDITOR_NOTE.fullmatch(lines[at].text)
        stop = at + 1 if match and match[1] else min(at + 2, len(lines))
        while stop < len(lines) and not section_name(lines[stop].text) and not self._starts_item(stop):
            stop += 1
        if match and match[1] and stop == len(lines):
            return at + 1
        return stop

    def _starts_item(self, at: int) -> bool:
        """Whether a title stands here, behind a paragraph that has come to its end."""
        return finished(self.lines[at - 1].text) and reads_as_title(self.lines[at], self.register, fresh=True)


def _unbroken(title: str) -> str:
    """Drop the space where a title was broken into lines: one too long for a line, whose parts each fit into one.

    >>> _unbroken("盐城市：围绕工作主线把长椅修好 持续擦亮底色")
    '盐城市：围绕工作主线把长椅修好持续擦亮底色'
    """
    parts = title.split(" ")
    fits = all(2 <= len(part) <= LINE for part in parts)
    han = all(
        re.search(r"[\u4e00-\u9fff”》）]$", a) and re.match(r"[\u4e00-\u9fff“《（]", b) for a, b in pairwise(parts)
    )
    return "".join(parts) if len(title) - len(parts) + 1 > LINE and len(parts) <= MOST_LINES and fits and han else title
