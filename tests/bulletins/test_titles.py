"""Titles break by sense, into lines of like length."""

from __future__ import annotations

import pytest

from bulletins.titles import balanced, masthead_lines


@pytest.mark.parametrize(
    "expected",
    [
        "无锡市：小站点办成大事情",
        "宿迁市：核清积分账目，/推动志愿服务兑换由实物转向服务",
        "盐城市：围绕工作主线持续擦亮/“温润水乡”文明底色",
        "扬中市：志愿服务送上锚地，/等泊船员不下船也看得了病",
    ],
)
def test_a_title_breaks_at_a_stop_or_before_a_phrase(expected: str) -> None:
    assert balanced(expected.replace("/", ""), 20) == expected.split("/")


def test_no_line_splits_a_place_quotation_marks_or_a_number() -> None:
    assert balanced("推广学习借鉴交流连云港市志愿服务工作经验做法", 20, names=["连云港市"])[0] == "推广学习借鉴交流连云港市"
    assert balanced("推广学习借鉴“百姓名嘴”志愿服务工作经验", 14)[0] == "推广学习借鉴“百姓名嘴”"
    assert any("2025年" in line for line in balanced("各地各单位推广学习2025年志愿服务工作经验", 14))


def test_what_stands_together_in_the_text_is_not_split() -> None:
    title = "各地各单位依靠群众力量共同办好志愿者驿站"
    alone = balanced(title, 12)
    assert balanced(title, 12, context=alone[0][-1] + alone[1][0]) != alone


def test_a_title_of_three_lines_is_no_hourglass() -> None:
    title = "全面总结全省文明实践志愿服务工作的经验，立足长远，研究部署下一阶段文明实践志愿服务工作任务"
    first, second, third = balanced(title, 20)
    assert len(second) >= min(len(first), len(third))


def test_a_long_name_of_a_publication_takes_two_lines() -> None:
    assert masthead_lines("文明实践简报") == ["文明实践简报"]
    assert len(masthead_lines("全省新时代文明实践中心建设与志愿服务工作情况专报")) == 2
