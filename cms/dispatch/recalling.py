"""Copies that are to come back (清退) and copies that are destroyed (销毁): of an issue, of a year, of a recipient."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet, Sum

from cms.dispatch.ledger import Board, Move, Posted, Spot, Told, post
from cms.dispatch.models import Dispatch, Entry, Holding, Parcel, Recall
from cms.dispatch.receipts import OUT, out_of
from cms.dispatch.words import DESTROYED, HELD, MISSING, PLACES, RECALLED, RETAINED, SENT, STORE

Outcome = Literal["back", "kept", "lost"]
TO_DESTROY = (RECALLED, STORE, RETAINED)


@dataclass(frozen=True)
class Due:
    """A line of a list of what is to come back (清退清单): how many were to, came, are kept, are lost, are out."""

    parcel: Parcel
    due: int
    back: int
    kept: int
    lost: int
    left: int


def parcels_in(recall: Recall) -> QuerySet[Parcel]:
    """Return the parcels that a recall concerns."""
    found = Parcel.objects.select_related("dispatch")
    if recall.scope == "issue":
        return found.filter(dispatch__version__issue=recall.issue_id)
    if recall.scope == "year":
        return found.filter(dispatch__version__issue__year=recall.year or 0)
    return found.filter(name=recall.name)


def concerned(recall: Recall) -> QuerySet[Parcel]:
    """Return its parcels that have copies out, or had some that it settled; in the order of the list."""
    out = Holding.objects.filter(count__gt=0, place__in=(HELD, SENT)).values("parcel")
    done = Entry.objects.filter(act__recall=recall).values("source_parcel")
    return (
        parcels_in(recall)
        .filter(Q(pk__in=out) | Q(pk__in=done))
        .order_by("dispatch__year", "dispatch__number", "position")
    )


def lines(recall: Recall, parcels: Iterable[Parcel]) -> list[Due]:
    """Return the lines of the list for some of its parcels."""
    chosen = list(parcels)
    out = Holding.objects.filter(parcel__in=chosen, place__in=(HELD, SENT))
    left = dict(out.values_list("parcel").annotate(n=Sum("count")))
    done: dict[tuple[int, str], int] = {}
    moved = Entry.objects.filter(act__recall=recall, source_parcel__in=chosen)
    for parcel, target, n in moved.values_list("source_parcel", "target").annotate(n=Sum("count")).order_by():
        done[parcel, target] = n
    return [_line(parcel, left.get(parcel.pk, 0), done) for parcel in chosen]


def _line(parcel: Parcel, left: int, done: dict[tuple[int, str], int]) -> Due:
    back, kept, lost = (done.get((parcel.pk, place), 0) for place in (RECALLED, RETAINED, MISSING))
    return Due(parcel, left + back + kept + lost, back, kept, lost, left)


def totals(recall: Recall) -> dict[str, int]:
    """Return the sums of the whole list, as `Due` names them."""
    out = Holding.objects.filter(parcel__in=parcels_in(recall), place__in=(HELD, SENT))
    left = out.aggregate(n=Sum("count"))["n"] or 0
    by = dict(Entry.objects.filter(act__recall=recall).values_list("target").annotate(n=Sum("count")).order_by())
    back, kept, lost = (by.get(place, 0) for place in (RECALLED, RETAINED, MISSING))
    return {"due": left + back + kept + lost, "back": back, "kept": kept, "lost": lost, "left": left}


def settle(
    recall: Recall,
    parcel: Parcel,
    told: Told,
    outcome: Outcome,
    count: int,
    numbers: Sequence[int] = (),
    person: str = "",
) -> Posted:
    """Note what became of copies that were to come back: they are here, are kept with a reason, or are lost.

    Raises:
        ValidationError: the recall is over or not of this parcel, the parcel has not that many, or the reason (or for
            lost copies the second person) is missing.

    """
    if recall.closed_on:
        raise ValidationError("这次清退已经结束，不能再登记。")
    if not parcels_in(recall).filter(pk=parcel.pk).exists():
        raise ValidationError(f"{parcel}不在这次清退里。")
    kind, target, places = {
        "back": ("recall", Spot(RECALLED), OUT),
        "kept": ("retain", Spot(RETAINED, parcel.pk), (HELD, SENT)),
        "lost": ("lose", Spot(MISSING), OUT),
    }[outcome]
    if outcome != "back":
        told = told.because()
    if outcome == "lost":
        told = told.seen_by_two()

    def plan(board: Board) -> list[Move]:
        moves = out_of(board, parcel, target, count, numbers, places, person)
        if not moves:
            raise ValidationError("请写明是哪几份。")
        return moves

    return post(kind, told, [parcel.dispatch_id], plan)


@dataclass(frozen=True)
class Pick:
    """Copies of a dispatch that are destroyed, and from where: the store, what came back, what the office kept."""

    dispatch: int
    place: str
    count: int
    numbers: Sequence[int] = ()


def destroy(told: Told, picks: Sequence[Pick]) -> Posted:
    """Enter copies as destroyed (条例 art. 34, 35): with approval, way, place and two witnesses.

    Raises:
        ValidationError: one of these is missing, or a place has not that many.

    """
    if not (told.approved_by and told.way and told.site):
        raise ValidationError("销毁要写明批准人、方式和地点。")
    if not picks:
        raise ValidationError("请填写要销毁的份数或份号。")
    if any(pick.place not in TO_DESTROY for pick in picks):
        raise ValidationError("只有库存、清退回来和本单位留用的可以销毁。")

    def plan(board: Board) -> list[Move]:
        return [
            move
            for pick in picks
            for move in board.some(pick.dispatch, Spot(pick.place), Spot(DESTROYED), pick.count, pick.numbers)
        ]

    return post("destroy", told.seen_by_two(), {pick.dispatch for pick in picks}, plan)


@dataclass(frozen=True)
class Stock:
    """What of a dispatch could be destroyed: how many copies stand at a place of the office."""

    dispatch: Dispatch
    place: str
    count: int

    @property
    def name(self) -> str:
        """Return what the place is called."""
        return PLACES[self.place]


def stocks(year: int) -> list[Stock]:
    """Return what of the dispatches of a year could be destroyed."""
    held = Holding.objects.filter(dispatch__year=year, place__in=TO_DESTROY, parcel=None, count__gt=0)
    counted = held.values_list("dispatch", "place").annotate(n=Sum("count")).order_by("dispatch", "place")
    known = Dispatch.objects.in_bulk({dispatch for dispatch, *_ in counted})
    found = [Stock(known[dispatch], place, n) for dispatch, place, n in counted]
    return sorted(found, key=lambda one: (one.dispatch.number, TO_DESTROY.index(one.place)))
