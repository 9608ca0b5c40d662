"""How much of each disfigured bulletin the reader gets right, field by field."""

from __future__ import annotations

import sys
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from readers import Reading, missing, read_file
from readers.reading import body_parts
from readers.source import load
from records import Article, Place, Point, Report, Table, Unit, format_body, parse_body
from records.reports import report_sum

HERE = Path(__file__).parent / "bulletins"
FILES = sorted(HERE.glob("[0-9]*.txt"))
REGISTER = yaml.safe_load((HERE / "places.yaml").read_text("utf-8"))
PLACES = msgspec.convert(REGISTER["places"], tuple[Place, ...])
UNITS = msgspec.convert(REGISTER["units"], tuple[Unit, ...])

Score = dict[str, tuple[Any, Any]]


def read(path: Path) -> Reading:
    return read_file(path, places=PLACES, units=UNITS)


def expected(path: Path) -> dict[str, Any]:
    found = yaml.safe_load(path.with_suffix(".yaml").read_text("utf-8"))
    assert isinstance(found, dict)
    return found


def points(item: Any) -> list[Point]:
    return [block for block in getattr(item, "body", ()) if isinstance(block, Point)]


def lead_ins(item: Any) -> list[str]:
    return [p.lead_in for outer in points(item) for p in (outer, *outer.children)]


def score(reading: Reading, want: dict[str, Any]) -> Score:
    """Return (found, wanted) for every field that the expectation speaks of."""
    articles = [item for item in reading.items if isinstance(item, Article)]
    report = next((item for item in reading.items if isinstance(item, Report)), None)
    paragraphs = [part for item in articles for part in body_parts(item.body)]
    found: dict[str, Any] = {
        "publication": reading.publication.name,
        "issuer": reading.publication.issuer,
        "handling_note": reading.publication.handling_note,
        "year": reading.year,
        "number": reading.number,
        "total_number": reading.total_number,
        "date": reading.date,
        "series": reading.series,
        "series_number": reading.series_number,
        "editor_note": reading.editor_note,
        "responsible_editor": reading.responsible_editor,
        "sections": [[s.name, len(s.items)] for s in reading.sections],
        "titles": [item.title for item in reading.items],
        "places": [getattr(item, "place", None) for item in reading.items],
        "units": [getattr(item, "unit", None) for item in reading.items],
        "prefixes": [getattr(item, "prefix", "") for item in reading.items],
        "lead_ins": [lead_ins(item) for item in reading.items],
        "ordinals": [points(item)[0].ordinal if points(item) else "" for item in articles],
        "points": [[len(p.children) for p in points(item)] for item in reading.items],
        "whole": [words for words in want.get("whole", ()) if any(words in p for p in paragraphs)],
        "report": report
        and {
            "columns": list(report.columns),
            "rows": len(report.rows),
            "total": report.total,
            "sum": report_sum(report),
            "note": report.note,
        },
        "tables": [[list(t.columns), len(t.rows)] for item in articles for t in item.body if isinstance(t, Table)],
        "cells": [row for row in want.get("cells", ()) if report and tuple(row) in report.rows],
        "notes": [kind for kind in want.get("notes", ()) if any(n.kind == kind for n in reading.notes)],
        "lines": [[group.kind, list(group.lines)] for group in reading.lines],
        "registration_no": reading.registration_no,
        "print_run": reading.print_run,
    }
    empty = {
        "total_number": None,
        "series": "",
        "series_number": None,
        "editor_note": "",
        "handling_note": "",
        "registration_no": "",
    }
    return {name: (found[name], value) for name, value in ({**empty, **want}).items()}


def table(scores: dict[str, Score]) -> tuple[str, float]:
    """Return the table of fields (right/asked, and where wrong) and the share that is right."""
    rows: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for name, fields in scores.items():
        for key, (found, wanted) in fields.items():
            rows[key].append((name, found == wanted))
    lines = [f"{'field':20} right"]
    for key, results in rows.items():
        wrong = [name for name, right in results if not right]
        lines.append(f"{key:20} {len(results) - len(wrong):2}/{len(results):2}  {' '.join(wrong)}")
    right = [ok for results in rows.values() for _, ok in results]
    lines.append(f"{'all':20} {sum(right)}/{len(right)} = {sum(right) / len(right):.1%}")
    return "\n".join(lines), sum(right) / len(right)


def test_the_fixtures_are_read_field_by_field_as_a_person_reads_them(capsys: pytest.CaptureFixture[str]) -> None:
    scores = {path.stem[:2]: score(read(path), expected(path)) for path in FILES}
    text, share = table(scores)
    with capsys.disabled():
        sys.stdout.write(f"\n{text}\n")
    wrong = [
        f"{name} {key}\n  found  {f!r}\n  wanted {w!r}"
        for name, fields in scores.items()
        for key, (f, w) in fields.items()
        if f != w
    ]
    assert share >= 1.0, "\n".join(wrong)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_no_letter_of_a_bulletin_is_lost(path: Path) -> None:
    reading = read(path)
    assert [note for note in reading.notes if note.kind == "遗漏"] == []
    assert missing(enumerate(load(path).splitlines(), 1), reading) == ()


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_a_body_as_read_survives_its_markdown_form(path: Path) -> None:
    for item in read(path).items:
        body = getattr(item, "body", ())
        assert parse_body(format_body(body)) == body


def test_the_expectations_are_dates_and_not_words() -> None:
    assert all(isinstance(expected(path)["date"], date) for path in FILES)
