"""Compare a table of a page with what print makes of it: parts by columns, each of which may go on over pages.

Print repeats the head on each page and the first column in each part; a row that is broken goes on in the first row of
the next page, and a cell that reaches over rows stands there again or goes on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from press.gate.saying import Block, Grid, same, tidy, without_marks
from records.tables import Cell

Found = tuple[str, str, str]  # where, the page's words, those of print
Place = tuple[int, int]


def compare_grids(page: Block, parts: Sequence[Sequence[Block]]) -> Iterator[Found]:
    """Yield where a table and its print differ, and what each says."""
    grid = page.grid
    assert grid
    if not same(page.text, parts[0][0].text):
        yield "的表题", page.text, parts[0][0].text
    start = 1
    for n, part in enumerate(parts):
        width = _grid(part[0]).width
        columns = (0, *range(start, start + width - 1))
        start += width - 1
        yield from _going_on(page.text, part, first=n == 0)
        for piece in part:
            yield from _cells(_seen(grid.head, columns), _seen(_grid(piece).head, range(width)), "表头")
        yield from _body(grid, columns, [_grid(piece) for piece in part])
    if start < grid.width:
        missing = next((cell for cell in grid.head if cell.column >= start), None)
        yield f"第 {start + 1} 列", missing.text if missing else "", ""


def _grid(block: Block) -> Grid:
    assert block.grid
    return block.grid


def _going_on(caption: str, part: Sequence[Block], *, first: bool) -> Iterator[Found]:
    """Compare what stands above a table that goes on: 续表1, 续表, and the caption, without its notes."""
    said = [*([] if first else [part[0].text]), *(_grid(piece).continued for piece in part[1:])]
    wanted = [
        tidy(text)
        for text in (f"续{without_marks(caption)}", f"续表　{without_marks(caption)}", "续表" if not caption else "")
    ]
    for text in said:
        if not any(same(each, text) for each in wanted if each):
            yield "的续表题", wanted[0] if caption else "续表", text


def _seen(cells: Sequence[Cell], columns: Sequence[int]) -> dict[Place, Cell]:
    """Return by place the cells of which some columns show something; columns are counted among these."""
    seen: dict[Place, Cell] = {}
    for cell in cells:
        shown = [n for n, column in enumerate(columns) if cell.column <= column < cell.column + cell.across]
        if shown:
            seen[cell.row, shown[0]] = Cell(cell.text, cell.row, shown[0], cell.down, len(shown))
    return seen


def _cells(page: Mapping[Place, Cell], paper: Mapping[Place, Cell], where: str) -> Iterator[Found]:
    for row, column in sorted(page.keys() | paper.keys()):
        ours, theirs = (cells[row, column].text if (row, column) in cells else "" for cells in (page, paper))
        if not same(ours, theirs):
            yield f"{where}第 {row + 1} 行第 {column + 1} 列", ours, theirs


def _body(grid: Grid, columns: Sequence[int], pieces: Sequence[Grid]) -> Iterator[Found]:
    """Compare the rows below a head."""
    expected = _seen(grid.body, columns)
    printed: dict[Place, list[str]] = {}
    rows = 0
    for n, piece in enumerate(pieces):
        offset = rows - (n > 0 and _broken(expected, printed, rows - 1))
        for cell in piece.body:
            printed.setdefault((offset + cell.row, cell.column), []).append(cell.text)
        rows = offset + piece.rows
    for (row, column), cell in sorted(expected.items()):
        texts = [text for down in range(cell.down) for text in printed.pop((row + down, column), ())]
        repeated = cell.down > 1 and all(not text or same(cell.text, text) for text in texts[1:])
        if not (texts and repeated and same(cell.text, texts[0])) and not same(cell.text, tidy("\n".join(texts))):
            yield f"第 {row + 1} 行第 {column + 1} 列", cell.text, tidy("\n".join(texts))
    for (row, column), texts in sorted(printed.items()):
        if any(texts):
            yield f"第 {row + 1} 行第 {column + 1} 列", "", tidy("\n".join(texts))


def _broken(expected: Mapping[Place, Cell], printed: Mapping[Place, Sequence[str]], row: int) -> bool:
    """Whether a row goes on overleaf: what stands of it so far is the beginning of what it says."""
    parts = [
        (cell.text, tidy("\n".join(printed.get(place, ()))))
        for place, cell in expected.items()
        if place[0] == row and cell.down == 1
    ]
    said = [(text, "".join(so_far.split())) for text, so_far in parts]
    return any(
        len(so_far) < len("".join(text.split())) and "".join(text.split()).startswith(so_far) for text, so_far in said
    )
