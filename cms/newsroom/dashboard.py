"""What of articles and calls waits on the home page, for whoever writes and reviews them."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from cms.newsroom import calls, coverage, hands, way
from cms.newsroom.models import ArticlePage, Call, Step
from cms.newsroom.states import IN_REVIEW, OPEN
from cms.units.models import UnitPage
from cms.units.work import SHOWN, Queue, Reader, Row, Table, beginning, part


@beginning(20)
def new_article(reader: Reader) -> Iterable[tuple[str, str]]:
    """Yield the ways to a new article."""
    if reader.works and hands.works_on_texts(reader.user):
        yield "写一篇稿件", reverse("articles:choose_parent")
        yield "从 Word 文件建稿", reverse("article_word")


@beginning(50)
def new_call(reader: Reader) -> Iterable[tuple[str, str]]:
    """Yield the way to a new call."""
    if reader.province:
        yield "发一次约稿", reverse("wagtailsnippets_newsroom_call:add")


# The province -----------------------------------------------------------------------------


@part(50)
def articles_for_the_province(reader: Reader) -> Iterable[Queue]:
    """Yield the articles that no city's editors review."""
    if reader.province:
        empty = "没有等待省级审核的稿件。各系统和没有市级编辑的单位报送的稿件会出现在这里"
        yield review_queue("等待省级审核的稿件", way.unserved(), empty, "mine")


@part(70)
def late_in_cities(reader: Reader) -> Iterable[Queue]:
    """Yield what cities have not reviewed in time."""
    if reader.province:
        empty = f"没有过了 {coverage.LATE_AFTER} 个工作日还没有审的"
        yield review_queue("市级审核逾期的稿件", coverage.late_in_cities(), empty, "late")


@part(80)
def pool_by_city(reader: Reader) -> Iterable[Table]:
    """Yield how many articles of each city and system are in the pool, and how many came since yesterday."""
    if not reader.province:
        return
    pool = coverage.by_unit(ArticlePage.objects.filter(state="pool"))
    yesterday = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) - datetime.timedelta(days=1)
    new = ArticlePage.objects.filter(
        state="pool", pk__in=Step.objects.filter(after="pool", at__gte=yesterday).values("article")
    )
    fresh = coverage.by_unit(new)
    rows = [
        (unit.title, count, coverage.below(fresh, unit.path), _list(state="pool", unit=unit.pk))
        for unit in UnitPage.objects.filter(depth=3).in_order()
        if (count := coverage.below(pool, unit.path))
    ]
    empty = "备选库是空的。市级推荐或者省级审核通过的稿件会到这里来"
    yield Table("省级备选的稿件", ("单位", "备选", "昨天以来新到"), rows, f"共 {sum(pool.values())} 篇", empty)


@part(100)
def calls_sent(reader: Reader) -> Iterable[Queue]:
    """Yield the open calls, with how many have answered."""
    if not reader.province:
        return
    found = calls.calls_with_answers().filter(closed=False).order_by("due_on", "pk")
    rows = []
    for call in found[:SHOWN]:
        answers = calls.answers(call)
        said = f"{calls.days_left(call.due_on)}，{len(answers)} 个单位中 {sum(a.handed_in for a in answers)} 个已报送"
        rows.append(Row(call.theme, reverse("call", args=[call.pk]), said, _over(call)))
    yield Queue("约稿", rows, "没有进行中的约稿。点上面的“发一次约稿”开始", found.count(), reverse("calls"))


@part(110)
def not_yet_this_quarter(reader: Reader) -> Iterable[Table]:
    """Yield the cities that had nothing in a signed issue this quarter, and how many of each city's counties."""
    if not reader.province:
        return
    start, end = coverage.quarter(timezone.localdate())
    printed = coverage.by_unit(coverage.adopted(start, end))
    units = list(UnitPage.objects.filter(kind__in=("city", "county", "zone")).in_order())
    rows = []
    for city in (unit for unit in units if unit.kind == "city"):
        counties = [unit for unit in units if unit.path.startswith(city.path) and unit != city]
        absent = [unit.title for unit in counties if not coverage.below(printed, unit.path)]
        seen = coverage.below(printed, city.path)
        rows.append((city.title, seen, f"{len(absent)}／{len(counties)}", _list(unit=city.pk)))
    rows.sort(key=lambda row: row[1])
    yield Table("本季度各地上稿", ("地区", "采用", "还没有上稿的县（市、区）"), rows, "没有上稿的排在前面")


# Cities -----------------------------------------------------------------------------


@part(140)
def articles_for_a_city(reader: Reader) -> Iterable[Queue]:
    """Yield the articles that a city's editors review."""
    if reader.cities:
        empty = "没有等待审核的稿件。县（市、区）报送以后会出现在这里，也会有通知"
        yield review_queue("等待我审核的稿件", way.waiting_for(reader.user), empty, "mine")


@part(160)
def a_citys_counties(reader: Reader) -> Iterable[Queue | Table]:
    """Yield what went back to a city's counties, and what each of them did this year."""
    if not reader.cities:
        return
    back = ArticlePage.objects.filter(hands.below(reader.cities), state="returned")
    yield articles(
        "退回去修改的稿件",
        back,
        "没有退回去、还没有改好的稿件",
        {"state": "returned"},
        lambda a: f"{a.unit_title}，{_since(a)}。{a.reason}",
    )
    for city in reader.cities:
        yield by_county(city)


def by_county(city: UnitPage) -> Table:
    """Return what each county of a city handed in and got adopted this year; a zero is shown."""
    start, end = this_year()
    handed_in = coverage.by_unit(coverage.handed_in(start).filter(path__startswith=city.path))
    printed = coverage.by_unit(coverage.adopted(start, end).filter(path__startswith=city.path))
    units = [city, *UnitPage.objects.descendant_of(city).in_order()]
    rows = [
        (
            f"{unit.title}本级" if unit == city else unit.title,
            handed_in.get(unit.path, 0),
            printed.get(unit.path, 0),
            _list(unit=unit.pk),
        )
        for unit in units
    ]
    return Table(
        f"{city.title}各地{start.year}年的报送和采用",
        ("单位", "报送", "采用"),
        rows,
        "报送按报送日期算，采用按刊登的那一期的日期算",
    )


# Writers -----------------------------------------------------------------------------


@part(180)
def what_came_back(reader: Reader) -> Iterable[Queue]:
    """Yield a unit's articles that came back; a city's are among its counties'."""
    if reader.units and not reader.cities:
        back = ArticlePage.objects.filter(written_by(reader), state="returned")
        yield articles(
            "退回来的稿件", back, "没有退回来的稿件", {"state": "returned"}, lambda a: f"退稿原因：{a.reason}"
        )


@part(200)
def calls_to_answer(reader: Reader) -> Iterable[Queue]:
    """Yield the open calls to a unit that it has not answered, with the days left."""
    if not reader.units:
        return
    found = calls.asked(reader.units)
    theirs = ArticlePage.objects.filter(hands.below(reader.units), call__in=found).exclude(state__in=OPEN)
    waiting = found.exclude(pk__in=theirs.values("call"))
    rows = [
        Row(call.theme, reverse("call", args=[call.pk]), calls.days_left(call.due_on), _over(call))
        for call in waiting[:SHOWN]
    ]
    answered = found.count() - waiting.count()
    note = f"另有 {answered} 次已经报送" if answered else ""
    yield Queue(
        "约稿", rows, "没有等着交稿的约稿。省里约稿时会出现在这里，也会有通知", waiting.count(), reverse("calls"), note
    )


@part(210)
def articles_at_work(reader: Reader) -> Iterable[Queue]:
    """Yield a unit's drafts, and what is on its way."""
    if not reader.units:
        return
    own = ArticlePage.objects.filter(written_by(reader))
    yield articles(
        "还没有报送的草稿",
        own.filter(state="draft"),
        "没有草稿。点上面的“写一篇稿件”开始",
        {"state": "draft"},
        lambda a: "",
    )
    on_its_way = own.filter(state__in=(*IN_REVIEW, "pool", "reserve"))
    empty = "没有等消息的稿件。草稿写好，点“报送”，就到这里来"
    yield articles("已经报送，等消息", on_its_way, empty, {}, lambda a: f"{a.get_state_display()}，{_since(a)}")


# Pieces -----------------------------------------------------------------------------


def written_by(reader: Reader) -> Q:
    """Return the condition for a unit's own texts; those of a city's counties are not the city's own."""
    found = Q(pk__in=[])
    for unit in reader.units:
        found |= (
            Q(path__startswith=unit.path, depth=unit.depth + 1)
            if unit in reader.cities
            else Q(path__startswith=unit.path)
        )
    return found


def this_year() -> tuple[datetime.date, datetime.date]:
    """Return the first day of this year and of the next."""
    year = timezone.localdate().year
    return datetime.date(year, 1, 1), datetime.date(year + 1, 1, 1)


def review_queue(title: str, found: QuerySet[Any], empty: str, waiting: str) -> Queue:
    """Return articles under review, those that wait longest first, with the working days they have waited."""
    today = timezone.localdate()
    rows = []
    for article in coverage.with_since(found).order_by(F("since").asc(nulls_first=True), "pk")[:SHOWN]:
        days = coverage.working_days(timezone.localtime(article.since).date(), today) if article.since else 0
        late = days > coverage.LATE_AFTER
        said = f"已等 {days} 个工作日" if days else "今天报送"
        note = f"{article.unit_title}，{article.get_state_display()}，{said}{'，已逾期' if late else ''}"
        rows.append(Row(article.get_admin_display_title(), reverse("article_way", args=[article.pk]), note, late))
    note = f"超过 {coverage.LATE_AFTER} 个工作日算逾期" if rows else ""
    return Queue(title, rows, empty, found.count(), _list(waiting=waiting), note)


def articles(
    title: str, found: QuerySet[Any], empty: str, query: dict[str, object], note: Callable[[Any], str]
) -> Queue:
    """Return a queue of articles, the last changed first; `note` says something of each."""
    rows = [
        Row(article.get_admin_display_title(), reverse("article_way", args=[article.pk]), note(article))
        for article in coverage.with_since(found).order_by(
            F("latest_revision_created_at").desc(nulls_last=True), "-pk"
        )[:SHOWN]
    ]
    return Queue(title, rows, empty, found.count(), _list(**query) if query else "")


def _list(**query: object) -> str:
    return f"{reverse('articles:index')}?{urlencode(query)}"


def _since(article: Any) -> str:
    return f"{timezone.localtime(article.since):%-m月%-d日}起" if article.since else "导入的稿件"


def _over(call: Call) -> bool:
    return bool(call.due_on < timezone.localdate())
