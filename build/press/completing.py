"""What an earlier import left out of an issue, and where it goes: a second import mends the first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher

import msgspec

from readers.reading import item_parts, letters
from records import Issue, Section
from records.model import AnyItem

ALIKE = 0.6
ENOUGH = 400
"""Letters of a text that are compared; two texts that begin alike are the same one, edited."""


def present(record: Issue, held: Issue) -> dict[str, str]:
    """Return for each item of a record that an issue holds, by title or by text, its anchor there."""
    found: dict[str, str] = {}
    for item in record.items:
        free = [other for other in held.items if other.anchor not in found.values() and type(other) is type(item)]
        same = next((o for o in free if letters(o.title) == letters(item.title)), None) or next(
            (o for o in free if _alike(o, item)), None
        )
        if same:
            found[item.anchor] = same.anchor
    return found


def completed(held: Issue, record: Issue, fresh: Mapping[str, AnyItem]) -> Issue:
    """Return an issue with further items, each behind the one that the record has
    before it, in the section it has there.

    Args:
        held: the issue as it is.
        record: the issue as it was read anew.
        fresh: the items to put in, numbered, by their anchors in the record.

    """
    anchors = present(record, held)
    last = max((int(item.anchor[1:]) for item in held.items), default=0)
    made = {
        anchor: msgspec.structs.replace(item, anchor=f"a{last + n}")
        for n, (anchor, item) in enumerate(fresh.items(), 1)
    }
    anchors |= {anchor: item.anchor for anchor, item in made.items()}
    sections = [(section.name, list(section.items)) for section in held.sections]
    for n, section in enumerate(record.sections):
        before = [s.name for s in record.sections[:n]]
        for at, anchor in enumerate(section.items):
            if anchor in made:
                _insert(
                    _section(sections, section.name, before),
                    [anchors.get(a, "") for a in section.items[:at]],
                    anchors[anchor],
                )
    placed = tuple(Section(name=name, items=tuple(items)) for name, items in sections)
    return msgspec.structs.replace(held, items=(*held.items, *made.values()), sections=placed)


def _section(sections: list[tuple[str, list[str]]], name: str, before: Iterable[str]) -> list[str]:
    """Return the items of a section, which is made behind the last of those before it if it is not there yet."""
    names = [each for each, _ in sections]
    if name not in names:
        sections.insert(max((names.index(each) + 1 for each in before if each in names), default=0), (name, []))
    return next(items for each, items in sections if each == name)


def _insert(items: list[str], before: Iterable[str], anchor: str) -> None:
    items.insert(max((items.index(each) + 1 for each in before if each in items), default=0), anchor)


def _alike(one: AnyItem, other: AnyItem) -> bool:
    first, second = (letters("".join(item_parts(item)))[:ENOUGH] for item in (one, other))
    return bool(first) and SequenceMatcher(None, first, second, autojunk=False).ratio() >= ALIKE
