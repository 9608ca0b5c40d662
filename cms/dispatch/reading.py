"""What the pages of the ledger show: parcels by channel, where copies are, what befell each of them, what is late."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from cms.dispatch.models import Dispatch, Entry, Holding, Parcel
from cms.dispatch.words import CHANNELS, NOWHERE, PLACES, UNDECIDED, say_numbers

BY_POST = Q(channel__contains="邮寄") | Q(channel__contains="挂号")
POST_DAYS, OTHER_DAYS = 14, 7  # after which a receipt that is not there is late
ON_THE_WAY = ("sent", "partly")


@dataclass(frozen=True)
class Channel:
    """The parcels that go one way."""

    name: str
    parcels: Sequence[Parcel]
    copies: int
    barred: bool  # the secrecy of the issue forbids this way


@dataclass(frozen=True)
class Standing:
    """How many copies stand at a place, and which numbers."""

    place: str
    name: str
    count: int
    numbers: str = ""


@dataclass(frozen=True)
class Addressed:
    """What label, envelope and receipt sheet print of a parcel: the seam to whatever typesets them."""

    code: str
    seal: str
    name: str
    contact: str
    address: str
    phone: str
    channel: str
    copies: int
    numbers: str
    issue: str
    day: datetime.date
    secrecy: str
    urgency: str
    serials: tuple[int, ...]
    sent_on: datetime.date | None
    signed_by: str
    signed_on: datetime.date | None
    note: str


def by_channel(dispatch: Dispatch) -> list[Channel]:
    """Return the parcels of a dispatch, in the order in which offices name the channels; those undecided come first."""
    found: dict[str, list[Parcel]] = defaultdict(list)
    for parcel in dispatch.parcels.select_related("replaces", "instead_of"):
        parcel.dispatch = dispatch
        found[parcel.channel_name].append(parcel)
    order = {name: n for n, name in enumerate((UNDECIDED, *CHANNELS))}
    return [
        Channel(name, parcels, sum(one.copies for one in parcels), parcels[0].barred)
        for name, parcels in sorted(found.items(), key=lambda one: (order.get(one[0], len(order)), one[0]))
    ]


def addressed(parcels: Iterable[Parcel]) -> list[Addressed]:
    """Return what is printed for parcels, each with its dispatch at hand."""
    return [
        Addressed(
            code=one.code,
            seal=one.seal_name,
            name=one.name,
            contact=one.contact,
            address=one.address,
            phone=one.phone,
            channel=one.channel,
            copies=one.copies,
            numbers=one.numbers_said,
            issue=str(one.dispatch),
            day=one.dispatch.day,
            secrecy=one.dispatch.secrecy,
            urgency=one.dispatch.urgency,
            serials=tuple(one.numbers),
            sent_on=one.sent_on,
            signed_by=one.received_by,
            signed_on=one.received_on,
            note=_instead(one),
        )
        for one in parcels
    ]


def _instead(one: Parcel) -> str:
    if one.instead_of:
        return f"补发，原封号 {one.instead_of.seal_name}"
    return f"换下封号 {one.replaces.seal_name}" if one.replaces else ""


def standing(dispatch: Dispatch) -> list[Standing]:
    """Return where the copies of a dispatch are, in the order of their way."""
    counts: dict[str, int] = defaultdict(int)
    numbers: dict[str, list[int]] = defaultdict(list)
    held = Holding.objects.filter(dispatch=dispatch, count__gt=0).values_list("place", "number", "count")
    for place, number, count in held:
        counts[place] += count
        numbers[place] += [number] if number else []
    return [Standing(at, name, counts[at], say_numbers(numbers[at])) for at, name in PLACES.items() if counts[at]]


def made(standings: Iterable[Standing]) -> int:
    """Return how many copies there are."""
    return sum(one.count for one in standings)


def parcels_at(dispatch: Dispatch, place: str) -> list[tuple[Parcel, int]]:
    """Return the parcels whose copies stand at a place, and how many each."""
    held = Holding.objects.filter(dispatch=dispatch, place=place, count__gt=0, parcel__isnull=False)
    counts = dict(held.values_list("parcel").annotate(n=Sum("count")).order_by())
    return [(one, counts[one.pk]) for one in Parcel.objects.filter(pk__in=counts).order_by("position")]


def entries(dispatch: Dispatch, number: int = 0, place: str = "", parcel: Parcel | None = None) -> QuerySet[Entry]:
    """Return the entries of a dispatch, of a copy, of a place or of a parcel, the last one first."""
    found = Entry.objects.filter(dispatch=dispatch).select_related("act", "source_parcel", "target_parcel")
    if number:
        found = found.filter(number=number)
    if place:
        found = found.filter(Q(source=place) | Q(target=place))
    if parcel:
        found = found.filter(Q(source_parcel=parcel) | Q(target_parcel=parcel))
    return found.order_by("-pk")


@dataclass(frozen=True)
class Line:
    """Entries of one act that go the same way, as a line that people read."""

    day: datetime.date
    kind: str
    way: str
    count: int
    numbers: str
    by: str
    told: str
    act: int


def told(found: Iterable[Entry]) -> list[Line]:
    """Return entries as lines: the copies of an act that go from the same place to the same place stand in one."""
    grouped: dict[tuple[int, str, int | None, str, int | None], list[Entry]] = defaultdict(list)
    for one in found:
        grouped[one.act_id, one.source, one.source_parcel_id, one.target, one.target_parcel_id].append(one)
    return [_line(same) for same in grouped.values()]


def _line(same: Sequence[Entry]) -> Line:
    first, act = same[0], same[0].act
    parcel = first.target_parcel or first.source_parcel
    way = f"{PLACES[first.source] if first.source != NOWHERE else '印厂'} → {PLACES[first.target]}"
    people = "、".join(filter(None, (act.witness_1, act.witness_2)))
    said = (
        act.reason,
        f"签收或退回人：{first.person}" if first.person else "",
        f"批准：{act.approved_by}" if act.approved_by else "",
        f"方式：{act.way}，{act.site}" if act.way else "",
        f"在场：{people}" if people else "",
    )
    return Line(
        day=act.day,
        kind=act.get_kind_display(),
        way=f"{way}（{parcel}）" if parcel else way,
        count=sum(one.count for one in same),
        numbers=say_numbers(one.number for one in same if one.number),
        by=act.by,
        told="；".join(filter(None, said)),
        act=act.pk,
    )


def late(today: datetime.date | None = None) -> Q:
    """Return which parcels on the way should have been signed for: after a fortnight by post, else a week."""
    today = today or timezone.localdate()
    posted, other = (today - datetime.timedelta(days=days) for days in (POST_DAYS, OTHER_DAYS))
    return Q(stage__in=ON_THE_WAY) & ((BY_POST & Q(sent_on__lte=posted)) | (~BY_POST & Q(sent_on__lte=other)))


def is_late(parcel: Parcel, today: datetime.date) -> bool:
    """Whether this one should have been signed for by now."""
    days = POST_DAYS if "邮寄" in parcel.channel or "挂号" in parcel.channel else OTHER_DAYS
    on_the_way = parcel.stage in ON_THE_WAY and parcel.sent_on is not None
    return bool(on_the_way and parcel.sent_on and (today - parcel.sent_on).days >= days)


def next_step(counts: dict[str, int], *, came: bool, counted: bool) -> str:
    """Return what is to be done next, from how many parcels are at which stage."""
    if not came:
        return "等印件入库"
    said = [
        f"{counts[stage]} 家{name}" for stage, name in (("waiting", "待封"), ("sealed", "待发")) if counts.get(stage)
    ]
    if said:
        return "，".join(said)
    return "" if counted else "发完了，还没盘点库存"
