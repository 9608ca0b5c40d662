"""What a release costs at 10,000 cases: all of it, one edit after it, and nothing at all; verifying and carrying it."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from press.reuse import files_below
from records import Export
from tests.changes import Library, edit_text, edit_title
from tests.random_cases import SAMPLE, random_cases
from tests.tools.bench_search_rivals import cost

CASES, EDITS = 10_000, 5
PRESS = [sys.executable, "-m", "press"]
BUILD = [*PRESS, "build", "--export"]


def rows() -> Iterator[dict[str, Any]]:
    """Measure with `press build` as a new process each time; nothing else should run meanwhile."""
    with tempfile.TemporaryDirectory() as folder:
        export, out = Path(folder) / "export", Path(folder) / "out"
        os.environ["PRESS_VAR"] = f"{folder}/var"
        measured([*PRESS, "key"])
        library = Library.of(Export(SAMPLE), 1, random_cases(CASES))
        library.write(export)
        cpu, peak, wall = measured([*BUILD, str(export), "--out", str(out)])
        yield row("full build", cpu, "CPU s", 80)
        yield row("full build", wall, "s", 45)
        yield row("full build, peak", peak, "MiB", 1024)
        edits = []
        for _ in range(EDITS):
            library.random.choice([edit_text, edit_title])(library)
            library.write(export)
            edits.append(measured([*BUILD, str(export), "--out", str(out)]))
        yield row(f"after one edit, the slowest of {EDITS}", max(wall for _, _, wall in edits), "s", 4)
        yield row("after one edit, peak", max(peak for _, peak, _ in edits), "MiB", 1024)
        yield row("after nothing", measured([*BUILD, str(export), "--out", str(out)])[2], "s", 4)
        delta = out / "delta.zip"
        carry = [*PRESS, "bundle", str(delta), "--out", str(out), "--since", str(EDITS)]
        yield row("delta of one edit", measured(carry)[2], "s", 4)
        yield row("delta of one edit", delta.stat().st_size / 1e6, "MB", 2)
        files = sum(1 for _ in files_below((out / "current/site").resolve()))
        yield row(f"verifying {files} files", measured([*PRESS, "verify", str(out)])[2], "s", 10)


def measured(command: list[str]) -> tuple[float, float, float]:
    """Run a command; return CPU seconds, peak MiB and seconds."""
    start = time.monotonic()
    cpu, peak = cost(command)
    return cpu, peak, time.monotonic() - start


def row(name: str, value: float, unit: str, bound: float) -> dict[str, Any]:
    """Return one line of the table."""
    return {
        "name": f"release {name}",
        "value": round(value, 2),
        "unit": unit,
        "bound": f"≤ {bound:g}",
        "holds": value <= bound,
        "versus": "",
    }
