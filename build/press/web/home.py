"""The home page: the question first, then places, fields, the newest cases and the latest issue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from press.web.lists import Lists, by_field, by_place, by_year
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
    library, stage = lists.library, lists.stage
    fields, years = by_field(lists), by_year(lists)
    kinds = {slug: sum(slug in entry.kinds for entry in lists.entries) for slug in library.kinds}
    html = stage.html(
        "home.html",
        title=title,
        queries=queries,
        tiles=tiles(lists),
        fields=[{"code": f.code, "name": f.name, "count": len(fields.get(f.code, ()))} for f in library.fields.values() if not f.parent],
        kinds=[{"code": k.slug, "name": k.name, "count": kinds[k.slug]} for k in library.kinds.values()],
        years=[{"code": year, "name": f"{year}年", "count": len(years[year])} for year in sorted(years, reverse=True)],
        rows=lists.rows(lists.entries[:NEWEST], root=""),
        total=len(lists.entries),
        latest=_latest(lists),
        collections=library.collections,
    )
    stage.page("index.md", html, title=title, template="home.html")


def tiles(lists: Lists) -> list[dict[str, Any]]:
    """Return the cities that have a place on the map, with the count of their cases and its step from 0 to 4."""
    cases = {code: len(entries) for code, entries in by_place(lists).items()}
    most = max((cases.get(code, 0) for code in TILES), default=0) or 1
    return [
        {
            "code": code,
            "name": lists.library.places[code].name.removesuffix("市"),
            "count": (count := cases.get(code, 0)),
            "level": -(-4 * count // most),
            "column": column,
            "row": row,
        }
        for code, (column, row) in TILES.items()
        if code in lists.library.places
    ]


def _latest(lists: Lists) -> dict[str, Any] | None:
    library = lists.library
    if not library.issues:
        return None
    issue = max(library.issues.values(), key=lambda i: (i.date, i.key))
    return {
        "key": issue.key,
        "name": library.issue_name(issue.key),
        "head": lists.stage.html("issue-printed.html", issue=issue, publication=library.publications[issue.publication]),
        "titles": [printed_title(item, library.place_names) for item in issue.items],
    }
