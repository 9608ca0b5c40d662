"""Opening a bundle, which may be anything: what is torn, odd or too long is refused before it is unpacked."""

from __future__ import annotations

import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from press.bundle import DELTA, SEAL, Delta, sum_before
from press.manifest import ROOT_BYTES
from records import ContentError

UNTOUCHED = "没有动原来的目录"


@contextmanager
def opened(file: Path) -> Iterator[zipfile.ZipFile]:
    """Open a bundle whose bytes are those that were written; ContentError if they are not."""
    where = {"place": str(file), "remedy": f"重新取一份；{UNTOUCHED}"}
    try:
        with file.open("rb") as whole:
            if not stat.S_ISREG(os.fstat(whole.fileno()).st_mode) or whole.seek(0, os.SEEK_END) <= SEAL:
                raise ContentError("不是 press bundle 写的文件", **where)
            whole.seek(-SEAL, os.SEEK_END)
            sealed = whole.read()
    except OSError as error:
        raise ContentError(f"读不了：{error.strerror}", **where) from error
    if sealed != sum_before(file).encode():
        raise ContentError("文件不全，或者传送时变了", **where)
    try:
        with zipfile.ZipFile(file) as archive:
            _refuse_odd(archive, file)
            yield archive
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, zlib.error, struct.error) as error:
        raise ContentError("压缩包里有读不出的文件", **where) from error


def _refuse_odd(archive: zipfile.ZipFile, file: Path) -> None:
    """Refuse what no bundle has: two of a name, links, devices, what is encrypted."""
    names = archive.namelist()
    for entry in archive.infolist():
        kind = stat.S_IFMT(entry.external_attr >> 16)
        plain = kind in (0, stat.S_IFREG) and not entry.flag_bits & 1 and not entry.is_dir()
        if not plain or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise ContentError(
                "压缩包里有不是普通文件的东西", place=f"{file}：{entry.filename}", remedy=f"不要使用；{UNTOUCHED}"
            )
    if len(set(names)) != len(names):
        raise ContentError("压缩包里有同名的文件", place=str(file), remedy=f"不要使用；{UNTOUCHED}")


def read(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """Return what is in a file of a bundle; ContentError if there is none or it is longer than it may be."""
    try:
        with archive.open(name) as entry:
            data = entry.read(most + 1)
    except KeyError as error:
        raise ContentError("压缩包里缺这个文件", place=name, remedy=f"重新取一份；{UNTOUCHED}") from error
    if len(data) > most:
        raise ContentError("压缩包里的文件比清单上写的大", place=name, remedy=f"不要使用；{UNTOUCHED}")
    return data


def delta_in(archive: zipfile.ZipFile) -> Delta | None:
    """Return what a bundle says of the release that it follows; None if it is a whole one."""
    if DELTA not in archive.namelist():
        return None
    try:
        return msgspec.json.decode(read(archive, DELTA, ROOT_BYTES), type=Delta)
    except msgspec.DecodeError as error:
        raise ContentError("增量读不懂", place=DELTA, remedy=f"重新取一份；{UNTOUCHED}") from error
