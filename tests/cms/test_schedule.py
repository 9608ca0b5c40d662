"""定时公开: given at the hour by the very code of the button, once, and nowhere before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageLogEntry

from cms.cases.models import CasePage, Collection
from cms.core.audit import AuditEntry, verify
from cms.core.notifications import Notification
from cms.issues.models import Issue
from cms.reference.models import Indicator, Synonym
from cms.releases import schedule
from cms.releases.kinds import kind_of
from cms.releases.models import Scheduled
from cms.releases.schedule import clear_due
from cms.units.work import Queue
from press.export import export

pytestmark = pytest.mark.django_db
CANARY = "金丝雀在这一天的这个时刻起飞"
DAY = dt.timedelta(days=1)


def user(name: str) -> Any:
    return get_user_model().objects.get(username=name)


def case_4() -> CasePage:
    return CasePage.objects.get(number=4)


def hour(later: dt.timedelta = DAY) -> str:
    return f"{timezone.localtime(timezone.now() + later):%Y-%m-%dT%H:%M}"


def set_hour(client: Any, target: Any, at: str = "", **more: str) -> str:
    """Post the form on which a thing is cleared, for an hour; return what the page says then."""
    url = kind_of(target).url(target.pk)
    text = client.get(url).context["text"]
    asked = {"decision": "clear", "text": text, "seen": "on", "when": "later", "at": at or hour(), **more}
    return str(client.post(url, asked, follow=True).content.decode())


def public_half(folder: Path) -> bytes:
    """Return all that an export says to readers."""
    export(folder, lambda *_: None)
    return b"\n".join(path.read_bytes() for path in sorted((folder / "public").rglob("*")) if path.is_file())


def test_a_text_is_nowhere_before_its_hour_and_there_after_it(as_user: Any, tmp_path: Path) -> None:
    case = case_4()
    case.summary = CANARY
    case.save_revision(user=user("bianji")).publish(user=user("bianji"))
    said = set_hour(as_user("zhubian"), case_4())
    row = Scheduled.objects.get()
    assert f"定时 {schedule.said(row.at)} 公开" in said
    for when in (timezone.now(), row.at - dt.timedelta(seconds=1)):
        assert clear_due(when) == 0
        assert CANARY.encode() not in public_half(tmp_path)
        assert case_4().cleared_on is None
    assert clear_due(row.at) == 1
    assert CANARY.encode() in public_half(tmp_path)


@pytest.mark.parametrize("kind", [CasePage, Issue, Indicator, Synonym, Collection])
def test_whatever_can_be_cleared_can_be_timed_and_the_log_tells_all_of_it(kind: Any, as_user: Any) -> None:
    client = as_user("zhubian")
    if kind in (CasePage, Issue):
        closed = kind.objects.filter(cleared_on=None, withdrawn_on=None)
        target = closed.filter(live=True).first() if kind is CasePage else closed.exclude(versions=None).first()
    else:
        target = kind.objects.first()
        target.withdraw("主编", timezone.localdate(), "口径有误")
    set_hour(client, target)
    assert clear_due(timezone.now() + 2 * DAY) == 1
    done = kind.objects.get(pk=target.pk)
    assert done.clearance == "已公开"
    assert done.cleared_by == "主编"
    name = kind._meta.model_name
    log = AuditEntry.objects.filter(object_id=str(target.pk), kind=kind._meta.label_lower).order_by("seq")
    assert [e.action for e in log][-3:] == [f"{name}.schedule", f"{name}.clear", f"{name}.schedule_done"]
    assert [e.actor for e in log][-3:] == ["主编（zhubian）", "主编（zhubian）", "发布程序"]
    assert list(verify(AuditEntry.objects.order_by("seq"))) == []


def test_it_is_given_once_whatever_the_clock_does_and_however_many_look(as_user: Any) -> None:
    set_hour(as_user("zhubian"), case_4())
    row = Scheduled.objects.get()
    assert clear_due(row.at) == 1
    assert clear_due(row.at - DAY) == clear_due(row.at + DAY) == 0
    assert schedule._clear(row.pk, row.at) is False, "another worker had it on its list already"
    assert PageLogEntry.objects.filter(action="press.clear", page=case_4()).count() == 1
    assert AuditEntry.objects.filter(action="casepage.clear", object_id=str(case_4().pk)).count() == 1


def test_a_worker_that_was_down_at_the_hour_does_it_at_its_next_start(as_user: Any) -> None:
    set_hour(as_user("zhubian"), case_4())
    Scheduled.objects.update(at=timezone.now() - 30 * DAY)
    assert clear_due(timezone.now()) == 1
    assert case_4().cleared_on == timezone.localdate(), "the day on which readers could see it"


def test_a_look_where_nothing_is_due_asks_once(as_user: Any) -> None:
    set_hour(as_user("zhubian"), case_4())
    with CaptureQueriesContext(connection) as seen:
        assert clear_due(timezone.now()) == 0
    assert len(seen) == 1


def close_account() -> None:
    user("zhubian").__class__.objects.filter(username="zhubian").update(is_active=False)


def lose_role() -> None:
    user("zhubian").groups.set(Group.objects.filter(unit_role__role="editor"))


def edit() -> None:
    case = case_4()
    case.title = "没有人看过的标题"
    case.save_revision(user=user("bianji")).publish(user=user("bianji"))


def edit_behind_the_office() -> None:
    case = case_4()
    CasePage.objects.filter(pk=case.pk).update(live_revision=case.save_revision())


def hand_in_a_change() -> None:
    case = case_4()
    case.save_revision(user=user("bianji"))
    workflow = case.get_workflow()
    assert workflow
    workflow.start(case, user("bianji"))


def reopen() -> None:
    case_4().reopen("主编", user("zhubian"), "要再核实")


def clear_now() -> None:
    case_4().clear("主编", timezone.localdate())


def delete() -> None:
    case_4().delete()


BETWEEN: list[tuple[Callable[[], None], str, bool]] = [
    (close_account, "定时的账号“主编”已经停用", False),
    (lose_role, "定时的人（主编）已经没有公开的权限", False),
    (edit, "内容在定时以后又有改动", True),
    (edit_behind_the_office, "内容在查看以后又有改动", False),
    (hand_in_a_change, "修改待审核", True),
    (reopen, "草稿", True),
    (clear_now, "已经公开了", False),
    (delete, "已经删除", True),
]


@pytest.mark.parametrize(("between", "why", "at_once"), BETWEEN, ids=[row[0].__name__ for row in BETWEEN])
def test_what_is_no_more_as_it_was_is_not_cleared_and_people_are_told_why(
    between: Callable[[], None], why: str, at_once: bool, as_user: Any
) -> None:
    set_hour(as_user("zhubian"), case_4())
    pk, row = case_4().pk, Scheduled.objects.get()
    other = get_user_model().objects.create_user("zhubian2", first_name="另一位主编")
    other.groups.set(Group.objects.filter(unit_role__role="chief"))
    Notification.objects.all().delete()
    between()
    assert bool(Scheduled.objects.get().failed) == at_once, "where the office does it, it is said at once"
    assert clear_due(row.at) == clear_due(row.at + DAY) == 0
    row.refresh_from_db()
    assert row.done is None
    assert why in row.failed
    told = Notification.objects.filter(text__contains="现已停止")
    active = {"zhubian2"} if between is close_account else {"zhubian", "zhubian2"}
    assert {n.user.username for n in told} == active
    assert AuditEntry.objects.filter(action="casepage.schedule_failed", object_id=str(pk)).count() == 1
    if between is not clear_now:
        assert not CasePage.objects.filter(pk=pk, cleared_on__isnull=False).exists()


def test_a_chiefs_own_change_keeps_the_hour_as_it_keeps_a_clearance(as_user: Any) -> None:
    set_hour(as_user("zhubian"), case_4())
    case = case_4()
    case.title = "主编自己改过的标题"
    case.save_revision(user=user("zhubian")).publish(user=user("zhubian"))
    assert clear_due(timezone.now() + 2 * DAY) == 1
    assert case_4().clearance == "已公开"


def test_what_was_confirmed_point_by_point_counts_at_the_hour(as_user: Any) -> None:
    case = case_4()
    case.summary = "请打 13912345678 找值班的人"
    case.save_revision(user=user("zhubian")).publish(user=user("zhubian"))
    client = as_user("zhubian")
    assert "还没有勾选" in set_hour(client, case_4())
    assert not Scheduled.objects.exists()
    (point,) = case_4().points()
    set_hour(client, case_4(), **{point.tick: "on", point.reason: "这是公布过的值班电话"})
    assert clear_due(timezone.now() + 2 * DAY) == 1
    assert "值班电话" in str(case_4().confirmed)


def test_an_hour_can_be_cancelled_or_set_anew_until_then(as_user: Any) -> None:
    client, url = as_user("zhubian"), f"/admin/cases/{case_4().pk}/decision/"
    set_hour(client, case_4())
    set_hour(client, case_4(), hour(3 * DAY))
    assert Scheduled.objects.filter(Scheduled.WAITING).count() == 1
    assert clear_due(timezone.now() + 2 * DAY) == 0
    assert "取消定时公开" in client.get(url).content.decode()
    page = client.post(url, {"decision": "unschedule"}, follow=True).content.decode()
    assert "定时公开已取消" in page
    assert clear_due(timezone.now() + 9 * DAY) == 0
    assert "这一步现在不能做" in client.post(url, {"decision": "unschedule"}, follow=True).content.decode()
    actions = AuditEntry.objects.filter(action__endswith="schedule").order_by("seq").values_list("action", flat=True)
    assert list(actions) == [f"casepage.{w}" for w in ("schedule", "unschedule", "schedule", "unschedule")]


def test_the_home_page_asks_nobody_to_clear_what_has_its_hour(as_user: Any) -> None:
    client, case = as_user("zhubian"), case_4()
    case.ask("编辑", timezone.localdate())
    before = {part.title: [row.title for row in part.rows] for part in queues(client)}
    assert case.title in before["等待公开的案例"]
    set_hour(client, case)
    after = {part.title: [row.title for row in part.rows] for part in queues(client)}
    assert case.title not in after["等待公开的案例"]
    assert after["定时公开"] == [case.title]


def queues(client: Any) -> list[Any]:
    """Return the queues of the home page."""
    return [part for part in client.get("/admin/").context["parts"] if isinstance(part, Queue)]


def test_the_button_before_the_hour_ends_what_waits(as_user: Any) -> None:
    client, url = as_user("zhubian"), f"/admin/cases/{case_4().pk}/decision/"
    set_hour(client, case_4())
    client.post(url, {"decision": "clear", "text": str(case_4().live_revision_id), "seen": "on", "when": "now"})
    assert case_4().clearance == "已公开"
    assert clear_due(timezone.now() + 2 * DAY) == 0
    assert Scheduled.objects.get().cancelled
    assert not Notification.objects.filter(text__contains="现已停止").exists()


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2020-01-01T09:00", "公开的时间已经过了"),
        ("9999-01-01T09:00", "请核对年份"),
        ("2099-01-01T09:00", "请核对年份"),
        (" ", "请填公开的日期和时刻"),
        ("明天早上", "请填公开的日期和时刻"),
    ],
)
def test_an_hour_that_cannot_be_meant_is_refused_and_stays_in_its_box(as_user: Any, at: str, said: str) -> None:
    page = set_hour(as_user("zhubian"), case_4(), at)
    assert said in page
    assert not Scheduled.objects.exists()
    assert case_4().cleared_on is None, "least of all is it cleared now"
    assert f'value="{at}"' in page


@pytest.mark.parametrize("username", ["bianji", "tongxunyuan"])
def test_nobody_else_sets_or_cancels_an_hour(as_user: Any, username: str) -> None:
    set_hour(as_user("zhubian"), case_4())
    url = f"/admin/cases/{case_4().pk}/decision/"
    client = as_user(username)
    for asked in (
        {"decision": "unschedule"},
        {"decision": "clear", "when": "later", "at": hour(), "seen": "on", "text": str(case_4().live_revision_id)},
    ):
        client.post(url, asked)
    assert Scheduled.objects.filter(Scheduled.WAITING).count() == Scheduled.objects.count() == 1


def test_one_that_breaks_keeps_no_other_from_its_hour(as_user: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    client = as_user("zhubian")
    first, second = CasePage.objects.filter(live=True, cleared_on=None, withdrawn_on=None).order_by("pk")[:2]
    for case in (first, second):
        set_hour(client, case)
    clear = CasePage.clear

    def broken(self: CasePage, *args: Any, **kwargs: Any) -> None:
        clear(self, *args, **kwargs)
        if self.pk == first.pk:
            raise ZeroDivisionError

    monkeypatch.setattr(CasePage, "clear", broken)
    assert clear_due(timezone.now() + 2 * DAY) == 1
    assert CasePage.objects.get(pk=first.pk).cleared_on is None, "all or nothing"
    assert CasePage.objects.get(pk=second.pk).cleared_on
    assert "程序出错（ZeroDivisionError）" in Scheduled.objects.get(object_id=str(first.pk)).failed
