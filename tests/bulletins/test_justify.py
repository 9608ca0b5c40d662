"""How lines are set, measured in the finished PDF; these tests hold the replaced
functions of WeasyPrint 70.0 in place."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
import weasyprint
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bulletins import justify
from bulletins.breaking import CLOSING, NO_END, NO_START
from records import Article, Paragraph, Point, SetupError

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


def edge(line: list[dict[str, Any]]) -> float:
    """Return the right edge of a line in mm; a full-width mark that ends it takes half
    a cell (GB/T 15834-2011 §5.1.10)."""
    last = line[-1]
    return float(last["x0"] + last["size"] / 2 if last["text"] in CLOSING else last["x1"]) / MM


def gaps(line: list[dict[str, Any]]) -> list[float]:
    """Return the blank in points between the Han characters of a line."""
    return [
        b["x0"] - a["x0"] - a["size"]
        for a, b in pairwise(line)
        if min(a["text"], b["text"]) > "\u3400" and max(a["text"], b["text"]) < "\ufa00"
    ]


def words(line: list[dict[str, Any]]) -> str:
    return "".join(c["text"] for c in line)


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
        assert edge(line) == pytest.approx(184, abs=0.1), text
        assert line[-1]["text"] not in NO_END and line[0]["text"] not in NO_START, text


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.generate],
    derandomize=True,
)
@given(pairs=st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(MARKS)), min_size=60, max_size=160))
def test_no_text_however_odd_overflows_or_splits_what_belongs_together(
    pairs: list[tuple[str, str]], issue: Any, printed: Any
) -> None:
    lines = full_lines(printed(issue(article(Paragraph(text="始" + "".join(a + b for a, b in pairs) + "终")))))
    texts = ["".join(c["text"] for c in line) for line in lines]
    for line, text in zip(lines, texts, strict=True):
        assert edge(line) == pytest.approx(184, abs=0.1) or max(gaps(line), default=0) < 0.1, text
        assert line[-1]["text"] not in NO_END and line[0]["text"] not in NO_START, text
    joined = "\n".join(texts)
    for token in ("2024年", "34.7%", "1154支", "——", "……", "APP"):
        for cut in range(1, len(token)):
            assert f"{token[:cut]}\n{token[cut:]}" not in joined, token


def test_marks_without_end_are_broken_rather_than_printed_over_the_edge(issue: Any, printed: Any) -> None:
    result = printed(issue(article(Paragraph(text="好" + "！" * 99))))
    assert max(edge(line) for line in result.lines(1) if line[-1]["text"] == "！") <= 184.1


def test_meeting_marks_are_squeezed(issue: Any, printed: Any) -> None:
    result = printed(issue(article(Paragraph(text="他讲：“妙。”众人称是"))))
    line = next(line for line in result.lines(1) if "他讲" in "".join(c["text"] for c in line))
    starts = {c["text"]: c["x0"] for c in line}
    em = starts["讲"] - starts["他"]
    assert starts["“"] - starts["："] == pytest.approx(em / 2, abs=0.5)
    assert starts["”"] - starts["。"] == pytest.approx(em / 2, abs=0.5)


def test_a_mark_that_ends_a_line_takes_half_a_cell_and_none_hangs_out(
    issue: Any, printed: Any, filler: Callable[[int], str]
) -> None:
    for mark in "，。；：！、":
        text = filler(1)[1:] + mark + filler(3)
        line = next(line for line in printed(issue(article(Paragraph(text=text)))).lines(1) if line[-1]["text"] == mark)
        assert line[-1]["x0"] / MM >= 184 - 16 / MM / 2 - 0.1, "the cell begins half an em before the edge"
        assert edge(line) == pytest.approx(184, abs=0.1)


def test_a_question_mark_in_the_middle_of_its_cell_is_moved_into_the_half(
    issue: Any, printed: Any, filler: Callable[[int], str]
) -> None:
    line = next(
        line
        for line in printed(issue(article(Paragraph(text=filler(1)[1:] + "？" + filler(3))))).lines(1)
        if line[-1]["text"] == "？"
    )
    ink = line[-1]["x0"] + 0.68 * line[-1]["size"]  # FandolFang has it from 0.32 to 0.68 em
    assert ink / MM < 184


def test_no_paragraph_ends_with_a_line_of_one_character(issue: Any, printed: Any) -> None:
    blocks = [Paragraph(text="始" + HARD[: 52 + n] + "终") for n in range(40)]
    result = printed(issue(article(*blocks)))
    pages = range(1, result.typeset.page_count + 1)
    ends = [line for page in pages for line in result.lines(page) if line[-1]["text"] == "终"]
    assert len(ends) > 30
    assert min(len(line) for line in ends) > 1


def test_an_address_breaks_where_it_may_and_leaves_no_gaps(issue: Any, printed: Any) -> None:
    text = (
        "公示名单见https://mp.weixin.qq.com/s/AbCdEfGhIjKlMnOpQrStUvWxYz0123，任何人都可以查，也可以到镇里窗口当面问。"
    )
    for before in range(20):
        for line in full_lines(printed(issue(article(Paragraph(text="始" * before + text))))):
            assert max(gaps(line), default=0) < 0.25 * 16, words(line)
            assert edge(line) > 184 - 12, words(line)


def test_words_parted_by_the_end_of_a_line_are_still_two_in_the_text(
    issue: Any, printed: Any, filler: Callable[[int], str]
) -> None:
    passage = "The quick brown fox jumps over the lazy dog. " * 8
    result = printed(issue(article(Paragraph(text=filler(1) + passage))))
    found = "".join(c["text"] for c in result.plumber.pages[0].chars)
    assert passage.strip() in found
    for line in full_lines(result):
        assert edge(line) == pytest.approx(184, abs=0.3) or edge(line) > 184 - 30, words(line)


def test_an_apostrophe_is_narrow_in_a_latin_word(issue: Any, printed: Any) -> None:
    line = next(
        line
        for line in printed(issue(article(Paragraph(text="他说it’s fine，又说‘好’")))).lines(1)
        if "’" in words(line)
    )
    steps = {(a["text"], b["text"]): b["x0"] - a["x0"] for a, b in pairwise(line)}
    assert steps["’", "s"] < 0.4 * 16
    assert steps["t", "’"] < 0.7 * 16


def test_an_apostrophe_that_ends_a_latin_word_is_narrow_too(issue: Any, printed: Any) -> None:
    line = next(
        line
        for line in printed(issue(article(Paragraph(text="写着Volunteers’ Day两行字")))).lines(1)
        if "’" in words(line)
    )
    mark, letter = (next(c for c in line if c["text"] == char) for char in "’D")
    assert letter["x0"] - mark["x0"] < 0.9 * 16


def test_other_documents_of_the_process_are_laid_out_as_before(issue: Any, printed: Any) -> None:
    html = "<p style='width:20em;text-align:justify'>" + HARD
    plain = weasyprint.HTML(string=html).write_pdf(pdf_identifier=b"0")
    printed(issue())
    assert weasyprint.HTML(string=html).write_pdf(pdf_identifier=b"0") == plain


def test_another_version_of_weasyprint_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weasyprint, "__version__", "71.0")
    with pytest.raises(SetupError, match=r"只能用 WeasyPrint 70\.0"):
        justify.install()
