"""The lines 报、送、发 as printed, cut into phrases: 各设区市党委宣传部、文明办 is two of them, each of all cities."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from records import PrintedLine

Level = Literal["city", "county"]
# How all places of a level are called in such lines; longer ones first.
SCOPES: tuple[tuple[str, tuple[Level, ...]], ...] = (
    ("市县（市、区）", ("city", "county")),
    ("市、县（市、区）", ("city", "county")),
    ("设区的市", ("city",)),
    ("设区市", ("city",)),
    ("省辖市", ("city",)),
    ("地级市", ("city",)),
    ("县（市、区）", ("county",)),
    ("县（市区）", ("county",)),
    ("市、县、区", ("city", "county")),
    ("县市区", ("county",)),
    ("市县", ("city", "county")),
    ("市县区", ("city", "county")),
    ("市", ("city",)),
    ("县", ("county",)),
    ("区", ("county",)),
)
NO_SCOPE = re.compile(r"市[场民直级]|县[域直级]|区[域直级]")  # 各市场主体 are no cities
NAMES: dict[Level, str] = {"city": "各设区市", "county": "各县（市、区）"}
OFFICE = re.compile(r"(.+?)((?:副)?(?:主任|书记|部长|秘书长|组长|市长|省长|主席|局长)|委员|成员)")
PLAIN_OFFICE = re.compile(r"(?:副)?(?:主任|书记|部长|秘书长|组长|市长|省长|主席|局长)|委员|成员")
BETWEEN, AND = re.compile(r"[，；,;。\s]"), re.compile("、")
ABOVE = ("省", "中央", "全国", "国家", "各")  # what begins so is no organ of a city


@dataclass(frozen=True)
class Phrase:
    """One of those whom a line names.

    Attributes:
        section: 报, 送, 发 or 抄送.
        text: as it is shown, with what stands before it in the line: 各设区市文明办.
        level: where it means all places of a level, which.
        organ: of these places, '' for each as a whole.

    """

    section: str
    text: str
    level: Level | None = None
    organ: str = ""


def phrases(lines: Iterable[PrintedLine]) -> list[Phrase]:
    """Return whom printed lines name, in their order; what is printed twice, once."""
    found = (p for one in lines for text in one.lines for group in outside(text, BETWEEN) for p in _of(one.kind, group))
    return list(dict.fromkeys(found))


def outside(text: str, between: re.Pattern[str]) -> list[str]:
    """Return the parts of a text between marks that stand outside of brackets."""
    parts, start, depth = [], 0, 0
    for at, char in enumerate(text):
        depth = depth + 1 if char in "（(〔" else max(0, depth - 1) if char in "）)〕" else depth
        if not depth and between.match(char):
            parts.append(text[start:at])
            start = at + 1
    return [part.strip() for part in (*parts, text[start:]) if part.strip()]


def _of(section: str, group: str) -> Iterator[Phrase]:
    levels, rest = _scoped(group)
    if not levels:
        if named := outside(group, AND):
            yield from _named(section, named[0], named[1:])
        return
    organs = outside(rest, AND)
    own = next((n for n, organ in enumerate(organs) if n and organ.startswith(ABOVE)), len(organs))
    if rest.startswith("、") or (organs and organs[0].startswith(ABOVE)):
        own = 0
    for level in levels:
        for organ in organs[:own] or [""]:
            yield Phrase(section, NAMES[level] + organ, level, organ)
    if others := organs[own:]:
        yield from _of(section, "、".join(others))


def _named(section: str, first: str, others: list[str]) -> Iterator[Phrase]:
    """Yield those who are named one by one: 省文明委主任、副主任、委员 are all of 省文明委."""
    yield Phrase(section, first)
    if not others:
        return
    found = OFFICE.fullmatch(first)
    if found and PLAIN_OFFICE.fullmatch(others[0]):
        yield from _named(section, found[1] + others[0], others[1:])
    else:
        yield from _of(section, "、".join(others))


def _scoped(group: str) -> tuple[tuple[Level, ...], str]:
    """Return the levels of which a group names all places, and what it names of them."""
    if not group.startswith("各"):
        return (), group
    levels: tuple[Level, ...] = ()
    rest = group[1:]
    while found := _scope(rest):
        levels += tuple(level for level in found[1] if level not in levels)
        rest = rest.removeprefix(found[0])
        if not rest.startswith("、") or not _scope(rest[1:].removeprefix("各")):
            break
        rest = rest[1:].removeprefix("各")
    return levels, rest


def _scope(text: str) -> tuple[str, tuple[Level, ...]] | None:
    if NO_SCOPE.match(text):
        return None
    return next(((name, of) for name, of in SCOPES if text.startswith(name)), None)
