"""Tables and pictures of a page become blocks, each with its caption; paragraphs stay as they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import msgspec

from readers.reading import Note
from readers.word.markup import picture_bytes
from readers.word.pages import Grid, Image, Piece, Text
from readers.word.pictures import Intake
from records.body import Picture, Table
from records.pictures import exported_name
from records.tables import Merge

LONGEST_CAPTION = 120
"""As long as the form of a picture takes it."""
LIKELY_CAPTION = 60
AUTOMATIC_ALT = re.compile(
    r"(图片|图像|Picture|Image|IMG|DSC|QQ|微信|截图|screenshot)?[\s_\-\d.]*(\.(png|jpe?g|bmp|gif))?"
    r"|.*已自动生成.*|.*description automatically.*",
    re.I | re.S,
)
CAPTION = re.compile(r"[（(]?(图|图为|图片说明)[\s\d一二三四五六七八九十]*[：:．.、\s]?")
TABLE_CAPTION = re.compile(r"(附?表)\s*[\d一二三四五六七八九十]*[：:．.、\s]")

Block = Text | Table | Picture


@dataclass
class Album:
    """The pictures of a file as they come in: what is kept, by name, and what is said of them."""

    media: dict[str, bytes]
    notes: list[Note]
    kept: dict[str, bytes] = field(default_factory=dict)
    count: int = 0
    intake: Intake = field(default_factory=Intake)

    def picture(self, image: Image) -> Picture | None:
        """Return a picture as a block; None, with a note, where it cannot be used."""
        data = self.media.get(image.source) or picture_bytes(image.source)
        if data is None:
            away = image.source if re.match(r"https?:", image.source, re.I) else ""
            where = f"它在网上：{away}" if away else "剪贴板里只有它在原电脑上的位置"
            self._without(image, f"有一张图片没有读入（{where}），请另传图片")
            return None
        data, suffix, said = self.intake.usable(data)
        if not data:
            self._without(image, said)
            return None
        if said:
            self.notes.append(Note(image.line, "图片", said))
        name = exported_name(data, suffix)
        self.kept[name] = data
        self.count += 1
        alt = "" if AUTOMATIC_ALT.fullmatch(image.alt) else " ".join(image.alt.split())[:200]
        if not alt:
            self.notes.append(
                Note(image.line, "图片", f"第 {self.count} 张图片没有说明画面的文字，请在编辑页补写“替代文字”")
            )
        return Picture(media=name, alt=alt)

    def _without(self, image: Image, problem: str) -> None:
        alt = "" if AUTOMATIC_ALT.fullmatch(image.alt) else f"。它的替代文字：{' '.join(image.alt.split())}"
        self.notes.append(Note(image.line, "图片", problem + alt))


def blocks_of(pieces: Sequence[Piece], album: Album, is_caption: Callable[[Text], bool]) -> Iterator[Block]:
    """Yield the blocks of a page; tables that only frame text become what they hold.

    Args:
        pieces: the page.
        album: takes the pictures in.
        is_caption: whether a paragraph below a picture or above a table, set as captions are, may be one.

    """
    skip = -1
    for n, piece in enumerate(pieces):
        after = pieces[n + 1] if n + 1 < len(pieces) else None
        if n == skip:
            continue
        if isinstance(piece, Image):
            picture = album.picture(piece)
            if (
                picture
                and isinstance(after, Text)
                and len(after.text) <= LIKELY_CAPTION
                and _names_picture(after, is_caption)
            ):
                picture, skip = msgspec.structs.replace(picture, caption=after.text), n + 1
            if picture:
                yield picture
        elif isinstance(piece, Grid):
            yield from _of_grid(piece, "", album, is_caption)
        elif isinstance(after, Grid) and _takes_caption(after) and _names_table(piece, is_caption):
            skip = n + 1
            yield from _of_grid(after, piece.text, album, is_caption)
        else:
            yield piece


def unframed(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces of a page with those that stand in frames."""
    return [
        each
        for piece in pieces
        for each in (unframed(piece.pieces) if isinstance(piece, Grid) and piece.frames else [piece])
    ]


def _of_grid(grid: Grid, caption: str, album: Album, is_caption: Callable[[Text], bool]) -> Iterator[Block]:
    if grid.frames:
        yield from blocks_of(grid.pieces, album, is_caption)
        return
    for image in _images(grid):
        if (picture := album.picture(image)) is not None:
            album.notes.append(Note(grid.line, "图片", "表格里的图片移到了表格前面"))
            yield picture
    if any(isinstance(piece, Grid) for piece in grid.pieces):
        album.notes.append(Note(grid.line, "表格", "表格里套着的表格拆成了文字，请核对"))
    if (table := table_of(grid, caption)) is not None:
        yield table


def _images(grid: Grid) -> Iterator[Image]:
    for piece in grid.pieces:
        if isinstance(piece, Image):
            yield piece
        elif isinstance(piece, Grid):
            yield from _images(piece)


def _takes_caption(grid: Grid) -> bool:
    return not grid.frames and not grid.caption and any(cell.text for row in grid.rows for cell in row)


def _names_picture(text: Text, is_caption: Callable[[Text], bool]) -> bool:
    return bool(CAPTION.match(text.text)) or (text.kind == "centred" and is_caption(text))


def _names_table(text: Text, is_caption: Callable[[Text], bool]) -> bool:
    centred = text.kind == "centred" and not re.search(r"[。；]", text.text) and is_caption(text)
    return len(text.text) <= LIKELY_CAPTION and bool(centred or TABLE_CAPTION.match(text.text))


# Tables


def table_of(grid: Grid, caption: str = "") -> Table | None:
    """Return a table with its cells in their columns and its merges; None where it has no words.

    A first row that is one cell over all columns is the caption, where the table has no other.
    Rows without any words are left out.
    """
    caption = caption or grid.caption
    rows, merged = _laid_out(grid)
    rows, merged = _without_empty(rows, merged)
    heads = grid.heads
    if not rows:
        return None
    width = len(rows[0])
    over_all = Merge(row=0, column=0, across=width)
    if not caption and len(rows) > 1 and over_all in merged and 0 < len(rows[0][0]) <= LONGEST_CAPTION:
        caption, rows, heads = rows[0][0], rows[1:], heads - 1
        merged = [msgspec.structs.replace(m, row=m.row - 1) for m in merged if m.row]
    heads = _head_rows(rows, merged, heads)
    kept = [part for m in merged for part in _at_the_head(m, heads)]
    return Table(
        columns=tuple(rows[0]),
        rows=tuple(tuple(row) for row in rows[1:]),
        caption=caption,
        merged=tuple(kept),
        head_rows=heads,
    )


def _laid_out(grid: Grid) -> tuple[list[list[str]], list[Merge]]:
    """Return the words of each cell in its row and column, '' where another reaches over it, and the merges."""
    taken: dict[tuple[int, int], str] = {}
    merged: list[Merge] = []
    for n, row in enumerate(grid.rows):
        column = 0
        for cell in row:
            while (n, column) in taken:
                column += 1
            down = min(cell.down, len(grid.rows) - n)
            across = 1
            while across < cell.across and (n, column + across) not in taken:
                across += 1
            for reached in range(down * across):
                taken[n + reached // across, column + reached % across] = ""
            taken[n, column] = cell.text
            if down * across > 1:
                merged.append(Merge(row=n, column=column, down=down, across=across))
            column += across
    width = max((column for _, column in taken), default=-1) + 1
    return [[taken.get((n, column), "") for column in range(width)] for n in range(len(grid.rows))], merged


def _without_empty(rows: list[list[str]], merged: list[Merge]) -> tuple[list[list[str]], list[Merge]]:
    kept = [n for n, row in enumerate(rows) if any(row)]
    place = {n: at for at, n in enumerate(kept)}
    made = []
    for m in merged:
        reached = [place[n] for n in range(m.row, m.row + m.down) if n in place]
        if m.row in place and len(reached) * m.across > 1:
            made.append(Merge(row=place[m.row], column=m.column, down=len(reached), across=m.across))
    return [rows[n] for n in kept], made


def _head_rows(rows: list[list[str]], merged: Sequence[Merge], marked: int) -> int:
    """Return how many rows are the head: as many as are marked so, or as the first one's
    merges reach down or spread over."""
    first = [m for m in merged if m.row == 0]
    down = max((m.down for m in first), default=1)
    if down == 1 and any(1 < m.across < len(rows[0]) for m in first) and len(rows) > 2 and not _counts(rows[1]):
        down = 2
    heads = max(marked, down)
    return heads if heads < len(rows) else 1


def _counts(row: Sequence[str]) -> bool:
    return any(re.fullmatch(r"[\d.,，%％—\-]+", cell) for cell in row if cell)


def _at_the_head(merge: Merge, heads: int) -> Iterator[Merge]:
    """Yield a merge, the one across the head's lower edge as what is left of it in the head."""
    down = min(merge.down, heads - merge.row) if merge.row < heads else merge.down
    if down * merge.across > 1:
        yield msgspec.structs.replace(merge, down=down)
