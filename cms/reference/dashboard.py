"""What waits on the home page for whoever clears entries."""

from __future__ import annotations

from collections.abc import Iterable

from cms.reference import entries
from cms.reference.entries import CLEARING
from cms.releases import schedule
from cms.units.work import SHOWN, Queue, Reader, Row, part


@part(40)
def entries_to_clear(reader: Reader) -> Iterable[Queue]:
    """Yield the entries and showcases whose clearance was asked for."""
    if not reader.may(CLEARING):
        return
    asked = [
        entry
        for kind in entries.kinds()
        for entry in kind._default_manager.filter(asked_on__isnull=False)
        .exclude(pk__in=schedule.settled(kind))
        .order_by("asked_on", "pk")
    ]
    rows = [
        Row(f"{entry._meta.verbose_name}：{entry}", entry.decision_url, f"{entry.asked_by}请求公开")
        for entry in asked[:SHOWN]
    ]
    yield Queue("等待公开的资料和展播", rows, "指标、同义词、服务领域、做法类型和展播都没有等待公开的", len(asked))
