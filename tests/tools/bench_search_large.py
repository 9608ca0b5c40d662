"""The search at 100,000 cases: what building costs, and what a query loads of the index. Takes
about ten minutes and 5 GB of disk."""

from __future__ import annotations

import gzip
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.tools.bench_search import KB, Made, asked, at_most, make, published, row
from tests.tools.bench_search_rivals import p95

CASES = 100_000
QUERIES = 200
ANSWERS = Path(__file__).parents[1] / "site" / "answers.js"


def rows(cases: int = CASES) -> Iterator[dict[str, Any]]:
    """Measure the search on many cases; index bytes are gzip'd files of grams and lists, without texts and tables."""
    with tempfile.TemporaryDirectory() as folder:
        made = make(cases, Path(folder))
        name = f"{cases // 10_000} 万篇"
        yield at_most(f"{name}：建索引", made.cpu_s, "CPU 秒", 450)
        yield at_most(f"{name}：建索引的内存峰值", made.peak_mib, "MiB", 1024)
        queries = asked(made)[:QUERIES]
        answers = ask(published(made, Path(folder) / "site"), queries)
        wrong = sum(
            set(answer["records"]) != truth(made, query) for query, answer in zip(queries, answers, strict=True)
        )
        yield row(f"{name}：错漏的查询", wrong, "个", "= 0", wrong == 0, f"{len(queries)} 个查询")
        sizes = [
            sum(len(gzip.compress(Path(file).read_bytes(), 6)) for file in answer["files"]) / KB for answer in answers
        ]
        yield at_most(f"{name}：一次查询的索引字节，gzip，中位数", statistics.median(sizes), "KB", 90)
        yield at_most(f"{name}：一次查询的索引字节，gzip，95%", p95(sizes), "KB", 180, f"最大 {max(sizes):.0f}")


def ask(index: Path, queries: Sequence[str]) -> list[dict[str, Any]]:
    """Ask the page's own engine, under Node."""
    data = {"base": f"{index}/", "queries": [{"query": query, "options": {"synonyms": False}} for query in queries]}
    done = subprocess.run(["node", str(ANSWERS)], input=json.dumps(data), capture_output=True, text=True, check=True)
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def truth(made: Made, query: str) -> set[str]:
    """Return the records in whose folded text a query stands."""
    return {record for record, text in made.texts.items() if query in text}


if __name__ == "__main__":
    for line in rows(*map(int, sys.argv[1:])):
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
        sys.stdout.flush()
