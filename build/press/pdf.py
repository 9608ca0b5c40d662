"""The PDFs of an export: a signed one as it was stored, any other typeset here and remembered by its content."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

import records
from records import Export, Issue, Place, Publication, RecordError

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Printed:
    """The PDF of an issue's latest version, and the page on which each item begins (anchor → page from 1)."""

    path: Path
    first_pages: dict[str, int]


def make_pdfs(export: Export, cache: Path, *, retypeset: bool, workers: int, progress: Progress) -> dict[str, Printed]:
    """Return a PDF for every issue by its key; stored ones are used as they are (design rule 3).

    Raises:
        RecordError: if a stored PDF is not the one that was signed.
        TypesetError: if a page cannot be set.

    """
    cache.mkdir(parents=True, exist_ok=True)
    for left in cache.glob("*.new"):
        left.unlink()  # by a build that was killed
    places = {p.code: p for p in export.all(Place)}
    publications = {p.slug: p for p in export.all(Publication)}
    made: dict[str, Printed] = {}
    waiting: dict[str, tuple[Issue, Publication, Path]] = {}
    for issue in export.all(Issue):
        if not issue.items:
            continue  # only the notice of a withdrawal is here
        stored = stored_pdf(export, issue)
        if stored:
            made[issue.key] = stored
            continue
        publication = publications[issue.publication]
        path = cache / f"{fingerprint(issue, publication, places)}.pdf"
        known = None if retypeset else remembered(path)
        if known:
            made[issue.key] = known
        else:
            waiting[issue.key] = (issue, publication, path)
    with ProcessPoolExecutor(min(workers, len(waiting) or 1)) as pool:
        jobs = {pool.submit(typeset_to, *job, places, export): key for key, job in waiting.items()}
        for n, job in enumerate(as_completed(jobs), 1):
            made[jobs[job]] = job.result()
            progress("pdf", n, len(jobs))
    return made


def stored_pdf(export: Export, issue: Issue) -> Printed | None:
    """Return the PDF that was stored at sign-off, after comparing its hash; None if
    there is none that may be read still."""
    last = issue.current
    path = export.pdf(issue, last.version) if last else None
    if last is None or path is None:
        return None
    if hashlib.sha256(path.read_bytes()).hexdigest() != last.pdf:
        raise RecordError("PDF 与签发时留存的不一致", place=str(path), remedy="从备份恢复签发时的 PDF")
    return Printed(path, dict(last.first_pages))


def fingerprint(issue: Issue, publication: Publication, places: Mapping[str, Place]) -> str:
    """Return a hash of all that decides the bytes of a PDF: the printed content (pictures are
    named by theirs), and the typesetter."""
    shown = msgspec.structs.replace(issue, signed_by=(), recipients=(), cleared_on=None, cleared_by="")
    parts = [msgspec.json.encode(part) for part in (shown, publication, sorted(places.items()))]
    return hashlib.sha256(b"\0".join([*parts, typesetter()])).hexdigest()[:32]


@cache
def typesetter() -> bytes:
    """Return a hash of the typesetter: its code, styles, words and fonts, and the records it reads."""
    import bulletins

    folders = (Path(bulletins.__file__).parent, Path(records.__file__).parent)
    files = sorted(p for folder in folders for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts)
    return hashlib.sha256(b"".join(hashlib.sha256(p.read_bytes()).digest() for p in files)).digest()


def remembered(path: Path) -> Printed | None:
    """Return a PDF of the cache if it is whole, that is if its hash is the one noted beside it."""
    try:
        note = json.loads(path.with_suffix(".json").read_text("utf-8"))
        if note["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest():
            return Printed(path, note["first_pages"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return None


def typeset_to(issue: Issue, publication: Publication, path: Path, places: dict[str, Place], export: Export) -> Printed:
    """Typeset an issue into a file beside which its first pages are noted."""
    from bulletins import typeset

    def media(name: str) -> Path:
        found = export.file("media", name)
        if found is None:
            raise FileNotFoundError(name)
        return found

    done = typeset(records.described(issue), publication, places=places, media=media)
    note = {"sha256": hashlib.sha256(done.pdf).hexdigest(), "first_pages": done.first_pages}
    write_whole(path, done.pdf)
    write_whole(path.with_suffix(".json"), json.dumps(note).encode())  # last: it vouches for the PDF
    return Printed(path, done.first_pages)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that is there whole or not at all, even if the process is killed."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    beside.write_bytes(content)
    beside.replace(path)
