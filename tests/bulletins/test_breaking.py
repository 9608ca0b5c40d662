"""Where lines may break and which marks are squeezed, by examples from the rules."""

from __future__ import annotations

import pytest

from bulletins.breaking import breaks, squeezed


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
    ],
)
def test_a_line_breaks_only_where_the_standard_allows(expected: str) -> None:
    assert shown(expected.replace("|", "")) == expected


def test_a_mark_whose_blank_half_meets_another_mark_is_squeezed() -> None:
    assert squeezed("说：“好。”（《办法》）。") == (1, 4, 5, 7, 10, 11)
    assert squeezed("文明，实践。") == ()
