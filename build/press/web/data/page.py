"""The page that says which data there are and how to read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from press.web.catalogue import Catalogue
from press.web.data.tables import SIZE, Made, Table, Tables
from press.web.library import Library
from press.web.pages import Stage
from records import Case, Figure


def stage_data_page(
    stage: Stage, library: Library, catalogue: Catalogue, tables: Tables, reference: Mapping[str, int], address: str
) -> None:
    """Write `data.html`, and `data/sha256.txt` with which the tables can be verified."""
    made = [file for table in (tables.cases, tables.figures) for file in (table.whole, *table.parts)]
    stage.file("data/sha256.txt", "".join(f"{file.digest}  {file.name.removeprefix('data/')}\n" for file in made))
    stage.page(
        "data.html",
        template="data.html",
        title="数据",
        tables=[_table(tables.cases, Case), _table(tables.figures, Figure)],
        cases=len(catalogue.entries),
        case=next((entry.address for entry in catalogue.entries.values()), ""),
        issues=len(library.issues),
        issue=next((f"bulletins/{key}.html" for key in library.issues), ""),
        reference=reference,
        site=address,
    )


def _table(table: Table, kind: type[Case | Figure]) -> dict[str, Any]:
    """Return a table as the template shows it; columns with the names that programs
    meet in the JSON of such a record."""
    names = kind.__struct_fields__
    return {
        "columns": [(c.head, c.key if c.key.partition("[")[0] in names else "", c.meaning) for c in table.columns],
        "whole": _file(table.whole, "全部"),
        "parts": [_file(part, _span(part)) for part in table.parts],
    }


def _file(made: Made, name: str) -> dict[str, Any]:
    return {"name": name, "address": made.name, "rows": made.rows, "size": _size(made.size)}


def _span(part: Made) -> str:
    """Return which records a part holds: cases by number, or issues by year."""
    said = part.name.removesuffix(".csv").split("-", 1)[1]
    if said.startswith("bulletins-"):
        return f"{said.removeprefix('bulletins-')}年简报"
    return f"第{int(said) * SIZE:06d}—{int(said) * SIZE + SIZE - 1:06d}号案例"


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{max(1, round(count / 1e3))} KB"
