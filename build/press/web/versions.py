"""Which version of an issue a page shows: the code that its paper carries under the QR code, and what was corrected."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import msgspec
import pikepdf

from press.web.wording import day_text
from records import Issue, Publication


def version_code(issue: Issue, publication: Publication, pdf: Path | None) -> str:
    """Return the code printed on paper copies of the version that the page shows; '' if the publication prints none.

    The signed PDF says which one it is by the record attached to it: computed from today's records, the code would
    change with the publication's name or reserve, although the issue is what it was.
    """
    if not publication.qr_url:
        return ""
    from bulletins.origin import content_hash, public_record  # here: with it comes the whole typesetter

    attached = _attached_record(pdf) if pdf else b""
    if attached and _issue_in(attached) == _issue_in(public_record(issue, publication)):
        return hashlib.sha256(attached).hexdigest()[:12]
    return content_hash(issue, publication)


def correction(issue: Issue) -> str:
    """Return the last correction of an issue in words, without a full stop; '' if it was never corrected."""
    last = max(issue.versions, key=lambda version: version.version, default=None)
    if last is None or last.state != "corrected":
        return ""
    return f"{day_text(last.date)}更正" + (f"：{last.note.rstrip('。')}" if last.note else "")


def _attached_record(pdf: Path) -> bytes:
    with pikepdf.open(pdf) as opened:
        return next(
            (file.get_file().read_bytes() for name, file in opened.attachments.items() if name.endswith(".json")), b""
        )


def _issue_in(record: bytes) -> Any:
    return msgspec.json.decode(record)["issue"]
