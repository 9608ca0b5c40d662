"""Pictures without what cameras and editing programs add: only the parts that make the pixels are kept."""

from __future__ import annotations

import hashlib
import io
import struct

from PIL import Image, ImageOps

from press.records.errors import ContentError

# PNG (3rd edition) §11: critical chunks, and the ancillary ones that say how to show the pixels.
PNG_KEPT = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sRGB", b"sBIT", b"bKGD", b"pHYs"}
# JPEG (T.81 table B.1): all but APPn and COM; of those JFIF (APP0), the colour profile (APP2) and Adobe's transform (APP14) stay.
JPEG_DROPPED = {*range(0xE0, 0xF0), 0xFE} - {0xE0, 0xE2, 0xEE}
SOS, EOI = 0xDA, 0xD9


def upright(data: bytes) -> bytes:
    """Return a photograph turned as its EXIF says, other pictures as they are; only once, when a picture is taken in.

    Raises:
        ContentError: if it is no picture.

    """
    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.getexif().get(0x0112, 1) == 1:
                return data
            turned = io.BytesIO()
            ImageOps.exif_transpose(image).save(turned, image.format, quality=92)
            return turned.getvalue()
    except (OSError, SyntaxError) as error:
        raise ContentError("不是能用的图片", remedy="换成 PNG 或 JPEG 图片") from error


def strip_metadata(data: bytes) -> bytes:
    """Return a PNG or JPEG with nothing but its pixels and colours.

    Doing it twice changes nothing, so a name made from the content stays the same through export and load.

    Raises:
        ContentError: if it is neither, or broken.

    """
    try:
        if data.startswith(b"\x89PNG\r\n\x1a\n"):
            return _strip_png(data)
        if data.startswith(b"\xff\xd8"):
            return _strip_jpeg(data)
    except (IndexError, struct.error) as error:
        raise ContentError("图片不完整", remedy="重新保存这张图片") from error
    raise ContentError("不是 PNG 或 JPEG 图片", remedy="另存为 PNG 或 JPEG")


def _strip_png(data: bytes) -> bytes:
    kept, at, kind = [data[:8]], 8, b""
    while kind != b"IEND":
        (length,) = struct.unpack_from(">I", data, at)
        kind = data[at + 4 : at + 8]
        if kind in PNG_KEPT:
            kept.append(data[at : at + length + 12])
        at += length + 12
    return b"".join(kept)


def _strip_jpeg(data: bytes) -> bytes:
    kept, at = [data[:2]], 2
    while data[at + 1] != EOI:
        marker, (length,) = data[at + 1], struct.unpack_from(">H", data, at + 2)
        end = at + length + 2
        if marker == SOS:  # the scan goes on until a marker that is neither a stuffed byte nor a restart
            while not (data[end] == 0xFF and data[end + 1] != 0 and not 0xD0 <= data[end + 1] <= 0xD7):
                end += 1
        if marker not in JPEG_DROPPED:
            kept.append(data[at:end])
        at = end
    return b"".join([*kept, b"\xff\xd9"])


def exported_name(data: bytes, suffix: str) -> str:
    """Return the name of a picture's file in an export: the hash of its content, and its ending."""
    return hashlib.sha256(data).hexdigest()[:20] + suffix.lower()
