"""What a clerk does with the copies of one dispatch: takes them in, seals, sends, counts, has more printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError

from cms.dispatch.ledger import IN_STORE, OUTSIDE, Board, Move, Posted, Spot, Told, post
from cms.dispatch.models import Dispatch, Parcel
from cms.dispatch.words import LAST_NUMBER, MISSING, RETAINED, SEALED, SENT, say_numbers


def receive(dispatch: Dispatch, told: Told, count: int, numbers: Sequence[int] = ()) -> Posted:
    """Take in what came from the print shop, as it was counted at the inspection; numbered copies follow each other
    unless `numbers` says which.

    Raises:
        ValidationError: the numbers are not as many as the copies; or with what came before they are not as many as
            was signed (共印), and nothing says why.

    """

    def plan(board: Board) -> list[Move]:
        own = board.dispatch(dispatch.pk)
        after = board.made(own.pk) + count
        before = f"，连同先前的共 {after} 份" if after != count else ""
        if (after != own.planned if own.planned is not None else before) and not told.reason:
            planned = f"签发时定的是共印 {own.planned} 份" if own.planned is not None else "已经入过库"
            raise ValidationError(f"{planned}，这次 {count} 份{before}。请写明原因。")
        first = board.highest(own.pk) + 1
        listed = list(numbers) or list(range(first, first + count))
        if own.numbered and len(listed) != count:
            raise ValidationError(f"份数写的是 {count}，份号有 {len(listed)} 个，请核对。")
        _check_last(own, listed)
        return board.some(own.pk, OUTSIDE, IN_STORE, count, listed)

    return post("receive", told, [dispatch.pk], plan)


def reprint(dispatch: Dispatch, told: Told, count: int) -> Posted:
    """Take in copies that were printed once more (条例 art. 32: who, why); numbers go on after the highest one."""

    def plan(board: Board) -> list[Move]:
        first = board.highest(dispatch.pk) + 1
        listed = list(range(first, first + count))
        _check_last(board.dispatch(dispatch.pk), listed)
        return board.some(dispatch.pk, OUTSIDE, IN_STORE, count, listed)

    if not told.approved_by:
        raise ValidationError("请写明是谁批准补印的。")
    return post("reprint", told.because(), [dispatch.pk], plan)


def _check_last(dispatch: Dispatch, numbers: Sequence[int]) -> None:
    if dispatch.numbered and numbers and max(numbers) > LAST_NUMBER:
        raise ValidationError("份号最多六位，不能再往下编。")


def seal(dispatch: Dispatch, told: Told, parcels: Iterable[int]) -> Posted:
    """Put the copies of parcels into their envelopes: all that is ordered, with the numbers that were set apart.

    Raises:
        ValidationError: one is sealed or gone already, may not go by its channel, or the store has not that many.

    """
    wanted = set(parcels)

    def plan(board: Board) -> list[Move]:
        own = board.dispatch(dispatch.pk)
        found = _parcels(own, wanted)
        moves = []
        for parcel in found:
            if parcel.stage not in ("waiting", "returned") or parcel.reissues.exists():
                raise ValidationError(f"{parcel}{parcel.get_stage_display()}，不用再封。")
            if parcel.barred:
                raise ValidationError(
                    f"{parcel}：密级是“{own.secrecy}”的不能走“{parcel.channel}”。请先改成机要、交换或自取。"
                )
            moves += board.some(own.pk, IN_STORE, Spot(SEALED, parcel.pk), parcel.copies, parcel.numbers)
        needed, there = sum(move.count for move in moves), board.there(own.pk, IN_STORE)
        if needed > there:
            raise ValidationError(f"要封 {needed} 份，库存只有 {there} 份。请少选几家，或者先登记印件入库。")
        return moves

    return post("seal", told, [dispatch.pk], plan)


def unseal(dispatch: Dispatch, told: Told, parcels: Iterable[int]) -> Posted:
    """Put copies out of sealed envelopes back into the store."""
    wanted = set(parcels)

    def plan(board: Board) -> list[Move]:
        found = _parcels(board.dispatch(dispatch.pk), wanted)
        return [move for one in found for move in _all_of(board, one, SEALED, IN_STORE)]

    return post("unseal", told, [dispatch.pk], plan)


def send(dispatch: Dispatch, told: Told, parcels: Iterable[int]) -> Posted:
    """Hand sealed envelopes to who carries them."""
    wanted = set(parcels)

    def plan(board: Board) -> list[Move]:
        found = _parcels(board.dispatch(dispatch.pk), wanted)
        for parcel in found:
            if parcel.barred:
                raise ValidationError(f"{parcel}：有密级的不能走“{parcel.channel}”，请拆封后改渠道。")
        return [move for one in found for move in _all_of(board, one, SEALED, Spot(SENT, one.pk))]

    return post("send", told, [dispatch.pk], plan)


def _parcels(dispatch: Dispatch, wanted: set[int]) -> list[Parcel]:
    """Return the parcels that were chosen, in their order; ValidationError for none, or for one of another dispatch."""
    found = list(dispatch.parcels.filter(pk__in=wanted).select_related("dispatch").order_by("position"))
    if not wanted or len(found) != len(wanted):
        raise ValidationError("请先勾选收件单位。" if not wanted else "勾选的收件单位有变动，请刷新页面再选。")
    return found


def _all_of(board: Board, parcel: Parcel, place: str, target: Spot) -> list[Move]:
    moves = board.whole(parcel.dispatch_id, Spot(place, parcel.pk), target)
    if not moves:
        raise ValidationError(f"{parcel}现在是“{parcel.get_stage_display()}”，没有可动的份数。请刷新页面看一下。")
    return moves


def stocktake(dispatch: Dispatch, told: Told, count: int, numbers: Sequence[int] | None = None) -> Posted:
    """Count the store after handing out; what differs from the ledger is missing, or more than there should be.

    Args:
        dispatch: whose copies were counted.
        told: with reason and two people where there is a difference.
        count: how many copies without numbers are there.
        numbers: which numbered copies are there.

    Raises:
        ValidationError: there is a difference and no reason or no two people; or a number should be elsewhere.

    """

    def plan(board: Board) -> list[Move]:
        own = board.dispatch(dispatch.pk)
        moves = _counted_copies(board, own, numbers or ()) if own.numbered else _counted_lot(board, own, count)
        if moves:
            told.because().seen_by_two()
        Dispatch.objects.filter(pk=own.pk).update(counted_on=told.day)
        return moves

    return post("stocktake", told, [dispatch.pk], plan)


def _counted_lot(board: Board, dispatch: Dispatch, count: int) -> list[Move]:
    missing = board.count(dispatch.pk, IN_STORE) - count
    if missing > 0:
        return [Move(dispatch.pk, IN_STORE, Spot(MISSING), missing)]
    return [Move(dispatch.pk, OUTSIDE, IN_STORE, -missing)] if missing else []


def _counted_copies(board: Board, dispatch: Dispatch, numbers: Iterable[int]) -> list[Move]:
    there, counted = set(board.numbers(dispatch.pk, IN_STORE)), set(numbers)
    found_again = counted & set(board.numbers(dispatch.pk, Spot(MISSING)))
    if elsewhere := counted - there - found_again:
        raise ValidationError(f"份号 {say_numbers(elsewhere)} 按账不在库存。请先登记退件、清退或补印，再盘点。")
    gone = [Move(dispatch.pk, IN_STORE, Spot(MISSING), 1, number) for number in sorted(there - counted)]
    return gone + [Move(dispatch.pk, Spot(MISSING), IN_STORE, 1, number) for number in sorted(found_again)]


def find(dispatch: Dispatch, told: Told, count: int, numbers: Sequence[int] = ()) -> Posted:
    """Put copies that were missing back into the store."""

    def plan(board: Board) -> list[Move]:
        return _some(board, dispatch.pk, Spot(MISSING), IN_STORE, count, numbers)

    return post("find", told.because().seen_by_two(), [dispatch.pk], plan)


def retain(dispatch: Dispatch, told: Told, count: int, numbers: Sequence[int] = ()) -> Posted:
    """Keep copies of the store in the office, such as for the archive (留用)."""

    def plan(board: Board) -> list[Move]:
        return _some(board, dispatch.pk, IN_STORE, Spot(RETAINED), count, numbers)

    return post("retain", told.because(), [dispatch.pk], plan)


def _some(board: Board, dispatch: int, source: Spot, target: Spot, count: int, numbers: Sequence[int]) -> list[Move]:
    moves = board.some(dispatch, source, target, count, numbers)
    if not moves:
        raise ValidationError("请写明是哪几份。")
    return moves
