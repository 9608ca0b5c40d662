"""A circular of adoption statistics becomes a report kept as printed, and its sums are checked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from readers.reading import Note, body_parts
from readers.traditional import either
from records.body import Body, Table
from records.model import Report
from records.reports import report_sum, wrong_sums
from records.tables import Gridded

TITLED = re.compile(
    r"(?:用稿|采用|刊用|录用|采编|发稿|投稿|来稿|报送|稿件|信息)[^，。]{0,14}(?:情况|统计|通报|一览|汇总|排名|名次|表$)"
    r"|(?:统计|通报|排名)[^，。]{0,8}(?:用稿|采用|刊用|录用|发稿)"
)
TOTALS = (
    either(r"(?:采用|刊用|录用|刊发|用稿|采编|编发|选用)[^，,。；;：:\d]{0,16}(\d+)\s*[篇条件则]"),
    either(r"(?:共计?|合计|总计|累计)[^，,。；;：:、\d报送收]{0,12}(\d+)\s*[篇条件则]"),
)
"""How a circular says in its text how many were taken; how many were sent in is another number."""
LONGEST_TITLE = 80


def is_circular(title: str, tables: Sequence[Table]) -> bool:
    """Whether a title and the tables below it are those of adoption statistics."""
    return len(tables) == 1 and len(title) <= LONGEST_TITLE and bool(TITLED.search(title))


def report_of(
    title: str, texts: Sequence[str], table: Table, *, line: int, number: int = 1, anchor: str = ""
) -> tuple[Report, list[Note]]:
    """Return the report that a circular makes, and notes on sums that are not what is printed.

    Args:
        title: its title as printed.
        texts: the paragraphs around the table, which become the note below the title.
        table: the table.
        line: where it stands, for the notes.
        number: of the report.
        anchor: of the report in its issue.

    """
    caption = table.caption if table.caption != title else ""
    found = [int(match[1]) for pattern in TOTALS for text in texts if (match := pattern.search(text))]
    report = Report(
        anchor=anchor,
        number=number,
        title=title,
        note="\n\n".join(filter(None, (*texts, caption))),
        total=found[0] if found else None,
        printed=True,
        columns=table.columns,
        rows=table.rows,
        merged=table.merged,
        head_rows=table.head_rows,
    )
    doubts = sums_doubted(report, line)
    if report.total is not None and (summed := report_sum(report)) != report.total:
        doubts.append(Note(line, "合计", f"表中各项相加得 {summed}，与所印总数 {report.total} 不符，照原样保留"))
    return report, doubts


def sums_doubted(table: Gridded, line: int) -> list[Note]:
    """Return notes on the totals of a table that are not what its rows and columns add up to."""
    return [Note(line, "合计", f"{text}，照原样保留") for text in wrong_sums(table)]


def report_in(title: str, body: Body) -> tuple[Report, list[Note]] | None:
    """Return the report that a text of its own makes, with notes; None where it is no circular of statistics."""
    tables = [block for block in body if isinstance(block, Table)]
    if not is_circular(title, tables):
        return None
    texts = list(body_parts(tuple(block for block in body if not isinstance(block, Table))))
    return report_of(title, texts, tables[0], line=0)
