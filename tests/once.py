"""What takes long to make is made once for all processes of a run, and shared read-only."""

from __future__ import annotations

import fcntl
from collections.abc import Callable
from pathlib import Path

Once = Callable[[str, Callable[[Path], object]], Path]


def filled_once(shared: Path, name: str, fill: Callable[[Path], object]) -> Path:
    """Return the folder `name` in a folder that all processes know, filled by the first that asks."""
    folder, filled = shared / name, shared / f"{name}.filled"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not filled.exists():
            folder.mkdir()
            fill(folder)
            filled.touch()
    return folder
