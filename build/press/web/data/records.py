"""The public records as JSON and their JSON Schemas: what the export says of them, looked
over once more for what is private."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

import msgspec

from press.web.catalogue import Catalogue
from press.web.library import Library
from press.web.pages import Stage
from records import Case, Collection, Export, Indicator, Issue, Notice, Record, Synonym
from records.model import Field, Place, PracticeKind, Publication, Unit
from records.schema import schema_text
from records.store import FORMAT

SCHEMAS = (Case, Issue, Place, Unit, Field, PracticeKind, Indicator, Synonym, Publication, Collection)


def stage_case(stage: Stage, case: Case, library: Library) -> None:
    """Write a case beside its page: `cases/000/000001.json`."""
    _stage(stage, f"cases/{case.key}", "case", open_case(case, library))


def stage_others(stage: Stage, export: Export, library: Library, catalogue: Catalogue) -> dict[str, int]:
    """Write issues, notices of what was withdrawn, reference records and schemas; return the
    number of records by reference file."""
    for key, issue in library.issues.items():
        stage.once(("record", key), issue, partial(_stage_issue, stage, key, issue))
    for notice in catalogue.withdrawn:
        _stage(stage, f"cases/{notice.key}", "case", {"number": int(notice.key[-6:]), **_reason(notice)})
    for notice in library.withdrawn_issues:
        publication, year, number = notice.key.split("/")
        _stage(
            stage,
            f"bulletins/{notice.key}",
            "issue",
            _reason(notice, publication=publication, year=int(year), number=int(number)),
        )
    for folder, kind_name, notices in (
        ("collections", "collection", library.withdrawn_collections),
        ("indicators", "indicator", library.withdrawn_indicators),
    ):
        for notice in notices:
            _stage(stage, f"{folder}/{notice.key}", kind_name, _reason(notice, slug=notice.key))
    stage.once("schemas", (), lambda: _stage_schemas(stage))
    reference = _reference(export, library)
    return stage.once("reference", reference, lambda: _stage_reference(stage, reference))


def _stage_issue(stage: Stage, key: str, issue: Issue) -> None:
    _stage(stage, f"bulletins/{key}", "issue", open_issue(issue))


def _stage_schemas(stage: Stage) -> None:
    for kind in SCHEMAS:
        stage.file(f"data/schema/{kind.__name__}.json", schema_text(kind))


def _stage_reference(stage: Stage, reference: Mapping[str, Iterable[Record]]) -> dict[str, int]:
    made = {name: [_open_part(record) for record in records] for name, records in reference.items()}
    for name, records in made.items():
        stage.file(f"data/{name}.json", _text({**FORMAT, "records": records}))
    return {name: len(records) for name, records in made.items()}


def open_case(case: Case, library: Library) -> dict[str, Any]:
    """Return what readers may see of a case: a contact only if it is public, a source only if its issue is."""
    hidden = {name for name in case.private if name != "contact" or not (case.contact and case.contact.public)}
    if case.source and case.source.issue_key not in library.issues:
        hidden.add("source")
    return {name: value for name, value in _plain(case).items() if name not in hidden}


def open_issue(issue: Issue) -> dict[str, Any]:
    """Return what readers may see of an issue and its items."""
    return {**_open_part(issue), "items": [_open_part(item) for item in issue.items]}


def _open_part(record: Record) -> dict[str, Any]:
    return {name: value for name, value in _plain(record).items() if name not in record.private}


def _plain(record: Record) -> dict[str, Any]:
    data: dict[str, Any] = msgspec.to_builtins(record)
    return data


def _reason(notice: Notice, **names: Any) -> dict[str, Any]:
    return {**names, "withdrawn_on": str(notice.on), "withdrawn_reason": notice.reason}


def _reference(export: Export, library: Library) -> dict[str, list[Record]]:
    """Return the reference records by file, in the order of their keys."""
    kinds: Mapping[str, Iterable[Record]] = {
        "places": library.places.values(),
        "units": library.units.values(),
        "fields": library.fields.values(),
        "kinds": library.kinds.values(),
        "indicators": library.indicators.values(),
        "synonyms": export.all(Synonym),
        "publications": library.publications.values(),
        "collections": library.collections,
    }
    return {name: sorted(records, key=lambda r: r.key) for name, records in kinds.items()}


def _stage(stage: Stage, name: str, kind: str, record: Mapping[str, Any]) -> None:
    stage.file(f"{name}.json", _text({**FORMAT, "address": f"{name}.html", kind: record}))


def _text(data: Any) -> str:
    # Many times faster than the json module, which counts with ten thousand records.
    return msgspec.json.format(msgspec.json.encode(data), indent=1).decode() + "\n"
