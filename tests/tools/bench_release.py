"""What a release costs at 10,000 cases: all of it, one edit after it, and nothing at all; verifying, carrying and
taking it back; beside two others.

Each command is a process of its own, as an administrator runs it; what the resident worker takes stands in
`bench_worker`. Ours has search, PDFs, checks and signature, which the two others have not, or only in part.
`python -m tests.tools.bench_release N` prints the rows for N cases, such as 100,000; times and memory are bound at
10,000 only.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from press.reuse import files_below
from records import Export
from tests.changes import Library, edit_text, edit_title, withdraw
from tests.random_cases import SAMPLE, random_cases
from tests.tools.bench_release_rivals import (
    Edit,
    Published,
    Spent,
    chosen,
    differing,
    digests,
    hugo,
    material,
    measured,
    public_cases,
    retitled,
)

CASES, EDITS = 10_000, 5
FEWER = 1_000  # beside Material, whose builds of 10,000 take minutes each, and it needs three
PRESS = [sys.executable, "-m", "press"]
NONE = "= 0"
INDEX = "assets/search/"  # its files depend on its history; its answers are compared in the tests


def rows(cases: int = CASES) -> Iterator[dict[str, Any]]:
    """Measure; nothing else should run meanwhile."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["PRESS_VAR"] = f"{name}/var"
        measured([*PRESS, "key"])
        library = random_library(cases)
        rival = hugo(library, folder / "hugo")
        office = Office(library, folder / "office")
        ours = office.published()
        for line in own_rows(office, ours):
            bound = cases == CASES or line["bound"] == NONE
            yield line if bound else line | {"bound": "", "holds": True}
        yield from rival_rows(ours, rival)
        few = min(cases, FEWER)
        if few < cases:
            ours = Office(random_library(few), folder / "few").published()
        yield from rival_rows(ours, material(random_library(few), folder / "material"))


def random_library(cases: int) -> Library:
    """Return the sample with so many cases."""
    return Library.of(Export(SAMPLE), 1, random_cases(cases))


class Office:
    """A library, its export, and its releases."""

    def __init__(self, library: Library, folder: Path) -> None:
        self.library, self.export, self.out = library, folder / "export", folder / "out"

    @property
    def site(self) -> Path:
        """Return what readers see."""
        return (self.out / "current/site").resolve()

    def build(self, *, out: Path | None = None) -> Spent:
        """Publish what the library is now."""
        self.library.write(self.export)
        return measured([*PRESS, "build", "--export", str(self.export), "--out", str(out or self.out)])

    def run(self, *words: str) -> Spent:
        """Run another verb with the releases."""
        return measured([*PRESS, *words, "--out", str(self.out)])

    def published(self) -> Published:
        """Publish the library, then an edited title, and hold that against a full build of the same."""
        cases = public_cases(self.library)
        full, before = self.build(), digests(self.site, INDEX)
        files = sum(1 for _ in files_below(self.site))
        self.library.put(retitled(chosen(cases)))
        edited, left = self.build(), digests(self.site, INDEX)
        self.build(out=(anew := self.out.with_name("anew")))
        after = digests(anew / "current/site", INDEX)
        shutil.rmtree(anew)
        edit = Edit("build", edited, differing(left, after))
        return Published("press", len(cases), files, full, differing(before, after), (edit,))


def own_rows(office: Office, ours: Published) -> Iterator[dict[str, Any]]:
    """What it costs to publish, to carry and to take back."""
    yield at_most("full build", ours.full.cpu_s, "CPU s", 80)
    yield at_most("full build", ours.full.wall_s, "s", 45)
    yield at_most("full build, peak", ours.full.peak_mib, "MiB", 1024)
    edits = [ours.edits[0].spent]
    for _ in range(EDITS - 1):
        office.library.random.choice([edit_text, edit_title])(office.library)
        edits.append(office.build())
    yield at_most(f"after one edit, the slowest of {EDITS}", max(edit.wall_s for edit in edits), "s", 4)
    yield at_most("after one edit, peak", max(edit.peak_mib for edit in edits), "MiB", 1024)
    stale = ours.edits[0].stale
    versus = f"of {ours.differ} that a full build makes otherwise, the search index not counted"
    yield row("stale after one edited title", stale, "files", NONE, stale == 0, versus)
    yield at_most("after nothing", office.build().wall_s, "s", 4)
    delta = office.out / "delta.zip"
    yield at_most("delta of one edit", office.run("bundle", str(delta), "--since", str(EDITS)).wall_s, "s", 4)
    yield at_most("delta of one edit", delta.stat().st_size / 1e6, "MB", 2)
    yield at_most(f"verifying {ours.files} files", measured([*PRESS, "verify", str(office.out)]).wall_s, "s", 10)
    withdraw(office.library)
    yield row("after a withdrawal", office.build().wall_s, "s")
    yield at_most("rollback", office.run("rollback").wall_s, "s", 1)


def rival_rows(ours: Published, rival: Published) -> Iterator[dict[str, Any]]:
    """How many times as much ours takes as theirs, and what their short ways for an edit leave as it was."""
    here = f"{rival.cases} cases, {rival.name}"
    build, *short = rival.edits
    pairs = (("full build", ours.full, rival.full), ("one edited title", ours.edits[0].spent, build.spent))
    for what, own, other in pairs:
        cpu_s = f"{own.cpu_s:.1f} : {other.cpu_s:.1f}"
        yield row(f"{here}: {what}", own.cpu_s / other.cpu_s, "× CPU s", versus=cpu_s)
        wall_s = f"{own.wall_s:.1f} : {other.wall_s:.1f}; {own.peak_mib:.0f} : {other.peak_mib:.0f} MiB"
        yield row(f"{here}: {what}", own.wall_s / other.wall_s, "× s", versus=wall_s)
    for edit in short:
        took = f"{edit.spent.wall_s:.1f} s, {edit.spent.cpu_s:.1f} CPU s, {edit.spent.peak_mib:.0f} MiB"
        said = f"of {rival.differ} that a full build makes otherwise; {took}"
        yield row(f"{here} {edit.name}: stale after one edited title", edit.stale, "files", versus=said)


def at_most(name: str, value: float, unit: str, bound: float) -> dict[str, Any]:
    """Return one line whose value must not be larger."""
    return row(name, value, unit, f"≤ {bound:g}", value <= bound)


def row(name: str, value: float, unit: str, bound: str = "", holds: bool = True, versus: str = "") -> dict[str, Any]:
    """Return one line of the table."""
    line = {"name": f"release {name}", "value": round(value, 2), "unit": unit, "bound": bound}
    return line | {"holds": holds, "versus": versus}


if __name__ == "__main__":
    for line in rows(*map(int, sys.argv[1:])):
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
        sys.stdout.flush()
