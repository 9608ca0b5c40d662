"""What two others take to publish the same library, whole and after one edited title, and what their short ways leave
as it was: Hugo, and plain Material for MkDocs.

Both get the texts of all public cases as Markdown with front matter, and are used as their authors mean it; their
settings stand in `rivals/`. Hugo makes of cases what ours makes but for search, related cases, comparisons, tables,
checks and signature. Material has its own search, and its tags as lists, but no data and no feed. Neither has the
bulletins. `python -m tests.tools.bench_release_rivals [cases]` measures them alone.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path

from msgspec.structs import replace

from press.reuse import files_below
from press.web.text import markdown
from records import CASE_SECTIONS, Case, Export, Field, Place, is_public
from records.body import printed_lines
from records.text import paragraphs
from tests.changes import Library
from tests.random_cases import SAMPLE, random_cases
from tests.tools.bench_search_rivals import cost

REMEDY = "没有用来对比的 Hugo：先运行 build/setup.sh --compare"
SETTINGS = Path(__file__).with_name("rivals")
LISTS = {"places": "地区", "fields": "领域", "years": "年度"}
PATIENCE_S = 600.0
QUIET_S = 1.0  # after which a server has nothing more to do for an edit
Digests = dict[str, bytes]


@dataclass(frozen=True)
class Spent:
    """What a command took; the memory is that of its largest process."""

    cpu_s: float
    peak_mib: float
    wall_s: float


@dataclass(frozen=True)
class Edit:
    """A way to publish one edited title: what it took, and how many files it left otherwise than a full build makes
    them."""

    name: str
    spent: Spent
    stale: int


@dataclass(frozen=True)
class Published:
    """What publishing a library took.

    Attributes:
        name: who published it, with the version.
        cases: how many readers may see.
        files: of the site.
        full: all of it, by a new process.
        differ: how many files a full build makes otherwise after the edit.
        edits: the ways to publish the edit; the first is a new process.

    """

    name: str
    cases: int
    files: int
    full: Spent
    differ: int
    edits: tuple[Edit, ...]


def hugo(library: Library, folder: Path) -> Published:
    """Measure Hugo. It keeps nothing from one process to the next; its server draws less than all, unless it is told
    to draw all."""
    texts, site = Texts(library, folder / "content"), folder / "public"
    texts.write()
    texts.name_lists()
    shutil.copytree(SETTINGS, folder, dirs_exist_ok=True)
    command = [str(hugo_itself()), "--source", str(folder)]
    full, before = measured([*command, "--quiet"]), digests(site)
    texts.edit()
    edits, after = [Edit("build", measured([*command, "--quiet"]), 0)], digests(site)
    for name, options in (("server", ()), ("server, drawing all", ("--disableFastRender",))):
        texts.edit(back=True)
        with served([*command, "server", "--environment", "production", *options], folder) as server:
            spent = server.answer(texts.edit)
        edits.append(Edit(name, spent, differing(digests(site), after)))
    named = f"Hugo {version('hugo')}"
    return Published(named, len(texts.cases), len(before), full, differing(before, after), tuple(edits))


def material(library: Library, folder: Path) -> Published:
    """Measure Material for MkDocs with its search. What there is for an edit is a full build, and `--dirty`, which
    draws the pages that were edited."""
    texts, site = Texts(library, folder / "content"), folder / "site"
    texts.write()
    (folder / "content/index.md").write_text(f"# 案例\n\n{len(texts.cases)} 个案例\n", "utf-8")
    for name, title in LISTS.items():
        listing = f"# {title}\n\n<!-- material/tags {{ include: [{title}] }} -->\n"
        (folder / f"content/{name}.md").write_text(listing, "utf-8")
    shutil.copy(SETTINGS / "mkdocs.yml", folder)
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--config-file", str(folder / "mkdocs.yml")]
    full, before = measured(command), digests(site)
    texts.edit()
    dirty, left = measured([*command, "--dirty"]), digests(site)
    build, after = measured(command), digests(site)
    edits = (Edit("build", build, 0), Edit("--dirty", dirty, differing(left, after)))
    named = f"mkdocs-material {version('mkdocs-material')}"
    return Published(named, len(texts.cases), len(before), full, differing(before, after), edits)


# The texts --------------------------------------------------------------------------------------


class Texts:
    """The public cases of a library as Markdown, below `cases/` in a folder."""

    def __init__(self, library: Library, folder: Path) -> None:
        self.folder, self.cases = folder, public_cases(library)
        self.places = {place.code: place for place in library.records[Place].values() if isinstance(place, Place)}
        self.fields = {field.code: field for field in library.records[Field].values() if isinstance(field, Field)}

    def write(self) -> None:
        """Write all cases."""
        for case in self.cases:
            self.put(case)

    def edit(self, *, back: bool = False) -> None:
        """Change one title, or change it back."""
        case = chosen(self.cases)
        self.put(case if back else retitled(case))

    def put(self, case: Case) -> None:
        """Write one case."""
        write(self.folder / "cases" / f"{case.key}.md", self.front(case), self.text(case))

    def name_lists(self) -> None:
        """Write the titles of lists, as Hugo wants them."""
        titles = {"cases": "案例", **LISTS}
        titles |= {f"places/{place.code}": place.name for place in self.places.values()}
        titles |= {f"fields/{field.code}": field.name for field in self.fields.values()}
        for name, title in titles.items():
            write(self.folder / name / "_index.md", {"title": title})

    def front(self, case: Case) -> dict[str, object]:
        """Return what stands before the text of a case: codes for Hugo's lists, names for Material's."""
        places = [*self._line(case.place)]
        named = [
            f"{LISTS['places']}/{'/'.join(self.places[code].name for code in reversed(places))}",
            *(f"{LISTS['fields']}/{self.fields[code[:2]].name}/{self.fields[code].name}" for code in case.fields),
            f"{LISTS['years']}/{case.year}",
        ]
        return {
            "title": case.title,
            "description": case.summary,
            "date": f"{case.cleared_on}T{dt.time(8)}Z",
            "weight": -case.number,
            "number": case.number,
            "places": places,
            "fields": case.fields,
            "years": [str(case.year)],
            "tags": named,
        }

    def _line(self, code: str | None) -> Iterator[str]:
        """Yield the code of a place and of those that it lies in."""
        while code:
            yield code
            code = self.places[code].parent

    @staticmethod
    def text(case: Case) -> Iterator[str]:
        """Yield the paragraphs of a case, and subheads."""
        for section, name in CASE_SECTIONS.items():
            if texts := [*paragraphs(getattr(case, section))]:
                yield f"## {name}"
                yield from map(markdown, texts)
        yield "## 正文"
        for line in printed_lines(case.body):
            yield ("### " if line.part == "heading" else "") + markdown(" ".join(line.numbered))


def write(path: Path, front: dict[str, object], text: Iterable[str] = ()) -> None:
    """Write a page as editors save it, beside and renamed, of which Hugo's server draws more than of one that it
    sees written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    lines = (f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in front.items())
    beside.write_text("".join(("---\n", *lines, "---\n", *(f"\n{paragraph}\n" for paragraph in text))), "utf-8")
    beside.replace(path)


def public_cases(library: Library) -> list[Case]:
    """Return the cases that readers may see, by number."""
    cases = (case for case in library.records[Case].values() if isinstance(case, Case) and is_public(case))
    return sorted(cases, key=lambda case: case.number)


def chosen(cases: Sequence[Case]) -> Case:
    """Return the case that is edited."""
    return cases[len(cases) // 2]


def retitled(case: Case) -> Case:
    """Return a case with another title."""
    return replace(case, title=f"又名{case.title}")


# What was made of them --------------------------------------------------------------------------


def measured(command: list[str]) -> Spent:
    """Run a command; return what it took."""
    begun = time.monotonic()
    cpu_s, peak_mib = cost(command)
    return Spent(cpu_s, peak_mib, time.monotonic() - begun)


def digests(site: Path, but: str | tuple[str, ...] = ()) -> Digests:
    """Return a hash of each file of a site, but of those whose names begin so."""
    names = (name for name in files_below(site.resolve()) if not name.startswith(but))
    return {name: hashlib.sha256((site / name).read_bytes()).digest() for name in names}


def differing(one: Digests, other: Digests) -> int:
    """Count the files that two sites have otherwise, or only one of them has."""
    return sum(one.get(name) != other.get(name) for name in one.keys() | other.keys())


def hugo_itself() -> Path:
    """Return the program, without the Python that starts it."""
    try:
        return Path(str(distribution("hugo").locate_file("hugo/binaries/hugo")))
    except PackageNotFoundError as error:
        raise RuntimeError(REMEDY) from error


# A server that watches its sources --------------------------------------------------------------


@dataclass(frozen=True)
class Server:
    """Hugo's server, and what it says."""

    process: subprocess.Popen[bytes]
    log: Path

    def answer(self, edit: Callable[[], object]) -> Spent:
        """Edit; return what it took until the server had drawn what it draws of it."""
        before, begun = self.cpu_s(), time.monotonic()
        edit()
        drawn = self.wait("Total in")
        time.sleep(QUIET_S)
        return Spent(self.cpu_s() - before, self.peak_mib(), drawn - begun)

    def wait(self, words: str) -> float:
        """Wait until it says something; return when that was."""
        ends = time.monotonic() + PATIENCE_S
        while words not in self.log.read_text("utf-8"):
            if self.process.poll() is not None or time.monotonic() > ends:
                raise RuntimeError(self.log.read_text("utf-8"))
            time.sleep(0.01)
        return time.monotonic()

    def cpu_s(self) -> float:
        """Return how much of the processors it has had."""
        user, system = self._told("stat").rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def peak_mib(self) -> float:
        """Return how much memory it has had at most."""
        return int(self._told("status").partition("VmHWM:")[2].split()[0]) / 1024

    def _told(self, name: str) -> str:
        return Path(f"/proc/{self.process.pid}/{name}").read_text()


@contextmanager
def served(command: list[str], folder: Path) -> Iterator[Server]:
    """Start a server that writes what a build writes, on a port of this machine that is free."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    alike = ["--disableLiveReload", "--appendPort=false", "--baseURL", "http://127.0.0.1:8001/"]
    log = folder / "server.log"
    with log.open("wb") as file:
        said = subprocess.STDOUT
        process = subprocess.Popen([*command, *alike, "--port", str(port)], stdout=file, stderr=said)
    try:
        server = Server(process, log)
        server.wait("Web Server is available")
        yield server
    finally:
        process.terminate()
        process.wait()


def main(cases: int = 1_000) -> None:
    library = Library.of(Export(SAMPLE), 1, random_cases(cases))
    for builder in (hugo, material):
        with tempfile.TemporaryDirectory() as folder:
            made = asdict(builder(library, Path(folder)))
        sys.stdout.write(json.dumps(made, ensure_ascii=False, indent=1) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
