"""What only its owner may read: folders at 0700, files at 0600, looked at whenever they are opened,
mended and said where they are not."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from records.errors import SetupError

OTHERS = 0o077
SHOWN = 3


def owner_only(*places: Path, inside: bool = True) -> None:
    """Shut others out of files, and of folders with all that is in them; those that are not there are passed over.

    Args:
        places: files and folders.
        inside: whether to look into folders; nobody gets past one that is shut.

    Raises:
        SetupError: it belongs to someone else, or is a folder that all share.

    """
    mended = [path for place in places for path in _mended(place, inside)]
    if mended:
        more = f" 等 {len(mended)} 处" if len(mended) > SHOWN else ""
        said = "、".join(map(str, mended[:SHOWN]))
        print(f"提醒：别的账号原来能读 {said}{more}，已改为只有本账号能读。", file=sys.stderr)  # noqa: T201 (no logging is set up yet)


def _mended(place: Path, inside: bool) -> Iterator[Path]:
    """Yield what was open to others and is not any more; links inside are not followed."""
    place = place.resolve()
    try:
        found = place.stat()
    except FileNotFoundError:
        return
    folder = stat.S_ISDIR(found.st_mode)
    if folder and found.st_mode & stat.S_ISVTX:
        raise SetupError("这是大家共用的目录", place=str(place), remedy="换一个只给简报编辑部用的目录（PRESS_VAR）")
    for path, mode in ((place, found.st_mode), *(_below(place) if folder and inside else ())):
        if mode & OTHERS:
            try:
                path.chmod(stat.S_IMODE(mode) & ~OTHERS)
            except FileNotFoundError:
                continue  # another process has just removed it
            except PermissionError as error:
                remedy = "换用它所属的账号运行，或者由管理员把它改归本账号（chown）"
                raise SetupError("别的账号能读，又不归本账号，改不了权限", place=str(path), remedy=remedy) from error
            yield path


def _below(folder: Path) -> Iterator[tuple[Path, int]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            try:
                mode = entry.stat(follow_symlinks=False).st_mode
            except FileNotFoundError:
                continue  # another process has just removed it
            if stat.S_ISREG(mode) or stat.S_ISDIR(mode):
                yield Path(entry.path), mode
            if stat.S_ISDIR(mode):
                yield from _below(Path(entry.path))


def database_files(path: Path) -> Iterable[Path]:
    """Return the files of an SQLite database; an empty one is made if there is none, so that
    it is shut from the first byte on."""
    if not path.exists() and path.parent.is_dir():
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
    return [path.with_name(path.name + ending) for ending in ("", "-wal", "-shm", "-journal")]
