"""The fonts we carry, and whether they have a glyph for every character of an issue."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from records import Article, Clipping, Issue, Picture, Place, Publication, Report, TypesetError, texts

FONTS = Path(__file__).parent / "fonts"
FAMILIES = {  # the names by which bulletin.css calls the fonts
    "Bulletin Fang": "FandolFang-Regular.otf",
    "Bulletin Kai": "FandolKai-Regular.otf",
    "Bulletin Song": "NotoSerifSC-Marks.otf",
    "Bulletin Rare": "NotoSerifSC-Regular.otf",
    "Bulletin Rare Signs": "NotoSigns-Regular.ttf",
    "Bulletin Biaosong": "NotoSerifSC-Bold.otf",
    "Bulletin Hei": "NotoSansSC-Bold.otf",
}
# Every family list in bulletin.css ends with Song, Rare and Rare Signs, so a character has a
# glyph if one of them or 仿宋 has it.
SELDOM = ("Bulletin Rare", "Bulletin Rare Signs")  # most bulletins need nothing of them
COVERAGE = FONTS / "coverage.txt"
# what XML, a screen reader or Pango can do nothing with
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\u2028\u2029\ufffe\uffff]")


def check_glyphs(issue: Issue, publication: Publication, places: Mapping[str, Place]) -> None:
    """Raise TypesetError for the first character that cannot be printed, naming it and where it stands."""
    for place, text in _alternatives(issue):
        _check_control(text, f"{issue.key} {place}")
    for place, text in _texts_of(issue, publication, places):
        check_text(text, f"{issue.key} {place}")


def check_text(text: str, place: str) -> None:
    """Raise TypesetError for the first character of a text that cannot be printed."""
    _check_control(text, place)
    for missing in unprintable(text):
        raise TypesetError(
            f"字库中没有“{missing.char}”字（U+{ord(missing.char):04X}），见“{missing.context}”",
            place=place,
            remedy="改用字库中有的字，或请管理员扩充字库",
        )


@dataclass(frozen=True)
class Missing:
    """A character that no font of ours has, and the words around it."""

    char: str
    context: str


def unprintable(text: str) -> Iterator[Missing]:
    """Yield the characters of a text that cannot be printed, each once."""
    for char in dict.fromkeys(text):
        if char != "\n" and not CONTROL.match(char) and not _has_glyph(char):
            yield Missing(char, text[max(0, text.index(char) - 8) :][:17])


def _check_control(text: str, place: str) -> None:
    if found := CONTROL.search(text):
        context = CONTROL.sub("", text[max(0, found.start() - 8) :][:17])
        raise TypesetError(
            f"“{context}”中有看不见的控制字符（U+{ord(found[0]):04X}）", place=place, remedy="删去这几个字重新键入"
        )


def _has_glyph(char: str) -> bool:
    starts, ends = _covered()
    at = bisect_right(starts, ord(char)) - 1
    return at >= 0 and ord(char) <= ends[at]


@cache
def _covered() -> tuple[array[int], array[int]]:
    """Return first and last code points of the ranges that have glyphs, noted beside the
    fonts: reading these takes 45 MB."""
    ranges = [line.split("-") for line in COVERAGE.read_text("ascii").split()]
    return array("L", (int(first, 16) for first, _ in ranges)), array("L", (int(last, 16) for _, last in ranges))


def _alternatives(issue: Issue) -> Iterator[tuple[str, str]]:
    """Yield (place, text) for what stands for a picture; it is not printed, so it needs no glyphs."""
    for item in issue.items:
        for block in item.body if isinstance(item, Article | Clipping) else ():
            if isinstance(block, Picture):
                yield f"《{item.title}》", block.alt


def _texts_of(issue: Issue, publication: Publication, places: Mapping[str, Place]) -> Iterator[tuple[str, str]]:
    """Yield (place, text) for everything that is printed of an issue."""
    yield "刊名", publication.name + publication.issuer + publication.handling_note
    yield "报头", issue.series + issue.series_line + issue.secrecy + issue.urgency + issue.responsible_editor
    yield "编者按", issue.editor_note
    for section in issue.sections:
        yield "栏目", section.name
    for item in issue.items:
        place = f"《{item.title}》"
        yield place, item.title
        if isinstance(item, Article):
            yield place, item.prefix or (places[item.place].name if item.place and item.place in places else "")
        if isinstance(item, Clipping):
            yield place, item.paper + item.page + item.continued_on
        if isinstance(item, Report):
            yield place, item.note
            for row in (item.columns, *item.rows):
                yield from ((place, cell) for cell in row)
        else:
            yield from ((place, text) for text in texts(item.body))
    for line in issue.lines:
        yield "版记", line.kind + "".join(line.lines)
    yield "版记", issue.registration_no + publication.registration_no
