"""A line that may begin an item, with what stands around it: what beginnings.py weighs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from readers.headings import section_name
from readers.paragraphs import Wrap
from readers.reading import letters
from readers.source import Line
from readers.tables import PIPES, WIDE
from readers.title_lines import AROUND, REACH, WHEN
from readers.words import LONGEST_HEADING, LONGEST_TITLE, ORDINAL_START, asks, finished, is_prose, stands_alone

MOST_CHARACTERS = 3_000
"""Of the item so far that are compared with what follows."""
LISTS = re.compile(r"[^：:]{1,12}[：:][^、]+、[^、]+")
"""A line that lists (部门：图书馆、医院)."""


@dataclass(frozen=True)
class Spot:
    """A line that may begin an item: its place among the lines, and what is known of the item so far.

    `since` is the index of that item's title and `subheads` are the letters of the subheads below it; `first` is the
    line of the first title of all; `section` is where the item stands.
    """

    lines: Sequence[Line]
    at: int
    since: int
    subheads: tuple[str, ...]
    first: Line
    section: str
    wrap: Wrap | None

    @property
    def line(self) -> Line:
        """The line itself."""
        return self.lines[self.at]

    @cached_property
    def words(self) -> str:
        """The letters of the line."""
        return letters(self.line.text)

    @cached_property
    def above(self) -> Sequence[Line]:
        """The lines right above."""
        return self.lines[max(0, self.at - REACH) : self.at]

    @cached_property
    def own(self) -> Sequence[Line]:
        """The lines right above that are of the item so far: one without text is only begun."""
        return self.lines[max(self.since + 1, self.at - REACH) : self.at]

    @cached_property
    def below(self) -> Sequence[Line]:
        """The lines right below."""
        return self.lines[self.at + 1 : self.at + 1 + REACH]

    @cached_property
    def text(self) -> str:
        """The first running text below."""
        return next(
            (line.text for line in self.below if is_text(line) or (self.wrap and len(line.text) > LONGEST_HEADING)), ""
        )

    @cached_property
    def told(self) -> str:
        """The item so far."""
        return "".join(line.text for line in self.lines[max(self.since, self.at - AROUND) : self.at])[-MOST_CHARACTERS:]

    @cached_property
    def like(self) -> list[str]:
        """The letters of the next lines below that stand as this one does: short between running text."""
        found: list[str] = []
        for n in range(self.at + 2, min(self.at + AROUND, len(self.lines) - 1)):
            line = self.lines[n]
            if section_name(line.text) or len(found) == 2:
                break
            if is_short(line.text) and finished(self.lines[n - 1].text) and not self.lines[n + 1].aside:
                found.append(letters(line.text))
        return found


def is_short(text: str) -> bool:
    """Whether a line is as short as titles and subheads are, and neither a point, a row nor a list."""
    if (
        not text
        or len(text) > LONGEST_TITLE
        or ORDINAL_START.match(text)
        or WHEN.match(text)
        or is_row(text)
        or LISTS.match(text)
    ):
        return False
    return stands_alone(text[:LONGEST_HEADING]) or asks(text)


def is_text(line: Line) -> bool:
    """Whether a line is running text."""
    return is_prose(line.text) or (len(line.text) > LONGEST_HEADING and finished(line.text) and not asks(line.text))


def is_row(text: str) -> bool:
    """Whether a line is a row of counts."""
    return (
        "\t" in text
        or text.translate(PIPES).count("|") > 1
        or (WIDE.search(text) is not None and re.search(r"\d$", text) is not None)
    )
