"""The home page: the question first, then places, fields, the newest cases and the latest issue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from press.web.issues import head
from press.web.library import Library
from press.web.lists import Lists
from press.web.wording import printed_title

NEWEST = 8
# Columns and rows of the tile map, north up (look.md "Tile map").
TILES = {
    "320300": (0, 0),
    "320700": (2, 0),
    "321300": (1, 1),
    "320800": (2, 1),
    "320900": (3, 1),
    "321000": (2, 2),
    "321200": (3, 2),
    "320600": (4, 2),
    "320100": (1, 3),
    "321100": (2, 3),
    "320400": (3, 3),
    "320200": (4, 3),
    "320500": (5, 3),
}


def stage_home(lists: Lists, title: str, queries: Sequence[str]) -> None:
    """Write the home page; `queries` are the examples under the search field."""
    library = lists.library
    kinds = [_link(k.name, f"kinds/{k.slug}", lists.by_kind.get(k.slug, ())) for k in library.kinds.values()]
    lists.stage.page(
        "index.md",
        template="home.html",
        title=title,
        queries=queries,
        tiles=tiles(lists.library, {code: len(entries) for code, entries in lists.by_place.items()}),
        fields=[_link(f.name, f"fields/{f.code}", lists.by_field.get(f.code, ())) for f in library.fields.values() if not f.parent],
        kinds=sorted(kinds, key=lambda link: -link["count"]),
        years=[_link(f"{year}年", f"years/{year}", lists.by_year[year]) for year in sorted(lists.by_year, reverse=True)],
        rows=lists.rows(lists.entries[:NEWEST]),
        total=len(lists.entries),
        latest=_latest(library),
        collections=[_link(c.title, f"collections/{c.slug}", c.cases) for c in library.collections],
    )


def _link(name: str, page: str, behind: Sequence[Any]) -> dict[str, Any]:
    return {"name": name, "address": f"{page}.html", "count": len(behind)}


def tiles(library: Library, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return the cities that have a place on the map, with the count of their cases and its step from 0 to 4."""
    most = max((counts.get(code, 0) for code in TILES), default=0) or 1
    return [
        {
            "code": code,
            "name": library.places[code].name.removesuffix("市"),
            "count": counts.get(code, 0),
            "step": -(-4 * counts.get(code, 0) // most),
            "column": column,
            "row": row,
        }
        for code, (column, row) in TILES.items()
        if code in library.places
    ]


def _latest(library: Library) -> dict[str, Any] | None:
    if not library.issues:
        return None
    issue = max(library.issues.values(), key=lambda i: (i.date, i.key))
    titles = [printed_title(item, library.place_names) for item in issue.items]
    publication = library.publications[issue.publication]
    return {"key": issue.key, "name": library.issue_name(issue.key), "head": head(issue, publication), "titles": titles}
