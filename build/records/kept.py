"""What was made of files before, such as records: kept by the digest of the files, so that only what has changed is
read again."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from functools import cache
from pathlib import Path
from typing import Any, Self

import msgspec

AT_ONCE = 500  # rows: more make a query no faster


class Kept:
    """A store of values by digest. It may be lost or deleted at any time: the files are read again.

    Args:
        folder: where it is kept, for one process at a time.
        name: of what is kept.
        maker: changes with the program that makes it.

    """

    def __init__(self, folder: Path, name: str, maker: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}-{maker[:16]}.sqlite3"
        for other in folder.glob(f"{name}-*.sqlite3*"):
            if not other.name.startswith(path.name):
                other.unlink()
        try:
            self.database = _opened(path)
        except sqlite3.DatabaseError:
            path.unlink(missing_ok=True)
            self.database = _opened(path)
        self.asked: set[bytes] = set()

    def take(self, digest: bytes, form: Any) -> Any:
        """Return what was made of files with this digest, of the form that `put` was given; None if it is not known."""
        self.asked.add(digest)
        row = self.database.execute("SELECT data FROM made WHERE digest = ?", (digest,)).fetchone()
        try:
            return _decoder(form).decode(row[0]) if row else None
        except msgspec.DecodeError:
            return None

    def take_all(self, digests: Iterable[bytes], form: Any) -> Iterator[tuple[bytes, Any]]:
        """Yield what is known of what was made of files with these digests, each with its digest, in no order."""
        self.asked.update(digests := list(digests))
        decode = _decoder(form).decode
        for at in range(0, len(digests), AT_ONCE):
            some = digests[at : at + AT_ONCE]
            marks = ",".join("?" * len(some))
            rows = self.database.execute(f"SELECT digest, data FROM made WHERE digest IN ({marks})", some)
            for digest, data in rows:
                with suppress(msgspec.DecodeError):
                    yield digest, decode(data)

    def put(self, digest: bytes, made: Any) -> None:
        """Keep what was made of files with this digest."""
        self.database.execute("INSERT OR REPLACE INTO made VALUES (?, ?)", (digest, msgspec.msgpack.encode(made)))

    def known(self) -> set[bytes]:
        """Return the digests under which something is kept."""
        return {digest for (digest,) in self.database.execute("SELECT digest FROM made")}

    def holding(self, words: Iterable[str]) -> set[bytes]:
        """Return the digests under which something is kept that holds one of these words."""
        any_of = re.compile(b"|".join(re.escape(word.encode()) for word in words))
        everything = self.database.execute("SELECT digest, data FROM made")
        return {digest for digest, data in everything if any_of.search(data)}

    def commit(self) -> None:
        """Write what was put."""
        self.database.commit()

    def close(self) -> None:
        """Write what was put, and end."""
        self.database.commit()
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Write what was put, and forget what was not asked for, unless something went wrong on the way."""
        if kind is None:
            unasked = self.known() - self.asked
            self.database.executemany("DELETE FROM made WHERE digest = ?", [(digest,) for digest in unasked])
        self.close()


def _opened(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path)
    # Losing it costs a second, waiting for the disk at every build much more.
    database.executescript(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;"
        "CREATE TABLE IF NOT EXISTS made (digest BLOB PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID"
    )
    with closing(database.execute("PRAGMA quick_check(1)")) as found:
        if found.fetchone() != ("ok",):
            database.close()
            raise sqlite3.DatabaseError("damaged")
    return database


@cache
def _decoder(form: Any) -> Any:
    return msgspec.msgpack.Decoder(form)
