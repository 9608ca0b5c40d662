"""The name before a title (无锡市：, 宜兴：, 苏州工业园区：) is looked up among places and units."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from readers.traditional import either, simplified
from readers.words import without_marks
from records.model import Place, Unit

PREFIX = re.compile(r"(.{2,24}?)\s*[：:]\s*(.+)")
LOOKS_LIKE_OFFICE = either(
    r"(?!关于|(?:[主承协合督]办|老?小区|社区|镇区|街道|学校|医院|企业|乡镇|县区|城市)$)"
    r".*(省|市|县|区|州|盟|旗|镇|乡|街道|系统|园|厅|局|委|办|部|集团|公司|大学|学院|学校|医院|中心)$"
)
"""The name of an office, and not of a kind of them."""
TOWN = either(r"(?!走进|聚焦|来自|深入|各)[\u4e00-\u9fff]{2,5}(?:镇|乡|街道)")
WORDS = re.compile(r"[^\d\s]*[\u4e00-\u9fff]{3}\S*[^\d\s]$")
SHORT = re.compile(r"(?<=..)(省|市|县|区|自治州|自治县|自治区)$")


@dataclass(frozen=True)
class Origin:
    """Where an article comes from: codes where known, and what is printed before the
    title where that is no place's name."""

    place: str | None = None
    unit: str | None = None
    prefix: str = ""
    doubt: str = ""


class Register:
    """The known places and units by every name they are printed with."""

    def __init__(self, places: Iterable[Place], units: Iterable[Unit], day: date | None) -> None:
        self.places = [p for p in places if _valid(p, day)]
        self._short = [(p, SHORT.sub("", p.name)) for p in self.places]
        self._found: dict[str, list[Place]] = {}
        self.units = [u for u in units if _valid(u, day)]

    def split(self, printed: str) -> tuple[str, str]:
        """Split a printed title into prefix and title; the prefix is empty where the
        words before the colon name no origin."""
        printed = without_marks(printed)
        match = PREFIX.fullmatch(printed)
        if match and (self.knows(match[1]) or LOOKS_LIKE_OFFICE.fullmatch(match[1])):
            return match[1], match[2]
        first, *rest = re.split(r"\s+|\s*—+\s*", printed, maxsplit=1)
        origin = rest and WORDS.match(rest[0]) and (self.knows(first) or TOWN.fullmatch(first))
        return (first, rest[0]) if origin else ("", printed)

    def knows(self, name: str) -> bool:
        """Whether a name is that of a place or a unit."""
        return bool(self._places(name) or self._units(name))

    def origin(self, prefix: str) -> Origin:
        """Return where an article with this prefix comes from; what cannot be told is left open, with a doubt."""
        if not prefix:
            return Origin()
        found = self._places(prefix)
        if len(found) == 1:
            place = found[0]
            unit = next((u.code for u in self.units if u.place == place.code and u.kind in ("city", "county")), None)
            return Origin(place.code, unit, "" if prefix == place.name else prefix)
        units = self._units(prefix)
        if not found and len(units) == 1:
            return Origin(units[0].place, units[0].code, prefix)
        if found:
            names = "、".join(f"{p.name}（{p.code}）" for p in found)
            return Origin(prefix=prefix, doubt=f"“{prefix}”可能是{names}，请选定")
        return Origin(prefix=prefix, doubt=f"“{prefix}”不在地区和报送单位之中，照原样保留")

    def _places(self, printed: str) -> list[Place]:
        name = simplified(printed)
        if name not in self._found:
            exact = [p for p in self.places if p.name == name]
            self._found[name] = (
                exact or [p for p, short in self._short if len(name) >= 2 and short == name] or self._below(name)
            )
        return self._found[name]

    def _below(self, name: str) -> list[Place]:
        """Return the places that a name tells with what lies above them (泰州市姜堰区, 江苏泰州姜堰)."""
        found: list[Place] = []
        for above, short in self._short:
            start = next((form for form in (above.name, short) if name.startswith(form) and name != form), "")
            if start:
                found += [
                    p for p in self._places(name.removeprefix(start)) if self._lies_in(p, above) and p not in found
                ]
        return found

    def _lies_in(self, place: Place, above: Place) -> bool:
        parent = next((p for p in self.places if p.code == place.parent), None)
        return parent is not None and (parent == above or self._lies_in(parent, above))

    def _units(self, name: str) -> list[Unit]:
        name = simplified(name)
        return [u for u in self.units if name in (u.name, *u.aliases)]


def _valid(entry: Place | Unit, day: date | None) -> bool:
    if day is None:
        return True
    return not (entry.valid_from and entry.valid_from > day) and not (entry.valid_to and entry.valid_to < day)
