"""What of the cases waits on the home page, for whoever writes, reviews and clears them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F, QuerySet
from django.urls import reverse
from wagtail.models import Page, WorkflowState

from cms.cases.models import CasePage
from cms.core.listing import CLEARANCE
from cms.newsroom import coverage, hands
from cms.newsroom.dashboard import written_by
from cms.releases import schedule
from cms.units.work import SHOWN, Queue, Reader, Row, beginning, part


@beginning(30)
def new_case(reader: Reader) -> Iterable[tuple[str, str]]:
    """Yield the way to a new case."""
    if reader.works and hands.works_on_texts(reader.user):
        yield "写一个案例", reverse("cases:choose_parent")


@part(30)
def cases_to_clear(reader: Reader) -> Iterable[Queue]:
    """Yield the cases that readers do not see yet, first what an editor asks for."""
    if not reader.may("cases.clear_casepage"):
        return
    open_now = CasePage.objects.filter(live=True, **CLEARANCE["open"]).exclude(pk__in=schedule.settled(CasePage))
    waiting = open_now.select_related("place").defer("body")
    rows = [
        Row(
            case.title,
            reverse("case_decision", args=[case.pk]),
            f"{case.asked_by}请求公开" if case.asked_on else str(case.place),
        )
        for case in waiting.order_by(F("asked_on").asc(nulls_last=True), "-pk")[:SHOWN]
    ]
    yield Queue("等待公开的案例", rows, "案例都已公开", waiting.count(), reverse("cases:index") + "?clearance=open")


@part(60)
def cases_for_the_province(reader: Reader) -> Iterable[Queue]:
    """Yield the cases that no city's editors review."""
    if reader.province:
        yield case_queue("等待省级审核的案例", under_review().exclude(hands.reviewed_by(hands.served())))


@part(150)
def cases_for_a_city(reader: Reader) -> Iterable[Queue]:
    """Yield the cases that a city's editors review."""
    if reader.cities:
        yield case_queue("等待我审核的案例", under_review().filter(hands.reviewed_by(reader.cities)))


@part(190)
def cases_to_mend(reader: Reader) -> Iterable[Queue]:
    """Yield a unit's own cases that came back, with the reason, and those that were never handed in."""
    if not reader.units:
        return
    own = CasePage.objects.filter(written_by(reader))
    state = "_specific_workflow_states__status"
    back = own.filter(**{state: WorkflowState.STATUS_NEEDS_CHANGES}).distinct()
    begun = own.filter(live=False, _specific_workflow_states__isnull=True)
    rows = [
        Row(case.get_admin_display_title(), _edit(case), f"退回原因：{_reason(case)}")
        for case in back.defer("body")[:SHOWN]
    ]
    rows += [
        Row(case.get_admin_display_title(), _edit(case), "草稿，还没有报送")
        for case in begun.defer("body")[: SHOWN - len(rows)]
    ]
    empty = "没有退回来或者没写完的案例。点上面的“写一个案例”开始"
    yield Queue("退回来和没有报送的案例", rows, empty, back.count() + begun.count(), reverse("cases:index"))


def under_review() -> QuerySet[CasePage]:
    """Return the cases that were handed in and not answered."""
    return CasePage.objects.filter(_specific_workflow_states__status=WorkflowState.STATUS_IN_PROGRESS).distinct()


def case_queue(title: str, found: QuerySet[CasePage]) -> Queue:
    """Return cases under review, the longest first."""
    rows = []
    for case in coverage.with_unit(found).defer("body").order_by("latest_revision_created_at", "pk")[:SHOWN]:
        rows.append(
            Row(case.get_admin_display_title(), reverse("case_decision", args=[case.pk]), f"{case.unit_title}报送")
        )
    return Queue(title, rows, "没有等待审核的案例。各单位写好案例、点“报送”以后会出现在这里", found.count())


def _reason(case: CasePage) -> str:
    review = case.current_workflow_state
    state = review.current_task_state if review else None
    return str(state.comment) if state else ""


def _edit(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])
