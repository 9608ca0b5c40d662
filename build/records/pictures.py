"""Pictures without what cameras and editing programs add: only the parts that make the pixels are kept.

`png` and `jpeg` know the parts by name and write them anew, `profiles` keeps colours without words.
"""

from __future__ import annotations

import hashlib
import io
import struct
import zlib

from PIL import Image, ImageCms, ImageOps

from records.errors import ContentError
from records.jpeg import strip_jpeg
from records.png import SIGNATURE, strip_png
from records.profiles import plain_profile

ORIENTATION = 0x0112
QUALITY = 92


def upright(data: bytes) -> bytes:
    """Return a photograph turned as its EXIF says, and in the colours of a screen where its own
    need tables; only when it is taken in.

    Other pictures stay as they are.

    Raises:
        ContentError: if it is no picture.

    """
    try:
        with Image.open(io.BytesIO(data)) as image:
            profile, turned = image.info.get("icc_profile") or b"", lies(image, data)
            made = ImageOps.exif_transpose(image) if turned else image
            if profile and plain_profile(profile) is None:
                made, profile = _on_screen(made, profile), b""
            if made is image:
                return data
            saved = io.BytesIO()
            # and not MPO, which is a JPEG with more of them behind it
            kind = "PNG" if image.format == "PNG" else "JPEG"
            made.save(saved, kind, quality=QUALITY, icc_profile=profile)
            return saved.getvalue()
    except (OSError, SyntaxError) as error:
        raise ContentError("不是能用的图片", remedy="换成 PNG 或 JPEG 图片") from error


def _on_screen(image: Image.Image, profile: bytes) -> Image.Image:
    """Return a picture in the colours of screens, for which no profile is needed; the picture
    itself where its profile is broken."""
    mode = image.mode if image.mode in ("RGB", "RGBA") else "RGB"
    try:
        own, screen = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(image, own, screen, outputMode=mode) or image
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image


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
        if data.startswith(SIGNATURE):
            return strip_png(data)
        if data.startswith(b"\xff\xd8"):
            return strip_jpeg(data)
    except (
        IndexError,
        KeyError,
        ValueError,
        OSError,
        SyntaxError,
        struct.error,
        zlib.error,
        Image.DecompressionBombError,
    ) as error:
        raise ContentError("图片不完整", remedy="重新保存这张图片") from error
    raise ContentError("不是 PNG 或 JPEG 图片", remedy="另存为 PNG 或 JPEG")


def exported_name(data: bytes, suffix: str) -> str:
    """Return the name of a picture's file in an export: the hash of its content, and its ending."""
    return hashlib.sha256(data).hexdigest()[:20] + suffix.lower()
