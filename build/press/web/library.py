"""What the pages have in common: reference data by code, and a short entry for each case and issue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from press.warm import Warm
from press.web.wording import issue_text, printed_title, years_text
from records import (
    Article,
    Case,
    Clipping,
    Collection,
    Export,
    Field,
    Indicator,
    Issue,
    Notice,
    Place,
    PracticeKind,
    Publication,
    RecordError,
    Report,
    Unit,
    without_notes,
)
from records.store import record_path


@dataclass(frozen=True, slots=True)
class Entry:
    """A case as lists show it; `figures` counts its numbers."""

    number: int
    address: str
    title: str
    summary: str
    place: str
    unit: str
    year: int
    year_end: int | None
    fields: tuple[str, ...]
    kinds: tuple[str, ...]
    figures: int
    cleared_on: date | None = None

    def data(self, library: Library) -> dict[str, Any]:
        """Return the entry as plain data for JSON and CSV; codes with their names, because
        a table is read without this site."""
        return {
            "number": f"{self.number:06d}",
            "title": self.title,
            "address": self.address,
            "place": self.place,
            "place_name": library.places[self.place].name,
            "unit": self.unit,
            "unit_name": library.units[self.unit].name,
            "year": self.year,
            "year_end": self.year_end or self.year,
            "fields": list(self.fields),
            "field_names": [library.fields[code].name for code in self.fields],
            "kinds": list(self.kinds),
            "kind_names": [library.kinds[slug].name for slug in self.kinds],
            "figures": self.figures,
            "cleared_on": str(self.cleared_on or ""),
            "summary": self.summary,
        }

    @property
    def years(self) -> str:
        """The years as a reader sees them."""
        return years_text(self.year, self.year_end)

    @property
    def newest_first(self) -> tuple[int, int]:
        """A key that sorts the case first that readers could see last; those of one day by number."""
        return (-self.cleared_on.toordinal() if self.cleared_on else 0, -self.number)


@dataclass(frozen=True, slots=True)
class Piece:
    """An item of an issue as lists show it; `source` names the issue."""

    address: str
    title: str
    place: str
    unit: str
    source: str
    publication: str
    year: int
    number: int
    item: Article | Clipping


@dataclass(frozen=True)
class Library:
    """Reference data by code, and the public issues by key."""

    places: Mapping[str, Place]
    units: Mapping[str, Unit]
    fields: Mapping[str, Field]
    kinds: Mapping[str, PracticeKind]
    indicators: Mapping[str, Indicator]
    publications: Mapping[str, Publication]
    collections: tuple[Collection, ...]
    issues: Mapping[str, Issue]
    withdrawn_issues: tuple[Notice, ...]
    withdrawn_collections: tuple[Notice, ...] = ()
    withdrawn_indicators: tuple[Notice, ...] = ()

    @property
    def place_names(self) -> dict[str, str]:
        """Names by division code."""
        return {code: place.name for code, place in self.places.items()}

    @cached_property
    def place_labels(self) -> dict[str, str]:
        """Names by division code, below that of the city where two places share a name: 徐州市鼓楼区."""
        times = Counter(place.name for place in self.places.values())
        return {
            c: "".join(p.name for p in self.place_line(c)) if times[one.name] > 1 else one.name
            for c, one in self.places.items()
        }

    def place_line(self, code: str) -> tuple[Place, ...]:
        """Return a place below its city: (徐州市, 新沂市), (徐州市,) or (江苏省,)."""
        place = self.places[code]
        parent = self.places.get(place.parent or "")
        return (parent, place) if parent and parent.level == "city" else (place,)

    @cached_property
    def ever_defined(self) -> set[str]:
        """Slugs of indicators, with those that were withdrawn: a figure may name one still, and stands alone then."""
        return {*self.indicators, *(notice.key for notice in self.withdrawn_indicators)}

    def city_of(self, code: str) -> str:
        """Return the code of the city that a place belongs to, or its own."""
        return self.place_line(code)[0].code

    def showing(self, cases: Container[int]) -> Library:
        """Return the library with these cases only in its collections, each once, and without a
        collection that has none of them."""
        kept = (
            msgspec.structs.replace(c, cases=tuple(n for n in dict.fromkeys(c.cases) if n in cases))
            for c in self.collections
        )
        return replace(self, collections=tuple(c for c in kept if c.cases))

    @cached_property
    def named(self) -> tuple[Any, ...]:
        """What list pages say of others by their codes: equal, and the same object, where nothing of it has changed."""
        return self.places, self.units, self.fields, self.kinds, self.publications

    def issue_name(self, key: str) -> str:
        """Return 《刊名》2024年第9期."""
        publication, year, number = key.split("/")
        return issue_text(self.publications[publication], int(year), int(number))

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """The articles of the public issues, newest issue first."""
        return tuple(self._pieces())

    def _pieces(self) -> Iterator[Piece]:
        for key, issue in sorted(self.issues.items(), key=lambda pair: (pair[1].date, pair[0]), reverse=True):
            for item in issue.items:
                if isinstance(item, Report):
                    continue
                place, unit = item.place or "", (item.unit or "") if isinstance(item, Article) else ""
                title = printed_title(item, self.place_names)
                of = issue.publication, issue.year, issue.number
                yield Piece(f"bulletins/{key}.html#{item.anchor}", title, place, unit, self.issue_name(key), *of, item)


def read_library(export: Export, warm: Warm | None = None) -> Library:
    """Read reference data and issues; RecordError names a record that points to nothing."""
    # What others name is read first, and settled: what is wrong with it is not the fault of those that name it.
    places, units = {r.code: r for r in export.all(Place)}, {r.code: r for r in export.all(Unit)}
    fields, kinds = {r.code: r for r in export.all(Field)}, {r.slug: r for r in export.all(PracticeKind)}
    indicators = {r.slug: r for r in export.all(Indicator) if not r.withdrawn_on}
    publications, collections = {r.slug: r for r in export.all(Publication)}, list(export.all(Collection))
    check_fields(fields, export)
    check_units(units, export)
    export.settle()
    issues: dict[str, Issue] = {}
    withdrawn: list[Notice] = []
    for found in export.public(Issue):
        if isinstance(found, Notice):
            withdrawn.append(found)
        else:
            issues[found.key] = found
    seen = {key.split("/")[0] for key in (*issues, *(notice.key for notice in withdrawn))}
    library = Library(
        places=places,
        units=units,
        fields=fields,
        kinds=kinds,
        indicators=indicators,
        # A publication that has shown readers nothing yet is none of their business, not even its name.
        publications={slug: publication for slug, publication in publications.items() if slug in seen},
        collections=tuple(
            sorted((c for c in collections if not c.withdrawn_on), key=lambda c: (c.date, c.slug), reverse=True)
        ),
        issues=issues,
        withdrawn_issues=tuple(withdrawn),
        withdrawn_collections=tuple(export.withdrawn(Collection)),
        withdrawn_indicators=tuple(export.withdrawn(Indicator)),
    )
    for issue in issues.values():
        with export.about(Issue, issue.key):
            check_issue(issue, library)
    for notice in withdrawn:
        with export.about(Issue, notice.key):
            where = str(record_path(Path(), Issue, notice.key))
            _known(where, "刊物", (notice.key.split("/")[0],), library.publications)
    export.settle()
    return warm.steady("library", library) if warm else library


def entry_of(case: Case) -> Entry:
    """Return the short form of a case."""
    return Entry(
        number=case.number,
        address=f"cases/{case.key}.html",
        title=case.title,
        summary=without_notes(case.summary).replace("\n\n", ""),
        place=case.place,
        unit=case.unit,
        year=case.year,
        year_end=case.year_end,
        fields=case.fields,
        kinds=case.kinds,
        figures=len(case.figures),
        cleared_on=case.cleared_on,
    )


def check_fields(fields: Mapping[str, Field], export: Export) -> None:
    """Find fields that do not stand below the class that their code begins with."""
    for field in fields.values():
        with export.about(Field, field.key):
            where = str(record_path(Path(), Field, field.key))
            if (field.parent or "") != field.code[:-2]:
                raise RecordError("大类与代码不符", place=where, remedy="小类的代码以大类的两位代码开头，大类没有上级")
            _known(where, "服务领域", (field.parent,) if field.parent else (), fields)


def check_units(units: Mapping[str, Unit], export: Export) -> None:
    """Find units that stand below themselves."""
    for unit in units.values():
        above = [unit.code]
        while (parent := units.get(units[above[-1]].parent or "")) and parent.code not in above:
            above.append(parent.code)
        if parent:
            with export.about(Unit, unit.key):
                where = str(record_path(Path(), Unit, unit.key))
                raise RecordError("单位的上级循环", place=where, remedy="改正上级单位")


def check_case(case: Case, library: Library) -> None:
    """Raise RecordError where a case has no title or ends before it began, or names a
    place, unit … that does not exist."""
    where = f"{Case.folder}/{case.key}.md"
    _titled(where, case.title)
    if case.year_end and case.year_end < case.year:
        raise RecordError("截止年度早于起始年度", place=where, remedy="改正 year 或 year_end")
    _known(where, "地区", (case.place,), library.places)
    _known(where, "报送单位", (case.unit,), library.units)
    _known(where, "服务领域", case.fields, library.fields)
    _known(where, "做法类型", case.kinds, library.kinds)
    _known(where, "指标", tuple(f.indicator for f in case.figures if f.indicator), library.ever_defined)


def check_issue(issue: Issue, library: Library) -> None:
    """Raise RecordError where an item has no title, or an issue names a publication, place … that does not exist."""
    where = str(record_path(Path(), Issue, issue.key))
    for item in issue.items:
        _titled(f"{Issue.folder}/{issue.key}/{item.anchor}.md", item.title)
    _known(where, "刊物", (issue.publication,), library.publications)
    articles = [item for item in issue.items if isinstance(item, Article)]
    _known(where, "地区", tuple(a.place for a in articles if a.place), library.places)
    _known(where, "报送单位", tuple(a.unit for a in articles if a.unit), library.units)
    figures = [figure for item in issue.items if not isinstance(item, Report) for figure in item.figures]
    _known(where, "指标", tuple(f.indicator for f in figures if f.indicator), library.ever_defined)


def _titled(where: str, title: str) -> None:
    if not title.strip():
        raise RecordError("没有标题", place=where, remedy="补上标题")


def _known(where: str, what: str, codes: tuple[str, ...], table: Container[str]) -> None:
    for code in codes:
        if code not in table:
            raise RecordError(
                f"{what}代码“{code}”不存在", place=where, remedy=f"改用已有的代码，或先补充这一条{what}记录"
            )
