"""Records on disk: an export directory with `public/` and `private/`, one file per record, Markdown and YAML.

A record is split between the two halves: what may be seen stands in `public/`, the rest under the
same name in `private/`; a reader with both merges them. An uncleared case or issue has no public
half, a withdrawn one only a notice.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from records import model
from records.errors import RecordError
from records.kept import Kept
from records.model import AnyItem, Case, Clipping, Collection, DistributionList, Issue, Record
from records.record_file import LARGEST_FILE, decode, read_file, read_text
from records.yaml_text import Data, load_yaml

FORMAT = {"format": "press-export", "version": 1}
UNFINISHED = ".export-new"  # stands in an export directory only while its halves are being replaced
HEADS = "audit.heads"  # stands beside the halves and is no part of the export: where the audit log was when it was made
KINDS: tuple[type[Record], ...] = (
    model.Place,
    model.Unit,
    model.Field,
    model.PracticeKind,
    model.Indicator,
    model.Synonym,
    model.Publication,
    Case,
    Collection,
    Clipping,
    Issue,
    DistributionList,
)
NOTICE = {"number", "publication", "year", "slug", "withdrawn_on", "withdrawn_reason"}
R = TypeVar("R", bound=Record)
M = TypeVar("M")
Shown = TypeVar("Shown", Case, Issue)


@dataclass(frozen=True)
class Notice:
    """What readers may know of a case, an issue, a showcase or an indicator that was withdrawn."""

    key: str
    on: dt.date
    reason: str


class Found(msgspec.Struct, Generic[R], frozen=True, array_like=True):
    """What stands in the files of a record: the record, where its text can be read, and the notice of a withdrawal."""

    record: R | None
    notice: Notice | None


class Export:
    """An export directory, for reading.

    Args:
        path: the directory that holds `public/` and, perhaps, `private/`.
        private: whether to read the private half; without it only what may be public is seen.
        mend: whether items that no section lists stand in one without a name;
            else, as an older `press import` left them, an error.
        kept: records that were read before; the directory must not change while one of these is in use.

    Raises:
        RecordError: if the directory is no export, or of a newer format.

    """

    def __init__(self, path: Path, *, private: bool = True, mend: bool = False, kept: Kept | None = None) -> None:
        self.path, self.mend, self.kept = path, mend, kept
        self.digests: dict[tuple[type[Record], str], bytes] = {}
        self.known: dict[type[Record], list[str]] = {}
        self.mended: set[str] = set()  # keys of issues
        self.roots = [path / "public"] + ([path / "private"] if private and (path / "private").is_dir() else [])
        mark = path / "public" / "format.yaml"
        if not mark.is_file():
            raise RecordError(
                "不是导出目录，缺少 public/format.yaml", place=str(path), remedy="先运行 press export 目录"
            )
        if (path / UNFINISHED).exists():
            raise RecordError(
                "上次写到这里时中断了", place=str(path), remedy="再运行一次当时的 press export 或 press import"
            )
        found = load_yaml(read_text(mark), mark)
        if found != FORMAT:
            raise RecordError(
                f"导出格式为 {str(found)[:80]}，本程序只认 {FORMAT}",
                place=str(mark),
                remedy="用同一版本的 press 重新导出",
            )

    def __getstate__(self) -> dict[str, object]:
        """Return what another process needs; it reads for itself."""
        return self.__dict__ | {"kept": None}

    def all(self, kind: type[R]) -> Iterator[R]:
        """Yield every record of a kind, in the order of its keys; withdrawn ones only where their text can be read."""
        for found in self._every(kind):
            if found.record:
                yield found.record

    def public(self, kind: type[Shown]) -> Iterator[Shown | Notice]:
        """Yield what readers may see of the cases or issues, in the order of their keys: cleared
        records, notices of withdrawn ones."""
        for found in self._every(kind):
            if found.notice:
                yield found.notice
            elif found.record and found.record.cleared_on:
                yield found.record

    def withdrawn(self, kind: type[Record]) -> Iterator[Notice]:
        """Yield the notices of a kind's withdrawn records, in the order of their keys."""
        for found in self._every(kind):
            if found.notice:
                yield found.notice

    def _every(self, kind: type[R]) -> Iterator[Found[R]]:
        for key in self._ordered(kind):
            yield self._found(kind, key)

    def _ordered(self, kind: type[Record]) -> list[str]:
        if kind in self.known:
            return self.known[kind]
        keys = sorted(self.keys(kind), key=_natural)
        if self.kept:
            self.known[kind] = keys
        return keys

    def made(
        self, kind: type[R], form: type[M], make: Callable[[Found[R]], M], of: bytes = b""
    ) -> Iterator[tuple[str, M]]:
        """Yield, with its key, what is made of each record of a kind, in the order of its keys.

        What was made before of the same record is taken from what is kept, without a look at the record.

        Args:
            kind: of record.
            form: what is made, a type that msgspec knows; other things that are made have another form.
            make: makes it.
            of: changes with all else that it is made of.

        """
        for key in self._ordered(kind):
            digest = self.digest(kind, key) if self.kept else b""
            if not self.kept or not digest:
                yield key, make(self._found(kind, key))
                continue
            stamp = hashlib.sha256(digest + of + repr(form).encode()).digest()
            made = self.kept.take(stamp, form)
            if made is None:
                self.kept.put(stamp, made := make(self._found(kind, key)))
            self.kept.asked.add(digest)
            yield key, made

    def _found(self, kind: type[R], key: str) -> Found[R]:
        """Return what stands in the files of a record; parsed once."""
        digest = self.digest(kind, key) if self.kept else b""
        found: Found[R] | None = self.kept.take(digest, Found[kind]) if self.kept and digest else None  # type: ignore[valid-type]
        if found is None:
            data, file = self._read(kind, key)
            notice = _notice(key, data) if "withdrawn_on" in data else None
            found = Found(None if data.keys() <= NOTICE else self._record(kind, key, data, file), notice)
            if self.kept and digest:
                self.kept.put(digest, found)
        return found

    def digest(self, kind: type[Record], key: str) -> bytes:
        """Return what changes with anything in the files of a record that is seen here; b'' where one is too large."""
        if (known := self.digests.get((kind, key))) is not None:
            return known
        files = [path for root in self.roots if (path := record_path(root, kind, key)).is_file()]
        if kind is Issue:
            files += [path for root in self.roots for path in sorted((root / kind.folder / key).glob("a*.md"))]
        found = hashlib.sha256(f"{kind.__name__} {key}".encode())
        for path in files:
            data = path.read_bytes() if path.stat().st_size <= LARGEST_FILE else None
            if data is None:
                return b""
            found.update(f"\0{path.relative_to(self.path)} {len(data)} ".encode() + data)
        return self.digests.setdefault((kind, key), found.digest())

    def keys(self, kind: type[Record]) -> set[str]:
        """Return the keys of all records of a kind."""
        pattern = {Case: "*/*.md", Clipping: "*.md", Issue: "*/*/*/issue.yaml"}.get(kind, "*.yaml")
        found: set[str] = set()
        for root in self.roots:
            for path in (root / kind.folder).glob(pattern):
                relative = path.relative_to(root / kind.folder)
                found.add((relative.parent if kind is Issue else relative.with_suffix("")).as_posix())
        return found

    def get(self, kind: type[R], key: str) -> R:
        """Read one record; RecordError names its file if it is missing or breaks the format."""
        found = self._found(kind, key)
        return found.record or self._record(kind, key, *self._read(kind, key))

    def _read(self, kind: type[Record], key: str) -> tuple[Data, Path]:
        """Return a record's merged data and the first of its files."""
        files = [path for root in self.roots if (path := record_path(root, kind, key)).is_file()]
        if not files:
            raise RecordError("没有这条记录", place=f"{kind.folder}/{key}", remedy="检查编号")
        data: Data = {}
        for path in files:
            data |= read_file(path, kind)
        return data, files[0]

    def _record(self, kind: type[R], key: str, data: Data, file: Path) -> R:
        if kind is Issue:
            data["items"] = self._items(key)
            if self.mend and (left := _unlisted(data)):
                data["sections"] = [{"name": "", "items": left}, *data.get("sections", ())]
                self.mended.add(key)
        record: R = decode(data, kind, file)
        if record.key != key:
            raise RecordError(f"文件名与其中的编号“{record.key}”不符", place=str(file), remedy="改正编号，或给文件改名")
        return record

    def _items(self, key: str) -> list[AnyItem]:
        folder = Path(Issue.folder) / key
        anchors: set[str] = {p.stem for root in self.roots for p in (root / folder).glob("a*.md")}
        items: list[AnyItem] = []
        for anchor in sorted(anchors, key=_natural):
            item: Data = {}
            files = [path for root in self.roots if (path := root / folder / f"{anchor}.md").is_file()]
            for path in files:
                item |= read_file(path, model.Article)
            items.append(decode({**item, "anchor": anchor}, model.Article | model.Clipping | model.Report, files[0]))
        return items

    def file(self, *parts: str) -> Path | None:
        """Return the path of a stored file (`media/…`, a signed PDF) in whichever half holds it, or None."""
        return next((p for root in self.roots if (p := root.joinpath(*parts)).is_file()), None)

    def pdf(self, issue: Issue, version: int) -> Path | None:
        """Return the path of the stored PDF of a version of an issue, or None."""
        return self.file(Issue.folder, issue.key, f"v{version}.pdf")


def is_public(record: Case | Issue) -> bool:
    """Whether readers may see this record's content: cleared and not withdrawn."""
    return record.cleared_on is not None and record.withdrawn_on is None


def record_path(root: Path, kind: type[Record], key: str) -> Path:
    """Return the file of a record below `public/` or `private/`."""
    if kind is Issue:
        return root / kind.folder / key / "issue.yaml"
    return root / kind.folder / f"{key}.{'md' if kind in (Case, Clipping) else 'yaml'}"


def _notice(key: str, data: Data) -> Notice:
    return Notice(key=key, on=data["withdrawn_on"], reason=data.get("withdrawn_reason", ""))


def _unlisted(issue: Data) -> list[str]:
    """Return the anchors of items that stand in no section."""
    listed = {anchor for section in issue.get("sections", ()) for anchor in section["items"]}
    return [item.anchor for item in issue["items"] if item.anchor not in listed]


def _natural(key: str) -> list[tuple[int, str]]:
    """Sort 2 before 10."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)|/", key) if part]
