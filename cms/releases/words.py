"""What releases and their changes are called, with where they lead: for the page of releases and the home page."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cms.releases.kinds import KINDS
from cms.releases.models import Run, Standing
from cms.releases.standing import clock, duration, page_of, reason

WHAT = {
    "new": "新上线",
    "changed": "有改动",
    "withdrawn": "撤回",
    "gone": "不再公开",
    "redacted": "删改敏感内容",
}
OTHERS = {
    "places": "地区",
    "units": "单位",
    "publications": "刊物",
    "clippings": "剪报",
    "distribution": "分发名单",
}
SHOWN = 10  # changes of a release that stand open


@dataclass(frozen=True)
class Thing:
    """A record: its title, the page in the admin on which it is decided, and its page on the site."""

    title: str
    url: str = ""
    link: str = ""


@dataclass(frozen=True)
class Line:
    """A change of a release."""

    what: str
    thing: Thing


@dataclass(frozen=True)
class Told:
    """A release as it is told: its name, when, the facts in a line, what went wrong, what changed; `rest` is folded."""

    title: str
    at: str
    facts: str
    why: str
    lines: Sequence[Line]
    rest: Sequence[Line]


def tell(runs: Iterable[Run], now: datetime.datetime) -> list[Told]:
    """Return how attempts of the worker are told, with as many queries for many as for few."""
    runs = list(runs)
    known = things({change["name"] for run in runs for change in run.changes})
    return [_told(run, known, now) for run in runs]


def _told(run: Run, known: Mapping[str, Thing], now: datetime.datetime) -> Told:
    lines = [Line(WHAT.get(change["what"], "有改动"), known[change["name"]]) for change in run.changes]
    shown = lines if len(lines) <= SHOWN + 2 else lines[:SHOWN]
    return Told(title_of(run), clock(run.ended, now), facts_of(run), why_of(run), shown, lines[len(shown) :])


def title_of(run: Run) -> str:
    """Return the name of an attempt."""
    if run.outcome == Run.REFUSED:
        return "没有发布"
    return f"第 {run.number} 版" if run.number else "发布"


def facts_of(run: Run) -> str:
    """Return how long it took and what the site holds."""
    took = f"用时 {duration(run.seconds)}"
    if run.outcome == Run.REFUSED:
        return took
    return f"{took}；公开案例 {run.cases} 个、简报 {run.issues} 期，印刷 PDF {run.pdfs} 份"


def why_of(run: Run) -> str:
    """Return what went wrong, or what is to say."""
    return reason(run.message, run.place, run.remedy) if run.message else ""


def things(names: Iterable[str]) -> dict[str, Thing]:
    """Return the records of these names, `folder/key`; of what is not in the office any more, its name alone."""
    names = set(names)
    pages = {each.name: each for each in Standing.objects.filter(name__in=names)}
    found = {name: Thing(_called(name), "", page_of(pages.get(name))) for name in names}
    for kind in KINDS.values():
        keys = [name.removeprefix(f"{kind.folder}/") for name in names if name.startswith(f"{kind.folder}/")]
        for target in kind.find(keys) if keys else ():
            name = kind.name(target)
            label = kind.model._meta.verbose_name
            title = f"{label}《{target}》" if hasattr(target, "title") else f"{label}“{target}”"
            title = str(target) if kind.folder == "issues" else title
            found[name] = Thing(title, kind.url(target.pk), found[name].link if name in found else "")
    return found


def _called(name: str) -> str:
    folder, _, key = name.partition("/")
    labels = {kind.folder: str(kind.model._meta.verbose_name) for kind in KINDS.values()} | OTHERS
    return f"{labels.get(folder, '')} {key.rpartition('/')[2] if folder == 'cases' else key}".strip()
