"""Hostile files: reading one ends in a result or in one clear refusal, within bounds of time and memory."""

from __future__ import annotations

import pytest

from press.records import Paragraph, Table
from press.records.readers.word import read_html


def table(rows: int, cells: int, span: str = "", words: str = "") -> str:
    return "<table>" + f"<tr>{f'<td {span}>{words}</td>' * cells}</tr>" * rows + "</table>"


def test_a_table_has_at_most_as_many_cells_as_characters_can_fill() -> None:
    body, _, notes = read_html(table(300, 20, "colspan=50 rowspan=50") + table(1, 3000, words="甲") + table(3000, 1, words="乙"))
    assert sum(len(block.columns) * (1 + len(block.rows)) for block in body if isinstance(block, Table)) <= 11_000
    body, _, notes = read_html("<table><tr>" + "<td>甲</td>" * 3000 + "</tr>" + "<tr><td>乙</td></tr>" * 3000 + "</table>")
    assert body[1:] == (Paragraph(text="乙"),) * 3000 and [note.kind for note in notes] == ["表格"]


def test_a_genuine_table_keeps_its_cells() -> None:
    (block,), _, notes = read_html(table(400, 6, words="甲") + table(40, 40))
    assert isinstance(block, Table) and (len(block.columns), len(block.rows), notes) == (6, 399, ())


@pytest.mark.parametrize("value", ["²", "9" * 5000, "-1", "0", "1.5", "", "十"])
def test_a_span_that_is_no_number_counts_as_one_or_as_the_widest(value: str) -> None:
    (block,), _, _ = read_html(f"<table><tr><td colspan='{value}'>甲</td><td>乙</td></tr></table>")
    assert isinstance(block, Table) and block.columns[0] == "甲" and block.columns[-1] == "乙" and len(block.columns) in (2, 51)
