"""What a printed report table adds up to, so that it can be checked against the total it prints."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from press.records.model import Report
from press.records.notes import without_notes
from press.records.tables import column_names, grid

TOTAL = re.compile(r"合\s*计|总\s*计|小\s*计|共\s*计|总\s*数|^其\s*中")
RANK = re.compile(r"序号|名次|排名|位次|率|占比|比例|比重|[%％]|得分|分值|积分")
SENT = re.compile(r"报送|上报|来稿|投稿|报稿|收到|收稿")
TAKEN = re.compile(r"采用|刊用|录用|刊发|用稿|编发|选用")
RUNNING = re.compile(r"累\s*计|截至|截止|至今|以来|全年|本年")
"""Names of columns that hold the counts of the columns beside them again, with those of earlier months."""
COUNT = re.compile(r"\d+")


def report_sum(report: Report) -> int:
    """Return the sum of all counts in the cells of a report, several in a cell included.

    The first column names the row; rows and columns that are totals or parts (其中) of another, ranks or rates do not count, nor what
    was sent in where beside it stands what was taken. Of a month's counts and a running total (累计) one counts: what is printed.
    Source: the adoption tables of real issues, whose zeros and shared cells (某系统1、某系统1) are printed.
    """
    counted = counted_columns(report)
    running = _running(report, counted)
    once = [n for n in counted if n not in running]
    sums = [_sum(report, columns) for columns in ((once, running) if once and running else (counted,))]
    return next((found for found in sums if found == report.total), sums[0])


def _running(report: Report, columns: Sequence[int]) -> list[int]:
    """Return the columns of running totals (累计)."""
    names = column_names(report)
    return [n for n in columns if RUNNING.search(names[n])]


def _sum(report: Report, columns: Sequence[int]) -> int:
    skipped = set(range(len(report.columns))) - set(columns)
    rows = (row for row in report.rows[report.head_rows - 1 :] if not any(TOTAL.search(cell) for cell in row))
    return sum(int(count) for row in rows for n, cell in enumerate(row) if n not in skipped for count in COUNT.findall(without_notes(cell)))


def counted_columns(report: Report) -> list[int]:
    """Return the columns whose counts add up to what a report is about."""
    names = column_names(report)
    found = [n for n, name in enumerate(names) if n and not (TOTAL.search(name) or RANK.search(name))]
    taken = [n for n in found if TAKEN.search(names[n])]
    return [n for n in found if not SENT.search(names[n]) or n in taken] if taken else found


WHOLE = re.compile(r"^\W*(?:合\s*计|总\s*计|共\s*计|总\s*数)")
NUMBER = re.compile(r"\d+")


def wrong_sums(report: Report) -> Iterator[str]:
    """Yield what is wrong with the totals that a report prints in rows and columns of their own; tables of other figures are let be."""
    names, rows = column_names(report), report.rows[report.head_rows - 1 :]
    plain = [row for row in rows if not any(TOTAL.search(cell) for cell in row)]
    counted = [n for n, name in enumerate(names) if n and not (TOTAL.search(name) or RANK.search(name) or RUNNING.search(name))]
    for cells in (row for row in grid(report)[1] if any(WHOLE.search(cell.text) for cell in row[:2])):
        for cell in (cell for cell in cells if cell.column and NUMBER.fullmatch(cell.text.strip())):
            reach = range(cell.column, cell.column + cell.across)
            found = [_count(row[n]) for row in plain for n in reach if n < len(row)]
            if plain and None not in found and _count(cell.text) != (summed := sum(filter(None, found))):
                whole = next(cell.text for cell in cells if WHOLE.search(cell.text))
                yield f"“{whole}”一行的“{names[cell.column]}”印作 {cell.text}，各行相加得 {summed}"
    for n in (n for n, name in enumerate(names) if WHOLE.search(name)):
        for row in (row for row in rows if n < len(row) and NUMBER.fullmatch(row[n].strip())):
            found = [_count(row[m]) if m < len(row) else 0 for m in counted]
            if len(counted) > 1 and None not in found and _count(row[n]) != (summed := sum(filter(None, found))):
                whose = next((cell for cell, name in zip(row, names, strict=False) if cell and not RANK.search(name)), "")
                yield f"“{whose}”的“{names[n]}”印作 {row[n]}，各栏相加得 {summed}"


def _count(cell: str) -> int | None:
    """Return the counts in a cell, 0 in an empty one; None where its figures are no counts."""
    text = without_notes(cell)
    return None if re.search(r"\d\s*[.．%％]", text) else sum(int(count) for count in COUNT.findall(text))
