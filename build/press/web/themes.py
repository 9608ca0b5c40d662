"""The words that say what a case is about: a list kept by hand in themes.txt, so that
no weight depends on other cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

COMMON, USUAL = 1, 4
WEIGHTS = {"常见": COMMON, "不算": 0}


@dataclass(frozen=True)
class Themes:
    """The list, for finding.

    Attributes:
        names: each word with the one of its group that is shown.
        weights: the weight of each shown word; 0 where it says nothing.
        sizes: for each first character the lengths of the words that begin so.

    """

    names: Mapping[str, str]
    weights: Mapping[str, int]
    sizes: Mapping[str, tuple[int, ...]]

    def within(self, texts: Iterable[str]) -> Iterator[str]:
        """Yield the shown form of each word that stands in a text, also inside longer
        ones, as often as it stands there."""
        for text in texts:
            for start, char in enumerate(text):
                for size in self.sizes.get(char, ()):
                    if name := self.names.get(text[start : start + size]):
                        yield name


@cache
def themes() -> Themes:
    """Read the list: a heading in brackets opens a group of weight, `=` joins words
    of one meaning, # begins a remark."""
    names: dict[str, str] = {}
    weights: dict[str, int] = {}
    heading = ""
    for line in Path(__file__).with_name("themes.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            heading = line.strip("[]")
        elif not line.startswith("#"):
            for shown, *others in (entry.split("=") for entry in line.split()):
                names |= dict.fromkeys((shown, *others), shown)
                weights[shown] = WEIGHTS.get(heading, USUAL)
    sizes: dict[str, set[int]] = {}
    for word in names:
        sizes.setdefault(word[0], set()).add(len(word))
    return Themes(names, weights, {char: tuple(sorted(found)) for char, found in sizes.items()})
