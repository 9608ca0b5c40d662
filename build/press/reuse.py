"""Files of an earlier release that still hold: what would be made of the same again is taken over, not made.

A file of a release follows from what it is made of and from the program that makes it. Of each file is noted the stamp
of what it was made of; where a build would make it of the same, the new release gets the old file, as a hard link.
Losing the notes costs a full build, nothing else.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec
from msgspec import structs

from press.durable import put
from press.home import CODE, SETTINGS, SOURCES

# What draws and writes pages beside our own code.
LIBRARIES = ("mkdocs", "mkdocs-material", "Markdown", "pymdown-extensions", "Jinja2", "MarkupSafe", "msgspec", "lxml")

INDEX = "assets/search"


class File(msgspec.Struct, frozen=True, array_like=True):
    """A file: the stamp of what it was made of, its SHA-256 in hex, and how one sees that nobody touched it."""

    stamp: bytes
    sum: str
    size: int
    time_ns: int


class Notes(msgspec.Struct, array_like=True):
    """What is known of the files of a release."""

    maker: str
    release: str
    files: dict[str, File]


class Reuse:
    """Knows the files of an earlier release, and notes those of the one that is made.

    Args:
        target: where the site comes to stand.
        notes: where the notes are kept; without them, every file is made.
        releases: the folder of all releases, whose sites have files of the same names.
        anew: take nothing over.
        before: what knew the files of that release, if that was this process.
        standing: the release whose files the target has already, and no others; '' if it is empty.

    """

    def __init__(
        self,
        target: Path,
        notes: Path | None = None,
        releases: Path = Path(),
        *,
        anew: bool = False,
        before: Reuse | None = None,
        standing: str = "",
    ) -> None:
        self.target, self.notes = target, notes
        self.maker: str = before.maker if before else maker() if notes else ""
        self.files: dict[str, File] = {}
        self.composed: set[str] = set()  # files that say nothing that does not stand in others too
        old = before.saved if before else _read(notes) if notes else None
        self.release = old.release if old else ""
        self.source = releases / self.release / "site"
        self.old = old.files if old and old.maker == self.maker and not anew else {}
        self.standing = bool(standing) and standing == self.release and bool(self.old)
        self.sure = before is not None  # that nobody touched the files that stand there
        self.saved: Notes | None = None
        # SHA-256 of the files of the search index, which keeps itself, by their paths below its folder; and, of a
        # segment out of which something was cut, which one that was.
        self.index: dict[str, str] = {}
        self.index_cut: dict[str, str] = {}
        self.released: Callable[[], None] = lambda: None  # to be told to the index once the release runs

    def begin(self) -> None:
        """Begin anew with an empty folder."""
        self.files = {}
        self.standing = False

    def taken(self, name: str) -> bool:
        """Whether a file was taken over."""
        return name in self.files and self.files[name] is self.old.get(name)

    def made(self) -> Iterator[str]:
        """Yield the names of the files that were not taken over."""
        return (name for name, file in self.files.items() if file is not self.old.get(name))

    def take(self, name: str, stamp: bytes) -> bool:
        """Take a file over if it was made of the same; return whether it was."""
        known = self.old.get(name)
        if known is None or known.stamp != stamp:
            return False
        source, target = f"{self.source}/{name}", f"{self.target}/{name}"
        if (self.standing and (self.sure or _untouched(target, known))) or self.taken(name):
            return self._still(name, known)
        if self.standing:
            return False
        try:
            if not _untouched(source, known):
                return False
            try:
                os.link(source, target)
            except FileNotFoundError:
                Path(target).parent.mkdir(parents=True, exist_ok=True)
                os.link(source, target)
        except OSError:  # gone, or a file system without hard links
            return False
        self.files[name] = known
        return True

    def keep(self, names: Iterable[str]) -> None:
        """Take over files that are made of the same for sure."""
        if self.standing and self.sure:
            self.files.update((name, self.old[name]) for name in names)
        else:
            for name in names:
                self.take(name, self.old[name].stamp)

    def _still(self, name: str, known: File) -> bool:
        """Keep what stands in the target, unless that was written there for something else."""
        return self.files.setdefault(name, known) is known

    def clear(self, name: str) -> None:
        """Make room for a file of this name: what is shared with an earlier release is not written."""
        if self.standing or self.taken(name):
            (self.target / name).unlink(missing_ok=True)

    def write(self, name: str, stamp: bytes, data: bytes) -> None:
        """Write a file, and note what it was made of."""
        self.clear(name)
        target = self.target / name
        try:
            target.write_bytes(data)
        except FileNotFoundError:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        self.note(name, stamp, hashlib.sha256(data).hexdigest())

    def copy(self, source: Path, name: str) -> bytes:
        """Take over or copy a file as it is; return its stamp, which is its sum."""
        with source.open("rb") as file:
            found = hashlib.file_digest(file, "sha256")
        if not self.take(name, found.digest()):
            self.clear(name)
            target = self.target / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
            self.note(name, found.digest(), found.hexdigest())
        return found.digest()

    def note(self, name: str, stamp: bytes, digest: str) -> None:
        """Note a file that was written here, and its SHA-256 in hex."""
        self.files[name] = File(stamp, digest, 0, 0)

    @property
    def names(self) -> set[str]:
        """All files of the site."""
        return self.files.keys() | {f"{INDEX}/{name}" for name in self.index}

    @property
    def sums(self) -> dict[str, str]:
        """SHA-256 in hex of all files of the site."""
        return {name: file.sum for name, file in self.files.items()} | {
            f"{INDEX}/{name}": sum for name, sum in self.index.items()
        }

    def sweep(self) -> None:
        """Remove what stands in the target and is not of this release."""
        for name in self.old.keys() - self.files.keys() if self.standing else ():
            (self.target / name).unlink(missing_ok=True)

    def save(self, release: Path) -> None:
        """Keep the notes, once the files stand in a release, be it one that had the same already."""
        assert self.notes
        for name in list(self.made()):
            seen = (release / "site" / name).stat()
            self.files[name] = structs.replace(self.files[name], size=seen.st_size, time_ns=seen.st_mtime_ns)
        self.saved = Notes(self.maker, release.name, self.files)
        put(self.notes, msgspec.msgpack.encode(self.saved))


def _untouched(path: str, known: File) -> bool:
    try:
        seen = os.stat(path)  # noqa: PTH116 (there are tens of thousands)
    except OSError:
        return False
    return (seen.st_size, seen.st_mtime_ns) == (known.size, known.time_ns)


def _read(notes: Path) -> Notes | None:
    try:
        return msgspec.msgpack.decode(notes.read_bytes(), type=Notes)
    except (OSError, msgspec.DecodeError):
        return None


def stamp_of(*parts: Any) -> bytes:
    """Return what changes with anything in plain data, dataclasses and records."""
    return hashlib.blake2b(msgspec.msgpack.encode(parts, enc_hook=_text), digest_size=16).digest()


def _text(value: Any) -> str:
    if isinstance(value, str):  # such as Markup, which msgspec does not take for one
        return str(value)
    raise TypeError(f"no plain data: {type(value)}")


def files_below(folder: Path) -> Iterator[str]:
    """Yield the names of the files in a folder and those below it, in no order; of tens of thousands much
    faster than `Path.rglob` does."""
    for here, _, names in os.walk(folder):
        within = here[len(str(folder)) + 1 :].replace(os.sep, "/")
        for name in names:
            yield f"{within}/{name}" if within else name


def maker() -> str:
    """Return what changes with anything but the records that a site is made of: code, theme, settings, libraries."""
    found = hashlib.sha256(repr([sys.version, *((name, version(name)) for name in LIBRARIES)]).encode())
    for source in _sources():
        found.update(f"\0{source.name}\0".encode() + source.read_bytes())
    return found.hexdigest()


def _sources() -> Iterable[Path]:
    yield SETTINGS
    for folder in (SOURCES, CODE / "press", CODE / "records"):
        yield from sorted(path for path in folder.rglob("*") if path.is_file() and path.parent.name != "__pycache__")
