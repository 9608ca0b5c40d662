"""Whole numbers as printable ASCII: a few digits of base 93, the first of which tells how many follow.

Printable, because index files are scripts (fetch does not work from file://) and a string literal of printable ASCII is
as long on disk as it is in memory. The digits are the characters from space to ~ without " and \\.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

BASE = 93
DIGITS = "".join(chr(n) for n in range(0x20, 0x7F) if chr(n) not in '"\\')
_ASCII = np.frombuffer(DIGITS.encode(), np.uint8)
_OF_ASCII = np.zeros(128, np.int64)
_OF_ASCII[_ASCII] = np.arange(BASE)
_VALUE = {char: n for n, char in enumerate(DIGITS)}


class Code:
    """A way to write numbers.

    Args:
        firsts: how many of the 93 digits begin a number of one digit, of two …; what is common should be short.

    """

    def __init__(self, *firsts: int) -> None:
        assert sum(firsts) == BASE
        self.firsts = firsts
        self.start = list(accumulate(firsts, initial=0))
        self.below: list[int] = list(accumulate((count * int(BASE**n) for n, count in enumerate(firsts)), initial=0))

    def encode(self, numbers: NDArray[np.int64]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        """Write numbers one after another.

        Args:
            numbers: shape (n,), none negative.

        Returns:
            The digits as ASCII, and where each number begins, shape (n + 1,).

        """
        lengths = np.searchsorted(self.below[1:], numbers, side="right").astype(np.int64) + 1
        ends = np.zeros(len(numbers) + 1, np.int64)
        np.cumsum(lengths, out=ends[1:])
        out = np.empty(ends[-1], np.uint8)
        for k in range(1, int(lengths.max(initial=0)) + 1):
            chosen = np.flatnonzero(lengths == k)
            rest, at = numbers[chosen] - self.below[k - 1], ends[chosen]
            for place in range(k - 1, 0, -1):
                rest, digit = np.divmod(rest, BASE)
                out[at + place] = _ASCII[digit]
            out[at] = _ASCII[rest + self.start[k - 1]]
        return out, ends

    def write(self, numbers: Iterable[int]) -> str:
        """Return numbers as text."""
        return self.encode(np.fromiter(numbers, np.int64))[0].tobytes().decode()

    def one(self, number: int) -> str:
        """Return one number as text.

        >>> PLACES.one(4306) == PLACES.write([4306])
        True
        """
        length = bisect_right(self.below, number, hi=len(self.firsts))
        rest, text = number - self.below[length - 1], ""
        for _ in range(length - 1):
            rest, digit = divmod(rest, BASE)
            text = DIGITS[digit] + text
        return DIGITS[rest + self.start[length - 1]] + text

    def read(self, text: str) -> Iterator[int]:
        """Return the numbers of a text.

        >>> list(PLACES.read(PLACES.write([0, 27, 28, 4305, 4306, 10**9])))
        [0, 27, 28, 4305, 4306, 1000000000]
        """
        return map(self._values.__getitem__, self._number.findall(text))

    def cut(self, text: str) -> list[str]:
        """Cut a text into its numbers."""
        return self._number.findall(text)

    def values(self, numbers: Iterable[str]) -> Iterator[int]:
        """Read numbers that have been cut apart."""
        return map(self._values.__getitem__, numbers)

    def decode(self, text: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the numbers of a text, shape (n,), and where each begins, shape (n + 1,)."""
        lengths = np.fromiter(map(len, self._number.findall(text)), np.int64)
        begins = np.concatenate([[0], np.cumsum(lengths)])
        digits = _OF_ASCII[np.frombuffer(text.encode(), np.uint8)]
        numbers = digits[begins[:-1]] - np.array(self.start)[lengths - 1]
        for place in range(1, int(lengths.max(initial=0))):
            longer = np.flatnonzero(lengths > place)
            numbers[longer] = numbers[longer] * BASE + digits[begins[longer] + place]
        return numbers + np.array(self.below)[lengths - 1], begins

    @cached_property
    def _number(self) -> re.Pattern[str]:
        spans = [(DIGITS[self.start[k] : self.start[k + 1]], k) for k in range(len(self.firsts))]
        return re.compile("|".join(f"[{re.escape(digits)}]" + "." * k for digits, k in spans if digits))

    @cached_property
    def _values(self) -> _Values:
        return _Values(self)


class _Values(dict[str, int]):
    """Remembers what the shorter numbers mean, for the same ones come again and again."""

    def __init__(self, code: Code) -> None:
        super().__init__()
        self.code = code

    def __missing__(self, text: str) -> int:
        value: int = _VALUE[text[0]] - self.code.start[len(text) - 1]
        for char in text[1:]:
            value = value * BASE + _VALUE[char]
        value += self.code.below[len(text) - 1]
        if len(text) <= 3:
            self[text] = value
        return value


# Chosen by what came out shortest for 10,000 generated cases.
PLACES = Code(2, 20, 62, 7, 1, 1)  # gaps between the places of a gram
LISTS = Code(80, 9, 1, 1, 1, 1)  # gaps between documents, with scores
STRETCHES = Code(91, 1, 1)  # sets of stretches by their rank in `press.search.lists.BY_SIZE`
SIZES = Code(28, 46, 12, 4, 2, 1)  # how long things are
