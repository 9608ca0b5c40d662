"""What is said beside a thing: whether readers see it as it stands in the office, since when, or why not and whom it
waits for. Each state of a thing with each state of the worker has one sentence."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.conf import settings
from django.db.models import Max, Model
from django.utils import timezone

from cms.core.audit import AuditEntry
from cms.releases import schedule
from cms.releases.kinds import Kind, Office, kind_of
from cms.releases.models import Pulse, Run, Scheduled, Standing

SILENT_S = 60  # without a sign of life, the worker counts as dead
UNDER_WAY_S = 15  # within which what was decided has surely reached the database, and the worker
# What is decided so changes what readers see; a text that is published over one that is cleared does too.
VERBS = ("clear", "withdraw", "unclear", "sign", "correct")
Tone = Literal["on", "off", "wait", "act"]  # readers see it; rightly not; under way; somebody must act
NOT_RUNNING = "发布程序没有在运行，请管理员启动"
SOON = {"text": "正在上线…", "notice": "正在撤下正文…", "nothing": "正在从网站上撤下…"}
NOT_YET = {"text": "还没有上线", "notice": "正文还没有撤下", "nothing": "还没有从网站上撤下"}


@dataclass(frozen=True)
class Site:
    """What the worker says of a thing.

    Attributes:
        standing: what readers see of it, as far as the worker ever said.
        pending: something was decided that the worker has not looked at since.
        refused: the last attempt, if it published nothing of all that waits.
        silent: the worker gives no sign of life.

    """

    standing: Standing | None = None
    pending: bool = False
    refused: Run | None = None
    silent: bool = False

    @property
    def shown(self) -> bool:
        """Whether readers see something of it."""
        return self.standing is not None and bool(self.standing.address or self.standing.live_at)


@dataclass(frozen=True)
class Said:
    """A sentence: its tone, the link to the page, what else is to say, and whether it will soon be another one."""

    tone: Tone
    text: str
    link: str = ""
    note: str = ""
    changing: bool = False

    @property
    def short(self) -> str:
        """The sentence for a line of a list."""
        return self.text.partition("，用时")[0]


def say(office: Office, site: Site, hour: datetime.datetime | None, now: datetime.datetime) -> Said:
    """Return what is said of a thing that stands so in the office and on the site; `hour` is when it is cleared."""
    link = page_of(site.standing)
    moves = site.pending and (office.sees != "nothing" or site.shown)
    note = _note(office, site, hour, now)
    if moves and site.silent:
        return Said("act", f"{NOT_YET[office.sees]}：{NOT_RUNNING}", link, note, changing=True)
    if moves and site.refused:
        why = reason(site.refused.message, site.refused.place, site.refused.remedy)
        return Said("act", f"{NOT_YET[office.sees]}：整个网站这一次没能更新。{why}", link, note, changing=True)
    if moves:
        return Said("wait", SOON[office.sees], link, note, changing=True)
    if (held := site.standing) and held.held_since:
        why = reason(held.message, held.place, held.remedy)
        return Said("act", f"没有上线：{why}。{held.get_shows_display()}", link, note)
    if office.sees == "text":
        if site.standing is None or not site.standing.live_at:
            return Said("act", "已公开，网站上却没有这一条，请管理员查看“发布版本”", "", note)
        return Said("on", f"已上线 {since(site.standing, now)}", link, note)
    if office.sees == "notice":
        if not site.shown:
            return Said("off", "已撤回，网站上没有这一条", "", note)
        assert site.standing
        return Said("off", f"已撤回，网站上只有撤回说明 {since(site.standing, now)}".rstrip(), link, note)
    if hour is not None:
        dead = f"；{NOT_RUNNING}，不然到时候不会公开" if site.silent else ""
        return Said("act" if dead else "wait", f"定时 {schedule.said(hour, now)} 公开{dead}", changing=hour <= now)
    return Said("off", f"未上线：{office.waits or '不公开'}")


def _note(office: Office, site: Site, hour: datetime.datetime | None, now: datetime.datetime) -> str:
    """Return what is to say of a change of what readers see already."""
    if office.sees == "nothing":
        return ""
    if hour is not None:
        at = f"定于 {schedule.said(hour, now)} "
        said = f"改动{at}公开" if office.sees == "text" else f"{at}重新公开"
        return said + (f"；{NOT_RUNNING}" if site.silent else "")
    return office.waits


def reason(message: str, place: str, remedy: str) -> str:
    """Return in one line what is wrong, where, and what to do."""
    said = message.strip().rstrip("。；") + (f"（{place}）" if place and place not in message else "")
    return f"{said}。{remedy.strip().rstrip('。；')}" if remedy else said


def since(standing: Standing, now: datetime.datetime) -> str:
    """Return since when readers see it, to the second, and how long it took to get there."""
    if standing.live_at is None:
        return ""
    return clock(standing.live_at, now) + took(standing.seconds)


def clock(at: datetime.datetime, now: datetime.datetime) -> str:
    """Return a time to the second, with the day where that is not today, and the year where that is not this one."""
    at, now = timezone.localtime(at), timezone.localtime(now)
    year = "" if at.year == now.year else f"{at.year}年"
    day = "" if at.date() == now.date() else f"{year}{at.month}月{at.day}日 "
    return f"{day}{at:%H:%M:%S}"


def took(seconds: float | None) -> str:
    """Return how long something took, behind a comma."""
    return "" if seconds is None else f"，用时 {duration(seconds)}"


def duration(seconds: float) -> str:
    """Return how long something takes, as one would say it."""
    if seconds < 9.95:
        return f"{max(seconds, 0.1):.1f} 秒"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 1:
        return f"{rest} 秒"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} 小时 {minutes} 分" if hours else f"{minutes} 分 {rest} 秒" if rest else f"{minutes} 分"


def page_of(standing: Standing | None) -> str:
    """Return the address of a record's page; '' if it has none, or nobody said where the site is."""
    there = standing is not None and settings.SITE_URL and standing.address
    return f"{settings.SITE_URL}{standing.address}" if standing is not None and there else ""


@dataclass(frozen=True)
class Worker:
    """How the worker does: its last sign of life, its last attempt, and the last one that did not fail."""

    pulse: Pulse | None
    last: Run | None
    good: Run | None

    @classmethod
    def now(cls) -> Worker:
        """Return how it does."""
        light = Run.objects.defer("changes")
        last = light.first()
        good = last if last is None or last.outcome != Run.REFUSED else light.exclude(outcome=Run.REFUSED).first()
        return cls(Pulse.objects.order_by("-at").first(), last, good)

    def silent(self, now: datetime.datetime) -> bool:
        """Whether it gives no sign of life."""
        return self.pulse is None or (now - self.pulse.at).total_seconds() > SILENT_S

    @property
    def refused(self) -> Run | None:
        """The last attempt, if nothing was published by it."""
        return self.last if self.last and self.last.outcome == Run.REFUSED else None

    def site(self, standing: Standing | None, changed: datetime.datetime | None, now: datetime.datetime) -> Site:
        """Return what it says of a thing that was changed last at this time."""
        pending = self.good is None or (changed is not None and changed >= self.good.begun)
        if changed is not None and not pending and (now - changed).total_seconds() < UNDER_WAY_S:
            # A change is there a moment later than its time says: the worker may just have missed it.
            told = [at for at in (standing.live_at, standing.held_since) if at] if standing else []
            pending = not told or max(told) < changed
        refused = self.refused if self.refused and (changed is None or changed < self.refused.begun) else None
        return Site(standing, pending, refused, self.silent(now))


def standings(targets: Sequence[Any], now: datetime.datetime | None = None) -> dict[Any, Said]:
    """Return what is said of things of one kind, by primary key; as many queries for many as for few."""
    if not targets:
        return {}
    now, kind, worker = now or timezone.now(), kind_of(targets[0]), Worker.now()
    names = {target.pk: kind.name(target) for target in targets}
    known = {each.name: each for each in Standing.objects.filter(name__in=names.values())}
    hours = {row.object_id: row.at for row in _waiting(kind, names)}
    changed = changes(kind, targets)
    return {
        target.pk: say(
            kind.office(target),
            worker.site(known.get(names[target.pk]), changed.get(str(target.pk)), now),
            hours.get(str(target.pk)),
            now,
        )
        for target in targets
    }


def standing_of(target: Model) -> Said:
    """Return what is said of a thing."""
    return standings([target])[target.pk]


def _waiting(kind: Kind, pks: Iterable[object]) -> Iterable[Scheduled]:
    return Scheduled.objects.filter(Scheduled.WAITING, kind=kind.label, object_id__in=[str(pk) for pk in pks])


def changes(kind: Kind, targets: Sequence[Any]) -> Mapping[str, datetime.datetime]:
    """Return when that of things was changed last which readers see, by primary key as text."""
    actions = [f"{kind.model._meta.model_name}.{verb}" for verb in VERBS]
    own = AuditEntry.objects.filter(kind=kind.label, object_id__in=[str(t.pk) for t in targets], action__in=actions)
    last = own.order_by().values("object_id").annotate(last=Max("at"))
    found = {row["object_id"]: row["last"] for row in last}
    for target in targets:
        if (published := getattr(target, "last_published_at", None)) and kind.office(target).sees != "nothing":
            found[str(target.pk)] = max(published, found.get(str(target.pk), published))
    return found
