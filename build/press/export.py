"""Exports what is finished in the CMS to a directory: one file per record, the private apart from the public."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sized
from pathlib import Path
from typing import Any

import msgspec

import records
from cms.cases.models import CasePage
from cms.core import audit_heads
from cms.core.audit import AuditEntry
from cms.core.models import Picture
from cms.issues.models import Issue, IssueVersion
from cms.reference.entries import kinds
from press.archive import DECISIONS
from press.durable import put
from press.finished import Finished, Row, key_of
from press.sound import FAULTS
from press.steps import Progress, silent
from press.target import replace_export, settle
from press.tombstones import Decision
from records import HALVES, Name, Record, Writer, is_public, pictures_in
from records.pictures import strip_metadata
from records.store import UNFINISHED, record_path

DECIDED = ("clear", "withdraw", "unclear")
PART = ".export-part"


def export(path: Path, progress: Progress) -> dict[str, int]:
    """Write an export, see `Exporter.whole`."""
    return Exporter(path).whole(progress)


class Exporter:
    """Writes what is finished to a directory, and later what has changed since.

    Args:
        path: the directory; what else stands there stays.

    """

    def __init__(self, path: Path) -> None:
        self.path, self.finished = path, Finished()
        self.known = Known()

    def whole(self, progress: Progress = silent) -> dict[str, int]:
        """Write everything; an export that is already there is replaced when the new one is complete.

        Returns:
            How many records of each kind were written, by the name of their folder.

        Raises:
            ContentError: the directory holds other things and no export.

        """
        settle(self.path)
        everything = self.finished.everything()
        self.known = Known.of(everything)
        counts: dict[str, int] = {}
        with replace_export(self.path) as scratch:
            writer = self._writer(scratch)
            for n, record in enumerate(everything, 1):
                progress("export", n, len(everything))
                self._write(writer, record)
                counts[record.folder] = counts.get(record.folder, 0) + 1
        self._leave_beside()
        return counts

    def part(self, touched: Iterable[Row]) -> set[Name] | None:
        """Write again what rows that were touched make, and what says something else because of them; to be called
        after `whole`.

        Returns:
            What has changed in the directory; None where `whole` has to be called instead.

        """
        found = self.finished.again(touched)
        if found is None:
            return None
        before, self.known = self.known, self.known.with_changes(found)
        found |= self.finished.read(self.known.differing(before) - found.keys())
        shutil.rmtree(self.path / PART, ignore_errors=True)
        (self.path / UNFINISHED).mkdir(mode=0o700)  # cut short here, it has to be written as a whole again
        changed = set()
        for name, record in found.items():
            writer = self._writer(self.path / PART)
            if record:
                self._write(writer, record)
            if self._take_over(name, {*before.pictures.get(name, ()), *self.known.pictures.get(name, ())}):
                changed.add(name)
            shutil.rmtree(self.path / PART)
        self._leave_beside()
        (self.path / UNFINISHED).rmdir()
        return changed

    def _writer(self, path: Path) -> Writer:
        known = self.known
        return Writer(path, cases=known.cases, issues=known.issues, publications=known.publications)

    def _write(self, writer: Writer, record: Record) -> None:
        writer.add(record)
        if isinstance(record, records.Case | records.Issue):
            with self.finished.faults.noting(type(record), record.key, record):
                write_files(writer, record)

    def _take_over(self, name: Name, pictures: set[str]) -> bool:
        """Put what was written of a record in the place of what stands there; return whether that is something else."""
        changed = False
        new = {file.relative_to(self.path / PART): file for file in (self.path / PART).rglob("*.*") if file.is_file()}
        new.pop(Path("public/format.yaml"), None)
        for old in self._files(name, pictures):
            if old not in new:
                (self.path / old).unlink()
                changed = True
        for at, file in new.items():
            there = self.path / at
            if not there.is_file() or there.read_bytes() != file.read_bytes():
                there.parent.mkdir(parents=True, exist_ok=True)
                file.replace(there)
                changed = True
        return changed

    def _files(self, name: Name, pictures: set[str]) -> Iterator[Path]:
        """Yield the files of a record as they stand, and of its pictures those that no other record has there."""
        kind, key = name
        for half in HALVES:
            own = record_path(self.path / half, kind, key)
            found = own.parent.glob("*.*") if kind is records.Issue else [own]
            yield from (file.relative_to(self.path) for file in found if file.is_file())
            for picture in pictures:
                file = Path(half) / "media" / picture
                if (self.path / file).is_file() and not self.known.uses(picture, half == "public", but=name):
                    yield file

    def _leave_beside(self) -> None:
        leave(self.path / FAULTS, list(self.finished.faults.found.values()))
        leave(self.path / DECISIONS, decided())
        leave_head(self.path)


class Known:
    """What of the records alters how others are written.

    Attributes:
        cases: numbers of those that readers may see.
        issues: keys of those that readers may see.
        publications: that readers know, by the issues that make them known.
        sources: by case, the key of the issue that it was printed in.
        pictures: by record, the pictures in it.

    """

    def __init__(self) -> None:
        self.cases: set[int] = set()
        self.issues: set[str] = set()
        self.publications: dict[str, set[str]] = {}
        self.sources: dict[Name, str] = {}
        self.pictures: dict[Name, tuple[str, ...]] = {}
        self.collections: set[Name] = set()

    @classmethod
    def of(cls, everything: Iterable[Record]) -> Known:
        """Return what is known of records."""
        known = cls()
        for record in everything:
            known._add(record)
        return known

    def with_changes(self, found: dict[Name, Record | None]) -> Known:
        """Return what is known after some records have changed or gone."""
        known = Known()
        known.cases, known.issues, known.collections = set(self.cases), set(self.issues), set(self.collections)
        known.publications = {slug: set(issues) for slug, issues in self.publications.items()}
        known.sources, known.pictures = dict(self.sources), dict(self.pictures)
        for name, record in found.items():
            known._drop(name)
            if record:
                known._add(record)
        return known

    def differing(self, before: Known) -> set[Name]:
        """Return the records that are written otherwise than before because of others."""
        found: set[Name] = set()
        if self.cases != before.cases:
            found |= self.collections
        if issues := self.issues ^ before.issues:
            found |= {name for name, key in self.sources.items() if key in issues}
        return found | {(records.Publication, slug) for slug in self.publications.keys() ^ before.publications.keys()}

    def uses(self, picture: str, public: bool, but: Name) -> bool:
        """Whether another record than this one has a picture in a half."""
        return any(
            picture in pictures and name != but and self._public(name) == public
            for name, pictures in self.pictures.items()
        )

    def _public(self, name: Name) -> bool:
        kind, key = name
        return key in self.issues if kind is records.Issue else int(key.rpartition("/")[2]) in self.cases

    def _add(self, record: Record) -> None:
        name: Name = (type(record), str(record.key))
        match record:
            case records.Case():
                if is_public(record):
                    self.cases.add(record.number)
                if record.source:
                    self.sources[name] = record.source.issue_key
            case records.Issue():
                if is_public(record):
                    self.issues.add(record.key)
                if record.cleared_on or record.withdrawn_on:
                    self.publications.setdefault(record.publication, set()).add(record.key)
            case records.Collection():
                self.collections.add(name)
            case _:
                return
        if pictures := tuple(pictures_in(record)):
            self.pictures[name] = pictures

    def _drop(self, name: Name) -> None:
        kind, key = name
        if kind is records.Case:
            self.cases.discard(int(key.rpartition("/")[2]))
        elif kind is records.Issue:
            self.issues.discard(key)
            slug = key.partition("/")[0]
            if slug in self.publications:
                self.publications[slug].discard(key)
                if not self.publications[slug]:
                    del self.publications[slug]
        self.sources.pop(name, None)
        self.pictures.pop(name, None)
        self.collections.discard(name)


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
