"""A canary in everything private, and everything that can be read in a site."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

import pdfplumber
import pikepdf

from press.records.folding import fold
from press.search import Index

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
    return "\n".join(lines).replace("signed_by:\n- ", f"signed_by:\n- {CANARY}").replace("- name: ", f"- name: {CANARY}")


def searchable(site: Path, words: str) -> bool:
    """Return whether the search index says anywhere where words stand, also in documents that it shows no more."""
    return any(segment.answer(fold(words), near=False) for segment in Index(site / "assets/search").segments)


def all_text(site: Path) -> str:
    """Return everything that can be read in a site: files, page text of PDFs, their streams, strings and attachments."""
    found = []
    for path in sorted(p for p in site.rglob("*") if p.is_file()):
        data = path.read_bytes()
        if path.suffix == ".gz":
            data = gzip.decompress(data)
        found.append(data.decode("utf-8", "replace"))
        if path.suffix == ".pdf":
            with pdfplumber.open(path) as pdf:
                found += [page.extract_text() for page in pdf.pages]
            with pikepdf.open(path) as pdf:
                found += [str(v) for v in pdf.docinfo.values()]
                for thing in pdf.objects:
                    if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") != "/Image":
                        found.append(thing.read_bytes().decode("utf-8", "replace"))
                        found.append(thing.read_bytes().decode("utf-16-be", "replace"))
                    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Array):
                        found.append(repr(thing))
    return "\n".join(found)
