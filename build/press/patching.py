"""A long file as its lines differ from an older one: the table of all cases has 6 MB, an edit changes a row of it."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from records import ContentError
from records.ready import ready

Step = tuple[int, int] | bytes  # from where to where in the old file, or what is new
_steps = msgspec.msgpack.Decoder(list[Step])
ready(list[Step])


def difference(old: bytes, new: bytes) -> bytes:
    """Return what makes the new of the old file; short where whole lines are the same, in whatever order."""
    return msgspec.msgpack.encode(list(_joined(old, new)))


def _joined(old: bytes, new: bytes) -> Iterator[Step]:
    """Yield steps, those that follow one another as one."""
    literal, start, end = bytearray(), 0, 0
    for line, at in _found(old, new):
        if at >= 0 and at == end and start < end:
            end += len(line)
            continue
        if start < end:
            yield start, end
            start = end = 0
        if at < 0:
            literal += line
            continue
        if literal:
            yield bytes(literal)
            literal.clear()
        start, end = at, at + len(line)
    if start < end:
        yield start, end
    if literal:
        yield bytes(literal)


def _found(old: bytes, new: bytes) -> Iterator[tuple[bytes, int]]:
    """Yield the lines of the new file, each with where it stands in the old one, or -1: after the one before it, where
    it does, for most lines of a page stand in it more than once."""
    places: dict[bytes, int] = {}
    at = 0
    for line in old.splitlines(keepends=True):
        places.setdefault(line, at)
        at += len(line)
    after = 0
    for line in new.splitlines(keepends=True):
        at = after if old.startswith(line, after) else places.get(line, -1)
        after = at + len(line) if at >= 0 else after
        yield line, at


def remade(old: bytes, patch: bytes, size: int, place: str = "") -> bytes:
    """Return the new file; whether it is the right one, its hash says.

    Raises:
        ContentError: it is no difference of this file, or makes more than `size` bytes.

    """
    try:
        steps = _steps.decode(patch)
    except msgspec.DecodeError as error:
        raise ContentError("改动读不懂", place=place, remedy="重新取一份") from error
    made = 0
    for step in steps:
        if not isinstance(step, bytes) and not 0 <= step[0] <= step[1] <= len(old):
            raise ContentError("改动不是这个文件的", place=place, remedy="装整份的 press bundle")
        made += len(step) if isinstance(step, bytes) else step[1] - step[0]
        if made > size:
            raise ContentError("比清单上写的大", place=place, remedy="不要使用这一份")
    return b"".join(step if isinstance(step, bytes) else old[step[0] : step[1]] for step in steps)
