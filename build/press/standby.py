"""The folder that stands by for the next release: it is as the running one, so that only what changes is written."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import msgspec

from press.cutting import CUT
from press.manifest import SIGNED
from records import HEADS


def stand_by(standby: Path, path: Path, files: Mapping[str, str], old: Path | None) -> None:
    """Have a folder that is as a release: made of an old one that is not kept any more, with what differs put right,
    which touches little; else of links to all files.

    Args:
        standby: the folder; where it is there already, nothing is done.
        path: the release.
        files: the SHA-256 of its files, by their paths there.
        old: a release that may be used up.

    """
    if standby.is_dir():
        return
    if old:
        known = contents_of(old)
        old.rename(standby)
        for name in known.keys() - {name for name, sum in files.items() if known.get(name) == sum}:
            (standby / name).unlink(missing_ok=True)
        for name in ("manifest.json", CUT, HEADS):
            (standby / name).unlink(missing_ok=True)
        shutil.rmtree(standby / SIGNED, ignore_errors=True)
    else:
        known = {}
        (standby / "print").mkdir(parents=True, mode=0o700)
        (standby / "site").mkdir()
    folders = set[str]()
    for name in (name for name, sum in files.items() if known.get(name) != sum):
        folder = os.path.dirname(name)  # noqa: PTH120 (there are tens of thousands)
        if folder not in folders:
            (standby / folder).mkdir(parents=True, exist_ok=True)
            folders.add(folder)
        os.link(f"{path}/{name}", f"{standby}/{name}")


def contents_of(release: Path) -> dict[str, str]:
    """Return the SHA-256 of each file that a release still has, by its path there."""
    files: dict[str, str] = msgspec.json.decode((release / "manifest.json").read_bytes())["files"]
    cut_out = release / CUT
    for name in msgspec.json.decode(cut_out.read_bytes()) if cut_out.is_file() else ():
        files.pop(name, None)
    return files
