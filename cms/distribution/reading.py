"""A workbook that somebody hands in becomes rows of text, each with its place; it is believed nothing."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from cms.core.typed import plain
from cms.distribution.sheets import COLUMNS, LISTS, MEMBER_COLUMNS, NAME, REGISTER

MOST_BYTES, MOST_UNPACKED = 5 * 1024 * 1024, 60 * 1024 * 1024
MOST_ROWS = 5_000
ENTITIES = (b"<!DOCTYPE", b"<!ENTITY")
HEADS = {REGISTER: [head for head, _, _ in COLUMNS], LISTS: [head for head, _ in MEMBER_COLUMNS]}
ALSO = {"收件单位": NAME, "名称": NAME, "单位名称": NAME, "邮政编码": "邮编", "联系电话": "电话", "邮箱": "电子邮箱"}


@dataclass(frozen=True)
class Finding:
    """What is wrong with a cell, or doubtful, and what to do; what `stops` keeps the whole file from being taken."""

    sheet: str
    row: int
    column: str
    said: str
    remedy: str
    stops: bool = True


@dataclass(frozen=True)
class Line:
    """A row of a sheet: its number there, and its cells by their heads."""

    row: int
    cells: dict[str, str]

    def __getitem__(self, head: str) -> str:
        return self.cells.get(head, "")


@dataclass
class Sheets:
    """What was read."""

    register: list[Line] = field(default_factory=list)
    lists: list[Line] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read(file: bytes) -> Sheets:
    """Return what a workbook says.

    Raises:
        ValidationError: it is no workbook, larger than any register, or has none of our sheets.

    """
    _check(file)
    try:
        book = load_workbook(io.BytesIO(file), read_only=True, data_only=True)
    except Exception as error:  # openpyxl raises whatever a broken file makes it trip over
        raise ValidationError("这个文件打不开，可能损坏了。请用 Excel 或 WPS 另存为 .xlsx，再上传。") from error
    made = Sheets()
    found = {name: book[name] for name in HEADS if name in book.sheetnames}
    if not found:
        found = {REGISTER: book[book.sheetnames[0]]}  # somebody's own list
    for name, sheet in found.items():
        lines = list(_lines(name, sheet, made.findings))
        (made.register if name == REGISTER else made.lists).extend(lines)
    if not made.register and not made.lists and not made.findings:
        raise ValidationError("表里没有一行内容。请在“收件单位”表的第 2 行起填写，一行一家。")
    return made


def _check(file: bytes) -> None:
    if len(file) > MOST_BYTES:
        raise ValidationError(f"文件有 {len(file) // 1024 // 1024} MB，最大 5 MB。请只留登记用的两张表，另存再上传。")
    try:
        with zipfile.ZipFile(io.BytesIO(file)) as packed:
            infos = packed.infolist()
            if sum(info.file_size for info in infos) > MOST_UNPACKED:
                raise ValidationError("文件展开以后太大，不像收件单位登记。请只留登记用的两张表，另存再上传。")
            for info in infos:
                if info.filename.endswith((".xml", ".rels")) and any(e in packed.read(info) for e in ENTITIES):
                    raise ValidationError("文件里有不该有的内容（DOCTYPE），没有读取。请用 Excel 或 WPS 另存再上传。")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise ValidationError("这不是 .xlsx 文件。请用 Excel 或 WPS 另存为 .xlsx，再上传。") from error


def _lines(name: str, sheet: Worksheet, findings: list[Finding]) -> Iterator[Line]:
    rows = sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=60, values_only=True)
    try:
        heads = [ALSO.get(text, text) for text in (_text(value).replace(" ", "") for value in next(rows, ()))]
        known = HEADS[name]
        if NAME not in heads:
            said = f"第 1 行里没有“{NAME}”这一列"
            findings.append(Finding(name, 1, NAME, said, f"第 1 行写列名：{'、'.join(known)}"))
            return
        for head in heads:
            if head and head not in known:
                findings.append(Finding(name, 1, head, "不认识这一列，不读", "不要紧的不用管；写错列名的改过来", False))
        for number, values in enumerate(rows, 2):
            cells = {}
            for head, value in zip(heads, values, strict=False):
                if head in known:
                    cells[head] = _cell(name, number, head, value, findings)
            if any(cells.values()):
                if number > MOST_ROWS + 1:
                    findings.append(Finding(name, number, NAME, f"超过 {MOST_ROWS} 行", "请分成几个文件"))
                    return
                yield Line(number, cells)
    except ValidationError:
        raise
    except Exception as error:  # a sheet that is broken within a book that is not
        raise ValidationError(f"“{name}”这张表读不下去，可能损坏了。请用 Excel 或 WPS 另存再上传。") from error


def _cell(sheet: str, row: int, head: str, value: object, findings: list[Finding]) -> str:
    try:
        return plain(_text(value))
    except ValidationError as error:
        findings.append(Finding(sheet, row, head, "有不能保存的字符", "".join(error.messages)))
        return ""


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case datetime.datetime() | datetime.date():
            return value.strftime("%Y-%m-%d")
        case float() if value.is_integer():
            return str(int(value))
    return str(value)
