"""Sums of files that nobody has touched since they were read: told by size, times and inode, as git does it."""

from __future__ import annotations

import hashlib
import os
import time
from typing import Any

from records.kept import Kept

KEY = b"stats"
FORM = dict[str, tuple[int, int, int, int, str]]
# What was touched so short a time ago may be touched again without its times telling so.
RACY_NS = 2_000_000_000


class Stats:
    """Sums of files by their paths, kept from one process to the next.

    Args:
        kept: where.

    """

    def __init__(self, kept: Kept) -> None:
        self.kept = kept
        self.before: dict[str, Any] = kept.take(KEY, FORM) or {}
        self.now: dict[str, Any] = {}

    def sum(self, name: str, most: int) -> str:
        """Return the SHA-256 of a file in hex; '' for one of more than so many bytes."""
        seen = os.stat(name)  # noqa: PTH116 (there are tens of thousands)
        told = seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns, seen.st_ino
        known = self.before.get(name)
        if known and known[:4] == told:
            self.now[name] = known
            return str(known[4])
        if seen.st_size > most:
            return ""
        found = sum_of(name)
        if seen.st_ctime_ns < time.time_ns() - RACY_NS:
            self.now[name] = (*told, found)
        return found

    def save(self) -> None:
        """Keep what was seen."""
        self.kept.asked.add(KEY)
        if self.now != self.before:
            self.kept.put(KEY, self.now)


def sum_of(name: str) -> str:
    """Return the SHA-256 of a file in hex."""
    with open(name, "rb") as file:  # noqa: PTH123 (there are tens of thousands)
        return hashlib.file_digest(file, "sha256").hexdigest()
