"""Fit a paragraph into lines, all at once: of all ways to break it, the one whose lines are
most even (D. Knuth, M. Plass, 1981).

A line that is too short is stretched at its gaps; one that is too long is tightened at its marks, by a quarter
of an em each at most, where that saves a line or a loose one (GB/T 15834-2011 §5.1.11). Pure numbers: what they
are measured from stands in galley.py.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from bulletins.breaking import NEVER

EVEN = 0.05  # em: lines whose gaps are so much wider than normal cost as much as each line does
LINE = 1.0  # what each line costs: few are better than many
TIGHT = 0.25, 0.45  # what it costs to tighten the marks of a line at all, and as far as can be
ALONE, PAIR = 9.0, 3.0  # what a last line of one character costs, and one of two
LIMIT = 0.2  # em: where gaps would be wider the line stays short
SHORT = 30.0, 20.0  # what such a line costs, and an empty one besides
FORCED = 1000.0  # what it costs to break where no line may
PASSES = 0.08, 0.16, inf  # em: gaps tried at most; wider only if there is no other way
HAIR = 0.5  # px: what nobody sees; widths measured by WeasyPrint differ from ours by less


@dataclass(frozen=True, slots=True)
class Measures:
    """A paragraph in numbers, each list but `after` and `chances` one longer than its text; lengths in px.

    Attributes:
        em: the size of its text.
        places: where each character begins, all of it in one line.
        units: how many gaps that stretch, by their weights, stand before each character.
        gives: by how much marks before each character can be tightened.
        ends: by how much a line is shorter that ends before this character: its last mark takes half an em.
        chances: what it costs to begin a line with each character (see `breaking.chances`).
        after: for each character the first one from it on that is no space.
        letters: how many characters stand before each, marks left out.

    """

    em: float
    places: Sequence[float]
    units: Sequence[float]
    gives: Sequence[float]
    ends: Sequence[float]
    chances: Sequence[float]
    after: Sequence[int]
    letters: Sequence[int]


@dataclass(frozen=True, slots=True)
class Fitted:
    """A line: it holds the characters from `start` to before `end`, the next begins with `following`.

    Attributes:
        gap: px added to each unit of its gaps.
        tight: the share of what its marks can give that they give.

    """

    start: int
    end: int
    following: int
    gap: float
    tight: float


def fitted(measures: Measures, width: float, indent: float, *, flush: bool) -> tuple[Fitted, ...]:
    """Return the lines of a paragraph.

    Args:
        measures: the paragraph.
        width: of its lines in px.
        indent: px by which the first line begins further in.
        flush: whether all lines but the last end at the right edge; ragged ones are filled as far as they can be.

    """
    for widest in PASSES if flush else PASSES[-1:]:
        lines = _Search(measures, width, indent, flush, widest * measures.em).lines()
        if lines:
            return lines
    raise AssertionError("the last pass takes any line")


class _Search:
    """The cheapest way through a paragraph with gaps no wider than `widest`."""

    def __init__(self, measures: Measures, width: float, indent: float, flush: bool, widest: float) -> None:
        self.measures, self.width, self.indent, self.flush, self.widest = measures, width, indent, flush, widest
        self.length = len(measures.chances)
        self.costs: list[float] = [inf] * (self.length + 1)
        self.lines_to: list[Fitted | None] = [None] * (self.length + 1)

    def lines(self) -> tuple[Fitted, ...]:
        """Return the lines, none if there is no way."""
        first = self.measures.after[0]
        self.costs[first] = 0.0
        for start in range(first, self.length):
            if self.costs[start] < inf:
                self._try_from(start)
        found = []
        at = self.length
        while (line := self.lines_to[at]) is not None:
            found.append(line)
            at = line.start
        return tuple(reversed(found))

    def _try_from(self, start: int) -> None:
        """Weigh all lines that begin with a character."""
        m = self.measures
        places, chances = m.places, m.chances
        width = self.width - (self.indent if start == m.after[0] else 0.0)
        right = places[start] + width
        # A line is too loose if even all its gaps at their widest leave it short.
        left_most = (
            right - self.widest * (m.units[min(self.length, start + 60)] - m.units[start] + 1) - m.em
            if self.widest < inf
            else -inf
        )
        at = max(start + 1, bisect_left(places, left_most, start))
        found = False
        while at < self.length:
            if chances[at] < NEVER:
                over = places[at] - right
                if over > m.gives[at] - m.gives[start] + m.em:
                    break
                found |= self._weigh(start, at, width)
            elif places[at] - right > 2 * width:
                break
            at += 1
        else:
            found |= self._weigh(start, self.length, width)
        if not found and self.widest == inf:
            self._force(start, width)

    def _weigh(self, start: int, following: int, width: float) -> bool:
        """Note what a line costs if it fits; say whether it does."""
        m = self.measures
        end = following
        while end > start + 1 and m.after[end - 1] >= end:
            end -= 1
        slack = width - (m.places[end] - m.places[start] - m.ends[end])
        units = m.units[end - 1] - m.units[start]
        gap = tight = cost = 0.0
        if slack < -HAIR:
            give = m.gives[end - 1] - m.gives[start + 1]  # a mark that begins the line keeps its blank
            if -slack > give or end <= start + 1:
                return False
            tight = -slack / give
            cost = TIGHT[0] + TIGHT[1] * tight * tight
        elif following == self.length or slack < 0:
            gap = min(0.0, slack / units) if units else 0.0
        elif not self.flush:
            cost = (slack / m.em) ** 2
        else:
            gap = slack / units if units else inf
            if gap > self.widest:
                return False
            if gap <= LIMIT * m.em:
                cost = (gap / m.em / EVEN) ** 2
            else:
                gap = 0.0
                cost = (
                    SHORT[0] + SHORT[1] * slack / width + (FORCED if self._holds_more(start, following, width) else 0.0)
                )
        cost += LINE + (m.chances[following] if following < self.length else self._shortness(start))
        self._note(cost, start, end, m.after[following], gap, tight)
        return True

    def _note(self, cost: float, start: int, end: int, following: int, gap: float = 0.0, tight: float = 0.0) -> None:
        """Keep a line if it is the cheapest way to what follows it."""
        total = self.costs[start] + cost
        if total < self.costs[following]:
            self.costs[following] = total
            self.lines_to[following] = Fitted(start, end, following, gap, tight)

    def _shortness(self, start: int) -> float:
        """Return what a last line costs for being of one or two characters; a paragraph's only line may be."""
        letters = self.measures.letters[self.length] - self.measures.letters[start]
        if start == self.measures.after[0] or letters > 2:
            return 0.0
        return ALONE if letters < 2 else PAIR

    def _holds_more(self, start: int, following: int, width: float) -> bool:
        """Whether a line could have gone on to a later place where it may end."""
        m = self.measures
        later = next((at for at in range(following + 1, self.length) if m.chances[at] < NEVER), self.length)
        return m.places[later] - m.ends[later] - m.places[start] <= width

    def _force(self, start: int, width: float) -> None:
        """Break what is too long for any line where the line ends."""
        m = self.measures
        end = start + 1
        while end < self.length and m.places[end + 1] - m.places[start] <= width + HAIR:
            end += 1
        self._note(FORCED, start, end, end)
