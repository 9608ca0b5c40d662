"""What two other searches cost and find on given texts: Pagefind extended, and the
one of Material for MkDocs with jieba.

Both are used as their authors mean it: their own builders, their own scripts, Debian's Chromium, a server that
compresses. `python -m tests.tools.bench_search_rivals [documents [queries]]` measures them on random cases.
"""

from __future__ import annotations

import gzip
import html
import json
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from records import Case
from records.text import places_of_text
from tests.random_cases import random_cases, random_queries
from tests.static_server import STRICT, Site, serve

REMEDY = "没有用来对比的搜索：先运行 build/setup.sh --compare（安装 Pagefind 和 jieba）"
PATIENCE = 300_000  # milliseconds for one query; Material takes its time
FIRSTS = 5  # how many queries are asked each as the first one of a reader


@dataclass(frozen=True)
class Document:
    """A text to be found: its paragraphs are lines."""

    key: str
    title: str
    text: str


@dataclass(frozen=True)
class Query:
    """A string, and the keys of all documents in which it stands."""

    text: str
    keys: frozenset[str]


@dataclass(frozen=True)
class Quality:
    """Means over all queries (precision: over those with an answer), and the share of queries answered exactly."""

    recall: float
    precision: float
    exact: float


@dataclass(frozen=True)
class Measured:
    """What one search engine costs and finds. Bytes are bodies as sent, compressed; KB are thousands."""

    engine: str
    documents: int
    queries: int
    build_cpu_s: float
    build_peak_mib: float
    index_mb: float
    first_kb: float
    later_kb: float
    later_p95_kb: float
    first_ms: float
    later_ms: float
    later_p95_ms: float
    quality: Quality
    quoted: Quality | None = None


@dataclass(frozen=True)
class Engine:
    """A search engine in a folder that can be served: how to ask it in the browser, and what belongs to it."""

    name: str
    page: str
    policy: str
    own: re.Pattern[str]  # addresses of its files; others are the page's
    script: str  # defines `ask(words)`: a promise of {ms, ids}
    key: Callable[[str], str]  # of a document, by the id in a result
    build_cpu_s: float
    build_peak_mib: float
    index_mb: float


def pagefind(documents: Sequence[Document], queries: Sequence[Query]) -> Measured:
    """Measure Pagefind extended on plain pages; 10,000 of them took 4 GiB."""
    with tempfile.TemporaryDirectory() as folder:
        engine = build_pagefind(documents, Path(folder))
        return measure(engine, Path(folder), documents, queries, quoted=True)


def material(documents: Sequence[Document], queries: Sequence[Query]) -> Measured:
    """Measure Material's own search; past 1,000 pages it takes minutes."""
    with tempfile.TemporaryDirectory() as folder:
        engine = build_material(documents, Path(folder))
        return measure(engine, Path(folder) / "site", documents, queries, quoted=False)


# Building -----------------------------------------------------------------------------

PAGEFIND_ASKS = """async words => {
  const started = performance.now()
  const pagefind = await import("/pagefind/pagefind.js")
  const found = await pagefind.search(words)
  await Promise.all(found.results.slice(0, 10).map(result => result.data()))
  return { ms: performance.now() - started, ids: found.results.map(result => result.id) }
}"""
MATERIAL_ASKS = """words => new Promise(done => {
  const started = performance.now()
  window.answered = found => requestAnimationFrame(() => {
    done({ ms: performance.now() - started, ids: found.items.flat().map(item => item.location) })
  })
  const field = document.querySelector("[data-md-component=search-query]")
  field.value = words
  field.focus()
  field.dispatchEvent(new KeyboardEvent("keyup"))
})"""
# The theme shows results as one scrolls; its worker says them all at once.
LISTEN = """window.Worker = class extends Worker {
  constructor(...rest) {
    super(...rest)
    this.addEventListener("message", ({ data }) => data.type === 3 && window.answered?.(data.data))
  }
}"""
MKDOCS = """site_name: 案例
docs_dir: docs
site_dir: {out}
use_directory_urls: false
theme: {{name: material, language: zh, font: false}}
plugins: {plugins}
nav: [index.md]
validation: {{nav: {{omitted_files: ignore}}}}
"""
PLAIN_PAGE = (
    '<!doctype html><html lang="zh"><meta charset="utf-8"><title>{title}</title>'
    "<body><h1>{title}</h1>{text}</body></html>\n"
)


def build_pagefind(documents: Iterable[Document], folder: Path) -> Engine:
    """Write plain pages and let Pagefind index them."""
    for document in documents:
        text = "".join(f"<p>{html.escape(line)}</p>" for line in document.text.split("\n"))
        (folder / f"{document.key}.html").write_text(
            PLAIN_PAGE.format(title=html.escape(document.title), text=text), "utf-8"
        )
    cpu, peak = cost([sys.executable, "-m", "pagefind", "--site", str(folder), "--silent"])
    index = folder / "pagefind"
    keys = dict(_fragments(index))
    (folder / "search.html").write_text(PLAIN_PAGE.format(title="搜索", text=""), "utf-8")
    size = sum(path.stat().st_size for path in index.rglob("*") if path.is_file()) / 1e6
    policy = f"{STRICT} 'wasm-unsafe-eval'"  # it does not run under the strict one
    own = re.compile("/pagefind/")
    return Engine("Pagefind extended", "search.html", policy, own, PAGEFIND_ASKS, keys.__getitem__, cpu, peak, size)


def build_material(documents: Iterable[Document], folder: Path) -> Engine:
    """Write Markdown and let MkDocs build it; the costs of the search are those of a build
    with it less those of one without."""
    docs = folder / "docs"
    docs.mkdir()
    (docs / "index.md").write_text("# 首页\n", "utf-8")
    for document in documents:
        lines = "\n\n".join(_plain_markdown(line) for line in document.text.split("\n"))
        (docs / f"{document.key}.md").write_text(f"# {_plain_markdown(document.title)}\n\n{lines}\n", "utf-8")
    spent = {}
    for out, plugins in (("bare", "[]"), ("site", "[search: {lang: zh}]")):
        config = folder / f"{out}.yml"
        config.write_text(MKDOCS.format(out=out, plugins=plugins), "utf-8")
        spent[out] = cost([sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(config)])
    size = (folder / "site" / "search" / "search_index.json").stat().st_size / 1e6
    policy = f"{STRICT} 'unsafe-inline'"  # the theme has scripts in its pages
    own = re.compile("/search/|/workers/|/lunr/")
    cpu = spent["site"][0] - spent["bare"][0]
    return Engine("Material + jieba", "index.html", policy, own, MATERIAL_ASKS, _page_key, cpu, spent["site"][1], size)


def cost(command: list[str]) -> tuple[float, float]:
    """Run a command; return its CPU seconds and its peak memory in MiB, children included (the largest one's).

    A small process starts it, because the peak that Linux reports for a child begins at what its parent has.
    """
    count = (
        "import resource, subprocess, sys; code = subprocess.run(sys.argv[1:], stdout=2).returncode; "
        "used = resource.getrusage(resource.RUSAGE_CHILDREN); "
        "print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024); sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", count, *command], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}\n{done.stderr}\n{REMEDY}")
    cpu, peak = done.stdout.split()
    return float(cpu), float(peak)


def _fragments(index: Path) -> Iterator[tuple[str, str]]:
    """Yield for each of Pagefind's fragments its id, as in results, and the key of its document."""
    for path in index.glob("fragment/*.pf_fragment"):
        data = gzip.decompress(path.read_bytes())
        yield path.stem, _page_key(json.loads(data[data.index(b"{") :])["url"].strip("/"))


def _page_key(location: str) -> str:
    return location.split("#")[0].removesuffix(".html")


def _plain_markdown(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]()>#+\-.!])", r"\\\1", text).replace("&", "&amp;").replace("<", "&lt;")


# Asking -----------------------------------------------------------------------------


def measure(
    engine: Engine, folder: Path, documents: Sequence[Document], queries: Sequence[Query], *, quoted: bool
) -> Measured:
    """Ask an engine all queries: the first few each in a browser of its own, then all in one page."""
    with serve(folder, policy=engine.policy) as site, chromium() as browser:
        site.warm("**/*")
        firsts = [asked for query in queries[:FIRSTS] for asked in ask(engine, site, browser, [query.text])]
        later = ask(engine, site, browser, [query.text for query in queries])
        again = ask(engine, site, browser, [f'"{query.text}"' for query in queries]) if quoted else []
    sizes, times = [asked.kb for asked in later[1:]], [asked.ms for asked in later[1:]]
    return Measured(
        engine=engine.name,
        documents=len(documents),
        queries=len(queries),
        build_cpu_s=engine.build_cpu_s,
        build_peak_mib=engine.build_peak_mib,
        index_mb=engine.index_mb,
        first_kb=statistics.median(asked.kb for asked in firsts),
        later_kb=statistics.median(sizes),
        later_p95_kb=p95(sizes),
        first_ms=statistics.median(asked.ms for asked in firsts),
        later_ms=statistics.median(times),
        later_p95_ms=p95(times),
        quality=compare(queries, [asked.keys for asked in later]),
        quoted=compare(queries, [asked.keys for asked in again]) if quoted else None,
    )


@dataclass(frozen=True)
class Asked:
    """One query: what was sent for it, how long until ten excerpts were there, and the documents found."""

    kb: float
    ms: float
    keys: frozenset[str]


def ask(engine: Engine, site: Site, browser: Browser, words: Sequence[str]) -> list[Asked]:
    """Open the engine's page as a new reader and ask one query after the other."""
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.add_init_script(LISTEN)
    site.taken()
    page.goto(site.url + engine.page, wait_until="domcontentloaded")
    found = [_ask(engine, site, page, each) for each in words]
    context.close()
    return found


def _ask(engine: Engine, site: Site, page: Page, words: str) -> Asked:
    answer: dict[str, Any] = page.evaluate(engine.script, words)
    kb = sum(sent.body for sent in site.taken() if engine.own.search(sent.path)) / 1000
    return Asked(kb, answer["ms"], frozenset(map(engine.key, answer["ids"])))


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Debian's Chromium."""
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=flags)
        yield browser
        browser.close()


# Judging -----------------------------------------------------------------------------


def compare(queries: Sequence[Query], answers: Sequence[frozenset[str]]) -> Quality:
    """Compare answers with the truth."""
    pairs = [(query.keys, found) for query, found in zip(queries, answers, strict=True)]
    precisions = [len(true & found) / len(found) for true, found in pairs if found]
    return Quality(
        recall=statistics.mean(len(true & found) / len(true) for true, found in pairs),
        precision=statistics.mean(precisions) if precisions else 0.0,
        exact=statistics.mean(true == found for true, found in pairs),
    )


def p95(values: Sequence[float]) -> float:
    """Return the value that 95 % stay within."""
    return sorted(values)[max(0, -(-95 * len(values) // 100) - 1)]


def as_documents(cases: Iterable[Case]) -> list[Document]:
    """Return title and texts of cases."""
    return [Document(case.key[4:], case.title, "\n".join(text for _, text in places_of_text(case))) for case in cases]


def with_truth(documents: Sequence[Document], words: Iterable[str]) -> list[Query]:
    """Return each string with the documents in which it stands, letter by letter."""
    return [Query(w, frozenset(d.key for d in documents if w in d.text or w in d.title)) for w in words]


def main(documents: int = 100, queries: int = 40) -> None:
    made = as_documents(random_cases(documents))
    asked = with_truth(made, dict.fromkeys(random_queries([document.text for document in made], queries, seed=1)))
    for engine in (pagefind, material):
        sys.stdout.write(json.dumps(asdict(engine(made, asked)), ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
