"""Tells the CMS what became of a publication: what is live since when, what is held back and why, and what failed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeVar

import msgspec
from django.db import transaction

from cms.releases.models import Pulse, Run, Standing
from press.archive import Archive
from press.gate.fault import FOLDERS as PAGES
from press.outcome import Release
from press.places import HELD
from press.sound import Held, name_of
from records import PressError

T = TypeVar("T")
MANY = 500  # rows in one statement
HELD_FIELDS = ["message", "place", "remedy", "shows", "held_since"]
LIVE_FIELDS = ["address", "live_at", "seconds", "release"]


@dataclass(frozen=True)
class Attempt:
    """A publication, from the oldest change that it carries.

    Attributes:
        since: when that was made.
        begun: when the worker began.
        ended: when readers saw it, or it was refused.

    """

    since: dt.datetime
    begun: dt.datetime
    ended: dt.datetime

    @property
    def seconds(self) -> float:
        """How long it took until readers saw it."""
        return max(0.0, (self.ended - self.since).total_seconds())

    @property
    def row(self) -> dict[str, object]:
        """What of it a `Run` keeps."""
        return {"begun": self.begun, "ended": self.ended, "seconds": self.seconds}


@transaction.atomic
def tell(release: Release, out: Path, attempt: Attempt, *, changes_only: bool = False) -> None:
    """Tell what was published: of all that readers see, or only of what has changed since it was told last."""
    changed = [{"name": name, "what": what} for name, what in release.changes.items()]
    if release.unchanged and not changed:
        tell_unchanged(attempt)
    else:
        Run.objects.create(
            **attempt.row,
            outcome=Run.PUBLISHED,
            release=release.path.name,
            number=int(release.path.name[:6]),
            cases=release.cases,
            issues=release.issues,
            pdfs=release.pdfs,
            changes=changed,
        )
    live = {name for name, what in release.changes.items() if what != "gone"}
    gone = release.changes.keys() - live
    if not changes_only:
        shown = Archive(out / "records").of(release.path.name)
        known = set(Standing.objects.exclude(live_at=None).values_list("name", flat=True))
        seen = shown.shown.keys() | shown.notices.keys()
        live, gone = (live & seen) | (seen - known), gone | (known - seen)
    _live(live, attempt, release.path.name)
    for names in batched(gone):
        Standing.objects.filter(name__in=names).update(live_at=None, address="", seconds=None, release="")
    _hold(msgspec.json.decode((out / HELD).read_bytes(), type=list[Held]), attempt.ended)


def tell_unchanged(attempt: Attempt) -> None:
    """Tell that there was nothing to publish; in one row, however often."""
    last = Run.objects.first()
    if last and last.outcome == Run.UNCHANGED:
        Run.objects.filter(pk=last.pk).update(**attempt.row)
    else:
        Run.objects.create(**attempt.row, outcome=Run.UNCHANGED)


def tell_refused(error: PressError, attempt: Attempt) -> None:
    """Tell that nothing was published, and why."""
    why = {"message": error.message, "place": error.place, "remedy": error.remedy}
    last = Run.objects.first()
    if last and last.outcome == Run.REFUSED and last.message == error.message and last.place == error.place:
        Run.objects.filter(pk=last.pk).update(ended=attempt.ended, seconds=attempt.seconds)
    else:
        Run.objects.create(**attempt.row, outcome=Run.REFUSED, **why)


def alive(now: dt.datetime, busy_since: dt.datetime | None = None) -> None:
    """Give a sign of life."""
    Pulse.objects.update_or_create(pk=1, defaults={"at": now, "busy_since": busy_since})


def address_of(name: str) -> str:
    """Return the address of a record's page below the site, '' if it has none."""
    kind, key = name_of(name)
    return f"{PAGES[kind]}/{key}.html" if kind in PAGES else ""


def batched(things: Iterable[T]) -> Iterator[list[T]]:
    """Yield things in lists that one statement can name."""
    every = iter(things)
    while some := list(islice(every, MANY)):
        yield some


def _live(names: Iterable[str], attempt: Attempt, release: str) -> None:
    rows = [
        Standing(name=name, address=address, live_at=attempt.ended, seconds=attempt.seconds, release=release)
        for name in sorted(names)
        if (address := address_of(name))
    ]
    for some in batched(rows):
        Standing.objects.bulk_create(some, update_conflicts=True, unique_fields=["name"], update_fields=LIVE_FIELDS)


def _hold(held: Iterable[Held], now: dt.datetime) -> None:
    """Note what is held back, and that nothing else is."""
    rows = {row.name: row for row in held}
    nothing = {"message": "", "place": "", "remedy": "", "shows": "", "held_since": None}
    Standing.objects.filter(held_since__isnull=False).exclude(name__in=rows).update(**nothing)
    since = dict(Standing.objects.filter(name__in=rows, held_since__isnull=False).values_list("name", "held_since"))
    Standing.objects.bulk_create(
        [
            Standing(
                name=name,
                message=row.message,
                place=row.place,
                remedy=row.remedy,
                shows=row.shows,
                held_since=since.get(name, now),
            )
            for name, row in rows.items()
        ],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=HELD_FIELDS,
    )
