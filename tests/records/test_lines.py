"""Every word of a body comes out of the one walk over its lines once, in the order of print, and so does it
for all who take their words from there."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from bulletins.compose import compose
from cms.core.blocks import BodyBlock, body_stream
from cms.newsroom.compare import lines_of
from cms.newsroom.hints.texts import besides, body_paragraphs
from press.web.search import _body
from readers.reading import body_parts
from records import (
    Article,
    Body,
    Issue,
    Picture,
    Point,
    Publication,
    Section,
    Table,
    places_of_text,
    printed_lines,
    texts,
)
from tests.records.test_body import bodies

WORD = re.compile(r"字\d{4}")
NO_WORDS = {"block", "ordinal", "media", "alt"}


def worded(value: Any, numbers: Iterator[int], notes: bool) -> Any:
    """Return a body in builtins with words that stand nowhere else wherever it has some, every other with a note."""
    if isinstance(value, dict):
        return {k: v if k in NO_WORDS else worded(v, numbers, notes) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [worded(each, numbers, notes) for each in value]
    if isinstance(value, str) and value:
        word, note = f"字{next(numbers):04d}", f"^[字{next(numbers):04d}]" if notes else ""
        return word + note
    return value


@st.composite
def with_words(draw: st.DrawFn, notes: bool = True) -> Body:
    plain = msgspec.to_builtins(draw(bodies))
    body: Body = msgspec.convert(worded(plain, count(1), notes), Body)
    return body


def words_in(value: Any) -> list[str]:
    """Return all words of a body, wherever they stand."""
    return WORD.findall(msgspec.json.encode(value).decode())


def article(body: Body) -> Article:
    return Article(anchor="a1", number=1, title="题", body=body)


def printed(body: Body) -> str:
    """Return the text of the page that is composed of a body, without blanks."""
    sections, day = (Section(name="", items=("a1",)),), dt.date(2024, 3, 5)
    issue = Issue(publication="p", year=2024, number=1, date=day, sections=sections, items=(article(body),))
    page = html.fromstring(compose(issue, Publication(slug="p", name="刊", issuer="部"), {}, {}))
    return re.sub(r"\s", "", page.find("body").text_content())


@given(with_words())
def test_every_word_of_a_body_comes_out_once_in_the_order_of_print(body: Body) -> None:
    found = WORD.findall("".join(text for line in printed_lines(body) for text in line.texts))
    assert sorted(found) == sorted(words_in(body))
    assert found == list(dict.fromkeys(WORD.findall(printed(body))))  # a caption is said again where its table goes on


@given(with_words(notes=False))
def test_a_line_has_the_number_that_is_printed_before_it_and_says_where_it_stands(body: Body) -> None:
    page = printed(body)
    for line in printed_lines(body):
        if line.part not in ("row", "picture", "caption"):
            assert "".join(line.numbered) in page
        found: Any = body[line.where[0] - 1]
        for at in line.where[1:]:
            found = found.children[at - 1]
        assert found is line.block
        assert set(words_in(line.texts)) <= set(words_in(line.block))


TAKERS: dict[str, Callable[[Body], Any]] = {
    "texts": texts,
    "places": lambda body: [text for _, text in places_of_text(article(body))],
    "readers": body_parts,
    "search": _body,
    "comparison": lambda body: lines_of(article(body)),
}


@pytest.mark.parametrize("taker", TAKERS)
@given(body=with_words())
def test_whoever_takes_the_words_of_a_body_has_each_once_and_in_order(taker: str, body: Body) -> None:
    found = WORD.findall("\n".join(TAKERS[taker](body)))
    assert found == WORD.findall("".join(text for line in printed_lines(body) for text in line.texts))


@given(with_words())
def test_the_checks_of_the_cms_read_each_word_once_as_running_text_or_beside_it(body: Body) -> None:
    shown = tuple(block for block in body if not isinstance(block, Picture))
    stream = BodyBlock().to_python(
        [{"type": kind, "value": value} for kind, value in body_stream(shown, lambda _: None)]
    )
    read = [text for taken in (body_paragraphs(stream), besides(stream)) for _, text in taken]
    assert sorted(WORD.findall("\n".join(read))) == sorted(words_in(shown))
    beside = WORD.findall("\n".join(text for _, text in besides(stream)))
    parts = {word: line.part for line in printed_lines(shown) for word in words_in(line.texts)}
    assert {parts[word] for word in beside} <= {"source", "row", "caption"}


def test_a_caption_comes_before_its_table_and_what_is_empty_says_nothing() -> None:
    table = Table(columns=("县", "站"), rows=(("甲县", ""),), caption="表1")
    body = (Picture(media="a.png", alt="站"), table, Point(ordinal="一是", children=(Point(text=("建站。",)),)))
    assert list(texts(body)) == ["表1", "县", "站", "甲县", "建站。"]
    assert list(body_parts(body)) == ["表1", "县站", "甲县", "一是", "建站。"]
    assert list(_body(body)) == ["表1", "县", "站", "甲县", "一是", "建站。"]
    assert [where for where, _ in places_of_text(article(body))] == ["body/2"] * 4 + ["body/3/1"]
    assert lines_of(article(body)) == ["题", "［图］站", "［表］表1", "县 ｜ 站", "甲县 ｜ ", "一是", "建站。"]
