"""Tables drawn with pipes, tabs or spaces become columns and rows."""

from __future__ import annotations

import re
from collections.abc import Sequence

from readers.source import Line
from readers.words import squeeze, tidy
from records.body import Table

WIDE = re.compile(r"\t|[ ]{2,}|[ ]*\u3000[ \u3000]*")
PIPE_RULE = re.compile(r"[\s|:\-—+]+")
PIPES = str.maketrans(dict.fromkeys("｜│┃┆┊∣┇║", "|"))
COUNTS = re.compile(r"\S*[\u4e00-\u9fff]\S*(?:\s+\d+(?:\.\d+)?%?)+")
BRACKETED = re.compile(r"[（(][^（）()]*[）)]")
PADDED = re.compile(r"(?:\S\s+)+\S")
FEWEST = 3
LONGEST_CELL = 60


def table_at(lines: Sequence[Line], at: int) -> tuple[Table, int] | None:
    """Return the table that begins at a line and how many lines it takes; None where none does."""
    for cells in (_pipes, _tabs, _aligned):
        rows: list[tuple[str, ...]] = []
        size = 0
        for line in (lines[n] for n in range(at, len(lines))):  # no copy of the rest for each line
            row = cells(line)
            if row is None and not (cells is _pipes and PIPE_RULE.fullmatch(line.raw)):
                break
            size += 1
            if row is not None:
                rows.append(row)
        drawn = cells is not _aligned or sum(1 for line in lines[at : at + size] if _has_cells(line.text)) > 1
        if drawn and len(rows) >= (FEWEST if cells is _aligned else 2) and max(len(row) for row in rows) > 1:
            return _table(rows), size
    return None


def names_table(text: str) -> bool:
    """Whether a line is a table's caption: its number and its name."""
    return (
        len(text) <= LONGEST_CELL
        and bool(re.match(r"附?表\s*[\d一二三四五六七八九十]+[：:．.、\s]", text))
        and "\t" not in text.strip()
    )


def _table(rows: list[tuple[str, ...]]) -> Table:
    columns, *body = rows
    width = max(len(row) for row in rows)
    columns += ("",) * (width - len(columns))
    return Table(columns=columns, rows=tuple(body))


def _pipes(line: Line) -> tuple[str, ...] | None:
    raw = line.raw.strip().translate(PIPES)
    if raw.count("|") < 2 or PIPE_RULE.fullmatch(raw):
        return None
    return _row(line.text.translate(PIPES).strip().strip("|").split("|"))


def _tabs(line: Line) -> tuple[str, ...] | None:
    raw = line.raw.strip("\n ")
    return _row(raw.split("\t")) if "\t" in raw.strip() else None


def _aligned(line: Line) -> tuple[str, ...] | None:
    """Read a row whose cells are parted by wide gaps, or by single spaces before counts."""
    text = line.text
    if "。" in text or BRACKETED.fullmatch(text) or names_table(text):
        return None
    if WIDE.search(text):
        cells = [cell for cell in WIDE.split(text) if cell.strip()]
        if len(cells) > 2 and all(len(cell.strip()) == 1 and not cell.strip().isdigit() for cell in cells):
            return None
        return _row(_merge(cells)) if len(cells) > 1 and all(len(c) <= LONGEST_CELL for c in cells) else None
    words = text.split()
    return _row(_merge(words)) if len(words) > 1 and (COUNTS.fullmatch(text) or _is_head(words)) else None


def _has_cells(text: str) -> bool:
    return bool(WIDE.search(text) or COUNTS.fullmatch(text))


def _is_head(words: list[str]) -> bool:
    return len(_merge(words)) > 1 and all(len(word) <= 16 and not re.search("[，。：]", word) for word in words)


def _merge(cells: list[str]) -> list[str]:
    """Put single characters that follow each other back into one word (地 区 → 地区)."""
    merged: list[str] = []
    single = False
    for cell in cells:
        alone = len(cell.strip()) == 1 and not cell.strip().isdigit()
        if alone and single:
            merged[-1] += cell.strip()
        else:
            merged.append(cell)
        single = alone
    return merged


def _row(cells: Sequence[str]) -> tuple[str, ...]:
    """Return a row's cells without padding; empty cells at the end are left to the last full one."""
    row = [squeeze(cell) if PADDED.fullmatch(cell.strip()) else tidy(cell) for cell in cells]
    while len(row) > 1 and not row[-1]:
        row.pop()
    return tuple(row)
