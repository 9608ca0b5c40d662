"""What of printing waits on the home page of whoever prints."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from cms.distribution.ordering import missing
from cms.issues.printing import to_print
from cms.units.work import SHOWN, Queue, Reader, Row, part


@part(121)
def print_orders(reader: Reader) -> Iterable[Queue]:
    """Yield the print orders of what is signed and not sent out yet."""
    if not reader.may("issues.print_issue") or reader.province:
        return
    waiting = to_print().select_related("publication", "print_order").prefetch_related("print_order__inspections")
    rows = [
        Row(f"{issue}的印刷单", reverse("print_order", args=[issue.pk]), _stands(issue))
        for issue in waiting.order_by("date", "pk")[:SHOWN]
    ]
    yield Queue("印刷和验收", rows, "没有等着开单、验收的简报", waiting.count(), reverse("print_orders"))


def _stands(issue: object) -> str:
    order = getattr(issue, "print_order", None)
    if order is None:
        return "还没有开印刷单"
    if not order.inspections.all():
        return f"等印，{order.due:%-m月%-d日}前交货" if order.due else "等印"
    left = missing(order)
    return f"验收过，短少 {left} 份" if left and left > 0 else "验收过"
