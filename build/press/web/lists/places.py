"""Place pages: the map with a table beside it, the cities with their counties and fields, the counties."""

from __future__ import annotations

from typing import Any

from press.web.catalogue import grouped
from press.web.lists.matrix import MATRIX, cells_of_city
from press.web.lists.pages import Lists, twins
from press.web.lists.rows import INSTEAD, Group, Link, group, link
from press.web.lists.tilemap import tiles
from records import Place

PLACES = link("地区", "places/index")
LEADS = {"province": "这里是省级单位的案例，各市的案例见各市。", "city": "含所辖县（市、区）的案例。", "county": ""}


def stage_places(lists: Lists) -> None:
    """Write the index of places, and a page for each."""
    places = sorted(lists.library.places.values(), key=lambda p: p.code)
    below = grouped(places, lambda p: [p.parent])
    _index(lists, places, below)
    for place in places:
        _place(lists, place, below.get(place.code, []), below.get(place.parent, []))


def _index(lists: Lists, places: list[Place], below: dict[str | None, list[Place]]) -> None:
    shown = sorted(filter(lists.shows, places), key=lambda p: (p.level != "city", p.code))
    table = [_line(lists, place, below.get(place.code, [])) for place in shown]
    cities = [place for place in shown if below.get(place.code) and place.level == "city"]
    groups = [_counties(lists, city.name, below.get(city.code, []), _link(lists, city)) for city in cities]
    data = {"tiles": tiles(lists.library, lists.by_place), "table": table, "groups": groups, "also": [MATRIX]}
    lists.write(
        "places/index", "places.html", "地区", data, {"places": table, "groups": [twins(found) for found in groups]}
    )


def _line(lists: Lists, place: Place, counties: list[Place]) -> dict[str, Any]:
    entries = lists.by_place.get(place.code, ())
    having = sum(county.code in lists.by_place for county in counties) if place.level == "city" else None
    latest = max((entry.year_end or entry.year for entry in entries), default=None)
    return {
        **_link(lists, place),
        "name": lists.own_name(place),
        "code": place.code,
        "counties": len(counties) if place.level == "city" else None,
        "counties_with_cases": having,
        "articles": len(lists.pieces_by_place.get(place.code, ())),
        "latest_year": latest,
    }


def _place(lists: Lists, place: Place, inner: list[Place], around: list[Place]) -> None:
    line = lists.library.place_line(place.code)
    trail = [PLACES, *(link(above.name, f"places/{above.code}") for above in line[:-1])]
    groups = []
    if place.level == "city":
        groups = [_counties(lists, "县（市、区）", inner), group("服务领域", cells_of_city(lists, place.code))]
    elif place.level == "province":
        groups = [_counties(lists, "设区市", inner), group("服务领域", cells_of_city(lists, place.code))]
    lists.page(
        f"places/{place.code}",
        place.name,
        lists.by_place.get(place.code, ()),
        pieces=lists.pieces_by_place.get(place.code, ()),
        trail=trail,
        groups=[found for found in groups if found["links"]],
        lead=LEADS[place.level],
        empty=f"{place.name}还没有公开的案例。",
        onward=_onward(lists, trail[1:], [other for other in around if other != place]),
    )


def _onward(lists: Lists, above: list[Link], around: list[Place]) -> list[Group]:
    """Return what is near a place of few cases or none; one with more does not know of its
    neighbours, and does not change with them."""
    near = [link(other.name, f"places/{other.code}") for other in around if other.code in lists.by_place]
    others = [
        *above,
        link("其他地区", "places/index"),
        link("服务领域", "fields/index"),
        link("全部案例", "cases/index"),
    ]
    return [group("邻近地区", near), group(INSTEAD, others)]


def _counties(lists: Lists, name: str, places: list[Place], head: Link | None = None) -> Group:
    return group(name, [_link(lists, place) for place in places], head)


def _link(lists: Lists, place: Place) -> Link:
    return link(place.name, f"places/{place.code}", len(lists.by_place.get(place.code, ())))
