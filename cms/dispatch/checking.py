"""Whether the ledger holds: what stands where is what its entries add up to, and the entries are still guarded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from cms.dispatch import triggers
from cms.dispatch.models import Dispatch, Entry, Holding
from cms.dispatch.words import NOWHERE, PLACES

Spot = tuple[int | None, str, int | None]  # number, place, parcel


def problems() -> Iterator[str]:
    """Yield what is wrong, a line each; nothing if all holds."""
    if not triggers.guarded():
        yield "数据库不再拦住改账：触发器不在了或者被改过。请查明是谁改的，再用 python -m cms ledger --guard 装回去"
    for dispatch in Dispatch.objects.order_by("pk").iterator():
        yield from of_dispatch(dispatch)


def of_dispatch(dispatch: Dispatch) -> Iterator[str]:
    """Yield what is wrong with the copies of one dispatch."""
    standing: dict[Spot, int] = defaultdict(int)
    made = 0
    fields = ("pk", "number", "count", "source", "source_parcel", "target", "target_parcel")
    for pk, number, count, source, source_parcel, target, target_parcel in (
        Entry.objects.filter(dispatch=dispatch).order_by("pk").values_list(*fields)
    ):
        if source == NOWHERE:
            made += count
        else:
            standing[number, source, source_parcel] -= count
            if standing[number, source, source_parcel] < 0:
                yield f"{dispatch}：第 {pk} 笔从{PLACES.get(source, source)}拿走的比那里有的多"
        standing[number, target, target_parcel] += count
    held: dict[Spot, int] = {
        (number, place, parcel): count
        for number, place, parcel, count in Holding.objects.filter(dispatch=dispatch, count__gt=0).values_list(
            "number", "place", "parcel", "count"
        )
    }
    for spot in sorted(standing.keys() | held.keys(), key=str):
        if standing.get(spot, 0) != held.get(spot, 0):
            number, place, _ = spot
            what = f"份号 {number:06d}" if number else "没有份号的"
            said, kept = standing.get(spot, 0), held.get(spot, 0)
            yield f"{dispatch}：{what}在{PLACES.get(place, place)}，按账 {said} 份，记的是 {kept} 份"
    if (total := sum(held.values())) != made:
        yield f"{dispatch}：各处合计 {total} 份，印出来的是 {made} 份"
