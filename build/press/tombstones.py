"""What was taken back from readers is remembered for ever, beside the releases: no build, no rollback and no backup of
the CMS shows it again but after a new decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal

import msgspec

from press.archive import DECISIONS, Published
from press.durable import add_line
from press.sound import name_of
from records import Case, Collection, ContentError, Export, Issue, Name, PressError
from records.store import record_path

FEW = 5  # records that may vanish without a reason before somebody is asked
WHAT = {"withdrawn": "撤回", "gone": "从网站上拿掉", "redacted": "删去敏感内容"}


class Stone(msgspec.Struct, frozen=True, omit_defaults=True):
    """That a record, `folder/key`, was taken back, redacted, or (`again`) let back by hand; `release` is the number of
    the first one without it."""

    name: str
    what: Literal["withdrawn", "gone", "redacted", "again"]
    on: dt.date
    at: dt.datetime
    release: int = 0


class Decision(msgspec.Struct, frozen=True):
    """What was decided last in the CMS of what readers had seen."""

    what: Literal["clear", "withdraw", "unclear"]
    at: dt.datetime


def let_back(out: Path, names: Iterable[str]) -> None:
    """Let records, `folder/key`, be shown again that were taken back; ContentError if none of this name was."""
    stones, now = Tombstones(out / "tombstones"), dt.datetime.now(dt.UTC)
    for name in names:
        if name not in {stone.name for stone in stones.stones}:
            raise ContentError("没有撤回、删改过这一条", place=name, remedy="照构建时说的写，例如 cases/000/000012")
        stones.add([Stone(name, "again", now.astimezone().date(), now)])


def decisions(source: Path) -> dict[str, Decision]:
    """Return what the CMS says was decided, by `folder/key`; nothing for an export that was not made there."""
    beside = source / DECISIONS
    return msgspec.json.decode(beside.read_bytes(), type=dict[str, Decision]) if beside.is_file() else {}


class Tombstones:
    """The stones, in a file of lines that only grows."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.stones: list[Stone] = list(_read(file)) if file.is_file() else []

    def add(self, stones: Iterable[Stone]) -> None:
        """Add stones; once this returns, they stand."""
        for stone in stones:
            add_line(self.file, msgspec.json.encode(stone).decode())
            self.stones.append(stone)

    @property
    def names(self) -> set[Name]:
        """What was ever taken back."""
        return {name_of(stone.name) for stone in self.stones if stone.what != "again"}

    def faults(self, export: Export, decided: Mapping[str, Decision]) -> dict[Name, PressError]:
        """Return the records of an export that would show again what was taken back."""
        taken: dict[str, Stone] = {}
        redacted: dict[str, dt.date] = {}
        for stone in self.stones:
            if stone.what == "redacted":
                redacted[stone.name] = max(stone.on, redacted.get(stone.name, stone.on))
            elif stone.what == "again":
                taken.pop(stone.name, None)
                redacted.pop(stone.name, None)
            else:
                taken[stone.name] = stone
        found = {}
        for name in {*taken, *redacted}:
            with export.about(*name_of(name)):
                if error := _fault(export, name, taken.get(name), redacted.get(name), decided.get(name)):
                    found[name_of(name)] = error
        return found


def _fault(
    export: Export, text: str, taken: Stone | None, redacted: dt.date | None, decided: Decision | None
) -> PressError | None:
    kind, key = name_of(text)
    if next(export.files(kind, key), None) is None:
        return None
    found = export.found(kind, key)
    record, where = found.record, record_path(Path(), kind, key).as_posix()
    cleared = getattr(record, "cleared_on", None)
    if record is None or found.notice or (kind in (Case, Issue) and not cleared):
        return None
    if taken and not (
        (decided and decided.what == "clear" and decided.at > taken.at) or (cleared and cleared > taken.on)
    ):
        return ContentError(
            f"这一条{taken.on:%Y年%-m月%-d日}{WHAT[taken.what]}过，此后没有重新公开的记录",
            place=where,
            remedy=f"在 CMS 里重新公开；不用 CMS 的，确认可以再公开后运行 press build --again {text}",
        )
    day = getattr(record, "redacted_on", None)
    if redacted and (day is None or day < redacted):
        return ContentError(
            f"这一条{redacted:%Y年%-m月%-d日}删去过敏感内容，现在的文字没有注明这次删改，可能是更早的",
            place=where,
            remedy="填上“敏感内容删改日期”，不早于那一天；文字确实可以公开而没有日期可填的，"
            f"运行 press build --again {text}",
        )
    return None


def taken_back(
    then: Published,
    now: Published,
    waiting: Container[str],
    taken: Mapping[str, str],
    decided: Mapping[str, Decision],
    at: dt.datetime,
) -> Iterator[Stone]:
    """Yield what was taken back from one release to the next.

    Args:
        then: what the one before showed.
        now: what this one shows.
        waiting: what is only held back because it does not hold.
        taken: what is held back so and must not be shown as it was, and the day of its redaction, or ''.
        decided: what the CMS says was decided.
        at: when the export was made, for what nobody decided.

    """
    for name, day in then.shown.items():
        decision = decided.get(name)
        when = decision.at if decision and decision.what != "clear" else at
        if name in now.notices:
            yield Stone(name, "withdrawn", dt.date.fromisoformat(now.notices[name]), when)
        elif name not in now.shown:
            if taken.get(name):
                yield Stone(name, "redacted", dt.date.fromisoformat(taken[name]), when)
            elif name not in waiting and not _empty(name, now):
                yield Stone(name, "gone", when.astimezone().date(), when)
        elif (new := now.shown[name]) != day and new:
            yield Stone(name, "redacted", dt.date.fromisoformat(new), when)


def _empty(name: str, now: Published) -> bool:
    """Whether it is a collection that has no case to show now: nobody took it back, it comes again with one."""
    return name.startswith(f"{Collection.folder}/") and f"private/{name}.yaml" in now.files


def unexplained(stones: Iterable[Stone], decided: Mapping[str, Decision]) -> list[str]:
    """Return what vanishes although nobody decided so."""
    return [s.name for s in stones if s.what == "gone" and (s.name not in decided or decided[s.name].what == "clear")]


def _read(file: Path) -> Iterator[Stone]:
    for line in file.read_bytes().splitlines():
        try:
            yield msgspec.json.decode(line, type=Stone)
        except msgspec.DecodeError:  # torn by a power failure, before the release that it was for
            continue
