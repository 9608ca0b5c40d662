"""All cases in the groups that pages show; in a process that stays, only what comes and goes is put in its place."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any

from press.web.catalogue import grouped
from press.web.library import Entry, Library

Keys = Callable[[Entry], Iterable[Hashable]]
EVERY: Hashable = ""


def _newest_first(entry: Entry) -> tuple[int, int]:
    return entry.newest_first


def _with(entry: Entry | None, others: Sequence[Entry]) -> list[Entry]:
    assert entry
    at = bisect_left(others, _newest_first(entry), key=_newest_first)
    return [*others[:at], entry, *others[at:]]


class Groups:
    """Cases by what they have, the last cleared first.

    A list that has changed is another object; one that is the same object has the same cases.

    Attributes:
        entries: all of them, by number.
        by: by the name of a grouping and by key.

    """

    def __init__(self, library: Library, entries: Mapping[int, Entry]) -> None:
        self.library, self.entries = library, entries
        self.keys: dict[str, Keys] = {
            "every": lambda e: [EVERY],
            "place": lambda e: [place.code for place in library.place_line(e.place)],
            "field": lambda e: [*(code[:2] for code in e.fields), *e.fields],
            "cell": lambda e: [(library.city_of(e.place), code[:2]) for code in e.fields],
            "kind": lambda e: e.kinds,
            "unit": lambda e: [e.unit],
            "year": lambda e: range(e.year, (e.year_end or e.year) + 1),
        }
        ordered = sorted(entries.values(), key=lambda e: e.newest_first)
        self.by: dict[str, dict[Any, list[Entry]]] = {}
        for name, of in self.keys.items():
            self.by[name] = grouped(ordered, of)

    def change(self, entries: Mapping[int, Entry]) -> None:
        """Take in which cases there are now."""
        before, self.entries = self.entries, entries
        for number in before.keys() | entries.keys():
            old, new = before.get(number), entries.get(number)
            if old is new:
                continue
            for name, of in self.keys.items():
                groups = self.by[name]
                for key in dict.fromkeys(of(old)) if old else ():
                    groups[key] = [entry for entry in groups[key] if entry is not old]
                for key in dict.fromkeys(of(new)) if new else ():
                    groups[key] = _with(new, groups.get(key, ()))
                for key in dict.fromkeys(of(old)) if old else ():
                    if not groups[key]:
                        del groups[key]
