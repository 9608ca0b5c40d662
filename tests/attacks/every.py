"""Files made to cost time and memory, all of them, each of a kind of its own.

`python -m tests.attacks.every FOLDER NAME…` writes them.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.attacks import clipboard, containers, lines, markup, pictures, tables, texts
from tests.attacks.making import MAKERS

KINDS = (lines, containers, markup, tables, pictures, clipboard, texts)
"""Each enters its files into MAKERS as it is imported."""


def write(folder: Path, *names: str) -> None:
    """Write the files of these names, or all, except those that are there already."""
    for name in names or MAKERS:
        if not (folder / name).exists():
            (folder / name).write_bytes(MAKERS[name]())


if __name__ == "__main__":
    write(Path(sys.argv[1]), *sys.argv[2:])
