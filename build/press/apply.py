"""`press apply`: a bundle into a folder: verified to the byte beside it, put in its place by one rename.

Nothing in the file is believed before the signature holds: the root says which lists there are, the lists which files,
and how many bytes each may have. What is not in them is not unpacked.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from press.bundle import LINES, NO_CHANGE, Delta, patched
from press.comparing import Copy, files_at_fault
from press.durable import sync, sync_all
from press.lock import held
from press.manifest import (
    LISTS,
    MANIFEST,
    ROOT_BYTES,
    SIGNED,
    Listed,
    Root,
    files_in,
    list_of,
    listed_in,
    root_of,
    sum_of,
)
from press.opening import UNTOUCHED, delta_in, opened, read
from press.patching import remade
from press.reuse import files_below
from press.signing import ENDING, PUBLIC, PublicKey
from press.steps import Progress, silent
from press.trust import Trust
from records import ContentError, SetupError

EXCHANGE, HERE = 2, -100  # RENAME_EXCHANGE, AT_FDCWD of linux/fs.h and fcntl.h
SPARE_BYTES = 16 << 20
LITTER = {"Thumbs.db", "desktop.ini", ".DS_Store"}


@dataclass(frozen=True)
class Applied:
    """What stands in a folder now: which release, of which key; how many files came and went."""

    folder: Path
    number: int
    before: int
    key: str
    came: int
    gone: int
    unchanged: bool = False
    remarks: tuple[str, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """Return plain data for --json."""
        return {name: str(value) if isinstance(value, Path) else value for name, value in vars(self).items()}


@dataclass(frozen=True)
class _Now:
    """What stands in a folder before: its root and all that it lists; or nothing."""

    data: bytes = b""
    root: Root | None = None

    @property
    def number(self) -> int:
        return self.root.number if self.root else 0


def apply(file: Path, folder: Path, trust: Trust, progress: Progress = silent) -> Applied:
    """Put what a bundle or a delta carries into a folder; the folder is as before or as published, at any moment.

    Raises:
        ContentError: the file does not hold, is older, foreign or for another base, or what stands there is in the way.
        SetupError: another one is at work there, or there is no room.

    """
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with held(folder.parent), _settled(folder) as beside, opened(file) as archive:
        now = _standing(folder)
        root, data, key = _signed(archive, folder, trust)
        _in_order(root, data, now, trust, key)
        if delta := delta_in(archive):
            if now.data == data:
                return Applied(folder, root.number, now.number, key.name, 0, 0, True, tuple(trust.remarks))
            _on_its_base(delta, now, folder)
        beside.mkdir()
        came, gone = _lay_out(archive, beside, folder, root, delta, now, progress)
        _flip(beside, folder)
    trust.remember(root, data, key)  # what remembers may stand in the folder that was held
    return Applied(folder, root.number, now.number, key.name, came, gone, False, tuple(trust.remarks))


def _signed(archive: zipfile.ZipFile, folder: Path, trust: Trust) -> tuple[Root, bytes, PublicKey]:
    """Return the root that a bundle carries, its bytes and the key that signed it."""
    there = folder / SIGNED / PUBLIC
    trust.also([there.read_bytes()] if there.is_file() else [])
    name = f"{SIGNED}/{MANIFEST}"
    data = read(archive, name, ROOT_BYTES)
    root = root_of(data, name)
    beside = [
        read(archive, each, 4096) if each in archive.namelist() else None
        for each in (f"{name}{ENDING}", f"{SIGNED}/{PUBLIC}")
    ]
    key = trust.signed(root, data, *beside)
    if key is None:
        raise ContentError(
            "这一份没有签名，没有装",
            place=name,
            remedy=f"请发布单位运行 press key，再发布、打包一次；{UNTOUCHED}。信得过的也可以直接解开看",
        )
    if root.part != "site":
        raise ContentError("这一份不是网站", place=name, remedy=f"不要使用；{UNTOUCHED}")
    return root, data, key


def _standing(folder: Path) -> _Now:
    """Return what stands in a folder; ContentError if that is something else than a copy."""
    if not folder.exists():
        return _Now()
    if not folder.is_dir() or folder.is_mount():
        raise ContentError(
            "要一个可以整个换掉的目录", place=str(folder), remedy="另写一个目录；U 盘上，写它里面的一个子目录"
        )
    if not any(folder.iterdir()):
        return _Now()
    try:
        data = (folder / SIGNED / MANIFEST).read_bytes()
        root = root_of(data, str(folder / SIGNED / MANIFEST))
    except (OSError, ContentError) as error:
        raise ContentError(
            "这里有别的文件，不是装过的网站，没有动它", place=str(folder), remedy="换一个空的或新的目录"
        ) from error
    return _Now(data, root)


def _in_order(root: Root, data: bytes, now: _Now, trust: Trust, key: PublicKey) -> None:
    """Refuse what is older than what stands there or was seen, or does not follow from it."""
    for finding in trust.findings(root, data, key):
        raise ContentError(finding.message, place=finding.place, remedy=f"{finding.remedy}；{UNTOUCHED}")
    if now.root and root.number < now.number:
        raise ContentError(
            f"这一份是第 {root.number} 版，这里已经是第 {now.number} 版",
            place="signed/manifest",
            remedy=f"取最新的一份；{UNTOUCHED}",
        )
    if now.root and root.number == now.number and data != now.data:
        raise ContentError(
            f"这里的第 {now.number} 版和这一份不是同一个", place="signed/manifest", remedy="向发布单位问清哪一份是真的"
        )


def _on_its_base(delta: Delta, now: _Now, folder: Path) -> None:
    """Refuse a delta that was not made for what stands in a folder."""
    if sum_of(now.data) != delta.base:
        there = f"这里是第 {now.number} 版" if now.root else "这里还没有整份"
        raise ContentError(
            f"这份增量要装在第 {delta.number} 版上，{there}",
            place=str(folder),
            remedy="先装整份，或要一份从这一版起的增量",
        )


def _lay_out(
    archive: zipfile.ZipFile,
    target: Path,
    folder: Path,
    root: Root,
    delta: Delta | None,
    now: _Now,
    progress: Progress,
) -> tuple[int, int]:
    """Write what a folder is to be and see that it is so, to the byte; return how many files came and went."""
    signed, old = target / SIGNED, folder / SIGNED
    (signed / LISTS).mkdir(parents=True)
    for name in (MANIFEST, f"{MANIFEST}{ENDING}", PUBLIC):
        (signed / name).write_bytes(read(archive, f"{SIGNED}/{name}", ROOT_BYTES))
    for path, list_ in root.folders.items():
        if delta:
            then = now.root.folders.get(path) if now.root else None
            rows = {row.name: row for row in list_of(old, path, then)} if then else {}
            data = patched(rows, delta.folders.get(path, NO_CHANGE))
        else:
            data = read(archive, f"{SIGNED}/{LISTS}/{list_.list}", list_.list_size)
        files_in(data, path, list_)
        (signed / LISTS / list_.list).write_bytes(data)
    listed, known = listed_in(signed, root), _known(old, now)
    _refuse_strange(folder, {*listed, *known})
    entries = {n.removeprefix(LINES): n for n in archive.namelist() if n.startswith(LINES) or n[:7] != f"{SIGNED}/"}
    _room(target, sum(listed[name][1] for name in entries if name in listed))
    for n, (name, entry) in enumerate(entries.items(), 1):
        if name not in listed:
            raise ContentError("清单里没有这个文件", place=name, remedy=f"不要使用这一份；{UNTOUCHED}")
        size = listed[name][1]
        data = read(archive, entry, size)
        if entry != name:
            data = remade(_standing_file(folder / name), data, size, name)
        _made(target / name).write_bytes(data)
        progress("apply", n, len(entries))
    if delta:
        for name in listed.keys() - entries.keys():
            _take_over(folder / name, _made(target / name))
    for finding in files_at_fault(Copy(target, signed), root, listed, set(), progress):
        raise ContentError(finding.message, place=finding.place, remedy=f"装整份的 press bundle；{UNTOUCHED}")
    sync_all(target, [*(target / name for name in entries), *(p for p in signed.rglob("*") if p.is_file())])
    return len([name for name in listed if known.get(name) != listed[name]]), len(known.keys() - listed.keys())


def _known(old: Path, now: _Now) -> Listed:
    """Return what is listed of what stands there; nothing, where its lists are damaged and a whole bundle mends it."""
    try:
        return listed_in(old, now.root) if now.root else {}
    except ContentError:
        return {}


def _refuse_strange(folder: Path, ours: set[str]) -> None:
    """Refuse to replace a folder in which somebody keeps other things; what systems leave by themselves may go."""
    for name in files_below(folder):
        if name not in ours and not name.startswith(f"{SIGNED}/") and name.rpartition("/")[2] not in LITTER:
            raise ContentError(
                "这里有不是网站的文件，换掉目录就没有了", place=name, remedy=f"移走，或装到一个空目录里；{UNTOUCHED}"
            )


def _room(target: Path, needed: int) -> None:
    free = shutil.disk_usage(target).free
    if free < needed + SPARE_BYTES:
        raise SetupError(
            f"磁盘上不够放：要 {needed >> 20} MB，只有 {free >> 20} MB", place=str(target.parent), remedy="腾出地方再装"
        )


def _made(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _standing_file(path: Path) -> bytes:
    """Return what is in a file of before; ContentError if there is none."""
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            raise FileNotFoundError
        return path.read_bytes()
    except FileNotFoundError:
        raise ContentError(
            "原来的目录里少了这个文件", place=str(path), remedy=f"装整份的 press bundle；{UNTOUCHED}"
        ) from None


def _take_over(old: Path, new: Path) -> None:
    """Have a file of before in the new folder too; it is looked at with all others."""
    try:
        if not stat.S_ISREG(old.lstat().st_mode):
            raise FileNotFoundError
        os.link(old, new)
    except FileNotFoundError:
        raise ContentError(
            "原来的目录里少了这个文件", place=str(old), remedy=f"装整份的 press bundle；{UNTOUCHED}"
        ) from None
    except OSError:  # a file system without hard links, such as that of a stick
        shutil.copyfile(old, new)


def _beside(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.new")


def aside(folder: Path) -> Path:
    """Return where what stood in a folder stands between two renames, on a file system that cannot exchange folders."""
    return folder.with_name(f".{folder.name}.old")


def _flip(new: Path, folder: Path) -> None:
    """Have a new folder take the place of another by one rename; what stood there stands in its place then."""
    if folder.exists():
        new.chmod(stat.S_IMODE(folder.stat().st_mode))
    if not folder.exists() or not any(folder.iterdir()):
        new.rename(folder)
    elif not _exchanged(new, folder):  # a file system that cannot do it: `_settle` ends what is cut short between
        folder.rename(aside(folder))
        new.rename(folder)
    sync(folder.parent)


def _exchanged(one: Path, other: Path) -> bool:
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    return bool(rename(HERE, os.fsencode(one), HERE, os.fsencode(other), EXCHANGE) == 0)


@contextmanager
def _settled(folder: Path) -> Iterator[Path]:
    """Yield where the next one is made, after what an earlier start left was put right; leave nothing there."""
    _settle(folder)
    try:
        yield _beside(folder)
    finally:
        _settle(folder)


def _settle(folder: Path) -> None:
    """End what was cut short: between two renames, go back to what stood there; leave nothing beside, where what was
    taken back since may stand."""
    shutil.rmtree(_beside(folder), ignore_errors=True)
    if aside(folder).is_dir():
        if folder.exists():
            shutil.rmtree(aside(folder))
        else:
            aside(folder).rename(folder)
            sync(folder.parent)
