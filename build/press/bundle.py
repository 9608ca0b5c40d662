"""`press bundle`: the running release in one file that opens from a stick, or what changed since an earlier one.

A zip with the site on top and its manifest in `signed/`; the comment at its end is the SHA-256 of all bytes before. Of
the print room nothing is carried. A delta has the files that changed, long ones as their lines differ (`signed/lines/`,
see `press.patching`), and instead of the lists what changed in them (`signed/delta`); what it makes has to be what the
new root says.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from press.durable import sync
from press.manifest import LISTS, MANIFEST, SIGNED, Count, File, Listed, Root, Sum, list_of, listed_in, root_of, sum_of
from press.patching import difference
from press.signing import ENDING, PUBLIC
from press.steps import Progress, silent
from records import ContentError, SetupError
from records.ready import ready

DELTA, LINES = f"{SIGNED}/delta", f"{SIGNED}/lines/"
LONG = 1 << 16  # bytes: from here on a file is carried as its lines differ, if that is less than half
SEAL = 64  # bytes at the end of the file: the SHA-256 in hex of all before
DENSE = frozenset([".png", ".jpg", ".jpeg", ".gif", ".webp", ".pdf", ".woff2", ".gz", ".zip"])  # nothing to be gained
TRIES = 3


class Change(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What changed in the list of a folder: names that went, rows that came or are others."""

    gone: tuple[str, ...]
    rows: tuple[File, ...]


class Delta(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a delta is for: the SHA-256 in hex of the root that it is applied on, its number, and the lists."""

    base: Sum
    number: Count
    folders: dict[str, Change]


NO_CHANGE = Change((), ())
ready(Delta)


@dataclass(frozen=True)
class Bundled:
    """A file that was made: of which release, since which one (0: all), how much is in it, whether it is signed."""

    path: Path
    number: int
    since: int
    files: int
    bytes: int
    signed: bool

    def as_data(self) -> dict[str, Any]:
        """Return plain data for --json."""
        return {name: str(value) if isinstance(value, Path) else value for name, value in vars(self).items()}


def bundle(out: Path, file: Path, since: int | None = None, progress: Progress = silent) -> Bundled:
    """Write the running release, or what changed since an earlier one, into a file.

    Args:
        out: the folder of releases.
        file: what is written; one of this name is replaced.
        since: the number of a release that is still kept.
        progress: is told how far it is.

    Raises:
        ContentError: a file of the release is not what its manifest says.
        SetupError: there is no release, or none of this number.

    """
    for _ in range(TRIES):
        release = (out / "current").resolve()
        made = _bundle(out, release, file, since, progress)
        # A withdrawal does not wait for us: what it took back must not be carried, so what went before is done again.
        if (out / "current").resolve() == release:
            beside_of(file).replace(file)
            sync(file.parent)
            return made
        beside_of(file).unlink()
    raise SetupError("打包的时候一直有新版本发布", place=str(out), remedy="等一等再打包")


def beside_of(file: Path) -> Path:
    """Return where a file is written before it is whole."""
    return file.with_name(f".{file.name}.new")


def _bundle(out: Path, release: Path, file: Path, since: int | None, progress: Progress) -> Bundled:
    signed = release / SIGNED / "site"
    data, root = root_in(signed)
    listed = listed_in(signed, root)
    old: Path | None = None
    known: Listed = {}
    meta: dict[str, bytes] = {f"{SIGNED}/{MANIFEST}": data}
    if root.key:
        for name in (f"{MANIFEST}{ENDING}", PUBLIC):
            meta[f"{SIGNED}/{name}"] = (signed / name).read_bytes()
    if since is None:
        for folder in root.folders.values():
            meta[f"{SIGNED}/{LISTS}/{folder.list}"] = (signed / LISTS / folder.list).read_bytes()
        carried = listed
    else:
        base = _kept(out, since, root.number)
        theirs, then = root_in(base)
        known = listed_in(base, then)
        delta = Delta(sum_of(theirs), since, dict(_changes(base, signed)))
        meta[DELTA] = msgspec.json.encode(delta)
        carried = {name: row for name, row in listed.items() if known.get(name) != row}
        old = base.parents[1] / "site"
    if any(name.partition("/")[0] == SIGNED for name in listed):
        raise ContentError(f"网站里有名为 {SIGNED}/ 的文件夹", place=str(release), remedy="改名")
    file.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(beside_of(file), "w", allowZip64=True) as archive:
        for name, content in meta.items():
            _add(archive, name, content, root.at)
        for n, (name, (digest, _)) in enumerate(sorted(carried.items()), 1):
            content = (release / "site" / name).read_bytes()
            if sum_of(content) != digest:
                raise ContentError("与签名清单不符，没有打包", place=f"site/{name}", remedy="运行 press build --full")
            patch = _patch(old / name, known.get(name), content) if old else None
            _add(archive, name if patch is None else LINES + name, content if patch is None else patch, root.at)
            progress("bundle", n, len(carried))
        archive.comment = b"0" * SEAL
    seal(beside_of(file))
    size = beside_of(file).stat().st_size
    return Bundled(file, root.number, since or 0, len(carried), size, bool(root.key))


def root_in(signed: Path) -> tuple[bytes, Root]:
    """Return the root in a folder of a manifest, as bytes and read; SetupError if there is none."""
    try:
        data = (signed / MANIFEST).read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise SetupError("没有发布版本，或者它没有签名清单", place=str(signed), remedy="先运行 press build") from error
    return data, root_of(data, str(signed / MANIFEST))


def _kept(out: Path, number: int, now: int) -> Path:
    """Return where the manifest of a release stands; SetupError if it is not kept any more or is not older."""
    kept = {int(path.name[:6]): path for path in sorted((out / "releases").glob("[0-9]*"))}
    older = [n for n in sorted(kept) if n < now and (kept[n] / SIGNED / "site" / MANIFEST).is_file()]
    if number not in older:
        which = f"可以从第 {'、'.join(map(str, older))} 版起" if older else "现在只能打整份"
        raise SetupError(
            f"第 {number} 版{'就是当前版本' if number == now else '不在留着的旧版本里'}",
            place=str(out / "releases"),
            remedy=f"{which}；不写 --since 就打整份",
        )
    return kept[number] / SIGNED / "site"


def _changes(base: Path, signed: Path) -> Iterator[tuple[str, Change]]:
    """Yield what changed in the lists from one manifest to another, by folder."""
    then, now = (root_in(each)[1].folders for each in (base, signed))
    for folder in sorted(then.keys() | now.keys()):
        if then.get(folder) != now.get(folder):
            old, new = (
                {row.name: row for row in list_of(each, folder, folders[folder])} if folder in folders else {}
                for each, folders in ((base, then), (signed, now))
            )
            rows = tuple(row for name, row in new.items() if old.get(name) != row)
            yield folder, Change(tuple(sorted(old.keys() - new.keys())), rows)


def patched(old: Mapping[str, File], change: Change) -> bytes:
    """Return the list of a folder after a change; whether it is the right one, its hash says."""
    gone = {*change.gone}
    rows = {name: row for name, row in old.items() if name not in gone} | {row.name: row for row in change.rows}
    return msgspec.json.Encoder().encode_lines([rows[name] for name in sorted(rows)])


def _patch(old: Path, then: tuple[str, int] | None, new: bytes) -> bytes | None:
    """Return how a long file differs from what it was; None if it is new, was taken out since, or differs too much."""
    if then is None or min(then[1], len(new)) < LONG or not old.is_file():
        return None
    data = old.read_bytes()
    if sum_of(data) != then[0]:
        return None
    patch = difference(data, new)
    return patch if len(patch) < len(new) // 2 else None


def _add(archive: zipfile.ZipFile, name: str, content: bytes, at: dt.datetime) -> None:
    entry = zipfile.ZipInfo(name, at.timetuple()[:6])
    entry.external_attr = 0o100644 << 16
    entry.compress_type = zipfile.ZIP_STORED if Path(name).suffix in DENSE else zipfile.ZIP_DEFLATED
    archive.writestr(entry, content)


def seal(file: Path) -> None:
    """Write at the end of a zip with a comment of 64 bytes the sum of all before; it stands once this returns."""
    with file.open("r+b") as whole:
        digest = sum_before(file)
        whole.seek(-SEAL, os.SEEK_END)
        whole.write(digest.encode())
        whole.flush()
        os.fsync(whole.fileno())


def sum_before(file: Path) -> str:
    """Return the SHA-256 in hex of a file but for its last 64 bytes."""
    found, left = hashlib.sha256(), file.stat().st_size - SEAL
    with file.open("rb") as whole:
        while left > 0 and (data := whole.read(min(left, 1 << 20))):
            found.update(data)
            left -= len(data)
    return found.hexdigest()
