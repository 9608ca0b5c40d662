"""How a paragraph is fitted into lines, by small ones of equal characters: 20 px each,
gaps that stretch, marks that give."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

import pytest

from bulletins.breaking import CLOSING, NEVER, may_break
from bulletins.fitting import LIMIT, Fitted, Measures, fitted

EM = 20.0


def measures(text: str, **changes: Any) -> Measures:
    """Return a text in numbers, as galley.py makes them; `_` is a character before which no line begins."""
    marks = [char in CLOSING for char in text]
    values: dict[str, Any] = {
        "em": EM,
        "places": [EM * n for n in range(len(text) + 1)],
        "units": [float(n) for n in range(len(text) + 1)],
        "gives": list(accumulate((EM / 4 * mark for mark in marks), initial=0.0)),
        "ends": [0.0, *(EM / 2 * mark for mark in marks)],
        "chances": [
            NEVER if not n or char == "_" or not may_break(text[n - 1], char) else 0.0 for n, char in enumerate(text)
        ],
        "after": list(range(len(text) + 1)),
        "letters": list(accumulate((not mark for mark in marks), initial=0)),
    }
    return Measures(**{**values, **changes})


def fit(text: str, cells: float, *, flush: bool = True) -> list[str]:
    return [text[line.start : line.end] for line in lines(text, cells, flush=flush)]


def lines(text: str, cells: float, *, flush: bool = True) -> tuple[Fitted, ...]:
    return fitted(measures(text), cells * EM, 0.0, flush=flush)


def test_full_cells_fill_their_lines() -> None:
    assert fit("文" * 30, 10) == ["文" * 10] * 3
    assert {line.gap for line in lines("文" * 30, 10)} == {0.0}


def test_a_mark_that_ends_a_line_takes_half_a_cell_and_the_line_is_flush() -> None:
    text = "文" * 9 + "，" + "文" * 9
    first, _ = lines(text, 9.5)
    assert text[first.start : first.end] == "文" * 9 + "，"
    assert first.gap == pytest.approx(0)
    assert lines(text, 10)[0].gap == pytest.approx(EM / 2 / 9)


def test_marks_are_tightened_where_that_saves_a_line_and_by_a_quarter_at_most() -> None:
    assert fit("文文，文，文文文文文。", 10) == ["文文，文，文文文文文。"], (
        "half an em from two marks, half from the last"
    )
    assert lines("文文，文，文文文文文。", 10)[0].tight == pytest.approx(1)
    assert len(fit("文文，文文文文文文文文。", 10)) == 2, "one mark alone cannot give so much"


def test_marks_are_left_alone_where_lines_are_good_without() -> None:
    text = "文，文，文，文，文，" * 6
    assert {line.tight for line in lines(text, 10)} == {0.0}


def test_marks_are_tightened_to_spare_a_loose_line() -> None:
    first, *_ = lines("文文文文，文文文，" + "文" * 8 + "文__，" + "文" * 40, 20)
    assert (first.end, first.tight) == (21, pytest.approx(1)), "else it would end three characters short"


def test_lines_are_set_wider_so_that_none_ends_with_one_character() -> None:
    assert [len(line) for line in fit("文" * 60, 20)] == [20, 20, 20]
    assert len(fit("文" * 61, 20)[-1]) > 1


def test_the_whole_paragraph_is_weighed_rather_than_each_line() -> None:
    """Filled greedily, the second line would lack four characters; a character given
    down by the first shares the loss."""
    text = "文" * 20 + "文" * 16 + "_" * 5 + "文" * 30
    gaps = [line.gap for line in lines(text, 20)]
    assert max(gaps) < 4 * EM / 15


def test_a_line_that_cannot_be_filled_stays_short_rather_than_be_torn_apart() -> None:
    first, second, *_ = lines("文" * 5 + "_" * 17 + "文" * 20, 20)
    assert (first.end, first.gap) == (4, 0.0)
    assert second.gap <= LIMIT * EM


def test_what_is_too_long_for_any_line_is_broken_where_the_line_ends() -> None:
    assert [len(line) for line in fit("文" + "_" * 49, 20)] == [20, 20, 10]


def test_ragged_lines_are_filled() -> None:
    assert fit("文" * 25, 10, flush=False) == ["文" * 10, "文" * 10, "文" * 5]
    assert len(fit("文" * 21, 10, flush=False)[-1]) > 1
