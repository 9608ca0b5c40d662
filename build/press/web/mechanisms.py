"""Mechanisms as data: which cases have steps, scales or levels, in lists from which they can be compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from press.web.cases import Taken
from press.web.catalogue import grouped
from press.web.library import Entry, Library
from press.web.pages import Stage
from press.web.ranges import ranges
from records import Mechanism, Threshold

TITLE = "机制对照"
HUB = {"name": "对标", "address": "indicators/index.html"}
PARTS = {"steps": "流程", "thresholds": "门槛", "levels": "组织层级"}
LEADS = {
    "steps": "一件事分几步办、每步归谁。",
    "thresholds": "到了多少，对应什么。",
    "levels": "从上到下分几层、各管什么。",
}
MOST = 24  # diagrams of a part on one page
BESIDE = 6  # scales in one table


class _Kept(NamedTuple):
    entry: Entry
    mechanism: Mechanism


class Mechanisms:
    """Writes the lists of the cases that have a mechanism."""

    def __init__(self, stage: Stage, library: Library) -> None:
        self.stage, self.library = stage, library

    def write(self, taken: Mapping[int, Taken]) -> None:
        """Write the lists of cases: the newest of each part on one page, all of them in
        ranges by number where there are more."""
        found = [(case.entry, case.made.mechanism) for case in taken.values() if case.made.mechanism]
        self.stage.once("mechanisms", (found, self.library.places), lambda: self._write(found))

    def _write(self, found: Iterable[tuple[Entry, Mechanism]]) -> None:
        newest_first = sorted(map(_Kept._make, found), key=lambda kept: kept.entry.newest_first)
        parts = [self._part(part, [kept for kept in newest_first if getattr(kept.mechanism, part)]) for part in PARTS]
        lead = "案例里写成数据的流程、门槛和组织层级，画成小图列在一起；选几个可以并排比较。"
        self._page("mechanisms/index", TITLE, [HUB], [part for part in parts if part["total"]], lead)

    def _page(
        self, name: str, title: str, trail: Sequence[dict[str, str]], parts: Sequence[dict[str, Any]], lead: str = ""
    ) -> None:
        data = {"lead": lead, "trail": trail, "parts": parts}
        record = {
            part["part"]: {"total": part["total"], "cases": part["rows"], "ranges": part.get("ranges", [])}
            for part in parts
        }
        self.stage.twins(name, template="mechanisms.html", title=title, data=data, record=record)

    def _part(self, part: str, kept: Sequence[_Kept]) -> dict[str, Any]:
        links = self._ranges(part, kept) if len(kept) > MOST else []
        scales = _scales(kept, self.library) if part == "thresholds" else []
        return {
            **_named(part),
            "total": len(kept),
            "scales": scales,
            "rows": self._rows(part, kept[:MOST]),
            "ranges": links,
        }

    def _ranges(self, part: str, kept: Sequence[_Kept]) -> list[dict[str, Any]]:
        links = []
        for one in ranges(kept, lambda k: k.entry.number):
            name, title = f"mechanisms/{part}/n{one.prefix}", f"{one.first:06d}—{one.last:06d}号"
            rows = self._rows(part, one.members)
            shown = {**_named(part), "total": len(rows), "rows": rows}
            trail = [HUB, {"name": TITLE, "address": "mechanisms/index.html"}]
            self._page(name, f"{PARTS[part]}：{title}", trail, [shown])
            links.append({"name": title, "address": f"{name}.html", "count": len(rows)})
        return links

    def _rows(self, part: str, kept: Iterable[_Kept]) -> list[dict[str, Any]]:
        return [self._row(part, k.entry, k.mechanism) for k in kept]

    def _row(self, part: str, entry: Entry, mechanism: Mechanism) -> dict[str, Any]:
        names = {"title": entry.title, "place": _place(entry, self.library), "years": entry.years}
        diagram = {part: msgspec.to_builtins(getattr(mechanism, part))}
        return {"number": f"{entry.number:06d}", "address": entry.address, **names, "mechanism": diagram}


def _named(part: str) -> dict[str, str]:
    return {"part": part, "name": PARTS[part], "lead": LEADS[part]}


def _place(entry: Entry, library: Library) -> str:
    return "".join(place.name for place in library.place_line(entry.place))


def _scales(kept: Sequence[_Kept], library: Library) -> list[dict[str, Any]]:
    """Return a table for each measure that several cases have a scale of, in one unit:
    what each grants, and from where on."""
    pairs = [(k.entry, threshold) for k in kept for threshold in k.mechanism.thresholds]
    measures = grouped(pairs, lambda pair: [(pair[1].measure, pair[1].unit)])
    return [
        _scale(measure, unit, found[:BESIDE], library) for (measure, unit), found in measures.items() if len(found) > 1
    ]


def _scale(measure: str, unit: str, pairs: Sequence[tuple[Entry, Threshold]], library: Library) -> dict[str, Any]:
    columns = [{"place": _place(entry, library), "address": entry.address, "years": entry.years} for entry, _ in pairs]
    grants = [{row.gives: row.at for row in threshold.rows} for _, threshold in pairs]
    names = dict.fromkeys(row.gives for _, threshold in pairs for row in threshold.rows)
    rows = [{"gives": name, "at": [own.get(name, "") for own in grants]} for name in names]
    return {"measure": measure, "unit": unit, "columns": columns, "rows": rows}
