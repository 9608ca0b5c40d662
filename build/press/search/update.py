"""Keeps the index from one build to the next: a base that stays, a small delta for
what changed since, and what is gone.

A change rewrites the delta and no file of the base. What was withdrawn, or changed by an edit marked 敏感, must
not be found by reading the index files either: it is cut out of every base file in which it stands. A full
build makes a new base of everything.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from bisect import bisect_left
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Set
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from press.search.digits import SIZES
from press.search.document import Document, Order
from press.search.purge import purge
from press.search.query import parse
from press.search.reader import Segment, all_words
from press.search.segment import write_segment
from press.search.shelf import script_json

VERSION = 2  # of the format; with another one the base is made anew
MOST = 0.1  # of the base may be in the delta, then both become a new base
FEW = 20  # documents may always be in the delta


class Known(msgspec.Struct, frozen=True, array_like=True):
    """What is kept of a document: its number in the base, how it sorts, what it was."""

    number: int
    order: Order
    fingerprint: str
    purge: str


class State(msgspec.Struct, kw_only=True):
    """The base, and which of its documents still hold; `gone` are numbers, `delta` the documents that came since."""

    version: int = VERSION
    base: str
    sums: dict[str, str]
    documents: dict[str, Known]
    gone: list[int] = []
    delta: dict[str, Document] = {}
    delta_folder: str = ""


class IndexCache:
    """The index on the machine that builds.

    Args:
        folder: where base, delta and state are kept; nobody else writes there.

    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.state = self._read()

    def _read(self) -> State | None:
        try:
            state = msgspec.msgpack.decode((self.folder / "state").read_bytes(), type=State)
        except (OSError, msgspec.DecodeError):
            return None
        folders = [state.base, *filter(None, [state.delta_folder])]
        return (
            state
            if state.version == VERSION and all((self.folder / name / "table.js").is_file() for name in folders)
            else None
        )

    def update(self, spool: Spool, *, full: bool = False) -> None:
        """Make the index that of exactly these documents.

        Args:
            spool: all of them.
            full: make a new base, as is done anyway where there is none, or where much has changed.

        """
        state = self.state
        if full or state is None:
            self._make(spool)
            return
        delta = {record: fingerprint(msgspec.msgpack.encode(document)) for record, document in state.delta.items()}
        known = {record: own.fingerprint for record, own in state.documents.items()} | delta
        changed = [record for record, own in spool.found.items() if known.get(record) != own.fingerprint]
        removed = known.keys() - spool.found.keys()
        if len(delta.keys() | set(changed)) > max(FEW, MOST * len(state.documents)):
            self._make(spool)
        elif changed or removed:
            self.change(map(spool.read, changed), removed)

    def change(self, changed: Iterable[Document], removed: Set[str] = frozenset()) -> None:
        """Take in some changed or new documents, and drop some by record.

        Documents that are dropped, or whose `purge` has changed, are cut out of the base files.
        """
        assert self.state is not None, "no base yet"
        state = self.state
        old = state.base
        replaced = {document.record: document for document in changed}
        leaving = {
            record: known
            for record in (*replaced, *removed)
            if (known := state.documents.get(record)) and (record in removed or known.purge != replaced[record].purge)
        }
        if leaving:
            self._purge([known.number for known in leaving.values()])
            state.documents = {record: known for record, known in state.documents.items() if record not in leaving}
        over = [known.number for record, known in state.documents.items() if record in replaced]
        state.gone = sorted({*state.gone, *over, *(known.number for known in leaving.values())})
        state.delta = {record: d for record, d in (state.delta | replaced).items() if record not in removed}
        before = state.delta_folder
        state.delta_folder = self._write(sorted(state.delta.values(), key=lambda d: d.order))[0] if state.delta else ""
        self._save({old, before})

    def finds(self, query: str) -> bool:
        """Return whether all words of a query stand in a document."""
        assert self.state is not None, "nothing indexed yet"
        gone = {self.state.base: self.state.gone}
        folders = filter(None, (self.state.base, self.state.delta_folder))
        segments = (Segment(self.folder / name, gone.get(name, ()), None) for name in folders)
        return any(all_words(segment, parse(query)).keys() - segment.gone for segment in segments)

    def publish(self, target: Path, now: Mapping[str, Any]) -> None:
        """Put the index into a site.

        Args:
            target: `assets/search` of the site.
            now: what now.js says besides the segments: names, synonyms, suggestions.

        """
        assert self.state is not None, "nothing indexed yet"
        state = self.state
        segments: list[dict[str, Any]] = [{"folder": state.base, "gone": SIZES.write(state.gone), "before": None}]
        if state.delta_folder:
            orders = sorted(known.order for known in state.documents.values())
            numbers = {known.order: known.number for known in state.documents.values()}
            before = [_before(d.order, orders, numbers) for d in sorted(state.delta.values(), key=lambda d: d.order)]
            segments.append({"folder": state.delta_folder, "gone": "", "before": before})
        target.mkdir(parents=True, exist_ok=True)
        for segment in segments:
            link_tree(self.folder / segment["folder"], target / segment["folder"])
        (target / "now.js").write_text(f"press.part({script_json({'segments': segments, **now})});\n", "utf-8")

    def _make(self, spool: Spool) -> None:
        ordered = sorted(spool.found, key=lambda record: spool.found[record].order)
        known = {}

        def numbered() -> Iterator[Document]:
            for number, record in enumerate(ordered):
                document = spool.read(record)
                known[record] = Known(number, document.order, spool.found[record].fingerprint, document.purge)
                yield document

        old = self.state
        base, sums = self._write(numbered())
        self.state = State(base=base, sums=sums, documents=known)
        self._save({old.base, old.delta_folder} if old else set())

    def _write(self, documents: Iterable[Document]) -> tuple[str, dict[str, str]]:
        beside = Path(tempfile.mkdtemp(dir=self.folder))
        name, sums = write_segment(documents, beside)
        self._settle(beside, name)
        return name, sums

    def _settle(self, beside: Path, name: str) -> None:
        beside.chmod(0o755)
        shutil.rmtree(self.folder / name, ignore_errors=True)
        beside.rename(self.folder / name)

    def _purge(self, numbers: list[int]) -> None:
        assert self.state is not None
        beside = Path(tempfile.mkdtemp(dir=self.folder))
        base = self.folder / self.state.base
        name = purge(base, beside, numbers, self.state.sums)
        link_tree(base, beside, self.state.sums)
        self._settle(beside, name)
        self.state.base = name

    def _save(self, old: Set[str]) -> None:
        """Write the state, then delete folders that it no longer names."""
        assert self.state is not None
        beside = self.folder / "state.new"
        beside.write_bytes(msgspec.msgpack.encode(self.state))
        beside.replace(self.folder / "state")
        for name in old - {self.state.base, self.state.delta_folder, ""}:
            shutil.rmtree(self.folder / name)


def _before(order: Order, orders: list[Any], numbers: Mapping[Any, int]) -> int:
    """Return the number of the base document before which another one belongs."""
    at = bisect_left(orders, order)
    return numbers[orders[at]] if at < len(orders) else 1 << 30


def link_tree(source: Path, target: Path, wanted: Container[str] | None = None) -> None:
    """Give a folder the files of another that it does not have yet.

    They are hard links where the file system has them, for index files are never changed in place.

    Args:
        source: of the files.
        target: where they go.
        wanted: names without ending; all if not given.

    """
    for folder, _, files in os.walk(source):
        within = folder[len(str(source)) + 1 :]
        there = f"{target}/{within}"
        Path(there).mkdir(exist_ok=True)
        present = {entry.name for entry in Path(there).iterdir()}
        for file in files:
            if file in present or (
                wanted is not None and f"{within}/{file}".lstrip("/").removesuffix(".js") not in wanted
            ):
                continue
            try:
                os.link(f"{folder}/{file}", f"{there}/{file}")
            except OSError:
                shutil.copyfile(f"{folder}/{file}", f"{there}/{file}")


class Spool:
    """Documents in a file, so that memory does not grow with the library while they come in any order."""

    def __init__(self, path: Path) -> None:
        self.file = path.open("w+b")
        self.found: dict[str, Spooled] = {}
        self.made: dict[str, Callable[[], Document]] = {}

    def add(self, document: Document) -> None:
        """Take a document in."""
        data = msgspec.msgpack.encode(document)
        at = self.file.seek(0, os.SEEK_END)
        self.file.write(data)
        self.found[document.record] = Spooled(document.record, document.order, fingerprint(data), at, len(data))

    def know(self, spooled: Spooled, make: Callable[[], Document]) -> None:
        """Take in a document of which only this is known; it is made if it is read."""
        self.found[spooled.record] = spooled
        self.made[spooled.record] = make

    def read(self, record: str) -> Document:
        """Return a document."""
        if make := self.made.get(record):
            return make()
        own = self.found[record]
        self.file.seek(own.at)
        return msgspec.msgpack.decode(self.file.read(own.size), type=Document)


class Spooled(NamedTuple):
    """Where a document lies in a spool, how it sorts and what it was."""

    record: str
    order: Order
    fingerprint: str
    at: int = 0
    size: int = 0


def spooled(document: Document) -> Spooled:
    """Return what the index has to know of a document."""
    return Spooled(document.record, document.order, fingerprint(msgspec.msgpack.encode(document)))


def fingerprint(data: bytes) -> str:
    """Return sixteen hex digits that change with anything that the index holds of a document."""
    return hashlib.sha256(data).hexdigest()[:16]
