"""The verbs of a release: build one, or publish again what an earlier one was made of."""

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
from press.tombstones import Tombstones, decisions
from press.warm import Warm
from records import HALVES, ContentError, Issue, Name, SetupError
from records.store import record_path

__all__ = ["How", "Release", "build_release", "roll_back"]


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
    """Publish the running release again without what an export withdraws or redacts; return how many records that
    are."""
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
            Publication(folder, out, replace(how, let_go=False, origin=""), progress).run()
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


def roll_back(out: Path, how: How = USUAL, progress: Progress = silent) -> Release:
    """Publish what the release before the running one was made of again, as a new release; what was taken back from
    readers since stays as it is now.

    Raises:
        SetupError: there is none before it.

    """
    out = out.resolve()
    now, archive, stones = running(out), Archive(out / "records"), Tombstones(out / "tombstones")
    shown = archive.of(now)
    earlier = [release for release in archive.releases() if release < (shown.origin or now)]
    if not now or not earlier:
        raise SetupError("没有更早的发布版本", place=str(out / "releases"))
    old = archive.of(earlier[-1])
    taken_back = stones.names
    gone = {name for names in taken_back for name in names_of(old.files, *names)}
    files = {name: digest for name, digest in old.files.items() if name not in gone}
    for names in taken_back:
        files |= {name: shown.files[name] for name in names_of(shown.files, *names)}
    files |= {name: digest for name, digest in shown.files.items() if "/media/" in name and name not in files}
    files |= {name: digest for name, digest in shown.files.items() if name == DECISIONS}
    with archive.laid_out(files) as folder:
        return Publication(folder, out, replace(how, origin=earlier[-1]), progress).run()
