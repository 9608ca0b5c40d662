"""Taking out of older releases what was taken back from readers since."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import msgspec

from press.archive import Archive
from press.durable import put
from press.gate.fault import FOLDERS
from press.gate.secrets import READABLE, Words, strings
from press.manifest import note_removed
from press.signing import own
from records import Export, Issue, Name

CUT = "cut.json"  # in a release: the files that were taken out of it since
PIECE = re.compile(r"[^\s，。、；：！？“”‘’（）《》()…,.;:!?]{8,}")
INDEX = "site/assets/search/"


def cut(out: Path, running: Path, archive: Archive, name: Name, releases: Iterable[str]) -> int:
    """Take out of older releases what they say of a record that was taken back; return how many files that were.

    A file goes if it is of the record itself, such as its page, or says something that the record said there and the
    running release does not say of it; an index goes with all that can be found in it. What the running release has in
    the same words stays.
    """
    (kind, key), gone = name, 0
    own = [f"site/{FOLDERS[kind]}/{key}."] if kind in FOLDERS else []
    printed = [f"print/{key.rpartition('/')[0]}/{key.replace('/', '-')}."] if kind is Issue else []
    releases = sorted(releases)
    with tempfile.TemporaryDirectory(dir=archive.folder) as folder:
        said = [_pieces(archive, release, name, Path(folder) / release) for release in (*releases, running.name)]
    words, theirs = Words(set[str]().union(*said[:-1]) - said[-1]), contents_of(running)
    for release in (out / "releases" / name for name in releases):
        if release.is_dir():
            found = [
                file
                for file, sum in contents_of(release).items()
                if theirs.get(file) != sum
                and (file.startswith((*own, *printed, INDEX)) or _says(release / file, words))
            ]
            gone += len(found)
            _remove(release, found)
    archive.cut(kind, key, releases)
    return gone


def _pieces(archive: Archive, release: str, name: Name, to: Path) -> set[str]:
    """Return what readers see of a record in a release, in pieces between marks that are long enough to tell."""
    if not archive.take(release, *name, to):
        return set()
    export = Export(to, private=False)
    record = export.found(*name).record if next(export.files(*name), None) else None
    return {piece for text in strings(record) for piece in PIECE.findall(text)} if record else set()


def contents_of(release: Path) -> dict[str, str]:
    """Return the SHA-256 of each file that a release still has, by its path there."""
    files: dict[str, str] = msgspec.json.decode((release / "manifest.json").read_bytes())["files"]
    cut_out = release / CUT
    for name in msgspec.json.decode(cut_out.read_bytes()) if cut_out.is_file() else ():
        files.pop(name, None)
    return files


def _says(path: Path, words: Words) -> bool:
    if path.suffix not in READABLE or not words.all:
        return False
    return next(words.found_in(path.read_text("utf-8", errors="replace")), None) is not None


def _remove(release: Path, names: Iterable[str]) -> None:
    """Take files out of a release, and note which."""
    names = list(names)
    if not names:
        return
    noted = release / CUT
    known: list[str] = json.loads(noted.read_text()) if noted.is_file() else []
    names = sorted({*known, *names})
    put(noted, json.dumps(names, ensure_ascii=False, indent=0).encode())
    note_removed(release, names, own())
    for name in names:
        with suppress(FileNotFoundError):
            os.unlink(f"{release}/{name}")  # noqa: PTH108 (there are tens of thousands)
