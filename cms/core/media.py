"""What a camera adds to a picture is taken off before the picture is kept."""

from __future__ import annotations

import hashlib
import struct


def strip_metadata(data: bytes) -> bytes:
    """Return a PNG or JPEG without EXIF, comments and other text; pixels and other formats are untouched.

    Doing it twice changes nothing, so a name made from the content stays the same through export and load.
    """
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return _strip_png(data)
    if data.startswith(b"\xff\xd8"):
        return _strip_jpeg(data)
    return data


def _strip_png(data: bytes) -> bytes:
    kept, at = [data[:8]], 8
    while at + 8 <= len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        if data[at + 4 : at + 8] not in (b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"):
            kept.append(data[at : at + length + 12])
        at += length + 12
    return b"".join(kept)


def _strip_jpeg(data: bytes) -> bytes:
    kept, at = [data[:2]], 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != 0xDA:
        marker, (length,) = data[at + 1], struct.unpack(">H", data[at + 2 : at + 4])
        # APP1 (EXIF, XMP), APP13 (IPTC) and comments go; APP0, APP2 (colour profile) and APP14 say how to read the pixels.
        if marker not in (0xE1, 0xED, 0xFE):
            kept.append(data[at : at + length + 2])
        at += length + 2
    return b"".join([*kept, data[at:]])


def exported_name(data: bytes, suffix: str) -> str:
    """Return the name of a picture's file in an export: the hash of its content, and its ending."""
    return hashlib.sha256(data).hexdigest()[:20] + suffix.lower()
