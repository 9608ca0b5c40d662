"""Pictures out of Word: what a bulletin can print is kept, what can be made so is turned
into PNG or JPEG, the rest is named.

All is bounded in pixels before anything is decoded: a picture of a few bytes may claim a hundred million of them.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field

from PIL import Image
from PIL.Image import Transpose as Turn

from readers.word.package import LARGEST_PICTURE, TOO_LARGE
from records.errors import ContentError
from records.pictures import ORIENTATION, lies, strip_metadata

MOST_PIXELS = 100_000_000
"""Of one picture as it came."""
KEPT_PIXELS = 20_000_000
"""Of one picture as it is kept; twice what a full page of A4 takes at 300 dots per inch,
and what CMS and typesetter can still decode."""
FILE_PIXELS = 400_000_000
"""Of all pictures of a file."""
DECODABLE = 30_000_000
"""Of one picture while it is decoded; Pillow takes four bytes for each."""
DECODED_PIXELS = 150_000_000
"""Of those pictures of a file that must be decoded: turned upright, made smaller, or made into another kind."""
KINDS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")
QUALITY = 92
TURNS = {2: Turn.FLIP_LEFT_RIGHT, 3: Turn.ROTATE_180, 4: Turn.FLIP_TOP_BOTTOM, 5: Turn.TRANSPOSE}
TURNS |= {6: Turn.ROTATE_270, 7: Turn.TRANSVERSE, 8: Turn.ROTATE_90}
START_OF_SCAN, MOST_SCANS = b"\xff\xda", 40
"""Of a progressive JPEG, which has some ten; each costs as much to decode as a whole picture."""
COLOURS = 4_096
"""A drawing has fewer and stays sharp as PNG; a photograph has more and would be ten times as large."""

Usable = tuple[bytes, str, str]
"""Bytes and ending of a PNG or JPEG, and what is to be said of it in Chinese;
without bytes where it was not taken in."""


@dataclass
class Intake:
    """Takes in the pictures of one file."""

    left: int = FILE_PIXELS
    left_to_decode: int = DECODED_PIXELS
    known: dict[bytes, Usable] = field(default_factory=dict)

    def usable(self, data: bytes) -> Usable:
        """Return what a bulletin can print of a picture; the same again for the same picture."""
        if data not in self.known:
            self.known[data] = self._take(data)
        return self.known[data]

    def _take(self, data: bytes) -> Usable:
        if (data[:4] == b"\x01\0\0\0" and data[40:44] == b" EMF") or data[:4] == b"\xd7\xcd\xc6\x9a":
            return _refused("是 EMF/WMF 图，不能用，请截成 PNG 或 JPEG 图片另传")
        if data == TOO_LARGE or len(data) > LARGEST_PICTURE:
            return _refused("超过 10 MB，没有读入，请缩小后另传")
        try:
            # Only the kinds we want, so that no other decoder ever sees what a stranger sent.
            with Image.open(io.BytesIO(data), formats=KINDS) as image:
                return self._counted(image, data)
        except (OSError, SyntaxError, ValueError, ContentError):
            return _refused("打不开，没有读入，请另存为 PNG 或 JPEG 后另传")
        except (MemoryError, Image.DecompressionBombError):
            return _refused("太大，没有读入，请缩小后另传")

    def _counted(self, image: Image.Image, data: bytes) -> Usable:
        size, seen = image.width * image.height, f"（{image.width}×{image.height} 像素）"
        self.left -= size
        if size > MOST_PIXELS or self.left < 0:
            return _refused(f"太大{seen}，没有读入，请缩小后另传")
        ending = {"PNG": ".png", "JPEG": ".jpg", "MPO": ".jpg"}.get(image.format or "", "")
        if ending == ".jpg" and data.count(START_OF_SCAN) > MOST_SCANS:
            return _refused("打不开，没有读入，请另存为 PNG 或 JPEG 后另传")
        if ending and size <= KEPT_PIXELS and not lies(image, data):
            if ending == ".png":
                image.verify()
            return strip_metadata(data), ending, ""
        if size > KEPT_PIXELS and ending == ".jpg":
            _draft(image)
        if image.width * image.height > DECODABLE:
            return _refused(f"太大{seen}，没有读入，请缩小后另传")
        self.left_to_decode -= image.width * image.height
        if self.left_to_decode < 0:
            return _refused("没有读入，因为这样的大图太多了，请缩小后另传")
        return *_made(image), f"有一张图片太大{seen}，已按比例缩小" if size > KEPT_PIXELS else ""


def _refused(why: str) -> Usable:
    return b"", "", f"有一张图片{why}"


def _draft(image: Image.Image) -> None:
    """Let a JPEG be decoded at a half, a quarter or an eighth of its width and height."""
    part = next(part for part in (2, 4, 8) if -(-image.width // part) * -(-image.height // part) <= KEPT_PIXELS)
    image.draft(None, (max(image.width // part, 1), max(image.height // part, 1)))


def _made(image: Image.Image) -> tuple[bytes, str]:
    """Return a picture upright, on white, no larger than is kept, as the kind that suits it, and the ending of that."""
    image.load()
    turn = TURNS.get(image.getexif().get(ORIENTATION, 1))
    made = _plain(image)
    if made.width * made.height > KEPT_PIXELS:
        made = made.reduce(2)
    if turn is not None:
        made = made.transpose(turn)
    saved = io.BytesIO()
    if image.format in ("JPEG", "MPO") or made.getcolors(COLOURS) is None:
        made.save(saved, "JPEG", quality=QUALITY)
        return saved.getvalue(), ".jpg"
    made.save(saved, "PNG")
    return saved.getvalue(), ".png"


def _plain(image: Image.Image) -> Image.Image:
    """Return a picture in grey or colours; what one sees through becomes white."""
    if image.has_transparency_data:
        clear = image.convert("RGBA")
        white = Image.new("RGB", clear.size, "white")
        white.paste(clear, mask=clear)
        return white
    return image if image.mode in ("L", "RGB") else image.convert("RGB")
