"""What is said of print run and list before an issue is signed, and what is asked where they differ for no reason."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from django.urls import reverse

from cms.core.checklist import CONFIRMED, WARNS, Check, register
from cms.core.confirming import Point
from cms.distribution.covering import compared
from cms.distribution.ordering import archived, difference, reason_of
from cms.issues import checks, copies, models
from cms.issues.checks import Remark, builder
from cms.issues.models import Issue

RUN, LINES = "印数", "版记与名单"

register(
    Check(RUN, "分发、存档加余份与共印份数对不上，又没有说明原因", text=False, assembling=WARNS, signing=CONFIRMED),
    Check(LINES, "版记上的报、送、发与名单上的单位对不上", text=False, signing=WARNS),
)


def print_run(issue: Issue) -> Iterator[Remark]:
    """Yield that print run and needs differ, unless it is explained."""
    if (said := difference(issue)) and not reason_of(issue):
        yield Remark(said, builder(issue, "print_run"), "去核对", RUN)


def to_confirm(issue: Issue) -> Iterator[Point]:
    """Yield the difference once more for whoever signs: it is ticked, with the reason. Other numbers ask again."""
    if (said := difference(issue)) and not reason_of(issue):
        key = "run-" + hashlib.sha256(said.encode()).hexdigest()[:12]
        remedy = "印数有误的，先回编排页改；份数本该不同的，写明原因"
        yield Point(key, "印数对不上", said, why="为什么这样印", else_do=remedy)


def printed_lines(issue: Issue) -> Iterator[Remark]:
    """Yield in a line how the printed lines and the list differ; where is shown on a page of its own."""
    found = compared(issue.distribution, issue.date, issue.lines) if issue.distribution else None
    if found and found.said:
        place = reverse("distribution_members", args=[issue.distribution_id]) + f"?issue={issue.pk}#lines"
        yield Remark(f"版记与名单对不上：{found.said}", place, "看对照", LINES)


checks.ARRANGED.append(print_run)
checks.CONCERNS.append(printed_lines)
models.POINTS.append(to_confirm)
copies.MORE.append(archived)
