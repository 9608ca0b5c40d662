"""The issue as it is now, typeset by the typesetter that prints, kept by its content: pages
as pictures, contents, and the audit.

What was set once is not set again: the key is a hash over everything the typesetter
is given, and the typesetter itself.
"""

from __future__ import annotations

import functools
import hashlib
import io
import json
import shutil
import tempfile
import threading
from contextlib import closing, suppress
from pathlib import Path

import msgspec
import pypdfium2
from django.conf import settings

import bulletins
import records
from bulletins.audit import State, audit
from cms.issues.models import Issue, IssueVersion
from cms.newsroom.pages import typeset_issue
from cms.units.models import Place

KEPT = 60  # previews of about half a megabyte each
SCALE = 1.6  # pixels per point: about 115 to the inch
COLOURS = 64
# PDFium and the typesetter's fonts are not made for threads.
ONE_AT_A_TIME = threading.Lock()


class Preview:
    """A typeset issue in the cache.

    Attributes:
        key: 64 hexadecimal digits, the same for the same content.
        page_count: always even.
        first_pages: anchor of an item to the page on which it begins, counted from 1.

    """

    def __init__(self, key: str) -> None:
        """Open what is in the cache; FileNotFoundError if it is not there."""
        self.key, self.folder = key, _cache() / key
        told = json.loads((self.folder / "told.json").read_text())
        self.page_count: int = told["page_count"]
        self.first_pages: dict[str, int] = told["first_pages"]

    @property
    def pdf(self) -> bytes:
        """The PDF."""
        return (self.folder / "issue.pdf").read_bytes()

    def page(self, number: int) -> bytes:
        """Return a page, counted from 1, as a PNG; IndexError if there is no such page."""
        if not 1 <= number <= self.page_count:
            raise IndexError(number)
        path = self.folder / f"{number}.png"
        if not path.exists():
            with ONE_AT_A_TIME:
                document = pypdfium2.PdfDocument(self.pdf)
                picture = document[number - 1].render(scale=SCALE).to_pil().quantize(COLOURS)
                document.close()
            made = io.BytesIO()
            picture.save(made, "PNG")
            _write(path, made.getvalue())
        return path.read_bytes()

    def verdicts(self) -> list[dict[str, str]]:
        """Return the audit's verdicts on the PDF: rule, title, expected, measured, where, state."""
        path = self.folder / "audit.json"
        if not path.exists():
            with ONE_AT_A_TIME:
                found = audit(self.pdf)
            _write(path, json.dumps([msgspec.to_builtins(v) for v in found.verdicts], ensure_ascii=False).encode())
        verdicts: list[dict[str, str]] = json.loads(path.read_bytes())
        return verdicts

    def broken(self) -> list[dict[str, str]]:
        """Return the verdicts on what does not hold."""
        return [verdict for verdict in self.verdicts() if verdict["state"] == State.BROKEN]


def preview(issue: Issue) -> Preview:
    """Return the issue as it would be printed now, typeset unless it is in the cache.

    Raises:
        PressError: it cannot be set.

    """
    return _printed(issue.draft_record(), issue.publication_record)


def signed_preview(version: IssueVersion) -> Preview:
    """Return a signed version: its stored PDF, or where none was stored its text, typeset.

    Raises:
        PressError: it has no PDF and cannot be set.

    """
    if not version.pdf:
        return _printed(msgspec.convert(version.record, records.Issue), version.issue.publication_record)
    found = _cached(version.sha256)
    if found is None:
        with version.pdf.open() as file:
            data = file.read()
        with ONE_AT_A_TIME, closing(pypdfium2.PdfDocument(data)) as document:
            pages = len(document)
        _keep(version.sha256, bulletins.Typeset(data, pages, version.first_pages))
    return found or Preview(version.sha256)


def key_of(record: records.Issue, publication: records.Publication) -> str:
    """Return what names the print of a record: a hash over all that the typesetter is given, and the typesetter."""
    places = sorted((p.as_record() for p in Place.objects.select_related("parent")), key=lambda p: p.code)
    return hashlib.sha256(msgspec.json.encode([record, publication, places, _typesetter()])).hexdigest()


def _printed(record: records.Issue, publication: records.Publication) -> Preview:
    key = key_of(record, publication)
    found = _cached(key)
    if found is None:
        with ONE_AT_A_TIME:
            made = typeset_issue(record, publication)
        _keep(key, made)
    return found or Preview(key)


def _cached(key: str) -> Preview | None:
    with suppress(FileNotFoundError):
        found = Preview(key)
        with suppress(OSError):
            (found.folder / "told.json").touch()  # used again: kept longer
        return found
    return None


def _keep(key: str, made: bulletins.Typeset) -> None:
    cache = _cache()
    cache.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(dir=cache, prefix="new-"))
    (scratch / "issue.pdf").write_bytes(made.pdf)
    (scratch / "told.json").write_text(json.dumps({"page_count": made.page_count, "first_pages": made.first_pages}))
    try:
        scratch.rename(cache / key)
    except OSError:  # someone else was quicker with the same
        shutil.rmtree(scratch)
    for old in sorted(cache.glob("*/told.json"), key=_age, reverse=True)[KEPT:]:
        shutil.rmtree(old.parent, ignore_errors=True)


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0


def _write(path: Path, data: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(data)
    Path(file.name).rename(path)


def _cache() -> Path:
    return Path(settings.VAR) / "cache" / "preview"


@functools.cache
def _typesetter() -> list[tuple[str, int, int]]:
    """Return what tells one state of the typesetter from another: an upgrade must not show pages of yesterday."""
    folder = Path(bulletins.__file__).parent
    return sorted(
        (str(path.relative_to(folder)), path.stat().st_size, path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    )
