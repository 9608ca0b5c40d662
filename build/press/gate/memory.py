"""What the gate remembers of the last release that passed it: what stands there as it did was looked at."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from press.durable import put
from press.reuse import Reuse, files_below
from records.kept import Kept

Said = tuple[bytes, tuple[str, ...]]


class Searched(msgspec.Struct, array_like=True):
    """What a release was searched for.

    Attributes:
        release: its name.
        words: the private words that were there then.
        secret: those of them that no open file says.
        said: by open file, its digest and which of the words it says.
        segments: of the search index.

    """

    release: str = ""
    words: frozenset[str] = frozenset()
    secret: frozenset[str] = frozenset()
    said: dict[str, Said] = {}
    segments: frozenset[str] = frozenset()


def names_in(site: Path, memory: Memory | None) -> set[str]:
    """Return the files of a site: as they stand, or as the process knows that made it out of the one before."""
    return memory.reuse.names if memory and memory.alive else set(files_below(site))


class Memory:
    """Tells which files of a site were looked at in an earlier release.

    Args:
        cache: where the gate keeps what it remembers; private, for there are the words that it looks for.
        reuse: the files that the site has taken over.
        pages: what stands in pages, by their sum.
        alive: what was remembered last, where that was in this process.
        changed: the open files of the export that have changed since, if that is known; they may be gone.

    """

    def __init__(
        self,
        cache: Path,
        reuse: Reuse,
        pages: Kept,
        alive: Searched | None = None,
        changed: Iterable[Path] = (),
    ) -> None:
        self.reuse, self.pages, self.file, self.alive, self.changed = reuse, pages, cache / "searched", alive, changed
        self.before, self.now = alive or self._read(), Searched()

    def _read(self) -> Searched:
        try:
            before = msgspec.msgpack.decode(self.file.read_bytes(), type=Searched)
        except (OSError, msgspec.DecodeError):
            return Searched()
        return before if self.reuse.old and before.release == self.reuse.release else Searched()

    def passed(self, release: Path) -> None:
        """Note which release it was that passed."""
        self.now.release = release.name

    def save(self) -> None:
        """Remember it, once it stands."""
        put(self.file, msgspec.msgpack.encode(self.now), 0o600)
