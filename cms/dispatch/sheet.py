"""Tables as workbooks: text stays text whatever it begins with, heads stay in sight, A4 across."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

ACTIVE = re.compile(r"^\s*[=+\-@\t\r]")  # what a spreadsheet may take for a formula
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LEFT = Alignment(vertical="center", wrap_text=True)


@dataclass(frozen=True)
class Sheet:
    """A table: its name, a line above it, heads with their widths in characters, and its rows."""

    name: str
    title: str
    heads: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[object]]


def workbook(*sheets: Sheet) -> bytes:
    """Return an XLSX file of some tables."""
    book = Workbook(write_only=True)
    for one in sheets:
        made = book.create_sheet(one.name)
        made.freeze_panes = "A3"
        made.page_setup.paperSize, made.page_setup.orientation = 9, "landscape"
        made.page_setup.fitToWidth, made.page_setup.fitToHeight = 1, 0
        made.sheet_properties.pageSetUpPr.fitToPage = True
        made.print_title_rows = "1:2"
        for n, (_, width) in enumerate(one.heads, 1):
            made.column_dimensions[get_column_letter(n)].width = width
        made.append([_cell(made, one.title, Font(size=14, bold=True))])
        made.append([_cell(made, head, Font(bold=True)) for head, _ in one.heads])
        for row in one.rows:
            made.append([_cell(made, value) for value in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(sheet: object, value: object, font: Font | None = None) -> object:
    if not isinstance(value, str) and font is None and not hasattr(value, "isoformat"):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
    cell = WriteOnlyCell(sheet, value=text)
    if isinstance(text, str):
        cell.data_type, cell.alignment = "s", LEFT
        if ACTIVE.match(text):
            cell.quotePrefix = True
    else:
        cell.number_format = "yyyy-mm-dd"
    if font:
        cell.font = font
    return cell
