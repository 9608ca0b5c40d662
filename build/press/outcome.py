"""How a release is built, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

KEEP = 10  # releases, the running one among them


@dataclass(frozen=True)
class Release:
    """A finished release and what is in it.

    Attributes:
        path: of its folder.
        cases: how many readers may see.
        issues: how many readers may see.
        pdfs: how many there are for the print room.
        unchanged: whether it is the one that was running before.
        remarks: things in the content that an editor should look at.
        held: what is not published as it stands now: a line each.
        changes: what readers see otherwise than in the release before, see `press.archive.changes`.

    """

    path: Path
    cases: int
    issues: int
    pdfs: int
    unchanged: bool
    remarks: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    changes: Mapping[str, str] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        """Return plain data for --json."""
        return asdict(self) | {"path": str(self.path)}


@dataclass(frozen=True)
class How:
    """How a release is built.

    Attributes:
        full: take no page and no index from before.
        retypeset: typeset every PDF that is not stored.
        workers: processes that work at a time, see `press.crew`; 0 for one on each core.
        cluster: the address of a Dask scheduler to whose machines work is given instead; '' for none.
        keep: so many releases stay.
        let_go: publish although more than a few pages are gone that nobody took back.
        origin: the release whose content is published again, for a rollback.

    """

    full: bool = False
    retypeset: bool = False
    workers: int = 0
    cluster: str = ""
    keep: int = KEEP
    let_go: bool = False
    origin: str = ""


USUAL = How()
