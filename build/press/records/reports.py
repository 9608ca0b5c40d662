"""What a printed report table adds up to, so that it can be checked against the total it prints."""

from __future__ import annotations

import re

from press.records.model import Report
from press.records.notes import without_notes
from press.records.tables import column_names

TOTAL = re.compile(r"合\s*计|总\s*计|小\s*计|共\s*计|总\s*数|^其\s*中")
RANK = re.compile(r"序号|名次|排名|位次")
COUNT = re.compile(r"\d+")


def report_sum(report: Report) -> int:
    """Return the sum of all counts in the cells of a report, several in a cell included.

    The first column names the row; rows and columns that are totals or parts (其中) of another, or ranks, do not count.
    Source: the adoption tables of real issues, whose zeros and shared cells (某系统1、某系统1) are printed.
    """
    skipped = {n for n, name in enumerate(column_names(report)) if n == 0 or TOTAL.search(name) or RANK.search(name)}
    rows = (row for row in report.rows[report.head_rows - 1 :] if not any(TOTAL.search(cell) for cell in row))
    return sum(int(count) for row in rows for n, cell in enumerate(row) if n not in skipped for count in COUNT.findall(without_notes(cell)))
