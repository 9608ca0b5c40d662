"""The table as a workbook: sheet 1 adds up by formulas, sheet 2 lists what was counted."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from cms.adoption.events import Event
from cms.adoption.table import Line, Table

TABLE, LIST = "统计表", "明细"
HEAD = 3  # the row of the head: title and note stand above
ACTIVE = re.compile(r"^\s*[=+\-@\t\r]")  # what a spreadsheet may take for a formula
EVENTS = ("序号", "报送单位", "计入", "标题", "简报", "日期", "起始页", "稿件编号", "说明")
WIDTHS = (6, 18, 30, 48, 26, 12, 8, 10, 34)
THIN = Side(style="thin", color="808080")
FRAME = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(vertical="center", wrap_text=True)


def workbook(table: Table, found: Sequence[Event]) -> bytes:
    """Return an XLSX file of a table and of all that it counts."""
    book = Workbook()
    sheet = book.active
    sheet.title = TABLE
    _fill_table(sheet, table, len(found))
    _fill_list(book.create_sheet(LIST), found)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def put(sheet: Worksheet, row: int, column: int, value: object) -> Cell:
    """Write a value; text stays text, whatever it begins with, also when somebody edits the cell."""
    cell = sheet.cell(row, column)
    if not isinstance(value, str):
        cell.value = value
        return cell
    text = ILLEGAL_CHARACTERS_RE.sub("", value)
    cell.value = text
    cell.data_type = "s"
    if ACTIVE.match(text):
        cell.quotePrefix = True
    return cell


def _formula(sheet: Worksheet, row: int, column: int, text: str) -> Cell:
    cell = sheet.cell(row, column)
    cell.value = f"={text}"
    return cell


def _fill_table(sheet: Worksheet, table: Table, events: int) -> None:
    added = len(table.columns) > 2  # a sum beside the columns that it adds
    columns = (*table.columns, "合计") if added else table.columns
    width = len(columns)
    for row, text, size in ((1, table.title, 16), (2, table.note, 11)):
        put(sheet, row, 1, text).font = Font(size=size, bold=row == 1)
        sheet.cell(row, 1).alignment = CENTRE
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=width)
    for column, name in enumerate(columns, 1):
        put(sheet, HEAD, column, name).font = Font(bold=True)
    first, last = HEAD + 1, HEAD + len(table.lines)
    for row, line in enumerate(table.lines, first):
        _fill_line(sheet, row, line, len(table.columns), added)
    total = last + 1
    put(sheet, total, 1, "合计").font = Font(bold=True)
    for column in range(2, width + 1):
        letter = get_column_letter(column)
        whole = f"SUM({letter}{first}:{letter}{last})" if last >= first else "SUM(0)"
        _formula(sheet, total, column, whole).font = Font(bold=True)
    for cells in sheet.iter_rows(min_row=HEAD, max_row=total, max_col=width):
        for cell in cells:
            cell.border, cell.alignment = FRAME, CENTRE
    put(sheet, total + 1, 1, "明细篇数")
    _formula(sheet, total + 1, width, f"COUNTA({LIST}!D2:D{max(2, events + 1)})").alignment = CENTRE
    for column in range(1, width + 1):
        sheet.column_dimensions[get_column_letter(column)].width = 14 if column == 1 else 22
    sheet.freeze_panes = f"B{HEAD + 1}"
    _on_paper(sheet, "portrait")


def _fill_line(sheet: Worksheet, row: int, line: Line, columns: int, added: bool) -> None:
    """Write a row; one whose last cell reaches over the rest has its numbers in the sum alone."""
    put(sheet, row, 1, line.name)
    across = len(line.cells) + 1 < columns
    for column, numbers in enumerate(line.cells, 2):
        plain: Any = numbers[0].count if len(numbers) == 1 and not numbers[0].label else "、".join(map(str, numbers))
        # Across two columns a count would add to the first alone.
        put(sheet, row, column, str(plain) if across else plain)
    if across:
        sheet.merge_cells(start_row=row, end_row=row, start_column=len(line.cells) + 1, end_column=columns)
    if added:
        counts = ",".join(str(number.count) for numbers in line.cells for number in numbers)
        _formula(sheet, row, columns + 1, f"SUM({counts if across else f'B{row}:{get_column_letter(columns)}{row}'})")


def _fill_list(sheet: Worksheet, found: Sequence[Event]) -> None:
    for column, (name, width) in enumerate(zip(EVENTS, WIDTHS, strict=True), 1):
        put(sheet, 1, column, name).font = Font(bold=True)
        sheet.cell(1, column).alignment = CENTRE
        sheet.column_dimensions[get_column_letter(column)].width = width
    for row, one in enumerate(found, 2):
        values = (row - 1, one.unit, one.row, one.title, one.issue, one.date, one.page, one.number, one.notes)
        for column, value in enumerate(values, 1):
            put(sheet, row, column, value).alignment = LEFT
        sheet.cell(row, 6).number_format = "yyyy-mm-dd"
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(EVENTS))}{max(1, len(found) + 1)}"
    _on_paper(sheet, "landscape")


def _on_paper(sheet: Worksheet, way: str) -> None:
    """Have it printed on A4, all columns on a page."""
    sheet.page_setup.paperSize, sheet.page_setup.orientation = 9, way
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
