"""发文登记簿: the register of a year, a row for each dispatch; as a workbook with all parcels on a second sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from cms.dispatch.models import Dispatch, Holding, Parcel
from cms.dispatch.sheet import Sheet, workbook
from cms.dispatch.words import say_some

SIGNED = Q(parcels__stage="received")
HEADS = (
    ("顺序号", 8),
    ("登记日期", 12),
    ("发文", 34),
    ("登记号", 16),
    ("标题", 44),
    ("密级", 10),
    ("共印份数", 10),
    ("发出份数", 10),
    ("余存份数", 10),
    ("发往机关", 40),
    ("已签收", 10),
    ("归卷日期", 12),
    ("归入卷号", 14),
    ("备注", 24),
)
PARCEL_HEADS = (
    ("顺序号", 8),
    ("发文", 34),
    ("封号", 14),
    ("收件单位", 26),
    ("收件处室", 14),
    ("渠道", 8),
    ("份数", 8),
    ("份号", 24),
    ("发出日期", 12),
    ("签收日期", 12),
    ("签收人", 12),
    ("状态", 14),
    ("说明", 30),
)


@dataclass(frozen=True)
class Row:
    """A row of the register."""

    dispatch: Dispatch
    printed: int
    copies: int  # of all parcels
    store: int
    whom: str
    parcels: int
    signed: int


def dispatches(year: int) -> QuerySet[Dispatch]:
    """Return what was registered in a year, in its order."""
    counted = Dispatch.objects.filter(year=year).annotate(
        parcel_count=Count("parcels"), signed_count=Count("parcels", filter=SIGNED), copy_count=Sum("parcels__copies")
    )
    return counted.order_by("number")


def years() -> list[int]:
    """Return the years in which something was registered, the last one first."""
    return sorted(set(Dispatch.objects.order_by().values_list("year", flat=True).distinct()), reverse=True)


def rows(found: Sequence[Dispatch]) -> list[Row]:
    """Return the rows of some dispatches of `dispatches`."""
    held = Holding.objects.filter(dispatch__in=found, count__gt=0)
    printed = dict(held.values_list("dispatch").annotate(n=Sum("count")).order_by())
    store = dict(held.filter(place="store").values_list("dispatch").annotate(n=Sum("count")).order_by())
    names: dict[int, list[str]] = {one.pk: [] for one in found}
    for pk, name in Parcel.objects.filter(dispatch__in=found).order_by("position").values_list("dispatch", "name"):
        names[pk].append(name)
    return [
        Row(
            one,
            printed.get(one.pk, 0),
            getattr(one, "copy_count", 0) or 0,
            store.get(one.pk, 0),
            say_some(names[one.pk]),
            getattr(one, "parcel_count", 0),
            getattr(one, "signed_count", 0),
        )
        for one in found
    ]


def as_workbook(year: int) -> bytes:
    """Return the register of a year as XLSX: the dispatches, and all their parcels."""
    found = list(dispatches(year))
    return workbook(
        Sheet("发文登记簿", f"{year}年发文登记簿", HEADS, map(_told, rows(found))),
        Sheet("发放明细", f"{year}年发放明细", PARCEL_HEADS, _parcels(year)),
    )


def _told(row: Row) -> Sequence[object]:
    one = row.dispatch
    first = (one.number, one.day, str(one), one.registration_no, one.title, one.secrecy)
    last = (row.printed, row.copies, row.store, row.whom, f"{row.signed}/{row.parcels}")
    return (*first, *last, one.filed_on, one.file_no, one.note)


def _parcels(year: int) -> Iterator[Sequence[object]]:
    found = Parcel.objects.filter(dispatch__year=year).select_related("dispatch", "replaces", "instead_of")
    for one in found.order_by("dispatch__number", "position").iterator():
        yield parcel_row(one)


def parcel_row(one: Parcel) -> Sequence[object]:
    """Return a parcel as a row."""
    said = [f"替换封号 {one.replaces.seal_name}"] if one.replaces else []
    said += [f"补发，原封号 {one.instead_of.seal_name}"] if one.instead_of else []
    first = (one.dispatch.number, str(one.dispatch), one.seal_name, one.name, one.contact, one.channel_name, one.copies)
    last = (one.sent_on, one.received_on, one.received_by, one.get_stage_display(), "；".join(said))
    return (*first, one.numbers_said, *last)
