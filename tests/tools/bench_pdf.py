"""What typesetting costs, measured side by side in one run:
`python -m tests.tools.bench_pdf [how many random bulletins]`."""

from __future__ import annotations

import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.office import CHROMIUM
from tests.random_bulletins import PLACES, bulletin
from tests.random_pages import nasty, picture

EIGHT_PAGES: dict[str, Any] = {"seed": 21, "articles": 4, "points": 5, "plain": True}
WHOLE_FONTS = {
    "Bulletin Fang": "FandolFang-Regular.otf",
    "Bulletin Kai": "FandolKai-Regular.otf",
    "Bulletin Song": "NotoSerifSC-Regular.otf",
    "Bulletin Rare": "NotoSerifSC-Regular.otf",
    "Bulletin Rare Signs": "NotoSigns-Regular.ttf",
    "Bulletin Biaosong": "NotoSerifSC-Bold.otf",
    "Bulletin Hei": "NotoSansSC-Bold.otf",
}
IN_A_PROCESS = """
import re, sys, time
from tests.tools.bench_pdf import eight_pages
count, start = int(sys.argv[1]), float(sys.argv[2])
make = eight_pages()
make()  # warm
while time.time() < start:
    time.sleep(0.001)
for _ in range(count):
    make()
print(time.time() - start, re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
"""
FROM_THE_SHELL = """
import sys
from pathlib import Path
from bulletins import typeset
from tests.tools.bench_pdf import EIGHT_PAGES
from tests.random_bulletins import PLACES, bulletin
Path(sys.argv[1]).write_bytes(typeset(*bulletin(**EIGHT_PAGES), places=PLACES, media=Path).pdf)
"""


def rows(bulletins: int = 500) -> list[dict[str, Any]]:
    """Return the rows of the bench whose names begin with pdf; about five minutes with 500 random bulletins."""
    return [warm(), memory(), two_workers(), from_the_shell(), random_ones(bulletins)]


def warm() -> dict[str, Any]:
    """Return what a warm eight-page bulletin costs as a share of plain WeasyPrint's CPU time for the
    same HTML, whole fonts loaded once."""
    ours, plain = eight_pages(), plain_weasyprint()
    costs: dict[str, list[float]] = {"ours": [], "plain": []}
    for turn in range(12):
        for name, make in (("ours", ours), ("plain", plain)):
            started = time.process_time()
            make()
            if turn > 1:
                costs[name].append(time.process_time() - started)
    middle = {name: statistics.median(found) for name, found in costs.items()}
    versus = f"{middle['ours']:.3f} 对 {middle['plain']:.3f} CPU 秒，各取 10 次的中位数"
    return row(
        "pdf 预热后一期 8 页简报，与直接用 WeasyPrint 之比",
        middle["ours"] / middle["plain"],
        "×",
        "≤ 0.70",
        0.70,
        versus,
    )


def memory() -> dict[str, Any]:
    """Return the peak memory of a worker that sets twenty bulletins."""
    peak = run_workers(1, 20)[0][1] / 1024
    return row("pdf 一个排版进程的内存峰值", peak, "MB", "≤ 150", 150, "排 20 期之后")


def two_workers() -> dict[str, Any]:
    """Return how much more two workers set than one in the same time, both started warm."""
    one = max(elapsed for elapsed, _ in run_workers(1, 24))
    two = max(elapsed for elapsed, _ in run_workers(2, 24))
    return row("pdf 两个进程与一个之比", 2 * one / two, "×", "≥ 1.7", -1.7, f"{24 / one:.1f} 与 {48 / two:.1f} 期/秒")


def from_the_shell() -> dict[str, Any]:
    """Return the wall time of one bulletin from the shell as a share of Chromium's for the same HTML."""
    browser = CHROMIUM
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(html_with_fonts(), "utf-8")
        flags = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--no-pdf-header-footer",
        ]
        theirs = [
            browser,
            *flags,
            f"--user-data-dir={folder}/profile",
            f"--print-to-pdf={folder}/theirs.pdf",
            page.as_uri(),
        ]
        ours = [sys.executable, "-c", FROM_THE_SHELL, f"{folder}/ours.pdf"]
        found = {"ours": [], "theirs": []}  # type: dict[str, list[float]]
        for _ in range(5):
            for name, command in (("ours", ours), ("theirs", theirs)):
                started = time.perf_counter()
                subprocess.run(command, check=True, capture_output=True, env=environment())
                found[name].append(time.perf_counter() - started)
    middle = {name: statistics.median(times) for name, times in found.items()}
    versus = f"{middle['ours']:.2f} 对 Chromium 打印同一 HTML 的 {middle['theirs']:.2f} 秒"
    return row("pdf 从命令行排一期，与 Chromium 之比", middle["ours"] / middle["theirs"], "×", "< 1", 1, versus)


def random_ones(count: int) -> dict[str, Any]:
    """Return how many of so many random bulletins have no defect."""
    from bulletins import typeset
    from bulletins.audit import audit

    broken: dict[str, list[int]] = {}
    failed = set()
    for seed in range(count):
        made = typeset(*nasty(seed), places=PLACES, media=picture)
        for verdict in audit(made.pdf).verdicts:
            if verdict.state == "不合格":
                broken.setdefault(verdict.rule, []).append(seed)
                failed.add(seed)
    worst = "；".join(f"{rule}：第 {seeds[0]} 号等 {len(seeds)} 期" for rule, seeds in broken.items())
    return row(
        f"pdf 随机生成的 {count} 期中逐条合格的",
        count - len(failed),
        "期",
        f"= {count}",
        -count,
        worst or "没有不合格项",
    )


# How things are run -----------------------------------------------------------------------------


def row(name: str, value: float, unit: str, bound: str, limit: float, versus: str) -> dict[str, Any]:
    """Return a row; a negative limit is a lower bound."""
    holds = value >= -limit if limit < 0 else value <= limit
    return {"name": name, "value": round(value, 3), "unit": unit, "bound": bound, "holds": holds, "versus": versus}


def eight_pages() -> Callable[[], bytes]:
    """Return a function that typesets a bulletin of eight pages."""
    from bulletins import typeset

    issue, publication = bulletin(**EIGHT_PAGES)
    first = typeset(issue, publication, places=PLACES, media=Path)
    assert first.page_count == 8, first.page_count
    return lambda: typeset(issue, publication, places=PLACES, media=Path).pdf


def plain_weasyprint() -> Callable[[], bytes]:
    """Return a function that makes a tagged PDF/A of the same HTML with WeasyPrint alone, style
    sheet and whole fonts loaded before."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    style = weasyprint.CSS(string=font_faces() + style_sheet(), font_config=fonts)
    source = html()
    options = {
        "stylesheets": [style],
        "font_config": fonts,
        "pdf_variant": "pdf/a-3u",
        "pdf_tags": True,
        "pdf_identifier": b"0",
    }
    return lambda: weasyprint.HTML(string=source).write_pdf(**options)  # type: ignore[no-any-return]


def run_workers(workers: int, count: int) -> list[tuple[float, int]]:
    """Return for each of so many processes, started together, the seconds for `count`
    bulletins and its peak memory in kB."""
    start = str(time.time() + 6)
    command = [sys.executable, "-c", IN_A_PROCESS, str(count), start]
    with contextlib.ExitStack() as stack:
        running = [
            stack.enter_context(subprocess.Popen(command, stdout=subprocess.PIPE, env=environment()))
            for _ in range(workers)
        ]
        outputs = [process.communicate()[0].split() for process in running]
    return [(float(elapsed), int(peak)) for elapsed, peak in outputs]


def environment() -> dict[str, str]:
    """Return the environment in which `tests` can be imported."""
    root = Path(__file__).parents[2]
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(root), str(root / "build")])}


def html() -> str:
    """Return the HTML of the eight pages."""
    from bulletins.compose import compose

    issue, publication = bulletin(**EIGHT_PAGES)
    return compose(issue, publication, PLACES, {})


def html_with_fonts() -> str:
    """Return the HTML as one file for a browser, fonts by their address."""
    return html().replace("</head>", f"<style>{font_faces()}{style_sheet()}</style></head>")


def font_faces() -> str:
    """Return @font-face rules for the whole fonts."""
    from bulletins.glyphs import FONTS

    return "".join(
        f'@font-face {{ font-family: "{family}"; src: url({(FONTS / name).as_uri()}) }}'
        for family, name in WHOLE_FONTS.items()
    )


def style_sheet() -> str:
    """Return the style sheet of bulletins."""
    from bulletins.draft import STYLES

    return STYLES.read_text("utf-8")


def report(found: list[dict[str, Any]]) -> Iterator[str]:
    """Yield a line for each row."""
    for each in found:
        yield (
            f"{'✓' if each['holds'] else '✗'} {each['name']}："
            f"{each['value']} {each['unit']}（{each['bound']}）{each['versus']}"
        )


if __name__ == "__main__":
    measured = rows(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
    sys.stdout.write("\n".join(report(measured)) + "\n" + json.dumps(measured, ensure_ascii=False) + "\n")
