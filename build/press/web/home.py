"""The home page: the question first, then places, fields, what is new and the latest issue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from press.web.issues import head
from press.web.library import Library
from press.web.lists import Lists, tiles
from press.web.lists.rows import Link, link
from press.web.lists.tilemap import TILES
from press.web.wording import day_text, printed_title

NEWEST = 8
TITLES = 5  # of the latest issue
SHOWCASES = 3
# What else one can do here, and what it is good for.
ENTRANCES = (
    ("对标", "indicators/index", "同一指标看各地，几个案例并排比"),
    ("领域地区总表", "matrix/index", "哪个市在哪个领域有做法"),
    ("数据", "data", "案例和数据的表格，可下载"),
)


def stage_home(lists: Lists, title: str, queries: Sequence[str]) -> None:
    """Write the home page; `queries` are the examples under the search field."""
    library = lists.library
    kinds = [link(k.name, f"kinds/{k.slug}", len(lists.by_kind.get(k.slug, ()))) for k in library.kinds.values()]
    tops = [field for field in library.fields.values() if not field.parent]
    lists.stage.page(
        "index.html",
        template="home.html",
        title=title,
        queries=queries,
        stock=_stock(lists),
        tiles=tiles(library, lists.by_place),
        off_map=_off_map(lists),
        fields=[link(f.name, f"fields/{f.code}", len(lists.by_field.get(f.code, ()))) for f in tops],
        kinds=sorted(kinds, key=lambda one: -one["count"]),
        years=[
            link(f"{year}年", f"years/{year}", len(lists.by_year[year])) for year in sorted(lists.by_year, reverse=True)
        ],
        rows=lists.rows(lists.entries[:NEWEST]),
        days=[day_text(entry.cleared_on) if entry.cleared_on else "" for entry in lists.entries[:NEWEST]],
        total=len(lists.entries),
        latest=_latest(library),
        collections=_showcases(lists),
        entrances=[link(name, page) | {"words": words} for name, page, words in ENTRANCES],
    )


def _stock(lists: Lists) -> list[str]:
    """Return what the library holds, and the day on which a case became public last."""
    parts = [f"公开案例{len(lists.entries)}个", f"简报{len(lists.library.issues)}期"]
    newest = lists.entries[0].cleared_on if lists.entries else None
    return [*parts, f"最近公开于{day_text(newest)}"] if newest else parts


def _off_map(lists: Lists) -> list[Link]:
    """Return the places that have cases and no tile, so that the numbers add up: the province
    with its own, and cities elsewhere."""
    places = sorted(lists.library.places.values(), key=lambda p: p.code)
    others = [
        place
        for place in places
        if place.level != "county" and place.code not in TILES and place.code in lists.by_place
    ]
    return [link(lists.own_name(place), f"places/{place.code}", len(lists.by_place[place.code])) for place in others]


def _showcases(lists: Lists) -> list[Link]:
    found = lists.library.collections[:SHOWCASES]
    return [link(c.title, f"collections/{c.slug}", len(c.cases)) | {"day": day_text(c.date)} for c in found]


def _latest(library: Library) -> dict[str, Any] | None:
    if not library.issues:
        return None
    issue = max(library.issues.values(), key=lambda i: (i.date, i.key))
    titles = [printed_title(item, library.place_names) for item in issue.items[:TITLES]]
    more = len(issue.items) if len(issue.items) > TITLES else 0
    publication = library.publications[issue.publication]
    return {
        "key": issue.key,
        "name": library.issue_name(issue.key),
        "head": head(issue, publication),
        "titles": titles,
        "more": more,
    }
