"""Pictures without what cameras and editing programs add: only the parts that make the pixels are kept."""

from __future__ import annotations

import hashlib
import io
import struct

from PIL import Image, ImageOps

from press.records.errors import ContentError

# PNG (3rd edition) §11: critical chunks, and the ancillary ones that say how to show the pixels.
PNG_KEPT = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sRGB", b"sBIT", b"bKGD", b"pHYs"}
# JPEG (T.81 table B.1): all but APPn and COM. Of those stay what names itself JFIF, a colour profile or Adobe's transform: under the same
# markers others keep thumbnails (JFXX), positions (FPXR) and further pictures (MPF).
JPEG_KEPT = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
JPEG_NAMED = {*range(0xE0, 0xF0), 0xFE}
APP0, SOS, EOI = 0xE0, 0xDA, 0xD9
ORIENTATION = 0x0112


def upright(data: bytes) -> bytes:
    """Return a photograph turned as its EXIF says, other pictures as they are; only once, when a picture is taken in.

    Raises:
        ContentError: if it is no picture.

    """
    try:
        with Image.open(io.BytesIO(data)) as image:
            if not lies(image, data):
                return data
            kind = "PNG" if image.format == "PNG" else "JPEG"  # and not MPO, which is a JPEG with more of them behind it
            turned = io.BytesIO()
            ImageOps.exif_transpose(image).save(turned, kind, quality=92)
            return turned.getvalue()
    except (OSError, SyntaxError) as error:
        raise ContentError("不是能用的图片", remedy="换成 PNG 或 JPEG 图片") from error


def lies(image: Image.Image, data: bytes) -> bool:
    """Whether a picture says that it must be turned to stand upright; its pixels are only read where it does."""
    # Pillow reads a PNG to its end to look for EXIF behind the pixels.
    return (image.format != "PNG" or b"eXIf" in data) and image.getexif().get(ORIENTATION, 1) != 1


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
        if marker == SOS:
            end = _scan_end(data, end)
        if marker == APP0 and data.startswith(JPEG_KEPT[APP0], at + 4):
            kept.append(_without_thumbnail(data[at:end]))
        elif marker not in JPEG_NAMED or (marker in JPEG_KEPT and data.startswith(JPEG_KEPT[marker], at + 4)):
            kept.append(data[at:end])
        at = end
    return b"".join([*kept, b"\xff\xd9"])


def _scan_end(data: bytes, at: int) -> int:
    """Return where a scan ends: at the next marker that is neither a stuffed byte nor a restart."""
    while (at := data.find(b"\xff", at)) >= 0:
        if data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 2
    raise IndexError


def _without_thumbnail(jfif: bytes) -> bytes:
    """Return a JFIF segment that says it has no thumbnail, and has none (JFIF 1.02: marker, length, 14 bytes)."""
    return jfif if len(jfif) < 18 else jfif[:2] + b"\0\x10" + jfif[4:16] + b"\0\0"


def exported_name(data: bytes, suffix: str) -> str:
    """Return the name of a picture's file in an export: the hash of its content, and its ending."""
    return hashlib.sha256(data).hexdigest()[:20] + suffix.lower()
