"""Footnotes and readings inside a text."""

from __future__ import annotations

import pytest

from records import split_notes, split_readings, without_notes


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("没有注。", [("没有注。", "")]),
        ("建站12个^[含3个流动站。]，都开门。", [("建站12个", "含3个流动站。"), ("，都开门。", "")]),
        ("甲^[一]乙^[二]", [("甲", "一"), ("乙", "二"), ("", "")]),
        ("见办法^[办法[2024]5号。]。", [("见办法", "办法[2024]5号。"), ("。", "")]),
        ("没有收尾^[不是注", [("没有收尾^[不是注", "")]),
        ("空的^[]不是注", [("空的^[]不是注", "")]),
    ],
)
def test_a_text_is_split_at_its_notes(text: str, pieces: list[tuple[str, str]]) -> None:
    assert split_notes(text) == pieces
    assert without_notes(text) == "".join(piece for piece, _ in pieces)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("张喆^(zhé)说", [("张", ""), ("喆", "zhé"), ("说", "")]),
        ("龑翀^(yǎn chōng)", [("龑", "yǎn"), ("翀", "chōng")]),
        ("翀^(yǎn chōng)", [("翀^(yǎn chōng)", "")]),  # more syllables than characters
        ("x^(2)和y^(zhé)", [("x^(2)和y^(zhé)", "")]),
        ("甲^[注。]乙^(yǐ)", [("甲", ""), ("乙", "yǐ")]),  # notes left out
    ],
)
def test_a_reading_belongs_to_the_characters_before_it(text: str, pieces: list[tuple[str, str]]) -> None:
    assert split_readings(text) == pieces
    assert without_notes(text) == "".join(words for words, _ in pieces)
