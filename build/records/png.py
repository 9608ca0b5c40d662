"""A PNG with nothing but its pixels and their colours (PNG, 3rd edition §11)."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from typing import Any

from PIL import Image

from records.profiles import plain_profile

SIGNATURE = b"\x89PNG\r\n\x1a\n"
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
# Adam7: x, y, step x, step y
PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
PALETTE, GREY, COLOURS = 3, 0, 2
PIECE = 2**20
PROFILE_NAME = b"icc\0\0"  # the name, its end, and how it is packed
MOST_PROFILE = 2**20


def strip_png(data: bytes) -> bytes:
    """Return a PNG without anything else; its pixels are packed anew where the old ones hold more than them.

    Raises:
        struct.error, zlib.error, ValueError: if it is broken.

    """
    chunks: dict[bytes, bytes] = {}
    packed = []
    for kind, content in _chunks(data):
        if kind == b"IDAT":
            packed.append(content)
        chunks.setdefault(kind, content)
    head = chunks[b"IHDR"]
    pixels = _pixels(b"".join(packed), _size(head))
    made = [(b"IHDR", head), *_colours(chunks)]
    clear = chunks.get(b"tRNS", b"")
    if head[9] == PALETTE:
        made += _used(head, chunks[b"PLTE"], clear, pixels)
    elif len(clear) == {GREY: 2, COLOURS: 6}.get(head[9]):
        made.append((b"tRNS", clear))
    return _written([*made, (b"IDAT", pixels), (b"IEND", b"")])


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at, kind = len(SIGNATURE), b""
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", data, at)
        if len(data) < at + length + 12:
            raise ValueError("cut short")
        yield kind, data[at + 8 : at + 8 + length]
        at += length + 12


def _written(chunks: list[tuple[bytes, bytes]]) -> bytes:
    return SIGNATURE + b"".join(
        struct.pack(">I", len(c)) + kind + c + struct.pack(">I", zlib.crc32(kind + c)) for kind, c in chunks
    )


def _size(head: bytes) -> int:
    """Return how many bytes the pixels take, unpacked: each row has one more, the number of its filter."""
    width, height, depth, colour, packing, filtering, interlaced = struct.unpack(">IIBBBBB", head)
    if (packing, filtering) != (0, 0) or not (width and height) or depth not in (1, 2, 4, 8, 16):
        raise ValueError("unknown form")
    bits, total = depth * CHANNELS[colour], 0
    for x, y, across, down in PASSES if interlaced else ((0, 0, 1, 1),):
        columns, rows = -(-(width - x) // across), -(-(height - y) // down)
        total += rows * (1 + -(-columns * bits // 8)) if columns > 0 and rows > 0 else 0
    return total


def _pixels(packed: bytes, size: int) -> bytes:
    """Return the packed pixels: as they are if they hold just these, else packed anew.

    Raises:
        ValueError, zlib.error: if there are too few.

    """
    unpacking = zlib.decompressobj()
    for _ in _unpacked(unpacking, packed, size):
        pass
    more = unpacking.decompress(unpacking.unconsumed_tail, 1)
    if unpacking.eof and not more and not unpacking.unused_data:
        return packed
    packing = zlib.compressobj(9)
    return b"".join(map(packing.compress, _unpacked(zlib.decompressobj(), packed, size))) + packing.flush()


def _unpacked(unpacking: Any, packed: bytes, size: int) -> Iterator[bytes]:
    """Yield so many bytes piece by piece, so that a small file that unpacks to gigabytes takes no memory."""
    while size:
        piece = unpacking.decompress(packed, min(size, PIECE))
        packed = unpacking.unconsumed_tail
        if not piece:
            raise ValueError("cut short")
        size -= len(piece)
        yield piece


def _colours(chunks: dict[bytes, bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Yield what says how the pixels look."""
    for kind, numbers, largest in ((b"cHRM", 8, 100_000), (b"gAMA", 1, 1_000_000)):
        content = chunks.get(kind, b"")
        # Else they are no numbers of a colour.
        if len(content) == 4 * numbers and max(struct.unpack(f">{numbers}I", content)) <= largest:
            yield kind, content
    if chunks.get(b"sRGB") in (b"\0", b"\1", b"\2", b"\3"):
        yield b"sRGB", chunks[b"sRGB"]
    elif profile := _profile(chunks.get(b"iCCP", b"")):
        yield b"iCCP", profile


def profile_of(chunk: bytes) -> bytes:
    """Return the profile in an iCCP chunk, b"" if there is none that can be read."""
    packed = chunk.partition(b"\0")[2][1:]
    try:
        return zlib.decompressobj().decompress(packed, MOST_PROFILE)
    except zlib.error:
        return b""


def _profile(chunk: bytes) -> bytes | None:
    """Return an iCCP chunk with the plain profile: as it is if it holds nothing else, so
    that a second time changes nothing."""
    plain = plain_profile(profile_of(chunk))
    if plain is None:
        return None
    unpacking = zlib.decompressobj()
    same = chunk.startswith(PROFILE_NAME) and unpacking.decompress(chunk[len(PROFILE_NAME) :], MOST_PROFILE) == plain
    return chunk if same and unpacking.eof and not unpacking.unused_data else PROFILE_NAME + zlib.compress(plain, 9)


def _used(head: bytes, colours: bytes, clear: bytes, pixels: bytes) -> list[tuple[bytes, bytes]]:
    """Return the palette and how far one sees through each colour, black and without effect where no pixel has it."""
    count = min(len(colours) // 3, 2 ** head[8])
    colours = colours[: 3 * count]
    with Image.open(
        io.BytesIO(_written([(b"IHDR", head), (b"PLTE", colours), (b"IDAT", pixels), (b"IEND", b"")]))
    ) as image:
        times = image.histogram()
    kept = b"".join(colours[3 * n : 3 * n + 3] if times[n] else b"\0\0\0" for n in range(count))
    seen = bytes(clear[n] if times[n] else 255 for n in range(min(len(clear), count)))
    return [(b"PLTE", kept), *([(b"tRNS", seen)] if seen else [])]
