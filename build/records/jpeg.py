"""A JPEG with nothing but its pixels and their colours (T.81 Annex B)."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from records.profiles import plain_profile

APP0, APP2, APP14, SOS, EOI, DQT, DHT, DRI, DAC = 0xE0, 0xE2, 0xEE, 0xDA, 0xD9, 0xDB, 0xC4, 0xDD, 0xCC
FRAMES = {*range(0xC0, 0xD0)} - {DHT, 0xC8, DAC}
ALONE = {0x01, *range(0xD0, 0xD9)}  # markers that no segment follows
JFIF, ADOBE, PROFILE = b"JFIF\0", b"Adobe", b"ICC_PROFILE\0"
MOST_OF_A_PROFILE = 65_000  # bytes in one segment


def strip_jpeg(data: bytes) -> bytes:
    """Return a JPEG without anything else.

    Raises:
        IndexError, struct.error, ValueError: if it is broken.

    """
    kept: list[bytes] = []
    before: dict[int, bytes] = {}  # what stands before all others, once each: decoders go by the last one
    for marker, content, scan in _segments(data):
        if marker == APP0 and content.startswith(JFIF):
            before[marker] = content[:12] + b"\0\0"  # without a thumbnail, and saying so (JFIF 1.02)
        elif marker == APP14 and content.startswith(ADOBE):
            before[marker] = content[:12]
        elif marker in FRAMES or marker in (DQT, DHT, DRI, DAC, SOS):
            kept.append(_segment(marker, _whole(marker, content)) + scan)
    if not any(part[1] in FRAMES for part in kept):
        raise ValueError("no frame")
    head = [
        _segment(marker, before[marker]) for marker in (APP0, APP14) if marker in before and len(before[marker]) >= 12
    ]
    return b"".join([b"\xff\xd8", *head, *_profile(data), *kept, b"\xff\xd9"])


def profile_of(data: bytes) -> bytes:
    """Return the colour profile of a JPEG, b"" if it has none; the parts of a long one are numbered."""
    parts: dict[int, bytes] = {}
    for marker, content, _ in _segments(data):
        if marker == APP2 and content.startswith(PROFILE):
            parts.setdefault(content[len(PROFILE)], content[len(PROFILE) + 2 :])
    return b"".join(parts[n] for n in sorted(parts))


def _profile(data: bytes) -> Iterator[bytes]:
    plain = plain_profile(profile_of(data))
    if plain and len(plain) <= MOST_OF_A_PROFILE:
        yield _segment(APP2, PROFILE + b"\1\1" + plain)


def _segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def _segments(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield marker, content and, after the head of a scan, its data, up to the end of the first picture.

    What stands between the segments is passed over.
    """
    at = 2
    while True:
        at = data.index(b"\xff", at)
        while data[at] == 0xFF:
            at += 1
        marker, at = data[at], at + 1
        if marker == EOI:
            return
        if marker == 0 or marker in ALONE:
            continue
        (length,) = struct.unpack_from(">H", data, at)
        end = at + length
        if length < 2 or end > len(data):
            raise ValueError("cut short")
        after = _scan_end(data, end) if marker == SOS else end
        yield marker, data[at + 2 : end], data[end:after]
        at = after


def _scan_end(data: bytes, at: int) -> int:
    """Return where a scan ends: at the next marker that is neither a stuffed byte nor a restart."""
    while (at := data.index(b"\xff", at)) >= 0:
        if data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 2
    raise IndexError


def _whole(marker: int, content: bytes) -> bytes:
    """Return the content of a segment at the length that its own numbers say; ValueError if it is shorter."""
    length, at = 0, 0
    if marker in FRAMES:
        length = 6 + 3 * content[5]
    elif marker == SOS:
        length = 4 + 2 * content[0]
    elif marker == DRI:
        length = 2
    elif marker == DAC:
        length = len(content) // 2 * 2
    else:
        while at < len(content):  # tables stand one behind the other
            size = 1 + 64 * (1 + (content[at] >> 4)) if marker == DQT else 17 + sum(content[at + 1 : at + 17])
            if at + size > len(content) or (marker == DHT and size > 17 + 256):
                break
            length = at = at + size
    if not length or length > len(content):
        raise ValueError("cut short")
    return content[:length]
