"""The pages, weighed and timed: what a first and a later visit transfer, when Chromium shows
something, what building and changing cost.

Weights are the bodies of a page and of every style and script that it names (gzip, level 6), without
pictures. A kind is a folder and a template; its worst page stands for it.
`python -m tests.tools.bench_page N` prints the rows for N cases.
"""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import json
import re
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from playwright.sync_api import Browser

from press.web import build_site
from records import Case, Export, Writer
from tests.kinds import kind_of
from tests.random_cases import SAMPLE, random_cases
from tests.staged import stage_markdown
from tests.static_server import Site, serve
from tests.tools.bench_search_rivals import chromium, cost

FIRST_KB, NEXT_KB = 150, 30
RUNS = 5
LOADED = re.compile(r'<(?:script[^>]*\ssrc|link[^>]*rel="stylesheet"[^>]*\shref)="([^"]+)"')
TIMES = """async () => {
  const paint = await new Promise((done) => {
    const seen = (list) => list.getEntriesByName("first-contentful-paint").forEach((entry) => done(entry.startTime))
    new PerformanceObserver(seen).observe({type: "paint", buffered: true})
  })
  return [paint, performance.getEntriesByType("navigation")[0].loadEventEnd]
}"""
DAY = dt.date(2026, 1, 5)
CHANGES: dict[str, Callable[[Case], Case]] = {
    "改一篇": lambda case: msgspec.structs.replace(case, title=case.title + "（续）", summary=case.summary + "又记。"),
    "撤回一篇": lambda case: msgspec.structs.replace(case, withdrawn_on=DAY, withdrawn_reason="数据有误"),
    "新增一篇": lambda case: msgspec.structs.replace(case, number=case.number + 900_000),
}


def rows(n: int = 10_000) -> Iterator[dict[str, Any]]:
    """Measure everything at n cases."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_export(folder / "export", n)
        cpu_s, peak_mib = build(folder, "before")
        yield row(f"{n} 篇：建网站", cpu_s, "CPU 秒", "", True, f"最多用内存 {peak_mib:.0f} MiB，含检索索引")
        yield from weight_rows(folder / "before")
        yield from time_rows(folder / "before")
        yield from change_rows(folder, n)


def row(name: str, value: float, unit: str, bound: str, holds: bool, versus: str = "") -> dict[str, Any]:
    """Return one line of the table."""
    return {
        "name": f"page {name}",
        "value": round(value, 1),
        "unit": unit,
        "bound": bound,
        "holds": holds,
        "versus": versus,
    }


# Making -----------------------------------------------------------------------------


def write_export(path: Path, n: int) -> None:
    """Write the sample's reference data and issues with n random cases."""
    shutil.copytree(SAMPLE / "public", path / "public", ignore=shutil.ignore_patterns("cases"))
    writer = Writer(path, cases=range(1, n + 1), issues=(), publications=())
    for case in random_cases(n):
        writer.add(case)


def build(folder: Path, name: str) -> tuple[float, float]:
    """Build the site in a process of its own; return its CPU seconds and its peak of memory in MiB."""
    return cost([sys.executable, "-m", "tests.tools.bench_page", "build", str(folder), name])


def build_here(folder: Path, name: str) -> None:
    """Build `name` from the export beside it; the search index is made anew."""
    scratch = folder / f"{name}-scratch"
    export = Export(folder / "export", private=False)
    build_site(export, folder / name, pdfs={}, first_pages={}, scratch=scratch)
    stage_markdown(export, scratch, pdfs={}, first_pages={})


# Weight -----------------------------------------------------------------------------


def weight_rows(site: Path) -> Iterator[dict[str, Any]]:
    """Weigh every page; of each kind the heaviest is shown."""
    for kind, page in sorted(heaviest(site).items()):
        first, again = first_kb(page), gzip_kb(page)
        versus = f"{page.relative_to(site).as_posix()}，再次 {again:.1f} KB"
        yield row(
            f"{kind}：首次传输，最大",
            first,
            "KB",
            f"≤ {FIRST_KB}，再次 ≤ {NEXT_KB}",
            first <= FIRST_KB and again <= NEXT_KB,
            versus,
        )


@cache
def heaviest(site: Path) -> dict[str, Path]:
    """Return the page of each kind that transfers most on a first visit."""
    found: dict[str, Path] = {}
    for page in sorted(site.rglob("*.html")):
        kind = "/".join(kind_of(page, site, site.with_name(f"{site.name}-scratch") / "stage"))
        if kind not in found or gzip_kb(page) > gzip_kb(found[kind]):
            found[kind] = page
    return found


def first_kb(page: Path) -> float:
    """Return what a page and the styles and scripts that it names weigh."""
    needed = {
        (page.parent / address).resolve()
        for address in LOADED.findall(page.read_text("utf-8"))
        if not address.startswith("/")
    }
    return gzip_kb(page) + sum(gzip_kb(path) for path in needed)


@cache
def gzip_kb(path: Path) -> float:
    return len(gzip.compress(path.read_bytes(), 6)) / 1000


# Time -----------------------------------------------------------------------------


def time_rows(site: Path) -> Iterator[dict[str, Any]]:
    """Open the heaviest page of each kind in Chromium with an empty cache; no network
    between, so this is work of the browser."""
    pages = {kind: page.relative_to(site).as_posix() for kind, page in sorted(heaviest(site).items())}
    with serve(site) as served, chromium() as browser:
        for kind, name in pages.items():
            paint, load = (
                statistics.median(times)
                for times in zip(*(opened(browser, served, name) for _ in range(RUNS)), strict=True)
            )
            yield row(f"{kind}：首次显示，{RUNS} 次中位数", paint, "ms", "", True, f"载入完 {load:.0f} ms，{name}")


def opened(browser: Browser, served: Site, name: str) -> list[float]:
    """Return milliseconds until first contentful paint and until loaded."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(served.url + name)
    times: list[float] = page.evaluate(TIMES)
    context.close()
    return times


# Change -----------------------------------------------------------------------------


def change_rows(folder: Path, n: int) -> Iterator[dict[str, Any]]:
    """Change, withdraw and add a case, and count the files of the site that differ; the
    search index has rows of its own."""
    before = hashes(folder / "before")
    case = next(case for case in random_cases(n // 2 + 1) if case.number == n // 2)
    for name, change in CHANGES.items():
        changed = change(case)
        Writer(
            folder / "export", cases={changed.number} if not changed.withdrawn_on else (), issues=(), publications=()
        ).add(changed)
        build(folder, "after")
        after = hashes(folder / "after")
        differ = sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
        places = sorted({path.split("/")[0] for path in differ})
        yield row(f"{name}：变动的文件", len(differ), f"个，共 {len(before)}", "", True, "、".join(places))
        (folder / "export/public/cases" / f"{changed.key}.md").unlink()
        Writer(folder / "export", cases={case.number}, issues=(), publications=()).add(case)
        shutil.rmtree(folder / "after")
        shutil.rmtree(folder / "after-scratch")


def hashes(site: Path) -> dict[str, str]:
    """Return the hash of each file by its path, without the search index."""
    files = (path for path in site.rglob("*") if path.is_file() and site / "assets/search" not in path.parents)
    return {path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


if __name__ == "__main__":
    if sys.argv[1] == "build":
        build_here(Path(sys.argv[2]), sys.argv[3])
    else:
        for line in rows(int(sys.argv[1])):
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
            sys.stdout.flush()
