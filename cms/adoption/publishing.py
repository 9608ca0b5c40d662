"""Publishes accounts of points; says what a recount finds different from then, and tells whom it touches."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from cms.adoption.periods import Period
from cms.adoption.published import Data, Published
from cms.adoption.ruling import Ruling
from cms.adoption.trail import Kept
from cms.adoption.words import points
from cms.core import audit
from cms.core.decisions import name_of
from cms.core.notifications import notify
from cms.core.reasons import checked_reason
from cms.newsroom.calls import people_of
from cms.units.models import UnitPage


def data_of(kept: Kept) -> Data:
    """Return an account as it is kept: fractions as text, and the facts that it names."""
    units: Data = {}
    facts: Data = {}
    for group, places in kept.places.items():
        for one in places:
            score, code = one.score, one.score.unit.code
            lines = kept.lines(code)
            for fact in (fact for line in lines for fact in line.facts):
                facts[fact.name] = {
                    "day": fact.event.day.isoformat(),
                    "said": fact.said,
                    "article": fact.article,
                    "issue": fact.issue,
                    "units": list(fact.event.units),
                }
            units[code] = {
                "name": score.unit.name,
                "group": group,
                "place": one.place,
                "order": score.unit.order,
                "total": str(score.total),
                "reported": score.reported,
                "adopted": score.adopted,
                "prize": score.prize,
                "lines": [
                    [str(line.points), line.on.isoformat(), line.clause, line.note, [f.name for f in line.facts]]
                    for line in lines
                ],
            }
    return {"units": units, "facts": facts}


def last_published(ruling: Ruling, period: Period) -> Published | None:
    """Return what was published of a period last."""
    held = Published.objects.filter(ruling=ruling, first=period.first, last=period.last)
    return held.select_related("ruling").order_by("-number").first()


@dataclass(frozen=True)
class Item:
    """A line that went or came: its points, day, clause, and what it was about."""

    points: str
    on: datetime.date
    clause: str
    said: str


@dataclass(frozen=True)
class Difference:
    """What a recount finds otherwise of a unit.

    Attributes:
        code, name: of the unit.
        before, after: points; None where the unit was not there.
        places: before and after.
        counts: reported and adopted articles, before and after.
        gone, new: lines.
        units: codes of all whom it touches: the unit and those whose articles these are.

    """

    code: str
    name: str
    before: Fraction | None
    after: Fraction | None
    places: tuple[int | None, int | None]
    counts: tuple[tuple[int, int], tuple[int, int]]
    gone: tuple[Item, ...]
    new: tuple[Item, ...]
    units: frozenset[str]

    @property
    def change(self) -> Fraction:
        """Return by how many points it differs."""
        return (self.after or Fraction(0)) - (self.before or Fraction(0))


NOBODY: Data = {"place": None, "reported": 0, "adopted": 0, "lines": [], "prize": True}


def differences(before: Data, after: Data) -> list[Difference]:
    """Return how one account differs from another, unit by unit; a place alone that others moved is none."""
    found = []
    for code in {**before["units"], **after["units"]}:
        old, new = before["units"].get(code), after["units"].get(code)
        gone, came = _lines(old, before["facts"]), _lines(new, after["facts"])
        same = [line for line in gone if line in came]
        gone, came = _without(gone, same), _without(came, same)
        was, now = old or NOBODY, new or NOBODY
        told = ("total", "reported", "adopted", "prize")
        if not (gone or came) and old and new and all(old[name] == new[name] for name in told):
            continue
        named = {name for line in (*gone, *came) for name in line[4]}
        facts = {**before["facts"], **after["facts"]}
        found.append(
            Difference(
                code=code,
                name=(new or old or {})["name"],
                before=Fraction(old["total"]) if old else None,
                after=Fraction(new["total"]) if new else None,
                places=(was["place"], now["place"]),
                counts=((was["reported"], was["adopted"]), (now["reported"], now["adopted"])),
                gone=tuple(_item(line, before["facts"]) for line in gone),
                new=tuple(_item(line, after["facts"]) for line in came),
                units=frozenset({code, *(unit for name in named for unit in facts[name]["units"])}),
            )
        )
    return found


Row = list[Any]  # points, day, clause, note, names of facts


def _lines(unit: Data | None, facts: Data) -> list[Row]:
    """Return the lines of a unit, each with what is said of its facts: an article that has another title is another."""
    return [[*line, [facts[name]["said"] for name in line[4]]] for line in (unit or NOBODY)["lines"]]


def _without(lines: list[Row], some: Iterable[Row]) -> list[Row]:
    left = list(lines)
    for line in some:
        if line in left:
            left.remove(line)
    return left


def _item(line: Row, facts: Data) -> Item:
    said = "；".join(facts[name]["said"] for name in line[4]) or line[3]
    return Item(points(Fraction(line[0])), datetime.date.fromisoformat(line[1]), line[2], said)


@transaction.atomic
def publish(ruling: Ruling, period: Period, kept: Kept, user: User, note: str = "") -> Published:
    """Keep an account as the one that is published, and tell the units; of a further one those that it touches.

    Raises:
        ValidationError: nothing differs from what was published, or a further one has no reason.

    """
    Ruling.objects.select_for_update().get(pk=ruling.pk)
    last, data = last_published(ruling, period), data_of(kept)
    found = differences(last.data, data) if last else []
    note = checked_reason(note)
    if last and not found:
        raise ValidationError("和已经公布的一样，不用再公布。")
    if last and not note:
        raise ValidationError("重新公布须写明原因，有变动的单位会看到。")
    try:
        with transaction.atomic():
            made = Published.objects.create(
                ruling=ruling,
                first=period.first,
                last=period.last,
                period=last.period if last else period.name,
                number=last.number + 1 if last else 1,
                made_by=audit.account_of(user)[:150],
                note=note if last else "",
                data=data,
            )
    except IntegrityError as error:
        raise ValidationError("刚刚已经公布了。请刷新以后再看。") from error
    made.told = _tell(made, found, user)
    made.save(update_fields=["told"])
    if last:
        Published.objects.filter(pk=last.pk).update(touched=[])
    changed = [f"{one.name}：由{_score(one.before)}改为{_score(one.after)}" for one in found]
    audit.enter("published.publish", made, name_of(user), reason=made.note, what=changed)
    return made


def _tell(made: Published, found: Iterable[Difference], user: User) -> list[list[Any]]:
    """Tell the people of units; return the name of each unit, how many were told, and what."""
    news: dict[str, list[str]] = {}
    if made.number == 1:
        for code, unit in made.units.items():
            news[code] = [f"{made}已公布：{unit['name']}{points(Fraction(unit['total']))}分，第{unit['place']}名"]
    for one in found:
        said = f"{one.name}由{_score(one.before)}改为{_score(one.after)}"
        for code in one.units:
            news.setdefault(code, []).append(f"{made}重新公布：{said}。原因：{made.note}")
    return tell_units(news, made.place_url(), user)


def tell_units(news: Mapping[str, Iterable[str]], url: str, user: User) -> list[list[Any]]:
    """Tell the people of each unit, by its code, what concerns it; return names, how many people, and the news."""
    told = []
    for unit in UnitPage.objects.filter(code__in=news).in_order():
        people = [person for person in people_of([unit]) if person != user]
        text = "；".join(dict.fromkeys(news[unit.code]))
        notify(people, text, url)
        told.append([str(unit), len(people), text])
    return told


def _score(total: Fraction | None) -> str:
    return "没有得分" if total is None else f"{points(total)}分"


@transaction.atomic
def settle(ruling: Ruling, period: Period, kept: Kept, user: User) -> None:
    """Note that what happened since an account was published alters nothing; ValidationError if it does."""
    last = last_published(ruling, period)
    if last is None:
        raise ValidationError("这段时间还没有公布过。")
    if differences(last.data, data_of(kept)):
        raise ValidationError("和公布的不一样，请写明原因重新公布。")
    Published.objects.filter(pk=last.pk).update(touched=[])
    audit.enter("published.settle", last, name_of(user), what=last.touched)
