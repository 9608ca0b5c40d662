"""The register and its lists as a workbook, which can be edited and read in again."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from cms.distribution.members import Membership
from cms.distribution.recipients import Recipient

REGISTER, LISTS = "收件单位", "名单"
ACTIVE = re.compile(r"^\s*[=+\-@\t\r]")  # what a spreadsheet may take for a formula
NUMBER, NAME = "编号", "单位"
# Head, field of the register, width in characters.
COLUMNS = (
    (NUMBER, "pk", 8),
    (NAME, "name", 30),
    ("别名", "aliases", 24),
    ("类别", "kind", 16),
    ("地址", "address", 40),
    ("邮编", "postcode", 9),
    ("收件处室", "department", 16),
    ("电话", "phone", 18),
    ("电子邮箱", "email", 24),
    ("渠道", "channel", 9),
    ("启用日期", "valid_from", 12),
    ("停用日期", "valid_to", 12),
    ("可收密级", "secrecy", 10),
    ("备注", "note", 24),
)
LIST, SECTION, COPIES, PHRASE = "名单", "报送发", "份数", "版记称呼"
MEMBER_COLUMNS = ((LIST, 24), (SECTION, 8), (NUMBER, 8), (NAME, 30), (COPIES, 8), (PHRASE, 30))


def workbook(register: Iterable[Recipient], members: Iterable[Membership]) -> bytes:
    """Return an XLSX file of recipients and of who is on which list."""
    book = Workbook()
    sheet = book.active
    sheet.title = REGISTER
    _head(sheet, [(head, width) for head, _, width in COLUMNS])
    for row, one in enumerate(register, 2):
        for column, (_, name, _) in enumerate(COLUMNS, 1):
            value = one.get_kind_display() if name == "kind" else getattr(one, name)
            _put(sheet, row, column, value)
    sheet = book.create_sheet(LISTS)
    _head(sheet, MEMBER_COLUMNS)
    for row, member in enumerate(members, 2):
        of = (member.distribution_list.slug, member.section, member.recipient_id, member.recipient.name)
        for column, value in enumerate((*of, member.copies, member.phrase), 1):
            _put(sheet, row, column, value)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _head(sheet: Worksheet, columns: Iterable[tuple[str, int]]) -> None:
    for column, (head, width) in enumerate(columns, 1):
        cell = sheet.cell(1, column, head)
        cell.font, cell.alignment = Font(bold=True), Alignment(vertical="center")
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    sheet.page_setup.paperSize, sheet.page_setup.orientation = 9, "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _put(sheet: Worksheet, row: int, column: int, value: object) -> None:
    """Write a value; text stays text, whatever it begins with, so that 0025 stays 0025 and nothing is a formula."""
    cell = sheet.cell(row, column)
    if not isinstance(value, str):
        cell.value = value
        if hasattr(value, "year"):
            cell.number_format = "yyyy-mm-dd"
        return
    text = ILLEGAL_CHARACTERS_RE.sub("", value)
    cell.value, cell.data_type, cell.number_format = text, "s", "@"
    if ACTIVE.match(text):
        cell.quotePrefix = True
