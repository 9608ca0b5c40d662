"""The account at full size: 400 recipients, 40 issues a year, five years; each screen of adoptions, a year's circular.

`python -m tests.tools.bench_account YEARS ISSUES RECIPIENTS` prints the rows for other sizes. Rows of the dispatch
(labels of an issue within 3 s) belong here too.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from statistics import median
from typing import Any

from tests.office import ROOT
from tests.tools.account_office import CIRCULAR
from tests.tools.bench_admin import percentile, row

YEARS, ISSUES, RECIPIENTS = 5, 40, 400
SCREEN_MS, CIRCULAR_MS = 500, 2000


def rows(years: int = YEARS, issues: int = ISSUES, recipients: int = RECIPIENTS) -> Iterator[dict[str, Any]]:
    """Yield the rows of the account."""
    setting = f"{years} 年，每年 {issues} 期，{recipients} 个收件单位"
    for name, taken in _measured(years, issues, recipients).items():
        p95, bound = percentile(taken), CIRCULAR_MS if name == CIRCULAR else SCREEN_MS
        versus = f"{setting}；中位数 {median(taken):.0f}，{len(taken)} 次"
        yield row(f"account {name}：p95", p95, "ms", f"≤ {bound}", p95 <= bound, versus)


def _measured(years: int, issues: int, recipients: int) -> dict[str, list[float]]:
    """Return what each screen took, in an office that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="press-account-") as folder:
        environment = {**os.environ, "PRESS_VAR": f"{folder}/var", "PYTHONPATH": f"{ROOT}:{ROOT / 'build'}"}
        environment.pop("DATABASE_URL", None)

        def run(*args: str) -> str:
            command = [sys.executable, "-m", *args]
            done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
            return done.stdout

        run("cms", "migrate", "-v0")
        run("press", "load", "cms/sample")
        run("cms", "accounts")
        found: dict[str, list[float]] = json.loads(
            run("tests.tools.account_office", str(years), str(issues), str(recipients)).splitlines()[-1]
        )
        return found


if __name__ == "__main__":
    for line in rows(*map(int, sys.argv[1:4])):
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
