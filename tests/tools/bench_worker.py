"""How long it takes from an edit in the CMS until readers see it, with the resident worker.

`python -m tests.tools.bench_worker fill CASES` writes cases in bulk into the database of `PRESS_VAR`, in which the
sample must be; `edit EDITS` has five editors change cases and prints how long each waited.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.office import seed

CASES, EDITS, EDITORS = 10_000, 200, 5
THINKS_S = 5.0, 15.0  # between an editor's edits
PATIENCE_S = 60.0
LOOKS = 50


def rows() -> Iterator[dict[str, Any]]:
    """Measure; nothing else should run meanwhile. It takes about a quarter of an hour."""
    with tempfile.TemporaryDirectory() as folder:
        var, out = Path(folder) / "var", Path(folder) / "out"
        var.mkdir()
        seed(var)
        environment = {**os.environ, "PRESS_VAR": str(var), "DJANGO_SETTINGS_MODULE": "cms.settings"}
        own = [sys.executable, "-m", "tests.tools.bench_worker"]
        subprocess.run([*own, "fill", str(CASES)], env=environment, check=True)
        worker = subprocess.Popen(
            [sys.executable, "-m", "press", "worker", "--out", str(out)], env=environment, stdout=subprocess.DEVNULL
        )
        try:
            begun = time.monotonic()
            while not (out / "current").exists():
                time.sleep(1)
                assert worker.poll() is None, "the worker has ended"
            yield row("from its start to the first release", time.monotonic() - begun, "s", 900)
            said = subprocess.run(
                [*own, "edit", str(EDITS), str(out)], env=environment, check=True, capture_output=True
            )
            told = json.loads(said.stdout)
            waited = sorted(told["waited"])
            yield row(f"from an edit to the page, median of {len(waited)}", statistics.median(waited), "s", 0.6)
            yield row("from an edit to the page, p95", waited[int(len(waited) * 0.95)], "s", 1.0)
            yield row("a look when nothing has changed", statistics.median(told["looked"]) * 1000, "ms", 20)
            yield row("memory", resident_mib(worker.pid), "MiB", 1024)
        finally:
            worker.terminate()
            worker.wait()


def resident_mib(process: int) -> float:
    """Return how much memory a process holds."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))) / 1024


def row(name: str, value: float, unit: str, bound: float) -> dict[str, Any]:
    """Return one line of the table."""
    named = {"name": f"worker {name}", "value": round(value, 2), "unit": unit, "bound": f"≤ {bound:g}"}
    return named | {"holds": value <= bound, "versus": ""}


def fill(cases: int) -> None:
    """Write so many cleared cases, with fields and kinds."""
    from django.contrib.auth import get_user_model

    from cms.cases.models import CasePage
    from cms.reference.models import Field, PracticeKind
    from tests.tools.admin_office import write_pages

    dice = random.Random(1)
    known = set(CasePage.objects.values_list("pk", flat=True))
    write_pages("case", cases - len(known), {"/editor": [get_user_model().objects.first()]}, dice)
    new = CasePage.objects.exclude(pk__in=known)
    day = dt.date(2026, 1, 1)
    new.update(live=True, cleared_on=day, cleared_by="主编")
    for through, name, model in (
        (CasePage.fields.through, "field_id", Field.objects.filter(parent__isnull=False)),
        (CasePage.kinds.through, "practicekind_id", PracticeKind.objects.all()),
    ):
        keys = list(model.filter(cleared_on__isnull=False).values_list("pk", flat=True))
        named = [(pk, key) for pk in new.values_list("pk", flat=True) for key in dice.sample(keys, dice.randint(1, 2))]
        through.objects.bulk_create([through(**{"casepage_id": pk, name: key}) for pk, key in named], batch_size=500)


def edit(edits: int, out: Path) -> None:
    """Have five editors change titles and texts; print how long each edit took to reach readers, and the looks of a
    worker that finds nothing."""
    from django.db import close_old_connections
    from django.utils import timezone

    from cms.cases.models import CasePage
    from cms.releases.schedule import clear_due
    from press import outbox

    numbers = list(
        CasePage.objects.filter(cleared_on__isnull=False, withdrawn_on=None).values_list("number", flat=True)
    )

    def editor(n: int) -> list[float]:
        dice, waited = random.Random(n), []
        for _ in range(edits // EDITORS):
            time.sleep(dice.uniform(*THINKS_S))
            number, words = dice.choice(numbers), f"改到第{dice.randrange(10**9)}遍"
            page = out / f"current/site/cases/{number // 1000:03d}/{number:06d}.html"
            begun = time.monotonic()
            CasePage.objects.filter(number=number).update(**{dice.choice(["title", "summary"]): words})
            while words not in page.read_text("utf-8"):
                assert time.monotonic() - begun < PATIENCE_S, number
                time.sleep(0.02)
            waited.append(time.monotonic() - begun)
        close_old_connections()
        return waited

    with ThreadPoolExecutor(EDITORS) as pool:
        waited = [each for one in pool.map(editor, range(EDITORS)) for each in one]
    looked = []
    for _ in range(LOOKS):
        begun = time.monotonic()
        clear_due(timezone.now())
        outbox.watched()
        outbox.notes()
        looked.append(time.monotonic() - begun)
    print(json.dumps({"waited": waited, "looked": looked}))  # noqa: T201


if __name__ == "__main__":
    import django

    django.setup()
    if sys.argv[1] == "fill":
        fill(int(sys.argv[2]))
    else:
        edit(int(sys.argv[2]), Path(sys.argv[3]))
