"""Rules of tables: cells hold their text, captions and heads stand with their rows,
and what goes on overleaf says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from bulletins.audit.document import Document, Glyph, Page
from bulletins.audit.rules import CUSTOM, GB, Finding, Findings, checked
from bulletins.audit.standard import CLOSING, OPENING, SIHAO
from bulletins.audit.structure import CELLS

ABSENT = "没有表格"
LEAST_PT = 9.0  # 小五
TOUCH_MM = 0.2  # less than this on a line is a rounding


@dataclass(frozen=True)
class Cell:
    """The text of a cell on a page, and where it lies: along its lines, and across them."""

    table: int
    standard: str
    continued: bool
    page: Page
    glyphs: tuple[Glyph, ...]

    @property
    def along(self) -> tuple[float, float]:
        """Where its text begins and ends, as its lines run; a mark has half of its cell for what shows of it."""
        begins = min(g.begins + (g.em / 2 if g.text in OPENING else 0) for g in self.glyphs)
        return begins, max(g.ends - (g.em / 2 if g.text in CLOSING else 0) for g in self.glyphs)

    @property
    def down(self) -> tuple[float, float]:
        """Where its first and last baselines lie."""
        places = [g.baseline if g.upright else g.right for g in self.glyphs]
        return min(places), max(places)

    @property
    def text(self) -> str:
        """Its characters."""
        return "".join(g.text for g in self.glyphs)

    @property
    def where(self) -> str:
        """Its place as people say it."""
        return f"{self.page.where}“{self.text[:10]}”"


@checked(
    "table.sideways",
    "横排表格表头朝左",
    GB + "8",
    "单页码表头在订口一边，双页码在切口一边",
    need="bulletin",
    absent="没有横排表格",
)
def sideways(document: Document) -> Findings:
    """Compare the places of head and other cells on turned pages: left is the binding of
    odd pages and the edge of even ones."""
    for _, cells in _by_table(document):
        if cells[0].page.sideways:
            heads, others = ([g.left for c in cells if c.standard == kind for g in c.glyphs] for kind in CELLS)
            if heads and others:
                yield Finding(
                    max(heads) < min(others), "朝左" if max(heads) < min(others) else "不在左边", cells[0].page.where
                )


@checked("table.cells", "表格文字在格内", CUSTOM, "文字不压竖线，不出格", need="bulletin", absent=ABSENT)
def cells(document: Document) -> Findings:
    """Look for lines that part cells and run through the text of one."""
    lines = {page.number: list(_partings(page)) for page in document.pages}
    for cell in _cells(document):
        begins, ends = cell.along
        top, bottom = cell.down
        em = cell.glyphs[0].em
        cut = any(
            begins + TOUCH_MM < at < ends - TOUCH_MM and low < bottom - em / 3 and top - em / 3 < high
            for at, low, high in lines[cell.page.number]
        )
        yield Finding(not cut, "压在线上" if cut else "都在格内", cell.where)


@checked("table.caption", "表题与表在一页", CUSTOM, "表题、表头和表的头一行在同一页", need="bulletin", absent=ABSENT)
def caption(document: Document) -> Findings:
    """Compare the page of each caption with that of the table's first row."""
    rows = {
        table: cells[0].page.number for table, cells in _by_table(document) if any(c.standard == "TD" for c in cells)
    }
    for tables in _continuing(document):
        first = document.elements[tables[0]]
        above = [
            e for e in document.elements[: first.index] if e.parent == first.parent and e.kind == "BulletinCaption"
        ]
        if not any(table in rows for table in tables):
            continue  # no row has any text
        holds = tables[0] in rows and (not above or above[-1].page == rows[tables[0]])
        yield Finding(holds, "在一页" if holds else "表题或表头与表分开", f"第 {(above or [first])[-1].page} 页")


@checked(
    "table.continued",
    "转页的表格重复表头并注明续表",
    CUSTOM,
    "每页有表头，转页后注“续表”",
    need="bulletin",
    absent="没有转页的表格",
)
def continued(document: Document) -> Findings:
    """Look at the head of each table that goes on from another page."""
    heads = {table: [c for c in cells if c.standard == "TH"] for table, cells in _by_table(document)}
    for tables in _continuing(document):
        for table in tables[1:]:
            said = any(c.continued and c.text.startswith("续表") for c in heads.get(table, ()))
            headed = any(not c.continued for c in heads.get(table, ()))
            seen = "没有表头" if not headed else "没有注明续表" if not said else "有表头和续表"
            yield Finding(said and headed, seen, f"第 {document.elements[table].page} 页")


@checked("type.table", "表格字号", CUSTOM, "4号到小五（9 pt），一张表同一字号", need="bulletin", absent=ABSENT)
def size(document: Document) -> Findings:
    """Look at the sizes of the text of each table; calls of notes are smaller."""
    for _, cells in _by_table(document):
        sizes = {round(max(g.size_pt for g in c.glyphs), 1) for c in cells if not c.continued}
        holds = all(LEAST_PT - 0.1 <= each <= SIHAO + 0.1 for each in sizes) and len(sizes) <= 1
        yield Finding(holds, "、".join(f"{each:g} pt" for each in sorted(sizes)), cells[0].where)


def _cells(document: Document) -> Iterator[Cell]:
    """Yield the cells that have text, in the order of tables and pages."""
    for page in document.pages:
        owned: dict[int, list[Glyph]] = {}
        for glyph in page.glyphs:
            cell = document.inside(glyph.element, *CELLS)
            if cell is not None:
                owned.setdefault(cell, []).append(glyph)
        for index, glyphs in sorted(owned.items()):
            element, table = document.elements[index], document.inside(index, "Table")
            if table is not None:
                yield Cell(table, element.standard, element.kind == "BulletinContinued", page, tuple(glyphs))


def _by_table(document: Document) -> Iterator[tuple[int, list[Cell]]]:
    for table, cells in groupby(_cells(document), key=lambda cell: cell.table):
        yield table, list(cells)


def _continuing(document: Document) -> Iterator[list[int]]:
    """Yield the elements of each table: one for each page that it stands on."""
    tables = [e for e in document.elements if e.standard == "Table"]
    for _, parts in groupby(tables, key=lambda e: e.parent):
        yield [e.index for e in parts]


def _partings(page: Page) -> Iterator[tuple[float, float, float]]:
    """Yield where the lines that part cells stand along the lines of text, and from
    where to where they reach across them."""
    for stroke in page.strokes:
        if page.sideways and stroke.horizontal:
            yield -(stroke.top + stroke.bottom) / 2, stroke.left, stroke.right
        elif not page.sideways and not stroke.horizontal:
            yield (stroke.left + stroke.right) / 2, stroke.top, stroke.bottom
