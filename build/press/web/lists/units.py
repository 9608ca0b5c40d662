"""Pages of the units that contribute."""

from __future__ import annotations

from press.web.catalogue import grouped
from press.web.lists.pages import Lists
from press.web.lists.rows import INSTEAD, Link, group, link
from records import Unit

UNITS = link("报送单位", "units/index")
KINDS = {
    "office": "省级机关",
    "city": "设区市",
    "county": "县（市、区）",
    "system": "省级系统",
    "zone": "开发区",
    "general": "综合",
}


def stage_units(lists: Lists) -> None:
    """Write the index of units by kind, and a page for each."""
    units = sorted(lists.library.units.values(), key=lambda u: u.code)
    pieces = grouped(lists.pieces, lambda piece: [piece.unit])
    links = {u.code: link(u.name, f"units/{u.code}", len(lists.by_unit.get(u.code, ()))) for u in units}
    kinds = grouped(units, lambda u: [_heading(lists, u)])
    groups = [
        group(name, [links[u.code] for u in kinds[order, name]])
        for order, name in sorted(kinds, key=lambda head: head[0])
    ]
    lists.index("units", "报送单位", groups, lead="数目为公开的案例数，不含只刊发在简报上的稿件。")
    for unit in units:
        place = _place(lists, unit)
        lists.page(
            f"units/{unit.code}",
            unit.name,
            lists.by_unit.get(unit.code, ()),
            pieces=pieces.get(unit.code, ()),
            trail=[UNITS, *_above(lists, unit)],
            groups=[group("所在地区", [place])] if place else [],
            lead=_lead(unit),
            empty=f"{unit.name}还没有公开的案例。",
            onward=[group(INSTEAD, [*([place] if place else []), link("其他单位", "units/index")])],
        )


def _heading(lists: Lists, unit: Unit) -> tuple[tuple[int, str], str]:
    """Return under what a unit stands in the index, with the place of that: kinds in
    their order, counties by their city."""
    city = lists.library.units.get(unit.parent or "") if unit.kind == "county" else None
    return (list(KINDS).index(unit.kind), city.code if city else ""), city.name if city else KINDS[unit.kind]


def _above(lists: Lists, unit: Unit) -> list[Link]:
    """Return the units above one, from the top; a parent that readers do not know is passed over."""
    parent = lists.library.units.get(unit.parent or "")
    return [*_above(lists, parent), link(parent.name, f"units/{parent.code}")] if parent else []


def _place(lists: Lists, unit: Unit) -> Link | None:
    place = lists.library.places.get(unit.place or "")
    return link(place.name, f"places/{place.code}") if place else None


def _lead(unit: Unit) -> str:
    also = f"，又称{'、'.join(unit.aliases)}" if unit.aliases else ""
    return f"类别：{KINDS[unit.kind]}{also}。"
