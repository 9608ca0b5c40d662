"""The folder that stands by for the next release: it is as the running one, so that only what changes is written.

Its name says which release it is as; what a killed process left has another, and is cleared.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from press.cutting import CUT, contents_of
from press.manifest import SIGNED
from records import HEADS

NEW = ".new"  # below the releases: the one that is made
STANDBY = ".standby"


def folder_for(releases: Path, release: str) -> Path:
    """Return where what stands by for the release after this one is, or would be."""
    return releases / f"{STANDBY}-{release}"


def take(releases: Path, release: str) -> tuple[Path, bool]:
    """Return an empty folder to make a release in, or what stands by for the one after this, and which it is."""
    made, ready = releases / NEW, folder_for(releases, release)
    shutil.rmtree(made, ignore_errors=True)
    stands = ready.is_dir()
    if stands:
        ready.rename(made)
    for other in releases.glob(f"{STANDBY}*"):
        shutil.rmtree(other)
    made.mkdir(parents=True, exist_ok=True)
    return made, stands


def stand_by(path: Path, files: Mapping[str, str], old: Path | None) -> None:
    """Have a folder that is as a release: made of an old one that is not kept any more, with what differs put right,
    which touches little; else of links to all files.

    Args:
        path: the release.
        files: the SHA-256 of its files, by their paths there.
        old: a release that may be used up.

    """
    target, made = folder_for(path.parent, path.name), path.parent / f"{STANDBY}{NEW}"
    if target.is_dir():
        return
    shutil.rmtree(made, ignore_errors=True)
    known: dict[str, str] = {}
    if old:
        known = contents_of(old)
        old.rename(made)
        for name in (CUT, HEADS):
            (made / name).unlink(missing_ok=True)
    make_alike(made, known, path, files)
    made.rename(target)


def make_alike(folder: Path, known: Mapping[str, str], path: Path, files: Mapping[str, str]) -> None:
    """Give a folder of a release the files of another, as links; of its manifest there is nothing yet.

    Args:
        folder: what is changed.
        known: the SHA-256 of the files that stand there, by their paths there.
        path: where the files come from.
        files: their SHA-256, by their paths there.

    """
    (folder / "print").mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / "site").mkdir(exist_ok=True)
    (folder / "manifest.json").unlink(missing_ok=True)
    shutil.rmtree(folder / SIGNED, ignore_errors=True)
    for name, sum in known.items():
        if files.get(name) != sum:
            (folder / name).unlink(missing_ok=True)
    folders = set[str]()
    for name, sum in files.items():
        if known.get(name) != sum:
            within = os.path.dirname(name)  # noqa: PTH120 (there are tens of thousands)
            if within not in folders:
                (folder / within).mkdir(parents=True, exist_ok=True)
                folders.add(within)
            os.link(f"{path}/{name}", f"{folder}/{name}")
