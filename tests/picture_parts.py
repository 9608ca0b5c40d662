"""Pictures made part by part, of every kind, and the places in a file where words can hide."""

from __future__ import annotations

import io
import random
import struct
import zlib
from collections.abc import Callable

from PIL import Image, ImageCms

from records.jpeg import profile_of as profile_of_jpeg
from records.png import PASSES, SIGNATURE
from records.png import profile_of as profile_of_chunk

CANARY = b"kanarienvogel"
DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}  # by kind of colour
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def chunks(png: bytes) -> list[tuple[bytes, bytes]]:
    """Return the chunks of a PNG."""
    found, at = [], len(SIGNATURE)
    while at < len(png):
        length, kind = struct.unpack_from(">I4s", png, at)
        found.append((kind, png[at + 8 : at + 8 + length]))
        at += length + 12
    return found


def png(chance: random.Random, colour: int, depth: int, interlaced: bool) -> bytes:
    """Return a PNG of random pixels."""
    width, height = chance.randint(1, 20), chance.randint(1, 20)
    bits, rows = depth * CHANNELS[colour], b""
    for x, y, across, down in PASSES if interlaced else ((0, 0, 1, 1),):
        columns, lines = max(-(-(width - x) // across), 0), max(-(-(height - y) // down), 0)
        if columns and lines:
            rows += b"".join(
                bytes([chance.choice((0, 1, 2, 3, 4))]) + chance.randbytes(-(-columns * bits // 8))
                for _ in range(lines)
            )
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced)
    palette = chunk(b"PLTE", chance.randbytes(3 * 2**depth)) if colour == 3 else b""
    clear = {0: chance.randbytes(2), 2: chance.randbytes(6), 3: chance.randbytes(2 ** min(depth, 3))}.get(colour)
    clear_chunk = chunk(b"tRNS", clear) if clear and chance.random() < 0.5 else b""
    return (
        SIGNATURE
        + chunk(b"IHDR", head)
        + palette
        + clear_chunk
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def jpeg(chance: random.Random, mode: str = "RGB", **more: object) -> bytes:
    """Return a JPEG of noise."""
    size = (chance.randint(1, 40), chance.randint(1, 40))
    small = Image.frombytes(mode, size, chance.randbytes(size[0] * size[1] * len(mode)))
    made = io.BytesIO()
    small.resize((64, 48), Image.Resampling.BICUBIC).save(made, "JPEG", quality=chance.randint(50, 98), **more)
    return made.getvalue()


def segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def segments(data: bytes) -> list[tuple[int, bytes]]:
    """Return marker and content of what stands before the first scan of a JPEG."""
    found, at = [], 2
    while data[at + 1] != 0xDA:
        (length,) = struct.unpack_from(">H", data, at + 2)
        found.append((data[at + 1], data[at + 4 : at + 2 + length]))
        at += length + 2
    return found


def profile() -> bytes:
    """Return the profile of a screen, with words in it where profiles have some."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def telling_profile(*, gap: bytes = b"", private: bytes = b"") -> bytes:
    """Return that profile with the canary in its description, behind a value, and under a name of no standard."""
    data = profile()
    (count,) = struct.unpack_from(">I", data, 128)
    table, body = [], b""
    start = 132 + 12 * (count + 1)
    for n in range(count):
        name, at, length = struct.unpack_from(">4sII", data, 132 + 12 * n)
        value = data[at : at + length]
        if name in (b"desc", b"cprt"):
            value = b"text\0\0\0\0" + CANARY + b"\0"
        table.append((name, start + len(body), len(value)))
        body += value + gap
    table.append((b"priv", start + len(body), len(private)))
    body += private
    head = struct.pack(">I", start + len(body)) + data[4:48] + CANARY[:8] + data[56:100] + CANARY.ljust(28)[:28]
    return head + struct.pack(">I", len(table)) + b"".join(struct.pack(">4sII", *row) for row in table) + body


def after_start(part: bytes) -> Callable[[bytes], bytes]:
    return lambda data: data[:2] + part + data[2:]


def longer_table(data: bytes) -> bytes:
    """Put words behind the first table of a JPEG, in its segment."""
    table = dict(reversed(segments(data)))[0xDB]
    return data.replace(segment(0xDB, table), segment(0xDB, table + b"\xf0" + CANARY))


JFIF = b"JFIF\0\1\2\0\0\1\0\1"
HIDDEN_IN_JPEG: dict[str, Callable[[bytes], bytes]] = {
    "a thumbnail in JFIF": after_start(segment(0xE0, JFIF + b"\x05\x01" + CANARY.ljust(15))),
    **{
        f"JFXX {kind:#x}": after_start(segment(0xE0, b"JFXX\0" + bytes([kind]) + CANARY)) for kind in (0x10, 0x11, 0x13)
    },
    "FPXR": after_start(segment(0xE2, b"FPXR\0" + CANARY)),
    "MPF and a second picture": lambda data: (
        after_start(segment(0xE2, b"MPF\0" + CANARY))(data) + after_start(segment(0xFE, CANARY))(data)
    ),
    "EXIF": after_start(segment(0xE1, b"Exif\0\0" + CANARY)),
    "XMP": after_start(segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + CANARY)),
    "Photoshop": after_start(segment(0xED, b"Photoshop 3.0\08BIM\x04\x0c" + CANARY)),
    "a comment": after_start(segment(0xFE, CANARY)),
    **{f"APP{n}": after_start(segment(0xE0 + n, CANARY)) for n in range(16)},
    **{
        f"the reserved marker {marker:#x}": after_start(segment(marker, CANARY))
        for marker in (0x02, 0xBF, 0xC8, 0xDE, 0xF0, 0xFD)
    },
    "a long Adobe": after_start(segment(0xEE, b"Adobe\0\x64\0\0\0\0\1" + CANARY)),
    "a second JFIF": lambda data: data[:2] + 2 * segment(0xE0, JFIF + b"\0\0" + CANARY) + data[2:],
    "bytes between segments": after_start(CANARY),
    "several beginnings": lambda data: data[:2] + b"\xff\xd8\xff\xd8" + segment(0xFE, CANARY) + data[2:],
    "behind the end": lambda data: data + CANARY,
    "behind a table": longer_table,
    "a profile's words": after_start(segment(0xE2, b"ICC_PROFILE\0\1\1" + telling_profile())),
    "a profile's gaps": after_start(segment(0xE2, b"ICC_PROFILE\0\1\1" + telling_profile(gap=CANARY))),
    "a profile's private value": after_start(segment(0xE2, b"ICC_PROFILE\0\1\1" + telling_profile(private=CANARY))),
    "behind a profile": after_start(segment(0xE2, b"ICC_PROFILE\0\1\1" + profile() + CANARY)),
    "a profile in two parts, one doubled": after_start(
        b"".join(
            segment(0xE2, b"ICC_PROFILE\0" + part) for part in (b"\2\2" + CANARY, b"\1\2" + profile(), b"\2\2" + CANARY)
        )
    ),
    "no profile at all": after_start(segment(0xE2, b"ICC_PROFILE\0\1\1" + CANARY * 300)),
}


def after_head(part: bytes) -> Callable[[bytes], bytes]:
    return lambda data: data[:33] + part + data[33:]


def iccp(profile: bytes, name: bytes = b"x", more: bytes = b"") -> Callable[[bytes], bytes]:
    return after_head(chunk(b"iCCP", name + b"\0\0" + zlib.compress(profile) + more))


def more_pixels(data: bytes) -> bytes:
    """Put words behind the last row, in the packed pixels."""
    parts = dict(chunks(data))
    return data.replace(
        chunk(b"IDAT", parts[b"IDAT"]), chunk(b"IDAT", zlib.compress(zlib.decompress(parts[b"IDAT"]) + CANARY))
    )


HIDDEN_IN_PNG: dict[str, Callable[[bytes], bytes]] = {
    **{
        f"a chunk {kind.decode()}": after_head(chunk(kind, CANARY))
        for kind in (
            b"tEXt",
            b"iTXt",
            b"eXIf",
            b"tIME",
            b"sPLT",
            b"hIST",
            b"prVt",
            b"acTL",
            b"fcTL",
            b"fdAT",
            b"pHYs",
            b"bKGD",
            b"sBIT",
        )
    },
    "a chunk zTXt": after_head(chunk(b"zTXt", b"x\0\0" + zlib.compress(CANARY))),
    **{
        f"words for {kind.decode()}": after_head(chunk(kind, CANARY.ljust(32)))
        for kind in (b"cHRM", b"gAMA", b"sRGB", b"iCCP")
    },
    # of a palette, it is pixels
    "words for tRNS": lambda data: data if data[25] == 3 else after_head(chunk(b"tRNS", CANARY))(data),
    "words as colours": after_head(chunk(b"cHRM", (CANARY * 3)[:32])),
    "a profile's name": iccp(profile(), CANARY),
    "a profile's words": iccp(telling_profile(gap=CANARY, private=CANARY)),
    "behind a packed profile": iccp(profile(), more=CANARY),
    "behind a profile": iccp(profile() + CANARY),
    "behind the last row": more_pixels,
    "behind the packed pixels": lambda data: data.replace(
        chunk(b"IEND", b""), chunk(b"IDAT", CANARY) + chunk(b"IEND", b"")
    ),
    "behind the end": lambda data: data + CANARY,
}


def everything_in(data: bytes) -> bytes:
    """Return the bytes of a picture, and what its packed parts hold."""
    if data.startswith(SIGNATURE):
        packed = b"".join(content for kind, content in chunks(data) if kind == b"IDAT")
        return (
            data
            + zlib.decompress(packed)
            + b"".join(profile_of_chunk(content) for kind, content in chunks(data) if kind == b"iCCP")
        )
    return data + profile_of_jpeg(data)
