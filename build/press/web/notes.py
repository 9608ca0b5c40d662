"""The footnotes of one text: a number where each belongs, the words below, and links there and back."""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup, escape

from records import annotated, split_notes, split_readings, without_notes


class Notes:
    """Numbers footnotes as the text is written, from top to bottom.

    Args:
        prefix: what anchors begin with; items of an issue share a page and take their own anchor.

    """

    def __init__(self, prefix: str = "") -> None:
        self.prefix = prefix
        self.texts: list[Markup] = []

    def mark(self, text: str) -> str:
        """Keep a note and return its number as HTML, which leads to the words and is what they lead back to."""
        self.texts.append(Markup(with_readings(text, lambda words: str(escape(words)))))
        n = len(self.texts)
        return (
            f'<sup class="note-mark" id="{self.prefix}r{n}">'
            f'<a href="#{self.prefix}n{n}" title="看注释">〔{n}〕</a></sup>'
        )

    def html(self, text: str, write: Callable[[str], str] = lambda words: str(escape(words))) -> str:
        """Return a text in which no figures are marked, such as an editor's note, as HTML."""
        return "".join(
            with_readings(words, write) + (self.mark(note) if note else "") for words, note in split_notes(text)
        )


def with_readings(text: str, write: Callable[[str], str]) -> str:
    """Return a text without notes as HTML, the reading of a rare character above it."""
    return "".join(ruby(write(words), reading) for words, reading in split_readings(text))


def ruby(words: str, reading: str) -> str:
    """Return a character as HTML with its reading above; brackets round it where a browser knows no ruby."""
    return f"<ruby>{words}<rp>（</rp><rt>{escape(reading)}</rt><rp>）</rp></ruby>" if reading else words


def places_of_notes(text: str) -> list[tuple[int, str]]:
    """Return (place, note) for each note of a text, the place counted in the text without its notes.

    >>> places_of_notes("建站12个^[含3个流动站。]，都开门。")
    [(5, '含3个流动站。')]
    """
    return list(annotated(text).notes)


def findable(text: str) -> str:
    """Return what a search looks through: the text as it reads, then its notes.

    >>> findable("建站12个^[含3个流动站。]，都开门。")
    '建站12个，都开门。\\n含3个流动站。'
    """
    return "\n".join([without_notes(text), *(note for _, note in places_of_notes(text))])
