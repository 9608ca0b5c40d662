"""Writing so that it stands after the power fails: data first, then the names that lead to it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

MANY = 400  # files: from here on the whole disk is written out at once, which takes less than one wait for each


def put(path: Path, data: bytes, mode: int = 0o666) -> None:
    """Write a file whole or not at all; once this returns, it stands."""
    beside = path.with_name(f".{path.name}.new")
    beside.touch(mode)
    with beside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    sync(path.parent)


def add_line(path: Path, line: str) -> None:
    """Add a line to a file; what a power failure left of an earlier one is ended first."""
    new = not path.exists()
    with path.open("a+b") as file:
        torn = file.tell() and (file.seek(-1, os.SEEK_END), file.read(1))[1] != b"\n"
        file.write(("\n" if torn else "").encode() + line.encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    if new:
        sync(path.parent)


def sync(path: Path) -> None:
    """Have a file or a folder, that is, the names in it, written to the disk."""
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def sync_all(folder: Path, files: Iterable[Path | str], *, whole: bool = True) -> None:
    """Have files in a folder and those below it written to the disk, and every folder there; if not `whole`, only the
    folders of these files."""
    some = list(islice(files, MANY + 1))
    if len(some) > MANY:
        os.sync()
        return
    paths = list(map(Path, some))
    for path in paths:
        sync(path)
    folders = {Path(here) for here, _, _ in os.walk(folder)} if whole else {path.parent for path in paths} | {folder}
    for path in sorted(folders, reverse=True):
        sync(path)
