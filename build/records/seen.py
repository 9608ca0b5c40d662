"""What an export directory held when it was read last, for a process that reads it again and again: of the records only
those that have changed since are read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


class Seen:
    """What is known of a directory; the types are those of `records.store`.

    Attributes:
        digests: of the files of a record, by kind and key.
        sums: SHA-256 in hex of files, by name, as far as they were read for a digest.
        keys: of each kind, in their order.
        found: what stands in the files of a record.
        made: what was made of the records of a kind, by kind and form: of what else it was made, and each by its key.

    """

    def __init__(self) -> None:
        self.digests: dict[Any, bytes] = {}
        self.sums: dict[str, str] = {}
        self.keys: dict[Any, list[str]] = {}
        self.found: dict[Any, Any] = {}
        self.made: dict[Any, tuple[bytes, dict[str, Any]]] = {}

    def forget(self, names: Iterable[Any]) -> None:
        """Know nothing of these records any more, by kind and key, but that they are there."""
        for kind, key in names:
            self.digests.pop((kind, key), None)
            self.found.pop((kind, key), None)
            for (of, _), (_, made) in self.made.items():
                if of is kind:
                    made.pop(key, None)

    def made_of(self, kind: Any, form: Any, of: bytes) -> dict[str, Any]:
        """Return what was made of the records of a kind and of `of`, to be added to."""
        known = self.made.get((kind, form))
        if known is None or known[0] != of:
            known = self.made[kind, form] = (of, {})
        return known[1]
