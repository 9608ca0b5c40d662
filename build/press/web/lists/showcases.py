"""Showcases (优秀案例展播): the curated collections, dated, each in its order with an index by city and by theme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from press.web.cases import Taken, stage_withdrawn
from press.web.catalogue import grouped
from press.web.choice import Choice
from press.web.library import Entry, Library
from press.web.lists.pages import Lists
from press.web.lists.rows import excerpt, link
from press.web.wording import day_text, qualified, when
from records import Collection, Figure, paragraphs, without_notes

SHOWCASES = link("专题", "collections/index")
LEAD = "优秀案例展播：编辑选编的案例，按日期从近到远。"
FULL = 50  # a longer collection shows its cases without points, to stay light
PREFACE = 90  # characters of the preface in the index


class Showcases:
    """Keeps what the collections show of their cases, and writes their pages."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.wanted = frozenset(number for collection in library.collections for number in collection.cases)
        self.choices: dict[int, Choice] = {}

    def finish(self, lists: Lists, taken: Mapping[int, Taken]) -> None:
        """Write the index, and a page for each collection."""
        entries = lists.catalogue.entries
        self.choices = {n: choice for n in self.wanted if n in taken and (choice := taken[n].made.choice)}
        chosen = {c.slug: [entries[number] for number in c.cases] for c in self.library.collections}
        shown = [self._summary(collection, chosen[collection.slug]) for collection in self.library.collections]
        record = {"collections": [{key: value for key, value in one.items() if key != "preface"} for one in shown]}
        lists.write("collections/index", "showcases.html", "专题", {"lead": LEAD, "collections": shown}, record)
        for collection in self.library.collections:
            self._page(lists, collection, chosen[collection.slug])
        for notice in self.library.withdrawn_collections:
            go_on = [("全部展播", "collections/index.html"), ("全部案例", "cases/index.html")]
            stage_withdrawn(lists.stage, f"collections/{notice.key}.html", notice, "这次展播", go_on)

    def _summary(self, collection: Collection, entries: Sequence[Entry]) -> dict[str, Any]:
        return {
            **link(collection.title, f"collections/{collection.slug}", len(entries)),
            "day": day_text(collection.date),
            "cities": [name for name, _ in self._by_city(entries)],
            "themes": [name for name, _ in self._by_theme(entries)],
            "preface": excerpt(without_notes("".join(paragraphs(collection.preface))), PREFACE),
        }

    def _page(self, lists: Lists, collection: Collection, entries: Sequence[Entry]) -> None:
        indexes = (("按地区", self._by_city(entries)), ("按主题", self._by_theme(entries)))
        data = {
            "trail": [SHOWCASES],
            "day": day_text(collection.date),
            "preface": [without_notes(text) for text in paragraphs(collection.preface)],
            "indexes": [
                {"name": name, "links": [_in_page(entries, *pair) for pair in found]}
                for name, found in indexes
                if found
            ],
            "picks": [self._pick(n, entry, len(entries) <= FULL) for n, entry in enumerate(entries, 1)],
        }
        record = {
            "date": str(collection.date),
            "preface": without_notes(collection.preface),
            "cases": lists.records(entries),
        }
        lists.write(f"collections/{collection.slug}", "showcase.html", collection.title, data, record)

    def _by_city(self, entries: Sequence[Entry]) -> list[tuple[str, list[Entry]]]:
        found = grouped(entries, lambda entry: [self.library.city_of(entry.place)])
        return [(self.library.places[code].name, found[code]) for code in sorted(found)]

    def _by_theme(self, entries: Sequence[Entry]) -> list[tuple[str, list[Entry]]]:
        found = grouped(entries, lambda entry: [code[:2] for code in entry.fields])
        return [(self.library.fields[code].name, found[code]) for code in sorted(found)]

    def _pick(self, n: int, entry: Entry, full: bool) -> dict[str, Any]:
        choice, library = self.choices[entry.number], self.library
        themes = dict.fromkeys(library.fields[code[:2]].name for code in entry.fields)
        return {
            "n": n,
            "number": f"{entry.number:06d}",
            "address": entry.address,
            "title": entry.title,
            "place": "".join(place.name for place in library.place_line(entry.place)),
            "years": entry.years,
            "themes": "、".join(themes),
            "points": choice.points if full else (),
            "opening": choice.opening,
            "figure": _figure(choice.figure) if choice.figure else None,
        }


def _in_page(order: Sequence[Entry], name: str, entries: Sequence[Entry]) -> dict[str, Any]:
    return {"name": name, "cases": [[f"c{entry.number:06d}", order.index(entry) + 1, entry.title] for entry in entries]}


def _figure(figure: Figure) -> dict[str, str]:
    before, number, after = qualified(figure)
    return {"before": before, "value": number, "after": after, "label": figure.label, "when": when(figure)}
