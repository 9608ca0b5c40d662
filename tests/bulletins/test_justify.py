"""How lines are set, measured in the finished PDF; these tests hold the replaced functions of WeasyPrint 70.0 in place."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
import weasyprint
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bulletins import justify
from bulletins.breaking import NO_END, NO_START
from press.records import Article, Paragraph, Point, SetupError

MM = 72 / 25.4
HARD = (
    "截至2024年4月底，全市在运行志愿服务项目2360个，注册志愿者37.6万余名，占比34.7%；“点单—派单—接单—评单”流程全部上线。"
    "一位老人说：“门开着，（人）就来了！”《志愿服务条例》《实施办法》相继出台……其中3.2万人次参加，耗时15分钟——比去年快了一半。"
)
WORDS = ["文明", "实践", "站", "2024年", "34.7%", "1154支", "APP", "一", "3人次"]
MARKS = ["", "", "", "——", "……", "，", "。", "、", "”", "“", "：“", "。”", "（", "）", "《", "》、《"]


def article(*blocks: Any) -> Article:
    return Article(number=1, title="量一量版面", body=blocks)


def full_lines(result: Any) -> list[list[dict[str, Any]]]:
    """Return the body lines that do not end a paragraph."""
    lines = [
        line
        for page in range(1, result.typeset.page_count + 1)
        for line in result.lines(page)
        if line[0]["size"] == pytest.approx(16, abs=0.1)
    ]
    body = lines[2:]  # without number and dateline
    return [line for line, after in pairwise(body) if after[0]["x0"] / MM < 30]


def test_a_page_of_text_holds_22_lines_of_28_characters(issue: Any, printed: Any, filler: Callable[[int], str]) -> None:
    result = printed(issue(article(Paragraph(text=filler(40)))))
    page = result.lines(2)
    assert len(page) == 22
    assert {len(line) for line in page} == {28}
    pitches = [(a[0]["matrix"][5] - b[0]["matrix"][5]) / MM for a, b in pairwise(page)]
    assert pitches == pytest.approx([225 / 22] * 21, abs=0.03)


def test_full_lines_end_flush_whatever_they_hold(issue: Any, printed: Any) -> None:
    blocks = [Point(lead_in="一是建好“队伍”。", text=(HARD[n:] + HARD,)) for n in range(0, 60, 7)]
    lines = full_lines(printed(issue(article(*blocks))))
    assert len(lines) > 40
    for line in lines:
        text = "".join(c["text"] for c in line)
        assert line[-1]["x1"] / MM == pytest.approx(184, abs=0.25), text
        assert line[-1]["text"] not in NO_END and line[0]["text"] not in NO_START, text


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], phases=[Phase.generate], derandomize=True
)
@given(pairs=st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(MARKS)), min_size=60, max_size=160))
def test_no_text_however_odd_overflows_or_splits_what_belongs_together(pairs: list[tuple[str, str]], issue: Any, printed: Any) -> None:
    lines = full_lines(printed(issue(article(Paragraph(text="始" + "".join(a + b for a, b in pairs) + "终")))))
    texts = ["".join(c["text"] for c in line) for line in lines]
    for line, text in zip(lines, texts, strict=True):
        assert line[-1]["x1"] / MM == pytest.approx(184, abs=0.3), text
        assert line[-1]["text"] not in NO_END and line[0]["text"] not in NO_START, text
    joined = "\n".join(texts)
    for token in ("2024年", "34.7%", "1154支", "——", "……", "APP"):
        for cut in range(1, len(token)):
            assert f"{token[:cut]}\n{token[cut:]}" not in joined, token


def test_marks_without_end_are_broken_rather_than_printed_over_the_edge(issue: Any, printed: Any) -> None:
    result = printed(issue(article(Paragraph(text="好" + "！" * 99))))
    assert max(c["x1"] for c in result.body_chars(1)) / MM <= 184.3


def test_meeting_marks_are_squeezed(issue: Any, printed: Any) -> None:
    result = printed(issue(article(Paragraph(text="他讲：“妙。”众人称是"))))
    line = next(line for line in result.lines(1) if "他讲" in "".join(c["text"] for c in line))
    starts = {c["text"]: c["x0"] for c in line}
    em = starts["讲"] - starts["他"]
    assert starts["“"] - starts["："] == pytest.approx(em / 2, abs=0.5)
    assert starts["”"] - starts["。"] == pytest.approx(em / 2, abs=0.5)


def test_other_documents_of_the_process_are_laid_out_as_before(issue: Any, printed: Any) -> None:
    html = "<p style='width:20em;text-align:justify'>" + HARD
    plain = weasyprint.HTML(string=html).write_pdf(pdf_identifier=b"0")
    printed(issue())
    assert weasyprint.HTML(string=html).write_pdf(pdf_identifier=b"0") == plain


def test_another_version_of_weasyprint_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weasyprint, "__version__", "71.0")
    with pytest.raises(SetupError, match=r"只能用 WeasyPrint 70\.0"):
        justify.install()
