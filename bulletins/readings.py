"""Set the reading (拼音) of a rare character above it, in its line: nothing moves, and text copied from the PDF keeps its characters."""

from __future__ import annotations

from markupsafe import Markup, escape

from bulletins.cut import advance_em
from press.records import split_readings

FACE = ("Bulletin Fang",)  # it has every letter of pinyin
TEXT_EM, TITLE_EM = 0.375, 0.25  # size of a reading to that of its character; titles have less room between their lines
WIDEST = 0.97  # of the character: a longer reading is set smaller
READING = Markup('<span class="reading" data-tag="BulletinReading" style="font-size: {:.4f}em; margin-left: {:.4f}em">{}</span>')


def with_readings(text: str, *, above: bool = True) -> Markup:
    """Return a text with the readings of its characters above them, or behind them in brackets."""
    return Markup("").join(_piece(words, reading, above, TEXT_EM) for words, reading in split_readings(text))


def title_line(line: str, title: str, before: str) -> Markup:
    """Return a line of a title, of which so much stands before it, with the readings of its characters."""
    at, made = 0, Markup("")
    for words, reading in split_readings(title):
        start, end = max(at, len(before)), min(at + len(words), len(before) + len(line))
        if start < end:
            made += _piece(words[start - at : end - at], reading, True, TITLE_EM)
        at += len(words)
    return made


def _piece(words: str, reading: str, above: bool, size: float) -> Markup:
    if not reading:
        return escape(words)
    if not above:
        return escape(f"{words}（{reading}）")
    width = sum(advance_em(char, FACE) for char in reading)
    size = min(size, WIDEST / width)
    return escape(words) + READING.format(size, -(1 + width * size) / 2 / size, reading)
