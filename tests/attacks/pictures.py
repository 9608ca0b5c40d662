"""Word files whose pictures are the attack, and one of genuine photographs."""

from __future__ import annotations

import io
import random
import struct
import zlib

from PIL import Image

from tests.attacks.making import body, maker
from tests.cms.word_samples import picture


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def flat_png(width: int, height: int, *more: bytes, depth: int = 8, colour: int = 2) -> bytes:
    """Return a PNG of one colour, made line by line: as small as it can be for its size."""
    line = b"\0" * (1 + width * {0: 1, 2: 3, 6: 4}[colour] * depth // 8)
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(line) for _ in range(height)) + packer.flush()
    return png_of(width, height, data, *more, depth=depth, colour=colour)


def png_of(width: int, height: int, data: bytes, *more: bytes, depth: int = 8, colour: int = 2) -> bytes:
    """Return a PNG that says it is so large, with these packed pixels."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def photo(
    width: int, height: int, quality: int = 90, seed: int = 1, kind: str = "JPEG", mode: str = "RGB", **more: object
) -> bytes:
    """Return a picture as noisy as a photograph."""
    made = io.BytesIO()
    small = Image.frombytes(
        "RGB", (width // 8, height // 8), random.Random(seed).randbytes(width // 8 * (height // 8) * 3)
    )
    small.resize((width, height), Image.Resampling.BICUBIC).convert(mode).save(
        made, kind, **({"quality": quality} if kind == "JPEG" else {}), **more
    )
    return made.getvalue()


def turned(data: bytes, orientation: int = 6) -> bytes:
    """Return a JPEG that says that it lies on its side."""
    exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01" + struct.pack(">H", orientation) + b"\0\0\0\0\0\0"
    return data[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + data[2:]


def with_pictures(*data: bytes) -> bytes:
    return body(*[picture(f"p{n}") for n in range(len(data))], pictures={f"p{n}": each for n, each in enumerate(data)})


def saved(kind: str, width: int, height: int, mode: str = "RGB", **more: object) -> bytes:
    made = io.BytesIO()
    Image.new(mode, (width, height)).save(made, kind, **more)
    return made.getvalue()


@maker("PNG of 900 million pixels.docx")
def _huge_png() -> bytes:
    return with_pictures(flat_png(30_000, 30_000))


@maker("200 flat PNG of 24 million pixels.docx")
def _many_png() -> bytes:
    one = flat_png(6_000, 4_000)
    return with_pictures(*(one[:-12] + chunk(b"tEXt", b"n\0%d" % n) + one[-12:] for n in range(200)))


@maker("16-bit PNG.docx")
def _deep_png() -> bytes:
    return with_pictures(*[flat_png(6_000, 6_000, depth=16, colour=6)] * 5)


@maker("PNG turned by EXIF.docx")
def _turned_png() -> bytes:
    exif = chunk(b"eXIf", b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0")
    return with_pictures(*[flat_png(6_000, 6_000, exif)] * 8)


@maker("profile bomb.docx")
def _profile() -> bytes:
    return with_pictures(flat_png(60, 60, chunk(b"iCCP", b"p\0\0" + zlib.compress(b"\0" * 200_000_000, 9))))


@maker("text bomb.docx")
def _text_chunks() -> bytes:
    return with_pictures(flat_png(60, 60, *[chunk(b"zTXt", b"p\0\0" + zlib.compress(b"\0" * 900_000, 9))] * 500))


@maker("GIF of 1,000 frames.docx")
def _gif() -> bytes:
    made = io.BytesIO()
    frames = [Image.new("P", (2_000, 2_000), n % 2) for n in range(2)] * 100
    frames[0].save(made, "GIF", save_all=True, append_images=frames[1:])
    return with_pictures(made.getvalue())


@maker("wide GIF.docx")
def _wide_gif() -> bytes:
    return with_pictures(*[saved("GIF", 6_000, 6_000, "L")] * 6)


@maker("WebP of many frames.docx")
def _webp() -> bytes:
    made = io.BytesIO()
    frames = [Image.new("RGB", (1_000, 1_000), (n, 0, 0)) for n in range(60)]
    frames[0].save(made, "WEBP", save_all=True, append_images=frames[1:])
    return with_pictures(made.getvalue(), saved("WEBP", 6_000, 6_000), saved("WEBP", 16_000, 2_000))


@maker("TIFF.docx")
def _tiff() -> bytes:
    return with_pictures(
        *(
            saved("TIFF", 6_000, 6_000, compression=kind)
            for kind in ("tiff_lzw", "tiff_adobe_deflate", "packbits", "raw")[:3]
        )
    )


@maker("TIFF that lies.docx")
def _false_tiff() -> bytes:
    tags = [
        (256, 4, 5_000),
        (257, 4, 5_000),
        (258, 3, 8),
        (259, 3, 5),
        (262, 3, 1),
        (273, 4, 8),
        (277, 3, 1),
        (278, 4, 2**31),
        (279, 4, 2**31),
    ]
    entries = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
    return with_pictures(b"II*\0\x08\0\0\0" + struct.pack("<H", len(tags)) + entries + b"\0" * 400)


@maker("BMP.docx")
def _bmp() -> bytes:
    return with_pictures(*(saved("BMP", 5_000 - n, 5_000, "1") for n in range(30)))


@maker("noisy BMP.docx")
def _noisy_bmp() -> bytes:
    return with_pictures(photo(1_800, 1_800, kind="BMP"), photo(1_800, 1_800, kind="BMP", seed=2))


@maker("CMYK JPEG.docx")
def _cmyk() -> bytes:
    return with_pictures(*(turned(photo(4_400, 4_400, 50, n, mode="CMYK")) for n in range(2)))


@maker("progressive JPEG on its side.docx")
def _progressive() -> bytes:
    return with_pictures(*(turned(photo(6_300, 6_300, 20, n, progressive=True, subsampling=0)) for n in range(3)))


@maker("flat JPEG on their sides.docx")
def _flat_jpeg() -> bytes:
    return with_pictures(*(turned(saved("JPEG", 6_300 - n, 6_300)) for n in range(20)))


@maker("cut JPEG.docx")
def _cut() -> bytes:
    return with_pictures(
        *(photo(3_000, 3_000, 90, n)[:-50_000] for n in range(4)), turned(photo(3_000, 3_000)[:200_000])
    )


@maker("JPEG of scans.docx")
def _scans() -> bytes:
    whole = saved("JPEG", 6_000, 6_000, progressive=True)
    at = whole.rfind(b"\xff\xda")
    return with_pictures(turned(whole[:-2] + whole[at:-2] * 3_000 + b"\xff\xd9"))


@maker("SVG, EMF and WMF.docx")
def _vector() -> bytes:
    svg = b"<svg xmlns='http://www.w3.org/2000/svg'>" + b"<g>" * 100_000
    return with_pictures(
        svg, b"\x01\0\0\0" + b"\0" * 36 + b" EMF" + b"\0" * 5_000_000, b"\xd7\xcd\xc6\x9a" + b"\0" * 5_000_000
    )


@maker("1,900 small pictures.docx")
def _small() -> bytes:
    return with_pictures(*(saved("PNG", 8, 8 + n % 50) for n in range(1_900)))


@maker("one picture 5,000 times.docx")
def _often() -> bytes:
    return body(picture("p") * 5_000, pictures={"p": random.Random(1).randbytes(9_000_000)})


@maker("one photograph 2,000 times.docx")
def _photo_often() -> bytes:
    return body(picture("p") * 2_000, pictures={"p": photo(3_000, 2_000)})


@maker("eight photographs of 20 MB.docx")
def _photos() -> bytes:
    """Return what is no attack: photographs as a telephone takes them, half of them held upright."""
    shots = [photo(4_000, 3_000, 60, n) for n in range(8)]
    return with_pictures(*(turned(shot) if n % 2 else shot for n, shot in enumerate(shots)))
