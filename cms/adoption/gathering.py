"""Gathers the events of a period for the engine of scoring: what the newsroom knows of reports, commissions and signed
issues, and the happenings that were entered.

Every fact has a key that stays: a correction, a withdrawal or a changed happening is told by the keys that come and go.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Prefetch, Q
from django.db.models.fields.json import KT
from django.utils import timezone

from cms.adoption.counting import Adoption, Signed, adopted, signed_issues
from cms.adoption.happenings import DESCRIBED, OFFERED, Happening, how
from cms.adoption.periods import Period, days
from cms.adoption.rolls import Units, roll
from cms.adoption.words import GENRE, WHAT, key_in
from cms.issues.models import Issue
from cms.newsroom.models import ArticlePage, Call, Step
from cms.units.models import UnitPage
from scoring.events import Event, What

ORDER = ("reported", "passed_on", "adopted", "commission", "missed", "taken_back", "withdrawn", "happening")
WHERE = ("level", "publication", "kind", "genre", "via")  # parts of an event that are entered as they are
Key = tuple[str, int, int]  # where a fact comes from, and the numbers that name it there


@dataclass(frozen=True)
class Fact:
    """Something that happened, for whom, and where one reads of it.

    Attributes:
        key: stays the same however often it is gathered.
        event: for the engine, with the codes of the units themselves; `number` is not set.
        said: in a line, for people.
        article: number of the article, 0 if it is about none.
        issue: number of the issue in the database, 0 if it stands in none.
        happening: number of the happening, 0 if the newsroom knows it by itself.
        units: the roll by which it counts, where a signed issue keeps one.

    """

    key: Key
    event: Event
    said: str
    article: int = 0
    issue: int = 0
    happening: int = 0
    units: Units | None = None

    @property
    def name(self) -> str:
        """Return the key as a text."""
        return ":".join(map(str, self.key))


@dataclass(frozen=True)
class Gathered:
    """All that happened in a period.

    Attributes:
        facts: in the order of days.
        units: all that there were, by code: as the signed issues keep them, the others as the tree has them now.
        unknown: titles of adopted articles of which nobody knows whose they are.
        unreported: how many adopted articles were never handed in, such as those of imported bulletins.

    """

    facts: tuple[Fact, ...]
    units: Units
    unknown: tuple[str, ...] = ()
    unreported: int = 0


def gather(period: Period) -> Gathered:
    """Return what happened in a period."""
    signed = [(issue, list(adopted(issue))) for issue in signed_issues(period)]
    found = [one for issue, adoptions in signed if not issue.withdrawn for one in adoptions]
    reports = list(_standing(period, {one.article.number for one in found}))
    facts = [*_reported(reports), *_passed_on(period), *_commissions(reports), *_missed(reports, period)]
    gone = [(issue, list(adopted(issue))) for issue in _withdrawn(period)]
    facts += [fact for issue, adoptions in (*signed, *gone) for fact in _adopted(issue, adoptions)]
    facts += _happenings(period)
    facts = [fact for fact in facts if period.first <= fact.event.day <= period.last]
    described = _described({fact.article for fact in facts})
    facts = [_with(fact, described.get(fact.article)) for fact in facts]
    facts.sort(key=lambda fact: (fact.event.day, ORDER.index(fact.key[0]), fact.key[1:]))
    numbers = {report.number for report in reports}
    return Gathered(
        tuple(facts),
        _units(period, [issue for issue, _ in signed], facts),
        tuple(one.article.title for one in found if not one.unit),
        len({one.article.number for one in found} - numbers),
    )


def _withdrawn(period: Period) -> Iterator[Signed]:
    """Yield the issues of other days that were withdrawn in a period."""
    ends = (period.first, period.last)
    others = Issue.objects.filter(withdrawn_on__range=ends).exclude(date__range=ends)
    for day in sorted(set(others.values_list("date", flat=True))):
        issues = signed_issues(days(day, day))
        yield from (one for one in issues if one.withdrawn and period.first <= one.withdrawn <= period.last)


@dataclass(frozen=True)
class _Report:
    """An article that was handed in and not taken back since."""

    pk: int
    number: int
    path: str
    day: datetime.date
    unit: str
    title: str
    call: int | None
    back: bool = False


def _standing(period: Period, adopted: set[int]) -> Iterator[_Report]:
    """Yield the articles that were handed in, as far as a period asks for them, each with the day from which it stands:
    a return by its reviewers does not take that away, its writer's taking back does."""
    names = ("article", "article__number", "article__path", "article__title", "article__call", "move", "at")
    called = Q(call__due_on__range=(period.first, period.last))
    wanted = ArticlePage.objects.filter(_moved(period, "submit", "take_back") | called | Q(number__in=adopted))
    steps = Step.objects.filter(move__in=("submit", "take_back"), article__in=wanted.values("pk"))
    steps = steps.order_by("article", "at", "pk")
    held: dict[int, _Report] = {}
    codes = {unit.path: unit.code for unit in UnitPage.objects.only("path", "code")}
    for pk, number, path, title, call, move, at, unit, was in steps.values_list(
        *names, KT("text__unit"), KT("text__title")
    ):
        day, standing = timezone.localtime(at).date(), held.get(pk)
        if move == "take_back" and standing:
            held[pk] = replace(standing, day=day, back=True)
        elif move == "submit" and (standing is None or standing.back):
            above = unit or codes.get(path[: -UnitPage.steplen], "")
            held[pk] = _Report(pk, number, path, day, above, was or title, call)
    yield from held.values()


def _moved(period: Period, *moves: str) -> Q:
    """Return the condition that holds of articles with such a step in a period."""
    ends = (period.first, period.last + datetime.timedelta(days=1))
    first, after = (timezone.make_aware(datetime.datetime.combine(day, datetime.time.min)) for day in ends)
    steps = Step.objects.filter(move__in=moves, at__gte=first, at__lt=after)
    return Q(pk__in=steps.values("article"))


def _reported(reports: Iterable[_Report]) -> Iterator[Fact]:
    for one in reports:
        what: What = "withdrawn" if one.back else "reported"
        key: Key = ("taken_back" if one.back else "reported", one.number, 0)
        said = f"{'收回' if one.back else '报送'}《{one.title}》"
        yield Fact(key, _event(what, one.day, one.unit, str(one.number)), said, one.number)


def _passed_on(period: Period) -> Iterator[Fact]:
    """Yield what was recommended to this office, each article once."""
    names = ("article__number", "article__path", "article__title", "at")
    codes = {unit.path: unit.code for unit in UnitPage.objects.only("path", "code")}
    done: set[int] = set()
    wanted = ArticlePage.objects.filter(_moved(period, "approve"))
    steps = Step.objects.filter(move="approve", article__in=wanted.values("pk")).order_by("at", "pk")
    for number, path, title, at in steps.values_list(*names):
        if number not in done:
            done.add(number)
            unit = codes.get(path[: -UnitPage.steplen], "")
            event = _event("passed_on", timezone.localtime(at).date(), unit, str(number), level="own")
            yield Fact(("passed_on", number, 0), event, f"推荐《{title}》到本级", number)


def _commissions(reports: Iterable[_Report]) -> Iterator[Fact]:
    """Yield for each article that answers a call whether it came in time."""
    calls = Call.objects.in_bulk({one.call for one in reports if one.call})
    for one in reports:
        if one.call and not one.back:
            call = calls[one.call]
            what: What = "commission_late" if one.day > call.due_on else "commission_done"
            said = f"{WHAT[what]}：“{call.theme}”，报送《{one.title}》"
            event = _event(what, one.day, one.unit, str(one.number))
            yield Fact(("commission", one.number, one.call), event, said, one.number)


def _missed(reports: Iterable[_Report], period: Period) -> Iterator[Fact]:
    """Yield the units that were asked and had handed in nothing when the time was over, nor have since."""
    last = min(period.last, timezone.localdate() - datetime.timedelta(days=1))
    answered: dict[int, list[str]] = {}
    for one in reports:
        if one.call and not one.back:
            answered.setdefault(one.call, []).append(one.path)
    over = Call.objects.filter(due_on__gte=period.first, due_on__lte=last)
    for call in over.prefetch_related(Prefetch("units", queryset=UnitPage.objects.order_by("path"))):
        for unit in call.units.all():
            if not any(path.startswith(unit.path) for path in answered.get(call.pk, ())):
                event = _event("commission_missed", call.due_on, unit.code)
                yield Fact(("missed", call.pk, unit.pk), event, f"约稿未报：“{call.theme}”")


def _adopted(issue: Signed, adoptions: Iterable[Adoption]) -> Iterator[Fact]:
    """Yield what an issue adopted; of a withdrawn one that it was withdrawn, which gives nothing by itself."""
    section = {anchor: each.name for each in issue.record.sections for anchor in each.items}
    day = issue.withdrawn or issue.record.date
    what: What = "withdrawn" if issue.withdrawn else "adopted"
    for one in adoptions:
        if one.unit:
            number, anchor = one.article.number, one.article.anchor
            genre = key_in(GENRE, section.get(anchor, ""))
            told = {"level": "own", "publication": issue.name, "kind": "single", "genre": genre}
            said = f"{issue}{'已撤回，不再计' if issue.withdrawn else '采用'}《{one.article.title}》"
            yield Fact(
                ("withdrawn" if issue.withdrawn else "adopted", issue.pk, int(anchor[1:])),
                _event(what, day, one.unit, str(number), **told),
                said,
                number,
                issue.pk,
                units=issue.units,
            )


def _happenings(period: Period) -> Iterator[Fact]:
    """Yield what was entered; plain rows, for a year has thousands."""
    held = Happening.objects.filter(struck="", day__range=(period.first, period.last)).exclude(what=DESCRIBED)
    others: dict[int, list[str]] = {}
    joined = Happening.others.through.objects.filter(happening__in=held.order_by().values("pk"))
    for pk, code in joined.order_by("unitpage__path").values_list("happening", "unitpage__code"):
        others.setdefault(pk, []).append(code)
    named = ("title", "points", "unit__code", "article__number", "article__title")
    for one in held.order_by("day", "pk").values("pk", "day", "what", *WHERE, *named):
        unit, number, title = one["unit__code"], one["article__number"] or 0, one["title"]
        event = Event(
            number=0,
            units=tuple(dict.fromkeys([unit, *others.get(one["pk"], ())])),
            article=str(number) if number else f"{unit}/{title}" if title else "",
            points=float(one["points"] or 0),
            **{name: one[name] for name in ("day", "what", *WHERE)},
        )
        about = title or one["article__title"]
        told = [
            OFFERED[one["what"]],
            how(one["level"], one["publication"], one["kind"]),
            f"《{about}》" if about else "",
        ]
        yield Fact(("happening", one["pk"], 0), event, "，".join(filter(None, told)), number, happening=one["pk"])


def _event(what: What, day: datetime.date, unit: str, article: str = "", **told: Any) -> Event:
    return Event(number=0, day=day, what=what, units=(unit,), article=article, **told)


@dataclass(frozen=True)
class _Description:
    """What was entered of an article: for whom it is, whatever the newsroom says, and its genre."""

    units: tuple[str, ...]
    genre: str


def _described(numbers: Iterable[int]) -> Mapping[int, _Description]:
    """Return what was entered of articles, the last entry of each."""
    held = Happening.objects.filter(what=DESCRIBED, struck="", article__number__in=set(numbers))
    found: dict[int, _Description] = {}
    for one in held.select_related("unit", "article").prefetch_related("others").order_by("day", "pk"):
        units = (one.unit.code, *sorted(unit.code for unit in one.others.all() if unit.pk != one.unit_id))
        if one.article and one.article.number:
            found[one.article.number] = _Description(units, one.genre)
    return found


def _with(fact: Fact, told: _Description | None) -> Fact:
    if told is None or fact.happening:
        return fact
    event = fact.event
    units = told.units if event.units[0] in told.units else (*event.units, *told.units)
    changed = Event(
        **{name: getattr(event, name) for name in event.__struct_fields__ if name not in ("units", "genre")},
        units=units,
        genre=told.genre or event.genre,
    )
    return replace(fact, event=changed)


def _units(period: Period, signed: Iterable[Signed], facts: Iterable[Fact]) -> Units:
    """Return all units of a period; what an issue kept when it was signed goes before what the tree says now."""
    fields = ("path", "depth", "code", "title", "kind", "valid_from", "valid_to", "place__code")
    tree: list[dict[str, Any]] = list(UnitPage._base_manager.order_by("path").values(*fields))
    named = {code for fact in facts for code in fact.event.units}
    units = roll(tree, min(period.last, timezone.localdate()), named)
    for issue in signed:
        units |= issue.units
    return units


def numbered(facts: Iterable[Fact]) -> dict[int, Fact]:
    """Return facts by number, in their order; the engine knows events by numbers."""
    return dict(enumerate(facts, 1))
