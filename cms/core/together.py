"""Brings two versions of one text together, paragraph by paragraph: what one side changed is
taken, what both changed stands twice."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from typing import TypeGuard

Content = dict[str, object]
PLACE = ("pk", "sort_order", "page")  # where a figure stands, not what it says


def together(base: Content, theirs: Content, mine: Content, names: Iterable[str]) -> tuple[Content, list[str]]:
    """Return the contents of two revisions as one, and the names of the fields in which both changed the same.

    All three are contents of revisions, `base` the one that both began with. A paragraph or figure that both changed is
    there in both forms, theirs first; of a plain field that both changed, `mine` stays.
    """
    merged, doubts = dict(mine), []
    for name in names:
        before, left, right = (content.get(name) for content in (base, theirs, mine))
        if left in (right, before):
            continue
        if right == before:
            merged[name] = left
        elif all(isinstance(row, dict) for row in (*listed(left), *listed(right))) and isinstance(left, list):
            merged[name], clash = rows(listed(before), left, listed(right), "pk")
            doubts += [name] * clash
        elif is_stream(left) and is_stream(right):
            blocks = [json.loads(part) if is_stream(part) else [] for part in (before, left, right)]
            parts, clash = rows(blocks[0], blocks[1], blocks[2], "id")
            merged[name] = json.dumps(parts, ensure_ascii=False)
            doubts += [name] * clash
        else:
            doubts.append(name)
    return merged, doubts


def listed(value: object) -> list[Content]:
    """Return a value if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def is_stream(value: object) -> TypeGuard[str]:
    """Whether this is the body of a text as a revision keeps it: a list of blocks, in JSON."""
    return isinstance(value, str) and value.startswith("[")


def rows(base: list[Content], theirs: list[Content], mine: list[Content], key: str) -> tuple[list[Content], bool]:
    """Return two lists of blocks or figures as one, in the order of `mine`, and
    whether any was changed on both sides."""
    before, left = ({row[key]: row for row in part if row.get(key)} for part in (base, theirs))
    found: list[Content] = []
    clash = False
    for row in mine:
        old, other = before.get(row.get(key)), left.get(row.get(key))
        if other is None:
            if old is None or said(old) != said(row):
                found.append(row)  # new here, or thrown away there but changed here
        elif said(row) in (said(other), said(old)):
            found.append(other)
        elif said(other) == said(old):
            found.append(row)
        else:
            clash = True
            found += [other, row | {key: str(uuid.uuid4()) if key == "id" else None}]
    return with_new(before, theirs, mine, found, key), clash


def with_new(
    before: dict[object, Content], theirs: list[Content], mine: list[Content], found: list[Content], key: str
) -> list[Content]:
    """Put in what only the other side has, each after what it follows there."""
    here = {row.get(key) for row in mine}
    previous: Content | None = None
    for row in theirs:
        name = row.get(key)
        if (name is None or name not in here) and said(before.get(name)) != said(row):
            after = next((n for n, other in enumerate(found) if other is previous), -1)
            found.insert(after + 1, row)
            previous = row
        else:
            previous = next((other for other in found if other.get(key) == name), previous)
    return [row | {"sort_order": n} if "sort_order" in row else row for n, row in enumerate(found)]


def said(row: Content | None) -> Content | None:
    """Return what a block or a figure says."""
    return row and {name: value for name, value in row.items() if name not in PLACE}
