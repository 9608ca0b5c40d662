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
import time
from bisect import bisect_left
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Set
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import msgspec

from press.search.digits import SIZES
from press.search.document import Document, Order
from press.search.purge import purge
from press.search.query import parse
from press.search.reader import Segment, all_words
from press.search.segment import write_segment
from press.search.shelf import script_json

VERSION = 3  # of the format; with another one the base is made anew
MOST = 0.1  # of the base may be in the delta, then both become a new base
FEW = 20  # documents may always be in the delta
GRACE_S = 3600.0  # for which a page that is open goes on finding the files that it began with


class Known(msgspec.Struct, frozen=True, array_like=True):
    """What is kept of a document: its number in the base, how it sorts, what it was."""

    number: int
    order: Order
    fingerprint: str
    purge: str


class State(msgspec.Struct, kw_only=True):
    """The base, and which of its documents still hold; `gone` are numbers, `delta` the documents that came since.

    `sums` are those of the files of each folder, without ending; `shown` are folders that the running release names,
    `left` those that one before it did, for which an open page may still ask, and since when that is so.
    """

    version: int = VERSION
    base: str
    sums: dict[str, dict[str, str]]
    documents: dict[str, Known]
    gone: list[int] = []
    delta: dict[str, Document] = {}
    delta_folder: str = ""
    shown: list[str] = []
    left: dict[str, float] = {}

    @property
    def folders(self) -> list[str]:
        """All folders that are kept."""
        return [self.base, *filter(None, [self.delta_folder]), *self.left]


class IndexCache:
    """The index on the machine that builds.

    Args:
        folder: where base, delta and state are kept; nobody else writes there.

    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.state = self._read()
        self.resident = False  # whether somebody else says when the state is written
        self.cut_from: dict[str, str] = {}  # of a base out of which something was cut, which one that was
        self._prints: dict[str, str] | None = None
        self._found: dict[tuple[str, str], frozenset[int]] = {}
        self._orders: tuple[Any, list[Order], dict[Order, int]] | None = None

    def _read(self) -> State | None:
        try:
            state = msgspec.msgpack.decode((self.folder / "state").read_bytes(), type=State)
        except (OSError, msgspec.DecodeError):
            return None
        whole = all((self.folder / name / "table.js").is_file() for name in state.folders)
        return state if state.version == VERSION and whole else None

    def update(self, spool: Spool, *, full: bool = False) -> None:
        """Make the index that of exactly these documents; it is to be saved once it is published.

        Args:
            spool: all of them.
            full: make a new base, as is done anyway where there is none, or where much has changed.

        """
        state = self.state
        if full or state is None:
            self._make(spool)
            self._done()
            return
        known = self._known_prints(state)
        changed = [record for record, own in spool.found.items() if known.get(record) != own.fingerprint]
        removed = known.keys() - spool.found.keys()
        if len(state.delta.keys() | set(changed)) > max(FEW, MOST * len(state.documents)):
            old = [*state.shown, *state.left]
            forget = bool(removed) or any(self._purged(spool.read(record)) for record in changed)
            self._make(spool, {} if forget else dict.fromkeys(old, time.time()))
            self._done()
        elif changed or removed:
            self.change(map(spool.read, changed), removed)

    def _known_prints(self, state: State) -> dict[str, str]:
        if self._prints is None:
            self._prints = {record: own.fingerprint for record, own in state.documents.items()}
            self._prints |= {
                record: fingerprint(msgspec.msgpack.encode(document)) for record, document in state.delta.items()
            }
        return self._prints

    def _purged(self, document: Document) -> bool:
        """Whether the text before this one must leave no trace."""
        assert self.state is not None
        known = self.state.delta.get(document.record) or self.state.documents.get(document.record)
        return known is not None and known.purge != document.purge

    def change(self, changed: Iterable[Document], removed: Set[str] = frozenset()) -> None:
        """Take in some changed or new documents, and drop some by record.

        Documents that are dropped, or whose `purge` has changed, are cut out of the base files.
        """
        assert self.state is not None, "no base yet"
        state = self.state
        replaced = {document.record: document for document in changed}
        forget = bool(removed) or any(map(self._purged, replaced.values()))
        leaving = {
            record: known
            for record in (*replaced, *removed)
            if (known := state.documents.get(record)) and (record in removed or known.purge != replaced[record].purge)
        }
        if leaving:
            self._purge([known.number for known in leaving.values()])
            state.documents = {record: known for record, known in state.documents.items() if record not in leaving}
        over = [known.number for record in replaced if (known := state.documents.get(record))]
        state.gone = sorted({*state.gone, *over, *(known.number for known in leaving.values())})
        state.delta = {record: d for record, d in (state.delta | replaced).items() if record not in removed}
        before, state.delta_folder = state.delta_folder, ""
        if state.delta:
            documents = sorted(state.delta.values(), key=lambda d: d.order)
            state.delta_folder, state.sums[state.delta_folder] = self._write(documents)
        now = time.time()
        state.left = {} if forget else {name: at for name, at in state.left.items() if now - at < GRACE_S}
        # Only what readers were given: of a release that did not hold nothing may be left.
        if before in state.shown and not forget:
            state.left[before] = now
        state.left.pop(state.delta_folder, None)
        if self._prints is not None:
            self._prints |= {r: fingerprint(msgspec.msgpack.encode(d)) for r, d in replaced.items()}
            self._prints = {record: own for record, own in self._prints.items() if record not in removed}
        self._done()

    def _done(self) -> None:
        if not self.resident:
            self.save()

    def finds(self, query: str) -> bool:
        """Return whether all words of a query stand in a document."""
        assert self.state is not None, "nothing indexed yet"
        state = self.state
        return bool(self._holding(state.base, query).difference(state.gone)) or bool(
            state.delta_folder and self._holding(state.delta_folder, query)
        )

    def _holding(self, name: str, query: str) -> frozenset[int]:
        if (name, query) not in self._found:
            self._found[name, query] = frozenset(all_words(Segment(self.folder / name), parse(query)))
        return self._found[name, query]

    def publish(self, target: Path, now: Mapping[str, Any]) -> dict[str, str]:
        """Put the index into a site.

        Args:
            target: `assets/search` of the site; what stands there of this index already is left as it is.
            now: what now.js says besides the segments: names, synonyms, suggestions.

        Returns:
            SHA-256 in hex of each file, by its path below the target.

        """
        assert self.state is not None, "nothing indexed yet"
        state = self.state
        segments: list[dict[str, Any]] = [{"folder": state.base, "gone": SIZES.write(state.gone), "before": None}]
        if state.delta_folder:
            orders, numbers = self._sorted(state)
            before = [_before(d.order, orders, numbers) for d in sorted(state.delta.values(), key=lambda d: d.order)]
            segments.append({"folder": state.delta_folder, "gone": "", "before": before})
        target.mkdir(parents=True, exist_ok=True)
        for other in {path.name for path in target.iterdir() if path.is_dir()}.difference(state.folders):
            shutil.rmtree(target / other)
        for name in state.folders:
            if not (target / name / "table.js").is_file():
                link_tree(self.folder / name, target / name)
        data = f"press.part({script_json({'segments': segments, **now})});\n".encode()
        (target / "now.js").unlink(missing_ok=True)  # it may be shared with an earlier release
        (target / "now.js").write_bytes(data)
        sums = {f"{name}/{file}.js": sum for name in state.folders for file, sum in state.sums[name].items()}
        return sums | {"now.js": hashlib.sha256(data).hexdigest()}

    def _sorted(self, state: State) -> tuple[list[Order], dict[Order, int]]:
        """Return how the documents of the base sort, and the number of each by that."""
        if self._orders is None or self._orders[0] is not state.documents:
            numbers = {known.order: known.number for known in state.documents.values()}
            self._orders = state.documents, sorted(numbers), numbers
        return self._orders[1], self._orders[2]

    def released(self) -> None:
        """Note that a release with this index runs."""
        assert self.state is not None, "nothing indexed yet"
        self.state.shown = [self.state.base, *filter(None, [self.state.delta_folder])]
        self._done()

    def save(self) -> None:
        """Write the state, then delete folders that it no longer names."""
        assert self.state is not None, "nothing indexed yet"
        state = self.state
        state.sums = {name: state.sums[name] for name in state.folders}
        beside = self.folder / "state.new"
        beside.write_bytes(msgspec.msgpack.encode(state))
        beside.replace(self.folder / "state")
        self._found = {asked: found for asked, found in self._found.items() if asked[0] == state.base}
        for path in self.folder.iterdir():
            if path.is_dir() and path.name not in state.folders:
                shutil.rmtree(path)

    def _make(self, spool: Spool, left: Mapping[str, float] = MappingProxyType({})) -> None:
        ordered = sorted(spool.found, key=lambda record: spool.found[record].order)
        known = {}

        def numbered() -> Iterator[Document]:
            for number, record in enumerate(ordered):
                document = spool.read(record)
                known[record] = Known(number, document.order, spool.found[record].fingerprint, document.purge)
                yield document

        base, sums = self._write(numbered())
        state, self._prints = self.state, None
        kept = {name: at for name, at in left.items() if state and name != base and name in state.sums}
        known_sums = {name: state.sums[name] for name in kept} if state else {}
        shown = state.shown if state else []
        self.state = State(base=base, sums={**known_sums, base: sums}, documents=known, left=kept, shown=shown)

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
        sums = self.state.sums.pop(self.state.base)
        name = purge(base, beside, numbers, sums)
        link_tree(base, beside, sums)
        self._settle(beside, name)
        self.cut_from = {name: self.cut_from.get(self.state.base, self.state.base)}
        self.state.base, self.state.sums[name] = name, sums


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
        self.makers: list[Callable[[str], Document | None]] = []

    def add(self, document: Document) -> None:
        """Take a document in."""
        data = msgspec.msgpack.encode(document)
        at = self.file.seek(0, os.SEEK_END)
        self.file.write(data)
        self.found[document.record] = Spooled(document.record, document.order, fingerprint(data), at, len(data))

    def know(self, found: Iterable[Spooled], make: Callable[[str], Document | None]) -> None:
        """Take in documents of which only this is known; `make` makes one of them from its record when it is read."""
        self.found.update((own.record, own) for own in found)
        self.makers.append(make)

    def read(self, record: str) -> Document:
        """Return a document."""
        own = self.found[record]
        if not own.size:
            return next(filter(None, (make(record) for make in self.makers)))
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
