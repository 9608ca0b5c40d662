"""Set what is marked in a text: footnotes where they are called, the reading (拼音) of a rare character above it.

A reading stands in the line of its character: nothing moves, and text copied from the PDF keeps its characters.
"""

from __future__ import annotations

from markupsafe import Markup, escape

from bulletins.cut import advance_em
from records import annotated, split_notes, split_readings

FACE = ("Bulletin Fang",)  # it has every letter of pinyin
TEXT_EM, TITLE_EM = 0.375, 0.25  # size of a reading to that of its character; titles have less room between their lines
WIDEST = 0.97  # of the character: a longer reading is set smaller
READING = Markup(
    '<span class="reading" data-tag="BulletinReading" style="font-size: {:.4f}em; margin-left: {:.4f}em">{}</span>'
)
NOTE = Markup('<span class="footnote" data-tag="BulletinFootnote">{}</span>')


def noted(text: str, *, above: bool = True) -> Markup:
    """Return a text with its footnotes where they are called, its readings above their
    characters or, in small type, behind them."""
    pieces = ((_with_readings(piece, above), note) for piece, note in split_notes(text))
    return Markup("").join(piece + (_note(note) if note else "") for piece, note in pieces)


def noted_line(line: str, title: str, start: int) -> Markup:
    """Return a line of a title that begins at a place in what the title reads, with its footnotes and readings."""
    found = annotated(title)
    readings, made = dict(found.readings), Markup("")
    for n, char in enumerate(line, start):
        made += _piece(char, readings.get(n, ""), True, TITLE_EM)
        made += Markup("").join(_note(note) for place, note in found.notes if place == n + 1)
    return made


def _note(text: str) -> Markup:
    return NOTE.format(_with_readings(text, False))


def _with_readings(text: str, above: bool) -> Markup:
    return Markup("").join(_piece(words, reading, above, TEXT_EM) for words, reading in split_readings(text))


def _piece(words: str, reading: str, above: bool, size: float) -> Markup:
    if not reading:
        return escape(words)
    if not above:
        return escape(f"{words}（{reading}）")
    width = sum(advance_em(char, FACE) for char in reading)
    size = min(size, WIDEST / width)
    return escape(words) + READING.format(size, -(1 + width * size) / 2 / size, reading)
