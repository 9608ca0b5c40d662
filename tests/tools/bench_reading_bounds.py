"""What hostile files cost at worst: seconds and resident memory until each is read or refused, as
uploads, pastes and imports read them.

`python -m tests.tools.bench_reading_bounds WORD…` measures and shows the kinds whose names hold one of the words.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

SECONDS, MEGABYTES = 5.0, 300


class Cost(NamedTuple):
    """What one file cost, and what was said of it."""

    name: str
    seconds: float
    cpu_s: float
    megabytes: int
    said: str


def rows(*words: str) -> list[dict[str, Any]]:
    """Measure all kinds whose names hold one of the words, or all."""
    found = list(costs(*words))
    slow, large = max(found, key=lambda cost: cost.seconds), max(found, key=lambda cost: cost.megabytes)
    broken = [cost for cost in found if not cost.said]
    refused = sum(1 for cost in found if cost.said.startswith("拒收"))
    versus = f"{len(found)} 种，拒收 {refused} 种"
    return [
        row(
            "reading 敌意文件：最慢",
            slow.seconds,
            "秒",
            f"≤ {SECONDS:.0f}",
            slow.seconds <= SECONDS,
            f"{slow.name}；{versus}",
        ),
        row(
            "reading 敌意文件：最多用内存",
            large.megabytes,
            "MB",
            f"≤ {MEGABYTES}",
            large.megabytes <= MEGABYTES,
            large.name,
        ),
        row(
            "reading 敌意文件：既没有读入也没有说明",
            len(broken),
            "种",
            "0",
            not broken,
            "、".join(cost.name for cost in broken),
        ),
    ]


def row(name: str, value: float, unit: str, bound: str, holds: bool, versus: str) -> dict[str, Any]:
    return {"name": name, "value": round(value, 2), "unit": unit, "bound": bound, "holds": holds, "versus": versus}


def costs(*words: str) -> Iterator[Cost]:
    """Yield what each file costs; files are made and read in processes of their own, whose memory is theirs alone."""
    names = json.loads(
        _said("-c", "import json; from tests.attacks.every import MAKERS; print(json.dumps(list(MAKERS)))")
    )
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            if not words or any(word in name for word in words):
                _said("-m", "tests.attacks.every", folder, name)
                yield cost_of(Path(folder, name))
                Path(folder, name).unlink()


def _said(*arguments: str) -> str:
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=True).stdout


def cost_of(path: Path) -> Cost:
    """Return what one file costs, with the process that asks for it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.tools.bench_reading_bounds", "--read", str(path)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    line = process.stdout.read()
    _, _, used = os.wait4(process.pid, 0)
    seconds, said = json.loads(line or '[0, ""]')
    return Cost(path.name, seconds, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024, said)


def read(path: Path) -> tuple[float, str]:
    """Return the seconds until a file is read or refused, and what came of it."""
    from readers import apart
    from readers.places import Register
    from records import PressError

    began = time.monotonic()
    try:
        if path.suffix == ".docx":
            article = apart.read_article(path.read_bytes(), path.name, Register([], [], None))
            said = f"{len(article.body)} 块，图片 {len(article.media)} 张，说明 {len(article.notes)} 条"
        elif path.suffix == ".html":
            body, media, notes = apart.read_html(path.read_bytes())
            said = f"{len(body)} 块，图片 {len(media)} 张，说明 {len(notes)} 条"
        else:
            reading = apart.read_file(path)
            said = f"{len(reading.items)} 篇，说明 {len(reading.notes)} 条"
    except PressError as error:
        said = f"拒收：{error.message}"
    return time.monotonic() - began, said


if __name__ == "__main__":
    if sys.argv[1:2] == ["--read"]:
        sys.stdout.write(json.dumps(read(Path(sys.argv[2]))))
    else:
        for cost in costs(*sys.argv[1:]):
            sys.stdout.write(
                f"{cost.seconds:6.2f} s {cost.cpu_s:6.2f} CPU {cost.megabytes:4} MB  {cost.name}: {cost.said}\n"
            )
            sys.stdout.flush()
