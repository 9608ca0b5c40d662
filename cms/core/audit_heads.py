"""The heads of the audit log: numbers and hashes of entries, kept in files, where the database does not reach.

`settings.AUDIT_HEADS` has two lines for each entry: `number hash begun` before its change is committed, `number hash`
after. So an entry whose process was killed in between is known, and one that came in past the application is too. A
release and an export have a line `number hash installation` each time one is made.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils.crypto import salted_hmac

from records import HEADS

logger = logging.getLogger(__name__)
BEGUN = "begun"
# Nothing else is a head: a line with a spoilt mark bears no witness.
LINE = re.compile(r"([0-9]{1,18}) ([0-9a-f]{64})(?: (begun|[0-9a-f]{16}))?\n?")


class Entry(Protocol):
    """What of an entry a head tells."""

    seq: int
    sha256: str


@dataclass(frozen=True)
class Head:
    """A line: which entry, its hash, and `begun`, an installation, or nothing."""

    seq: int
    sha256: str
    mark: str = ""


def add(entry: Entry, mark: str = "", beside: Path | None = None) -> None:
    """Add an entry's line to the heads, or to those in the folder `beside`."""
    path = beside / HEADS if beside else settings.AUDIT_HEADS
    try:
        with path.open("a") as heads:
            heads.write(f"{entry.seq} {entry.sha256} {mark}".rstrip() + "\n")
    except OSError:
        # The change goes on; that the second witness is missing shows at the next check.
        logger.exception("%s cannot be written", path)


def read(path: Path) -> Iterator[Head | str]:
    """Yield the heads of a file, or a line as it is where it tells none; nothing if there is no such file."""
    if not path.is_file():
        return
    with path.open(errors="replace") as lines:
        for line in lines:
            told = LINE.fullmatch(line)
            yield Head(int(told[1]), told[2], told[3] or "") if told else line.strip()[:80]


def installation() -> str:
    """Return what tells this installation's heads from another's; its secret key stands in no database."""
    return salted_hmac("audit.heads", "installation", algorithm="sha256").hexdigest()[:16]


def outside(places: Iterable[Path]) -> Iterator[Path]:
    """Yield the files of heads that these places hold: a file itself, a folder's own,
    those of its export and its releases."""
    for place in places:
        if place.is_file():
            yield place
        for pattern in (HEADS, f"export/{HEADS}", f"releases/*/{HEADS}"):
            yield from sorted(place.glob(pattern)) if place.is_dir() else ()
