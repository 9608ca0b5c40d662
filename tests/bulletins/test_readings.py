"""Rare characters carry their reading above them; lines, grid and copied text are what they are without it."""

from __future__ import annotations

from typing import Any

import pypdfium2
import pytest

from bulletins.audit import State, audit
from records import Article, Paragraph, Point, Table

MM = 72 / 25.4
NAMES = "张喆^(zhé)、李祎^(yī)、庄双^(shuāng)、钟庄^(zhōng zhuāng)四人轮班，喆^(zhé)说：“门开着，人就来了。”"
PLAIN = "张喆、李祎、庄双、钟庄四人轮班，喆说：“门开着，人就来了。”"


def article(*blocks: Any, title: str = "小站点办成大事情") -> Article:
    return Article(number=1, place="320200", title=title, body=blocks)


def small(chars: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [c for c in chars if c["size"] < 6.5]


def test_a_reading_stands_above_its_character_and_moves_nothing(issue: Any, printed: Any) -> None:
    read, plain = printed(issue(article(Paragraph(text=NAMES * 6)))), printed(issue(article(Paragraph(text=PLAIN * 6))))
    for one, other in zip(*([c for c in r.body_chars(1) if c["size"] > 6.5] for r in (read, plain)), strict=True):
        assert one["text"] == other["text"], "the order is that of the text"
        assert (one["x0"], one["matrix"][5]) == pytest.approx((other["x0"], other["matrix"][5]), abs=0.3)
    bases = [c for c in read.body_chars(1) if c["text"] == "喆" and c["size"] > 15]
    for base in bases:
        above = [
            c
            for c in small(read.chars(1))
            if base["x0"] - 2 < c["x0"] < base["x1"] + 2 and 0 < c["matrix"][5] - base["matrix"][5] < 20
        ]
        assert "".join(c["text"] for c in above) == "zhé"
        assert (above[0]["x0"] + above[-1]["x1"]) / 2 == pytest.approx((base["x0"] + base["x1"]) / 2, abs=1)
    assert len(small(read.chars(1))) == 6 * len("zhéyīshuāngzhōngzhuāngzhé")
    found = audit(read.typeset.pdf)
    assert [(v.rule, v.measured) for v in found.defects] == [] and found["reading.above"].measured == "在字的正上方"


def test_what_is_copied_and_searched_keeps_the_characters(issue: Any, printed: Any) -> None:
    pdf = printed(issue(article(Paragraph(text=NAMES)))).typeset.pdf
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range().replace("\r\n", "")
    assert PLAIN in text and "zhōng" in text


def test_readings_stand_in_titles_lead_ins_notes_and_tables(issue: Any, printed: Any) -> None:
    months = tuple(f"{n}月" for n in range(1, 13))
    blocks = (
        Point(lead_in="李祎^(yī)带头。", text=("近年来^[注文喆^(zhé)。]。",)),
        Table(columns=("姓名", "次数"), rows=(("张喆^(zhé)", "12"),), caption="祎^(yī)的轮班"),
        Table(columns=("姓名", *months), rows=(("张喆^(zhé)", *("12345",) * 12),)),
    )
    result = printed(
        issue(article(*blocks, title="志愿者张喆^(zhé)把课堂搬进血液病房，为长期住院儿童续上学业的李祎^(yī)"))
    )
    with result.pike.open_outline() as outline:
        assert [item.title for item in outline.root] == [
            "无锡市：志愿者张喆把课堂搬进血液病房，为长期住院儿童续上学业的李祎"
        ]
    text = "".join(result.text(n) for n in range(1, result.typeset.page_count + 1)).replace("\n", "").replace(" ", "")
    assert "注文喆（zhé）。" in text and "张喆（zhé）" in text, "in small type the reading stands behind"
    assert "^" not in text
    assert [(v.rule, v.measured) for v in audit(result.typeset.pdf).defects] == []


def test_a_reading_beside_its_character_is_noticed(issue: Any, printed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from bulletins import annotations

    monkeypatch.setattr(
        annotations,
        "READING",
        annotations.READING.replace("margin-left: {:.4f}em", "margin-left: {:.4f}em; margin-top: 14pt"),
    )
    found = audit(printed(issue(article(Paragraph(text=NAMES)))).typeset.pdf)
    assert found["reading.above"].state is State.BROKEN


def test_a_reading_goes_with_a_table_that_floats(issue: Any, printed: Any, filler: Any) -> None:
    table = Table(columns=("姓名", "次数"), rows=(("张喆^(zhé)", "12"),) * 8, caption="轮班")
    result = printed(issue(article(Paragraph(text=filler(7)), table, Paragraph(text=filler(30)))))
    assert "轮班" in result.text(2).splitlines()[0]
    assert len(small(result.chars(2))) == 8 * len("zhé")
    assert audit(result.typeset.pdf)["reading.above"].state is State.HOLDS
