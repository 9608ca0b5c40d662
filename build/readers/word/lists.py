"""Counts the lists of a Word file, so that each paragraph gets the number that Word shows before it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from readers.word.names import W, number_of, switched, value
from readers.word.numerals import numeral

LEVELS = 9


@dataclass(frozen=True)
class Level:
    """A level of a list: kind of numeral, pattern such as （%1）, first number, and
    after which level it begins anew."""

    kind: str = "decimal"
    pattern: str = ""
    start: int = 1
    restart: int | None = None
    legal: bool = False
    style: str = ""
    zeros: int = 0


@dataclass
class _Counter:
    """How far one abstract list has been counted; lists made from it go on counting together."""

    counts: list[int | None] = field(default_factory=lambda: [None] * LEVELS)


@dataclass(frozen=True)
class _List:
    abstract: str
    levels: dict[int, Level]
    starts: dict[int, int]


class Lists:
    """The lists that a file defines, and how far each has been counted.

    Lists over one definition count on together unless one says where it begins
    (`startOverride`): ECMA-376 part 1, §17.9.
    """

    def __init__(self, root: Element, styles: Element) -> None:
        abstract = {a.get(f"{W}abstractNumId", ""): a for a in root.iter(f"{W}abstractNum")}
        linked = {link: key for key, a in abstract.items() if (link := value(a, "styleLink"))}
        of_style = {
            s.get(f"{W}styleId", ""): value(n, "numId") for s in styles.iter(f"{W}style") for n in s.iter(f"{W}numPr")
        }
        self.lists: dict[str, _List] = {}
        nums = {n.get(f"{W}numId", ""): n for n in root.iter(f"{W}num")}
        for key, num in nums.items():
            base = value(num, "abstractNumId")
            if base in abstract and (link := value(abstract[base], "numStyleLink")):
                base = (
                    linked.get(link)
                    or value(nums.get(of_style.get(link, ""), Element("none")), "abstractNumId")
                    or base
                )
            self.lists[key] = _list(base, abstract.get(base, Element("none")), num)
        self.counters: dict[str, _Counter] = {}
        self.begun: set[tuple[str, int]] = set()

    def level_of_style(self, key: str, style: str) -> int | None:
        """Return the level of a list that belongs to a paragraph style, None where none does."""
        held = self.lists.get(key)
        return next((n for n, level in held.levels.items() if level.style == style), None) if held else None

    def next(self, key: str, level: int) -> tuple[str, str]:
        """Count on and return (what stands before the next paragraph, a doubt); bullets and unknown lists give ''."""
        held = self.lists.get(key)
        if held is None or level not in held.levels:
            return "", ""
        counter = self.counters.setdefault(held.abstract, _Counter())
        counts = counter.counts
        if level in held.starts and (key, level) not in self.begun:
            counts[level] = held.starts[level]
        else:
            before = counts[level]
            counts[level] = held.levels[level].start if before is None else before + 1
        self.begun.add((key, level))
        for deeper in range(level + 1, LEVELS):
            restart = held.levels[deeper].restart if deeper in held.levels else None
            if restart != 0 and (restart is None or level < restart):
                counts[deeper] = None
        return _written(held.levels, level, counts)


def _list(key: str, abstract: Element, num: Element) -> _List:
    levels = {number_of(v.get(f"{W}ilvl")) or 0: _level(v) for v in abstract.findall(f"{W}lvl")}
    starts: dict[int, int] = {}
    for change in num.findall(f"{W}lvlOverride"):
        at = number_of(change.get(f"{W}ilvl")) or 0
        if (own := change.find(f"{W}lvl")) is not None:
            levels[at] = _level(own)
        if (start := number_of(value(change, "startOverride"))) is not None:
            starts[at] = start
            levels[at] = replace(levels.get(at, Level()), start=start)
    return _List(key, {n: level for n, level in levels.items() if 0 <= n < LEVELS}, starts)


def _level(level: Element) -> Level:
    kind, zeros = value(level, "numFmt") or "decimal", 0
    for custom in level.iter(f"{W}numFmt"):  # 001, 002 … stand in an mc:AlternateContent
        if custom.get(f"{W}val") == "custom":
            zeros = len(re.split(r"[,，]", custom.get(f"{W}format", ""))[0].strip())
            kind = "decimal"
            break
    start = number_of(value(level, "start"))
    restart, legal = number_of(value(level, "lvlRestart")), bool(switched(level, "isLgl"))
    return Level(
        kind, value(level, "lvlText"), 1 if start is None else start, restart, legal, value(level, "pStyle"), zeros
    )


def _written(levels: dict[int, Level], level: int, counts: list[int | None]) -> tuple[str, str]:
    own, doubts = levels[level], list[str]()
    if own.kind == "bullet":
        return "", ""

    def number(match: re.Match[str]) -> str:
        at = int(match[1]) - 1
        shown = levels.get(at, Level())
        n = shown.start if (n := counts[at]) is None else n  # an upper level not yet seen shows where it will begin
        kind = "decimal" if own.legal and shown.kind not in ("none", "bullet") else shown.kind
        made = numeral(kind, n)
        if made is None:
            doubts.append(f"编号样式“{kind}”不认识，第 {n} 号写作 {n}")
            return str(n)
        return made.zfill(shown.zeros)

    text = re.sub(r"%([1-9])", number, own.pattern)
    return text, "；".join(doubts)
