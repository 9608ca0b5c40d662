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

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

T = TypeVar("T", bound=Hashable)
Lists = Callable[[Sequence[T]], Iterable[Hashable]]

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
    sets = {number: frozenset(found) for number, found in terms.items()}
    whole = {number: sum(map(weight, found)) for number, found in sets.items()}
    found: dict[int, list[tuple[int, int, int]]] = {number: [] for number in sorted(terms)}
    for one, other in _met(terms, lists, beside):
        shared = sum(map(weight, sets[one] & sets[other]))
        if shared >= LEAST:
            order = -shared * shared * 10**6 // (whole[one] * whole[other]), other - one
            found[one].append((*order, other))
            found[other].append((*order, one))
    chosen = {number: [other for _, _, other in sorted(met)[:MOST]] for number, met in found.items()}
    return {number: [other for other in others if number in chosen[other]] for number, others in chosen.items()}


def _met(terms: Mapping[int, Sequence[T]], lists: Lists[T], beside: int) -> Iterable[tuple[int, int]]:
    standing: dict[Hashable, list[int]] = {}
    for number in sorted(terms):
        for key in lists(terms[number]):
            standing.setdefault(key, []).append(number)
    return {
        (one, other)
        for numbers in standing.values()
        for at, one in enumerate(numbers)
        for other in numbers[at + 1 : at + 1 + beside]
    }
