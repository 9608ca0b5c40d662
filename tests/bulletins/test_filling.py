"""Pages that a note's call would cut short are filled: a line is added to a blank further up."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from bulletins import filling, typeset
from bulletins.audit import State, audit
from records import Article, Paragraph, Table
from tests.random_bulletins import PLACES, bulletin

MM = 72 / 25.4
PITCH_MM = 225 / 22
LINE_1 = 297 - 44.27  # of its baseline, from the bottom of the page
TEXT_1 = 12  # lines of text that page 1 of a plain issue holds
NOTED = Paragraph(text="此处有注^[注文。]。")
LONG_NOTE = Paragraph(text="此处有注^[" + "注文两行。" * 12 + "]。")  # two lines of the grid with its rule


def article(*blocks: Any, **changes: Any) -> Article:
    return Article(**{"number": 1, "place": "320200", "title": "小站点办成大事情", "body": blocks, **changes})


def slots(result: Any, page: int) -> list[int]:
    """Return on which lines of the grid, counted from 1, a page has text of the size of the body or of a title."""
    rows = [line for line in result.lines(page) if line[0]["size"] > 15.9]
    return [round((LINE_1 - row[0]["matrix"][5] / MM) / PITCH_MM) + 1 for row in rows]


def pages_of(result: Any, number: str) -> list[int]:
    """Return the pages on which a circled number stands: that of the call and that of the note."""
    return [
        page for page in range(1, result.typeset.page_count + 1) for c in result.body_chars(page) if c["text"] == number
    ]


def title_end(result: Any, page: int) -> int:
    """Return the line of the last line of a title on a page."""
    rows = [line for line in result.lines(page) if line[0]["size"] == pytest.approx(22, abs=0.1)]
    return round((LINE_1 - rows[-1][0]["matrix"][5] / MM) / PITCH_MM) + 1


@pytest.mark.parametrize(("note", "line"), [(NOTED, 12), (LONG_NOTE, 11), (LONG_NOTE, 12)])
def test_a_call_at_the_end_of_a_page_leaves_no_line_empty(
    note: Paragraph, line: int, issue: Any, printed: Any, filler: Callable[[int], str]
) -> None:
    result = printed(issue(article(Paragraph(text=filler(line - 1)), note, Paragraph(text=filler(30)))))
    assert slots(result, 1)[-1] == 22
    assert len(set(pages_of(result, "①"))) == 1, "the note stands on the page of its call"
    assert audit(result.typeset.pdf)["grid.bottom"].state is State.HOLDS


def test_a_page_that_is_full_as_it_is_gets_no_more_blank(
    issue: Any, printed: Any, filler: Callable[[int], str]
) -> None:
    plain = printed(issue(article(Paragraph(text=filler(40)))))
    noted = printed(issue(article(Paragraph(text=filler(TEXT_1 - 2)), NOTED, Paragraph(text=filler(30)))))
    assert title_end(plain, 1) == title_end(noted, 1)
    assert len(slots(plain, 1)) == len(slots(noted, 1)) + 1, "the note takes the last line"


def test_the_line_is_added_above_the_title_that_is_nearest(
    issue: Any, printed: Any, filler: Callable[[int], str]
) -> None:
    first = article(Paragraph(text=filler(12)))
    second = article(Paragraph(text=filler(14)), NOTED, Paragraph(text=filler(30)), number=2, title="钥匙交给十一个人")
    result = printed(issue(first, second))
    assert slots(result, 2)[-1] == 22
    gaps = [after - before for before, after in pairwise(slots(result, 2)) if after - before > 1]
    assert gaps == [3, 2], "two empty lines above the title, one below"


def test_lines_are_added_below_a_title_that_heads_its_page(
    issue: Any, printed: Any, filler: Callable[[int], str]
) -> None:
    first = article(Paragraph(text=filler(7)))
    second = article(Paragraph(text=filler(19)), NOTED, Paragraph(text=filler(30)), number=2, title="钥匙交给十一个人")
    result = printed(issue(first, second))
    assert title_end(result, 2) == 1
    assert slots(result, 2)[:2] == [1, 4] and slots(result, 2)[-1] == 22


def test_lines_are_added_below_a_table_that_heads_its_page(
    issue: Any, printed: Any, filler: Callable[[int], str]
) -> None:
    table = Table(columns=("项目", "次数"), rows=(("宣讲", "12"),) * 11)
    body = (Paragraph(text=filler(TEXT_1)), table, Paragraph(text=filler(10)), NOTED, Paragraph(text=filler(30)))
    result = printed(issue(article(*body)))
    assert "项目" in result.text(2).splitlines()[0]
    assert slots(result, 2)[-1] == 22


def test_text_goes_on_where_a_whole_table_goes_overleaf(issue: Any, printed: Any, filler: Callable[[int], str]) -> None:
    for caption in ("活动统计", "活动统计^[注文。]"):
        table = Table(columns=("项目", "次数"), rows=(("宣讲", "12"),) * 11, caption=caption)
        result = printed(issue(article(Paragraph(text=filler(TEXT_1 - 2)), table, Paragraph(text=filler(30)))))
        assert "活动统计" in result.text(2).splitlines()[0]
        assert slots(result, 1)[-1] == 22


@pytest.mark.parametrize("seed", [8, 95, 153, 280, 309])
def test_random_bulletins_whose_pages_were_short_are_filled(seed: int) -> None:
    made = typeset(*bulletin(seed, plain=True), places=PLACES, media=Path)
    assert [(v.rule, v.measured, v.where) for v in audit(made.pdf).defects] == []


def test_a_bulletin_that_cannot_be_filled_is_printed_all_the_same(
    issue: Any, printed: Any, filler: Callable[[int], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling, "MOST", 0)
    result = printed(issue(article(Paragraph(text=filler(TEXT_1 - 1)), NOTED, Paragraph(text=filler(30)))))
    assert slots(result, 1)[-1] == 21
    assert audit(result.typeset.pdf)["grid.bottom"].state is State.BROKEN
