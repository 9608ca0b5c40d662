"""The one way in which copies move: a submission is posted as an act with its entries, in one transaction, once.

The dispatches concerned are locked first, in the order of their numbers, so that of two clerks at once the second sees
what the first has done; a submission whose key is known is not posted again. What a move takes must be there.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cms.core import audit
from cms.dispatch.models import Act, Dispatch, Entry, Holding, Parcel, Recall
from cms.dispatch.words import HELD, NOWHERE, PLACES, RETAINED, SEALED, SENT, STORE, say_numbers

# Receipts come by the hundred, and nobody disputes that something was put into an envelope; all else is audited too.
PLAIN = {"seal", "unseal", "send", "receipt"}
LEFT_AS = {"returned": "returned", "unseal": "waiting", "recall": "recalled", "lose": "lost", "reissue": "lost"}


@dataclass(frozen=True)
class Spot:
    """Where copies stand: a place, and in whose parcel (its key) where it is one of a parcel."""

    place: str
    parcel: int | None = None


OUTSIDE, IN_STORE = Spot(NOWHERE), Spot(STORE)


@dataclass(frozen=True)
class Move:
    """So many copies without numbers, or the one with this number, from one spot to another."""

    dispatch: int
    source: Spot
    target: Spot
    count: int = 1
    number: int | None = None
    person: str = ""


@dataclass(frozen=True)
class Told:
    """What a form says of an act: its key, of one submission; who does it, when, why; who approved and who saw it."""

    key: str
    by: str
    day: datetime.date = field(default_factory=timezone.localdate)
    reason: str = ""
    approved_by: str = ""
    approved_on: datetime.date | None = None
    way: str = ""
    site: str = ""
    witness_1: str = ""
    witness_2: str = ""
    recall: Recall | None = None

    def because(self) -> Told:
        """Return this; ValidationError unless it says why."""
        if not self.reason.strip():
            raise ValidationError("请写明原因。")
        return self

    def seen_by_two(self) -> Told:
        """Return this; ValidationError unless two different people vouch for it."""
        if not self.witness_1 or not self.witness_2 or self.witness_1 == self.witness_2:
            raise ValidationError("要有两个人在场，请写两个不同的人。")
        return self

    @property
    def people(self) -> dict[str, str]:
        """Return who else stands for it, as the audit log names them."""
        told = {"approved_by": self.approved_by, "witnesses": "、".join(filter(None, (self.witness_1, self.witness_2)))}
        return {name: value for name, value in told.items() if value}


class Board:
    """Where the copies of some locked dispatches stand, while a plan is made and its moves are taken."""

    def __init__(self, dispatches: Iterable[Dispatch]) -> None:
        self.dispatches = {one.pk: one for one in dispatches}
        self.copies: dict[tuple[int, int], Holding] = {}
        self.lots: dict[tuple[int, Spot], Holding] = {}
        self.changed: dict[int, Holding] = {}
        self.touched: set[int] = set()  # parcels
        for held in Holding.objects.filter(dispatch__in=list(self.dispatches)):
            self._keep(held)

    def dispatch(self, pk: int) -> Dispatch:
        """Return a dispatch as it is now; ValidationError if there is none."""
        if pk not in self.dispatches:
            raise ValidationError("这次发文不在了，请刷新页面。")
        return self.dispatches[pk]

    def count(self, dispatch: int, spot: Spot) -> int:
        """Return how many copies without numbers stand at a spot."""
        held = self.lots.get((dispatch, spot))
        return held.count if held else 0

    def numbers(self, dispatch: int, spot: Spot) -> list[int]:
        """Return the numbers of the copies at a spot, in order."""
        return sorted(n for (own, n), held in self.copies.items() if own == dispatch and _spot(held) == spot)

    def there(self, dispatch: int, spot: Spot) -> int:
        """Return how many copies stand at a spot, with or without numbers."""
        return self.count(dispatch, spot) or len(self.numbers(dispatch, spot))

    def made(self, dispatch: int) -> int:
        """Return how many copies there are altogether."""
        numbered = sum(own == dispatch for own, _ in self.copies)
        return numbered + sum(held.count for (own, _), held in self.lots.items() if own == dispatch)

    def highest(self, dispatch: int) -> int:
        """Return the highest number of a copy, 0 where there is none."""
        return max((number for own, number in self.copies if own == dispatch), default=0)

    def whole(self, dispatch: int, source: Spot, target: Spot, person: str = "") -> list[Move]:
        """Return the moves of all that stands at a spot."""
        numbers = self.numbers(dispatch, source)
        moves = [Move(dispatch, source, target, 1, number, person) for number in numbers]
        lot = self.count(dispatch, source)
        return [*moves, *([Move(dispatch, source, target, lot, None, person)] if lot else [])]

    def some(
        self, dispatch: int, source: Spot, target: Spot, count: int, numbers: Iterable[int], person: str = ""
    ) -> list[Move]:
        """Return the moves of these numbers where copies have some, else of so many copies."""
        if self.dispatch(dispatch).numbered:
            return [Move(dispatch, source, target, 1, number, person) for number in numbers]
        return [Move(dispatch, source, target, count, None, person)] if count else []

    def take(self, move: Move) -> None:
        """Take a move; ValidationError where the source has not that many, or not that number."""
        if (move.number is not None) != self.dispatch(move.dispatch).numbered:
            raise ValidationError("这一期的份号和登记的不一致，请刷新页面。")
        self.touched |= {spot.parcel for spot in (move.source, move.target) if spot.parcel}
        if move.number is not None:
            self._take_copy(move, move.number)
        else:
            self._take_lot(move)

    def save(self) -> None:
        """Write where copies stand now."""
        fresh = [held for held in self.changed.values() if held.pk is None]
        stood = [held for held in self.changed.values() if held.pk is not None]
        Holding.objects.bulk_create(fresh)
        Holding.objects.bulk_update(stood, ["place", "parcel", "count"], batch_size=200)

    def _keep(self, held: Holding) -> None:
        if held.number is not None:
            self.copies[held.dispatch_id, held.number] = held
        else:
            self.lots[held.dispatch_id, _spot(held)] = held

    def _take_copy(self, move: Move, number: int) -> None:
        held = self.copies.get((move.dispatch, number))
        if move.source.place == NOWHERE:
            if held is not None:
                raise ValidationError(f"份号 {number:06d} 已经登记过，不能再有一份。")
            held = Holding(dispatch_id=move.dispatch, number=number, count=1)
        elif held is None:
            raise ValidationError(f"没有份号 {number:06d} 这一份，请核对。")
        elif _spot(held) != move.source:
            raise ValidationError(f"份号 {number:06d} 不在{self._said(move.source)}，现在{self._said(_spot(held))}。")
        held.place, held.parcel_id = move.target.place, move.target.parcel
        self.copies[move.dispatch, number] = held
        self.changed[id(held)] = held

    def _take_lot(self, move: Move) -> None:
        if move.source.place != NOWHERE:
            held = self.lots.get((move.dispatch, move.source))
            there = held.count if held else 0
            if held is None or there < move.count:
                raise ValidationError(f"{self._said(move.source)}只有 {there} 份，不够 {move.count} 份。")
            held.count -= move.count
            self.changed[id(held)] = held
        key = (move.dispatch, move.target)
        if key not in self.lots:
            place, parcel = move.target.place, move.target.parcel
            self.lots[key] = Holding(dispatch_id=move.dispatch, place=place, parcel_id=parcel, count=0)
        self.lots[key].count += move.count
        self.changed[id(self.lots[key])] = self.lots[key]

    def _said(self, spot: Spot) -> str:
        parcel = Parcel.objects.filter(pk=spot.parcel).first() if spot.parcel else None
        return f"{PLACES[spot.place]}（{parcel}）" if parcel else PLACES[spot.place]


def _spot(held: Holding) -> Spot:
    return Spot(held.place, held.parcel_id)


@dataclass(frozen=True)
class Posted:
    """An act, and whether it was posted by an earlier submission of the same form."""

    act: Act
    again: bool = False


Plan = Callable[[Board], Iterable[Move]]


@transaction.atomic
def post(kind: str, told: Told, dispatches: Iterable[int], plan: Plan) -> Posted:
    """Post a submission: lock its dispatches, let `plan` say which copies move, and take these moves, or none of it.

    Raises:
        ValidationError: a copy is not where the plan takes it from, or the form is too old to be sent; in words.

    """
    if not told.key:
        raise ValidationError("这张表单不完整，请刷新页面再填一次。")
    board = Board(Dispatch.objects.select_for_update().filter(pk__in=set(dispatches)).order_by("pk"))
    done = Act.objects.filter(key=told.key).first()
    if done is not None:
        if done.kind != kind:
            raise ValidationError("这张表单已经用过，请刷新页面再填一次。")
        return Posted(done, again=True)
    moves = list(plan(board))
    for move in moves:
        board.take(move)
    act = _enter(kind, told, moves)
    board.save()
    _note_on_parcels(board, act, moves)
    if kind not in PLAIN:
        _audit(act, told, board, moves)
    return Posted(act)


def _enter(kind: str, told: Told, moves: Iterable[Move]) -> Act:
    act = Act.objects.create(kind=kind, **vars(told))
    Entry.objects.bulk_create(
        Entry(
            act=act,
            dispatch_id=move.dispatch,
            number=move.number,
            count=move.count,
            source=move.source.place,
            source_parcel_id=move.source.parcel,
            target=move.target.place,
            target_parcel_id=move.target.parcel,
            person=move.person,
        )
        for move in moves
    )
    return act


def _note_on_parcels(board: Board, act: Act, moves: Iterable[Move]) -> None:
    """Keep with each parcel what the ledger now says of it."""
    if not board.touched:
        return
    standing: dict[int, set[str]] = defaultdict(set)
    for held in (*board.copies.values(), *board.lots.values()):
        if held.parcel_id and held.count:
            standing[held.parcel_id].add(held.place)
    signed = {move.source.parcel: move.person for move in moves if move.target.place == HELD}
    parcels = list(Parcel.objects.filter(pk__in=board.touched))
    for parcel in parcels:
        parcel.stage = _stage(standing[parcel.pk], act.kind)
        if act.kind == "send" or (parcel.pk in signed and not parcel.sent_on):
            parcel.sent_on = act.day
        if parcel.pk in signed:
            parcel.received_on, parcel.received_by = act.day, signed[parcel.pk]
    Parcel.objects.bulk_update(parcels, ["stage", "sent_on", "received_on", "received_by"], batch_size=200)


def _stage(places: set[str], kind: str) -> str:
    if SEALED in places:
        return "sealed"
    if SENT in places:
        return "partly" if places & {HELD, RETAINED} else "sent"
    return "received" if places else LEFT_AS.get(kind, "gone")


def _audit(act: Act, told: Told, board: Board, moves: Iterable[Move]) -> None:
    """Enter an act into the audit log, once for each dispatch that it moves copies of."""
    by_dispatch: dict[int, list[Move]] = {pk: [] for pk in board.dispatches}
    for move in moves:
        by_dispatch[move.dispatch].append(move)
    for pk, own in by_dispatch.items():
        counts: dict[str, int] = defaultdict(int)
        for move in own:
            counts[PLACES[move.target.place]] += move.count
        numbers = say_numbers(move.number for move in own if move.number is not None)
        data = {"reason": told.reason, "copies": dict(counts), "copy_numbers": numbers[:500], **told.people}
        audit.enter(
            f"dispatch.{act.kind}",
            board.dispatches[pk],
            told.by,
            **{name: value for name, value in data.items() if value},
        )
