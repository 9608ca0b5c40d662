"""What a printed report table adds up to, so that it can be checked against the total it prints."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from records.model import Report
from records.notes import without_notes
from records.tables import Gridded, column_names, grid

TOTAL = re.compile(r"合\s*计|总\s*计|小\s*计|共\s*计|总\s*数|^其\s*中")
RANK = re.compile(r"序号|名次|排名|位次|率|占比|比例|比重|[%％]|得分|分值|积分|平均|人均|同比|环比|增幅")
SENT = re.compile(r"报送|上报|来稿|投稿|报稿|收到|收稿")
TAKEN = re.compile(r"采用|刊用|录用|刊发|用稿|编发|选用")
RUNNING = re.compile(r"累\s*计|截至|截止|至今|以来|全年|本年|\d\s*[—–\-－~～至到]\s*\d+\s*月")
"""Names of columns that hold the counts of the columns beside them again, with those of earlier months."""
EARLIER = re.compile(
    r"同\s*期|增\s*减|较上|比上|^\W*(?:去年|上年|前年|上月|上季度?|上期)\W*(?:采用|刊用|录用|用稿)?[篇件条份]?数?\W*$"
)
"""Names of columns that hold the counts of an earlier time for comparison; one of several months (去年12月) is none."""
PIECES = re.compile(r"\W*(?:采用|刊用|录用|用稿|发稿|刊发)?(?:总?[篇件条份]数|数量|总数)\W*")
"""The name of a column that counts what a report is about, where others beside it count the same in other ways."""
NUMBER = re.compile(r"\d+")
# Behind a name, a count ends its piece of the cell or has a blank and a name after it; any other number is of the name.
COUNT = re.compile(r"(?<!\d)(\d+)\s*(?:[篇件条份则次个](?![^\W\d_]))?(?=\s*(?:$|[、，,；;。（）()/\n])|\s+[^\W\d_])")
PIECE = re.compile(r"[^、，,；;\n]+")
LETTER = re.compile(r"[^\W\d_]")
Rows = Sequence[tuple[str, ...]]


def report_sum(report: Report) -> int:
    """Return the sum of all counts in the cells of a report, several in a cell included.

    The first column names the row; rows and columns that are totals or parts (其中) of another, ranks or rates
    do not count, nor what was sent in where beside it stands what was taken. Of a month's counts and a running
    total (累计) one counts: what is printed. Digits of a name (第12中学系统1) are none of its count; of what is kept as
    printed they may be, where names follow each other with nothing between (甲系统1乙系统2) and only so the total is
    what is printed. Source: the adoption tables of real issues, whose zeros and shared cells (某系统1、某系统1) are
    printed.
    """
    counted = counted_columns(report)
    running = _running(report, counted)
    once = [n for n in counted if n not in running]
    choices = (once, running) if once and running else (counted,)
    ways = (counts_in, _all_numbers) if report.printed else (counts_in,)
    sums = [_sum(report, columns, counts) for counts in ways for columns in choices]
    return next((found for found in sums if found == report.total), sums[0])


def counts_in(cell: str) -> list[int]:
    """Return the counts in a cell: its numbers, or where it names what is counted, those that stand behind the names.

    >>> counts_in("省审计系统1、第12中学系统3、系统12 4")
    [1, 3, 4]
    """
    pieces = PIECE.findall(without_notes(cell))
    ways = ((COUNT if LETTER.search(re.sub("[篇件条份则次个]", "", piece)) else NUMBER, piece) for piece in pieces)
    return [int(count) for way, piece in ways for count in way.findall(piece)]


def _all_numbers(cell: str) -> list[int]:
    return [int(count) for count in NUMBER.findall(without_notes(cell))]


def _running(report: Report, columns: Sequence[int]) -> list[int]:
    """Return the columns of running totals (累计)."""
    names = column_names(report)
    return [n for n in columns if RUNNING.search(names[n])]


def _sum(report: Report, columns: Sequence[int], counts: Callable[[str], list[int]]) -> int:
    skipped = set(range(len(report.columns))) - set(columns)
    rows = (row for row in report.rows[report.head_rows - 1 :] if not any(TOTAL.search(cell) for cell in row))
    return sum(count for row in rows for n, cell in enumerate(row) if n not in skipped for count in counts(cell))


def counted_columns(report: Report) -> list[int]:
    """Return the columns whose counts add up to what a report is about."""
    names = column_names(report)
    pieces = [n for n, name in enumerate(names) if n and PIECES.fullmatch(name)]
    if len(pieces) == 1:
        return pieces
    found = [n for n, name in enumerate(names) if n and not (TOTAL.search(name) or RANK.search(name))]
    found = [n for n in found if not EARLIER.search(names[n])] or found
    taken = [n for n in found if TAKEN.search(names[n])]
    return [n for n in found if not SENT.search(names[n]) or n in taken] if taken else found


WHOLE = re.compile(r"^\W*(?:合\s*计|总\s*计|共\s*计|总\s*数)")
PARTLY = re.compile(r"^\W*小\s*计")


def wrong_sums(table: Gridded) -> Iterator[str]:
    """Yield what is wrong with the totals that a table prints in rows and columns of their
    own; tables of other figures are let be.

    What a cell across several columns counts may be left out of their totals, and stand in the last one only.
    """
    names, rows = column_names(table), table.rows[table.head_rows - 1 :]
    uncounted = (TOTAL, RANK, RUNNING, EARLIER)
    counted = [n for n, name in enumerate(names) if n and not any(pattern.search(name) for pattern in uncounted)]
    totals = [any(TOTAL.search(cell) for cell in row) for row in rows]
    plain = [row for row, total in zip(rows, totals, strict=True) if not total]
    wide = {(merge.row - table.head_rows, merge.column) for merge in table.merged if merge.across > 1}
    narrow = [tuple("" if (at, n) in wide else cell for n, cell in enumerate(row)) for at, row in enumerate(rows)]
    narrow_plain = [row for row, total in zip(narrow, totals, strict=True) if not total]
    for at, cells in enumerate(grid(table)[1]):
        added = [*_added(rows, totals, plain, at), *_added(narrow, totals, narrow_plain, at)] if totals[at] else []
        for cell in (cell for cell in cells if added and cell.column and NUMBER.fullmatch(cell.text.strip())):
            reach = range(cell.column, cell.column + cell.across)
            sums = [_total([row[n] for row in part for n in reach if n < len(row)]) for part in added]
            if None not in sums and _count(cell.text) not in sums:
                whole = next(cell.text for cell in cells if TOTAL.search(cell.text))
                yield f"“{whole}”一行的“{names[cell.column]}”印作 {cell.text}，各行相加得 {sums[0]}"
    for n in (n for n, name in enumerate(names) if WHOLE.search(name)):
        for row, total in zip(rows, totals, strict=True):
            if n >= len(row) or not NUMBER.fullmatch(row[n].strip()):
                continue
            summed = _total([row[m] if m < len(row) else "" for m in counted])
            shared = _shared(plain, narrow_plain, counted) if total else 0
            if len(counted) > 1 and summed is not None and _count(row[n]) not in (summed, summed + shared):
                whose = next(
                    (cell for cell, name in zip(row, names, strict=False) if cell and not RANK.search(name)), ""
                )
                yield f"“{whose}”的“{names[n]}”印作 {row[n]}，各栏相加得 {summed}"


def _shared(plain: Rows, narrow: Rows, columns: Sequence[int]) -> int:
    """Return the counts in cells across several of these columns."""
    whole, own = (sum(_count(row[n]) or 0 for row in rows for n in columns if n < len(row)) for rows in (plain, narrow))
    return whole - own


def _added(rows: Rows, totals: Sequence[bool], plain: Rows, at: int) -> list[Rows]:
    """Return the rows that the row at `at` may add up: of a part (小计) those next above or
    next below it; none for other rows."""
    if any(WHOLE.search(cell) for cell in rows[at][:2]):
        return [plain] if plain else []
    if not any(PARTLY.search(cell) for cell in rows[at][:2]):
        return []
    above = next((n + 1 for n in reversed(range(at)) if totals[n]), 0)
    below = next((n for n in range(at + 1, len(rows)) if totals[n]), len(rows))
    return [part for part in (rows[above:at], rows[at + 1 : below]) if part]


def _total(cells: Sequence[str]) -> int | None:
    """Return what cells add up to; None where one of them is no count."""
    counts = [_count(cell) for cell in cells]
    return None if None in counts else sum(filter(None, counts))


def _count(cell: str) -> int | None:
    """Return the counts in a cell, 0 in an empty one; None where its figures are no counts."""
    text = without_notes(cell)
    return None if re.search(r"\d\s*[.．%％]", text) else sum(counts_in(text))
