"""Footnotes inside a text, written where they belong: 注册志愿者37.6万名^[截至2024年底。]，比上年多两成。"""

from __future__ import annotations

import re

NOTE = re.compile(r"\^\[((?:[^\[\]]|\[[^\[\]]*\])+)\]")


def split_notes(text: str) -> list[tuple[str, str]]:
    """Return a text in pieces, each with the note that follows it; '' after the last piece.

    A note may hold brackets in pairs. What only looks like a note, because its bracket never closes, is text.

    >>> split_notes("建站12个^[含3个流动站。]，都开门。")
    [('建站12个', '含3个流动站。'), ('，都开门。', '')]
    """
    pieces = NOTE.split(text)
    return list(zip(pieces[::2], [*pieces[1::2], ""], strict=True))


def without_notes(text: str) -> str:
    """Return a text as it reads without its notes.

    >>> without_notes("建站12个^[含3个流动站。]，都开门。")
    '建站12个，都开门。'
    """
    return NOTE.sub("", text)
