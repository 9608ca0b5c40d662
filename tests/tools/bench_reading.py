"""What is lost when Word files are read, and what reading one of them takes at most: time, and
memory of the process that reads."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.conservation import losses, read
from tests.random_documents import library

DOCUMENTS = 500
SECONDS, MEGABYTES = 5.0, 300


def rows() -> list[dict[str, Any]]:
    """Return the rows of the bench: losses, the longest time, the highest memory."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.tools.bench_reading"], capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout)
    sys.stderr.write("".join(f"{line}\n" for line in found["lost"]))
    row = {"versus": f"{DOCUMENTS} 份，{found['features']} 种写法，单独或混用"}
    values = (
        ("有丢失的文件", found["documents"], "份", 0),
        ("丢失", len(found["lost"]), "处", 0),
        ("最慢的一份", found["seconds"], "秒", SECONDS),
        ("最多用内存", found["megabytes"], "MB", MEGABYTES),
    )
    return [
        {"name": f"reading {name}", "value": value, "unit": unit, "bound": bound, "holds": value <= bound, **row}
        for name, value, unit, bound in values
    ]


def measure() -> dict[str, Any]:
    """Read all documents one after another in this process."""
    lost: list[str] = []
    documents, seconds, features = 0, 0.0, set[str]()
    with tempfile.TemporaryDirectory() as folder:
        for document in library(DOCUMENTS):
            features |= set(document.features)
            begun = time.perf_counter()
            try:
                result = read(document, Path(folder))
            except Exception as error:
                found = [f"refused: {error}"]
            else:
                seconds = max(seconds, time.perf_counter() - begun)
                found = losses(document, *result)
            documents += bool(found)
            lost += [f"{document.name}: {loss}" for loss in found]
    memory = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) // 1024
    return {
        "documents": documents,
        "lost": lost,
        "seconds": round(seconds, 2),
        "megabytes": memory,
        "features": len(features),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(), ensure_ascii=False))
