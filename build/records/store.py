"""Records on disk: an export directory with `public/` and `private/`, one file per record, Markdown and YAML.

A record is split between the two halves: what may be seen stands in `public/`, the rest under the
same name in `private/`; a reader with both merges them. An uncleared case or issue has no public
half, a withdrawn one only a notice.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Generic, TypeVar

import msgspec

from records import model
from records.body import Picture
from records.errors import ContentError, PressError, RecordError
from records.kept import Kept
from records.model import AnyItem, Case, Clipping, Collection, DistributionList, Issue, Record
from records.record_file import LARGEST_FILE, decode, read_file, read_text
from records.seen import Seen
from records.stats import Stats, sum_of
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
HALVES = ("public", "private")
Name = tuple[type[Record], str]
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


class Unsound(ContentError):
    """Records that do not hold; `faults` says by kind and key what is wrong with each."""

    def __init__(self, faults: Mapping[Name, PressError]) -> None:
        self.faults = dict(faults)
        super().__init__("；".join(map(str, self.faults.values())))


class Export:
    """An export directory, for reading.

    Args:
        path: the directory that holds `public/` and, perhaps, `private/`.
        private: whether to read the private half; without it only what may be public is seen.
        mend: whether items that no section lists stand in one without a name;
            else, as an older `press import` left them, an error.
        kept: records that were read before; the directory must not change while one of these is in use.
        instead: folders with two halves like this one, from which records are read instead, by kind and key; None where
            a record is to be left out.
        faults: what does not hold is noted here, by kind and key, and left out; without it, it is an error.
        seen: what is known of the directory; records that have changed since are to be forgotten there.
        stats: the sums of its files, as far as nobody has touched them.

    Raises:
        RecordError: if the directory is no export, or of a newer format.

    """

    def __init__(
        self,
        path: Path,
        *,
        private: bool = True,
        mend: bool = False,
        kept: Kept | None = None,
        instead: Mapping[Name, Path | None] = MappingProxyType({}),
        faults: dict[Name, PressError] | None = None,
        seen: Seen | None = None,
        stats: Stats | None = None,
    ) -> None:
        self.path, self.mend, self.kept, self.instead, self.faults = path, mend, kept, instead, faults
        self.seen, self.stats = seen, stats
        self.digests: dict[Name, bytes] = seen.digests if seen else {}
        self.sums: dict[str, str] = (
            seen.sums if seen else {}
        )  # SHA-256 in hex of files, by name, as far as they were read for a digest
        self.known: dict[type[Record], list[str]] = seen.keys if seen else {}
        self.mended: set[str] = set()  # keys of issues
        self.now: Name | None = None  # the record whose faults would be noted
        self.halves = HALVES if private else HALVES[:1]
        self.roots = self._halves(path)
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
        return self.__dict__ | {"kept": None, "seen": None, "stats": None, "instead": dict(self.instead)}

    def _halves(self, path: Path) -> list[Path]:
        return [half for name in self.halves if (half := path / name).is_dir() or name == "public"]

    def roots_of(self, kind: type[Record], key: str) -> list[Path]:
        """Return the halves in which the files of a record stand."""
        if not self.instead or (kind, key) not in self.instead:
            return self.roots
        other = self.instead[kind, key]
        return self._halves(other) if other else []

    def passes(self, path: Path) -> bool:
        """Whether a file below the directory is passed over because its record is read elsewhere."""
        return path in self._passed or path.parent in self._passed

    @cached_property
    def _passed(self) -> set[Path]:
        files = (record_path(root, kind, key) for kind, key in self.instead for root in self.roots)
        return {path.parent if path.name == "issue.yaml" else path for path in files}

    @contextmanager
    def about(self, kind: type[Record], key: str) -> Iterator[None]:
        """Where faults are noted, note what the with-block finds wrong with a record: also what the program could not
        cope with, so that one record does not stop the others. What the machine lacks is no record's fault."""
        outer, self.now = self.now, (kind, key)
        try:
            yield
        except (OSError, MemoryError, BrokenExecutor):
            raise
        except Exception as error:
            if self.faults is None:
                raise
            if not isinstance(error, PressError):
                where = record_path(Path(), kind, key).as_posix()
                said = f"程序没能处理这一条（{type(error).__name__}：{str(error)[:200]}）"
                error = RecordError(said, place=where, remedy="请管理员把这句话转给维护程序的人")
            self.faults.setdefault((kind, key), error)
        finally:
            self.now = outer

    def settle(self) -> None:
        """Raise Unsound if faults were noted."""
        if self.faults:
            raise Unsound(self.faults)

    def count(self, kind: type[Record]) -> int:
        """Return how many records of a kind there are."""
        return len(self._ordered(kind))

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
            found = None
            with self.about(kind, key):
                found = self.found(kind, key)
            if found:
                yield found

    def _ordered(self, kind: type[Record]) -> list[str]:
        if kind in self.known:
            return self.known[kind]
        keys = sorted(self.keys(kind), key=_natural)
        if self.kept:
            self.known[kind] = keys
        return keys

    def look_again(self, names: Iterable[Name]) -> None:
        """Look whether records are there that may have come or gone since the directory was seen."""
        for kind, key in names:
            if (keys := self.known.get(kind)) is None:
                continue
            at = bisect_left(keys, _natural(key), key=_natural)
            known = at < len(keys) and keys[at] == key
            there = next(self.files(kind, key), None) is not None
            if known and not there:
                del keys[at]
            elif there and not known:
                keys.insert(at, key)

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
        known = self.seen.made_of(kind, form, of) if self.seen else None
        kept = self._kept(kind, form, of) if self.kept and not known else {}
        for key in self._ordered(kind):
            made = known.get(key) if known else kept.get(key)
            if made is None:
                with self.about(kind, key):
                    made = self._made(kind, key, form, make, of)
            if known is not None and made is not None:
                known[key] = made
            if made is not None:
                yield key, made

    def _kept(self, kind: type[R], form: type[M], of: bytes) -> dict[str, M]:
        """Return what is kept of what was made of records, by their keys: asked for at once, where it is much."""
        assert self.kept
        stamps: dict[bytes, str] = {}
        for key in self._ordered(kind):
            with self.about(kind, key):
                if digest := self.digest(kind, key):
                    stamps[_stamp(digest, of, form)] = key
                    self.kept.asked.add(digest)
        return {stamps[stamp]: made for stamp, made in self.kept.take_all(stamps, form)}

    def _made(self, kind: type[R], key: str, form: type[M], make: Callable[[Found[R]], M], of: bytes) -> M:
        digest = self.digest(kind, key) if self.kept else b""
        if not self.kept or not digest:
            return make(self.found(kind, key))
        stamp = _stamp(digest, of, form)
        made: M | None = self.kept.take(stamp, form)
        if made is None:
            self.kept.put(stamp, made := make(self.found(kind, key)))
        self.kept.asked.add(digest)
        return made

    def found(self, kind: type[R], key: str) -> Found[R]:
        """Return what stands in the files of a record; parsed once."""
        if self.seen and (known := self.seen.found.get((kind, key))):
            return known  # type: ignore[no-any-return]
        digest = self.digest(kind, key) if self.kept else b""
        found: Found[R] | None = self.kept.take(digest, Found[kind]) if self.kept and digest else None  # type: ignore[valid-type]
        if found is None:
            data, file = self._read(kind, key)
            notice = _notice(key, data) if "withdrawn_on" in data else None
            found = Found(None if data.keys() <= NOTICE else self._record(kind, key, data, file), notice)
            if self.kept and digest:
                self.kept.put(digest, found)
        if self.seen and kind is not Case:  # of these there are too many
            self.seen.found[kind, key] = found
        return found

    def digest(self, kind: type[Record], key: str) -> bytes:
        """Return what changes with anything in the files of a record that is seen here; b'' where one is too large."""
        if (known := self.digests.get((kind, key))) is not None:
            return known
        found = hashlib.sha256(f"{kind.__name__} {key}".encode())
        for name, path in self.files(kind, key):
            if self.stats:
                file = self.stats.sum(path, LARGEST_FILE)
            else:
                file = sum_of(path) if os.stat(path).st_size <= LARGEST_FILE else ""  # noqa: PTH116 (as in `files`)
            if not file:
                return b""
            self.sums[name] = file
            found.update(f"\0{name} ".encode() + bytes.fromhex(file))
        return self.digests.setdefault((kind, key), found.digest())

    def files(self, kind: type[Record], key: str) -> Iterator[tuple[str, str]]:
        """Yield the files of a record: the name below an export directory, and the path, as text, for there are tens of
        thousands."""
        roots = self.roots_of(kind, key)
        name = record_name(kind, key)
        for root in roots:
            if os.path.isfile(path := f"{root}/{name}"):  # noqa: PTH113
                yield f"{root.name}/{name}", path
        if kind is Issue:
            for root in roots:
                for item in sorted((root / kind.folder / key).glob("a*.md")):
                    yield f"{root.name}/{item.relative_to(root).as_posix()}", str(item)

    def keys(self, kind: type[Record]) -> set[str]:
        """Return the keys of all records of a kind."""
        depth, ending = {Case: (1, ".md"), Clipping: (0, ".md"), Issue: (3, "/issue.yaml")}.get(kind, (0, ".yaml"))
        found: set[str] = set()
        for root in self.roots:
            names = _names(f"{root}/{kind.folder}", depth)
            found.update(name.removesuffix(ending) for name in names if name.endswith(ending))
        for (of, key), other in self.instead.items():
            if of is kind:
                (found.add if other else found.discard)(key)
        return found

    def get(self, kind: type[R], key: str) -> R:
        """Read one record; RecordError names its file if it is missing or breaks the format."""
        found = self.found(kind, key)
        return found.record or self._record(kind, key, *self._read(kind, key))

    def _read(self, kind: type[Record], key: str) -> tuple[Data, Path]:
        """Return a record's merged data and the first of its files."""
        files = [path for root in self.roots_of(kind, key) if (path := record_path(root, kind, key)).is_file()]
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
        folder, roots = Path(Issue.folder) / key, self.roots_of(Issue, key)
        anchors: set[str] = {p.stem for root in roots for p in (root / folder).glob("a*.md")}
        items: list[AnyItem] = []
        for anchor in sorted(anchors, key=_natural):
            item: Data = {}
            files = [path for root in roots if (path := root / folder / f"{anchor}.md").is_file()]
            for path in files:
                item |= read_file(path, model.Article)
            items.append(decode({**item, "anchor": anchor}, model.Article | model.Clipping | model.Report, files[0]))
        return items

    def file(self, *parts: str) -> Path | None:
        """Return the path of a stored file such as `media/…` in whichever half holds it, or None."""
        others = dict.fromkeys(other for other in self.instead.values() if other)
        roots = chain(*map(self._halves, others), self.roots)  # what came with a record is what it was shown with
        return next((p for root in roots if (p := root.joinpath(*parts)).is_file()), None)

    def pdf(self, issue: Issue, version: int) -> Path | None:
        """Return the path of the stored PDF of a version of an issue, or None."""
        names = (root / Issue.folder / issue.key / f"v{version}.pdf" for root in self.roots_of(Issue, issue.key))
        return next(filter(Path.is_file, names), None)


def _names(folder: str, depth: int, within: str = "") -> Iterator[str]:
    """Yield the names of what stands so many folders below one, much faster than `Path.glob` does."""
    if not os.path.isdir(folder):  # noqa: PTH112 (there are tens of thousands of files)
        return
    with os.scandir(folder) as found:
        for entry in found:
            if not depth:
                yield within + entry.name
            elif entry.is_dir():
                yield from _names(entry.path, depth - 1, f"{within}{entry.name}/")


def is_public(record: Case | Issue) -> bool:
    """Whether readers may see this record's content: cleared and not withdrawn."""
    return record.cleared_on is not None and record.withdrawn_on is None


def pictures_in(record: object) -> Iterator[str]:
    """Yield the names of the pictures in a case or an issue."""
    items = record.items if isinstance(record, Issue) else [record]
    for item in items:
        if isinstance(item, Case | model.Article | model.Clipping):
            yield from (block.media for block in item.body if isinstance(block, Picture))


def record_path(root: Path, kind: type[Record], key: str) -> Path:
    """Return the file of a record below `public/` or `private/`."""
    return root / record_name(kind, key)


def record_name(kind: type[Record], key: str) -> str:
    """Return the name of a record's file below `public/` or `private/`."""
    if kind is Issue:
        return f"{kind.folder}/{key}/issue.yaml"
    return f"{kind.folder}/{key}.{'md' if kind in (Case, Clipping) else 'yaml'}"


def _notice(key: str, data: Data) -> Notice:
    return Notice(key=key, on=data["withdrawn_on"], reason=data.get("withdrawn_reason", ""))


def _unlisted(issue: Data) -> list[str]:
    """Return the anchors of items that stand in no section."""
    listed = {anchor for section in issue.get("sections", ()) for anchor in section["items"]}
    return [item.anchor for item in issue["items"] if item.anchor not in listed]


def _stamp(digest: bytes, of: bytes, form: object) -> bytes:
    return hashlib.sha256(digest + of + repr(form).encode()).digest()


def _natural(key: str) -> list[tuple[int, str]]:
    """Sort 2 before 10."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)|/", key) if part]
