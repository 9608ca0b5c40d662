"""A list of cases and articles as pages that stay light at any size, each with a twin for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import zip_longest
from typing import Any

from press.web.catalogue import Catalogue, grouped
from press.web.library import Entry, Library, Piece
from press.web.lists.groups import EVERY, Groups
from press.web.lists.rows import Group, Link, Row, group, link, piece_row, row
from press.web.lists.tilemap import TILES
from press.web.pages import Stage
from press.web.ranges import MOST, Range, ranges
from records import Place

FEW = 2  # cases of a list that leads on to what is near
NEWEST = 50  # rows of cases, and of articles, on the first page of a list that has too many for one
BY_DATE, BY_NUMBER, BY_ISSUE = "按公开日期从近到远", "按编号从小到大", "按期次从近到远"


class Lists:
    """All cases and articles, newest first, in the groups that pages show.

    Addresses of a list, here that of 徐州市. The name of a page says by itself what may stand there, so that one
    changed case alters the first page and one range of each list that it belongs to:

    ==================================  =======================================================================
    places/320300.html                  at most 100 cases; of more, the 50 that were cleared last
    places/320300-0012.html             of more: those whose numbers begin with 0012 (see `press.web.ranges`)
    places/320300-wmsj-2024.html        of more than 100 articles: those of a publication and a year
    places/320300-wmsj-2024-03.html     of more than 100 of these: those of issues 30 to 39
    places/320300.json                  beside each: the same for programs
    ==================================  =======================================================================

    Attributes:
        entries: all cases, the last cleared first.
        pieces: all articles, newest issue first.
        by_place: by division code; a city has those of its counties.
        by_cell: by city (or province) and top class of field.

    """

    def __init__(self, stage: Stage, library: Library, catalogue: Catalogue) -> None:
        self.stage, self.library, self.catalogue = stage, library, catalogue
        groups = self._groups()
        self.entries = groups.by["every"].get(EVERY, [])
        self.by_place, self.by_field, self.by_cell = groups.by["place"], groups.by["field"], groups.by["cell"]
        self.by_kind, self.by_unit, self.by_year = groups.by["kind"], groups.by["unit"], groups.by["year"]
        self._rows: dict[int, Row] = {}  # by number: a case stands in a dozen lists
        self._records: dict[int, dict[str, Any]] = {}
        self.pieces = library.pieces
        self.pieces_by_place = grouped(
            self.pieces, lambda p: [at.code for at in library.place_line(p.place)] if p.place else []
        )

    def _groups(self) -> Groups:
        warm = self.stage.warm
        known: Groups | None = warm.kept.get("groups") if warm else None
        if known and known.library.places is self.library.places:
            known.change(self.catalogue.entries)
            return known
        made = Groups(self.library, self.catalogue.entries)
        if warm:
            warm.kept["groups"] = made
        return made

    def own_name(self, place: Place) -> str:
        """Return how a place is named where its cases stand beside those of others: a
        province has only those of its own level."""
        return f"{place.name}级" if place.level == "province" else place.name

    def shows(self, place: Place) -> bool:
        """Tell whether a city or province stands in a table of all: those on the map,
        others with something of their own."""
        own = place.code in self.by_place or place.code in self.pieces_by_place
        return place.code in TILES or (own and place.level != "county")

    def rows(self, entries: Sequence[Entry]) -> list[Row]:
        """Return cases as the templates show them."""
        known = self._rows
        for entry in entries:
            if entry.number not in known:
                known[entry.number] = row(entry, self.library.place_labels[entry.place])
        return [known[entry.number] for entry in entries]

    def records(self, entries: Sequence[Entry]) -> list[dict[str, Any]]:
        """Return cases for programs: without their summaries, which stand in the record that each leads to (`json`)."""
        known = self._records
        for entry in entries:
            if entry.number not in known:
                known[entry.number] = twin(entry.data(self.library))
                del known[entry.number]["summary"]
        return [known[entry.number] for entry in entries]

    def page(
        self,
        name: str,
        title: str,
        entries: Sequence[Entry],
        *,
        pieces: Sequence[Piece] = (),
        trail: Sequence[Link] = (),
        groups: Sequence[Group] = (),
        lead: str = "",
        empty: str = "还没有公开的案例。",
        onward: Sequence[Group] = (),
    ) -> None:
        """Write a list with its ranges.

        Args:
            name: of its first page below the stage, without ending.
            title: of the list.
            entries: its cases, the last cleared first.
            pieces: its articles, newest issue first.
            trail: the pages above it, from the top.
            groups: links above the rows.
            lead: a sentence on what stands here.
            empty: what to say where there is no case.
            onward: where to go on from a list of few cases or none.

        """
        shown = name, title, entries, pieces, trail, groups, lead, empty, onward
        self.stage.once(("list", name), (shown, self.library.named), lambda: self._page(*shown))

    def _page(
        self,
        name: str,
        title: str,
        entries: Sequence[Entry],
        pieces: Sequence[Piece],
        trail: Sequence[Link],
        groups: Sequence[Group],
        lead: str,
        empty: str,
        onward: Sequence[Group],
    ) -> None:
        here = [*trail, link(title, name)]
        case_links = self._case_ranges(name, title, entries, here) if len(entries) > MOST else []
        piece_links = self._piece_ranges(name, title, pieces, here) if len(pieces) > MOST else []
        shown = entries[:NEWEST] if case_links else entries
        told = pieces[:NEWEST] if piece_links else pieces
        self.stage.twins(
            name,
            template="list.html",
            title=title,
            data={
                "lead": lead,
                "trail": trail,
                "groups": groups,
                "total": len(entries),
                "order": BY_DATE,
                "rows": self.rows(shown),
                "ranges": case_links,
                "empty": empty,
                "onward": [found for found in onward if found["links"]] if len(entries) <= FEW else (),
                "pieces_total": len(pieces),
                "pieces": [piece_row(piece) for piece in told],
                "piece_ranges": piece_links,
            },
            record={
                "total": len(entries),
                "groups": [twins(found) for found in groups],
                "cases": self.records(shown),
                "ranges": [twin(found) for found in case_links],
                "articles_total": len(pieces),
                "articles": [_article(piece) for piece in told],
                "article_ranges": [twin(found) for found in piece_links],
            },
        )

    def index(
        self, name: str, title: str, groups: Sequence[Group], *, lead: str = "", also: Sequence[Link] = ()
    ) -> None:
        """Write a page that leads to lists; `also` are other ways to the same cases."""
        data = {"lead": lead, "groups": groups, "also": also}
        self.write(f"{name}/index", "list.html", title, data, {"groups": [twins(found) for found in groups]})

    def write(self, name: str, template: str, title: str, data: Mapping[str, Any], record: Mapping[str, Any]) -> None:
        """Write a page and, as `<name>.json`, its twin for programs."""
        self.stage.once(
            ("twins", name),
            (template, title, data, record),
            lambda: self.stage.twins(name, template=template, title=title, data=data, record=record),
        )

    def _case_ranges(self, name: str, title: str, entries: Sequence[Entry], trail: Sequence[Link]) -> list[Link]:
        parts = ranges(entries, lambda entry: entry.number)
        links = [link(_span(part), f"{name}-{part.prefix}", len(part.members)) for part in parts]
        for at, before, after in _neighbours(links):
            shown = f"{title}：{links[at]['name']}", links[at], parts[at].members, before, after, trail
            self.stage.once(
                ("range", links[at]["address"]), (shown, self.library.named), partial(self._case_range, *shown)
            )
        return links

    def _case_range(
        self,
        title: str,
        here: Link,
        members: Sequence[Entry],
        before: Link | None,
        after: Link | None,
        trail: Sequence[Link],
    ) -> None:
        data = {"total": len(members), "order": BY_NUMBER, "rows": self.rows(members)}
        self._range(title, here, {**data, "before": before, "after": after, "trail": trail}, members)

    def _piece_ranges(self, name: str, title: str, pieces: Sequence[Piece], trail: Sequence[Link]) -> list[Link]:
        parts = list(self._piece_parts(pieces))
        links = [link(words, f"{name}-{mark}", len(members)) for words, mark, members in parts]
        for at, before, after in _neighbours(links):
            members = parts[at][2]
            data = {"pieces_total": len(members), "pieces": [piece_row(piece) for piece in members]}
            data |= {"before": before, "after": after, "trail": trail}
            self._range(f"{title}：{links[at]['name']}", links[at], data, pieces=members)
        return links

    def _piece_parts(self, pieces: Sequence[Piece]) -> Iterator[tuple[str, str, Sequence[Piece]]]:
        """Yield (words, mark in the address, articles) by publication and year, newest
        year first, or by tens of issues too."""
        volumes = grouped(pieces, lambda piece: [(piece.publication, piece.year)])
        for (publication, year), volume in sorted(volumes.items(), key=lambda pair: (-pair[0][1], pair[0][0])):
            words, mark = f"《{self.library.publications[publication].name}》{year}年", f"{publication}-{year}"
            if len(volume) <= MOST:
                yield words, mark, volume
                continue
            for ten, part in sorted(grouped(volume, lambda piece: [piece.number // 10]).items(), reverse=True):
                yield f"{words}第{max(ten * 10, 1)}—{ten * 10 + 9}期", f"{mark}-{ten:02d}", part

    def _range(
        self,
        title: str,
        here: Link,
        data: Mapping[str, Any],
        entries: Sequence[Entry] = (),
        pieces: Sequence[Piece] = (),
    ) -> None:
        record = {"cases": self.records(entries), "articles": [_article(piece) for piece in pieces]}
        beside = {key: twin(data[key])["json"] for key in ("before", "after") if data[key]}
        name = here["address"].removesuffix(".html")
        self.stage.twins(name, template="list.html", title=title, data=data, record={**record, **beside})


def twin(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return a link to a page with the address of the same for programs."""
    return {**found, "json": found["address"].removesuffix("html") + "json"}


def twins(found: Group) -> dict[str, Any]:
    """Return a group of links to lists for programs."""
    return group(
        found["name"], [twin(member) for member in found["links"]], twin(found["head"]) if "head" in found else None
    )


def _article(piece: Piece) -> dict[str, Any]:
    issue = {"publication": piece.publication, "year": piece.year, "number": piece.number}
    return {"title": piece.title, "address": piece.address, **issue, "place": piece.place, "unit": piece.unit}


def _span(part: Range[Entry]) -> str:
    return f"{part.first:06d}—{part.last:06d}号"


def _neighbours(links: Sequence[Link]) -> Iterator[tuple[int, Link | None, Link | None]]:
    """Yield each place with the links before and after it; without counts, which a change there would alter here."""
    plain = [{key: found[key] for key in ("name", "address")} for found in links]
    for at, (before, after) in enumerate(zip_longest([None, *plain[:-1]], plain[1:])):
        yield at, before, after
