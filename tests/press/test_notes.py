"""Footnotes inside a text."""

from __future__ import annotations

import pytest

from press.records import split_notes, without_notes


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
