"""计分事项 as a workbook: a template, and the reading of one, each bad cell with its row, column and remedy."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from cms.adoption.happening_forms import HappeningForm, Known, told_in
from cms.adoption.happenings import OFFERED, enter, key_of, known
from cms.adoption.words import GENRE, KIND, LEVEL, VIA
from cms.adoption.workbook import put
from cms.core.numbers import number_in
from cms.security.uploads import check_size, is_kind

NAMES = tuple(HappeningForm.base_fields)
HEAD = tuple(str(box.label) for box in HappeningForm.base_fields.values())
WIDTHS = (18, 12, 18, 26, 36, 36, 10, 16, 12, 10, 14, 8, 30)
MOST_ROWS, MOST_BYTES = 1000, 5 * 1024 * 1024
SHEET, HELP = "计分事项", "怎样填"
Cells = list[str]  # of a row, in the order of NAMES


@dataclass(frozen=True)
class Wrong:
    """A cell that cannot be taken: its row as the sheet counts them, its column, why, and what to do."""

    row: int
    column: str
    said: str


@dataclass
class Read:
    """What a workbook holds: rows that can be taken, with their numbers; those that are here already; bad cells."""

    good: list[tuple[int, Cells]] = field(default_factory=list)
    told: list[dict[str, Any]] = field(default_factory=list)  # of the good ones
    known: list[tuple[int, str]] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)


def template() -> bytes:
    """Return a workbook to fill in: lists to choose from, and a sheet that explains each column."""
    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    for column, (name, width) in enumerate(zip(HEAD, WIDTHS, strict=True), 1):
        put(sheet, 1, column, name).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = width
    for name, words in (("what", OFFERED), ("level", LEVEL), ("via", VIA)):
        letter = get_column_letter(NAMES.index(name) + 1)
        choices = DataValidation(type="list", formula1=f'"{",".join(words.values())}"', allow_blank=True)
        sheet.add_data_validation(choices)
        choices.add(f"{letter}2:{letter}{MOST_ROWS + 1}")
    for row in range(2, 202):
        sheet.cell(row, NAMES.index("day") + 1).number_format = "yyyy-mm-dd"
    sheet.freeze_panes = "A2"
    _explain(book.create_sheet(HELP))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _explain(sheet: Any) -> None:
    more = {"what": OFFERED, "level": LEVEL, "kind": KIND, "genre": GENRE, "via": VIA}
    for row, (name, box) in enumerate(HappeningForm.base_fields.items(), 1):
        said = [str(box.help_text), "可以写：" + "、".join(more[name].values()) if name in more else ""]
        put(sheet, row, 1, str(box.label)).font = Font(bold=True)
        put(sheet, row, 2, "。".join(filter(None, said))).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 20, 80


def rows_in(file: UploadedFile[bytes]) -> list[tuple[int, Cells]]:
    """Return the filled rows of a workbook as text, with their numbers; ValidationError for what is none of ours."""
    check_size(file, MOST_BYTES, "分成几个文件")
    if not (file.name or "").lower().endswith(".xlsx") or not is_kind(file, "xlsx"):
        raise ValidationError(f"“{file.name}”不是 XLSX 表格，或者已经损坏。请下载模板填写，存成 XLSX 再传。")
    file.seek(0)
    try:
        book = load_workbook(io.BytesIO(file.read()), read_only=True, data_only=True)
        sheet = book[SHEET] if SHEET in book.sheetnames else book.worksheets[0]
        rows = list(_bounded(sheet.iter_rows(values_only=True, max_col=40)))
    except ValidationError:
        raise
    except Exception as error:  # openpyxl raises whatever its parts raise
        raise ValidationError(f"“{file.name}”打不开。请用表格软件打开，另存成 XLSX 再传。") from error
    return list(_named(rows))


def _bounded(rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    """Yield rows up to the last that may be; ValidationError where there are more."""
    empty = 0
    for n, row in enumerate(rows):
        empty = 0 if any(value not in (None, "") for value in row) else empty + 1
        if empty > MOST_ROWS:
            return
        if n - empty > MOST_ROWS:
            raise ValidationError(f"一个文件最多 {MOST_ROWS} 行。请分成几个文件上传。")
        yield row


def _named(rows: list[Sequence[Any]]) -> Iterator[tuple[int, Cells]]:
    head = [_text(value) for value in rows[0]] if rows else []
    missing = [name for name in (HEAD[0], HEAD[1]) if name not in head]
    if missing:
        raise ValidationError(f"第 1 行没有列名“{'”“'.join(missing)}”。请用模板，第 1 行的列名不要改。")
    unknown = [name for name in head if name and name not in HEAD]
    if unknown:
        raise ValidationError(f"看不懂列名“{'”“'.join(unknown)}”。请用模板里的列名，或者删去这一列。")
    columns = [head.index(name) if name in head else None for name in HEAD]
    for number, row in enumerate(rows[1:], 2):
        cells = [_text(row[at]) if at is not None and at < len(row) else "" for at in columns]
        if any(cells):
            yield number, cells


def _text(value: Any) -> str:
    """Return what a cell shows."""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, float):
        return str(Decimal(repr(value)))
    return "" if value is None else str(value).strip()


def read(rows: Sequence[tuple[int, Cells]]) -> Read:
    """Look at rows as the form does; nothing is kept."""
    place = NAMES.index("article")
    among = Known(number_in(cells[place]) for _, cells in rows)
    found, seen = Read(), dict[str, int]()
    for number, cells in rows:
        form = HappeningForm(dict(zip(NAMES, cells, strict=True)), known=among)
        if not form.is_valid():
            for name, errors in form.errors.items():
                label = HEAD[NAMES.index(name)] if name in NAMES else ""
                found.wrong += [Wrong(number, label, str(said)) for said in errors]
            continue
        told = told_in(form)
        key = key_of(told)
        if key in seen:
            said = f"和第 {seen[key]} 行一样。重复的删去；确是两件事的，在备注里写明有什么不同。"
            found.wrong.append(Wrong(number, HEAD[-1], said))
            continue
        seen[key] = number
        if held := known(key):
            found.known.append((number, f"{held}{'（已作废，没有恢复）' if held.struck else ''}"))
        else:
            found.good.append((number, cells))
            found.told.append(told)
    return found


@transaction.atomic
def take(found: Read, user: User) -> int:
    """Keep the rows that hold, all or none, and return how many."""
    for told in found.told:
        enter(told, user)
    return len(found.told)
