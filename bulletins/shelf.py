"""A shelf of finished bulletins, kept by their content: what was set once is not set again, by preview or build.

The two have a folder each, because a preview is private to the CMS and a build works without it; keys and
form are the same, so that an entry is good on either shelf.
"""

from __future__ import annotations

import ctypes
import errno
import hashlib
import os
import platform
import re
import shutil
import tempfile
import time
import zlib
from collections.abc import Callable, Container, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Self

import msgspec

import records
from bulletins.compose import picture_names
from bulletins.origin import bare_issue
from bulletins.typeset import Typeset, typeset
from records import Issue, Place, Publication, RecordError

KEPT = 60  # entries beyond those that are needed: the drafts of some days, about a megabyte each with their pictures
LEFT_S = 3600  # seconds; an entry is written in far less, so what is unfinished for so long has lost its process
KEY = re.compile("[0-9a-f]{64}")
PDF, TOLD = "issue.pdf", "told.json"
LIBRARIES = ("weasyprint", "pydyf", "tinyhtml5", "tinycss2", "cssselect2", "fonttools", "pillow", "segno", "jinja2")


@dataclass(frozen=True)
class Manuscript:
    """All that the typesetter is given for a bulletin, and nothing else; made by `of`.

    Attributes:
        issue: without what is private or decided after printing, its pictures described.
        publication: its publication.
        places: every place by its code, in the order of the codes.
        media: finds the file of a picture by its name below `media/`.

    """

    issue: Issue
    publication: Publication
    places: Mapping[str, Place]
    media: Callable[[str], Path]

    @classmethod
    def of(
        cls, issue: Issue, publication: Publication, *, places: Mapping[str, Place], media: Callable[[str], Path]
    ) -> Self:
        """Return the manuscript of an issue as it stands in the CMS or in an export."""
        return cls(records.described(bare_issue(issue)), publication, dict(sorted(places.items())), media)

    @cached_property
    def key(self) -> str:
        """What names its print, 64 hexadecimal digits: a hash of all that decides the bytes, the typesetter included.

        Pictures count with their content, because an export written by hand may name them as it likes.
        """
        names = dict.fromkeys(name for _, name in picture_names(self.issue))
        pictures = {name: self._hash(name) for name in names}
        given = [self.issue, self.publication, list(self.places.values()), pictures, typesetter()]
        return hashlib.sha256(msgspec.json.encode(given)).hexdigest()

    def typeset(self) -> Typeset:
        """Set it; raises what `bulletins.typeset` raises."""
        return typeset(self.issue, self.publication, places=self.places, media=self.media)

    def _hash(self, name: str) -> str:
        """Return the hash of a picture's content; '' for one that is missing, which typesetting will say."""
        try:
            return hashlib.sha256(self.media(name).read_bytes()).hexdigest()
        except (KeyError, OSError, RecordError):
            return ""


@cache
def typesetter() -> str:
    """Return a hash of the typesetter: its code, styles, words and fonts, the records it reads, and what it builds on.

    Of files the content counts, not the day: every checkout and every process finds the same.
    """
    found = hashlib.sha256()
    for folder in (Path(__file__).parent, Path(records.__file__).parent):
        files = (p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts)
        for name, path in sorted((p.relative_to(folder).as_posix(), p) for p in files):
            found.update(f"{name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    below = [platform.python_version(), zlib.ZLIB_RUNTIME_VERSION, _pango(), *map(version, LIBRARIES)]
    found.update(" ".join(map(str, below)).encode())
    return found.hexdigest()


def _pango() -> int:
    """Return the version of Pango; asked for itself where it can be, for with WeasyPrint comes the whole typesetter."""
    try:
        return int(ctypes.CDLL("libpango-1.0.so.0").pango_version())
    except OSError:
        from weasyprint.text.ffi import pango

        return int(pango.pango_version())


class Told(msgspec.Struct, frozen=True):
    """What is noted beside a PDF; its hash vouches for the file being whole."""

    sha256: str
    page_count: int
    first_pages: dict[str, int]


records.ready(Told)


@dataclass(frozen=True)
class Shelved:
    """A bulletin on a shelf.

    Attributes:
        key: what it is kept under.
        folder: where it lies.
        sha256: of the PDF.
        page_count: always even.
        first_pages: anchor of an item to the page on which it begins, counted from 1.

    """

    key: str
    folder: Path
    sha256: str
    page_count: int
    first_pages: dict[str, int]

    @property
    def path(self) -> Path:
        """The PDF's file."""
        return self.folder / PDF

    def beside(self, name: str, make: Callable[[], bytes]) -> bytes:
        """Return what is kept beside the PDF under a name of file; made and kept if it is not there yet."""
        path = self.folder / name
        with suppress(FileNotFoundError):
            return path.read_bytes()
        made = make()
        with suppress(FileNotFoundError):  # taken off the shelf meanwhile
            with tempfile.NamedTemporaryFile(dir=self.folder.parent, prefix="new-", delete=False) as file:
                file.write(made)
            Path(file.name).rename(path)
        return made


@dataclass(frozen=True)
class Shelf:
    """A folder with an entry for each key, itself a folder. Processes may share it without asking each other.

    An entry appears and goes by one rename; what a killed process leaves has another name, and `tidy` clears it.
    """

    folder: Path

    def take(self, key: str) -> Shelved | None:
        """Return what is kept under a key, from now on the last used; None where it is not there or not whole."""
        if not KEY.fullmatch(key):
            return None
        folder = self.folder / key
        try:
            told = msgspec.json.decode((folder / TOLD).read_bytes(), type=Told)
            whole = told.sha256 == hashlib.sha256((folder / PDF).read_bytes()).hexdigest()
        except (OSError, msgspec.DecodeError):
            return None
        with suppress(OSError):
            os.utime(folder)
        return Shelved(key, folder, told.sha256, told.page_count, told.first_pages) if whole else None

    def put(self, key: str, made: Typeset) -> Shelved:
        """Keep a bulletin; what is there already stays if it is the same, and gives way if it is broken or differs."""
        if not KEY.fullmatch(key):
            raise ValueError(f"not a key: {key}")
        self.folder.mkdir(parents=True, exist_ok=True)
        place, scratch = self.folder / key, Path(tempfile.mkdtemp(dir=self.folder, prefix="new-"))
        told = Told(hashlib.sha256(made.pdf).hexdigest(), made.page_count, made.first_pages)
        (scratch / PDF).write_bytes(made.pdf)
        (scratch / TOLD).write_bytes(msgspec.json.encode(told))
        if not _moved(scratch, place):
            there = self.take(key)
            if there is None or there.sha256 != told.sha256:
                self._clear(place)
                _moved(scratch, place)  # or else another process has put the same there
            shutil.rmtree(scratch, ignore_errors=True)
        return Shelved(key, place, told.sha256, told.page_count, told.first_pages)

    def tidy(self, needed: Container[str] = ()) -> None:
        """Clear all but the needed keys and the last used of the others, and what killed processes left.

        A preview needs none for longer than somebody looks at it. A build needs all that its release shows, however
        many: a bound that took one of them would have it set again by every build.
        """
        if not self.folder.is_dir():
            return
        others: list[tuple[float, Path]] = []
        for path in self.folder.iterdir():
            with suppress(FileNotFoundError):  # another process tidies too
                used = path.stat().st_mtime
                if KEY.fullmatch(path.name):
                    others += [] if path.name in needed else [(used, path)]
                elif time.time() - used > LEFT_S:
                    shutil.rmtree(path) if path.is_dir() else path.unlink()
        for _, path in sorted(others, reverse=True)[KEPT:]:
            self._clear(path)

    def _clear(self, place: Path) -> None:
        """Take an entry away whole, by one rename, before its files go."""
        gone = tempfile.mkdtemp(dir=self.folder, prefix="old-")
        with suppress(FileNotFoundError):  # another process was quicker
            place.rename(gone)
        shutil.rmtree(gone, ignore_errors=True)


def _moved(scratch: Path, place: Path) -> bool:
    """Rename a folder; False where there is something already."""
    try:
        scratch.rename(place)
    except OSError as error:
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
            raise
        return False
    return True
