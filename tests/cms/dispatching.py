"""Dispatches that tests need: issues as signing leaves them, with the recipients that a test names."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import msgspec

from cms.dispatch.ledger import Told
from cms.dispatch.models import Dispatch, Holding
from cms.dispatch.moves import receive, seal, send
from cms.dispatch.opening import open_dispatch
from cms.issues.models import Issue, IssueVersion
from cms.issues.publications import Publication

DAY = dt.date(2026, 3, 5)
Row = dict[str, Any]  # a recipient of a record


def recipients(count: int, copies: int = 2, route: str = "交换") -> list[Row]:
    """Return recipients of a record."""
    return [{"name": f"第{n}局", "copies": copies, "route": route, "contact": "办公室"} for n in range(1, count + 1)]


def version_of(rows: list[Row], issue: Issue | None = None, day: dt.date = DAY, **record: Any) -> IssueVersion:
    """Return a signed version with these recipients; a further one of an issue, where one is given."""
    if issue is None:
        held = Publication.objects.order_by("pk").first()
        assert held
        last = Issue.objects.filter(publication=held, year=day.year).order_by("-number").first()
        issue = Issue.objects.create(publication=held, year=day.year, number=last.number + 1 if last else 1, date=day)
    frozen = {**msgspec.to_builtins(issue.as_record()), "recipients": rows, **record}
    number = issue.versions.count() + 1
    state = "corrected" if number > 1 else "signed"
    return issue.versions.create(version=number, state=state, date=day, signed_by="主编", record=frozen)


def dispatch_of(count: int = 3, copies: int = 2, **record: Any) -> Dispatch:
    """Return the dispatch of an issue with so many recipients."""
    route = record.pop("route", "交换")
    return open_dispatch(version_of(recipients(count, copies, route), **record))


def told(**more: Any) -> Told:
    """Return what a form says of an act."""
    return Told(**{"key": uuid.uuid4().hex, "by": "印发员", "day": DAY, **more})


def sent_out(count: int = 3, copies: int = 2, spare: int = 4, **record: Any) -> Dispatch:
    """Return a dispatch that came from the print shop and went out to all."""
    run = count * copies + spare
    dispatch = dispatch_of(count, copies, print_run=run, **record)
    receive(dispatch, told(), run)
    everyone = list(dispatch.parcels.values_list("pk", flat=True))
    seal(dispatch, told(), everyone)
    send(dispatch, told(), everyone)
    return dispatch


def standing(dispatch: Dispatch) -> dict[str, int]:
    """Return how many copies stand at each place."""
    found: dict[str, int] = {}
    for place, count in Holding.objects.filter(dispatch=dispatch, count__gt=0).values_list("place", "count"):
        found[place] = found.get(place, 0) + count
    return found
