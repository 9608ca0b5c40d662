"""What of the issues waits on the home page, for whoever arranges, signs and prints them; and
what became of a unit's articles."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Prefetch
from django.urls import reverse

from cms.issues.lists import DistributionList
from cms.issues.models import AT_WORK, Issue, IssueEntry
from cms.issues.printing import to_print
from cms.newsroom import coverage
from cms.newsroom.dashboard import this_year, written_by
from cms.newsroom.models import ArticlePage
from cms.units.work import SHOWN, Queue, Reader, Row, beginning, part


@beginning(40)
def new_issue(reader: Reader) -> Iterable[tuple[str, str]]:
    """Yield the way to a new issue."""
    if reader.province:
        yield "编一期简报", reverse("wagtailsnippets_issues_issue:add")


@part(20)
def issues_to_sign(reader: Reader) -> Iterable[Queue]:
    """Yield the issues whose signature was asked for."""
    if not reader.may("issues.sign_issue"):
        return
    asked = Issue.objects.filter(asked_on__isnull=False).select_related("publication").order_by("asked_on", "pk")
    rows = [
        Row(str(i), reverse("issue_decision", args=[i.pk]), f"{i.asked_by}请签发{'更正' if i.correction else ''}")
        for i in asked[:SHOWN]
    ]
    yield Queue("等待签发的简报", rows, "没有等待签发的简报。省级编辑请主编签发以后会出现在这里", asked.count())


@part(90)
def issues_at_work(reader: Reader) -> Iterable[Queue]:
    """Yield the issues that are not signed, or are being corrected, and are not with the chief editor yet."""
    if not reader.province:
        return
    open_now = Issue.objects.filter(AT_WORK).select_related("publication").distinct()
    found = open_now.filter(asked_on=None).order_by("date", "pk")
    asked = open_now.exclude(asked_on=None).count()
    rows = [
        Row(str(issue), reverse("issue_decision", args=[issue.pk]), _stands(issue), late=bool(issue.returned))
        for issue in found[:SHOWN]
    ]
    note = f"另有 {asked} 期等主编签发" if asked else ""
    empty = "没有正在编排的简报。点上面的“编一期简报”开始"
    yield Queue(
        "正在编排的简报",
        rows,
        empty,
        found.count(),
        reverse("wagtailsnippets_issues_issue:list") + "?state=draft",
        note,
    )


def _stands(issue: Issue) -> str:
    if issue.returned:
        return "主编退回修改"
    return "正在更正" if issue.correction else f"{issue.date:%-m月%-d日}"


@part(120)
def issues_to_print(reader: Reader) -> Iterable[Queue]:
    """Yield the issues that are signed and not printed yet, and the lists by which they go out."""
    if not reader.may("issues.print_issue") or reader.province:
        return
    waiting = to_print().select_related("publication", "distribution").order_by("date", "pk")
    rows = []
    for issue in waiting[:SHOWN]:
        run = f"共印 {issue.print_run} 份" if issue.print_run else "没有填共印份数"
        said = f"{run}，{issue.distribution.name if issue.distribution else '没有选分发名单'}"
        rows.append(
            Row(
                str(issue),
                reverse("issue_decision", args=[issue.pk]),
                f"更正，请重印；{said}" if issue.printed else said,
            )
        )
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


@part(230)
def what_became_of_them(reader: Reader) -> Iterable[Queue]:
    """Yield what became of a unit's articles this year: how many handed in, which ones adopted, in which issue."""
    if not reader.units or reader.cities:
        return
    own = ArticlePage.objects.filter(written_by(reader))
    start, end = this_year()
    printed = coverage.adopted(start, end).filter(pk__in=own.values("pk"))
    signed = IssueEntry.objects.filter(issue__versions__isnull=False).select_related("issue__publication").distinct()
    entries = Prefetch("issue_entries", queryset=signed, to_attr="printed_in")
    rows = [
        Row(a.title, reverse("article_way", args=[a.pk]), "、".join(str(e.issue) for e in a.printed_in))
        for a in printed.defer("body").order_by("-pk").prefetch_related(entries)[:SHOWN]
    ]
    count, handed_in = printed.count(), coverage.handed_in(start).filter(pk__in=own.values("pk")).count()
    yield Queue(
        f"{start.year}年的采用情况",
        rows,
        "今年还没有采用的稿件。稿件编进一期、主编签发以后算采用",
        note=f"今年报送 {handed_in} 篇，采用 {count} 篇",
    )
