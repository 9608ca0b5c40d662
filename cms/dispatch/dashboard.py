"""What of the dispatch waits on the clerk's home page: what to send, what to chase, what is to come back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from cms.dispatch.desk import RIGHT
from cms.dispatch.models import Dispatch, Entry, Parcel, Recall
from cms.dispatch.reading import late, next_step
from cms.dispatch.recalling import totals
from cms.units.work import SHOWN, Queue, Reader, Row, part

TO_SEND = ("waiting", "sealed")


def unfinished() -> QuerySet[Dispatch]:
    """Return the dispatches with which something is to be done: print came in, sealed, sent, or the rest counted."""
    came = Exists(Entry.objects.filter(dispatch=OuterRef("pk")))
    waiting = Exists(Parcel.objects.filter(dispatch=OuterRef("pk"), stage__in=TO_SEND))
    found = Dispatch.objects.annotate(came=came, waiting=waiting)
    return found.filter(Q(came=False) | Q(waiting=True) | Q(counted_on=None)).order_by("day", "pk")


@part(130)
def to_send(reader: Reader) -> Iterable[Queue]:
    """Yield the issues that are to be taken in, sealed, sent or counted."""
    if not reader.may(RIGHT):
        return
    found = unfinished()
    shown = list(found[:SHOWN])
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    staged = Parcel.objects.filter(dispatch__in=shown).values_list("dispatch", "stage")
    for pk, stage, n in staged.annotate(n=Count("pk")).order_by():
        counts[pk][stage] = n
    rows = [Row(str(one), one.place_url(), _step(one, counts[one.pk])) for one in shown]
    empty = "没有等着发的简报。主编签发以后会出现在这里"
    yield Queue("等待发出的简报", rows, empty, found.count(), reverse("dispatches"))


def _step(dispatch: Dispatch, counts: dict[str, int]) -> str:
    return next_step(counts, came=getattr(dispatch, "came", True), counted=bool(dispatch.counted_on))


@part(131)
def to_chase(reader: Reader) -> Iterable[Queue]:
    """Yield the recipients whose receipts are late, those that wait longest first."""
    if not reader.may(RIGHT):
        return
    found, today = Parcel.objects.filter(late()), timezone.localdate()
    rows = [
        Row(
            one.whom,
            one.place_url(),
            f"{one.dispatch}，发出 {(today - one.sent_on).days if one.sent_on else 0} 天",
            True,
        )
        for one in found.select_related("dispatch").order_by("sent_on", "pk")[:SHOWN]
    ]
    url = reverse("dispatch_receipts") + "?late=1"
    yield Queue("要催的回执", rows, "没有逾期的回执", found.count(), url)


@part(132)
def to_come_back(reader: Reader) -> Iterable[Queue]:
    """Yield the recalls that are open."""
    if not reader.may(RIGHT):
        return
    found, today = Recall.objects.filter(closed_on=None).select_related("issue__publication"), timezone.localdate()
    if not found:
        return
    shown = found.order_by("due_on", "pk")[:SHOWN]
    rows = [Row(str(one), one.place_url(), _left(one), one.due_on < today) for one in shown]
    yield Queue("正在清退", rows, "", found.count(), reverse("recalls"))


def _left(recall: Recall) -> str:
    return f"未退 {totals(recall)['left']} 份，截止 {recall.due_on:%-m月%-d日}"
