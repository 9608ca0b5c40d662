"""What stands inside a text as a mark: footnotes, 注册志愿者37.6万名^[截至2024年底。]，and readings, 喆^(zhé)."""

from __future__ import annotations

import re
from dataclasses import dataclass

NOTE = re.compile(r"\^\[((?:[^\[\]]|\[[^\[\]]*\])+)\]")
SYLLABLE = "[a-zà-ǜḿńňǹ]{1,6}"  # pinyin with its marks of tone
READING = re.compile(
    rf"(?<=[\u2e80-\u2fdf\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])\^\(({SYLLABLE}(?: {SYLLABLE})*)\)", re.I
)
MARK = re.compile(f"{NOTE.pattern}|{READING.pattern}", re.I)


@dataclass(frozen=True)
class Annotated:
    """A text as it reads, and by place in it the footnotes (behind so many characters) and
    readings (of the character there)."""

    text: str
    notes: tuple[tuple[int, str], ...]
    readings: tuple[tuple[int, str], ...]


def annotated(text: str) -> Annotated:
    """Return a text and its marks apart.

    A reading has one syllable for each character before it. A note may hold brackets in pairs. What only looks like a
    mark, because its bracket never closes or it has more syllables than characters stand before it, is text.

    >>> annotated("喆^(zhé)建站^[含流动站。]。")
    Annotated(text='喆建站。', notes=((3, '含流动站。'),), readings=((0, 'zhé'),))
    """
    plain, notes, readings, at = "", list[tuple[int, str]](), list[tuple[int, str]](), 0
    for mark in MARK.finditer(text):
        before = text[at : mark.start()]
        syllables = (mark[2] or "").split()
        if len(syllables) > next((n for n, char in enumerate(reversed(before)) if char < "\u2e80"), len(before)):
            continue
        plain, at = plain + before, mark.end()
        if mark[1]:
            notes.append((len(plain), mark[1]))
        readings += [(len(plain) - len(syllables) + n, syllable) for n, syllable in enumerate(syllables)]
    return Annotated(plain + text[at:], tuple(notes), tuple(readings))


def split_notes(text: str) -> list[tuple[str, str]]:
    """Return a text in pieces (readings still in them), each with the note that follows it; '' after the last piece.

    >>> split_notes("建站12个^[含3个流动站。]，都开门。")
    [('建站12个', '含3个流动站。'), ('，都开门。', '')]
    """
    pieces = NOTE.split(text)
    return list(zip(pieces[::2], [*pieces[1::2], ""], strict=True))


def split_readings(text: str) -> list[tuple[str, str]]:
    """Return a text without notes in pieces: a character with its reading, or words with ''.

    >>> split_readings("张喆^(zhé)说")
    [('张', ''), ('喆', 'zhé'), ('说', '')]
    """
    found = annotated(text)
    made, at = list[tuple[str, str]](), 0
    for place, reading in found.readings:
        made += [(found.text[at:place], ""), (found.text[place], reading)]
        at = place + 1
    return [piece for piece in (*made, (found.text[at:], "")) if piece[0]]


def without_notes(text: str) -> str:
    """Return a text as it reads without its notes and readings.

    >>> without_notes("建站12个^[含3个流动站。]，都开门。")
    '建站12个，都开门。'
    """
    return annotated(text).text if "^" in text else text
