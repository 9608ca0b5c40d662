"""Where the releases of an output directory are, which one runs, and what of it only its owner may read."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from press.durable import sync
from press.signing import OwnKey
from records import HEADS

HELD = "held.json"  # beside the releases: what is not published as it stands now, and why
HEAD = re.compile(r"\d{1,18} [0-9a-f]{64} [0-9a-f]{16}")


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


def settle(made: Path, release: Path) -> None:
    """Give what was made and synced its place among the releases, and have readers see it."""
    made.rename(release)
    sync(release.parent)
    flip(release.parents[1], release)


def flip(out: Path, release: Path) -> None:
    """Point `current` to a release by one rename: readers see the old one or the new one, never neither."""
    beside = out / ".current.new"
    beside.unlink(missing_ok=True)
    beside.symlink_to(Path("releases") / release.name)
    beside.replace(out / "current")
    sync(out)


def number_of(release: Path) -> int:
    """Return the number of a release's folder; 0 for another one."""
    return int(release.name[:6]) if release.name[:6].isdigit() else 0


def next_number(releases: Path, key: OwnKey | None) -> int:
    """Return the number of the next release: higher than of any that is here, or that this key ever signed."""
    return 1 + max(key.last_number if key else 0, *map(number_of, releases.iterdir()), 0)


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
