"""Exports what is finished in the CMS to a directory: one file per record, the private apart from the public.

Of the entries beside the cases (indicators, showcases …) goes out what was cleared, whatever is edited since.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sized
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from django.db import DatabaseError
from django.db.models import Q

import records
from cms.cases.models import CasePage, Collection
from cms.core import audit_heads
from cms.core.audit import AuditEntry
from cms.core.models import Picture
from cms.issues.lists import DistributionList
from cms.issues.models import Issue, IssueVersion
from cms.issues.publications import Publication
from cms.newsroom.models import Clipping
from cms.reference.entries import kinds, shown, withdrawn
from cms.reference.models import Field, Indicator, PracticeKind, Synonym
from cms.units.models import Place, UnitPage
from press.archive import DECISIONS
from press.durable import put
from press.sound import FAULTS, Unexported
from press.steps import Progress
from press.target import replace_export, settle
from press.tombstones import Decision
from records import PressError, Record, Writer, is_public, pictures_in
from records.model import case_key
from records.pictures import strip_metadata

Named = TypeVar("Named", bound=Record)
DECIDED = ("clear", "withdraw", "unclear")
STANDING = ("cleared_on", "withdrawn_on", "redacted_on")


def export(path: Path, progress: Progress) -> dict[str, int]:
    """Write an export; one that is already there is replaced when the new one is complete, other files beside it stay.

    Returns:
        How many records of each kind were written, by the name of their folder.

    Raises:
        ContentError: the directory holds other things and no export.

    """
    settle(path)
    faults = Faults()
    entries = cleared_entries()
    seen = {(record.folder, record.key) for record in entries}
    issues = [naming_only(issue, seen) for issue in signed_issues(faults)]
    cases = [naming_only(case, seen) for case in finished_cases(issues, faults)]
    clippings = [naming_only(row, seen) for row in faults.records(records.Clipping, Clipping.objects.all())]
    everything: list[Record] = [
        *reference_data(faults),
        *clippings,
        *entries,
        *withdrawn(Indicator),
        *showcases(cases),
        *cases,
        *issues,
    ]
    counts: dict[str, int] = {}
    with replace_export(path) as scratch:
        writer = Writer.for_records(scratch, everything)
        for n, record in enumerate(everything, 1):
            progress("export", n, len(everything))
            writer.add(record)
            counts[record.folder] = counts.get(record.folder, 0) + 1
            if isinstance(record, records.Case | records.Issue):
                with faults.noting(type(record), record.key, record):
                    write_files(writer, record)
    leave(path / FAULTS, faults.found)
    leave(path / DECISIONS, decided())
    leave_head(path)
    return counts


class Faults:
    """What cannot be exported of a record does not keep the others from it."""

    def __init__(self) -> None:
        self.found: list[Unexported] = []

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
            self.found.append(Unexported(f"{kind.folder}/{key}", said, label[:80], remedy, days))

    def records(self, kind: type[Named], rows: Iterable[Any]) -> Iterator[Named]:
        """Yield the records of rows, as far as they have one."""
        for row in rows:
            made = None
            with self.noting(kind, key_of(row, kind), row):
                made = row.as_record()
            if made is not None:
                yield made


def decided() -> dict[str, Decision]:
    """Return what was decided last of what was ever taken back from readers, by `folder/key`, from the audit log."""
    found = {}
    models: list[tuple[Any, type[Record]]] = [(CasePage, records.Case), (Issue, records.Issue)]
    for model, kind in (*models, *((model, model.kind) for model in kinds())):
        name = model._meta.model_name
        log = AuditEntry.objects.filter(kind=model._meta.label_lower)
        back = log.filter(action__in=[f"{name}.withdraw", f"{name}.unclear"]).values("object_id")
        last = log.filter(object_id__in=back, action__in=[f"{name}.{what}" for what in DECIDED]).order_by("seq")
        at = {
            pk: msgspec.convert({"what": action.partition(".")[2], "at": when}, Decision)
            for pk, action, when in last.values_list("object_id", "action", "at")
        }
        for row in model._default_manager.filter(pk__in=at):
            found[f"{kind.folder}/{key_of(row, kind)}"] = at[str(row.pk)]
    return found


def key_of(row: Any, kind: type[Record]) -> str:
    """Return the key of a row's record, without making the record."""
    if kind is records.Case:
        return case_key(row.number)
    if kind is records.Issue:
        return f"{row.publication.slug}/{row.year}/{row.number}"
    return f"{row.number:06d}" if kind is records.Clipping else str(getattr(row, kind.filed_under[0]))


def leave(beside: Path, told: Sized) -> None:
    """Note beside the halves what is no part of the records; nothing where there is nothing to tell."""
    if told:
        put(beside, msgspec.json.encode(told), 0o600)
    else:
        beside.unlink(missing_ok=True)


def leave_head(path: Path) -> None:
    """Note beside the records where the audit log stands: whoever can change the database cannot change it here."""
    last = AuditEntry.objects.last()
    if last:
        audit_heads.add(last, audit_heads.installation(), beside=path)


def reference_data(faults: Faults) -> Iterator[Record]:
    """Yield the records that the administrator keeps, and the private registers."""
    tables: list[tuple[type[Record], Any]] = [
        (records.Place, Place.objects.select_related("parent")),
        (records.Unit, UnitPage.objects.live().select_related("place")),
        (records.Publication, Publication.objects.all()),
        (records.DistributionList, DistributionList.objects.all()),
    ]
    for kind, rows in tables:
        yield from faults.records(kind, rows)


def cleared_entries() -> list[Record]:
    """Return the entries that a case or a search may name, as they were cleared."""
    fields = [field for field in shown(Field) if isinstance(field, records.Field)]
    codes = {field.key for field in fields}
    below = [field for field in fields if not field.parent or field.parent in codes]
    return [*below, *shown(PracticeKind), *shown(Indicator), *shown(Synonym)]


def showcases(cases: Iterable[records.Case]) -> Iterator[Record]:
    """Yield the showcases that were cleared, withdrawn ones too, without cases that are not finished or gone."""
    finished = {case.number for case in cases}
    for showcase in (*shown(Collection), *withdrawn(Collection)):
        assert isinstance(showcase, records.Collection)
        yield msgspec.structs.replace(showcase, cases=tuple(n for n in showcase.cases if n in finished))


def naming_only(record: Named, seen: Container[tuple[str, str | None]]) -> Named:
    """Return a record that names no entry but these: what is not cleared goes unsaid, and is said once it is."""

    def figures(of: Iterable[records.Figure]) -> tuple[records.Figure, ...]:
        known = records.Indicator.folder
        return tuple(f if (known, f.indicator) in seen else msgspec.structs.replace(f, indicator=None) for f in of)

    match record:
        case records.Issue():
            return msgspec.structs.replace(record, items=tuple(naming_only(item, seen) for item in record.items))
        case records.Case():
            fields = tuple(code for code in record.fields if (records.Field.folder, code) in seen)
            kinds = tuple(slug for slug in record.kinds if (records.PracticeKind.folder, slug) in seen)
            return msgspec.structs.replace(record, fields=fields, kinds=kinds, figures=figures(record.figures))
        case records.Article() | records.Clipping():
            return msgspec.structs.replace(record, figures=figures(record.figures))
    return record


def signed_issues(faults: Faults) -> Iterator[records.Issue]:
    """Yield the signed issues as they were frozen; drafts stay in the CMS."""
    rows = Issue.objects.filter(versions__isnull=False).distinct().select_related("publication")
    return faults.records(records.Issue, rows)


def finished_cases(issues: Iterable[records.Issue], faults: Faults) -> Iterator[records.Case]:
    """Yield the live cases, each with the printed source it was made from."""
    printed = {
        item.number: records.Source(publication=i.publication, year=i.year, number=i.number, item=item.anchor)
        for i in issues
        for item in i.items
        if isinstance(item, records.Article)
    }
    # A withdrawn case keeps its notice even when someone takes the page down.
    pages = CasePage.objects.filter(Q(live=True) | Q(withdrawn_on__isnull=False)).order_by("number")
    pages = pages.select_related("place", "source_article")
    for page in pages.prefetch_related("fields", "kinds", "figures__indicator"):
        article, made = page.source_article, None
        with faults.noting(records.Case, key_of(page, records.Case), page):
            made = page.as_record(printed.get(article.number or 0) if article else None)
        if made:
            yield made


def write_files(writer: Writer, record: records.Case | records.Issue) -> None:
    """Write the pictures of a record and the stored PDFs of an issue."""
    public = is_public(record)
    for name in pictures_in(record):
        picture = Picture.by_name(name)
        # Once more: what was taken in by an earlier version may hold what this one knows to take out.
        writer.add_file(f"media/{name}", strip_metadata(Path(picture.file.path).read_bytes()), public=public)
    if isinstance(record, records.Issue):
        key = {
            "issue__publication__slug": record.publication,
            "issue__year": record.year,
            "issue__number": record.number,
        }
        for version in IssueVersion.objects.filter(**key).exclude(pdf=""):
            # Readers get the version that holds; those before it may say what was corrected for good reason.
            holds = record.current is not None and version.version == record.current.version
            writer.add_file(
                f"{record.folder}/{record.key}/v{version.version}.pdf", version.pdf.read(), public=public and holds
            )
