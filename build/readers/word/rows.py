"""The rows of a Word table: which cells begin where, and how far they reach."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from readers.word.cells import WIDEST
from readers.word.names import NOTHING, W, number_of, switched, value

DELETED = {f"{W}del", f"{W}moveFrom"}


@dataclass
class RowCell:
    """A cell with its column; without an element it only fills a gap."""

    element: Element | None
    column: int
    across: int = 1
    down: int = 1
    goes_on: bool = False


Told = list[tuple[str, str]]


def rows_of(table: Element) -> tuple[list[list[RowCell]], int, Told]:
    """Return the cells of each row, how many rows are a head, and what is not shown: (what to say, the words)."""
    rows: list[list[RowCell]] = []
    told: Told = []
    heads, in_head = 0, True
    for row in _inside(table, "tr"):
        properties = row.find(f"{W}trPr")
        properties = NOTHING if properties is None else properties
        words = " ".join(
            filter(None, ("".join(t.text or "" for t in cell.iter(f"{W}t")) for cell in _inside(row, "tc")))
        )
        if properties.find(f"{W}del") is not None:
            told.append(("修订中删去的一行没有读入", words))
            continue
        if switched(properties, "hidden"):
            told.append(("隐藏的一行没有读入", words))
            continue
        in_head = in_head and bool(switched(properties, "tblHeader"))
        heads += in_head
        rows.append(_cells(row, properties, told))
    _reach_down(rows, told)
    return (
        [[cell for cell in row if not cell.goes_on] for row in rows],
        heads,
        [(what, words) for what, words in told if words],
    )


def _inside(parent: Element, name: str) -> Iterator[Element]:
    """Yield the rows of a table or the cells of a row, which may stand in content controls and the like."""
    for child in parent:
        if child.tag == W + name:
            yield child
        elif child.tag not in DELETED and child.tag not in (f"{W}tr", f"{W}tc", f"{W}tbl", f"{W}p"):
            yield from _inside(child, name)


def _cells(row: Element, properties: Element, told: Told) -> list[RowCell]:
    made: list[RowCell] = []
    column = 0
    for _ in range(_span(value(properties, "gridBefore"), least=0)):
        made.append(RowCell(None, column))
        column += 1
    for cell in _inside(row, "tc"):
        own = cell.find(f"{W}tcPr")
        own = NOTHING if own is None else own
        across = _span(value(own, "gridSpan"))
        beside = own.find(f"{W}hMerge")
        if made and beside is not None and beside.get(f"{W}val", "continue") == "continue":
            made[-1].across += across
            told.append(("被合并盖住的单元格里的文字没有读入", _words(cell)))
            column += across
            continue
        down = own.find(f"{W}vMerge")
        goes_on = down is not None and down.get(f"{W}val", "continue") == "continue"
        made.append(RowCell(cell, column, across, 1, goes_on))
        column += across
    for _ in range(_span(value(properties, "gridAfter"), least=0)):
        made.append(RowCell(None, column))
        column += 1
    return made


def _reach_down(rows: list[list[RowCell]], told: Told) -> None:
    """Give each cell the rows that go on with it; a cell that goes on with nothing is one of its own."""
    above: dict[int, RowCell] = {}
    for row in rows:
        now: dict[int, RowCell] = {}
        for cell in row:
            if not cell.goes_on or (first := above.get(cell.column)) is None or first.across != cell.across:
                cell.goes_on = False
                now[cell.column] = cell
                continue
            first.down += 1
            now[cell.column] = first
            told.append(
                ("被合并盖住的单元格里的文字没有读入", _words(cell.element) if cell.element is not None else "")
            )
        above = now


def _words(cell: Element) -> str:
    return "".join(t.text or "" for t in cell.iter(f"{W}t"))


def _span(text: str, least: int = 1) -> int:
    return max(least, min(number_of(text) or least, WIDEST))
