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
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec
from msgspec import structs

from press.durable import put
from press.home import CODE, SETTINGS, SOURCES

# What draws and writes pages beside our own code.
LIBRARIES = ("mkdocs", "mkdocs-material", "Markdown", "pymdown-extensions", "Jinja2", "MarkupSafe", "msgspec", "lxml")


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

    """

    def __init__(self, target: Path, notes: Path | None = None, releases: Path = Path(), *, anew: bool = False) -> None:
        self.target, self.notes, self.maker = target, notes, maker() if notes else ""
        self.begin()
        old = _read(notes) if notes else None
        self.release = old.release if old else ""
        self.source = releases / self.release / "site"
        self.old = old.files if old and old.maker == self.maker and not anew else {}

    def begin(self) -> None:
        """Begin anew with an empty folder."""
        self.files: dict[str, File] = {}
        self.taken: set[str] = set()

    def take(self, name: str, stamp: bytes) -> bool:
        """Take a file over if it was made of the same; return whether it was."""
        known = self.old.get(name)
        if known is None or known.stamp != stamp:
            return False
        if name in self.taken:
            return True
        source, target = self.source / name, self.target / name
        try:
            seen = source.stat()
            if (seen.st_size, seen.st_mtime_ns) != (known.size, known.time_ns):
                return False
            try:
                os.link(source, target)
            except FileNotFoundError:
                target.parent.mkdir(parents=True, exist_ok=True)
                os.link(source, target)
        except OSError:  # gone, or a file system without hard links
            return False
        self.files[name] = known
        self.taken.add(name)
        return True

    def write(self, name: str, stamp: bytes, data: bytes) -> None:
        """Write a file, and note what it was made of."""
        target = self.target / name
        if name in self.taken:  # for something else: what is shared is not written
            self.taken.remove(name)
            target.unlink()
        try:
            target.write_bytes(data)
        except FileNotFoundError:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        self.note(name, stamp, hashlib.sha256(data).hexdigest())

    def copy(self, source: Path, name: str) -> None:
        """Take over or copy a file as it is; its stamp is its sum."""
        with source.open("rb") as file:
            found = hashlib.file_digest(file, "sha256")
        if not self.take(name, found.digest()):
            target = self.target / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
            self.note(name, found.digest(), found.hexdigest())

    def note(self, name: str, stamp: bytes, digest: str) -> None:
        """Note a file that was written here, and its SHA-256 in hex."""
        self.files[name] = File(stamp, digest, 0, 0)

    def save(self, release: Path) -> None:
        """Keep the notes, once the files stand in a release, be it one that had the same already."""
        assert self.notes
        for name in self.files.keys() - self.taken:
            seen = (release / "site" / name).stat()
            self.files[name] = structs.replace(self.files[name], size=seen.st_size, time_ns=seen.st_mtime_ns)
        put(self.notes, msgspec.msgpack.encode(Notes(self.maker, release.name, self.files)))


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
        yield from sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
