"""How publishing goes, for the home page and the page of releases: the last release, what is held back, an outage."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from cms.releases.models import Outage, Run, Standing
from cms.releases.standing import NOT_RUNNING, Said, Worker, clock, reason, took
from cms.releases.words import Thing, facts_of, things, why_of

HELD_SHOWN = 6


@dataclass(frozen=True)
class Held:
    """A record that is not published as it stands: which, why, and what readers see instead."""

    thing: Thing
    why: str


@dataclass(frozen=True)
class Now:
    """How publishing goes.

    Attributes:
        said: in a sentence.
        facts: of the last release, in a line.
        held: records that are held back, the first ones.
        more: how many more there are.

    """

    said: Said
    facts: str
    held: Sequence[Held]
    more: int

    @property
    def trouble(self) -> bool:
        """Whether somebody must act."""
        return self.said.tone == "act" or bool(self.held)

    @classmethod
    def at(cls, now: datetime.datetime) -> Now:
        """Return how publishing goes now."""
        worker = Worker.now()
        published = Run.objects.filter(outcome=Run.PUBLISHED).first()
        rows = Standing.objects.filter(held_since__isnull=False).order_by("-held_since", "name")
        first, count = list(rows[:HELD_SHOWN]), rows.count()
        known = things(row.name for row in first)
        held = [
            Held(known[row.name], f"{reason(row.message, row.place, row.remedy)}。{row.get_shows_display()}")
            for row in first
        ]
        return cls(_said(worker, published, now), _facts(published), held, count - len(first))


def _facts(published: Run | None) -> str:
    return facts_of(published).partition("；")[2] if published else ""


def _said(worker: Worker, published: Run | None, now: datetime.datetime) -> Said:
    if worker.silent(now):
        heard = f"，最后一次动静在 {clock(worker.pulse.at, now)}" if worker.pulse else ""
        return Said("act", f"{NOT_RUNNING}{heard}。现在公开、撤回的都不会上线")
    if worker.refused:
        outage = Outage.objects.first()
        begun = outage.since if outage else worker.refused.begun
        return Said("act", f"从 {clock(begun, now)} 起没能更新网站：{why_of(worker.refused)}")
    if published is None:
        return Said("off", "还没有发布过")
    name = f"第 {published.number} 版" if published.number else "最近一版"
    return Said("on", f"{name}已上线 {clock(published.ended, now)}{took(published.seconds)}")
