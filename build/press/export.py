"""Exports what is finished in the CMS to a directory: one file per record, the private apart from the public.

Of the entries beside the cases (indicators, showcases …) goes out what was cleared, whatever is edited since.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import msgspec
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
from cms.reference.entries import shown, withdrawn
from cms.reference.models import Field, Indicator, PracticeKind, Synonym
from cms.units.models import Place, UnitPage
from press.target import replace_export, settle
from records import Record, Writer, is_public
from records.pictures import strip_metadata

Progress = Callable[[str, int, int], None]
Named = TypeVar("Named", bound=Record)


def export(path: Path, progress: Progress) -> dict[str, int]:
    """Write an export; one that is already there is replaced when the new one is complete, other files beside it stay.

    Returns:
        How many records of each kind were written, by the name of their folder.

    Raises:
        ContentError: the directory holds other things and no export.

    """
    settle(path)
    entries = cleared_entries()
    seen = {(record.folder, record.key) for record in entries}
    issues = [naming_only(issue, seen) for issue in signed_issues()]
    cases = [naming_only(case, seen) for case in finished_cases(issues)]
    clippings = [naming_only(row.as_record(), seen) for row in Clipping.objects.all()]
    everything: list[Record] = [
        *reference_data(),
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
                write_files(writer, record)
    leave_head(path)
    return counts


def leave_head(path: Path) -> None:
    """Note beside the records where the audit log stands: whoever can change the database cannot change it here."""
    last = AuditEntry.objects.last()
    if last:
        audit_heads.add(last, audit_heads.installation(), beside=path)


def reference_data() -> Iterator[Record]:
    """Yield the records that the administrator keeps, and the private registers."""
    tables: list[Any] = [
        Place.objects.select_related("parent"),
        UnitPage.objects.live().select_related("place"),
        Publication.objects.all(),
        DistributionList.objects.all(),
    ]
    for table in tables:
        yield from (row.as_record() for row in table)


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


def signed_issues() -> Iterator[records.Issue]:
    """Yield the signed issues as they were frozen; drafts stay in the CMS."""
    for issue in Issue.objects.filter(versions__isnull=False).distinct().select_related("publication"):
        yield issue.as_record()


def finished_cases(issues: Iterable[records.Issue]) -> Iterator[records.Case]:
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
        article = page.source_article
        yield page.as_record(printed.get(article.number or 0) if article else None)


def write_files(writer: Writer, record: records.Case | records.Issue) -> None:
    """Write the pictures of a record and the stored PDFs of an issue."""
    public = is_public(record)
    bodies = (
        [record.body]
        if isinstance(record, records.Case)
        else [i.body for i in record.items if not isinstance(i, records.Report)]
    )
    for block in (b for body in bodies for b in body):
        if isinstance(block, records.Picture):
            picture = Picture.by_name(block.media)
            # Once more: what was taken in by an earlier version may hold what this one knows to take out.
            writer.add_file(f"media/{block.media}", strip_metadata(Path(picture.file.path).read_bytes()), public=public)
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
