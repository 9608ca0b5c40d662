"""A page as it is read, from Word or from a clipboard: paragraphs, tables and pictures in order,
and notes on what it cannot hold."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from readers.reading import Note
from readers.unseen import Unseen
from readers.word.cells import EMPTY, empty_cells
from readers.words import ORDINAL_START
from records.notes import annotated

ENDS_HERE = re.compile(r"[。！？：；…”）]\s*$")
BREAK = "\n"
OPENING = 12
MOST_NOTES = 60
"""Notes of one kind with a line of their own; the words of further ones stand in one."""

Words = tuple[str, bool]
"""Some words, and whether they are bold."""
GAP = "\u2003"
"""What stands for a wide gap inside a paragraph."""
WIDE = 3


def narrow(words: str) -> str:
    """Return words with one space for each tab and each wide gap; by replacing, since
    translating takes four times the memory."""
    return words.replace("\t", " ").replace(GAP, " ")


@dataclass(frozen=True)
class Text:
    """A paragraph of the page: its words in pieces, each bold or not, and how it is set."""

    pieces: tuple[Words, ...]
    line: int
    kind: str = ""  # title, heading1 … heading3, centred, right, quotation, contents
    size: int = 0  # of its type in half points, 0 where nothing says it

    @property
    def text(self) -> str:
        """Return the words."""
        return narrow("".join(words for words, _ in self.pieces))

    @property
    def tabbed(self) -> str:
        """Return the words with the tabs and wide gaps between them."""
        return "".join(words for words, _ in self.pieces).replace(GAP, "\u3000\u3000")


@dataclass(frozen=True)
class Image:
    """A picture: what its address says, its alternative text."""

    source: str
    alt: str
    line: int


@dataclass(frozen=True)
class Cell:
    """A cell of a table and what it holds."""

    pieces: tuple[Piece, ...] = ()
    across: int = 1
    down: int = 1

    @property
    def text(self) -> str:
        """Return the words, paragraphs parted by spaces."""
        return " ".join(text.text for piece in self.pieces for text in texts_of(piece))


@dataclass(frozen=True)
class Grid:
    """A table as the page has it; `heads` is how many of its rows are marked to be repeated on each page."""

    rows: tuple[tuple[Cell, ...], ...]
    line: int
    caption: str = ""
    heads: int = 0

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Return what its cells hold, in reading order."""
        return tuple(piece for row in self.rows for cell in row for piece in cell.pieces)

    @property
    def frames(self) -> bool:
        """Whether the table only puts a frame round what it holds: it has one column."""
        return all(len(row) == 1 for row in self.rows)


Piece = Text | Grid | Image


def texts_of(piece: Piece) -> tuple[Text, ...]:
    """Return the paragraphs of a piece of a page, those of a table cell by cell."""
    if isinstance(piece, Grid):
        return tuple(text for inner in piece.pieces for text in texts_of(inner))
    return (piece,) if isinstance(piece, Text) else ()


@dataclass
class Page:
    """What a page holds, in order, and notes on what it does not hold."""

    pieces: list[Piece] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


@dataclass
class _Table:
    line: int
    rows: list[list[Cell]] = field(default_factory=list)
    cell: list[Piece] | None = None
    span: tuple[int, int] = (1, 1)
    caption: str = ""
    heads: int = 0


class PageBuilder:
    """Puts a page together from words, ends of paragraphs, pictures and cells; what is told of
    a paragraph stands at its number."""

    def __init__(self) -> None:
        self.page, self.tables, self.unseen, self.blank = Page(), list[_Table](), Unseen("段"), EMPTY
        self.pieces: list[Words] = []
        self.told: dict[tuple[str, str, str], None] = {}
        self.noted: dict[str, list[Note]] = {}
        self.line, self.last = 0, ""

    # Paragraphs

    def words(self, words: str, *, bold: bool = False) -> None:
        """Add words to the paragraph that is open; BREAK is a line end inside it."""
        if kept := self.unseen.taken_out(words, self.line + 1):
            self.pieces.append((kept, bold))

    @property
    def in_cell(self) -> bool:
        """Whether a cell is open."""
        return bool(self.tables) and self.tables[-1].cell is not None

    def since(self, line: int) -> str:
        """Return the words of the paragraphs put on the page behind a number."""
        pieces = [*self.page.pieces, *(text for table in self.tables for text in table.cell or ())]
        return " ".join(text.text for piece in pieces for text in texts_of(piece) if text.line > line)

    def end(self, kind: str = "", size: int = 0) -> list[Text]:
        """End the paragraph that is open, if there is one; return what it made: lines parted by
        hand are paragraphs of their own."""
        pieces, self.pieces = self.pieces, []
        made = []
        for part in map(_trimmed, _split(pieces)):
            if any(words.strip() for words, _ in part):
                self.line += 1
                made.append(Text(part, self.line, kind, size))
        for text in made:
            self.put(text)
            self.last = annotated(text.text).text
        self._say(made[0] if made else None)
        return made

    def put(self, piece: Piece) -> None:
        """Put a piece into the cell that is open, or else on the page."""
        cells = [table.cell for table in self.tables if table.cell is not None]
        (cells[-1] if cells else self.page.pieces).append(piece)

    # What is told

    def tell(self, kind: str, what: str, words: str = "") -> None:
        """Note something on the paragraph that is open; `words` are those that it is about, which are told whole."""
        self.told[kind, what, " ".join(words.split())] = None

    def _say(self, text: Text | None) -> None:
        line = text.line if text else max(self.line, 1)
        for kind, what, words in self.told:
            self.note(line, kind, f"{what}（{self._where(text)}）" + (f"：{words}" if words else ""))
        self.told = {}

    def _where(self, text: Text | None) -> str:
        if text:
            words = annotated(text.text).text
            return f"“{words[:OPENING]}{'…' if len(words) > OPENING else ''}”处"
        return f"“{'…' if len(self.last) > OPENING else ''}{self.last[-OPENING:]}”之后" if self.last else "文首"

    def note(self, line: int, kind: str, text: str) -> None:
        """Note something on a paragraph by its number, 0 for the whole page; the same is not noted twice in a row."""
        noted = self.noted.setdefault(kind, [])
        if not noted or (noted[-1].line, noted[-1].text) != (line, text):
            noted.append(Note(line, kind, text))

    def _notes(self) -> list[Note]:
        """Return the notes in order; behind the first ones of a kind the words of all others are one."""
        made = self.unseen.notes()
        for kind, noted in self.noted.items():
            made += noted[:MOST_NOTES]
            if rest := noted[MOST_NOTES:]:
                made.append(Note(rest[0].line, kind, "；".join(f"第 {note.line} 段，{note.text}" for note in rest)))
        return sorted(made, key=lambda note: note.line)

    # Pictures and tables

    def picture(self, source: str, alt: str) -> None:
        """Add a picture."""
        self.put(Image(source, alt, self.line))

    def open_table(self) -> None:
        """Begin a table."""
        self.tables.append(_Table(self.line + 1))

    def open_row(self) -> None:
        """Begin a row of the table that is open."""
        self.tables[-1].rows.append([])

    def open_cell(self, across: int = 1, down: int = 1) -> None:
        """Begin a cell, in a row of its own where none is open."""
        if not self.tables[-1].rows:
            self.open_row()
        self.tables[-1].cell = []
        self.tables[-1].span = (across, down)

    def close_cell(self) -> None:
        """End the cell that is open."""
        table = self.tables[-1]
        if table.cell is not None:
            table.rows[-1].append(Cell(tuple(table.cell), *table.span))
            table.cell = None

    def close_table(self) -> None:
        """End the table that is open; one that claims more cells than a page may have becomes a
        paragraph for each row, which is noted. A caption over what will be no table is a paragraph."""
        table = self.tables.pop()
        grid = Grid(tuple(tuple(row) for row in table.rows if row), table.line, table.caption, table.heads)
        if grid.caption and (grid.frames or self.in_cell or not any(cell.text for row in grid.rows for cell in row)):
            self.put(Text(((grid.caption, False),), table.line))
            grid = replace(grid, caption="")
        if not grid.rows:
            return
        if (blank := empty_cells(grid.rows)) <= self.blank:
            self.blank -= max(blank, 0)
            self.put(grid)
            return
        self.note(table.line, "表格", "有一个表格的空格或合并格太多，每行文字改成了一段，各格之间用竖线隔开，请核对")
        lines = (" | ".join(cell.text for cell in row if cell.text.strip()) for row in grid.rows)
        for line in filter(None, (grid.caption, *lines)):
            self.put(Text(((line, False),), table.line))

    def take(self, page: Page) -> None:
        """Put what another page holds on this one, but for its pictures, which are noted."""
        for piece in page.pieces:
            if isinstance(piece, Image):
                self.note(self.line, "图片", "插入的文件里的图片没有读入，请另传")
                continue
            self.line += 1
            self.put(replace(piece, line=self.line))
        for note in page.notes:
            self.note(self.line, note.kind, note.text)

    def finished(self) -> Page:
        """Return the page, with what was told last."""
        self.end()
        self.page.notes += self._notes()
        return self.page


def level_bold(pieces: Iterable[Piece]) -> list[Piece]:
    """Take bold away where most of a text is bold: there it marks nothing."""
    found = list(pieces)
    words = [each for piece in found if isinstance(piece, Text) for each in piece.pieces]
    if sum(len(w) for w, bold in words if bold) * 10 <= sum(len(w) for w, _ in words) * 7:
        return found
    return [replace(p, pieces=tuple((w, False) for w, _ in p.pieces)) if isinstance(p, Text) else p for p in found]


def _split(pieces: list[Words]) -> list[list[Words]]:
    """Part a paragraph at soft line ends: two that follow each other, where a sentence ends or a
    numbered point begins; join the others."""
    parts: list[list[Words]] = [[]]
    for n, (words, bold) in enumerate(pieces):
        if words != BREAK:
            parts[-1].append((words, bold))
            continue
        before = _end_of(parts[-1])
        following = _start_of(pieces[n + 1 :])
        after = following.lstrip("\n\u3000\u00a0 ")
        doubled = re.match(r"[ \u00a0\u3000]*\n", following)
        if (
            doubled
            or re.match(r"\s*[\u3000\u00a0]{2}", following)
            or ENDS_HERE.search(before)
            or ORDINAL_START.match(after)
        ):
            parts.append([])
        elif re.search(r"[A-Za-z,.;]$", before) and re.match(r"[A-Za-z]", after):
            parts[-1].append((" ", bold))
    return parts


LOOK = 80


def _start_of(pieces: list[Words]) -> str:
    """Return the beginning of some pieces, as much as is looked at."""
    found = ""
    for words, _ in pieces:
        found += words
        if len(found) >= LOOK:
            break
    return found


def _end_of(pieces: list[Words]) -> str:
    found = ""
    for words, _ in reversed(pieces):
        found = words + found
        if len(found) >= LOOK:
            break
    return found


def _narrowed(space: re.Match[str]) -> str:
    """Return what stands for spaces in a row: a tab, a wide gap that parts columns, or one space."""
    wide = sum(2 if char == "\u3000" else 1 for char in space[0]) >= WIDE
    return "\t" if "\t" in space[0] else GAP if wide else " "


def _trimmed(pieces: list[Words]) -> tuple[Words, ...]:
    """Return pieces without the spaces that only set them apart: at both ends, and more than one in a row."""
    made: list[Words] = []
    for words, bold in pieces:
        words = re.sub(r"\s+", _narrowed, words)
        if (not made or made[-1][0].endswith((" ", "\t", GAP))) and words.startswith((" ", "\t", GAP)):
            words = words[1:]
        if not words:
            continue
        if made and made[-1][1] == bold:
            made[-1] = (made[-1][0] + words, bold)
        else:
            made.append((words, bold))
    while made and not made[-1][0].strip():
        made.pop()
    if made:
        made[-1] = (made[-1][0].rstrip(), made[-1][1])
    return tuple(made)
