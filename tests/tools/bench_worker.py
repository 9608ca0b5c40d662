"""How long it takes from an edit in the CMS until readers see it, with the resident worker.

`python -m tests.tools.bench_worker CASES [EDITS]` prints the rows for so many cases; bounds are those at 10,000.
Within, `fill CASES` writes cases in bulk into the database of `PRESS_VAR`, in which the sample must be; `edit EDITS
OUT` has five editors change cases, withdraws some and changes many at once, and prints how long readers waited.
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
WITHDRAWN, BURST = 5, 50  # one by one, and at once


def rows(cases: int = CASES, edits: int = EDITS) -> Iterator[dict[str, Any]]:
    """Measure; nothing else should run meanwhile. It takes about a quarter of an hour."""
    with tempfile.TemporaryDirectory() as folder:
        var, out = Path(folder) / "var", Path(folder) / "out"
        var.mkdir()
        seed(var)
        environment = {**os.environ, "PRESS_VAR": str(var), "DJANGO_SETTINGS_MODULE": "cms.settings"}
        own = [sys.executable, "-m", "tests.tools.bench_worker"]
        subprocess.run([*own, "fill", str(cases)], env=environment, check=True)
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
                [*own, "edit", str(edits), str(out)], env=environment, check=True, capture_output=True
            )
            told = json.loads(said.stdout)
            waited = sorted(told["waited"])
            yield row(f"from an edit to the page, median of {len(waited)}", statistics.median(waited), "s", 0.6)
            yield row("from an edit to the page, p95", waited[int(len(waited) * 0.95)], "s", 1.0)
            gone = f"from a withdrawal to its notice, the slowest of {WITHDRAWN}"
            yield row(gone, max(told["withdrawn"]), "s", 1.0)
            yield row(f"from {BURST} edits at once to the last page", told["burst"], "s")
            yield row("a look when nothing has changed", statistics.median(told["looked"]) * 1000, "ms", 20)
            yield row("memory", resident_mib(worker.pid), "MiB", 1024)
        finally:
            worker.terminate()
            worker.wait()


def resident_mib(process: int) -> float:
    """Return how much memory a process holds."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))) / 1024


def row(name: str, value: float, unit: str, bound: float | None = None) -> dict[str, Any]:
    """Return one line of the table."""
    said = "" if bound is None else f"≤ {bound:g}"
    named = {"name": f"worker {name}", "value": round(value, 2), "unit": unit, "bound": said}
    return named | {"holds": bound is None or value <= bound, "versus": ""}


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
    """Have five editors change titles and texts, then withdraw cases one by one, then change many at once; print how
    long each took to reach readers, and the looks of a worker that finds nothing."""
    from django.db import close_old_connections
    from django.utils import timezone

    from cms.cases.models import CasePage
    from cms.releases.schedule import clear_due
    from press import outbox

    shown = CasePage.objects.filter(cleared_on__isnull=False, withdrawn_on=None)
    numbers = [number for number in shown.values_list("number", flat=True) if number]

    def until(number: int, words: str, begun: float) -> float:
        """Return how many seconds after an edit readers see its words."""
        page = out / f"current/site/cases/{number // 1000:03d}/{number:06d}.html"
        while words not in page.read_text("utf-8"):
            assert time.monotonic() - begun < PATIENCE_S, number
            time.sleep(0.02)
        return time.monotonic() - begun

    def editor(n: int) -> list[float]:
        dice, waited = random.Random(n), []
        for _ in range(edits // EDITORS):
            time.sleep(dice.uniform(*THINKS_S))
            number, words = dice.choice(numbers), f"改到第{dice.randrange(10**9)}遍"
            begun = time.monotonic()
            CasePage.objects.filter(number=number).update(**{dice.choice(["title", "summary"]): words})
            waited.append(until(number, words, begun))
        close_old_connections()
        return waited

    def withdrawal(number: int) -> float:
        time.sleep(THINKS_S[0])
        begun, why = time.monotonic(), f"第{number}号有误"
        case = CasePage.objects.filter(number=number)
        case.update(withdrawn_on=dt.date(2026, 1, 5), withdrawn_reason=why, withdrawn_by="主编")
        return until(number, why, begun)

    def burst(chosen: list[int], words: str) -> float:
        begun = time.monotonic()
        CasePage.objects.filter(number__in=chosen).update(title=words)
        return max(until(number, words, begun) for number in chosen)

    with ThreadPoolExecutor(EDITORS) as pool:
        waited = [each for one in pool.map(editor, range(EDITORS)) for each in one]
    random.Random(0).shuffle(numbers)
    withdrawn = [withdrawal(number) for number in numbers[:WITHDRAWN]]
    many = burst(numbers[WITHDRAWN:][:BURST], "一次都改")
    looked = []
    for _ in range(LOOKS):
        begun = time.monotonic()
        clear_due(timezone.now())
        outbox.watched()
        outbox.notes()
        looked.append(time.monotonic() - begun)
    told = {"waited": waited, "looked": looked, "withdrawn": withdrawn, "burst": many}
    print(json.dumps(told))  # noqa: T201


def main(step: str, *rest: str) -> None:
    if step.isdigit():
        for line in rows(int(step), *map(int, rest)):
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
            sys.stdout.flush()
        return
    import django

    django.setup()
    if step == "fill":
        fill(int(rest[0]))
    else:
        edit(int(rest[0]), Path(rest[1]))


if __name__ == "__main__":
    main(*sys.argv[1:])
