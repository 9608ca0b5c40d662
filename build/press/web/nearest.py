"""For each of many things its nearest ones, so that one changed thing alters few others.

Things meet in lists by number: each meets only the few on either side of it. Of those that it met, a thing chooses the
best eight; two are near if they chose each other. So each has at most eight near ones and is near to at most eight.

What one thing alters is bounded, however many there are. Say it stands in L lists. Where it comes or goes, in each list
at most 2 · BESIDE others meet it or do so no longer, and BESIDE pairs around it lose or find each other. Whoever meets
one thing more or less chooses at most one other instead: that is one pair for each who met it, two for each end of
those pairs, 6 · BESIDE · L pairs in all, and each alters the near ones of two. A thing with the highest number stands
at the end of its lists: there only BESIDE · L pairs can end. An edit is a going and a coming.
tests/tools/bench_related.py measures what happens really: a small part of it.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence, Set
from itertools import islice
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)
Lists = Callable[[Sequence[T]], Iterable[Hashable]]
Choices = Mapping[int, Sequence[int]]

MOST = 8
BESIDE = 6  # that a thing meets on either side in a list
LEAST = 10  # weight of what two share, to be near


def nearest(
    terms: Mapping[int, Sequence[T]], weight: Callable[[T], int], lists: Lists[T], *, beside: int = BESIDE
) -> dict[int, list[int]]:
    """Return for each number at most eight others, nearest first, by the share of what both have that both share.

    Args:
        terms: what each has, by number.
        weight: of a term that two share; whole, so that no machine rounds it differently.
        lists: those in which a thing stands, from its terms.
        beside: how many it meets on either side in each.

    """
    found = Meeting(terms, weight, lists, beside).choices()
    return {number: mutual(found, number) for number in found}


def mutual(choices: Choices, number: int) -> list[int]:
    """Return those that a thing chose and that chose it, nearest first."""
    return [other for other in choices[number] if number in choices[other]]


class Meeting(Generic[T]):
    """Things that meet in lists; for the arguments, see `nearest`."""

    def __init__(
        self, terms: Mapping[int, Sequence[T]], weight: Callable[[T], int], lists: Lists[T], beside: int = BESIDE
    ) -> None:
        self.terms, self.weight, self.lists, self.beside = terms, weight, lists, beside
        self.standing: dict[Hashable, list[int]] = {}
        for number in sorted(terms):
            for key in lists(terms[number]):
                self.standing.setdefault(key, []).append(number)
        self._known: dict[int, tuple[frozenset[T], int]] = {}

    def change(self, terms: Mapping[int, Sequence[T]]) -> None:
        """Take in that things have other terms now, are new, or are there no more."""
        differ = {n for n in terms.keys() | self.terms.keys() if terms.get(n) != self.terms.get(n)}
        for number in differ:
            for key in self.lists(self.terms.get(number, ())):
                row = self.standing[key]
                del row[bisect_left(row, number)]
            for key in self.lists(terms.get(number, ())):
                insort(self.standing.setdefault(key, []), number)
            self._known.pop(number, None)
        self.terms = terms

    def choices(self) -> dict[int, list[int]]:
        """Return whom each chooses."""
        met: dict[int, list[tuple[int, int, int]]] = {number: [] for number in sorted(self.terms)}
        pairs = {
            (one, other)
            for numbers in self.standing.values()
            for at, one in enumerate(numbers)
            for other in numbers[at + 1 : at + 1 + self.beside]
        }
        for one, other in pairs:
            if (share := self._share(one, other)) is not None:
                met[one].append((share, other - one, other))
                met[other].append((share, other - one, one))
        return {number: _best(others) for number, others in met.items()}

    def choices_since(
        self, before: Mapping[int, Sequence[T]], chosen: Choices
    ) -> tuple[dict[int, list[int]], set[int]]:
        """Return whom each chooses where only some things differ from before, and for whom the near ones may differ.

        Args:
            before: what each had.
            chosen: whom each chose.

        """
        differ = {n for n in self.terms.keys() | before.keys() if self.terms.get(n) != before.get(n)}
        again = {n for d in differ for n in self._around(d, before.get(d, ()), differ)}
        again |= differ & self.terms.keys()
        now = {n: list(chosen[n]) for n in self.terms if n not in again} | {n: self._choice(n) for n in again}
        touched = again.union(*(chosen.get(n, ()) for n in again | differ), *(now[n] for n in again))
        return now, touched & self.terms.keys()

    def _around(self, number: int, before: Sequence[T], differ: Set[int]) -> Iterator[int]:
        """Yield those that are as before and stand beside a thing, now or then, in one of its lists; who meets more or
        fewer because of it, in itself or past it, is among them."""
        for key in {*self.lists(before), *self.lists(self.terms.get(number, ()))}:
            row = self.standing.get(key, [])
            at = bisect_left(row, number)
            for side in (reversed(row[:at]), row[at:]):
                yield from islice((other for other in side if other not in differ), self.beside)

    def _choice(self, number: int) -> list[int]:
        met: set[int] = set()
        for key in self.lists(self.terms[number]):
            row = self.standing[key]
            at = bisect_left(row, number)
            met.update(row[max(0, at - self.beside) : at], row[at + 1 : at + 1 + self.beside])
        shares = ((self._share(*sorted((number, other))), other) for other in met)
        return _best([(share, abs(other - number), other) for share, other in shares if share is not None])

    def _share(self, one: int, other: int) -> int | None:
        """Return what sorts the nearest first; None for two that share too little to be near."""
        (ours, own), (theirs, their_own) = self._of(one), self._of(other)
        shared = sum(map(self.weight, ours & theirs))
        if shared < LEAST:
            return None
        return -shared * shared * 10**6 // (own * their_own)

    def _of(self, number: int) -> tuple[frozenset[T], int]:
        """Return the terms of a thing, and what they weigh together."""
        if number not in self._known:
            terms = frozenset(self.terms[number])
            self._known[number] = terms, sum(map(self.weight, terms))
        return self._known[number]


def _best(met: list[tuple[int, int, int]]) -> list[int]:
    return [other for _, _, other in sorted(met)[:MOST]]
