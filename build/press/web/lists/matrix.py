"""The matrix of cities and classes of service: each number leads to its cases."""

from __future__ import annotations

from typing import Any

from press.web.lists.pages import Lists
from press.web.lists.rows import INSTEAD, Link, group, link
from press.web.lists.tilemap import step
from records import Field, Place

MATRIX = link("领域地区总表", "matrix/index")


def stage_matrix(lists: Lists) -> None:
    """Write the matrix, and a list for each of its cells that has cases."""
    _index(lists)
    for (city, top), entries in sorted(lists.by_cell.items()):
        place, field = lists.own_name(lists.library.places[city]), lists.library.fields[top].name
        above = [link(place, f"places/{city}"), link(field, f"fields/{top}")]
        lists.page(
            f"matrix/{city}-{top}", f"{place}：{field}", entries, trail=[MATRIX, *above], onward=[group(INSTEAD, above)]
        )


def cells_of_city(lists: Lists, city: str) -> list[Link]:
    """Return the cells of a row that have cases."""
    return [_cell(lists, city, field.code, field.name) for field in _tops(lists) if (city, field.code) in lists.by_cell]


def cells_of_field(lists: Lists, top: str) -> list[Link]:
    """Return the cells of a column that have cases."""
    return [
        _cell(lists, city.code, top, lists.own_name(city))
        for city in _cities(lists)
        if (city.code, top) in lists.by_cell
    ]


def _index(lists: Lists) -> None:
    tops = _tops(lists)
    most = max(map(len, lists.by_cell.values()), default=0)
    lines = []
    for city in _cities(lists):
        counts = [len(lists.by_cell.get((city.code, field.code), ())) for field in tops]
        cells = [[field.code, count, step(count, most)] for field, count in zip(tops, counts, strict=True)]
        lines.append(
            {
                "code": city.code,
                "name": lists.own_name(city),
                "cells": cells,
                "total": len(lists.by_place.get(city.code, ())),
            }
        )
    columns = [{"code": f.code, "name": f.name, "total": len(lists.by_field.get(f.code, ()))} for f in tops]
    lead = "点数字看案例，颜色越深案例越多。"
    data = {"lead": lead, "columns": columns, "lines": lines, "total": len(lists.entries)}
    lists.write(
        "matrix/index",
        "matrix.html",
        "领域地区总表",
        data,
        {"fields": columns, "places": [_counts(line) for line in lines]},
    )


def _tops(lists: Lists) -> list[Field]:
    return sorted((field for field in lists.library.fields.values() if not field.parent), key=lambda f: f.code)


def _cities(lists: Lists) -> list[Place]:
    places = sorted(lists.library.places.values(), key=lambda p: (p.level != "city", p.code))
    return [place for place in places if lists.shows(place)]


def _cell(lists: Lists, city: str, top: str, name: str) -> Link:
    return link(name, f"matrix/{city}-{top}", len(lists.by_cell[city, top]))


def _counts(line: dict[str, Any]) -> dict[str, Any]:
    return {
        "code": line["code"],
        "name": line["name"],
        "cases": line["total"],
        "by_field": {code: n for code, n, _ in line["cells"]},
    }
