"""Publishes again what an earlier release was made of, less what was taken back from readers since."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import msgspec

from press.archive import DECISIONS, Archive, Published, changes, names_of
from press.cutting import CUT, contents_of
from press.durable import put
from press.manifest import Edition, write
from press.outcome import USUAL, How, Release
from press.places import HELD, next_number, number_of, running, settle
from press.publication import Publication
from press.signing import own
from press.standby import make_alike, take
from press.steps import Progress, silent
from press.tombstones import Tombstones
from records import Name, SetupError


def roll_back(out: Path, how: How = USUAL, progress: Progress = silent) -> Release:
    """Publish what the release before the running one was made of again, as a new release; what was taken back from
    readers since stays as it is now.

    Where nothing was, the very files of that release are published again, which takes a moment; else it is built.

    Raises:
        SetupError: there is none before it.

    """
    out = out.resolve()
    now, archive = running(out), Archive(out / "records")
    shown = archive.of(now)
    earlier = [release for release in archive.releases() if release < (shown.origin or now)]
    if not now or not earlier:
        raise SetupError("没有更早的发布版本", place=str(out / "releases"))
    old = archive.of(earlier[-1])
    files = _less(old.files, shown.files, Tombstones(out / "tombstones").names)
    folder = out / "releases" / earlier[-1]
    if files == old.files and (folder / "manifest.json").is_file() and not (folder / CUT).exists():
        return _again(out, folder, archive, old)
    files |= {name: digest for name, digest in shown.files.items() if "/media/" in name and name not in files}
    files |= {name: digest for name, digest in shown.files.items() if name == DECISIONS}
    with archive.laid_out(files) as laid:
        return Publication(laid, out, replace(how, origin=earlier[-1]), progress).run()


def _less(old: Mapping[str, str], shown: Mapping[str, str], taken_back: set[Name]) -> dict[str, str]:
    """Return what a release was made of, but of what was taken back what the running one is made of."""
    gone = {name for names in taken_back for name in names_of(old, *names)}
    files = {name: digest for name, digest in old.items() if name not in gone}
    return files | {name: shown[name] for names in taken_back for name in names_of(shown, *names)}


def _again(out: Path, folder: Path, archive: Archive, old: Published) -> Release:
    """Publish the files of an older release."""
    releases, before, begun = out / "releases", running(out), dt.datetime.now(dt.UTC)
    shown, key = archive.of(before), own()
    number = next_number(releases, key)
    path = releases / f"{number:06d}-{folder.name.partition('-')[2]}"
    made, stands = take(releases, before)
    files = contents_of(folder)
    make_alike(made, contents_of(releases / before) if stands else {}, folder, files)
    (made / "manifest.json").write_bytes((folder / "manifest.json").read_bytes())
    write(made, files, Edition(number, begun, number_of(folder)), key=key, before=releases / before)
    os.sync()
    again = msgspec.structs.replace(old, origin=folder.name)
    archive.keep(path.name, again, {})
    settle(made, path)
    put(out / HELD, msgspec.json.encode([]), 0o600)
    return Release(
        path,
        cases=sum(name.startswith("cases/") for name in old.shown),
        issues=sum(name.startswith("issues/") for name in old.shown),
        pdfs=sum(name.startswith("print/") for name in files),
        unchanged=False,
        changes=changes(shown, again),
    )
