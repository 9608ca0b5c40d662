"""Tables on their way through the forms of the CMS."""

import json

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given

from cms.core.blocks import BodyBlock, DataTableBlock, body_record, body_stream
from records import Merge, Table
from tests.records.test_body import tables


@given(tables().filter(lambda table: any(map(any, (table.columns, *table.rows)))))
def test_any_table_comes_back_from_the_cms_as_it_went_in(table: Table) -> None:
    block = BodyBlock()
    stream = block.to_python(block.get_prep_value(block.normalize(body_stream((table,), lambda _: None))))
    (made,) = body_record(stream)
    assert _plain(made) == _plain(table)


def _plain(table: Table) -> object:
    """Return a table with its short rows filled: the form keeps their last cells as merges."""
    width = len(table.columns)
    rows = [tuple(" ".join(cell.split()) for cell in row) for row in (table.columns, *table.rows)]
    short = {(n, len(row) - 1) for n, row in enumerate(rows) if len(row) < width}
    across = {(m.row, m.column, m.down, m.across) for m in table.merged} | {(n, at, 1, width - at) for n, at in short}
    return [row + ("",) * (width - len(row)) for row in rows], across, table.head_rows, " ".join(table.caption.split())


def test_a_merge_of_the_first_row_makes_the_head_deeper() -> None:
    data = [["地区", "篇数", ""], ["", "报送", "采用"], ["南京", "3", "2"]]
    merges = [{"row": 0, "col": 0, "rowspan": 2, "colspan": 1}, {"row": 0, "col": 1, "rowspan": 1, "colspan": 2}]
    (made,) = body_record(BodyBlock().to_python([{"type": "table", "value": {"data": data, "mergeCells": merges}}]))
    assert isinstance(made, Table) and made.head_rows == 2
    assert made.merged == (Merge(row=0, column=0, down=2), Merge(row=0, column=1, across=2))


def test_the_rows_that_the_editor_marks_are_the_head_whatever_is_merged() -> None:
    block = DataTableBlock()
    data = [["地区", "篇数", ""], ["", "报送", "采用"], ["南京", "3", "2"]]
    merges = [{"row": 0, "col": 0, "rowspan": 2, "colspan": 1}, {"row": 0, "col": 1, "rowspan": 1, "colspan": 2}]
    for rows, read in ((3, 3), (2, 2), (9, 3)):
        marks = [{"row": rows - 1, "col": 0, "className": "head"}, {"row": 0}, "x"]
        sent = {"data": data, "mergeCells": merges, "cell": marks, "table_caption": ""}
        (made,) = body_record(
            BodyBlock().to_python([{"type": "table", "value": block.clean(block.value_from_form(json.dumps(sent)))}])
        )
        assert isinstance(made, Table) and made.head_rows == read


def test_a_merge_across_the_end_of_the_head_is_refused_with_its_place() -> None:
    block = DataTableBlock()
    data = [["甲", "乙"], ["", "丙"], ["丁", ""], ["戊", "己"]]
    merges = [{"row": 0, "col": 0, "rowspan": 2, "colspan": 1}, {"row": 1, "col": 1, "rowspan": 2, "colspan": 1}]
    value = block.value_from_form(
        json.dumps({"data": data, "mergeCells": merges, "table_caption": "", "table_header_choice": "row"})
    )
    with pytest.raises(ValidationError, match="第 2 行第 2 列的合并跨过表头"):
        block.clean(value)
