"""The directory that an export is written to: its two halves are replaced together,
whatever else stands there stays."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from records import HALVES, ContentError
from records.store import UNFINISHED

WRITING, OLD = ".export-writing", ".export-old"


@contextmanager
def replace_export(target: Path) -> Iterator[Path]:
    """Yield an empty folder to write an export in; after the with-block it takes the place of the one in `target`.

    Nothing changes if the block fails. Killed later, the next `settle` does the rest.

    Raises:
        ContentError: `target` holds other things and no export.

    """
    settle(target)
    scratch = target / WRITING
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(mode=0o700, parents=True)
    yield scratch
    scratch.rename(target / UNFINISHED)
    settle(target)


def settle(target: Path) -> None:
    """Finish a replacement that was cut short, and refuse a folder of other things; to
    be called before reading `target` too.

    Raises:
        ContentError: `target` holds other things and no export.

    """
    new, old = target / UNFINISHED, target / OLD
    if new.is_dir():
        # Each step can be taken up where it was left: a half that still stands in `new` is not in its place yet.
        old.mkdir(mode=0o700, exist_ok=True)
        for half in HALVES:
            if (new / half).exists():
                if (target / half).exists():
                    (target / half).rename(old / half)
                (new / half).rename(target / half)
        shutil.rmtree(new)
    shutil.rmtree(old, ignore_errors=True)
    if target.exists() and not target.is_dir():
        raise ContentError("这是一个文件，不是目录", place=str(target), remedy="换一个目录")
    held = {p.name for p in target.iterdir()} - {WRITING} if target.is_dir() else set()
    if held and not (target / "public" / "format.yaml").is_file():
        raise ContentError("这里有别的文件，却不是导出目录，没有动它", place=str(target), remedy="换一个空的或新的目录")
