"""The words of a workbook that is embedded in a Word file, where it shows as a table."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree.ElementTree import Element

from readers.word.package import check_entries, parse
from records.errors import ContentError

X = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
NAME = "嵌入的表格"
LARGEST = 2_000_000
"""Bytes of all that is read of it; what shows in a page of Word is far smaller."""


def workbook_words(data: bytes) -> str:
    """Return the cells of a workbook's sheets row by row, '' for what is no workbook or cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_entries(archive, NAME)
            names = archive.namelist()
            if (
                sum(archive.getinfo(n).file_size for n in names if n.startswith(("xl/worksheets/", "xl/sharedStrings")))
                > LARGEST
            ):
                return ""
            shared = (
                [_text(item) for item in parse(archive, "xl/sharedStrings.xml", NAME)]
                if "xl/sharedStrings.xml" in names
                else []
            )
            sheets = sorted(
                (n for n in names if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", n)), key=lambda n: (len(n), n)
            )
            rows = [_row(row, shared) for sheet in sheets for row in parse(archive, sheet, NAME).iter(f"{X}row")]
    except (ContentError, zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
        return ""
    return "；".join(filter(None, rows))


def _row(row: Element, shared: list[str]) -> str:
    return "｜".join(filter(None, (_cell(cell, shared) for cell in row.iter(f"{X}c"))))


def _cell(cell: Element, shared: list[str]) -> str:
    if cell.get("t") == "inlineStr":
        return _text(cell)
    value = cell.findtext(f"{X}v", "").strip()
    if cell.get("t") == "s":
        return shared[int(value)] if value.isascii() and value.isdigit() and int(value) < len(shared) else ""
    return value


def _text(item: Element) -> str:
    return "".join(t.text or "" for t in item.iter(f"{X}t")).strip()
