"""The manifest of a release: for each half, a root over lists of hashes, a list for each folder.

```
releases/000007-1a2b3c4d/site/…                what is listed
releases/000007-1a2b3c4d/signed/site/manifest  the root, a `Root` as JSON
                                    manifest.minisig, release.pub
                                    lists/<SHA-256 of the list>  a `File` a line, by name
                                    removed, removed.minisig     a `Removed`: what was taken out since
```

A list is named by its bytes, so that one that has not changed is a hard link to that of the release before. In what is
carried elsewhere the folder `signed` of the site stands beside its pages. Dates of files and rights are not listed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from press.durable import put
from press.signing import ENDING, PUBLIC, BadSignature, OwnKey
from records import ContentError
from records.ready import ready

SIGNED, MANIFEST, LISTS, REMOVED = "signed", "manifest", "lists", "removed"
PARTS = ("site", "print")
ROOT_BYTES = 16 << 20  # more than any root has
SAFE = re.compile(r"(?!.*[\\:\x00-\x1f])(?!\.{1,2}(/|$))[^/]+(/(?!\.{1,2}(/|$))[^/]+)*")

Sum = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
Count = Annotated[int, msgspec.Meta(ge=0)]
Part = Literal["site", "print"]
Listed = dict[str, tuple[str, int]]  # SHA-256 in hex and bytes, by name


class File(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A file in a folder: its name there, its SHA-256 in hex, its bytes."""

    name: str
    sum: Sum
    size: Count


class Folder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The list of a folder: its SHA-256 in hex, its bytes; how many files it names, and their bytes together."""

    list: Sum
    list_size: Count
    files: Count
    bytes: Count


class Root(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is signed.

    Attributes:
        part: which half.
        number: of the release; it grows.
        at: when it was made, to the second.
        key: the name of the key that signs; '' if none does.
        before: the SHA-256 in hex of the root of the release before; '' for the first one.
        before_number: its number, or 0.
        origin: the number of the release whose content this one shows again after a rollback, or 0.
        folders: the lists, by folder; '' is the half itself.

    """

    part: Part
    number: Count
    at: dt.datetime
    key: str
    before: str
    before_number: Count
    origin: Count
    folders: dict[str, Folder]

    @property
    def files(self) -> int:
        """How many files there are."""
        return sum(folder.files for folder in self.folders.values())

    @property
    def bytes(self) -> int:
        """How many bytes they have."""
        return sum(folder.bytes for folder in self.folders.values())


class Removed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was taken out of a release since it was signed: the SHA-256 in hex of its root, the names."""

    root: Sum
    names: tuple[str, ...]


_files = msgspec.json.Decoder(File)
ready(File, Root, Removed)


@dataclass(frozen=True)
class Edition:
    """What is said of a release beside its files, see `Root`."""

    number: int
    at: dt.datetime
    origin: int = 0


@dataclass(frozen=True)
class Memo:
    """The lists of a release, so that those of the next one cost what has changed.

    Attributes:
        release: its folder.
        files: the SHA-256 in hex of all files, by name in the release.
        roots: by half.

    """

    release: Path
    files: Mapping[str, str]
    roots: Mapping[str, Root]

    @classmethod
    def of(cls, release: Path) -> Memo | None:
        """Read the lists of a release; None if they are not there or not whole."""
        files: dict[str, str] = {}
        roots: dict[str, Root] = {}
        for part in PARTS:
            signed = release / SIGNED / part
            try:
                roots[part] = root = root_of((signed / MANIFEST).read_bytes())
                for folder, listed in root.folders.items():
                    prefix = f"{part}/{folder}/" if folder else f"{part}/"
                    files |= {prefix + file.name: file.sum for file in list_of(signed, folder, listed)}
            except (OSError, ContentError):
                return None
        return cls(release, files, roots)


def write(
    release: Path,
    files: Mapping[str, str],
    edition: Edition,
    *,
    key: OwnKey | None = None,
    before: Path | None = None,
    memo: Memo | None = None,
) -> tuple[Memo, list[Path]]:
    """Write the manifests of a release into its folder, where its files stand already; its number is used up then.

    Args:
        release: the folder.
        files: the SHA-256 in hex of its files, by name, such as `site/index.html`.
        edition: number, time and origin.
        key: the key to sign with; without, it is unsigned.
        before: the folder of the running release, whose lists are shared where they are the same.
        memo: its lists, if they are still known.

    Returns:
        The lists of this one, and the files that were written and are not synced yet.

    """
    if memo is None and before:
        memo = Memo.of(before)
    known: Mapping[str, str] = memo.files if memo else {}
    touched: dict[str, set[str]] = {}
    for name in {name for name, _ in files.items() ^ known.items()}:
        folder, _, file = name.rpartition("/")
        touched.setdefault(folder, set()).add(file)
    roots, written = {}, []
    for part in PARTS:
        old = memo.roots[part] if memo else None
        target = release / SIGNED / part
        (target / LISTS).mkdir(parents=True)
        folders = dict(old.folders) if old else {}
        if memo:
            _share(memo.release / SIGNED / part / LISTS, target / LISTS, folders, touched, part)
        for folder, names in touched.items():
            if folder.partition("/")[0] != part:
                continue
            within = folder.partition("/")[2]
            listed = list(
                list_of(memo.release / SIGNED / part, within, folders[within]) if memo and within in folders else ()
            )
            if rows := _changed(release, folder, listed, names, files):
                folders[within], path = _put_list(target, rows)
                written.append(path)
            else:
                folders.pop(within, None)
        roots[part] = root = Root(
            "site" if part == "site" else "print",
            edition.number,
            edition.at.astimezone(dt.UTC).replace(microsecond=0),
            key.public.name if key else "",
            sum_of(encoded(old)) if old else "",
            old.number if old else 0,
            edition.origin,
            dict(sorted(folders.items())),
        )
        written += _seal(target / MANIFEST, encoded(root), key, f"{part} {root.number} {root.at:%Y-%m-%dT%H:%M:%SZ}")
    if key:
        key.use_up(edition.number)
    (release / SIGNED / "print").chmod(0o700)  # the names of what is not cleared
    return Memo(release, files, roots), written


def _share(source: Path, target: Path, folders: dict[str, Folder], touched: Mapping[str, object], part: str) -> None:
    for folder, listed in folders.items():
        if (f"{part}/{folder}" if folder else part) not in touched and not (target / listed.list).exists():
            try:
                os.link(source / listed.list, target / listed.list)
            except OSError:  # a file system without hard links
                (target / listed.list).write_bytes((source / listed.list).read_bytes())


def _changed(release: Path, folder: str, old: list[File], names: set[str], files: Mapping[str, str]) -> list[File]:
    """Return the rows of a folder, those of `names` anew."""
    rows = [row for row in old if row.name not in names]
    here = f"{release}/{folder}"
    for name in names:
        if digest := files.get(f"{folder}/{name}"):
            rows.append(File(name, digest, os.stat(f"{here}/{name}").st_size))  # noqa: PTH116 (of tens of thousands)
    return sorted(rows, key=lambda row: row.name)


def _put_list(target: Path, rows: list[File]) -> tuple[Folder, Path]:
    data = msgspec.json.Encoder().encode_lines(rows)
    if unsafe := [row.name for row in rows if not SAFE.fullmatch(row.name)]:
        raise ContentError("这个文件名在别的系统上不能用", place=unsafe[0], remedy="改名")
    folder = Folder(sum_of(data), len(data), len(rows), sum(row.size for row in rows))
    path = target / LISTS / folder.list
    if not path.exists():  # else shared, and never to be written into
        path.write_bytes(data)
    return folder, path


def _seal(path: Path, data: bytes, key: OwnKey | None, comment: str) -> list[Path]:
    written = {path: data}
    if key:
        written[path.with_name(path.name + ENDING)] = key.sign(data, f"bulletin-press {comment}").encode()
        written[path.with_name(PUBLIC)] = key.public.text.encode()
    for each, content in written.items():
        each.write_bytes(content)
    return list(written)


def note_removed(release: Path, names: Iterable[str], key: OwnKey | None) -> None:
    """Note beside the root of a release, and sign, which files are taken out of it; the root stays as it was signed.
    Once this returns, it stands.

    Args:
        release: the folder; one without a manifest gets no list.
        names: of all files that ever were, such as `site/index.html`.
        key: the key to sign with.

    """
    names = sorted(names)
    for part in PARTS:
        signed = release / SIGNED / part
        gone = tuple(name.removeprefix(f"{part}/") for name in names if name.startswith(f"{part}/"))
        if gone and (signed / MANIFEST).is_file():
            data = encoded(Removed(sum_of((signed / MANIFEST).read_bytes()), gone))
            # First what says that the list is not signed for a moment, should the power fail here.
            put(signed / REMOVED, data)
            if key:
                put(signed / f"{REMOVED}{ENDING}", key.sign(data, f"bulletin-press {part} removed").encode())


def signed_by(release: Path) -> str | None:
    """Return the name of the key that a release says it is signed with; '' if with none, None without a manifest."""
    try:
        return root_of((release / SIGNED / "site" / MANIFEST).read_bytes()).key
    except (OSError, ContentError):
        return None


def root_of(data: bytes, place: str = "") -> Root:
    """Read a root; ContentError if it is none, or is not written as we write it."""
    try:
        root = msgspec.json.decode(data, type=Root)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ContentError("清单读不懂", place=place, remedy="重新取一份") from error
    if encoded(root) != data or not all(folder == "" or SAFE.fullmatch(folder) for folder in root.folders):
        raise ContentError("清单被改动过", place=place, remedy="重新取一份")
    return root


def list_of(signed: Path, folder: str, listed: Folder) -> Iterator[File]:
    """Yield the files of a folder; ContentError if its list is not the one that the root names."""
    path = signed / LISTS / listed.list
    try:
        with path.open("rb") as file:
            data = file.read(listed.list_size + 1)
    except FileNotFoundError as error:
        raise ContentError("缺少这个文件夹的清单", place=folder or ".", remedy="重新取一份") from error
    yield from files_in(data, folder, listed)


def listed_in(signed: Path, root: Root) -> Listed:
    """Return all files that a root lists; ContentError if a list is not whole."""
    return {
        f"{folder}/{row.name}" if folder else row.name: (row.sum, row.size)
        for folder, list_ in root.folders.items()
        for row in list_of(signed, folder, list_)
    }


def files_in(data: bytes, folder: str, listed: Folder) -> list[File]:
    """Return the files in a list; ContentError if it is not the one that the root names."""
    if sum_of(data) != listed.list:
        raise ContentError("这个文件夹的清单被改动过", place=folder or ".", remedy="重新取一份")
    try:
        rows = _files.decode_lines(data)
    except msgspec.DecodeError as error:
        raise ContentError("这个文件夹的清单读不懂", place=folder or ".", remedy="重新取一份") from error
    if any("/" in row.name or not SAFE.fullmatch(row.name) for row in rows):
        raise ContentError("清单里有不能用的文件名", place=folder or ".", remedy="不要使用这一份")
    return rows


def removed_of(data: bytes, root: bytes, place: str = "") -> Removed:
    """Read the list of what was taken out of a release with this root; ContentError if it is of another one."""
    try:
        removed = msgspec.json.decode(data, type=Removed)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ContentError("取出清单读不懂", place=place, remedy="重新取一份") from error
    if encoded(removed) != data or removed.root != sum_of(root):
        raise BadSignature("取出清单不是这个版本的", place=place, remedy="重新取一份")
    return removed


def encoded(value: Root | Removed) -> bytes:
    """Return the bytes of a root or of what was taken out: always the same for the same."""
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"


def sum_of(data: bytes) -> str:
    """Return the SHA-256 of bytes in hex."""
    return hashlib.sha256(data).hexdigest()
