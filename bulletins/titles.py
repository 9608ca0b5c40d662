"""Break titles by sense: into lines of like length, never inside a word, a name, a number or quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise
from math import ceil

from bulletins.breaking import breaks

STOPS = "，、；。！？"
# Words that open a phrase: a line may well begin with one of them.
OPENERS = re.compile(
    "[把让使将以为向对从由用与和及在按]|推动|推进|促进|探索|打造|构建|助力|实现|开展|加强|深化|着力|积极|创新|持续|聚焦|依托|围绕"
)
CLOSERS = "的了着过地得时后前中里上下"


def balanced(title: str, width: float, *, names: Iterable[str] = (), context: str = "") -> list[str]:
    """Return a title in as few lines as fit, broken where it reads best.

    Args:
        title: the title as printed.
        width: characters a line holds; Latin letters and digits count half.
        names: words that stay whole, such as names of places.
        context: text in which the title's words occur again; what stands together there is likely one word.

    """
    fixed = [span for name in names for span in _spans(re.escape(name), title)]
    fixed += _spans("“[^”]*”|《[^》]*》|（[^）]*）", title)
    allowed = breaks(title)
    places = [i for i in range(2, len(title) - 1) if allowed[i] and not any(a < i < b for a, b in fixed)]
    for count in range(max(1, ceil(_em(title) / width)), 6):
        choices = [list(_cut(title, cuts)) for cuts in combinations(places, count - 1)]
        fitting = [lines for lines in choices if all(_em(line) <= width for line in lines)]
        if fitting:
            return min(fitting, key=lambda lines: _cost(lines, title, context))
    return [title]


def masthead_lines(name: str) -> list[str]:
    """Return the name of a publication in one line, or two if it is longer than fifteen characters."""
    return [name] if len(name) <= 15 else balanced(name, ceil(len(name) / 2) + 1)


def _spans(pattern: str, text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(pattern, text)]


def _em(text: str) -> float:
    return sum(0.6 if char < "\u0180" else 1 for char in text)


def _cut(title: str, cuts: tuple[int, ...]) -> Iterator[str]:
    for start, end in zip((0, *cuts), (*cuts, len(title)), strict=True):
        yield title[start:end]


def _cost(lines: list[str], title: str, context: str) -> float:
    """Weigh unequal lines against breaks that hurt the sense."""
    lengths = [_em(line) for line in lines]
    cost = 0.7 * (max(lengths) - min(lengths))
    if len(lines) > 2 and lengths[1] < min(lengths[0], lengths[2]):
        cost += 12  # 梯形或菱形, never an hourglass (GB/T 9704-2012 §7.3.1)
    return cost + sum(_seam(a, b, title, context) for a, b in pairwise(lines))


def _seam(before: str, after: str, title: str, context: str) -> float:
    """Return how much a break between two pieces hurts: least after a stop, most inside what looks like a word."""
    if before[-1] in STOPS:
        return -4
    if before[-1] in "”》）" or after[0] in "“《（":
        return -1
    if before[-1] == "：":
        return 3  # a place alone on the first line reads badly
    cost = 2.0
    if OPENERS.match(after):
        cost -= 2
    if before[-1] in CLOSERS:
        cost -= 1
    if after[0] in CLOSERS:
        cost += 6
    # Two characters that stand side by side elsewhere in the text as well are one word more often than not.
    together = context.count(before[-1] + after[0]) + title.count(before[-1] + after[0]) - 1
    return cost + min(3 * together, 6)
