"""How many copies of an issue are printed for what, whether that is explained, and what came back of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import msgspec

import records
from cms.distribution.orders import USUAL, PrintDefaults, PrintOrder
from cms.issues.copies import Copies, needed
from cms.issues.models import Issue

ARCHIVE = "存档"


def order_of(issue: Issue) -> PrintOrder:
    """Return the print order of an issue; a new one, as its publication is usually printed, where there is none."""
    found = PrintOrder.objects.filter(issue=issue).first()
    if found:
        return found
    usual = PrintDefaults.objects.filter(publication=issue.publication_id).first()
    return PrintOrder(issue=issue, **({name: getattr(usual, name) for name in USUAL} if usual else {}))


def archived(issue: Issue) -> Iterable[tuple[str, int]]:
    """Yield the copies that the office itself keeps."""
    yield ARCHIVE, order_of(issue).archive


def copies_of(issue: Issue) -> Copies | None:
    """Return the copies of an issue: as signed, or of one that is open as it stands; None where there is no list, or an
    import knows of none."""
    signed = issue.signed
    if signed is None or issue.open:
        return needed(issue)
    record = msgspec.convert(signed.record, records.Issue)
    if not record.recipients:
        return None
    listed = sum(one.copies for one in record.recipients)
    more = tuple((name, count) for name, count in archived(issue) if count)
    return Copies(listed, more, record.reserve, record.print_run)


def with_archive(copies: Copies, archive: int) -> Copies:
    """Return copies with another number for the office's own."""
    others = tuple(one for one in copies.more if one[0] != ARCHIVE)
    return replace(copies, more=(*others, (ARCHIVE, archive)) if archive else others)


def difference(issue: Issue) -> str:
    """Return how the copies needed and those printed differ, in words; '' where they do not, or one is not known."""
    return told(copies_of(issue))


def told(copies: Copies | None) -> str:
    """Return how copies differ, as `difference` does."""
    if copies is None or copies.printed is None or copies.fits:
        return ""
    return f"{copies.said}，与共印 {copies.printed} 份不符"


def reason_of(issue: Issue) -> str:
    """Return why they differ, as the print order says; '' where nobody said."""
    return PrintOrder.objects.filter(issue=issue).values_list("reason", flat=True).first() or ""


def received(order: PrintOrder) -> int:
    """Return how many copies were taken over, of all times together."""
    return sum(one.counted for one in order.inspections.all() if one.result in ("taken", "more"))


def missing(order: PrintOrder) -> int | None:
    """Return how many copies are short of the print run, negative where there are more; None where it is not said."""
    copies = copies_of(order.issue)
    printed = copies.printed if copies else order.issue.print_run
    return None if printed is None else printed - received(order)
