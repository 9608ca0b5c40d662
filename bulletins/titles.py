"""Break titles by sense: into lines of like length, never inside a word, a name, a number or quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from math import ceil

from bulletins.breaking import UNITS, breaks
from bulletins.words import seams

STOPS = "，、；。！？"
# Words that open a phrase: a line may well begin with one of them.
OPENERS = re.compile(
    "[把让使将以为向对从由用与和及在按给替]|推动|推进|促进|探索|打造|构建|助力|实现|开展|加强|深化|着力|积极|创新|持续|聚焦|依托|围绕|怎样"
)
MORE = 3  # lines than the fewest, where no fewer can be broken well
CLOSERS = "的了着过地得时后前中里上下们"
WHOLE = re.compile(
    # 二十七项, 十二平方米
    rf"“[^”]*”|《[^》]*》|（[^）]*）|第?[〇零一二两三四五六七八九十百千万半几]+(?:{UNITS}|多?[\u4e00-\u9fff])"
)


def balanced(title: str, width: float, *, names: Iterable[str] = ()) -> list[str]:
    """Return a title in as few lines as fit, broken where it reads best.

    Args:
        title: the title as printed.
        width: characters a line holds; Latin letters and digits count half.
        names: words that stay whole, such as names of places.

    """
    if ems(title) <= width:
        return [title]
    named = [name for name in names if name in title]
    words = seams(title, whole=named)
    kept = [match.span() for name in named for match in re.finditer(re.escape(name), title)]
    kept += [match.span() for match in WHOLE.finditer(title) if ems(match[0]) <= width]
    allowed = breaks(title)
    possible = [i for i in range(2, len(title) - 1) if allowed[i]]
    good = [i for i in possible if i in words and not any(a < i < b for a, b in kept)]
    # A title may have no good place at all: then one between words, then any that the rules of line breaking leave.
    for places in (good, [i for i in possible if i in words], possible):
        lines = _best(title, width, places, words)
        if lines:
            return lines
    return [title]


def by_hint(title: str, hint: str) -> list[str]:
    """Break a title where the hint, the title with a stroke or a line break at each place, has
    one; in one line if it is another's."""
    pieces = [piece for piece in re.split(r"[|｜\n]", hint) if piece.strip()]
    if pieces and title.endswith("".join(pieces)):
        return [title[: len(title) - len("".join(pieces))] + pieces[0], *pieces[1:]]
    return [title]


def masthead_lines(name: str, hint: str = "") -> list[str]:
    """Return the name of a publication in one line; in two if it is longer than fifteen
    characters, in three beyond thirty."""
    if len(hinted := by_hint(name, hint)) > 1:
        return hinted
    count = ceil(len(name) / 15)
    return [name] if count < 2 else balanced(name, ceil(len(name) / count) + 1)


def _best(title: str, width: float, places: list[int], words: set[int]) -> list[str]:
    """Return the cheapest division at some of the places into as few lines as fit; none if no division fits."""
    fewest = ceil(ems(title) / width)
    for count in range(fewest, fewest + MORE + 1):
        if fitting := list(_divisions(title, width, places, count)):
            return min(fitting, key=lambda lines: _cost(lines, words))
    return []


def _divisions(title: str, width: float, places: list[int], count: int) -> Iterator[list[str]]:
    """Yield the divisions at some of the places into so many lines that all fit."""
    if ems(title) > count * width:
        return
    if count == 1:
        yield [title]
    for n, at in enumerate(places) if count > 1 else ():
        if ems(title[:at]) > width:
            return
        later = [place - at for place in places[n + 1 :]]
        yield from ([title[:at], *lines] for lines in _divisions(title[at:], width, later, count - 1))


def ems(text: str) -> float:
    """Return about how wide a text is in characters; Latin letters and digits take a good half of one."""
    return sum(0.6 if char < "\u0180" else 1 for char in text)


def _cost(lines: list[str], words: set[int]) -> float:
    """Weigh unequal lines against breaks that hurt the sense."""
    lengths = [ems(line) for line in lines]
    cost = 0.7 * (max(lengths) - min(lengths))
    waists = sum(
        line < min(above, below) for above, line, below in zip(lengths, lengths[1:], lengths[2:], strict=False)
    )
    cost += 12 * waists  # 梯形或菱形, never an hourglass (GB/T 9704-2012 §7.3.1)
    at = 0
    for before, after in pairwise(lines):
        at += len(before)
        alone_before = at - 1 in words and before[-1] not in CLOSERS
        alone_after = at + 1 in words and not OPENERS.match(after)
        cost += _seam(before, after, alone_before + alone_after)
    return cost


def _seam(before: str, after: str, alone: int) -> float:
    """Return how much a break between two pieces hurts: least after a stop, most beside words of
    one character that belong to others."""
    if before[-1] in STOPS:
        return -4
    if before[-1] == "：":
        return 3 if len(before) < 6 else -4  # a place alone on the first line reads badly, half a title does not
    if before[-1] in "”》）" or after[0] in "“《（":
        return -1
    cost = 2.0 + 3 * alone
    if OPENERS.match(after):
        cost -= 2
    if before[-1] in CLOSERS:
        cost -= 1
    if after[0] in CLOSERS:
        cost += 6
    return cost
