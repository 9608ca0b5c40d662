"""Which events a clause means, in a line that an office clerk reads and writes: 事项：采用；级别：省级、国家级."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import msgspec
from django.core.exceptions import ValidationError

from cms.adoption.words import GENRE, KIND, LEVEL, PLAIN, SEPARATORS, VIA, WHAT, Words, key_in, said
from scoring.rules import Match, Table

PARTS: dict[str, tuple[str, Words]] = {
    "what": ("事项", WHAT),
    "level": ("级别", LEVEL),
    "publication": ("刊物", PLAIN),
    "but_publication": ("刊物不是", PLAIN),
    "kind": ("采用方式", KIND),
    "but_kind": ("采用方式不是", KIND),
    "genre": ("体裁", GENRE),
    "but_genre": ("体裁不是", GENRE),
    "groups": ("组别", PLAIN),
    "classes": ("类别", PLAIN),
    "via": ("怎样上报", VIA),
}
JOINT = "联合报送"
YES, NO = "是", "否"
CLOSED = ("what", "level", "via")  # of whose values there are no others


def line_of(match: Match | None, *but: str) -> str:
    """Return a condition in a line, without the parts that are told elsewhere; '' where nothing is asked.

    >>> line_of(Match(what=("adopted",), level=("province", "state"), joint=False))
    '事项：采用；级别：省级、国家级；联合报送：否'
    """
    if match is None:
        return ""
    told = [
        f"{name}：{'、'.join(said(words, value) for value in getattr(match, part))}"
        for part, (name, words) in PARTS.items()
        if getattr(match, part) and part not in but
    ]
    if match.joint is not None and "joint" not in but:
        told.append(f"{JOINT}：{YES if match.joint else NO}")
    return "；".join(told)


def match_in(line: str) -> Match:
    """Return the condition that a line says; ValidationError names what cannot be read, and what could stand there."""
    found: dict[str, Any] = {}
    for part in filter(None, (each.strip() for each in re.split("[；;\n]", line))):
        name, colon, values = re.sub("：", ":", part, count=1).partition(":")
        if name.strip() == JOINT and values.strip() in (YES, NO):
            found["joint"] = values.strip() == YES
            continue
        key = next((key for key, (named, _) in PARTS.items() if named == name.strip()), None)
        if key is None or not colon:
            known = "、".join([*(named for named, _ in PARTS.values()), JOINT])
            raise ValidationError(f"看不懂“{part}”。每项写成“名称：值”，名称可以是{known}；几项用分号隔开。")
        found[key] = names_in(values, key)
    return Match(**found)


def names_in(text: str, part: str) -> tuple[str, ...]:
    """Return the values of a part of a condition that a text lists."""
    words = PARTS[part][1]
    values = tuple(
        dict.fromkeys(key_in(words, value.strip()) for value in re.split("[、，,\n]", text) if value.strip())
    )
    for value in values:
        _check(value, part)
    return values


def names_of(values: Iterable[str], part: str) -> str:
    """Return the values of a part of a condition in a line."""
    return "、".join(said(PARTS[part][1], value) for value in values)


def _check(value: str, part: str) -> None:
    name, words = PARTS[part]
    if part in CLOSED and value not in words:
        known = "、".join(said(words, key) for key in words)
        raise ValidationError(f"{name}里没有“{value}”。可以写：{known}。")
    if any(mark in value for mark in SEPARATORS):
        raise ValidationError(f"{name}“{value}”里有标点，会被当成几个。请去掉顿号、逗号、分号和冒号。")


def canonical(table: Table) -> Table:
    """Return a table in whose conditions everything has the name that events give it, whatever it was written as.

    Raises:
        ValidationError: where a condition names what no event has, with the place.

    """

    def tidy(match: Match | None, where: str) -> Match | None:
        if match is None:
            return None
        try:
            found = {part: tuple(_tidied(value, part) for value in getattr(match, part)) for part in PARTS}
        except ValidationError as error:
            raise ValidationError(f"{where}：{error.message}") from error
        return msgspec.structs.replace(match, **found)

    change = msgspec.structs.replace
    return change(
        table,
        clauses=tuple(
            change(
                each,
                **{name: tidy(getattr(each, name), f"条款“{each.clause}”") for name in ("when", "also", "without")},
            )
            for each in table.clauses
        ),
        quotas=tuple(
            change(
                each,
                when=tidy(each.when, f"任务“{each.clause}”"),
                among=tidy(each.among, f"任务“{each.clause}”"),
                too=tuple(change(need, when=tidy(need.when, f"任务“{each.clause}”")) for need in each.too),
            )
            for each in table.quotas
        ),
        forfeits=tuple(change(each, when=tidy(each.when, f"作废“{each.clause}”")) for each in table.forfeits),
    )


def _tidied(value: str, part: str) -> str:
    tidy = key_in(PARTS[part][1], value.strip())
    _check(tidy, part)
    return tidy
