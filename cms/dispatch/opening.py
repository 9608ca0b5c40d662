"""The dispatch of a version that was signed: its row in the register, and a parcel for each recipient of the record."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from cms.core.models import Counter
from cms.dispatch.models import Dispatch, Parcel
from cms.issues.models import Issue, IssueVersion

TOKEN = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0 and O, no 1 and I: people type it too
FIELDS = ("name", "contact", "address", "phone", "copies")


@dataclass(frozen=True)
class Row:
    """Who gets a parcel, and the earlier one whose copies it replaces."""

    name: str
    copies: int
    contact: str = ""
    address: str = ""
    phone: str = ""
    channel: str = ""
    replaces: Parcel | None = None


@transaction.atomic
def open_dispatch(version: IssueVersion) -> Dispatch:
    """Return the dispatch of a version, made if it is not there yet: a second call changes nothing."""
    issue = Issue.objects.select_for_update().get(pk=version.issue_id)  # of two at once the second finds it
    found = Dispatch.objects.filter(version=version).first()
    if found:
        return found
    record = version.record
    before = Dispatch.objects.filter(version__issue=issue).order_by("-version__version").first()
    made = Dispatch.objects.create(
        version=version,
        year=version.date.year,
        number=take_numbers(f"dispatch-{version.date.year}", 1),
        day=version.date,
        issue_name=str(issue)[:120],
        title=title_of(record),
        registration_no=record.get("registration_no", ""),
        secrecy=record.get("secrecy", ""),
        urgency=record.get("urgency", ""),
        planned=record.get("print_run"),
        numbered=bool(record.get("numbered_copies")),
        replaces=before,
    )
    add_parcels(made, rows_of(record, before))
    return made


def rows_of(record: dict[str, Any], before: Dispatch | None) -> list[Row]:
    """Return who gets the version: the recipients of the record, and of a correction all who got the version before."""
    rows = [
        Row(
            **{name: one.get(name, "" if name != "copies" else 0) for name in FIELDS},
            channel=one.get("route", ""),
        )
        for one in record.get("recipients", ())
    ]
    rows = [row for row in rows if row.copies]
    return list(_correcting(rows, before)) if before else rows


def _correcting(rows: Iterable[Row], before: Dispatch) -> Iterator[Row]:
    earlier: dict[tuple[str, str], list[Parcel]] = defaultdict(list)
    for parcel in before.parcels.filter(instead_of=None).order_by("position"):
        earlier[parcel.name, parcel.contact].append(parcel)
    for row in rows:
        found = earlier[row.name, row.contact]
        yield Row(**{**vars(row), "replaces": found.pop(0)}) if found else row
    for parcel in sorted((one for found in earlier.values() for one in found), key=lambda one: one.position):
        same = {name: getattr(parcel, name) for name in FIELDS}
        yield Row(**same, channel=parcel.channel, replaces=parcel)


def add_parcels(dispatch: Dispatch, rows: Iterable[Row], instead_of: Parcel | None = None) -> list[Parcel]:
    """Make parcels at the end of a dispatch, each with the next 封号 of the year; numbered copies are set apart in
    order, but for what is sent once more."""
    rows = list(rows)
    seal = take_numbers(f"seal-{dispatch.year}", len(rows)) if rows else 0
    at, number, made = dispatch.parcels.count(), 1, []
    for n, row in enumerate(rows):
        apart = dispatch.numbered and not instead_of
        made.append(
            Parcel(
                **vars(row),
                dispatch=dispatch,
                position=at + n + 1,
                year=dispatch.year,
                seal=seal + n,
                token="".join(secrets.choice(TOKEN) for _ in range(4)),
                instead_of=instead_of,
                first_number=number if apart else None,
                last_number=number + row.copies - 1 if apart else None,
            )
        )
        number += row.copies
    return list(Parcel.objects.bulk_create(made))


def take_numbers(name: str, count: int) -> int:
    """Return the first of so many numbers that follow each other; none is ever given out again."""
    Counter.objects.get_or_create(name=name)
    counter = Counter.objects.select_for_update().get(name=name)
    counter.value += count
    counter.save()
    return counter.value - count + 1


def title_of(record: dict[str, Any]) -> str:
    """Return the title for the register: that of the first item, and how many there are."""
    titles = [str(item.get("title", "")) for item in record.get("items", ())]
    if not titles:
        return ""
    more = f" 等 {len(titles)} 篇" if len(titles) > 1 else ""
    return titles[0][: 300 - len(more)] + more
