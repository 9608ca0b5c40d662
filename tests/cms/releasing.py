"""Leaves in the tables what the worker leaves there."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from cms.releases.kinds import kind_of
from cms.releases.models import Pulse, Run, Standing


def alive(at: dt.datetime | None = None) -> None:
    """Give a sign of life."""
    Pulse.objects.update_or_create(pk=1, defaults={"at": at or timezone.now()})


def ran(outcome: str = Run.PUBLISHED, at: dt.datetime | None = None, **told: Any) -> Run:
    """Note an attempt that has just ended."""
    at = at or timezone.now()
    told = {"seconds": 0.8, "number": 12 if outcome == Run.PUBLISHED else None, **told}
    return Run.objects.create(begun=at, ended=at, outcome=outcome, **told)


def live(target: Any, at: dt.datetime | None = None, **told: Any) -> Standing:
    """Note that readers see a thing as it stands."""
    name = kind_of(target).name(target)
    told = {"address": f"{name}.html", "live_at": at or timezone.now(), "seconds": 0.8, **told}
    return Standing.objects.update_or_create(name=name, defaults=told)[0]
