"""采用计分 on screen: places by group, each unit's points line by line, what was published, what differs since."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from cms.adoption import periods
from cms.adoption.asking import Asked, may_ask
from cms.adoption.gathering import Fact
from cms.adoption.happenings import Happening
from cms.adoption.periods import Period
from cms.adoption.published import Published
from cms.adoption.publishing import data_of, differences, last_published, publish, settle
from cms.adoption.ruling import GROUPS, Ruling, Stretch, stretches
from cms.adoption.touching import address, standing
from cms.adoption.trail import Kept, keep
from cms.adoption.words import ROUNDING, percent, points
from cms.core.notifications import mark_read
from cms.core.who import user_of
from cms.newsroom.models import ArticlePage
from cms.units.roles import edits_for_province, units_of


class ScoresAsked(Asked):
    """A period and a group."""

    def __init__(self, asked: QueryDict) -> None:
        super().__init__(asked, GROUPS)
        del self.fields["publication"]
        self.fields["group"].label = "单位"
        year: Any = self.fields["year"]
        entered = {day.year for day in Happening.objects.dates("day", "year")}
        known = {number for number, _ in year.choices} | entered | {timezone.localdate().year}
        year.choices = [(number, f"{number}年") for number in sorted(known, reverse=True)]

    @property
    def named(self) -> Period:
        """Return the period, by the shortest of its names."""
        return named(self.period.first, self.period.last)


def named(first: datetime.date, last: datetime.date) -> Period:
    """Return the period from a day to a day, as a year, quarter or month where it is one."""
    whole = [periods.year(first.year), periods.quarter(first.year, (first.month + 2) // 3)]
    whole.append(periods.month(first.year, first.month))
    return next((one for one in whole if (one.first, one.last) == (first, last)), periods.days(first, last))


@dataclass(frozen=True)
class Answer:
    """What was asked, and the account; or why there is none: the parts of the period with their tables."""

    form: ScoresAsked
    query: str = ""
    period: Period | None = None
    ruling: Ruling | None = None
    kept: Kept | None = None
    parts: tuple[Stretch, ...] = ()


def answer(asked: QueryDict) -> Answer:
    """Return the answer to a question; a period with several tables is counted part by part."""
    form = ScoresAsked(asked)
    if not form.is_valid():
        return Answer(form)
    query = urlencode({name: value for name, value in form.data.items() if name in form.fields})
    period, group = form.named, form.cleaned_data["group"]
    parts = tuple(stretches(group, period.first, period.last))
    ruling = parts[0].ruling
    if len(parts) > 1 or ruling is None:
        return Answer(form, query, period, parts=parts)
    return Answer(form, query, period, ruling, keep(ruling, period), parts)


@require_GET
def scores(request: HttpRequest) -> HttpResponse:
    """Show the province the account of a period as it is now, beside what was published; others what was published."""
    if not edits_for_province(user_of(request)):
        return _published_list(request)
    made = answer(request.GET)
    facts: dict[str, Any] = {"made": made, "form": made.form, "query": made.query, "rounding": ROUNDING}
    if made.kept and made.ruling and made.period:
        last = last_published(made.ruling, made.period)
        facts |= {"groups": _places(made.kept), "last": last, "notes": list(_notes(made.kept))}
        if last:
            facts["differences"] = differences(last.data, data_of(made.kept))
    elif made.period:
        facts["parts"] = [(part, _query(part, made.form)) for part in made.parts]
    return render(request, "adoption/scores.html", facts)


def _query(part: Stretch, form: ScoresAsked) -> str:
    asked = {"span": "days", "since": part.first, "until": part.last, "group": form.cleaned_data["group"]}
    return urlencode(asked)


def _places(kept: Kept) -> list[tuple[str, list[dict[str, Any]]]]:
    return [
        (
            group,
            [
                {
                    "place": one.place,
                    "tied": sum(other.place == one.place for other in places) > 1,
                    "unit": one.score.unit,
                    "reported": one.score.reported,
                    "adopted": one.score.adopted,
                    "rate": percent(one.score.adopted, one.score.reported),
                    "total": points(one.score.total),
                    "prize": one.score.prize,
                }
                for one in places
            ],
        )
        for group, places in kept.places.items()
    ]


def _notes(kept: Kept) -> Iterable[str]:
    if count := kept.gathered.unreported:
        yield f"采用的稿件中有 {count} 篇没有报送记录（导入的旧简报、省里自己写的），不计报送，采用率会偏高。"
    if titles := kept.gathered.unknown:
        named = "、".join(f"《{title}》" for title in titles[:5])
        yield f"有 {len(titles)} 篇采用的稿件没有写明报送单位，不计分：{named}。"


@require_GET
def score_unit(request: HttpRequest, code: str) -> HttpResponse:
    """Show the province every number of a unit: its clause, its day, its events, and what gave nothing."""
    if not edits_for_province(user_of(request)):
        raise PermissionDenied
    made = answer(request.GET)
    score = made.kept.score(code) if made.kept else None
    if made.kept is None or score is None:
        raise Http404
    lines = made.kept.lines(code)
    silent = made.kept.silent(code)
    shown = {fact.name: _shown(fact) for fact in [*(f for line in lines for f in line.facts), *silent]}
    _link(shown)
    facts = {
        "name": score.unit.name,
        "total": points(score.total),
        "weight": score.total != sum((line.points for line in lines), Fraction(0)),
        "sum": points(sum((line.points for line in lines), Fraction(0))),
        "lines": [
            (line.on, line.clause, points(line.points), line.note, [shown[f.name] for f in line.facts])
            for line in lines
        ],
        "silent": [shown[fact.name] for fact in silent],
        "rounding": ROUNDING,
        "made": made,
        "back": f"{reverse('scores')}?{made.query}",
        "score": score,
        "rate": percent(score.adopted, score.reported),
    }
    return render(request, "adoption/score_unit.html", facts)


Shown = dict[str, Any]


def _shown(fact: Fact) -> Shown:
    return {
        "day": fact.event.day,
        "said": fact.said,
        "article": fact.article,
        "issue": fact.issue,
        "happening": fact.happening,
    }


def _link(shown: Mapping[str, Shown], user: User | None = None) -> None:
    """Add to facts the address of the article, issue or happening; for a user of a unit only that of an own article."""
    numbers = {fact["article"] for fact in shown.values()}
    pages = {page.number: page for page in ArticlePage.objects.filter(number__in=numbers).only("number", "path")}
    own = [unit.path for unit in units_of(user)] if user else []
    for fact in shown.values():
        page = pages.get(fact["article"])
        if page and (user is None or any(page.path.startswith(path) for path in own)):
            fact["url"] = reverse("article_way", args=[page.pk])
        if user is None:
            fact["issue_url"] = reverse("issue_decision", args=[fact["issue"]]) if fact.get("issue") else ""
            fact["happening_url"] = reverse("happening", args=[fact["happening"]]) if fact.get("happening") else ""


@require_POST
def scores_publish(request: HttpRequest) -> HttpResponse:
    """Publish the account of a period, or note that what happened since alters nothing."""
    if not request.user.has_perm("adoption.publish_account"):
        raise PermissionDenied
    made = answer(QueryDict(request.POST.get("query", "")))
    back = f"{reverse('scores')}?{made.query}"
    if not (made.kept and made.ruling and made.period):
        messages.error(request, "没有公布：这段时间没有可以公布的计分。")
        return redirect(back)
    try:
        if "settle" in request.POST:
            settle(made.ruling, made.period, made.kept, user_of(request))
            messages.success(request, "已核对，和公布的一样。")
            return redirect(back)
        note = request.POST.get("note", "")
        done = publish(made.ruling, made.period, made.kept, user_of(request), note)
    except ValidationError as error:
        messages.error(request, "没有公布：" + "".join(error.messages))
        return redirect(back)
    people = sum(count for _, count, _ in done.told)
    messages.success(request, f"{done}已公布，通知 {people} 人。")
    return redirect("published_scores", done.pk)


def _published_list(request: HttpRequest) -> HttpResponse:
    if not may_ask(user_of(request)):
        raise PermissionDenied
    return render(request, "adoption/published_list.html", {"accounts": standing()})


@require_GET
def published_scores(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an account as it was published; to the province with who was told, to a unit with its own lines."""
    if not may_ask(user_of(request)):
        raise PermissionDenied
    held = get_object_or_404(Published.objects.select_related("ruling"), pk=pk)
    mark_read(user_of(request), request.path)
    province = edits_for_province(user_of(request))
    own = set() if province else set(units_of(user_of(request)).values_list("code", flat=True))
    among: dict[str, list[dict[str, Any]]] = {}
    for code, unit in held.units.items():
        rate, total = percent(unit["adopted"], unit["reported"]), points(Fraction(unit["total"]))
        opens = province or code in own
        among.setdefault(unit["group"], []).append({**unit, "code": code, "rate": rate, "total": total, "opens": opens})
    versions = Published.objects.filter(ruling=held.ruling, first=held.first, last=held.last).order_by("number")
    facts = {
        "held": held,
        "groups": list(among.items()),
        "province": province,
        "rounding": ROUNDING,
        "versions": versions.defer("data", "told"),
        "now": address(held),
    }
    return render(request, "adoption/published.html", facts)


@require_GET
def published_unit(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Show every number of a unit as it was published, to the unit and to the province."""
    user = user_of(request)
    province = edits_for_province(user)
    if not province and not units_of(user).filter(code=code, depth__gt=2).exists():
        raise PermissionDenied
    held = get_object_or_404(Published.objects.select_related("ruling"), pk=pk)
    unit = held.data["units"].get(code)
    if unit is None:
        raise Http404
    shown = {name: dict(fact) for name, fact in held.data["facts"].items()}
    _link(shown, None if province else user)
    for fact in shown.values():
        fact["day"] = datetime.date.fromisoformat(fact["day"])
    total = sum((Fraction(line[0]) for line in unit["lines"]), Fraction(0))
    facts = {
        "name": unit["name"],
        "total": points(Fraction(unit["total"])),
        "weight": total != Fraction(unit["total"]),
        "sum": points(total),
        "lines": [
            (datetime.date.fromisoformat(on), clause, points(Fraction(worth)), note, [shown[name] for name in names])
            for worth, on, clause, note, names in unit["lines"]
        ],
        "held": held,
        "back": reverse("published_scores", args=[pk]),
        "score": unit,
        "rate": percent(unit["adopted"], unit["reported"]),
        "rounding": ROUNDING,
    }
    return render(request, "adoption/score_unit.html", facts)
