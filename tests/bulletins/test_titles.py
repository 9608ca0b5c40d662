"""Titles break by sense, into lines of like length."""

from __future__ import annotations

import time

import pytest

from bulletins.titles import balanced, ems, masthead_lines
from bulletins.words import seams


@pytest.mark.parametrize(
    "expected",
    [
        "无锡市：小站点办成大事情",
        "宿迁市：核清积分账目，/推动志愿服务兑换由实物转向服务",
        "盐城市：围绕工作主线持续擦亮/“温润水乡”文明底色",
        "扬中市：志愿服务送上锚地，/等泊船员不下船也看得了病",
        "宜兴市：一台兑换机的去留/与五级星级志愿者的礼遇清单",
        "姑苏区：一口井边的十四户人家/和一座没建成的充电棚",
        "江阴市：高潮位那两个小时，/观鸟人往后退一百二十米",
    ],
)
def test_a_title_breaks_at_a_stop_or_before_a_phrase(expected: str) -> None:
    assert balanced(expected.replace("/", ""), 20) == expected.split("/")


@pytest.mark.parametrize(
    "words",
    [
        "各地/各/单位/依靠/群众/力量/共同/办好/志愿者/驿站",
        "推广/学习/借鉴/交流/连云港市/志愿服务/工作/经验/做法",
        "宿迁市/：/核/清/积分/账目/，/推动/志愿服务/兑换/由/实物/转向/服务",
    ],
)
def test_a_text_is_divided_into_its_words(words: str) -> None:
    text = words.replace("/", "")
    found = seams(text)
    assert "".join("/" * (i in found) + char for i, char in enumerate(text)) == words


def test_no_title_is_broken_inside_a_word_whatever_the_width() -> None:
    title = "各地各单位依靠群众力量共同办好志愿者驿站推动基层治理工作"
    for width in range(8, 26):
        lines = balanced(title, width)
        at = 0
        for line in lines[:-1]:
            at += len(line)
            assert at in seams(title), lines


def test_no_line_splits_a_place_quotation_marks_or_a_number() -> None:
    assert (
        balanced("推广学习借鉴交流连云港市志愿服务工作经验做法", 20, names=["连云港市"])[0]
        == "推广学习借鉴交流连云港市"
    )
    assert all(
        "新泾塘镇" in line or not set("新泾塘镇") & set(line)
        for line in balanced("各地学习新泾塘镇经验", 7, names=["新泾塘镇"])
    )
    assert balanced("推广学习借鉴“百姓名嘴”志愿服务工作经验", 14)[0] == "推广学习借鉴“百姓名嘴”"
    assert any("2025年" in line for line in balanced("各地各单位推广学习2025年志愿服务工作经验", 14))
    assert any("二十七项" in line for line in balanced("全市各地星级志愿者礼遇二十七项全部落到窗口", 12))


def test_a_title_of_three_lines_is_no_hourglass() -> None:
    title = "全面总结全省文明实践志愿服务工作的经验，立足长远，研究部署下一阶段文明实践志愿服务工作任务"
    first, second, third = balanced(title, 20)
    assert len(second) >= min(len(first), len(third))


def test_a_title_of_four_lines_has_no_waist_either() -> None:
    title = (
        "无锡市：从“没人管”到“抢着管”：关于在全县214个行政村推行“红黄蓝”三色积分制"
        "并与CBA村超联赛、老年食堂、夜间图书室和残疾人之家联动"
    )
    lines = balanced(title, 20, names=["无锡市"])
    assert len(lines) == 4
    assert all(
        ems(line) >= min(ems(above), ems(below))
        for above, line, below in zip(lines, lines[1:], lines[2:], strict=False)
    )


def test_a_very_long_title_is_divided_at_once_and_fits_its_lines() -> None:
    title = (
        "关于在全县二百一十四个行政村推行积分制、老年食堂、夜间图书室和残疾人之家联动运营的三年试验、两次调整及其启示"
        * 2
    )
    begun = time.monotonic()
    lines = balanced(title, 20)
    assert time.monotonic() - begun < 1
    assert "".join(lines) == title and all(ems(line) <= 20 for line in lines)


def test_a_quotation_longer_than_a_line_is_broken_rather_than_printed_over_the_edge() -> None:
    lines = balanced("某地：“把服务送到家门口把温暖送到心坎上把文明带到每一天”活动见闻", 20)
    assert all(len(line) <= 20 for line in lines)


def test_a_long_name_of_a_publication_takes_two_lines() -> None:
    assert masthead_lines("文明实践简报") == ["文明实践简报"]
    assert len(masthead_lines("全省新时代文明实践中心建设与志愿服务工作情况专报")) == 2
