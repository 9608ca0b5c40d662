"""The search, measured: exactness, what a query loads and how long it takes, what
building and changing cost, and two others.

Bytes are bodies as sent. Compressed ones (gzip, level 6) count everything below assets/search and the search's own
scripts and styles; those from disk count what the query reads: tables, index files, texts. Times run from the
end of the pause after a keystroke until ten excerpts stand on the page. `python -m tests.tools.bench_search N`
prints the rows for N cases without the two others.
"""

from __future__ import annotations

import json
import random
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

import msgspec
from playwright.sync_api import Browser

from press.search import Index, IndexCache, Spool
from press.search.digits import LISTS, PLACES, SIZES
from press.search.document import SLOT
from press.search.segment import SCORES
from press.web import build_site
from press.web.library import entry_of, read_library
from press.web.search import Search
from records import Case, Export
from tests.random_cases import SAMPLE, random_cases, random_queries
from tests.static_server import Site, serve
from tests.tools.bench_search_rivals import as_documents, chromium, cost, material, p95, pagefind, with_truth

QUERIES = 1000
FIRST, LATER = 30, 300
RIVAL_QUERIES = 100
MIB, KB, MB = 1 << 20, 1000, 1_000_000
# Typed into the page's own field; answered when the list says how many there are.
ASK = """([query, pause]) => new Promise(done => {
  const list = document.querySelector(".search-results"), field = document.querySelector(".search input[name=q]")
  const started = performance.now() + pause
  list.removeAttribute("data-total")
  new MutationObserver((_, observer) => {
    if (!list.hasAttribute("data-total")) return
    observer.disconnect()
    const records = Array.from(list.querySelectorAll("[data-record]"), row => row.dataset.record)
    done({ms: performance.now() - started, total: Number(list.dataset.total), records})
  }).observe(list, {attributes: true, attributeFilter: ["data-total"]})
  field.value = query
  field.dispatchEvent(new Event("input", {bubbles: true}))
})"""
PAUSE_MS = 120
OWN = re.compile(r"/assets/(?:search/|(?:words|search|results)\.\w+\.)")
DATA = re.compile(r"/assets/search/(?:now|traditional|[0-9a-f]{12}/)")


@dataclass(frozen=True)
class Made:
    """An index of random cases: where it is kept, what it cost (`cpu_s`, `peak_mib`), its texts by record."""

    cache: Path
    cpu_s: float
    peak_mib: float
    texts: dict[str, str]


def rows() -> list[dict[str, Any]]:
    """Measure everything at 10,000 cases."""
    with tempfile.TemporaryDirectory() as folder:
        made = make(10_000, Path(folder))
        queries = asked(made)
        return [
            *exact_rows(made, queries),
            *page_rows(made, queries, Path(folder)),
            *size_rows(made),
            *change_rows(made, Path(folder)),
            *rival_rows(made),
        ]


def row(name: str, value: float, unit: str, bound: str, holds: bool, versus: str = "") -> dict[str, Any]:
    """Return one line of the table."""
    return {
        "name": f"search {name}",
        "value": round(value, 3),
        "unit": unit,
        "bound": bound,
        "holds": holds,
        "versus": versus,
    }


def at_most(name: str, value: float, unit: str, bound: float, versus: str = "") -> dict[str, Any]:
    """Return one line whose value must not be larger."""
    return row(name, value, unit, f"≤ {bound:g}", value <= bound, versus)


# Making -----------------------------------------------------------------------------


def make(n: int, folder: Path) -> Made:
    """Build the index of n random cases in a process of its own, from case records to finished files."""
    run("cases", n, folder)
    cpu, peak = cost([sys.executable, "-m", "tests.tools.bench_search", "index", str(n), str(folder)])
    return Made(folder / "cache", cpu, peak, dict(folded(folder / "cache")))


def run(*arguments: Any) -> None:
    """Run a step of this module in a process of its own, so that its memory is not counted for the next."""
    subprocess.run([sys.executable, "-m", "tests.tools.bench_search", *map(str, arguments)], check=True)


def write_cases(n: int, folder: Path) -> None:
    """Write random cases, one line each."""
    with (folder / "cases").open("wb") as file:
        for case in random_cases(n):
            file.write(msgspec.json.encode(case) + b"\n")


def index_cases(folder: Path) -> None:
    """Make the index of the written cases; this is what is measured as the build."""
    search = Search(folder / "spool", read_library(Export(SAMPLE, private=False)), ())
    decoder = msgspec.json.Decoder(Case)
    with (folder / "cases").open("rb") as file:
        for line in file:
            case = decoder.decode(line)
            search.spool.add(search.document_of(case, entry_of(case)))
    IndexCache(folder / "cache").update(search.spool, full=True)


def folded(cache: Path) -> Iterator[tuple[str, str]]:
    """Yield each record with its folded text; a line is a paragraph."""
    from press.search.document import layout

    for path in cache.glob("*/t/*/*.js"):
        data = json.loads(path.read_text("utf-8")[len("press.part(") : -3])
        yield data[0], layout(data[6:])[0].replace("\0", "\n")


def asked(made: Made) -> list[str]:
    """Return different random queries."""
    texts = ["\n".join(filter(None, text.split("\n"))) for text in list(made.texts.values())[:2000]]
    return list(dict.fromkeys(random_queries(texts, 2 * QUERIES, seed=7)))[:QUERIES]


# Measuring -----------------------------------------------------------------------------


def exact_rows(made: Made, queries: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Compare all answers with substring truth."""
    index = published(made, made.cache.parent / "exact")
    reader = Index(index)
    wrong, sizes = 0, []
    for query in queries:
        truth = {record for record, text in made.texts.items() if query in text}
        wrong += {found.record for found in reader.find(query)} != truth
        sizes.append(len(query))
    lengths = f"{len(queries)} 个查询，1–{max(sizes)} 字"
    yield row(f"{len(made.texts)} 篇：错漏的查询", wrong, "个", "= 0", wrong == 0, lengths)


def published(made: Made, target: Path) -> Path:
    """Put the index into a folder, with what the page needs besides."""
    search = Search(target.with_suffix(".spool"), read_library(Export(SAMPLE, private=False)), ())
    search.put(IndexCache(made.cache), target, Export(SAMPLE, private=False))
    return target


def page_rows(made: Made, queries: Sequence[str], folder: Path) -> Iterator[dict[str, Any]]:
    """Ask the real search page in Chromium, under the strict policy."""
    build_site(Export(SAMPLE, private=False), folder / "site", pdfs={}, first_pages={}, scratch=folder / "scratch")
    search = folder / "site" / "assets" / "search"
    for old in search.glob("*/table.js"):
        shutil.rmtree(old.parent)
    published(made, search)
    chosen = random.Random(3).sample(list(queries), min(len(queries), FIRST + LATER))
    with serve(folder / "site") as site, chromium() as browser:
        site.warm("assets/**/*.js")
        first = [answer for query in chosen[:FIRST] for answer in ask(site, browser, [query])]
        later = ask(site, browser, chosen[FIRST:])[1:]
    truths = [{r for r, text in made.texts.items() if query in text} for query in chosen]
    wrong = sum(
        a.total != len(t) or not set(a.records) <= t
        for a, t in zip([*first, *later], [*truths[:FIRST], *truths[FIRST + 1 :]], strict=True)
    )
    yield row("网页上错漏的查询", wrong, "个", "= 0", wrong == 0, f"Chromium，{len(first) + len(later)} 个查询")
    gz, raw, ms = (lambda a: a.kb), (lambda a: a.raw_kb), (lambda a: a.ms)
    yield at_most(
        "首次查询传输，gzip，中位数", statistics.median(map(gz, first)), "KB", 150, f"最大 {max(map(gz, first)):.0f}"
    )
    yield at_most("后续查询传输，gzip，中位数", statistics.median(map(gz, later)), "KB", 70)
    yield at_most("后续查询传输，gzip，95%", p95(list(map(gz, later))), "KB", 110, f"最大 {max(map(gz, later)):.0f}")
    yield at_most("首次查询读盘，不压缩，中位数", statistics.median(map(raw, first)), "KB", 220)
    yield at_most("后续查询读盘，不压缩，中位数", statistics.median(map(raw, later)), "KB", 100)
    yield at_most("首次查询到十条摘录，中位数", statistics.median(map(ms, first)), "ms", 200)
    yield at_most("首次查询到十条摘录，最大", max(map(ms, first)), "ms", 350)
    yield at_most(
        "后续查询到十条摘录，95%",
        p95(list(map(ms, later))),
        "ms",
        100,
        f"中位数 {statistics.median(map(ms, later)):.0f}",
    )


@dataclass(frozen=True)
class Answer:
    """What one query took and found."""

    kb: float
    raw_kb: float
    ms: float
    total: int
    records: list[str]


def ask(site: Site, browser: Browser, queries: Iterable[str]) -> list[Answer]:
    """Open the search page as a new reader and type one query after the other."""
    context = browser.new_context()
    page = context.new_page()
    site.taken()
    page.goto(f"{site.url}search.html?syn=0", wait_until="domcontentloaded")
    answers = []
    for query in queries:
        found = page.evaluate(ASK, [query, PAUSE_MS])
        page.wait_for_timeout(30)  # what is still under way belongs to this query
        sent = [s for s in site.taken() if OWN.search(s.path)]
        read = [s for s in sent if DATA.search(s.path)]
        answers.append(
            Answer(
                sum(s.body for s in sent) / KB,
                sum(s.raw for s in read) / KB,
                found["ms"],
                found["total"],
                found["records"],
            )
        )
    context.close()
    return answers


def size_rows(made: Made) -> Iterator[dict[str, Any]]:
    """What the build took, and the size of its files."""
    yield at_most("建索引", made.cpu_s, "CPU 秒", 25, "从案例记录到写完文件，含启动")
    yield at_most("建索引的内存峰值", made.peak_mib, "MiB", 1024)
    files = [p for p in made.cache.rglob("*.js") if p.relative_to(made.cache).parts[1] != "t"]
    text = sum(len(text.replace("\n", "").encode()) for text in made.texts.values())
    size = sum(p.stat().st_size for p in files)
    yield at_most(
        "索引大小，不含摘录文件，与正文之比",
        size / text,
        "×",
        2.2,
        f"{size / MB:.0f} 对 {text / MB:.0f} MB，{len(files)} 个文件",
    )


def change_rows(made: Made, folder: Path) -> Iterator[dict[str, Any]]:
    """Change one case, then withdraw another."""
    (base,) = (p.parent for p in made.cache.glob("*/table.js"))
    before = {p: (p.stat().st_mtime_ns, p.stat().st_ino) for p in base.rglob("*.js")}
    spool = Spool(folder / "change")
    search = Search(folder / "change", read_library(Export(SAMPLE, private=False)), ())
    case = next(random_cases(1))
    search.spool.add(search.document_of(msgspec.structs.replace(case, title="改过的题目"), entry_of(case)))
    spool = search.spool
    started = time.process_time()
    cache = IndexCache(made.cache)
    cache.change([spool.read("000001")])
    cache.publish(folder / "changed", {})
    yield at_most("改一个案例", time.process_time() - started, "CPU 秒", 0.5, "含把全部文件硬链接进新版本")
    rewritten = sum((p.stat().st_mtime_ns, p.stat().st_ino) != old for p, old in before.items())
    yield row("改一个案例重写的基础文件", rewritten, "个", "= 0", rewritten == 0)
    number = cache.state.documents["000002"].number
    started = time.process_time()
    cache.change([], {"000002"})
    yield at_most("撤回一个案例", time.process_time() - started, "CPU 秒", 5)
    cache.publish(folder / "withdrawn", {})
    left = postings(Index(folder / "withdrawn"), number)
    yield row("撤回后还能从文件里读出的记录", left, "条", "= 0", left == 0, "逐个文件解码")


def postings(index: Index, number: int) -> int:
    """Count what the files of the base say of a document."""
    base = index.segments[0]
    slots = range(base.first[number], base.first[number + 1])
    found = 0
    for file in range(base.table["files"][0]):
        for _, sizes, text in base.fresh(f"g/{file}"):
            for entry in _entries(sizes, text):
                found += sum(place // SLOT in slots for place in accumulate(PLACES.read(entry)))
    for file in range(base.table["files"][1]):
        for _, sizes, text in base.fresh(f"l/{file}"):
            for entry in _entries(sizes, text):
                found += number + 1 in accumulate(n // SCORES + 1 for n in LISTS.read(entry))
    return found


def _entries(sizes: str, text: str) -> Iterator[str]:
    at = 0
    for size in SIZES.read(sizes):
        yield text[at : at + size]
        at += size


def rival_rows(made: Made) -> Iterator[dict[str, Any]]:
    """Ask Pagefind extended (10,000 cases) and Material's own search (1,000) the same strings, and ours."""
    for engine, n in ((pagefind, 10_000), (material, 1_000)):
        documents = as_documents(random_cases(n))
        texts = [document.text for document in documents]
        words = list(dict.fromkeys(random_queries(texts, 2 * RIVAL_QUERIES, seed=7)))[:RIVAL_QUERIES]
        other = engine(documents, with_truth(documents, words))
        what = f"{n} 篇，{len(words)} 个查询"
        build = f"建索引 {other.build_cpu_s:.0f} CPU 秒、{other.build_peak_mib:.0f} MiB、{other.index_mb:.0f} MB"
        load = (
            f"首次 {other.first_kb:.0f} KB、{other.first_ms:.0f} ms，"
            f"后续 {other.later_kb:.0f} KB、{other.later_ms:.0f} ms"
        )
        quoted = f"，加引号 {other.quoted.recall:.2f} / {other.quoted.precision:.2f}" if other.quoted else ""
        quality = f"查全 {other.quality.recall:.2f}、查准 {other.quality.precision:.2f}{quoted}"
        yield row(
            f"对比 {other.engine} 的查全率", other.quality.recall, "", "", True, f"{what}；{quality}；{build}；{load}"
        )


def main(arguments: Sequence[str]) -> None:
    step, *rest = arguments
    if step == "cases":
        write_cases(int(rest[0]), Path(rest[1]))
    elif step == "index":
        index_cases(Path(rest[1]))
    else:
        with tempfile.TemporaryDirectory() as folder:
            made = make(int(step), Path(folder))
            queries = asked(made)
            for part in (
                exact_rows(made, queries),
                page_rows(made, queries, Path(folder)),
                size_rows(made),
                change_rows(made, Path(folder)),
            ):
                for line in part:
                    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stderr.write(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB\n")


if __name__ == "__main__":
    main(sys.argv[1:])
