"""Text goes on where a picture or a small table does not fit; it then stands at the head of the next page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bulletins.audit import audit
from records import Article, Heading, Paragraph, Picture, Table

MM = 72 / 25.4
LINE_1 = 297 - 44.27
PICTURE = Picture(media="zhan.png", alt="站点门口", caption="图1　夜间开放的站点")
TABLE = Table(columns=("项目", "次数"), rows=(("宣讲", "12"),) * 8, caption="表1　活动统计")


def article(*blocks: Any, n: int = 1) -> Article:
    return Article(number=n, place="320200", title="小站点办成大事情", body=blocks)


def last_slot(result: Any, page: int) -> int:
    return round((LINE_1 - result.lines(page)[-1][0]["matrix"][5] / MM) / (225 / 22)) + 1


def pictures(result: Any) -> list[int]:
    return [n for n in range(1, result.typeset.page_count + 1) for _ in result.plumber.pages[n - 1].images]


def defects(result: Any) -> list[tuple[str, str, str]]:
    return [(v.rule, v.measured, v.where) for v in audit(result.typeset.pdf).defects]


def test_text_goes_on_and_the_picture_heads_the_next_page(
    issue: Any, printed: Any, filler: Callable[[int], str]
) -> None:
    result = printed(issue(article(Paragraph(text=filler(5) + "见图1。"), PICTURE, Paragraph(text=filler(30)))))
    assert "见图1" in result.text(1) and pictures(result) == [2]
    assert last_slot(result, 1) == 22
    assert "图1" in result.text(2).splitlines()[0]
    assert defects(result) == []


def test_a_small_table_floats_with_its_caption(issue: Any, printed: Any, filler: Callable[[int], str]) -> None:
    result = printed(issue(article(Paragraph(text=filler(6)), TABLE, Paragraph(text=filler(30)))))
    assert last_slot(result, 1) == 22
    assert result.text(2).splitlines()[:2] == ["表1 活动统计", "项目 次数"]
    assert defects(result) == []


def test_a_table_that_floats_is_overtaken_by_no_later_one(
    issue: Any, printed: Any, filler: Callable[[int], str]
) -> None:
    second = Table(columns=("地区", "人数"), rows=(("无锡市", "37人"),) * 30, caption="表2　各地情况")
    result = printed(
        issue(article(Paragraph(text=filler(6)), TABLE, Paragraph(text=filler(2)), second, Paragraph(text=filler(30))))
    )
    captions = [
        line
        for n in range(1, result.typeset.page_count + 1)
        for line in result.text(n).splitlines()
        if line.startswith("表")
    ]
    assert captions == ["表1 活动统计", "表2 各地情况"]
    assert defects(result) == []


def test_no_picture_floats_to_a_turned_page(issue: Any, printed: Any, filler: Callable[[int], str]) -> None:
    wide = Table(columns=("地区", *(f"{n}项" for n in range(20))), rows=(("无锡市", *("1234567人次",) * 20),) * 3)
    result = printed(issue(article(Paragraph(text=filler(5)), PICTURE, wide, Paragraph(text=filler(30)))))
    turned = [n for n in pictures(result) if result.plumber.pages[n - 1].width > result.plumber.pages[n - 1].height]
    assert turned == [] and pictures(result) == [1]
    assert defects(result) == []


def test_two_pictures_share_the_head_of_a_page_as_far_as_text_is_left_below(
    issue: Any, printed: Any, filler: Callable[[int], str]
) -> None:
    result = printed(issue(article(Paragraph(text=filler(10)), PICTURE, PICTURE, PICTURE, Paragraph(text=filler(60)))))
    assert pictures(result) == [2, 2, 3] or pictures(result) == [2, 3, 4]
    assert last_slot(result, 1) == last_slot(result, 2) == 22
    assert defects(result) == []


def test_a_picture_stays_in_its_article_and_gets_smaller_where_its_text_ends(
    issue: Any, printed: Any, filler: Callable[[int], str]
) -> None:
    second = article(Paragraph(text=filler(30)), n=2)
    result = printed(issue(article(Paragraph(text=filler(20)), PICTURE), second))
    titles = [n for n in range(1, result.typeset.page_count + 1) if "小站点办成大事情" in result.text(n)]
    assert pictures(result)[0] <= titles[-1]
    assert defects(result) == []


def test_a_heading_goes_with_its_picture(issue: Any, printed: Any, filler: Callable[[int], str]) -> None:
    for lines in range(4, 11):
        result = printed(
            issue(
                article(
                    Paragraph(text=filler(lines)), Heading(text="一、主要做法"), PICTURE, Paragraph(text=filler(20))
                )
            )
        )
        assert defects(result) == [], lines


def test_notes_of_pictures_that_float_stand_with_them_and_leave_room_for_text(
    issue: Any, printed: Any, filler: Callable[[int], str]
) -> None:
    noted = Picture(media="zhan.png", alt="站点门口", caption="图1^[图注。]")
    table = Table(columns=("项", "数"), rows=(("甲^[格注。]", "2"),) * 2, caption="表1")
    for lines in range(1, 12, 2):
        blocks = [
            block
            for n in range(5)
            for block in (Paragraph(text=filler(n + 1) + f"^[正文注{n}。]"), noted, table, PICTURE)
        ]
        result = printed(issue(article(Paragraph(text=filler(lines)), *blocks, Paragraph(text=filler(3)))))
        assert len(pictures(result)) == 10
        assert defects(result) == [], lines


def test_short_paragraphs_count_as_lines_that_go_on_before_a_picture(
    issue: Any, printed: Any, filler: Callable[[int], str]
) -> None:
    for lines in (5, 6, 7):
        after = (Paragraph(text=f"第{n}件事已经办完。") for n in range(8))
        result = printed(issue(article(Paragraph(text=filler(lines)), PICTURE, *after)))
        assert last_slot(result, 1) == 22 and pictures(result) == [2], lines
        assert defects(result) == [], lines


def test_short_sections_part_from_each_other(issue: Any, printed: Any) -> None:
    sections = [block for n in "一二三四" for block in (Heading(text=f"{n}、做法"), Paragraph(text="已经做完。"))]
    made = issue(
        *(
            article(Paragraph(text="今年以来分四步推进。"), *sections, PICTURE, Paragraph(text="完。"), n=n)
            for n in range(1, 4)
        )
    )
    result = printed(made)
    assert all(last_slot(result, page) >= 18 for page in (2, 3)), (
        "they are no single block that goes overleaf as a whole"
    )
    assert defects(result) == []


def test_a_line_below_a_heading_whose_table_floats_is_enough(
    issue: Any, printed: Any, filler: Callable[[int], str]
) -> None:
    for lines in range(6, 11):
        blocks = (
            Heading(text="一、做法"),
            TABLE,
            Heading(text="（一）小节", level=2),
            PICTURE,
            Paragraph(text="如图表。"),
        )
        blocks = (*blocks, Heading(text="二、成效"), TABLE, Paragraph(text=filler(4)))
        assert defects(printed(issue(article(Paragraph(text=filler(lines)), *blocks)))) == [], lines


def test_whatever_the_length_each_picture_is_printed_once(
    issue: Any, printed: Any, filler: Callable[[int], str]
) -> None:
    for lines in range(1, 24, 3):
        made = issue(
            article(
                Paragraph(text=filler(lines)),
                PICTURE,
                Paragraph(text=filler(lines)),
                PICTURE,
                TABLE,
                Paragraph(text=filler(9)),
            )
        )
        result = printed(made)
        assert len(pictures(result)) == 2, lines
        text = "".join(result.text(n) for n in range(1, result.typeset.page_count + 1))
        assert text.count("宣讲") == 8 and defects(result) == [], lines
