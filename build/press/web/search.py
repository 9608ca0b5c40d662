"""What the search page looks through: one list of titles and summaries, and the full texts in parts of a hundred.

Data stand in plain scripts that call one global function, because fetch does not work from file:// and a strict
content policy forbids inline code.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from press.records import Case, texts
from press.records.text import places_of_text
from press.web.library import Entry, Library, Row
from press.web.notes import findable

PART = 100


class Search:
    """Collects documents while their pages are staged, and writes their texts as soon as a part is full.

    Args:
        folder: where the data files go.
        candidates: example queries for the home page; `useful` names those that find something.

    """

    def __init__(self, folder: Path, library: Library, candidates: Iterable[str]) -> None:
        self.folder, self.library = folder, library
        self.waiting = {query: query.split() for query in candidates}
        self.found: set[str] = set()
        self.rows: list[Row] = []
        self.part: list[str] = []
        folder.mkdir(parents=True, exist_ok=True)

    def add_case(self, case: Case, entry: Entry) -> None:
        """Add a case: its whole text, the labels of its figures, and what it is filed under."""
        names = [self.library.fields[code].name for code in case.fields] + [self.library.kinds[slug].name for slug in case.kinds]
        labels = [figure.label for figure in case.figures]
        words = " ".join((*names, *labels, *case.people_served, case.lead_department))
        self._add(entry.row(self._where(case.place, case.unit)), "\n".join((*(findable(text) for _, text in places_of_text(case)), words)))

    def add_issues(self) -> None:
        """Add the articles of the public issues."""
        for piece in self.library.pieces():
            row = (piece.address, piece.title, self._where(piece.place, piece.unit), piece.source, 0, "")
            self._add(row, "\n".join(findable(text) for text in texts(piece.item.body)))

    def write(self) -> None:
        """Write what is left of the texts, and the list."""
        self._write_part()
        _write(self.folder / "list.js", "pressList", [PART, self.rows])

    def useful(self, wanted: int = 3) -> list[str]:
        """Return the first example queries that find something, so that none on the home page leads to nothing."""
        return [query for query in self.waiting if query in self.found][:wanted]

    def _where(self, place: str, unit: str) -> str:
        names = [p.name for p in self.library.place_line(place)] if place else []
        return " ".join(dict.fromkeys([*names, *([self.library.units[unit].name] if unit else [])]))

    def _add(self, row: Row, text: str) -> None:
        self.rows.append(row)
        self.part.append(text)
        self.found |= {query for query, words in self.waiting.items() if all(word in text or word in row[1] for word in words)}
        if len(self.part) == PART:
            self._write_part()

    def _write_part(self) -> None:
        if self.part:
            number = (len(self.rows) - 1) // PART
            _write(self.folder / f"text-{number:03d}.js", "pressText", [number, self.part])
            self.part = []


def _write(path: Path, function: str, value: object) -> None:
    # U+2028 and U+2029 end a line in scripts older than ES2019.
    data = json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    path.write_text(f"{function}({data});\n", "utf-8")
