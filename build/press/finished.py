"""What of the CMS is finished, as records: all of it, or once more what some rows make.

Of the entries beside the cases (indicators, showcases …) goes out what was cleared, whatever is edited since.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec
from django.db import DatabaseError
from django.db.models import Model, Q, QuerySet

import records
from cms.cases.models import CasePage, Collection
from cms.issues.lists import DistributionList
from cms.issues.models import Issue
from cms.issues.publications import Publication
from cms.newsroom.models import Clipping
from cms.reference.entries import Entry
from cms.reference.models import Field, Indicator, PracticeKind, Synonym
from cms.units.models import Place, UnitPage
from press.sound import Unexported
from records import Name, PressError, Record, Source
from records.model import case_key

Named = TypeVar("Named", bound=Record)
Row = tuple[str, str]
"""A row of the database: the table of its model (of a page: that of all pages) and its primary key as text."""

STANDING = ("cleared_on", "withdrawn_on", "redacted_on")


class Faults:
    """What cannot be exported of a record does not keep the others from it."""

    def __init__(self) -> None:
        self.found: dict[Name, Unexported] = {}

    @contextmanager
    def noting(self, kind: type[Record], key: str, standing: object) -> Iterator[None]:
        """Note what the with-block finds wrong with a record, and how it stands with its clearance."""
        try:
            yield
        except DatabaseError:
            raise
        except Exception as error:  # whatever stands in one row, the others can be published
            days = {name: str(day) for name in STANDING if (day := getattr(standing, name, None))}
            said = f"不能导出（{type(error).__name__}：{str(error)[:200]}）"
            remedy = "在 CMS 里打开这一条，改正后再保存；改不了的，请管理员转给维护程序的人"
            label = getattr(standing, "title", "") or f"{kind.folder}/{key}"
            if isinstance(error, PressError):
                said, remedy = error.message, error.remedy
            self.found[kind, key] = Unexported(f"{kind.folder}/{key}", said, label[:80], remedy, days)


@dataclass(frozen=True)
class Rows:
    """Whence the records of a kind come.

    Attributes:
        kind: of record.
        model: of the rows.
        finished: returns those that are exported, in the order of the export.
        make: makes the record of one.

    """

    kind: type[Record]
    model: type[Model]
    finished: Callable[[], QuerySet[Any]]
    make: Callable[[Any], Record | None]

    @property
    def table(self) -> str:
        """The table by which a row is known."""
        return table_of(self.model)


def table_of(model: type[Model]) -> str:
    """Return the table by which the rows of a model are known: of a page, that of all pages."""
    return str([model, *model._meta.get_parent_list()][-1]._meta.db_table)


def _entries(model: type[Entry]) -> Rows:
    """Return the rows of entries: those that are or were to be seen, as they were cleared."""
    seen = Q(cleared_on__isnull=False, withdrawn_on=None)
    if model in (Indicator, Collection):
        seen |= Q(withdrawn_on__isnull=False, cleared__isnull=False)
    return Rows(model.kind, model, lambda: model._default_manager.filter(seen), lambda row: row.exported())


def _cases() -> QuerySet[Any]:
    # A withdrawn case keeps its notice even when someone takes the page down.
    pages = CasePage.objects.filter(Q(live=True) | Q(withdrawn_on__isnull=False)).order_by("number")
    return pages.select_related("place", "source_article").prefetch_related("fields", "kinds", "figures__indicator")


def _record(row: Any) -> Record | None:
    record: Record | None = row.as_record()
    return record


def _rows() -> list[Rows]:
    """Return whence all records come, in the order in which the export writes them."""
    return [
        Rows(records.Place, Place, lambda: Place.objects.select_related("parent"), _record),
        Rows(records.Unit, UnitPage, lambda: UnitPage.objects.live().select_related("place"), _record),
        Rows(records.Publication, Publication, Publication.objects.all, _record),
        Rows(records.DistributionList, DistributionList, DistributionList.objects.all, _record),
        Rows(records.Clipping, Clipping, Clipping.objects.all, _record),
        *(_entries(model) for model in (Field, PracticeKind, Indicator, Synonym)),
        Rows(
            records.Issue,
            Issue,
            lambda: Issue.objects.filter(versions__isnull=False).distinct().select_related("publication"),
            _record,
        ),
        Rows(records.Case, CasePage, _cases, _record),
        _entries(Collection),
    ]


NAMED_EVERYWHERE = (records.Place, records.Unit, records.Publication)
ENTRIES = (records.Field, records.PracticeKind, records.Indicator, records.Synonym)


class Finished:
    """Reads what is finished, and knows what it has read.

    Attributes:
        faults: what could not be read.
        rows: the row of each record, by its name.
        entries: the entries that a record may name.
        printed: by the number of an article, where it was printed.
        cases: the numbers of those that are finished.

    """

    def __init__(self) -> None:
        self._of = {rows.kind: rows for rows in _rows()}
        self._begin()

    def _begin(self) -> None:
        """Know nothing."""
        self.faults = Faults()
        self.rows: dict[Name, Row] = {}
        self.entries: set[Name] = set()
        self.printed: dict[int, Source] = {}
        self.cases: set[int] = set()
        self._names: dict[Row, Name] = {}
        self._named: dict[Name, frozenset[Name]] = {}
        self._articles: dict[Name, int] = {}
        self._items: dict[Name, dict[int, Source]] = {}
        self._withdrawn: set[Name] = set()

    def everything(self) -> list[Record]:
        """Return all records, in the order in which the export writes them."""
        self._begin()
        read = {kind: list(self._read(rows, rows.finished())) for kind, rows in self._of.items()}
        self._settle()
        order = [*read]
        # As `load` needs them: an entry before what names it.
        return [made for kind in order for record in read[kind] if (made := self._whole(record)) is not None]

    def again(self, touched: Iterable[Row]) -> dict[Name, Record | None] | None:
        """Return what these rows, and those that say something else because of them, make now: None for a record that
        is not there any more; in all None where everything has to be read."""
        waiting, found = set(touched), dict[Name, Record | None]()
        read: set[Row] = set()
        while waiting:
            before = self.entries, self.printed, self.cases
            for kind, rows in self._of.items():
                if not (keys := self._keys(rows, waiting)):
                    continue
                old = {self._names[row] for key in keys if (row := (rows.table, key)) in self._names}
                old = {name for name in old if name[0] is kind}
                for name in old:
                    self._forget(name)
                made = {(kind, record.key): record for record in self._read(rows, rows.finished().filter(pk__in=keys))}
                gone = old - made.keys()
                if gone and kind in NAMED_EVERYWHERE:
                    return None
                found |= dict.fromkeys(gone) | made
            self._settle()
            read |= waiting
            waiting = {self.rows[name] for name in self._altered(*before) if name in self.rows} - read
        return {name: record and self._whole(record) for name, record in found.items()}

    def read(self, names: Iterable[Name]) -> dict[Name, Record]:
        """Return records once more, which are as they were."""
        keys: dict[type[Record], list[str]] = defaultdict(list)
        for kind, key in names:
            keys[kind].append(self.rows[kind, key][1])
        found = (
            self._whole(record)
            for kind, own in keys.items()
            for record in self._read(self._of[kind], self._of[kind].finished().filter(pk__in=own))
        )
        return {(type(record), str(record.key)): record for record in found if record}

    def _keys(self, rows: Rows, touched: Iterable[Row]) -> list[str]:
        """Return the primary keys of the rows of a model that are touched, or whose record names what is."""
        keys = [key for table, key in touched if table == rows.table]
        if keys and rows.model is CasePage:
            made_from = CasePage.objects.filter(source_article__in=map(int, keys))
            return [*map(str, made_from.values_list("pk", flat=True)), *keys]
        return keys

    def _altered(self, entries: set[Name], printed: Mapping[int, Source], cases: set[int]) -> Iterator[Name]:
        """Yield the records that say something else since these changed."""
        if changed := entries ^ self.entries:
            yield from (name for name, named in self._named.items() if not named.isdisjoint(changed))
            yield from (name for name in self.rows if name[0] is records.Field)
        if printed != self.printed:
            differ = {n for n in printed.keys() | self.printed.keys() if printed.get(n) != self.printed.get(n)}
            yield from (name for name, number in self._articles.items() if number in differ)
        if cases != self.cases:
            yield from (name for name in self.rows if name[0] is records.Collection)

    def _read(self, rows: Rows, found: Iterable[Any]) -> Iterator[Record]:
        """Yield the records of rows as they stand, and note what has to be known of each."""
        for row in found:
            name: Name = (rows.kind, key_of(row, rows.kind))
            at, made = (rows.table, str(row.pk)), None
            self.rows[name], self._names[at] = at, name
            self.faults.found.pop(name, None)
            with self.faults.noting(*name, row):
                made = rows.make(row)
            if made is None:
                continue
            self._named[name] = frozenset(_named(made))
            if isinstance(made, records.Case) and (article := row.source_article):
                self._articles[name] = article.number or 0
            elif isinstance(made, records.Issue):
                items = (item for item in made.items if isinstance(item, records.Article))
                where = made.publication, made.year, made.number
                self._items[name] = {item.number: Source(*where, item.anchor) for item in items}
            elif getattr(made, "withdrawn_on", None):
                self._withdrawn.add(name)
            yield made

    def _forget(self, name: Name) -> None:
        self._names.pop(self.rows.pop(name), None)
        self.faults.found.pop(name, None)
        for known in (self._named, self._articles, self._items):
            known.pop(name, None)
        self._withdrawn.discard(name)

    def _settle(self) -> None:
        """Bring up to date what records say of each other."""
        made = self._named.keys()
        fields = {key for kind, key in made if kind is records.Field}
        self.entries = {
            (kind, key)
            for kind, key in made - self._withdrawn
            if kind in ENTRIES and (kind is not records.Field or len(key) == 2 or key[:2] in fields)
        }
        self.printed = {n: source for items in self._items.values() for n, source in items.items()}
        self.cases = {int(key.rpartition("/")[2]) for kind, key in made if kind is records.Case}

    def _whole(self, record: Record) -> Record | None:
        """Return a record with what it says of others, or None where it is not to be exported."""
        name: Name = (type(record), str(record.key))
        match record:
            case records.Field() if name not in self.entries:
                return None
            case records.Case():
                source = self.printed.get(self._articles.get(name, 0))
                record = msgspec.structs.replace(record, source=source)
            case records.Collection():
                return msgspec.structs.replace(record, cases=tuple(n for n in record.cases if n in self.cases))
        return naming_only(record, self.entries)


def _named(record: Record) -> Iterator[Name]:
    """Yield the entries that a record names."""
    items: Iterable[Any] = record.items if isinstance(record, records.Issue) else [record]
    for item in items:
        yield from ((records.Indicator, f.indicator) for f in getattr(item, "figures", ()) if f.indicator)
    if isinstance(record, records.Case):
        yield from ((records.Field, code) for code in record.fields)
        yield from ((records.PracticeKind, slug) for slug in record.kinds)


def naming_only(record: Named, seen: Container[Name]) -> Named:
    """Return a record that names no entry but these: what is not cleared goes unsaid, and is said once it is."""

    def figures(of: Iterable[records.Figure]) -> tuple[records.Figure, ...]:
        known = records.Indicator
        return tuple(f if (known, f.indicator) in seen else msgspec.structs.replace(f, indicator=None) for f in of)

    match record:
        case records.Issue():
            return msgspec.structs.replace(record, items=tuple(naming_only(item, seen) for item in record.items))
        case records.Case():
            fields = tuple(code for code in record.fields if (records.Field, code) in seen)
            kinds = tuple(slug for slug in record.kinds if (records.PracticeKind, slug) in seen)
            return msgspec.structs.replace(record, fields=fields, kinds=kinds, figures=figures(record.figures))
        case records.Article() | records.Clipping():
            return msgspec.structs.replace(record, figures=figures(record.figures))
    return record


def key_of(row: Any, kind: type[Record]) -> str:
    """Return the key of a row's record, without making the record."""
    if kind is records.Case:
        return case_key(row.number)
    if kind is records.Issue:
        return f"{row.publication.slug}/{row.year}/{row.number}"
    if kind is records.Clipping:
        return f"{row.number:06d}"
    return str(getattr(row, kind.filed_under[0]))
