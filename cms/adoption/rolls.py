"""The roll of units: where each one is counted, as the tree was when an issue was signed."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any, Literal

import msgspec
from django.apps.registry import Apps

ROLL = ("adoption", "Roll")
STEP = 4  # characters of a path for each floor of the tree
Part = Literal["place", "system", "general"]


class Who(msgspec.Struct, frozen=True, omit_defaults=True):
    """A unit as it was.

    Attributes:
        name: as printed.
        part: of the table in which it is counted.
        row: code of the unit whose row that is; its own code where the row is its own.
        place: code of its place in GB/T 2260, '' if it has none.

    """

    name: str
    part: Part = "general"
    row: str = ""
    place: str = ""


Units = Mapping[str, Who]  # by code
Fields = dict[str, Any]  # of a unit, as the database has them


def keep_roll(apps: Apps, version: Any) -> None:
    """Keep the roll of a version; `apps` is that of a migration, or of the running CMS."""
    rolls: Any = apps.get_model(*ROLL)
    before = rolls._base_manager.filter(version__issue=version.issue_id).order_by("-version__version").first()
    units = msgspec.to_builtins(roll_of(apps, version)) | (before.units if before else {})
    rolls._base_manager.create(version_id=version.pk, units=units)


def roll_of(apps: Apps, version: Any) -> dict[str, Who]:
    """Return the units that were valid on the day of an issue, and those that a version of it names."""
    return roll(tree_of(apps), version.issue.date, named_in(version.record))


def tree_of(apps: Apps) -> list[Fields]:
    """Return the tree of units as it is now."""
    fields = ("path", "depth", "code", "title", "kind", "valid_from", "valid_to", "place__code")
    return list(apps.get_model("units", "UnitPage")._base_manager.order_by("path").values(*fields))


def named_in(record: Mapping[str, Any]) -> set[str]:
    """Return the codes of the units that a frozen record names."""
    return {item["unit"] for item in record.get("items", ()) if item.get("unit")}


def roll(tree: Iterable[Fields], day: datetime.date, named: set[str]) -> dict[str, Who]:
    """Return the units of a tree that were valid on a day or are named, and the ones in whose rows they count."""
    by_path = {unit["path"]: unit for unit in tree}
    every = {unit["code"]: _who(unit, by_path) for unit in by_path.values()}
    kept = {unit["code"] for unit in by_path.values() if _valid(unit, day)} | (named & every.keys())
    return {code: who for code, who in every.items() if code in kept | {every[one].row for one in kept}}


def _who(unit: Fields, by_path: Mapping[str, Fields]) -> Who:
    """Return where a unit is counted: in the row of the highest unit below the office that stands above it."""
    plain = Who(name=unit["title"], place=unit["place__code"] or "")
    floors = (unit["path"][: depth * STEP] for depth in range(3, unit["depth"] + 1))
    above = [by_path[path] for path in floors if path in by_path]
    top = next((one for one in above if one["kind"] != "office"), None)
    if top is None or top["kind"] == "general":
        return plain
    part: Part = "system" if top["kind"] == "system" else "place"
    return msgspec.structs.replace(plain, part=part, row=top["code"])


def _valid(unit: Fields, day: datetime.date) -> bool:
    began, ended = unit["valid_from"], unit["valid_to"]
    return (began is None or began <= day) and (ended is None or ended > day)
