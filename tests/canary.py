"""A canary in everything private, and everything that can be read in a site."""

from __future__ import annotations

import gzip
import io
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pdfplumber
import pikepdf
from PIL import Image

from press.search import Index
from records.folding import fold

CANARY = "金丝雀"


def planted(sample: Path, target: Path) -> Path:
    """Return a copy of the sample in which everything private carries a canary."""
    export = shutil.copytree(sample, target)
    for path in (export / "private").rglob("*"):
        if path.suffix in (".md", ".yaml"):
            path.write_text(plant(path.read_text("utf-8")), "utf-8")
    return export


def plant(text: str) -> str:
    private = (
        "office: ",
        "phone: ",
        "leader: ",
        "writer: ",
        "address: ",
        "cleared_by: ",
        "title: ",
        "lead_department: ",
        "route: ",
        "contact: ",
    )
    lines = []
    for line in text.split("\n"):
        bare = line.lstrip(" -")
        hit = any(bare.startswith(key) and bare != key.strip() for key in private) and not bare.endswith(":")
        lines.append(f"{line}{CANARY}".replace(f"'{CANARY}", f"{CANARY}'") if hit else line)
    return (
        "\n".join(lines).replace("signed_by:\n- ", f"signed_by:\n- {CANARY}").replace("- name: ", f"- name: {CANARY}")
    )


def searchable(site: Path, words: str) -> bool:
    """Return whether the search index says anywhere where words stand, also in documents that it shows no more."""
    return any(segment.answer(fold(words), near=False) for segment in Index(site / "assets/search").segments)


def all_text(site: Path) -> str:
    """Return everything that can be read in a site: files, page text of PDFs, their
    streams, strings and attachments."""
    return "\n".join(readable(path.read_bytes()) for path in sorted(p for p in site.rglob("*") if p.is_file()))


STARTS = {"pdf": b"%PDF", "zip": b"PK\3\4", "gzip": b"\x1f\x8b", "png": b"\x89PNG\r\n", "jpeg": b"\xff\xd8\xff"}


def file_kind(data: bytes) -> str:
    """Return by its first bytes what kind of file this is: a key of `STARTS`, or nothing."""
    return next((kind for kind, start in STARTS.items() if data.startswith(start)), "")


def readable(data: bytes) -> str:
    """Return everything that can be read in a file: packed or not, in a PDF its pages,
    streams, strings and attachments."""
    match file_kind(data):
        case "gzip":
            return readable(gzip.decompress(data))
        case "zip":  # spreadsheets, texts of Word
            with zipfile.ZipFile(io.BytesIO(data)) as packed:
                return "\n".join([*packed.namelist(), *(readable(packed.read(name)) for name in packed.namelist())])
        case "pdf":
            return "\n".join([data.decode("utf-8", "replace"), *_in_pdf(io.BytesIO(data))])
        case "png" | "jpeg":
            with Image.open(io.BytesIO(data)) as picture:
                picture.load()
                return "\n".join([data.decode("utf-8", "replace"), repr(picture.info), repr(dict(picture.getexif()))])
    return data.decode("utf-8", "replace")


def _in_pdf(file: io.BytesIO) -> Iterator[str]:
    with pdfplumber.open(file) as pdf:
        yield from (page.extract_text() for page in pdf.pages)
    with pikepdf.open(file) as pdf:
        yield from (str(value) for value in pdf.docinfo.values())
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") != "/Image":
                yield thing.read_bytes().decode("utf-8", "replace")
                yield thing.read_bytes().decode("utf-16-be", "replace")
            elif isinstance(thing, pikepdf.Dictionary | pikepdf.Array):
                yield repr(thing)
