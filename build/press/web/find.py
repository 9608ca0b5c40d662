"""What the search page looks through: one list of titles and summaries, and the full texts in parts.

Data stand in plain scripts that call one global function, because fetch does not work from file:// and a strict
content policy forbids inline code.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from press.records import Case, Export, Report, texts
from press.records.text import places_of_text
from press.web.library import Library, Notice, public_records
from press.web.lists import Lists
from press.web.wording import printed_title

PART = 100
Row = tuple[str, str, str, str, int, str]


def stage_search(lists: Lists, export: Export, folder: Path) -> list[str]:
    """Write `list.js` and the texts in parts of a hundred into `folder`; return the searchable words of each document."""
    folder.mkdir(parents=True, exist_ok=True)
    rows: list[Row] = []
    words: list[str] = []
    part: list[str] = []
    for row, text in _documents(lists, export):
        rows.append(row)
        words.append(" ".join((row[1], row[2], row[5])))
        part.append(text)
        if len(part) == PART:
            _write(folder / f"text-{(len(rows) - 1) // PART:03d}.js", "pressText", [(len(rows) - 1) // PART, part])
            part = []
    if part:
        _write(folder / f"text-{(len(rows) - 1) // PART:03d}.js", "pressText", [(len(rows) - 1) // PART, part])
    _write(folder / "list.js", "pressList", [PART, rows])
    return words


def _documents(lists: Lists, export: Export) -> Iterator[tuple[Row, str]]:
    """Yield ((address, title, place and unit, years, number of figures, summary), full text) of each case and article."""
    library = lists.library
    entries = {entry.number: entry for entry in lists.entries}
    for case in public_records(export, Case):
        if isinstance(case, Notice):
            continue
        entry = entries[case.number]
        labels = (figure.label for figure in case.figures)
        text = "\n".join((*(text for _, text in places_of_text(case)), *labels, *case.people_served, _labels(case, library)))
        yield (entry.address, case.title, _where(case.place, case.unit, library), entry.years, entry.figures, entry.summary), text
    for piece, text in zip(lists.pieces, _piece_texts(library), strict=True):
        yield (piece.address, piece.title, _where(piece.place, piece.unit, library), piece.source, 0, ""), text


def _labels(case: Case, library: Library) -> str:
    names = [library.fields[code].name for code in case.fields] + [library.kinds[slug].name for slug in case.kinds]
    return " ".join((*names, case.lead_department))


def _where(place: str, unit: str, library: Library) -> str:
    names = [p.name for p in library.place_line(place)] if place else []
    names += [library.units[unit].name] if unit else []
    return " ".join(dict.fromkeys(names))


def _piece_texts(library: Library) -> Iterator[str]:
    for _, issue in sorted(library.issues.items(), key=lambda pair: (pair[1].date, pair[0]), reverse=True):
        for item in issue.items:
            if not isinstance(item, Report):
                yield printed_title(item, library.place_names) + "\n" + "\n".join(texts(item.body))


def _write(path: Path, function: str, value: object) -> None:
    # U+2028 and U+2029 end a line in scripts older than ES2019.
    data = json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    path.write_text(f"{function}({data});\n", "utf-8")


def useful_queries(candidates: Iterable[str], words: Iterable[str], wanted: int = 3) -> list[str]:
    """Return the first candidates that find something, so that an example on the home page never leads to nothing."""
    documents = list(words)
    return [query for query in candidates if any(all(w in text for w in query.split()) for text in documents)][:wanted]
