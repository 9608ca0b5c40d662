"""The issue as it is now, typeset by the typesetter that prints and kept on a shelf: pages as
pictures, contents, and the audit."""

from __future__ import annotations

import hashlib
import io
import threading
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pypdfium2
from django.conf import settings

import records
from bulletins import Manuscript, Shelf, Shelved, Typeset
from bulletins.audit import State, audit
from cms.issues.models import Issue, IssueVersion
from cms.newsroom.pages import manuscript, typeset_issue

SCALE = 1.6  # pixels per point: about 115 to the inch
COLOURS = 64
# PDFium and the typesetter's fonts are not made for threads.
ONE_AT_A_TIME = threading.Lock()
Verdict = dict[str, str]


@dataclass(frozen=True)
class Preview:
    """A typeset issue on the shelf.

    Attributes:
        shelved: the PDF, its number of pages and the page on which each item begins.
        seen: what names the content that is shown, see `key_of`; '' where only the print was asked for.

    """

    shelved: Shelved
    seen: str = ""

    @property
    def key(self) -> str:
        """What the print is kept under: 64 hexadecimal digits, the same for the same print."""
        return self.shelved.key

    @property
    def page_count(self) -> int:
        """How many pages there are, always even."""
        return self.shelved.page_count

    @property
    def first_pages(self) -> dict[str, int]:
        """Anchor of an item to the page on which it begins, counted from 1."""
        return self.shelved.first_pages

    @property
    def pdf(self) -> bytes:
        """The PDF."""
        return self.shelved.path.read_bytes()

    def page(self, number: int) -> bytes:
        """Return a page, counted from 1, as a PNG; IndexError if there is no such page."""
        if not 1 <= number <= self.page_count:
            raise IndexError(number)
        return self.shelved.beside(f"{number}.png", lambda: _picture(self.pdf, number))

    def verdicts(self) -> list[Verdict]:
        """Return the audit's verdicts on the PDF: rule, title, expected, measured, where, state."""
        return msgspec.json.decode(self.shelved.beside("audit.json", lambda: _audited(self.pdf)), type=list[Verdict])

    def broken(self) -> list[Verdict]:
        """Return the verdicts on what does not hold."""
        return [verdict for verdict in self.verdicts() if verdict["state"] == State.BROKEN]


def preview(issue: Issue) -> Preview:
    """Return the issue as it would be printed now, typeset unless it is on the shelf.

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
    found = _shelf().take(version.sha256)
    if found is None:
        with version.pdf.open() as file:
            data = file.read()
        with ONE_AT_A_TIME, closing(pypdfium2.PdfDocument(data)) as document:
            pages = len(document)
        found = _keep(version.sha256, Typeset(data, pages, version.first_pages))
    return Preview(found)


def kept_preview(key: str) -> Preview | None:
    """Return what is on the shelf under a key; None if it is not there, or not any more."""
    found = _shelf().take(key)
    return Preview(found) if found else None


def key_of(record: records.Issue, publication: records.Publication) -> str:
    """Return what names the content that somebody looks at: a hash over all that signing would freeze, and its print.

    It says more than the key of the print: whom an issue goes to is signed too and not printed.
    """
    return _seen(record, manuscript(record, publication))


def _seen(record: records.Issue, given: Manuscript) -> str:
    return hashlib.sha256(msgspec.json.encode([record, given.publication, given.key])).hexdigest()


def _printed(record: records.Issue, publication: records.Publication) -> Preview:
    given = manuscript(record, publication)
    found = _shelf().take(given.key)
    if found is None:
        with ONE_AT_A_TIME:
            # Whoever waited here for another reader of the same issue finds it set.
            found = _shelf().take(given.key) or _keep(given.key, typeset_issue(given))
    return Preview(found, _seen(record, given))


def _keep(key: str, made: Typeset) -> Shelved:
    found = _shelf().put(key, made)
    _shelf().tidy()
    return found


def _shelf() -> Shelf:
    return Shelf(Path(settings.VAR) / "cache" / "preview")


def _picture(pdf: bytes, number: int) -> bytes:
    with ONE_AT_A_TIME, closing(pypdfium2.PdfDocument(pdf)) as document:
        picture = document[number - 1].render(scale=SCALE).to_pil().quantize(COLOURS)
    made = io.BytesIO()
    picture.save(made, "PNG")
    return made.getvalue()


def _audited(pdf: bytes) -> bytes:
    with ONE_AT_A_TIME:
        return msgspec.json.encode(audit(pdf).verdicts)
