"""A record that does not hold stands alone: readers go on seeing what was published of it last, and all else goes live.

A withdrawal or a redaction waits for nothing: of a record that was withdrawn its notice is shown, of one from which
something was taken out not the text before.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from press.archive import Archive
from records import KINDS, Case, Export, Issue, Name, PressError
from records.store import record_path

FOLDERS = {kind.folder: kind for kind in KINDS}
FAULTS = "faults.json"  # beside the halves of an export: what could not be exported
SHOWS = {"last": "网站上仍是上次发布的", "notice": "网站上只有撤回说明", "": "网站上没有这一条"}
STANDING = re.compile(r"^(number|cleared_on|withdrawn_on|redacted_on): *['\"]?(\d[\d-]*)", re.MULTILINE)


class Held(msgspec.Struct, frozen=True):
    """A record that does not hold: `name` is `folder/key`, `shows` is what readers see of it, a key of SHOWS."""

    name: str
    message: str
    place: str
    remedy: str
    shows: str = ""

    def __str__(self) -> str:
        """Return one line."""
        remedy = f"{self.remedy}；{SHOWS[self.shows]}" if self.remedy else SHOWS[self.shows]
        return str(PressError(self.message, place=self.place, remedy=remedy))


class Unexported(msgspec.Struct, frozen=True):
    """A record that the CMS could not export, and how it stands there."""

    name: str
    message: str
    place: str = ""
    remedy: str = ""
    standing: dict[str, str] = {}

    @property
    def fault(self) -> PressError:
        """What is wrong."""
        return PressError(self.message, place=self.place, remedy=self.remedy)


def unexported(source: Path) -> list[Unexported]:
    """Return what could not be exported when this directory was made."""
    beside = source / FAULTS
    return msgspec.json.decode(beside.read_bytes(), type=list[Unexported]) if beside.is_file() else []


def name_of(text: str) -> Name:
    """Return the name of a record from `folder/key`."""
    folder, _, key = text.partition("/")
    return FOLDERS[folder], key


def told(name: Name) -> str:
    """Return `folder/key`."""
    return f"{name[0].folder}/{name[1]}"


class Sound:
    """Finds for records that do not hold what readers see instead.

    Args:
        source: an export directory.
        archive: what was published before.
        running: the name of the running release; '' if there is none.
        scratch: an empty folder for the files of records that are read instead.

    """

    def __init__(self, source: Path, archive: Archive, running: str, scratch: Path) -> None:
        self.source, self.archive, self.running, self.scratch = source, archive, running, scratch
        self.instead: dict[Name, Path | None] = {}
        self.held: dict[Name, Held] = {}
        self.faults: dict[Name, PressError] = {}
        self.taken: dict[str, str] = {}  # what must not be shown as it was; the day of the redaction, or ''
        self.unexported: dict[Name, Unexported] = {}
        shutil.rmtree(scratch, ignore_errors=True)
        if rows := unexported(source):
            self.unexported = {name_of(row.name): row for row in rows}
            self.give_way({name: row.fault for name, row in self.unexported.items()})

    def give_way(self, faults: Mapping[Name, PressError]) -> None:
        """Show instead of these records what stands for them; nothing, where that does not hold either."""
        for name, error in faults.items():
            self.faults.setdefault(name, error)
            shows, folder = ("", None) if name in self.instead else self._before(name)
            self.instead[name] = folder
            known = self.held.get(name) or Held(told(name), error.message, error.place, error.remedy)
            self.held[name] = msgspec.structs.replace(known, shows=shows)

    def _before(self, name: Name) -> tuple[str, Path | None]:
        """Return what stands for a record, and the folder of two halves where it is."""
        kind, key = name
        to = self.scratch / str(len(self.instead))
        open_half = record_path(self.source / "public", kind, key)
        row = self.unexported.get(name)
        now = row.standing if row else standing(open_half)
        if "withdrawn_on" in now and open_half.is_file():
            target = record_path(to / "public", kind, key)
            target.parent.mkdir(parents=True)
            shutil.copyfile(open_half, target)
            return "notice", to
        if not self.running or not self.archive.take(self.running, kind, key, to):
            return "", None
        then = standing(record_path(to / "public", kind, key))
        # What was open before and is not any more, or was redacted since, is not what anybody may read. Of a file that
        # says nothing at all it is not known.
        says = row or not open_half.is_file() or "number" in now
        closed = kind in (Case, Issue) and "cleared_on" in then and "cleared_on" not in now and says
        redacted = now.get("redacted_on") != then.get("redacted_on") and says
        if "withdrawn_on" not in then and (closed or redacted):
            self.taken[told(name)] = "" if closed else now.get("redacted_on", "")
            return "", None
        return "last", to

    def open(self, *, private: bool, faults: dict[Name, PressError], **known: Any) -> Export:
        """Return the export as it is to be published, see `Export`."""
        return Export(self.source, private=private, instead=self.instead, faults=faults, **known)


def standing(path: Path) -> dict[str, str]:
    """Return what the file of a record says of its clearance, even where it does not hold as a record."""
    if not path.is_file():
        return {}
    head, _, _ = path.read_text("utf-8", errors="replace").partition("\n---\n")  # a text may say anything
    return dict(STANDING.findall(head))
