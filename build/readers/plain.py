"""An article that came as plain text goes the way of one from Word: the same title, place, points and foot."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape

from readers.paragraphs import Para, elements, find_wrap, spans, without_noise
from readers.places import Register
from readers.reading import body_parts, lost
from readers.source import Line, decode, lines_of
from readers.title_lines import title_lines
from readers.unseen import without_unseen
from readers.word.article import WordArticle, make_article
from readers.word.markup import read_page
from readers.word.pages import Page, Piece, Text
from readers.words import is_prose, remarks
from records.body import Table
from records.errors import ContentError

BOLD = re.compile(r"\W{0,6}?(?:\*\*|__)(.{2,80}?)(?:\*\*|__)")
CENTRED = 8
"""Half-width columns before a short line that is set in the middle."""
LONGEST_CENTRED = 40


def read_plain(data: bytes, name: str, register: Register) -> WordArticle:
    """Read an article from a text file in UTF-8, GB18030, Big5 or UTF-16.

    Args:
        data: its bytes.
        name: what it is called, for messages.
        register: the known places and units.

    Raises:
        ContentError: it is no text, or holds no paragraph.

    """
    text, hidden = without_unseen(decode(data, name))
    every = lines_of(text)
    lines, noise = without_noise(every, ())
    page = Page(pieces=list(_pieces(lines, register)), notes=[*hidden, *remarks(every), *noise])
    article = make_article(page, register, {})
    if not any("。" in words for words in body_parts(article.body)):
        raise ContentError(
            "不像一期简报，也不像一篇稿件",
            place=name,
            remedy="简报要有刊头、期号、日期和正文，稿件要有标题和成段的文字，补全后再导入",
        )
    said = [_printed_title(article, every, register), *body_parts(article.body), *(note.text for note in article.notes)]
    notes = sorted([*article.notes, *lost(enumerate(text.split("\n"), 1), said)], key=lambda note: note.line)
    return WordArticle(**{name: getattr(article, name) for name in article.__struct_fields__} | {"notes": tuple(notes)})


def _printed_title(article: WordArticle, lines: Sequence[Line], register: Register) -> str:
    """Return the title with the place before it, which the article keeps as a code, as the text prints it."""
    for line in lines:
        place, begun = register.split(line.text)
        if place and begun and article.title.startswith(begun):
            return place + article.title
    return article.prefix + article.title


def _pieces(lines: Sequence[Line], register: Register) -> Iterator[Piece]:
    """Yield the paragraphs and tables of a text, each with its line."""
    wrap = find_wrap(lines)
    size = title_lines(lines, 0, register) if lines and not is_prose(lines[0].text) else 0
    if size > 1:
        yield Text((("".join(line.text for line in lines[:size]), False),), lines[0].number, "title")
        lines = lines[size:]
    for at, end in spans(lines, wrap, 0, len(lines)):
        (element, *_), _ = elements(lines[at:end], wrap)
        first = lines[at]
        if isinstance(element, Table):
            yield from (replace(piece, line=first.number) for piece in read_page(_html(element)).pieces)
        elif isinstance(element, Para):
            bold = BOLD.match(first.raw)
            words = bold[1] if bold and element.text.startswith(bold[1]) else ""
            rest = element.text[len(words) :]
            yield Text(
                tuple((part, n == 0) for n, part in enumerate((words, rest)) if part), first.number, _kind(first, at)
            )


def _kind(line: Line, at: int) -> str:
    if line.level:
        return "title" if at == 0 else f"heading{max(1, min(line.level - 1, 3))}"
    if line.raw.lstrip().startswith(">"):
        return "quotation"
    return "centred" if line.indent >= CENTRED and len(line.text) <= LONGEST_CENTRED and not is_prose(line.text) else ""


def _html(table: Table) -> str:
    rows = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in (table.columns, *table.rows))
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
