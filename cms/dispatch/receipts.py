"""What comes back from a recipient: receipts by code, by hand and by list, returned mail, lost copies; and what is sent
once more instead."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from cms.dispatch.ledger import IN_STORE, Board, Move, Posted, Spot, Told, post
from cms.dispatch.models import Parcel
from cms.dispatch.opening import Row, add_parcels
from cms.dispatch.words import COLLECTED, HELD, MISSING, RETAINED, SEALED, SENT, barred

CODE = re.compile(r"(\d{4})-?(\d{6})([0-9A-Z]{4})?|(\d{4})-(\d{1,6})")
OUT = (HELD, SENT, RETAINED)  # with a recipient, or on the way there


def parcel_of(code: str) -> Parcel:
    """Return the parcel that a scanned or typed code names.

    Raises:
        ValidationError: it is no code, of no parcel, or of one that went out before an older backup was put back.

    """
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", code)).upper()
    told = CODE.fullmatch(text)
    if told is None:
        raise ValidationError(f"“{code.strip()[:30]}”不是封号。封号像 2026-000123，扫描封面或签收单上的条码即可。")
    year, seal, token = told[1] or told[4], int(told[2] or told[5]), told[3]
    found = Parcel.objects.filter(year=year, seal=seal).select_related("dispatch").first()
    if found is None:
        raise ValidationError(f"没有封号 {year}-{seal:06d}。请看看是不是别的年份，或者扫错了一张。")
    if token and token != found.token:
        raise ValidationError(
            f"封号 {found.seal_name} 的校验码对不上，可能是恢复旧备份以前发出的。请按收件单位找到那一行，手工登记。"
        )
    return found


def receipt(parcels: Sequence[Parcel], told: Told, persons: Mapping[int, str]) -> Posted:
    """Note that whole parcels were signed for; `persons` says by whom, by the key of the parcel.

    Raises:
        ValidationError: one was signed for already, or was not sent; it says when and by whom.

    """

    def plan(board: Board) -> list[Move]:
        moves = []
        for parcel in _locked(parcels):
            sources = (SENT, SEALED) if parcel.channel == COLLECTED else (SENT,)
            target, person = Spot(HELD, parcel.pk), persons.get(parcel.pk, "")
            own = [
                move for at in sources for move in board.whole(parcel.dispatch_id, Spot(at, parcel.pk), target, person)
            ]
            if not own:
                raise ValidationError(not_receivable(parcel))
            moves += own
        return moves

    if not parcels:
        raise ValidationError("请先勾选已经签收的收件单位。")
    return post("receipt", told, {parcel.dispatch_id for parcel in parcels}, plan)


def not_receivable(parcel: Parcel) -> str:
    """Return why a parcel cannot be signed for now."""
    if parcel.received_on and parcel.stage == "received":
        by = f"{parcel.received_by}签收" if parcel.received_by else "签收"
        return f"{parcel}在{parcel.received_on:%Y年%-m月%-d日}已经{by}，没有重复登记。"
    if parcel.stage in ("waiting", "sealed"):
        return f"{parcel}还没有发出（{parcel.get_stage_display()}）。请先登记发出，再登记签收。"
    return f"{parcel}现在是“{parcel.get_stage_display()}”，不能登记签收。请打开这一件看看。"


def partial_receipt(parcel: Parcel, told: Told, person: str, count: int, numbers: Sequence[int] = ()) -> Posted:
    """Note that some pieces of a parcel arrived; the others stay on the way until they come, come back or are lost."""

    def plan(board: Board) -> list[Move]:
        source, target = Spot(SENT, parcel.pk), Spot(HELD, parcel.pk)
        return _chosen(board.some(parcel.dispatch_id, source, target, count, numbers, person))

    return post("receipt", told, [parcel.dispatch_id], plan)


def returned(parcel: Parcel, told: Told) -> Posted:
    """Put what came back undelivered into the store."""

    def plan(board: Board) -> list[Move]:
        moves = board.whole(parcel.dispatch_id, Spot(SENT, parcel.pk), IN_STORE)
        return _chosen(moves, f"{parcel}没有在途的份数，不能登记退件。")

    return post("returned", told.because(), [parcel.dispatch_id], plan)


def lose(parcel: Parcel, told: Told, count: int, numbers: Sequence[int] = ()) -> Posted:
    """Note that copies are lost at the recipient or on the way; two people vouch for it."""

    def plan(board: Board) -> list[Move]:
        return _chosen(out_of(board, parcel, Spot(MISSING), count, numbers))

    return post("lose", told.because().seen_by_two(), [parcel.dispatch_id], plan)


def keep(parcel: Parcel, told: Told, count: int, numbers: Sequence[int] = ()) -> Posted:
    """Note that a recipient keeps copies that were to come back, and why (留用)."""

    def plan(board: Board) -> list[Move]:
        return _chosen(out_of(board, parcel, Spot(RETAINED, parcel.pk), count, numbers, (HELD, SENT)))

    return post("retain", told.because(), [parcel.dispatch_id], plan)


def out_of(
    board: Board,
    parcel: Parcel,
    target: Spot,
    count: int,
    numbers: Iterable[int],
    places: Sequence[str] = OUT,
    person: str = "",
) -> list[Move]:
    """Return the moves of so many copies, or of these numbers, of a parcel, wherever of `places` they stand; those that
    were signed for go first.

    Raises:
        ValidationError: the parcel has not that many there, or a number is not there.

    """
    own, moves = parcel.dispatch_id, []
    spots = [Spot(place, parcel.pk) for place in places]
    if board.dispatch(own).numbered:
        where = {number: spot for spot in reversed(spots) for number in board.numbers(own, spot)}
        return [Move(own, where.get(number, spots[0]), target, 1, number, person) for number in numbers]
    for spot in spots:
        part = min(count, board.count(own, spot))
        moves += board.some(own, spot, target, part, (), person)
        count -= part
    if count:
        raise ValidationError(f"{parcel}没有这么多份，差 {count} 份，请核对。")
    return moves


def _chosen(moves: list[Move], said: str = "请写明是哪几份。") -> list[Move]:
    if not moves:
        raise ValidationError(said)
    return moves


def _locked(parcels: Sequence[Parcel]) -> list[Parcel]:
    """Return parcels as they are now: what is asked here stands in the row, which others change too."""
    wanted = [parcel.pk for parcel in parcels]
    return list(Parcel.objects.filter(pk__in=wanted).select_related("dispatch").order_by("dispatch", "position"))


@transaction.atomic
def reissue(parcel: Parcel, told: Told, row: Row, number: int | None = None, lost: Sequence[int] | int = 0) -> Posted:
    """Seal copies of the store for a recipient once more, under a 封号 of its own.

    Args:
        parcel: for which this goes.
        told: with the reason; two people where copies of the parcel are lost.
        row: how many copies go where and how.
        number: the numbered copy that goes, one at a time.
        lost: how many copies of the first parcel, or which numbers, are lost by this account.

    Raises:
        ValidationError: the store has not that many, or the channel is not allowed; nothing is made then.

    """
    gone, count = ((), lost) if isinstance(lost, int) else (lost, len(lost))

    def plan(board: Board) -> list[Move]:
        own = board.dispatch(parcel.dispatch_id)
        if barred(own.secrecy, row.channel):
            raise ValidationError(f"密级是“{own.secrecy}”的不能走“{row.channel}”。请改成机要、交换或自取。")
        if own.numbered and number is None:
            raise ValidationError("请写明补发哪个份号。")
        (made,) = add_parcels(own, [row], instead_of=parcel)
        if number is not None:
            Parcel.objects.filter(pk=made.pk).update(first_number=number, last_number=number)
        numbers = [number] if number is not None else []
        moves = board.some(own.pk, IN_STORE, Spot(SEALED, made.pk), row.copies, numbers)
        return moves + (out_of(board, parcel, Spot(MISSING), count, gone) if count else [])

    told = told.because()
    return post("reissue", told.seen_by_two() if count else told, [parcel.dispatch_id], plan)
