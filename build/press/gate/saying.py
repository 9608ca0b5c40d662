"""What an issue says, as its page or its PDF has it: parts with blocks of text, pictures and tables; and whether two
texts are the same.

A text keeps what cannot be compared blindly: where a line of print ends stands a line feed, a note stands in 〔〕 where
it is called, a reading in （） behind its character.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from unicodedata import normalize

from records.notes import SYLLABLE
from records.tables import Cell

ALIKE = Path(__file__).with_name("alike.txt")
ACCENTED = re.compile("[A-Za-z][\u0300-\u036f]+")  # two characters that print joins, as bulletins/compose.py does
NOTE = "〔{}〕"
READING = re.compile(rf"(?<=[^\x00-\u2e7f])（{SYLLABLE}）", re.I)
SPACES = re.compile("[ \t\r\f\u00a0]+")
BREAK = re.compile("[ \u3000]*\n[ \u3000\n]*")
AROUND = 8  # characters of a reading that are shown beside what differs


@dataclass(frozen=True)
class Grid:
    """The cells of a table, or of what stands of one on a page.

    Attributes:
        head: the cells of its head.
        body: the others, rows counted anew.
        rows: how many rows the body has.
        width: columns.
        continued: what stands above it where it goes on from another page, or ''.
        turned: whether it lies across its page.

    """

    head: tuple[Cell, ...]
    body: tuple[Cell, ...]
    rows: int
    width: int
    continued: str = ""
    turned: bool = False


@dataclass(frozen=True)
class Block:
    """A paragraph, a title, the words of a picture, or a table.

    Attributes:
        text: what it says; of a table its caption.
        grid: of a table.
        group: blocks that stand together, such as those of a point, have the same.
        kind: "Heading", "Clipped", "UnderTitle", "Source"; "" of most.

    """

    text: str
    grid: Grid | None = None
    group: int = 0
    kind: str = ""


@dataclass
class Said:
    """What an issue says.

    Attributes:
        head: (element, text) from top to bottom.
        contents: section names and titles.
        note: the paragraphs of the editor's note.
        titles: of the items.
        items: the blocks of each item below its title.
        imprint: to whom it goes, a line each.
        run: registration number and print run.

    """

    head: list[tuple[str, str]] = field(default_factory=list)
    contents: list[str] = field(default_factory=list)
    note: list[Block] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    items: list[list[Block]] = field(default_factory=list)
    imprint: list[Block] = field(default_factory=list)
    run: list[str] = field(default_factory=list)


def tidy(text: str) -> str:
    """Return a text as it is compared: spaces as one sees them, characters that look the same as one of them."""
    text = BREAK.sub("\n", SPACES.sub(" ", text)).strip(" \n\u3000")
    if not text.isascii():
        text = ACCENTED.sub(lambda match: normalize("NFC", match[0]), text).translate(_alike())
    return text


def same(page: str, paper: str) -> bool:
    """Whether a page and its print say the same in tidy texts: a space may be gone where a line ends, nothing else."""
    if page == paper:
        return True
    lines = paper.split("\n")
    return page == "".join(lines) or bool(re.fullmatch("[ \u3000]*".join(map(re.escape, lines)), page))


def readings(page: str, paper: str) -> tuple[str, str]:
    """Return two texts that differ, cut to what stands around the first difference."""
    paper = paper if "\n" not in paper else _joined(page, paper)
    start = next((n for n, (a, b) in enumerate(zip(page, paper, strict=False)) if a != b), min(len(page), len(paper)))
    ends = zip(reversed(page[start:]), reversed(paper[start:]), strict=False)
    end = next((n for n, (a, b) in enumerate(ends) if a != b), min(len(page), len(paper)) - start)
    return _cut(page, start, len(page) - end), _cut(paper, start, len(paper) - end)


def _joined(page: str, paper: str) -> str:
    """Return a text of print without its line breaks, with the spaces that these stand for on the page."""
    first, *others = paper.split("\n")
    for line in others:
        at = len(first)
        first += (page[at] if page[at : at + 1] in (" ", "\u3000") and page[at] != line[:1] else "") + line
    return first


def _cut(text: str, start: int, end: int) -> str:
    start, end = max(start - AROUND, 0), min(max(end, start + 1) + AROUND, len(text))
    if end - start > 5 * AROUND:
        end = start + 5 * AROUND
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")


def without_marks(text: str) -> str:
    """Return a text without its notes and readings, as contents and what goes on overleaf have it."""
    depth, plain = 0, ""
    for char in text:
        depth += char == "〔"
        plain += "" if depth else char
        depth -= char == "〕" and depth > 0
    return READING.sub("", plain)


def placed(rows: Sequence[Sequence[tuple[str, int, int]]]) -> tuple[tuple[Cell, ...], int]:
    """Return the cells of rows given as (text, across, down), each in its column, and the number of columns."""
    taken: set[tuple[int, int]] = set()
    cells: list[Cell] = []
    width = 0
    for n, row in enumerate(rows):
        column = 0
        for text, across, down in row:
            while (n, column) in taken:
                column += 1
            cells.append(Cell(text, n, column, down, across))
            taken.update((n + i, column + k) for i in range(down) for k in range(across))
            column += across
        width = max(width, column, *(k + 1 for i, k in taken if i == n), 0)
    return tuple(cells), width


@cache
def _alike() -> dict[int, str]:
    """Return for characters that have one glyph in our fonts the first of them: a PDF names a glyph once."""
    groups = ([chr(int(code, 16)) for code in line.split()] for line in ALIKE.read_text("ascii").splitlines())
    return {
        ord(char): min(group, key=lambda char: not "\u4e00" <= char <= "\u9fff") for group in groups for char in group
    }
