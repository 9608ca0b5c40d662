"""我的待办: what waits for the user who is looking, each role its own."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import get_user_model
from django.db.models import F, Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component
from wagtail.models import WorkflowState

from cms.cases.models import CasePage
from cms.core.listing import CLEARANCE
from cms.core.notifications import unread
from cms.issues.lists import DistributionList
from cms.issues.models import OPEN, Issue, IssueEntry
from cms.issues.printing import to_print
from cms.newsroom import calls, coverage, way
from cms.newsroom.models import ArticlePage, Step
from cms.reference import entries
from cms.security.account_views import STATES, phones
from cms.security.second_factor import device_of
from cms.units.models import UnitPage, UnitRole
from cms.units.roles import edits_for_province, units_of

SHOWN = 6  # rows of a queue; the rest is behind its link


@dataclass(frozen=True)
class Row:
    """A line of a queue: what it is, where it leads, what is to say, whether it is late."""

    title: str
    url: str
    note: str = ""
    late: bool = False


@dataclass(frozen=True)
class Queue:
    """What waits: its first rows, how many there are, where all of them are, and what an empty one says."""

    title: str
    rows: list[Row]
    empty: str
    count: int | None = None
    url: str = ""
    note: str = ""


@dataclass(frozen=True)
class Table:
    """Numbers by unit."""

    title: str
    head: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    note: str = ""
    empty: str = ""


class WorkPanel(Component):
    """Queues by role, and the ways to begin something new."""

    name = "work"
    template_name = "desk/dashboard.html"
    order = 10

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        """Return the queues and beginnings of this user."""
        user = parent_context["request"].user
        news = list(unread(user)[: SHOWN // 2])
        return {"parts": list(parts(user)), "beginnings": beginnings(user), "news": news, "unguarded": unguarded(user)}


def unguarded(user: Any) -> bool:
    """Whether someone who signs or administers gets in by a password alone."""
    return bool((user.is_superuser or user.has_perm("issues.sign_issue")) and not device_of(user))


def only_administers(user: Any) -> bool:
    """Whether someone may do everything and works on no text."""
    return bool(user.is_superuser and not UnitRole.objects.filter(group__user=user).exclude(role="administrator").exists())


def parts(user: Any) -> Iterable[Queue | Table]:
    """Yield what waits for a user, the most pressing first; what is done is in the lists."""
    if user.is_superuser:
        yield from administration()
    if only_administers(user):
        return
    if user.has_perm("issues.sign_issue"):
        yield from chief_parts()
    if edits_for_province(user):
        yield from province_parts()
        return
    if user.has_perm("issues.print_issue"):
        yield from clerk_parts()
    units = list(units_of(user).exclude(depth=2))
    cities = [unit for unit in units if UnitRole.objects.filter(role="city", group__user=user, unit=unit).exists()]
    if cities:
        yield from city_parts(user, cities)
    if units:
        yield from writer_parts(units, cities)


def beginnings(user: Any) -> list[tuple[str, str]]:
    """Return (label, address) of what one can begin."""
    found = []
    if only_administers(user):
        return [("新建账号", reverse("wagtailusers_users:add"))]
    if way.works_on_texts(user):
        found = [("写一篇稿件", reverse("articles:choose_parent")), ("从 Word 文件建稿", reverse("article_word"))]
        found += [("写一个案例", reverse("cases:choose_parent"))]
    if edits_for_province(user):
        found += [("编一期简报", reverse("wagtailsnippets_issues_issue:add")), ("发一次约稿", reverse("wagtailsnippets_newsroom_call:add"))]
    return found


# Contributors and cities -----------------------------------------------------------------------------------------------


def writer_parts(units: list[UnitPage], cities: list[UnitPage]) -> Iterable[Queue | Table]:
    """Yield what waits for those who write for these units: what came back first."""
    own = ArticlePage.objects.filter(_written_by(units, cities))
    if not cities:
        yield articles(
            "退回来的稿件", own.filter(state="returned"), "没有退回来的稿件", {"state": "returned"}, lambda a: f"退稿原因：{a.reason}"
        )
    yield cases_to_mend(CasePage.objects.filter(_written_by(units, cities)))
    yield call_queue(units)
    yield articles("还没有报送的草稿", own.filter(state="draft"), "没有草稿。点上面的“写一篇稿件”开始", {"state": "draft"}, lambda a: "")
    on_its_way = own.filter(state__in=(*way.IN_REVIEW, "pool", "reserve"))
    empty = "没有等消息的稿件。草稿写好，点“报送”，就到这里来"
    yield articles("已经报送，等消息", on_its_way, empty, {}, lambda a: f"{a.get_state_display()}，{_since(a)}")
    if not cities:
        yield record_of(own)


def _written_by(units: list[UnitPage], cities: list[UnitPage]) -> Q:
    """Return the condition for a unit's own articles; those of a city's counties are not the city's own."""
    found = Q(pk__in=[])
    for unit in units:
        found |= Q(path__startswith=unit.path, depth=unit.depth + 1) if unit in cities else Q(path__startswith=unit.path)
    return found


def record_of(own: Any) -> Queue:
    """Return what became of a unit's articles this year: how many handed in, which ones adopted, in which issue."""
    year = timezone.localdate().year
    start, end = datetime.date(year, 1, 1), datetime.date(year + 1, 1, 1)
    printed = coverage.adopted(start, end).filter(pk__in=own.values("pk"))
    signed = IssueEntry.objects.filter(issue__versions__isnull=False).select_related("issue__publication").distinct()
    entries = Prefetch("issue_entries", queryset=signed, to_attr="printed_in")
    rows = [
        Row(a.title, reverse("article_way", args=[a.pk]), "、".join(str(e.issue) for e in a.printed_in))
        for a in printed.defer("body").order_by("-pk").prefetch_related(entries)[:SHOWN]
    ]
    count, handed_in = printed.count(), coverage.handed_in(start).filter(pk__in=own.values("pk")).count()
    return Queue(
        f"{year}年的采用情况",
        rows,
        "今年还没有采用的稿件。稿件编进一期、主编签发以后算采用",
        note=f"今年报送 {handed_in} 篇，采用 {count} 篇",
    )


def call_queue(units: list[UnitPage]) -> Queue:
    """Return the open calls to these units that they have not answered, with the days left."""
    found = calls.asked(units)
    theirs = ArticlePage.objects.filter(way.below(units), call__in=found).exclude(state__in=way.OPEN)
    waiting = found.exclude(pk__in=theirs.values("call"))
    rows = [Row(call.theme, reverse("call", args=[call.pk]), calls.days_left(call.due_on), _over(call)) for call in waiting[:SHOWN]]
    answered = found.count() - waiting.count()
    note = f"另有 {answered} 次已经报送" if answered else ""
    return Queue("约稿", rows, "没有等着交稿的约稿。省里约稿时会出现在这里，也会有通知", waiting.count(), reverse("calls"), note)


def cases_to_mend(own: Any) -> Queue:
    """Return a unit's own cases that came back, with the reason, and those that were never handed in."""
    state = "_specific_workflow_states__status"
    back = own.filter(**{state: WorkflowState.STATUS_NEEDS_CHANGES}).distinct()
    begun = own.filter(live=False, _specific_workflow_states__isnull=True)
    rows = [Row(case.get_admin_display_title(), _edit(case), f"退回原因：{_reason(case)}") for case in back.defer("body")[:SHOWN]]
    rows += [Row(case.get_admin_display_title(), _edit(case), "草稿，还没有报送") for case in begun.defer("body")[: SHOWN - len(rows)]]
    empty = "没有退回来或者没写完的案例。点上面的“写一个案例”开始"
    return Queue("退回来和没有报送的案例", rows, empty, back.count() + begun.count(), reverse("cases:index"))


def city_parts(user: Any, cities: list[UnitPage]) -> Iterable[Queue | Table]:
    """Yield what waits for a city's editors."""
    theirs = ArticlePage.objects.filter(way.below(cities))
    yield review_queue(
        "等待我审核的稿件", way.waiting_for(user), "没有等待审核的稿件。县（市、区）报送以后会出现在这里，也会有通知", "mine"
    )
    yield case_queue("等待我审核的案例", under_review().filter(way.reviewed_by(cities)))
    back = theirs.filter(state="returned")
    yield articles(
        "退回去修改的稿件",
        back,
        "没有退回去、还没有改好的稿件",
        {"state": "returned"},
        lambda a: f"{a.unit_title}，{_since(a)}。{a.reason}",
    )
    for city in cities:
        yield by_county(city)


def by_county(city: UnitPage) -> Table:
    """Return what each county of a city handed in and got adopted this year; a zero is shown."""
    year = timezone.localdate().year
    start, end = datetime.date(year, 1, 1), datetime.date(year + 1, 1, 1)
    handed_in = coverage.by_unit(coverage.handed_in(start).filter(path__startswith=city.path))
    printed = coverage.by_unit(coverage.adopted(start, end).filter(path__startswith=city.path))
    units = [city, *UnitPage.objects.descendant_of(city).in_order()]
    rows = [
        (f"{unit.title}本级" if unit == city else unit.title, handed_in.get(unit.path, 0), printed.get(unit.path, 0), _list(unit=unit.pk))
        for unit in units
    ]
    return Table(f"{city.title}各地{year}年的报送和采用", ("单位", "报送", "采用"), rows, "报送按报送日期算，采用按刊登的那一期的日期算")


# The province ----------------------------------------------------------------------------------------------------------


def province_parts() -> Iterable[Queue | Table]:
    """Yield what waits for the province's editors."""
    empty = "没有等待省级审核的稿件。各系统和没有市级编辑的单位报送的稿件会出现在这里"
    yield review_queue("等待省级审核的稿件", way.unserved(), empty, "mine")
    yield case_queue("等待省级审核的案例", under_review().exclude(way.reviewed_by(way.served())))
    yield review_queue("市级审核逾期的稿件", coverage.late_in_cities(), f"没有过了 {coverage.LATE_AFTER} 个工作日还没有审的", "late")
    yield pool_by_city()
    yield issue_queue("正在编排的简报", "没有正在编排的简报。点上面的“编一期简报”开始")
    yield calls_sent()
    yield not_yet_this_quarter()


def pool_by_city() -> Table:
    """Return how many articles of each city and system are in the pool, and how many came since yesterday."""
    pool = coverage.by_unit(ArticlePage.objects.filter(state="pool"))
    yesterday = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) - datetime.timedelta(days=1)
    new = ArticlePage.objects.filter(state="pool", pk__in=Step.objects.filter(after="pool", at__gte=yesterday).values("article"))
    fresh = coverage.by_unit(new)
    rows = [
        (unit.title, count, coverage.below(fresh, unit.path), _list(state="pool", unit=unit.pk))
        for unit in UnitPage.objects.filter(depth=3).in_order()
        if (count := coverage.below(pool, unit.path))
    ]
    empty = "备选库是空的。市级推荐或者省级审核通过的稿件会到这里来"
    return Table("省级备选的稿件", ("单位", "备选", "昨天以来新到"), rows, f"共 {sum(pool.values())} 篇", empty)


def calls_sent() -> Queue:
    """Return the open calls, with how many have answered."""
    found = calls.calls_with_answers().filter(closed=False).order_by("due_on", "pk")
    rows = []
    for call in found[:SHOWN]:
        answers = calls.answers(call)
        said = f"{calls.days_left(call.due_on)}，{len(answers)} 个单位中 {sum(a.handed_in for a in answers)} 个已报送"
        rows.append(Row(call.theme, reverse("call", args=[call.pk]), said, _over(call)))
    return Queue("约稿", rows, "没有进行中的约稿。点上面的“发一次约稿”开始", found.count(), reverse("calls"))


def not_yet_this_quarter() -> Table:
    """Return the cities that had nothing in a signed issue this quarter, and how many of each city's counties."""
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
    return Table("本季度各地上稿", ("地区", "采用", "还没有上稿的县（市、区）"), rows, "没有上稿的排在前面")


def issue_queue(title: str, empty: str) -> Queue:
    """Return the issues that are not signed, or are being corrected, and are not with the chief editor yet."""
    open_now = Issue.objects.filter(OPEN).select_related("publication").distinct()
    found = open_now.filter(asked_on=None).order_by("date", "pk")
    asked = open_now.exclude(asked_on=None).count()
    rows = [
        Row(str(issue), reverse("issue_decision", args=[issue.pk]), _stands(issue), late=bool(issue.returned)) for issue in found[:SHOWN]
    ]
    note = f"另有 {asked} 期等主编签发" if asked else ""
    return Queue(title, rows, empty, found.count(), reverse("wagtailsnippets_issues_issue:list") + "?state=draft", note)


def _stands(issue: Issue) -> str:
    if issue.returned:
        return "主编退回修改"
    return "正在更正" if issue.correction else f"{issue.date:%-m月%-d日}"


def chief_parts() -> Iterable[Queue | Table]:
    """Yield what waits for whoever signs and clears."""
    asked = Issue.objects.filter(asked_on__isnull=False).select_related("publication").order_by("asked_on", "pk")
    issues = [
        Row(str(i), reverse("issue_decision", args=[i.pk]), f"{i.asked_by}请签发{'更正' if i.correction else ''}") for i in asked[:SHOWN]
    ]
    yield Queue("等待签发的简报", issues, "没有等待签发的简报。省级编辑请主编签发以后会出现在这里", asked.count())
    waiting = CasePage.objects.filter(live=True, **CLEARANCE["open"]).select_related("place").defer("body")
    # First what an editor asks for.
    rows = [
        Row(case.title, reverse("case_decision", args=[case.pk]), f"{case.asked_by}请求公开" if case.asked_on else str(case.place))
        for case in waiting.order_by(F("asked_on").asc(nulls_last=True), "-pk")[:SHOWN]
    ]
    yield Queue("等待公开的案例", rows, "案例都已公开", waiting.count(), reverse("cases:index") + "?clearance=open")
    others = [
        entry for kind in entries.kinds() for entry in kind._default_manager.filter(asked_on__isnull=False).order_by("asked_on", "pk")
    ]
    asked_for = [Row(f"{e._meta.verbose_name}：{e}", e.decision_url, f"{e.asked_by}请求公开") for e in others[:SHOWN]]
    yield Queue("等待公开的资料和展播", asked_for, "指标、同义词、服务领域、做法类型和展播都没有等待公开的", len(others))


# The clerk and the administrator ---------------------------------------------------------------------------------------


def clerk_parts() -> Iterable[Queue | Table]:
    """Yield the issues that are signed and not printed yet, and the lists by which they go out."""
    waiting = to_print().select_related("publication", "distribution").order_by("date", "pk")
    rows = []
    for issue in waiting[:SHOWN]:
        run = f"共印 {issue.print_run} 份" if issue.print_run else "没有填共印份数"
        said = f"{run}，{issue.distribution.name if issue.distribution else '没有选分发名单'}"
        rows.append(Row(str(issue), reverse("issue_decision", args=[issue.pk]), f"更正，请重印；{said}" if issue.printed else said))
    empty = "没有等着印发的简报。主编签发以后会出现在这里，也会有通知；印好点“已经印发”，就从这里消失"
    yield Queue("等待印发的简报", rows, empty, waiting.count())
    done = Issue.objects.filter(printed__gt=0).select_related("publication")
    link = Row("已经印发的简报", reverse("issues_printed"), f"共 {done.count()} 期，要补印到这里找")
    yield Queue("留底", [link] if done.exists() else [], "还没有印发过的简报")
    lists = DistributionList.objects.select_related("publication").prefetch_related("recipients").order_by("name")
    edit = "wagtailsnippets_issues_distributionlist:edit"
    yield Queue(
        "分发名单",
        [Row(f"{one.name}", reverse(edit, args=[one.pk]), f"{one.publication}，{one.copies} 份") for one in lists],
        "还没有分发名单。到“分发”里建一份",
    )


def administration() -> Iterable[Queue]:
    """Yield the accounts that need a hand, and where accounts and units are kept."""
    active, accounts = get_user_model().objects.filter(is_active=True), reverse("wagtailusers_users:index")
    chiefs = Q(is_superuser=True) | Q(groups__unit_role__role="chief")
    found = (
        ("没有角色，登录不了", active.filter(STATES["roleless"][1]), "state=roleless"),
        ("能签发或管理，没有开两步验证", active.filter(chiefs).filter(~phones()).distinct(), "second=off"),
        ("初始密码还没有改", active.filter(STATES["first"][1]), "state=first"),
    )
    rows = [Row(label, f"{accounts}?{query}", f"{count} 个账号") for label, users, query in found if (count := users.count())]
    yield Queue("要留意的账号", rows, "没有要留意的账号")
    kept = [
        Row("账号", accounts, "新建、停用账号，选角色和单位，重设密码"),
        Row("单位树", reverse("unit_tree"), "增加、改名、停用单位"),
        Row("登录锁定", reverse("login_locks"), "密码输错多次的，核实以后解除"),
    ]
    yield Queue("管理", kept, "")


# Pieces ----------------------------------------------------------------------------------------------------------------


def under_review() -> Any:
    """Return the cases that were handed in and not answered."""
    return CasePage.objects.filter(_specific_workflow_states__status=WorkflowState.STATUS_IN_PROGRESS).distinct()


def case_queue(title: str, found: Any) -> Queue:
    """Return cases under review, the longest first."""
    rows = []
    for case in coverage.with_unit(found).defer("body").order_by("latest_revision_created_at", "pk")[:SHOWN]:
        rows.append(Row(case.get_admin_display_title(), reverse("case_decision", args=[case.pk]), f"{case.unit_title}报送"))
    return Queue(title, rows, "没有等待审核的案例。各单位写好案例、点“报送”以后会出现在这里", found.count())


def review_queue(title: str, found: Any, empty: str, waiting: str) -> Queue:
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


def articles(title: str, found: Any, empty: str, query: dict[str, Any], note: Any) -> Queue:
    """Return a queue of articles, the last changed first; `note` says something of each."""
    rows = [
        Row(article.get_admin_display_title(), reverse("article_way", args=[article.pk]), note(article))
        for article in coverage.with_since(found).order_by(F("latest_revision_created_at").desc(nulls_last=True), "-pk")[:SHOWN]
    ]
    return Queue(title, rows, empty, found.count(), _list(**query) if query else "")


def _list(**query: Any) -> str:
    return f"{reverse('articles:index')}?{urlencode(query)}"


def _reason(case: CasePage) -> str:
    review = case.current_workflow_state
    state = review.current_task_state if review else None
    return str(state.comment) if state else ""


def _edit(page: Any) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def _since(article: Any) -> str:
    return f"{timezone.localtime(article.since):%-m月%-d日}起" if article.since else "导入的稿件"


def _over(call: Any) -> bool:
    return bool(call.due_on < timezone.localdate())
