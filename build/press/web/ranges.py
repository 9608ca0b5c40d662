"""Cuts a long list into fixed ranges of permanent numbers, so that one changed record alters one range."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
MOST = 100  # rows on a page
DIGITS = 6


@dataclass(frozen=True)
class Range(Generic[T]):
    """The members of a list whose numbers begin with `prefix`; `first` and `last`
    are the numbers that may stand here."""

    prefix: str
    members: Sequence[T]

    @property
    def first(self) -> int:
        """The least number of the range."""
        return int(self.prefix.ljust(DIGITS, "0"))

    @property
    def last(self) -> int:
        """The greatest number of the range."""
        return int(self.prefix.ljust(DIGITS, "9"))


def ranges(things: Sequence[T], number: Callable[[T], int], most: int = MOST) -> list[Range[T]]:
    """Return the ranges of a list in ascending order, as a decimal trie: a range is cut in ten
    as long as it holds more than `most`.

    Where the cuts lie follows from the members alone, not from their order or history. A changed, new or
    withdrawn record alters the range that it stands in; when that range passes `most`, it is cut into at most ten
    for each digit that all its members share.

    Args:
        things: the members of the list.
        number: the permanent number of a member, of at most six digits.
        most: how many a range may hold.

    """
    found: list[Range[T]] = []

    def cut(prefix: str, members: Sequence[T]) -> None:
        if not members:
            return
        if len(members) <= most or len(prefix) == DIGITS:
            found.append(Range(prefix, members))
            return
        place = 10 ** (DIGITS - len(prefix) - 1)
        first = 0
        for digit in range(10):  # of members in order, those with one more digit alike stand together
            last = bisect_left(members, (int(prefix or 0) * 10 + digit + 1) * place, lo=first, key=number)
            cut(f"{prefix}{digit}", members[first:last])
            first = last

    cut("", sorted(things, key=number))
    return found
