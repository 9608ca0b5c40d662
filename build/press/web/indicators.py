"""Indicators: one measure across places as chart and table, never mixed with another definition, unit or level."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from typing import Any

from press.web import charts
from press.web.cases import stage_withdrawn
from press.web.catalogue import Catalogue, Measured, grouped
from press.web.library import Library
from press.web.pages import Stage
from press.web.ranges import MOST, ranges
from press.web.wording import qualified, when
from records import Indicator

LEVELS = {"province": "省级", "city": "设区市", "county": "县（市、区）"}
EXACT = {"", "达"}
HUB = {"name": "对标", "address": "indicators/index.html"}
FEW = 20  # more bars than this are grouped by city
FAR = 20  # a value so many times another leaves it a bar that is hardly seen
Row = tuple[str, str, str, str, str, str, str, str, str]


def stage_indicators(stage: Stage, library: Library, catalogue: Catalogue) -> None:
    """Write a page for each indicator, its rows in ranges, the same as JSON, and the page that leads to them."""
    links: list[tuple[int, dict[str, Any]]] = []
    for slug, indicator in library.indicators.items():
        found = catalogue.measured.get(slug, ())
        make = partial(_stage, stage, library, indicator, found)
        links.append(stage.once(("indicator", slug), (indicator, found, library.places), make))
    for notice in library.withdrawn_indicators:
        stage_withdrawn(stage, f"indicators/{notice.key}.html", notice, "这项指标", [("全部指标", HUB["address"])])
    most_places_first = [link for _, link in sorted(links, key=lambda pair: -pair[0])]
    shown = {"indicators": most_places_first}
    stage.twins("indicators/index", template="indicators.html", title="对标", data=shown, record=shown)


def _stage(
    stage: Stage, library: Library, indicator: Indicator, found: Iterable[Measured]
) -> tuple[int, dict[str, Any]]:
    """Write what there is of an indicator; return how many places have a figure, and the link to it."""
    measured = sorted(found, key=_newest_first)
    same = [m for m in measured if m.figure.unit == indicator.unit]
    other = [m for m in measured if m.figure.unit != indicator.unit]
    latest = _latest(same)
    _IndicatorPages(stage, library, indicator).write(latest, same, other)
    return len(latest), {**_head(indicator), "places": len(latest), "figures": len(same)}


def _newest_first(measured: Measured) -> tuple[int, bool, int, str]:
    """Sort by the end of the time that a figure holds for; a case goes before the issue that it was made from."""
    return -_end(measured).toordinal(), not _number(measured), -measured.year, measured.address


def _end(measured: Measured) -> date:
    """Return the day up to which a figure holds; one without a time counts as the oldest of its year."""
    figure = measured.figure
    return figure.period[1] if figure.period else figure.date or date(measured.year, 1, 1)


def _number(measured: Measured) -> int:
    """Return the number of the case that a figure stands in, or 0 for an issue."""
    folder, _, page = measured.address.rpartition("/")
    return int(page[:6]) if folder.startswith("cases/") else 0


def _rough(measured: Measured) -> bool:
    return measured.figure.qualifier not in EXACT


def _latest(measured: Iterable[Measured]) -> list[Measured]:
    """Return the newest figure of each place, of figures that come newest first;
    one without a place belongs to none."""
    return [found[0] for place, found in grouped(measured, lambda m: [m.place]).items() if place]


def _head(indicator: Indicator) -> dict[str, str]:
    return {"slug": indicator.slug, "name": indicator.name, "unit": indicator.unit, "definition": indicator.definition}


class _IndicatorPages:
    """Writes what there is of one indicator.

    A changed case alters the page of each of its indicators and one range of it: long tables are cut by the numbers
    of cases, and by the years of issues.
    """

    def __init__(self, stage: Stage, library: Library, indicator: Indicator) -> None:
        self.stage, self.library, self.indicator = stage, library, indicator
        self.name = f"indicators/{indicator.slug}"

    def write(self, latest: Sequence[Measured], same: Sequence[Measured], other: Sequence[Measured]) -> None:
        """Write the page, its twin in JSON and, where there are many rows, the ranges of both.

        Args:
            latest: the newest figure of each place.
            same: all figures in the indicator's unit, newest first.
            other: figures in other units, newest first.

        """
        links = self._ranges([*same, *other]) if len(same) + len(other) > MOST else []
        self.stage.page(
            f"{self.name}.html",
            template="indicator.html",
            title=self.indicator.name,
            description=self.indicator.definition,
            **self._shared(self.name),
            trail=[HUB],
            panels=self._panels(latest),
            times=len({when(m.figure) for m in latest}) > 1,
            rough=any(_rough(m) for m in latest),
            placeless=sum(not m.place for m in same),
            rows=self._rows(same[:MOST]),
            others=self._rows(other[:MOST]),
            ranges=links,
        )
        twin = {
            "latest": self._data(latest),
            "figures": self._data(same[:MOST]),
            "other_units": self._data(other[:MOST]),
        }
        self._json(self.name, {**twin, "ranges": [link["data"] for link in links]})

    def _shared(self, name: str) -> dict[str, str]:
        return {"unit": self.indicator.unit, "definition": self.indicator.definition, "json": f"{name}.json"}

    def _panels(self, latest: Sequence[Measured]) -> list[dict[str, Any]]:
        """Return a chart for each level of places: a province, a city and a county are not beside each other."""
        levels = grouped(latest, lambda m: [self.library.places[m.place].level])
        return [self._panel(level, levels[level]) for level in LEVELS if level in levels]

    def _panel(self, level: str, latest: Sequence[Measured]) -> dict[str, Any]:
        highest_first = sorted(latest, key=lambda m: (-m.figure.value, m.place))
        most = highest_first[0].figure.value
        full = 100 if self.indicator.unit == "%" else 0
        many = level == "county" and len(latest) > FEW
        cities = grouped(highest_first, lambda m: [self.library.city_of(m.place) if many else ""])
        groups = [
            {
                "name": self.library.places[city].name if city else "",
                "bars": charts.bars([self._bar(m, grouped=many) for m in found], max(most, full)),
            }
            for city, found in sorted(cities.items())
        ]
        far = most > FAR * highest_first[-1].figure.value
        return {"name": LEVELS[level], "level": level, "places": len(latest), "groups": groups, "far": far}

    def _bar(self, measured: Measured, *, grouped: bool) -> charts.Bar:
        *above, place = self.library.place_line(measured.place)
        return charts.Bar(
            name=place.name,
            within="".join(p.name for p in above) if not grouped else "",
            label="".join(qualified(measured.figure)),
            value=measured.figure.value,
            address=measured.address,
            note=when(measured.figure),
            rough=_rough(measured),
        )

    def _rows(self, measured: Iterable[Measured]) -> list[Row]:
        return [self._row(m) for m in measured]

    def _row(self, m: Measured) -> Row:
        line = self.library.place_line(m.place) if m.place else ()
        name, page = "".join(p.name for p in line), f"places/{m.place}.html" if m.place else ""
        return (name, page, *qualified(m.figure), when(m.figure), m.address, m.title, m.source)

    def _ranges(self, measured: Sequence[Measured]) -> list[dict[str, Any]]:
        cases = [m for m in measured if _number(m)]
        issues = grouped((m for m in measured if not _number(m)), lambda m: [m.year])
        links = [
            self._range(f"n{r.prefix}", f"{r.first:06d}—{r.last:06d}号案例", r.members) for r in ranges(cases, _number)
        ]
        return links + [self._range(f"y{year}", f"{year}年简报", found) for year, found in sorted(issues.items())]

    def _range(self, part: str, title: str, members: Sequence[Measured]) -> dict[str, Any]:
        name = f"{self.name}/{part}"
        same = [m for m in members if m.figure.unit == self.indicator.unit]
        other = [m for m in members if m.figure.unit != self.indicator.unit]
        self.stage.page(
            f"{name}.html",
            template="indicator.html",
            title=f"{self.indicator.name}：{title}",
            **self._shared(name),
            trail=[HUB, {"name": self.indicator.name, "address": f"{self.name}.html"}],
            range=True,
            rows=self._rows(same),
            others=self._rows(other),
        )
        self._json(name, {"figures": self._data(same), "other_units": self._data(other)})
        return {"name": title, "address": f"{name}.html", "count": len(members), "data": f"{name}.json"}

    def _json(self, name: str, data: dict[str, Any]) -> None:
        self.stage.json(f"{name}.json", {**_head(self.indicator), **data})

    def _data(self, measured: Iterable[Measured]) -> list[dict[str, Any]]:
        return [self._datum(m) for m in measured]

    def _datum(self, m: Measured) -> dict[str, Any]:
        """Return a figure as plain data; `until` is the last day that it holds for, where that is known."""
        figure, place = m.figure, self.library.places.get(m.place)
        return {
            "place": m.place,
            "place_name": place.name if place else "",
            "level": place.level if place else "",
            "value": figure.value,
            "unit": figure.unit,
            "qualifier": figure.qualifier,
            "as_of": when(figure),
            "from": str(figure.period[0]) if figure.period else "",
            "until": str(_end(m)) if figure.period or figure.date else "",
            "quote": figure.quote,
            "address": m.address,
            "title": m.title,
            "source": m.source,
        }
