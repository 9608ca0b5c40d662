"""The public record of an issue that travels inside its PDF, its hash, and the address of the exact version."""

from __future__ import annotations

import hashlib
from typing import Any, TypeVar

import msgspec

from records import Issue, Publication, Record

R = TypeVar("R", bound=Record)
# What is decided after typesetting cannot be part of what is typeset; none of it is printed.
LATER = frozenset({"versions", "cleared_on", "withdrawn_on", "withdrawn_reason"})


def bare_issue(issue: Issue) -> Issue:
    """Return an issue without what is private in it and in its items, and what is decided after typesetting."""
    return msgspec.structs.replace(_bare(issue), items=tuple(map(_bare, issue.items)))


def public_record(issue: Issue, publication: Publication) -> bytes:
    """Return issue and publication as JSON (UTF-8, indented): what their public halves say, whether cleared or not.

    Source: `private` of each kind of record names what never leaves the office.
    """
    shown = _open_part(issue)
    shown["items"] = [_open_part(item) for item in issue.items]
    data = {"format": "press-export", "version": 1, "publication": _open_part(publication), "issue": shown}
    return msgspec.json.format(msgspec.json.encode(data), indent=1) + b"\n"


def content_hash(issue: Issue, publication: Publication) -> str:
    """Return the first twelve digits of the SHA-256 of the public record: the same for the same
    content, on paper and on the site."""
    return hashlib.sha256(public_record(issue, publication)).hexdigest()[:12]


def version_address(issue: Issue, publication: Publication) -> str:
    """Return the address of the exact version of an issue on the publication's site;
    '' if the publication names none."""
    if not publication.qr_url:
        return ""
    return f"{publication.qr_url.rstrip('/')}/bulletins/{issue.key}.html#v-{content_hash(issue, publication)}"


def _open_part(record: Record) -> dict[str, Any]:
    data: dict[str, Any] = msgspec.to_builtins(_bare(record))
    data.pop("items", None)
    return data


def _bare(record: R) -> R:
    fields = {field.name: field.default for field in msgspec.structs.fields(record)}
    return msgspec.structs.replace(record, **{name: fields[name] for name in (record.private | LATER) & fields.keys()})
