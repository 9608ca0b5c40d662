"""Colour profiles without words: what says how the pixels look is kept, written anew, and nothing else.

Kept are the profiles of screens and cameras: white, three primaries and a curve for each, or one curve of
a grey scale (ICC.1:2022 §8). Those that hold tables, as of printing presses, have room for anything and
are not kept: see `pictures.taken_in`.
"""

from __future__ import annotations

import struct
from itertools import pairwise

TAGS = {
    b"RGB ": (b"wtpt", b"rXYZ", b"gXYZ", b"bXYZ", b"rTRC", b"gTRC", b"bTRC"),
    b"GRAY": (b"wtpt", b"kTRC"),
}
OPTIONAL = (b"chad",)
CLASSES = (b"mntr", b"scnr", b"spac")
PARAMETERS = {0: 1, 1: 3, 2: 4, 3: 5, 4: 7}  # of a curve given as a formula (§10.18)
MOST_POINTS = 4096  # of a curve given as points
NAMED = "RGB"


def plain_profile(data: bytes) -> bytes | None:
    """Return a profile with what its colours need, the same bytes for the same colours; None if
    it is of another kind, or broken."""
    try:
        space, tags = data[16:20], _tags(data)
        if data[36:40] != b"acsp" or data[12:16] not in CLASSES or data[20:24] != b"XYZ " or b"A2B0" in tags:
            return None
        kept = {name: _value(tags[name]) for name in TAGS[space]}
        kept |= {name: _value(tags[name]) for name in OPTIONAL if name in tags}
    except (KeyError, ValueError, struct.error):
        return None
    return _written(data[8:9] + b"\0\0\0" + data[12:24], data[64:68], kept)


def _tags(data: bytes) -> dict[bytes, bytes]:
    (count,) = struct.unpack_from(">I", data, 128)
    found = {}
    for n in range(min(count, 100)):
        name, at, length = struct.unpack_from(">4sII", data, 132 + 12 * n)
        found[name] = data[at : at + length]
    return found


def _value(tag: bytes) -> bytes:
    """Return a tag's value at the length that its kind has, padded to four bytes; ValueError for other kinds."""
    kind = tag[:4]
    if kind == b"XYZ ":
        length = 20
    elif kind == b"sf32":
        length = 8 + 9 * 4
    elif kind == b"curv":
        (points,) = struct.unpack_from(">I", tag, 8)
        length = 12 + 2 * points
        if points > MOST_POINTS or not _rises(struct.unpack_from(f">{points}H", tag, 12)):
            raise ValueError
    elif kind == b"para":
        length = 12 + 4 * PARAMETERS[struct.unpack_from(">H", tag, 8)[0]]
        tag = tag[:10] + b"\0\0" + tag[12:]
    else:
        raise ValueError
    if len(tag) < length:
        raise ValueError
    value = kind + b"\0\0\0\0" + tag[8:length]
    return value + bytes(-length % 4)


def _rises(points: tuple[int, ...]) -> bool:
    """Whether these are the points of a curve, and not words."""
    return all(a <= b for a, b in pairwise(points))


def _written(kind: bytes, intent: bytes, kept: dict[bytes, bytes]) -> bytes:
    """Return a profile; equal values are held once, as is usual."""
    named = _names(kind[0])
    tags, places, body, start = {**named, **kept}, {}, b"", 132 + 12 * (len(named) + len(kept))
    for value in tags.values():
        if value not in places:
            places[value] = start + len(body)
            body += value
    table = b"".join(struct.pack(">4sII", name, places[value], len(value)) for name, value in tags.items())
    header = struct.pack(">I4x", start + len(body)) + kind + bytes(12) + b"acsp" + bytes(24) + intent
    header += struct.pack(">3I", 0xF6D6, 0x10000, 0xD32D)  # D50, of which a profile speaks (§7.2.16)
    return header.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body


def _names(version: int) -> dict[bytes, bytes]:
    """Return the two texts that a profile must have, in the form of its version."""
    if version >= 4:
        words = NAMED.encode("utf-16-be")
        text = struct.pack(">4s4xII2s2sII", b"mluc", 1, 12, b"en", b"US", len(words), 28) + words
        return dict.fromkeys((b"desc", b"cprt"), text + bytes(-len(text) % 4))
    words = NAMED.encode() + b"\0"
    description = struct.pack(">4s4xI", b"desc", len(words)) + words + bytes(4 + 4 + 2 + 1 + 67)
    return {b"desc": description + bytes(-len(description) % 4), b"cprt": b"text\0\0\0\0" + words}
