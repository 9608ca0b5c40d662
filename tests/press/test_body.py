"""Bodies survive their Markdown form, whatever stands in them."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from press.records import Heading, Paragraph, Picture, Point, Quotation, RecordError, Table, format_body, marker, parse_body

text = (
    st.text(
        st.sampled_from('文明实践一是二、（）1.—*\\|#>-!:[]"甲 ')
        | st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp", "Zs"]),
        min_size=1,
        max_size=20,
    )
    .map(str.strip)
    .filter(bool)
)
ordinal = st.sampled_from(["", "一是", "一、", "（一）", "1.", "（1）"])


def points(children: st.SearchStrategy[tuple[Point, ...]]) -> st.SearchStrategy[Point]:
    return st.builds(
        Point, ordinal=ordinal, lead_in=st.just("") | text, text=st.lists(text, min_size=1, max_size=3).map(tuple), children=children
    )


@st.composite
def tables(draw: st.DrawFn) -> Table:
    width = draw(st.integers(1, 4))
    row = st.lists(st.just("") | text, min_size=1, max_size=width).map(tuple)
    columns = draw(st.lists(text, min_size=width, max_size=width).map(tuple))
    rows = draw(st.lists(row, max_size=3).map(tuple))
    return Table(columns=columns, rows=rows, caption=draw(st.just("") | text))


block = st.one_of(
    st.builds(Paragraph, text=text),
    st.builds(Heading, text=text, level=st.sampled_from([1, 2])),
    points(st.lists(points(st.just(())), max_size=2).map(tuple)),
    st.builds(Quotation, text=st.lists(text, min_size=1, max_size=2).map(tuple), source=st.just("") | text),
    st.builds(Picture, media=st.just("a1.png"), alt=text, caption=st.just("") | text),
    tables(),
)


@given(st.lists(block, max_size=5).map(tuple))
@example((Point(ordinal="一、", text=("甲",)), Quotation(text=("乙",)), Point(ordinal="一、", text=("丙",))))
def test_any_body_reads_back_as_it_was_written(body: tuple[object, ...]) -> None:
    assert parse_body(format_body(body)) == body  # type: ignore[arg-type]


def test_a_number_out_of_turn_is_named_with_its_line() -> None:
    with pytest.raises(RecordError, match="第 12 行：序号“三是”应为“二是”"):
        parse_body("-   一是甲。\n\n-   三是乙。\n", place="a.md", first_line=10)


def test_three_levels_of_points_are_refused() -> None:
    with pytest.raises(RecordError, match="最多两级"):
        parse_body("-   甲\n\n    -   乙\n\n        -   丙\n")


def test_markers_count_in_chinese() -> None:
    assert [marker("一是", 2), marker("（一）", 11), marker("1.", 10), marker("", 3)] == ["二是", "（十一）", "10.", ""]
