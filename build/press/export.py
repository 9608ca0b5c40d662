"""Exports what is finished in the CMS to a directory: one file per record, the private apart from the public."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from django.db.models import Q

from cms.cases.models import CasePage, Collection, Field, Indicator, PracticeKind, Synonym
from cms.core import audit_heads
from cms.core.audit import AuditEntry
from cms.core.models import Picture
from cms.distribution.models import DistributionList
from cms.issues.models import Issue, IssueVersion, Publication
from cms.newsroom.models import Clipping
from cms.units.models import Place, UnitPage
from press import records
from press.records import Record, Writer, is_public
from press.target import replace_export, settle

Progress = Callable[[str, int, int], None]


def export(path: Path, progress: Progress) -> dict[str, int]:
    """Write an export; one that is already there is replaced when the new one is complete, other files beside it stay.

    Returns:
        How many records of each kind were written, by the name of their folder.

    Raises:
        ContentError: the directory holds other things and no export.

    """
    settle(path)
    issues = list(signed_issues())
    cases = list(finished_cases(issues))
    everything: list[Record] = [*reference_data(), *cases, *issues]
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
        audit_heads.note(last, audit_heads.installation(), beside=path)


def reference_data() -> Iterator[Record]:
    """Yield all records but cases and issues."""
    tables: list[Any] = [
        Place.objects.select_related("parent"),
        UnitPage.objects.live().select_related("place"),
        Field.objects.select_related("parent"),
        PracticeKind.objects.all(),
        Indicator.objects.all(),
        Synonym.objects.all(),
        Publication.objects.all(),
        Collection.objects.all(),
        DistributionList.objects.all(),
        Clipping.objects.all(),
    ]
    for table in tables:
        yield from (row.as_record() for row in table)


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
        yield page.as_record(printed.get(article.number) if article else None)


def write_files(writer: Writer, record: records.Case | records.Issue) -> None:
    """Write the pictures of a record and the stored PDFs of an issue."""
    public = is_public(record)
    bodies = [record.body] if isinstance(record, records.Case) else [i.body for i in record.items if not isinstance(i, records.Report)]
    for block in (b for body in bodies for b in body):
        if isinstance(block, records.Picture):
            picture = Picture.by_name(block.media)
            writer.add_file(f"media/{block.media}", Path(picture.file.path).read_bytes(), public=public)
    if isinstance(record, records.Issue):
        key = {"issue__publication__slug": record.publication, "issue__year": record.year, "issue__number": record.number}
        for version in IssueVersion.objects.filter(**key).exclude(pdf=""):
            writer.add_file(f"{record.folder}/{record.key}/v{version.version}.pdf", version.pdf.read(), public=public)
