"""Codes on forms say what they should to a reader that is not ours."""

from __future__ import annotations

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from bulletins.forms import codes
from records import TypesetError
from tests.bulletins.forms import BITS, read_code128

ASCII = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=24)
NUMBERS = st.text("0123456789", min_size=1, max_size=24)
MIXED = st.lists(st.one_of(ASCII, NUMBERS), min_size=1, max_size=4).map("".join)


def pixels(code: codes.Code, scale: int = 3) -> list[int]:
    """Return a code as a row of grey pixels, with its quiet zones."""
    row = [255] * ((code.modules + 2 * code.quiet) * scale)
    for left, _, width, _ in code.dark:
        at = (code.quiet + left) * scale
        row[at : at + width * scale] = [0] * (width * scale)
    return row


@given(MIXED)
def test_any_printable_ascii_is_read_back_from_its_bars(text: str) -> None:
    assert read_code128(pixels(codes.code128(text))) == [text]


@given(MIXED)
def test_numbers_take_half_the_room_and_nothing_takes_more_than_letters(text: str) -> None:
    assert len(codes.symbols(text)) <= len(text) + 3
    if text.isdigit() and len(text) % 2 == 0:
        assert len(codes.symbols(text)) == len(text) // 2 + 3


@given(MIXED, st.integers(1, 10**6))
def test_a_character_that_is_printed_wrong_is_not_read(text: str, n: int) -> None:
    values = list(codes.symbols(text))
    at = 1 + n % (len(values) - 2)  # data or check, as a smudge would have it
    values[at] = (values[at] + 1 + n % 95) % 96
    widths = [width for value in values for width in codes.PATTERNS[value]]
    assert text not in read_code128([255] * 30 + [255 * (k % 2) for k, w in enumerate(widths) for _ in range(3 * w)])


def test_the_bars_of_each_character_are_those_of_the_standard() -> None:
    ours = ["".join("10"[n % 2] * width for n, width in enumerate(widths)) for widths in codes.PATTERNS[:-1]]
    assert ours == [f"{int(bits, 16):011b}" for bits in BITS]
    assert codes.PATTERNS[-1] == (2, 3, 3, 1, 1, 1, 2)


@pytest.mark.parametrize("text", ["苏文明〔2026〕1号", "2026\t1", "２０２６", "a\n"])
def test_what_bars_cannot_say_is_refused_by_name_with_a_remedy(text: str) -> None:
    with pytest.raises(TypesetError, match="一维条码") as refused:
        codes.code128(text)
    assert text in str(refused.value) and "二维码" in refused.value.remedy


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=40))
def test_the_squares_of_a_qr_code_are_those_of_its_matrix_each_once(text: str) -> None:
    code = codes.qr(text)
    dark = [(x + n, y + m) for x, y, w, h in code.dark for n in range(w) for m in range(h)]
    mode = None if text.isascii() else "byte"
    matrix = segno.make(text, error="m", micro=False, mode=mode, encoding="utf-8").matrix
    assert sorted(dark) == sorted((x, y) for y, row in enumerate(matrix) for x, module in enumerate(row) if module)
    assert code.modules == len(matrix) and code.quiet == 4
