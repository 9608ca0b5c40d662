"""Where lines may break and which marks are squeezed, by examples from the rules."""

from __future__ import annotations

import pytest

from bulletins.breaking import TORN, breaks, chances, squeezed


def shown(text: str) -> str:
    """Return a text with a stroke wherever a line may break."""
    return "".join("|" * allowed + char for char, allowed in zip(text, breaks(text), strict=True))


@pytest.mark.parametrize(
    "expected",
    [
        "文|明|实|践，|久|久|为|功。",
        "他|说：|“好。”|大|家|笑",
        "点|单—|派|单",
        "建|站|1154支|近|年",
        "占|34.7%|以|上",
        "2024年|4月|底",
        "3.2万人次|参|加",
        "第3期|简|报",
        "共|5平方公里",
        "快|了|——|一|半",
        "等|等……|好",
        "打|开|APP|看",
        "新|年 |好",
        "（一）|建|站",
        "《办|法》|（试|行）",
        "面|积|500m²，|宽|3.5km",
        "限|速|30km/h|通|行",
        "全|长|30 km|左|右",
        "共 |12 名|学|生",
        "苏|文|〔2023〕12号|文",
        "补|助|￥3000元，|约|$500",
        "按|3∶1结|对",
        "每|天|5～10次，|占|10%—20%",
        "自|1月|1日—12月|31日",
        "气|温|−5度，|误|差|±3%",
        "参|与|率|≥80%",
        "宽|60×90厘米",
        "用|电|1.2亿千瓦时",
        "执|行|GB/T 9704-2012标|准",
        "百分之30以|上",
        "有|注①|处",
        "Model |City|和|it’s",
        "喝|café，|在|Łódź|和|Москва",
        "含|C₆H₁₂O₆、|E=mc²、|HK$300，|与|PM₂.₅",
        "计|1 000 000人，|5㎡、|3 ㎞|长",
        "25℃/77°F、|10 %、|￥ 3000元",
        "第 12 条，|约|5 — 10 ℃，|30 元/人，|好",
        "＞60分贝，|Δt=5 μs",
    ],
)
def test_a_line_breaks_only_where_the_standard_allows(expected: str) -> None:
    assert shown(expected.replace("|", "")) == expected


def test_an_address_breaks_at_its_marks_and_a_long_part_of_it_anywhere_but_at_its_ends() -> None:
    assert shown("见https://example.org/s/a?id=1。") == "见|https://|example|.org|/s|/a|?id|=1。".replace("|/", "/|")
    assert shown("寄wen.ban@example.cn") == "寄|wen|.ban@|example|.cn"
    long = chances("https://a.cn/" + "x" * 20)
    assert [cost == TORN for cost in long[13:]] == [False] * 3 + [True] * 15 + [False] * 2


def test_a_mark_whose_blank_half_meets_another_mark_is_squeezed() -> None:
    assert squeezed("说：“好。”（《办法》）。") == (1, 4, 5, 7, 10, 11)
    assert squeezed("文明，实践。") == ()
