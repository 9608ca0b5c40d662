"""The admin at full size: 10,000 cases, 20,000 articles, 300 accounts on PostgreSQL, twenty people at work.

`python -m tests.tools.bench_admin CASES ARTICLES SECONDS` prints the rows for other sizes.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from tests.office import ROOT, wait_for
from tests.tools.admin_load import Answer, load
from tests.tools.admin_office import cluster

CASES, ARTICLES, SECONDS = 10_000, 20_000, 240.0
BOUND_MS = 500
QUERIES = 100  # no screen asks the database more often
SERVER = ("--workers", "2", "--worker-class", "gthread", "--threads", "4", "--keep-alive", "30", "--preload")


def rows(cases: int = CASES, articles: int = ARTICLES, seconds: float = SECONDS) -> Iterator[dict[str, Any]]:
    """Yield the rows of the admin."""
    with tempfile.TemporaryDirectory(prefix="press-admin-") as folder, cluster(Path(folder).parent) as database:
        environment = {
            **os.environ,
            "PRESS_VAR": f"{folder}/var",
            "DATABASE_URL": database,
            "PYTHONPATH": f"{ROOT}:{ROOT / 'build'}",
        }

        def run(*args: str) -> str:
            return subprocess.run(
                [sys.executable, "-m", *args], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
            ).stdout

        run("cms", "migrate", "-v0")
        run("press", "load", "cms/sample")
        run("cms", "accounts")
        run("tests.tools.admin_office", str(cases // 10), str(articles // 10))
        few = json.loads(run("tests.tools.admin_office", "queries"))
        known = json.loads(run("tests.tools.admin_office", str(cases - cases // 10), str(articles - articles // 10)))
        many = json.loads(run("tests.tools.admin_office", "queries"))
        with served(environment) as (host, port):
            load(host, port, known, min(seconds, 15))  # templates and caches become warm
            answers = load(host, port, known, seconds)
    yield from times(answers, f"{cases} 案例，{articles} 稿件，{len(known['people'])} 人，每人 5 秒一次")
    for screen in many:
        same = many[screen] <= few[screen]
        versus = f"内容为十分之一时 {few[screen]}"
        yield row(
            f"admin {screen}：查询",
            many[screen],
            "次",
            f"≤ {QUERIES}，不随规模变",
            same and many[screen] <= QUERIES,
            versus,
        )


def times(answers: list[Answer], setting: str) -> Iterator[dict[str, Any]]:
    """Yield p95 over all and of each screen, and the number of errors."""
    errors = [answer.error for answer in answers if answer.error]
    p95 = percentile([answer.ms for answer in answers])
    yield row("admin 全部画面：p95", p95, "ms", f"≤ {BOUND_MS}", p95 <= BOUND_MS, f"{setting}，{len(answers)} 次")
    yield row("admin 出错", len(errors), "次", "0", not errors, "；".join(errors[:3]))
    screens = defaultdict(list)
    for answer in answers:
        screens[answer.screen].append(answer.ms)
    for screen, taken in sorted(screens.items()):
        p95 = percentile(taken)
        yield row(
            f"admin {screen}：p95",
            p95,
            "ms",
            f"≤ {BOUND_MS}",
            p95 <= BOUND_MS,
            f"中位数 {median(taken):.0f}，{len(taken)} 次",
        )


def percentile(values: list[float], share: float = 0.95) -> float:
    """Return the value that this share of the values does not exceed."""
    return sorted(values)[max(0, -(-int(len(values) * share * 1000) // 1000) - 1)]


@contextmanager
def served(environment: dict[str, str]) -> Iterator[tuple[str, int]]:
    """Run the CMS under gunicorn, as build/deploy says, for the with-block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", *SERVER, "--bind", f"127.0.0.1:{port}", "cms.wsgi"]
    with Path(environment["PRESS_VAR"], "gunicorn.log").open("w") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            wait_for(f"http://127.0.0.1:{port}/admin/login/", 60)
            yield "127.0.0.1", port
        finally:
            server.terminate()
            server.wait()


def row(name: str, value: float, unit: str, bound: str, holds: bool, versus: str) -> dict[str, Any]:
    """Return a row of the bench."""
    return {"name": name, "value": round(value, 1), "unit": unit, "bound": bound, "holds": holds, "versus": versus}


if __name__ == "__main__":
    for line in rows(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])):
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
        sys.stdout.flush()
