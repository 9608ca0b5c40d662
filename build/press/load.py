"""Loads an export directory into the CMS."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from django.db.models.fields.files import FieldFile
from django.db.models.signals import post_save

import records
from cms.cases.models import CasePage, Collection
from cms.core.models import Picture
from cms.issues.lists import DistributionList
from cms.issues.models import Issue, IssueVersion
from cms.issues.publications import Publication
from cms.newsroom.models import ArticlePage, Clipping
from cms.reference.models import Field, Indicator, PracticeKind, Synonym
from cms.units.models import Place, UnitPage
from press.steps import Progress
from press.with_cms import whole
from records import Export, Record

REFERENCES: dict[type[Any], tuple[str, ...]] = {
    records.Unit: ("place",),
    records.DistributionList: ("publication",),
    records.Issue: ("publication",),
    records.Article: ("place", "unit"),
    records.Clipping: ("place",),
    records.Case: ("place", "unit", "fields", "kinds"),
    records.Figure: ("indicator",),
}
WithBody = TypeVar("WithBody", bound=records.Case | records.Article | records.Clipping)


def load(path: Path, progress: Progress) -> dict[str, int]:
    """Load every record of an export that the CMS does not have yet; what is there already stays as it is.

    Returns:
        How many records of each kind were loaded, by the name of their folder.

    Raises:
        RecordError: if a record is missing or breaks the format; then nothing is loaded.

    """
    with no_files_left_behind(), whole(str(path)):
        return _load(Export(path), progress)


@contextmanager
def no_files_left_behind() -> Iterator[None]:
    """Delete the pictures and PDFs that were stored in the with-block if it fails;
    the database forgets them by itself."""
    stored: list[FieldFile] = []

    def note(sender: type[Picture | IssueVersion], instance: Any, **_: Any) -> None:
        stored.append(instance.file if sender is Picture else instance.pdf)

    for kind in (Picture, IssueVersion):
        post_save.connect(note, sender=kind)
    try:
        yield
    except BaseException:
        for name, storage in {file.name: file.storage for file in stored if file.name}.items():
            storage.delete(name)
        raise
    finally:
        for kind in (Picture, IssueVersion):
            post_save.disconnect(note, sender=kind)


def _load(export: Export, progress: Progress) -> dict[str, int]:
    loaded: Counter[str] = Counter()
    steps: list[tuple[type[Record], Callable[[Any], object], Callable[[Any], bool]]] = [
        (records.Place, Place.from_record, lambda r: Place.objects.filter(code=r.code).exists()),
        (records.Unit, UnitPage.from_record, lambda r: UnitPage.objects.filter(code=r.code).exists()),
        (records.Field, Field.from_record, lambda r: Field.objects.filter(code=r.code).exists()),
        (records.PracticeKind, PracticeKind.from_record, lambda r: PracticeKind.objects.filter(slug=r.slug).exists()),
        (records.Indicator, Indicator.from_record, lambda r: Indicator.objects.filter(slug=r.slug).exists()),
        (records.Synonym, Synonym.from_record, lambda r: Synonym.objects.filter(slug=r.slug).exists()),
        (records.Publication, Publication.from_record, lambda r: Publication.objects.filter(slug=r.slug).exists()),
        (
            records.DistributionList,
            DistributionList.from_record,
            lambda r: DistributionList.objects.filter(slug=r.slug).exists(),
        ),
        (
            records.Clipping,
            lambda r: Clipping.from_record(with_pictures(r, export)),
            lambda r: Clipping.objects.filter(number=r.number).exists(),
        ),
        (records.Issue, lambda r: load_issue(r, export), issue_exists),
        (records.Case, lambda r: load_case(r, export), lambda r: CasePage.objects.filter(number=r.number).exists()),
        (records.Collection, Collection.from_record, lambda r: Collection.objects.filter(slug=r.slug).exists()),
    ]
    for kind, make, exists in steps:
        found = parents_first(list(export.all(kind)))
        known = known_keys()
        for n, record in enumerate(found, 1):
            progress(kind.folder, n, len(found))
            if not exists(record):
                place = f"{export.path}/{kind.folder}/{record.key}"
                check_references(record, known, place)
                with whole(place):
                    make(record)
                loaded[kind.folder] += 1
    return dict(loaded)


def known_keys() -> dict[str, set[Any]]:
    """Return the keys in the CMS that a record's field of this name may hold."""
    columns: dict[str, tuple[Any, str]] = {
        "place": (Place, "code"),
        "unit": (UnitPage, "code"),
        "publication": (Publication, "slug"),
        "fields": (Field, "code"),
        "kinds": (PracticeKind, "slug"),
        "indicator": (Indicator, "slug"),
    }
    return {name: set(model.objects.values_list(key, flat=True)) for name, (model, key) in columns.items()}


def check_references(record: Any, known: dict[str, set[Any]], place: str) -> None:
    """Raise RecordError if a record, an item or a figure of it names something that the CMS does not have."""
    parts = [record, *getattr(record, "items", ())]
    parts += [figure for part in parts for figure in getattr(part, "figures", ())]
    for part in parts:
        for name in REFERENCES.get(type(part), ()):
            named = getattr(part, name) or ()
            for key in (named,) if isinstance(named, str) else named:
                if key not in known[name]:
                    raise records.RecordError(
                        f"CMS 里没有这一项：{key}（项：{name}）", place=place, remedy="改正编号，或先装入这一项"
                    )


def parents_first(found: list[Any]) -> list[Any]:
    """Order records so that each comes after its parent."""
    waiting = {r.key: r for r in found}
    ordered: list[Any] = []

    def place(record: Any) -> None:
        parent = waiting.get(getattr(record, "parent", None) or "")
        if parent is not None:
            place(parent)
        if waiting.pop(record.key, None) is not None:
            ordered.append(record)

    for record in found:
        place(record)
    return ordered


def issue_exists(record: records.Issue) -> bool:
    """Whether the CMS has this number of this publication already."""
    exists: bool = Issue.objects.filter(
        publication__slug=record.publication, year=record.year, number=record.number
    ).exists()
    return exists


def load_issue(record: records.Issue, export: Export) -> Issue:
    """Load a signed issue with its articles, pictures and stored PDFs."""
    if record.signed_by and len(record.signed_by) != max(len(record.versions), 1):
        place = f"{export.path}/{record.folder}/{record.key}"
        raise records.RecordError(
            "signed_by 和 versions 的个数不同", place=place, remedy="每次签发写一个签发人，可以留空"
        )
    items = tuple(i if isinstance(i, records.Report) else with_pictures(i, export) for i in record.items)
    record = msgspec.structs.replace(record, items=items)
    issue = Issue.from_record(record)

    def pdf_of(version: int) -> bytes | None:
        path = export.pdf(record, version)
        return path.read_bytes() if path else None

    issue.freeze_record(record, pdf_of)
    return issue


def load_case(record: records.Case, export: Export) -> CasePage:
    """Load a case with its pictures."""
    source = source_article(record.source) if record.source else None
    return CasePage.from_record(with_pictures(record, export), source)


def source_article(source: records.Source) -> ArticlePage:
    """Return the article that a case's source names."""
    key = {"publication__slug": source.publication, "year": source.year, "number": source.number}
    issue = Issue.objects.filter(**key).first()
    try:
        item = issue.as_record().item(source.item) if issue else None
    except KeyError:
        item = None
    if item is None:
        raise records.RecordError("来源稿件不在导出目录里", place=f"{source.issue_key}#{source.item}")
    article: ArticlePage = ArticlePage.objects.get(number=item.number)
    return article


def with_pictures(record: WithBody, export: Export) -> WithBody:
    """Load the pictures of a record and return it with their names in the CMS, which follow from their content.

    Raises:
        RecordError: naming a file that is missing.

    """

    def loaded(block: Any) -> Any:
        if not isinstance(block, records.Picture):
            return block
        path = export.file("media", block.media)
        if path is None:
            raise records.RecordError(
                f"缺少图片 media/{block.media}", place=record.title, remedy="把图片放进导出目录的 media 文件夹"
            )
        picture = Picture.from_export(block.media, path.read_bytes(), block.caption or block.alt)
        return msgspec.structs.replace(block, media=picture.name)

    return msgspec.structs.replace(record, body=tuple(loaded(b) for b in record.body))
