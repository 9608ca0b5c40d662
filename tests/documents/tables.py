"""Tables: merged and shifted cells, tables in tables, tables that only frame a text,
numbers that the list gives to a cell."""

from __future__ import annotations

from tests.documents.making import Inline, Making, block, para
from tests.documents.numerals import spelt
from tests.documents.package import Level

GRID = '<w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="0" w:type="auto"/></w:tblPr>'


def cell(content: str, properties: str = "") -> str:
    """Return a cell of these paragraphs."""
    return f'<w:tc><w:tcPr><w:tcW w:w="1700" w:type="dxa"/>{properties}</w:tcPr>{content}</w:tc>'


def row(*cells: str, properties: str = "") -> str:
    """Return a row."""
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{''.join(cells)}</w:tr>"


def table(columns: int, *rows: str) -> str:
    """Return a table."""
    grid = "<w:tblGrid>" + '<w:gridCol w:w="1700"/>' * columns + "</w:tblGrid>"
    return f"<w:tbl>{GRID}{grid}{''.join(rows)}</w:tbl>"


def said(d: Making, text: str = "") -> str:
    """Return a cell's paragraph with these words (a new name)."""
    return para(d.says(d.words(text or d.name())))


def span(n: int) -> str:
    """Return the property of a cell over several columns."""
    return f'<w:gridSpan w:val="{n}"/>'


FIRST, NEXT = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def add(d: Making, xml: str) -> None:
    """Add a table and the empty paragraph that Word puts after it."""
    d.body.append(xml + "<w:p/>")


@block
def plain_table(d: Making) -> None:
    heads = [d.name() for _ in range(3)]
    rows = [row(*(cell(said(d, head)) for head in heads), properties="<w:tblHeader/>")]
    for _ in range(d.random.randint(2, 4)):
        values = [d.name() for _ in range(3)]
        rows.append(row(*(cell(said(d, value)) for value in values)))
        d.placed += zip(heads, values, strict=True)
    add(d, table(3, *rows))


@block
def table_with_lines_in_cells(d: Making) -> None:
    heads = row(cell(said(d)), cell(said(d)))
    rows = [
        row(cell(said(d)), cell("".join(para(d.says(d.rich())) for _ in range(d.random.randint(1, 3)))))
        for _ in range(2)
    ]
    add(d, table(2, heads, *rows))


@block
def cells_over_columns(d: Making) -> None:
    heads = [d.name() for _ in range(4)]
    a, b, wide, last, end = (d.name() for _ in range(5))
    rows = [row(*(cell(said(d, head)) for head in heads))]
    rows.append(row(cell(said(d, a)), cell(said(d, wide), span(2)), cell(said(d, last))))
    rows.append(row(cell(said(d, b)), cell(said(d, end), span(3))))
    d.placed += [(heads[0], a), (heads[1], wide), (heads[3], last), (heads[0], b), (heads[1], end)]
    add(d, table(4, *rows))


@block
def cells_over_rows(d: Making) -> None:
    heads, top, values = [d.name() for _ in range(3)], d.name(), [d.name() for _ in range(4)]
    rows = [row(*(cell(said(d, head)) for head in heads))]
    rows.append(row(cell(said(d, top), FIRST), *(cell(said(d, value)) for value in values[:2])))
    rows.append(row(cell(para(""), NEXT), *(cell(said(d, value)) for value in values[2:])))
    d.placed += [(heads[0], top), *zip(heads[1:] * 2, values, strict=True)]
    add(d, table(3, *rows))


@block
def two_rows_of_heads(d: Making) -> None:
    unit, sent, used = d.name(), d.name(), d.name()
    leaves = [d.name() for _ in range(4)]
    top = row(cell(said(d, unit), FIRST), cell(said(d, sent), span(2)), cell(said(d, used), span(2)))
    second = row(cell(para(""), NEXT), *(cell(said(d, leaf)) for leaf in leaves))
    rows = []
    for _ in range(3):
        values = [d.name() for _ in range(5)]
        rows.append(row(*(cell(said(d, value)) for value in values)))
        d.placed += [(unit, values[0]), *zip(leaves, values[1:], strict=True)]
    add(d, table(5, top, second, *rows))


@block
def rows_that_begin_late(d: Making) -> None:
    heads = [d.name() for _ in range(4)]
    late, early, full = ([d.name() for _ in range(n)] for n in (3, 2, 4))
    rows = [row(*(cell(said(d, head)) for head in heads))]
    rows.append(row(*(cell(said(d, value)) for value in full)))
    rows.append(row(*(cell(said(d, value)) for value in late), properties='<w:gridBefore w:val="1"/>'))
    rows.append(row(*(cell(said(d, value)) for value in early), properties='<w:gridAfter w:val="2"/>'))
    d.placed += [*zip(heads, full, strict=True), *zip(heads[1:], late, strict=True), *zip(heads, early, strict=False)]
    add(d, table(4, *rows))


@block
def table_in_a_table(d: Making) -> None:
    inner = table(2, row(cell(said(d)), cell(said(d))), row(cell(said(d)), cell(said(d))))
    rows = [row(cell(said(d)), cell(said(d))), row(cell(said(d)), cell(para(d.says(d.words())) + inner + "<w:p/>"))]
    add(d, table(2, *rows))


@block
def frame_of_one_cell(d: Making) -> None:
    add(d, table(1, row(cell("".join(para(d.says(d.rich())) for _ in range(d.random.randint(2, 3)))))))


@block
def numbers_in_cells(d: Making) -> None:
    """A column 序号 whose figures are the numbers of a list."""
    form, text = d.random.choice(
        (("decimal", "%1"), ("decimal", "%1."), ("chineseCounting", "%1"), ("decimalEnclosedCircle", "%1"))
    )
    number = d.package.num(d.package.abstract([Level(form, text)]))
    properties = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr><w:jc w:val="center"/>'
    rows = [row(cell(said(d, "序号")), cell(said(d)), cell(said(d)))]
    for n in range(1, d.random.randint(3, 6)):
        name = d.name()
        d.count(text.replace("%1", spelt(form, n)), Inline("", name))
        rows.append(row(cell(para("", properties)), cell(said(d, name)), cell(said(d))))
    add(d, table(3, *rows))


@block
def list_in_a_cell(d: Making) -> None:
    number = d.package.num(d.package.abstract([Level("decimal", "%1.")]))
    lines = []
    for n in (1, 2, 3):
        line = d.words()
        d.count(f"{n}.", line)
        lines.append(para(d.says(line), f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'))
    add(d, table(2, row(cell(said(d)), cell(said(d))), row(cell(said(d)), cell("".join(lines)))))


@block
def table_with_caption_and_note(d: Making) -> None:
    centred = '<w:jc w:val="center"/>'
    d.put(d.words(f"表1 {d.name()}情况"), centred)
    plain_table(d)
    d.put(d.words(f"注：{d.sentence()}"))


@block
def rows_in_wrappers(d: Making) -> None:
    """Rows and cells within content controls and customXml, as forms have them."""
    heads, values = [d.name() for _ in range(2)], [d.name() for _ in range(4)]
    first = row(*(cell(said(d, head)) for head in heads))
    held = "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>"
    second = held.format(row(*(cell(said(d, value)) for value in values[:2])))
    third = row(
        held.format(cell(said(d, values[2]))), f'<w:customXml w:element="格">{cell(said(d, values[3]))}</w:customXml>'
    )
    d.placed += zip(heads * 2, values, strict=True)
    add(d, table(2, first, second, third))


@block
def floating_table(d: Making) -> None:
    xml = table(
        2, row(cell(said(d)), cell(said(d))), row(cell(said(d)), cell(said(d), '<w:textDirection w:val="tbRlV"/>'))
    )
    add(d, xml.replace("<w:tblW", '<w:tblpPr w:leftFromText="180" w:vertAnchor="text" w:tblpY="1"/><w:tblW'))


@block
def row_that_was_deleted(d: Making) -> None:
    by = 'w:id="41" w:author="审稿人" w:date="2024-03-01T08:00:00Z"'
    gone = (cell(para(f"<w:del {by}><w:r><w:delText>{d.hides(d.name())}</w:delText></w:r></w:del>")) for _ in range(2))
    new = (cell(para(f"<w:ins {by}>{d.says(d.name())}</w:ins>")) for _ in range(2))
    rows = [
        row(cell(said(d)), cell(said(d))),
        row(*gone, properties=f"<w:del {by}/>"),
        row(cell(said(d)), cell(said(d))),
    ]
    add(d, table(2, *rows, row(*new, properties=f"<w:ins {by}/>")))


@block
def table_without_a_head(d: Making) -> None:
    rows = [row(cell(said(d)), cell(para(d.says(d.words())))) for _ in range(3)]
    add(d, table(2, *rows))


@block
def table_with_empty_cells(d: Making) -> None:
    heads = [d.name() for _ in range(3)]
    values = [d.name() for _ in range(3)]
    rows = [row(*(cell(said(d, head)) for head in heads))]
    for n, value in enumerate(values):
        rows.append(row(*(cell(said(d, value) if k == n else para("")) for k in range(3))))
    d.placed += zip(heads, values, strict=True)
    add(d, table(3, *rows))


@block
def cells_over_rows_and_columns(d: Making) -> None:
    heads, corner, values = [d.name() for _ in range(3)], d.name(), [d.name() for _ in range(2)]
    rows = [row(*(cell(said(d, head)) for head in heads))]
    rows.append(row(cell(said(d, corner), span(2) + FIRST), cell(said(d, values[0]))))
    rows.append(row(cell(para(""), span(2) + NEXT), cell(said(d, values[1]))))
    d.placed += [(heads[0], corner), (heads[2], values[0]), (heads[2], values[1])]
    add(d, table(3, *rows))


@block
def cells_merged_across_the_old_way(d: Making) -> None:
    """hMerge, as files converted from .doc have it."""
    heads, wide, last = [d.name() for _ in range(3)], d.name(), d.name()
    rows = [row(*(cell(said(d, head)) for head in heads))]
    rows.append(
        row(cell(said(d, wide), '<w:hMerge w:val="restart"/>'), cell(para(""), "<w:hMerge/>"), cell(said(d, last)))
    )
    d.placed += [(heads[0], wide), (heads[2], last)]
    add(d, table(3, *rows))
