"""Word files whose container is the attack: parts, sizes, ratios, what is no zip."""

from __future__ import annotations

import io
import random
import struct
import zipfile

from tests.attacks.making import body, maker
from tests.cms.word_samples import DOCUMENT, TYPES, docx, packed, para


@maker("many parts.docx")
def _many_parts() -> bytes:
    return body(parts={f"word/x{n}.xml": "<x/>" for n in range(60_000)})


@maker("parts below the limit.docx")
def _parts() -> bytes:
    return body(parts={f"word/x{n}.xml": "<x/>" for n in range(1_900)})


@maker("ratio.docx")
def _ratio() -> bytes:
    return body(parts={f"word/x{n}.xml": b"\0" * 50_000_000 for n in range(4)})


@maker("all spaces.docx")
def _all_spaces() -> bytes:
    return docx(para("标题"), " " * 19_900_000)


@maker("lying sizes.docx")
def _lying() -> bytes:
    data = bytearray(body(parts={"word/comments.xml": b"x" * 30_000_000}))
    at = data.rfind(b"PK\x01\x02")
    while at > 0:
        data[at + 24 : at + 28] = struct.pack("<I", 10)
        at = data.rfind(b"PK\x01\x02", 0, at)
    return bytes(data)


@maker("lzma.docx")
def _lzma() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_LZMA) as archive, zipfile.ZipFile(io.BytesIO(body())) as source:
        for name in source.namelist():
            archive.writestr(name, source.read(name))
        archive.writestr("word/x.xml", b"\0" * 80_000_000)
    return made.getvalue()


@maker("noise.docx")
def _noise() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("word/document.xml", random.Random(1).randbytes(19_000_000))
    return made.getvalue()


@maker("random bytes.docx")
def _random() -> bytes:
    return b"PK\x03\x04" + random.Random(2).randbytes(19_000_000)


@maker("a plain file of types.docx")
def _types() -> bytes:
    return packed({"[Content_Types].xml": TYPES.format(DOCUMENT) + " " * 90_000_000})
