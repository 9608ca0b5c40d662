"""The verb that builds a release."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from press.archive import DECISIONS, Archive, names_of, pictures_of
from press.outcome import USUAL, How, Release
from press.places import running
from press.publication import Publication
from press.sound import name_of, standing
from press.steps import Progress, silent
from press.tombstones import decisions
from press.warm import Warm
from records import HALVES, ContentError, Issue, Name
from records.store import record_path

__all__ = ["How", "Release", "build_release"]


def build_release(
    source: Path,
    out: Path,
    how: How = USUAL,
    progress: Progress = silent,
    warm: Warm | None = None,
    changed: Iterable[Name] = (),
) -> Release:
    """Build site and PDFs from an export directory, check them, and flip `out/current` to the new release.

    A record that does not hold stands alone, see `press.sound`. A process that stays gives what it knows of the running
    release, `warm`, and which records have changed since; what it leaves for later is to be done soon.

    Raises:
        PressError: if the release as a whole does not hold; the running one stays as it is, but for what is withdrawn
            or redacted.

    """
    out = out.resolve()  # MkDocs takes relative paths from its own file
    try:
        return Publication(source, out, how, progress, warm, changed).run()
    except ContentError as error:
        if taken_back := _take_back(source, out, how, progress):
            error.remedy += f"；撤回、删改的 {taken_back} 条没有等，已经生效"
        raise


def _take_back(source: Path, out: Path, how: How, progress: Progress) -> int:
    """Publish the running release again without what an export withdraws or redacts, for which no other machine is
    waited; return how many records that are."""
    archive, decided = Archive(out / "records"), decisions(source)
    shown = archive.of(running(out))
    names = [
        name
        for name, day in shown.shown.items()
        if "withdrawn_on" in (now := standing(record_path(source / "public", *name_of(name))))
        or now.get("redacted_on", day) != day
        or (name in decided and decided[name].what == "unclear")
    ]
    if names:
        files = dict(shown.files)
        for name in names:
            for file in names_of(shown.files, *name_of(name)):
                del files[file]
        with archive.laid_out(files) as folder:
            for name in names:
                _copy_record(source, folder, name_of(name))
            if (source / DECISIONS).is_file():
                _copy(source / DECISIONS, folder / DECISIONS)
            Publication(folder, out, replace(how, cluster="", let_go=False, origin=""), progress).run()
    return len(names)


def _copy_record(source: Path, target: Path, name: Name) -> None:
    """Copy the files of a record, whatever stands in them, and its pictures."""
    kind, key = name
    for half in HALVES:
        path = record_path(source / half, kind, key)
        files = path.parent.glob("*.*") if kind is Issue else [path]
        for file in files:
            if file.is_file():
                _copy(file, target / file.relative_to(source))
    for picture in pictures_of(source, kind, key):
        for half in HALVES:
            if (file := source / half / "media" / picture).is_file():
                _copy(file, target / half / "media" / picture)


def _copy(file: Path, target: Path) -> None:
    """Copy a file to where another may stand that is shared with the archive."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    shutil.copyfile(file, target)
