"""Bodies survive their Markdown form, whatever stands in them."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from records import (
    Heading,
    Merge,
    Paragraph,
    Picture,
    Point,
    Quotation,
    RecordError,
    Table,
    format_body,
    marker,
    parse_body,
)

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
        Point,
        ordinal=ordinal,
        lead_in=st.just("") | text,
        text=st.lists(text, min_size=1, max_size=3).map(tuple),
        children=children,
    )


@st.composite
def tables(draw: st.DrawFn) -> Table:
    width = draw(st.integers(1, 4))
    row = st.lists(st.just("") | text, min_size=1, max_size=width).map(tuple)
    columns = draw(st.lists(text, min_size=width, max_size=width).map(tuple))
    rows = draw(st.lists(row, max_size=3).map(tuple))
    merged, head_rows = draw(merges(width, rows)) if draw(st.booleans()) else ((), 1)
    rows = tuple((*r, *[""] * (width - len(r))) for r in rows) if merged else rows
    cover = {(m.row + d, m.column + a) for m in merged for d in range(m.down) for a in range(m.across)} - {
        (m.row, m.column) for m in merged
    }
    columns, *below = [
        tuple("" if (n, at) in cover else c for at, c in enumerate(r)) for n, r in enumerate((columns, *rows))
    ]
    return Table(
        columns=columns, rows=tuple(below), caption=draw(st.just("") | text), merged=merged, head_rows=head_rows
    )


@st.composite
def merges(draw: st.DrawFn, width: int, rows: tuple[tuple[str, ...], ...]) -> tuple[tuple[Merge, ...], int]:
    """Draw a merge in the head and one below it."""
    head_rows = draw(st.integers(1, len(rows) + 1))
    made = []
    for first, end in ((0, head_rows), (head_rows, len(rows) + 1)):
        if first < end:
            row, column = draw(st.integers(first, end - 1)), draw(st.integers(0, width - 1))
            down, across = draw(st.integers(1, end - row)), draw(st.integers(1, width - column))
            made += [Merge(row=row, column=column, down=down, across=across)] if down * across > 1 else []
    return tuple(made), head_rows


block = st.one_of(
    st.builds(Paragraph, text=text),
    st.builds(Heading, text=text, level=st.sampled_from([1, 2])),
    points(st.lists(points(st.just(())), max_size=2).map(tuple)),
    st.builds(Quotation, text=st.lists(text, min_size=1, max_size=2).map(tuple), source=st.just("") | text),
    st.builds(Picture, media=st.just("a1.png"), alt=text, caption=st.just("") | text),
    tables(),
)


bodies = st.lists(block, max_size=5).map(tuple)


@given(bodies)
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


def test_merges_that_overlap_are_named_with_their_line() -> None:
    with pytest.raises(RecordError, match="第 3 行：第 1 行第 1 列的合并与别的合并重叠"):
        parse_body("| 甲 |  |\n| --- | --- |\n| 乙 | 丙 |\n:: 1.1 1x2; 1.1 1x2\n", place="a.md", first_line=3)
