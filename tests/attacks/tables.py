"""Word files whose tables are the attack: spans, columns, merges."""

from __future__ import annotations

from tests.attacks.making import body, maker
from tests.cms.word_samples import para


def grid(rows: int, cells: int, span: int = 1, words: str = "") -> str:
    text = f"<w:r><w:t>{words}</w:t></w:r>" if words else ""
    cell = f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/></w:tcPr><w:p>{text}</w:p></w:tc>'
    return "<w:tbl>" + f"<w:tr>{cell * cells}</w:tr>" * rows + "</w:tbl>"


@maker("wide cells.docx")
def _wide() -> bytes:
    return body(grid(200, 200, 10))


@maker("wide tables.docx")
def _wide_tables() -> bytes:
    return body(grid(50, 20, 10**9) * 60)


@maker("wide cells with words.docx")
def _wide_words() -> bytes:
    return body(grid(50, 20, 99_999, "甲") * 60)


@maker("cells.docx")
def _cells() -> bytes:
    return body(grid(1_000, 150))


@maker("columns.docx")
def _columns() -> bytes:
    return body(grid(1, 20_000, 1, "甲"), grid(20_000, 1, 1, "乙"))


@maker("merged down.docx")
def _down() -> bytes:
    cell = "<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>"
    return body("<w:tbl>" + f"<w:tr>{cell * 10}</w:tr>" * 8_000 + "</w:tbl>")


@maker("merged down with words.docx")
def _down_words() -> bytes:
    first = '<w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>' + para("甲") + "</w:tc>"
    more = "<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>"
    return body("<w:tbl>" + f"<w:tr>{first * 40}</w:tr>" + f"<w:tr>{more * 40}</w:tr>" * 2_000 + "</w:tbl>")


@maker("grid before.docx")
def _before() -> bytes:
    row = (
        f'<w:tr><w:trPr><w:gridBefore w:val="{10**9}"/><w:gridAfter w:val="{10**9}"/></w:trPr>'
        f"<w:tc>{para('甲')}</w:tc></w:tr>"
    )
    return body("<w:tbl>" + row * 3_000 + "</w:tbl>")


@maker("many tables.docx")
def _many_tables() -> bytes:
    return body(grid(1, 2, 1, "甲") * 20_000)
