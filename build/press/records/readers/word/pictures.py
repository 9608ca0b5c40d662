"""Pictures out of Word: what a bulletin can print is kept, what can be made so is turned into PNG, the rest is named."""

from __future__ import annotations

import io

from PIL import Image

from press.records.errors import ContentError
from press.records.pictures import strip_metadata, upright

LARGEST = 10_000_000
MOST_PIXELS = 40_000_000
KEPT = {"PNG": ".png", "JPEG": ".jpg"}
TURNED = ("GIF", "BMP", "TIFF", "WEBP")


def usable(data: bytes) -> tuple[bytes, str, str]:
    """Return (bytes, ending, '') of a PNG or JPEG, or (b'', '', why not, in Chinese)."""
    if (data[:4] == b"\x01\0\0\0" and data[40:44] == b" EMF") or data[:4] == b"\xd7\xcd\xc6\x9a":
        return b"", "", "有一张图片是 EMF/WMF 图，不能用，请截成 PNG 或 JPEG 图片另传"
    if len(data) > LARGEST:
        return b"", "", "有一张图片超过 10 MB，没有读入，请缩小后另传"
    try:
        # Only the kinds we want, so that no other decoder ever sees what a stranger sent.
        with Image.open(io.BytesIO(data), formats=[*KEPT, *TURNED]) as image:
            if image.width * image.height > MOST_PIXELS:
                return b"", "", f"有一张图片太大（{image.width}×{image.height} 像素），没有读入，请缩小后另传"
            if image.format in KEPT:
                return strip_metadata(upright(data)), KEPT[image.format], ""
            turned = io.BytesIO()
            image.convert("RGB").save(turned, "PNG")
            return turned.getvalue(), ".png", ""
    except (OSError, SyntaxError, ValueError, ContentError, Image.DecompressionBombError):
        return b"", "", "有一张图片打不开，没有读入，请另存为 PNG 或 JPEG 后另传"
