"""Make sure before typesetting that every character of an issue has a glyph in the fonts we carry."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

from press.records import Issue, Publication, Report, TypesetError, texts

FONTS = Path(__file__).parent / "fonts"
# Every family list in bulletin.css ends with Noto Serif SC, so a character has a glyph if it or 仿宋 has one.
CARRIERS = ("FandolFang-Regular.otf", "NotoSerifSC-Regular.otf")


def check_glyphs(issue: Issue, publication: Publication) -> None:
    """Raise TypesetError for the first character without a glyph, naming it and where it stands."""
    for place, text in _texts_of(issue, publication):
        for char in sorted(set(text) - _covered() - {"\n"}):
            context = text[max(0, text.index(char) - 8) :][:17]
            raise TypesetError(
                f"字库中没有“{char}”字（U+{ord(char):04X}），见“{context}”",
                place=f"{issue.key} {place}",
                remedy="改用字库中有的字，或请管理员扩充字库",
            )


@cache
def _covered() -> frozenset[str]:
    found: set[str] = set()
    for name in CARRIERS:
        with TTFont(FONTS / name, lazy=True) as font:
            found |= {chr(code) for code in font.getBestCmap()}
    return frozenset(found)


def _texts_of(issue: Issue, publication: Publication) -> Iterator[tuple[str, str]]:
    """Yield (place, text) for everything that is printed of an issue."""
    yield "刊名", publication.name + publication.issuer + publication.handling_note
    yield "报头", issue.series + issue.secrecy + issue.urgency + issue.responsible_editor
    yield "编者按", issue.editor_note
    for section in issue.sections:
        yield "栏目", section.name
    for item in issue.items:
        place = f"《{item.title}》"
        yield place, item.title
        if isinstance(item, Report):
            yield place, item.note
            for row in (item.columns, *item.rows):
                yield from ((place, cell) for cell in row)
        else:
            yield from ((place, text) for text in texts(item.body))
    for line in issue.lines:
        yield "版记", line.kind + "".join(line.lines)
    yield "版记", issue.registration_no + publication.registration_no
