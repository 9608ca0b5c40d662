"""What of publishing stands on the home page of chief editors and administrators: first where somebody must act."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from cms.releases.kinds import KINDS
from cms.releases.models import Run, Scheduled
from cms.releases.panel import Now
from cms.releases.schedule import said
from cms.releases.views import MAY_READ
from cms.releases.words import tell
from cms.units.work import SHOWN, Drawn, Queue, Reader, Row, part

TITLE = "网站发布"


@part(5)
def trouble(reader: Reader) -> Iterable[Drawn]:
    """Yield that publishing does not go well."""
    if reader.user.has_perm(MAY_READ) and (now := reader.once(_now)).trouble:
        yield Drawn(TITLE, "releases/panel.html", _facts(now))


@part(45)
def hours(reader: Reader) -> Iterable[Queue]:
    """Yield the clearances that wait for their hour, the next first."""
    may = [kind.label for kind in KINDS.values() if reader.may(kind.right)]
    waiting = Scheduled.objects.filter(Scheduled.WAITING, kind__in=may) if may else Scheduled.objects.none()
    if rows := list(waiting[:SHOWN]):
        shown = [Row(row.label, KINDS[row.kind].url(row.object_id), f"定时 {said(row.at)} 公开") for row in rows]
        yield Queue("定时公开", shown, "", waiting.count())


@part(300)
def all_is_well(reader: Reader) -> Iterable[Drawn]:
    """Yield the last release."""
    if reader.user.has_perm(MAY_READ) and not (now := reader.once(_now)).trouble:
        yield Drawn(TITLE, "releases/panel.html", _facts(now))


def _now() -> Now:
    return Now.at(timezone.now())


def _facts(now: Now) -> dict[str, object]:
    last = Run.objects.filter(outcome=Run.PUBLISHED).first()
    return {"now": now, "last": tell([last], timezone.now())[0] if last else None}
