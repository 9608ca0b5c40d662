"""Where the releases of an output directory are, which one runs, and what of it only its owner may read."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from press.durable import sync
from records import HEADS

HEAD = re.compile(r"\d{1,18} [0-9a-f]{64} [0-9a-f]{16}")
STANDBY = ".standby"  # below the releases: the next one, as long as it is what the running one is


def running(out: Path) -> str:
    """Return the name of the running release, or ''."""
    current = out / "current"
    return current.resolve().name if current.is_dir() else ""


def private_folders(out: Path) -> list[Path]:
    """Return the folders that hold what is not cleared; a copy of a whole `dist/` may have opened them."""
    prints = [path for where in ("*/print", "*/signed/print") for path in (out / "releases").glob(where)]
    return [out / "export" / "private", out / "cache", out / "records", *prints]


def bear_witness(source: Path, release: Path) -> None:
    """Note beside site and print where the audit log stood when the export was made (`audit verify`
    reads it); no part of the release."""
    left, beside = source / HEADS, release / HEADS
    last = left.read_text(errors="replace").splitlines()[-1:] if left.is_file() else []
    known = beside.read_text().splitlines() if beside.is_file() else []
    if last and HEAD.fullmatch(last[0]) and last[0] not in known:
        beside.write_text("\n".join([*known, *last]) + "\n")


def flip(out: Path, release: Path) -> None:
    """Point `current` to a release by one rename: readers see the old one or the new one, never neither."""
    beside = out / ".current.new"
    beside.unlink(missing_ok=True)
    beside.symlink_to(Path("releases") / release.name)
    beside.replace(out / "current")
    sync(out)


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
