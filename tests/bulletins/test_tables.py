"""How tables are set: in smaller type, turned or split where they are wide; over pages where
they are long; their merges kept."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from bulletins.audit import audit
from bulletins.tables import SIZES_PT, continuing, settled
from records import Article, Merge, Paragraph, Table

MM = 72 / 25.4
MONTHS = tuple(f"{n}月" for n in range(1, 13))
CITIES = ("南京市", "无锡市", "连云港市")


def wide(columns: int, cell: str) -> Table:
    return Table(
        columns=("地区", *(f"{n}项" for n in range(1, columns))),
        rows=tuple((city, *(cell,) * (columns - 1)) for city in CITIES),
    )


def article(*blocks: Any) -> Article:
    return Article(number=1, place="320200", title="小站点办成大事情", body=blocks)


def defects(result: Any) -> list[tuple[str, str, str]]:
    return [(v.rule, v.measured, v.where) for v in audit(result.typeset.pdf).defects]


def cells(result: Any, page: int) -> list[str]:
    """Return the words of a page that its lines part."""
    return [word["text"] for word in result.plumber.pages[page - 1].extract_words(x_tolerance=1.5)]


@pytest.mark.parametrize(
    ("table", "size", "across", "parts"),
    [
        (wide(3, "12"), 14.0, False, 1),
        (wide(9, "2360个"), 12.0, False, 1),
        (
            Table(columns=("地区", *MONTHS, "合计"), rows=tuple((city, *("12345",) * 12, "134567") for city in CITIES)),
            9.0,
            False,
            1,
        ),
        (wide(12, "66500人次"), 9.0, True, 1),
        (wide(30, "1234567人次"), 9.0, True, 3),
    ],
)
def test_a_wide_table_gets_smaller_then_turns_then_is_split(
    table: Table, size: float, across: bool, parts: int
) -> None:
    setting = settled(table)
    assert (setting.size_pt, setting.across, len(setting.parts)) == (size, across, parts)
    assert setting.size_pt in SIZES_PT
    shown = [cell.text for part in setting.parts for cell in part.head[0].cells]
    assert [text for text in shown if text != "地区"] == list(table.columns[1:]), "every column once"
    assert shown.count("地区") == parts, "the first column in each part"


def test_numbers_are_whole_in_their_cells(issue: Any, printed: Any) -> None:
    rows = tuple((city, *(str(10345 + 137 * n) for n in range(12)), "134567") for city in CITIES)
    result = printed(
        issue(
            article(
                Paragraph(text="如下表。"), Table(columns=("地区", *MONTHS, "合计"), rows=rows, caption="表1　各市人次")
            )
        )
    )
    found = cells(result, 1)
    for row in rows:
        assert [word for word in found if word in row] and all(number in found for number in row[1:])
    assert defects(result) == []


def test_a_group_of_the_head_is_not_parted_where_a_table_is_split() -> None:
    columns = ("地区", *(text for n in range(1, 7) for text in (f"第{n}季度", "", "", "")))
    rows = (("", *("报送",) * 24), *((city, *("1234567人次",) * 24) for city in CITIES))
    merged = (Merge(row=0, column=0, down=2), *(Merge(row=0, column=1 + 4 * n, across=4) for n in range(6)))
    for part in settled(Table(columns=columns, rows=rows, merged=merged, head_rows=2)).parts:
        assert [cell.across for cell in part.head[0].cells[1:]] == [4] * (len(part.head[0].cells) - 1)


def test_long_text_is_set_to_the_left_at_the_top_and_short_text_in_the_middle() -> None:
    table = Table(columns=("单位", "做法"), rows=(("甲镇", "每段河有专人，早晚各走一遍，发现漂浮物当场捞起来。" * 3),))
    name, text = settled(table).parts[0].rows[0].cells
    assert "long" not in name.style and "long" in text.style
    assert not any("long" in cell.style for cell in settled(table).parts[0].head[0].cells)


def test_a_row_higher_than_a_page_goes_on_below_a_repeated_head(
    issue: Any, printed: Any, filler: Callable[[int], str]
) -> None:
    table = Table(columns=("单位", "做法"), rows=(("甲镇", filler(60)), ("乙镇", "好")), caption="表1　典型做法")
    result = printed(issue(article(Paragraph(text="如下表。"), table, Paragraph(text="表后正文。"))))
    assert "表1 典型做法" in result.text(1) and "单位 做法" in result.text(1), "caption, head and first lines together"
    for page in (2, 3):
        first, second = result.text(page).splitlines()[:2]
        assert (first, second) == ("续表1 典型做法", "单位 做法")
    words = "".join("".join(cells(result, page)) for page in (1, 2, 3))
    assert words.count("版") == filler(60).count("版"), "no line is lost or doubled"
    assert defects(result) == []


def test_merges_are_kept_and_a_cell_that_reaches_over_the_end_of_a_page_stands_on_both(
    issue: Any, printed: Any
) -> None:
    rows = [("", "报送", "用稿"), *(("第一片" if n == 0 else "", f"{n + 100}", "3") for n in range(40))]
    merged = (Merge(row=0, column=0, down=2), Merge(row=0, column=1, across=2), Merge(row=2, column=0, down=40))
    table = Table(columns=("片区", "上半年", ""), rows=tuple(rows), merged=merged, head_rows=2, caption="各片区用稿")
    result = printed(issue(article(Paragraph(text="如下表。"), table, Paragraph(text="表后正文。"))))
    pages = [page for page in range(1, result.typeset.page_count + 1) if "上半年" in result.text(page)]
    assert len(pages) >= 2
    for page in pages:
        assert "第一片" in result.text(page) and "报送" in result.text(page)
        lines = [r for r in result.plumber.pages[page - 1].rects if r["height"] > 40 * MM]
        assert len({round(r["x0"]) for r in lines}) == 4, "four lines down, also beside the merged cell"
    assert defects(result) == []


def test_the_note_of_a_caption_is_printed_once_however_many_parts_its_table_has(issue: Any, printed: Any) -> None:
    table = Table(columns=wide(30, "").columns, rows=wide(30, "1234567人次").rows, caption="表1　各市人次^[不含兼职。]")
    result = printed(issue(article(Paragraph(text="如下表。"), table, Paragraph(text="表后正文。"))))
    assert len(settled(table).parts) > 1
    notes = [c["text"] for page in range(1, result.typeset.page_count + 1) for c in result.chars(page)]
    assert notes.count("①") == 2 and "②" not in notes, "a call and a note"


def rows_mm(result: Any, page: int) -> list[float]:
    """Return the heights of the rows of a page's table, by the lines beside its second column."""
    rects = result.plumber.pages[page - 1].rects
    left = sorted({round(r["x0"]) for r in rects if r["height"] > r["width"]})[1]
    tops = sorted({round(r["top"] / MM, 1) for r in rects if r["width"] > 5 and r["x0"] - 2 < left < r["x1"] - 5})
    return [round(below - above, 1) for above, below in pairwise(tops) if below - above > 1]


def test_rows_beside_a_long_cell_share_its_height(issue: Any, printed: Any, filler: Callable[[int], str]) -> None:
    rows = tuple(("甲镇" if n == 0 else "", f"第{n}项", filler(5) if n == 0 else "") for n in range(4))
    merged = (Merge(row=1, column=0, down=4), Merge(row=1, column=2, down=4))
    result = printed(
        issue(article(Paragraph(text="如下表。"), Table(columns=("单位", "项目", "做法"), rows=rows, merged=merged)))
    )
    heights = rows_mm(result, 1)[-4:]
    assert max(heights) - min(heights) < 0.4 * max(heights), heights
    assert defects(result) == []


def test_a_merged_cell_higher_than_a_page_begins_below_its_head_and_is_bordered_on_each_page(
    issue: Any, printed: Any, filler: Callable[[int], str]
) -> None:
    rows = tuple(("甲镇" if n == 0 else "", f"第{n}项", filler(60) if n == 0 else "") for n in range(4))
    merged = (Merge(row=1, column=0, down=4), Merge(row=1, column=2, down=4))
    table = Table(columns=("单位", "项目", "做法"), rows=rows, merged=merged, caption="典型做法")
    result = printed(issue(article(Paragraph(text="如下表。"), table, Paragraph(text="表后正文。"))))
    assert "典型做法" in result.text(1) and "甲镇" in result.text(1)
    for page in (1, 2):
        downs = [r for r in result.plumber.pages[page - 1].rects if r["height"] > r["width"] and r["bottom"] > 250 * MM]
        assert len({round(r["x0"]) for r in downs}) == 4, "each column is bordered down to the foot of the page"
    assert defects(result) == []


def test_an_empty_row_is_as_high_as_one_with_words(issue: Any, printed: Any) -> None:
    table = Table(columns=("姓名", "签名"), rows=(("", ""), ("张三", ""), ("", "")))
    result = printed(issue(article(Paragraph(text="如下表。"), table)))
    heights = rows_mm(result, 1)[-3:]
    assert max(heights) - min(heights) < 0.3, heights
    empty = printed(
        issue(
            article(Paragraph(text="如下表。"), Table(columns=("姓名", "签名"), rows=(("", ""),) * 3, caption="签到表"))
        )
    )
    assert defects(empty) == [], "a table to be filled in by hand has no fault"


def test_a_table_that_goes_on_says_so_with_its_number_or_name() -> None:
    assert continuing("表1　各市人次") == "续表1　各市人次"
    assert continuing("各市人次") == "续表　各市人次"
    assert continuing("表彰名单") == "续表　表彰名单"
    assert continuing("") == "续表"


@pytest.mark.parametrize("case", ["19-months-table", "20-tall-row"])
def test_the_cases_are_set_without_defect(case: str, cases: Path, tmp_path: Path) -> None:
    script = tmp_path / f"{case}.py"
    script.write_bytes((cases / f"{case}.py").read_bytes())
    subprocess.run(
        [sys.executable, str(script)], check=True, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    )
    assert [(v.rule, v.measured, v.where) for v in audit(script.with_suffix(".pdf")).defects] == []
