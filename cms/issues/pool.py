"""The pool from which an issue is assembled: articles that wait, clippings and
tables, with what an editor chooses by."""

from __future__ import annotations

import datetime
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Left, Length
from django.utils import timezone

from cms.core.fields import choice
from cms.core.search import matching
from cms.issues.models import Issue, IssueEntry
from cms.issues.reports import Report
from cms.newsroom.models import ArticlePage, Call, Clipping, Step
from cms.units.models import Place, UnitPage
from cms.units.naming import with_city

PAGE = 30
STEP = ArticlePage.steplen
TEXTS = ("lead_in", "text", "caption", "source")  # of a block in a StreamField


@dataclass(frozen=True)
class Brief:
    """An item in one line: what it is (`article:12`), title, place and unit, date, length in characters."""

    item: str
    title: str
    where: str = ""
    date: datetime.date | None = None
    length: int = 0
    adopted: int | None = None
    state: str = ""
    entry: Any = None


class PoolForm(forms.Form):
    """What is looked for."""

    kind = forms.ChoiceField(
        label="放什么",
        required=False,
        choices=[("article", "稿件"), ("clipping", "剪报"), ("report", "统计表")],
        initial="article",
    )
    q = forms.CharField(label="文字", required=False, max_length=500)
    place = forms.ModelChoiceField(Place.objects.none(), label="地区", required=False, empty_label="全部地区")
    call = forms.ModelChoiceField(Call.objects.none(), label="约稿主题", required=False, empty_label="不限")
    since = forms.DateField(label="从", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="到", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    absent = forms.BooleanField(label="本季度还没有上过稿的地区", required=False)
    start = forms.IntegerField(required=False, min_value=0, max_value=100_000, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place: Any = self.fields["place"]
        place.queryset = with_city(Place.objects.exclude(level="province"))
        place.label_from_instance = lambda p: f"　{p.above}{p.name}" if p.level == "county" else p.name
        choice(self, "call").queryset = Call.objects.all()


Wanted = Mapping[str, Any]  # what a form asks for, by field


def pool(issue: Issue, form: PoolForm) -> tuple[list[Brief], int | None]:
    """Return a page of what the form asks for, and where the next one starts; None after the last.

    Queries: bounded, whatever is in the pool.
    """
    wanted = form.cleaned_data if form.is_valid() else {}
    start = wanted.get("start") or 0
    look: Callable[[Issue, Wanted], QuerySet[Any]] = {"clipping": _clippings, "report": _reports}.get(
        wanted.get("kind") or "", _articles
    )
    rows = list(look(issue, wanted)[start : start + PAGE + 1])
    more = start + PAGE if len(rows) > PAGE else None
    if look is _articles:
        return briefs(rows[:PAGE], issue.date), more
    return [brief(row) for row in rows[:PAGE]], more


def _articles(issue: Issue, wanted: Wanted) -> QuerySet[Any]:
    unsigned = Q(issue=issue) | Q(issue__versions=None) | Q(issue__correction__isnull=False)
    taken = IssueEntry.objects.filter(unsigned, article=OuterRef("pk"))
    handed_in = (
        Step.objects.filter(article=OuterRef("pk"), move="submit")
        .order_by()
        .values("article")
        .annotate(at=Max("at"))
        .values("at")
    )
    found: QuerySet[Any] = ArticlePage.objects.filter(~Exists(taken), state__in=("pool", "reserve"))
    if wanted.get("place"):
        found = found.filter(_of(wanted["place"]))
    if wanted.get("call"):
        found = found.filter(call=wanted["call"])
    if wanted.get("absent"):
        found = found.annotate(unit_path=Left("path", Length("path") - STEP)).exclude(
            unit_path__in=list(adopted(issue.date))
        )
    found = found.annotate(at=Coalesce(Subquery(handed_in), F("latest_revision_created_at")))
    if wanted.get("since"):
        found = found.filter(at__date__gte=wanted["since"])
    if wanted.get("until"):
        found = found.filter(at__date__lte=wanted["until"])
    if wanted.get("q"):
        found = matching(found, wanted["q"])
    return found.select_related("latest_revision").order_by(F("at").desc(nulls_last=True), "-pk")


def _of(place: Place) -> Q:
    """Return what finds the articles of a place and of those below it: by their title's place, and by their unit."""
    places = Place.objects.filter(Q(pk=place.pk) | Q(parent=place))
    found = Q(place__in=places)
    for path in UnitPage.objects.filter(place__in=places).values_list("path", flat=True):
        found |= Q(path__startswith=path)
    return found


def _clippings(issue: Issue, wanted: Wanted) -> QuerySet[Clipping]:
    found = Clipping.objects.filter(~Exists(IssueEntry.objects.filter(clipping=OuterRef("pk"))))
    if wanted.get("place"):
        found = found.filter(Q(place=wanted["place"]) | Q(place__parent=wanted["place"]))
    if wanted.get("since"):
        found = found.filter(date__gte=wanted["since"])
    if wanted.get("until"):
        found = found.filter(date__lte=wanted["until"])
    return (matching(found, wanted["q"]) if wanted.get("q") else found).select_related("place").order_by("-date", "-pk")


def _reports(issue: Issue, wanted: Wanted) -> QuerySet[Report]:
    found = Report.objects.filter(~Exists(IssueEntry.objects.filter(report=OuterRef("pk"))))
    return (matching(found, wanted["q"]) if wanted.get("q") else found).order_by("-pk")


def quarter(day: datetime.date) -> tuple[datetime.date, datetime.date]:
    """Return the first day of a day's quarter, and of the next one."""
    first = datetime.date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return first, (first + datetime.timedelta(days=95)).replace(day=1)


def adopted(day: datetime.date | None) -> Counter[str]:
    """Return how many articles of each unit stand in issues signed in a day's quarter, by the unit's path."""
    first, after = quarter(day or timezone.localdate())
    signed = IssueEntry.objects.filter(
        issue__date__gte=first, issue__date__lt=after, issue__versions__version=1, article__isnull=False
    )
    return Counter(path[:-STEP] for path in signed.values_list("article__path", flat=True))


def briefs(articles: Iterable[ArticlePage], day: datetime.date | None) -> list[Brief]:
    """Return articles in brief, as last saved; they come with their latest revision. Four queries."""
    articles = list(articles)
    texts = [a.latest_revision.content if a.latest_revision else {} for a in articles]
    places = Place.objects.in_bulk(
        {t.get("place") or a.place_id for t, a in zip(texts, articles, strict=True)} - {None}
    )
    units = {u.path: u.title for u in UnitPage.objects.filter(path__in={a.path[:-STEP] for a in articles})}
    counts = adopted(day)
    made = []
    for article, text in zip(articles, texts, strict=True):
        place = places.get(text.get("place") or article.place_id)
        unit = units.get(article.path[:-STEP], "")
        where = "·".join(dict.fromkeys(filter(None, (place.name if place else "", unit))))
        at = getattr(article, "at", None) or article.latest_revision_created_at
        made.append(
            Brief(
                item=f"article:{article.pk}",
                title=article.draft_title or article.title,
                where=where,
                date=timezone.localdate(at) if at else None,
                length=length(text.get("body")),
                adopted=counts[article.path[:-STEP]],
                state="备用" if article.state == "reserve" else "",
            )
        )
    return made


def brief(row: Clipping | Report) -> Brief:
    """Return a clipping or a table in brief."""
    if isinstance(row, Report):
        return Brief(item=f"report:{row.pk}", title=row.title, where="用稿统计表")
    return Brief(
        item=f"clipping:{row.pk}", title=row.title, where=row.paper, date=row.date, length=length(row.body.raw_data)
    )


def length(body: Any) -> int:
    """Return the number of characters in a StreamField as it is stored, without what
    only numbers or describes its blocks."""
    blocks = json.loads(body) if isinstance(body, str) and body else body or ()
    return sum(_count(block["value"]) for block in blocks if block)


def _count(value: Any) -> int:
    match value:
        case str():
            return len("".join(value.split()))
        case {"data": rows}:
            return sum(_count(cell) for row in rows for cell in row)
        case dict():
            return sum(_count(value.get(name)) for name in TEXTS) + sum(
                _count(c.get("value")) for c in value.get("children") or ()
            )
    return 0
