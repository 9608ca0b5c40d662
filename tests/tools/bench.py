"""`make bench`: every number that was asked for, measured on this machine, as one table and as dist/bench.json.

Parts run by name: `python -m tests.tools.bench pdf`. Exit status 1 where a bound does not hold.
"""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

PARTS = (
    "reading",
    "reading_bounds",
    "pdf",
    "lines",
    "page",
    "related",
    "search",
    "search_large",
    "release",
    "worker",
    "admin",
    "builder",
    "account",
)
OUT = Path("dist/bench.json")


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        sys.stderr.write(f"no such part: {', '.join(unknown)}; parts: {', '.join(PARTS)}\n")
        return 2
    rows = [row for name in names or PARTS for row in importlib.import_module(f"tests.tools.bench_{name}").rows()]
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", "utf-8")
    table = Table("name", "value", "unit", "bound", "holds", "versus")
    for row in rows:
        table.add_row(
            *(str(row[column]) for column in ("name", "value", "unit", "bound")),
            "yes" if row["holds"] else "NO",
            row["versus"],
        )
    Console().print(table)
    return 0 if all(row["holds"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
