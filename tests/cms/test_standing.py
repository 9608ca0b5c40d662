"""Whoever decides sees what readers see: since when, or why not, and whom it waits for."""

from __future__ import annotations

import datetime as dt
from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from cms.cases.models import CasePage
from cms.issues.models import Issue
from cms.releases.kinds import KINDS, Office
from cms.releases.models import Run, Standing
from cms.releases.standing import NOT_RUNNING, Site, duration, reason, say, standing_of, standings
from cms.units.models import UnitPage
from tests.cms.releasing import alive, live, ran

NOW = dt.datetime(2026, 12, 1, 10, 40, tzinfo=dt.timezone(dt.timedelta(hours=8)))
AT = NOW - dt.timedelta(minutes=7, seconds=28)  # 10:32:32
WHY = {"message": "表格的列数不一样", "place": "正文第 3 段", "remedy": "请补齐再保存"}
HELD = {**WHY, "held_since": AT}
PAGE = {"address": "cases/000/000001.html", "live_at": AT, "seconds": 0.84}
OFFICE = {
    "closed": Office("nothing", "待主编公开"),
    "public": Office("text"),
    "public, changed": Office("text", "修改待审核"),
    "withdrawn": Office("notice"),
}
STANDING = {
    "never": None,
    "shown": Standing(name="x", **PAGE),
    "held, last": Standing(name="x", shows="last", **PAGE, **HELD),
    "held, notice": Standing(name="x", shows="notice", **PAGE, **HELD),
    "held, nothing": Standing(name="x", shows="", **HELD),
}
WORKER = {
    "looked": Site(),
    "will look": Site(pending=True),
    "refuses": Site(pending=True, refused=Run(outcome="refused", begun=AT, ended=AT, **WHY)),
    "dead, looked": Site(silent=True),
    "dead": Site(pending=True, silent=True),
}
STATES = list(product(OFFICE, STANDING, WORKER, (None, NOW + dt.timedelta(days=2))))


def told(office: str, standing: str, worker: str, hour: dt.datetime | None = None) -> Any:
    site = WORKER[worker]
    return say(OFFICE[office], Site(STANDING[standing], site.pending, site.refused, site.silent), hour, NOW)


@pytest.mark.parametrize(("office", "standing", "worker", "hour"), STATES)
def test_each_state_of_a_thing_with_each_state_of_the_worker_has_one_sentence(
    office: str, standing: str, worker: str, hour: dt.datetime | None
) -> None:
    said = told(office, standing, worker, hour)
    assert said.text
    assert "\n" not in said.text
    assert not said.text.endswith(("。", "，", "；"))
    seen = office.startswith("public") and standing == "shown" and worker.endswith("looked")
    assert ("已上线" in said.text) == seen
    assert (said.tone == "on") == seen
    assert (said.tone == "act") == ("请" in said.text), "red where somebody must act, and it says what to do"
    assert (NOT_RUNNING in said.text + said.note) <= worker.startswith("dead")
    shown = standing in ("shown", "held, last", "held, notice")
    moves = WORKER[worker].pending and (office != "closed" or shown)
    assert said.changing == moves, "it asks again as long as something is under way, and no longer"
    if moves:
        words = {"will look": "正在", "refuses": f"没能更新。{WHY['message']}", "dead": NOT_RUNNING}
        assert [name for name in words if words[name] in said.text] == [worker]


def test_what_readers_see_is_said_with_time_and_what_it_took() -> None:
    assert told("public", "shown", "looked").text == "已上线 10:32:32，用时 0.8 秒"
    assert told("public, changed", "shown", "looked").note == "修改待审核"
    assert told("withdrawn", "shown", "looked").text == "已撤回，网站上只有撤回说明 10:32:32，用时 0.8 秒"
    early = Standing(name="x", address="a", live_at=AT - dt.timedelta(days=400))
    assert say(OFFICE["public"], Site(early), None, NOW).text == "已上线 2025年10月27日 10:32:32"


def test_what_readers_do_not_see_is_said_with_the_reason_and_whom_it_waits_for() -> None:
    assert told("closed", "never", "looked").text == "未上线：待主编公开"
    assert told("closed", "never", "will look").text == "未上线：待主编公开", "what is settled here changes no page"
    why = "表格的列数不一样（正文第 3 段）。请补齐再保存"
    assert told("public", "held, last", "looked").text == f"没有上线：{why}。网站上仍是上次发布的"
    assert told("public", "held, nothing", "looked").text == f"没有上线：{why}。网站上没有这一条"
    assert told("withdrawn", "held, notice", "looked").text == f"没有上线：{why}。网站上只有撤回说明"
    assert told("public", "never", "dead").text == f"还没有上线：{NOT_RUNNING}"
    assert told("public", "never", "refuses").text == f"还没有上线：整个网站这一次没能更新。{why}"
    assert told("closed", "shown", "will look").text == "正在从网站上撤下…"


def test_an_hour_that_is_set_is_said() -> None:
    hour = dt.datetime(2026, 12, 3, 9, 0, tzinfo=NOW.tzinfo)
    assert told("closed", "never", "looked", hour).text == "定时 12月3日 9:00 公开"
    assert told("closed", "never", "dead, looked", hour).tone == "act"
    assert told("public, changed", "shown", "looked", hour).note == "改动定于 12月3日 9:00 公开"
    assert told("withdrawn", "shown", "looked", hour).note == "定于 12月3日 9:00 重新公开"


@given(st.floats(0, 1e6))
def test_a_duration_is_said_in_units_that_one_would_use(seconds: float) -> None:
    said = duration(seconds)
    numbers = [float(part) for part in said.replace("小时", " ").replace("分", " ").replace("秒", " ").split()]
    units = [unit for unit in ("小时", "分", "秒") if unit in said]
    assert len(numbers) == len(units) <= 2
    spoken = sum(n * {"小时": 3600, "分": 60, "秒": 1}[u] for n, u in zip(numbers, units, strict=True))
    assert abs(spoken - seconds) <= (60 if "小时" in said else 0.5 if seconds >= 9.95 else 0.1)


def test_a_reason_says_a_place_once_and_ends_without_a_stop() -> None:
    assert reason("标题太长。", "标题太长", "请改短。") == "标题太长。请改短"
    assert reason("标题太长", "", "") == "标题太长"


@pytest.mark.django_db
def test_a_case_that_is_cleared_is_under_way_until_the_worker_says_it_is_live(as_user: Any, settings: Any) -> None:
    settings.SITE_URL = "https://readers.example/"
    alive()
    ran(at=timezone.now() - dt.timedelta(minutes=5))
    case, client = CasePage.objects.get(number=4), as_user("zhubian")
    url = f"/admin/cases/{case.pk}/decision/"
    assert "未上线：已定稿，待省级编辑请主编公开" in client.get(url).content.decode()
    client.post(url, {"decision": "clear", "text": str(case.live_revision_id), "seen": "on"})
    page = client.get(url).content.decode()
    assert "正在上线…" in page
    assert "data-changing" in page
    asked = f"/admin/releases/standing/cases.casepage/{case.pk}/"
    assert client.get(asked).json()["changing"] is True
    ran()
    live(CasePage.objects.get(number=4))
    answer = client.get(asked).json()
    assert answer["changing"] is False
    assert "已上线" in answer["html"]
    assert 'href="https://readers.example/cases/000/000004.html"' in answer["html"]


@pytest.mark.django_db
def test_a_list_asks_as_often_for_many_rows_as_for_one() -> None:
    alive()
    ran()
    for model in (CasePage, Issue):
        rows = list(model.objects.all()) if model is CasePage else list(Issue.objects.select_related("publication"))
        standings(rows)
        counts = []
        for some in (rows[:1], rows[:2]):
            with CaptureQueriesContext(connection) as seen:
                standings(some)
            counts.append(len([q for q in seen if "releases_" in q["sql"] or "core_auditentry" in q["sql"]]))
        assert counts[0] == counts[1] <= 6


@pytest.mark.django_db
def test_every_kind_says_where_each_of_its_things_stands_and_finds_it_again() -> None:
    assert {kind.folder for kind in KINDS.values()} == {
        *("cases", "issues", "collections", "indicators", "fields", "kinds", "synonyms")
    }
    for kind in KINDS.values():
        targets = list(kind.model._default_manager.all())
        assert targets
        for target in targets[:20]:
            assert [found.pk for found in kind.find([kind.key(target)])] == [target.pk]
            record: Any = target.as_record()  # type: ignore[attr-defined]
            assert kind.name(target) == f"{record.folder}/{record.key}"
            assert standing_of(target).text
        assert not kind.find(["no/such/thing"]).exists()


@pytest.mark.django_db
def test_a_case_tells_whom_it_waits_for_on_its_whole_way(as_user: Any) -> None:
    office = KINDS["cases.casepage"].office
    case = CasePage.objects.get(number=4)
    assert office(case).waits == "已定稿，待省级编辑请主编公开"
    case.ask("编辑", timezone.localdate())
    assert office(CasePage.objects.get(number=4)).waits == "待主编公开"
    unit = UnitPage.objects.get(code="320282")
    told = {name: getattr(case, name) for name in ("place", "year", "summary")}
    draft = unit.add_child(instance=CasePage(title="还在写的案例", live=False, **told))
    draft.save_revision()
    assert office(draft).waits == "草稿，待作者报送"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("username", "allowed"), [("zhubian", True), ("guanli", True), ("bianji", False), ("tongxunyuan", False)]
)
def test_the_page_of_releases_is_for_chief_and_administrator(as_user: Any, username: str, allowed: bool) -> None:
    client = as_user(username)
    assert (client.get("/admin/releases/").status_code == 200) == allowed
    home = client.get("/admin/").content.decode()
    assert ("网站发布" in home) == allowed


@pytest.mark.django_db
def test_the_page_of_releases_tells_what_changed_in_each_and_what_failed(as_user: Any, settings: Any) -> None:
    settings.SITE_URL = "https://readers.example/"
    client = as_user("zhubian")
    assert "还没有发布过" in client.get("/admin/releases/").content.decode()
    case, issue = CasePage.objects.get(number=1), Issue.objects.first()
    assert issue
    live(case)
    names = [{"name": "cases/000/000001", "what": "changed"}, {"name": "cases/000/999999", "what": "gone"}]
    names += [{"name": KINDS["issues.issue"].name(issue), "what": "new"}]
    names += [{"name": f"units/{n}", "what": "changed"} for n in range(30)]
    ran(changes=names, cases=33, issues=12, pdfs=20)
    ran(Run.REFUSED, **WHY)
    ran(Run.UNCHANGED, message="什么也没变")
    alive()
    page = client.get("/admin/releases/").content.decode()
    for words in (
        f"实践案例《{case.title}》",
        f"/admin/cases/{case.pk}/decision/",
        "https://readers.example/cases/000/000001.html",
        "实践案例 999999",
        str(issue),
        "另有 23 处改动",
        "公开案例 33 个、简报 12 期，印刷 PDF 20 份",
        "表格的列数不一样（正文第 3 段）。请补齐再保存",
    ):
        assert words in page, words
    assert "什么也没变" not in page, "what changed nothing is no release"


@pytest.mark.django_db
def test_the_home_page_tells_an_outage_what_is_held_and_that_the_worker_is_dead(as_user: Any) -> None:
    client = as_user("guanli")
    assert NOT_RUNNING in client.get("/admin/").content.decode()
    alive()
    ran()
    assert "第 12 版已上线" in client.get("/admin/").content.decode()
    live(CasePage.objects.get(number=1), shows="last", **WHY, held_since=timezone.now())
    page = client.get("/admin/").content.decode()
    assert "没有上线：表格的列数不一样" in page
    assert "网站上仍是上次发布的" in page
    ran(Run.REFUSED, **WHY)
    assert "起没能更新网站：表格的列数不一样" in client.get("/admin/").content.decode()
    alive(timezone.now() - dt.timedelta(seconds=90))
    assert NOT_RUNNING in client.get("/admin/").content.decode()
