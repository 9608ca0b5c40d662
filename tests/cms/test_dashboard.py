"""我的待办 for each role, the list of articles, and the menus."""

from __future__ import annotations

import datetime
import re
from typing import Any

import msgspec
import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from cms.issues.models import Issue, IssueEntry, IssueVersion
from cms.issues.publications import Publication
from cms.newsroom import coverage, way
from cms.newsroom.models import ArticlePage, Call, Step
from cms.units.models import UnitPage
from tests.signing import sign

pytestmark = pytest.mark.django_db
ROLES = ("tongxunyuan", "shiji", "xitong", "bianji", "zhubian", "yinfa", "guanli")


def user(name: str) -> Any:
    return get_user_model().objects.get(username=name)


def article(title: str, code: str = "320282", owner: str = "tongxunyuan", **more: Any) -> ArticlePage:
    made = ArticlePage(title=title, leader="科长", writer="办公室", phone="0", owner=user(owner), live=False, **more)
    made.body = [("paragraph", "雨天借伞。")]
    UnitPage.objects.get(code=code).add_child(instance=made)
    made.save_revision(user=user(owner))
    return ArticlePage.objects.get(pk=made.pk)


def take(made: ArticlePage, *moves: tuple[str, str]) -> ArticlePage:
    for name, move in moves:
        way.take(ArticlePage.objects.get(pk=made.pk), move, user(name), "缺少数据")
    return made


def home(as_user: Any, name: str) -> str:
    text: str = (
        as_user(name).get("/admin/").content.decode().partition('<section class="work"')[2].partition("</main>")[0]
    )
    return text


def test_a_contributor_sees_what_came_back_and_why_what_is_on_its_way_and_calls(as_user: Any) -> None:
    take(article("退回的稿"), ("tongxunyuan", "submit"), ("shiji", "reject"))
    article("在写的稿")
    take(article("路上的稿"), ("tongxunyuan", "submit"))
    take(article("别人的稿", "320281", "guanli"), ("guanli", "submit"))
    asked = Call(theme="雨具共享", due_on=timezone.localdate() + datetime.timedelta(days=3))
    asked.units = [UnitPage.objects.get(code="320200")]
    asked.save()
    page = home(as_user, "tongxunyuan")
    for said in ("退回的稿", "退稿原因：缺少数据", "在写的稿", "路上的稿", "雨具共享", "还有 3 天"):
        assert said in page
    assert "别人的稿" not in page


def test_a_call_that_was_answered_leaves_the_page(as_user: Any) -> None:
    asked = Call(theme="雨具共享", due_on=timezone.localdate() - datetime.timedelta(days=3))
    asked.units = [UnitPage.objects.get(code="320200")]
    asked.save()
    made = article("应约的稿", call=asked)
    assert "已过期 3 天" in home(as_user, "tongxunyuan")
    take(made, ("tongxunyuan", "submit"))
    for name in ("tongxunyuan", "shiji"):
        page = home(as_user, name)
        assert "雨具共享" not in page and "另有 1 次已经报送" in page


def test_a_contributor_sees_the_record_of_this_year(as_user: Any) -> None:
    made = take(article("用上的稿"), ("tongxunyuan", "submit"), ("shiji", "approve"))
    issue = Issue.objects.create(
        publication=Publication.objects.first(), year=2030, number=9, date=timezone.localdate()
    )
    IssueEntry.objects.create(issue=issue, article=made)
    assert "今年报送 1 篇，采用 0 篇" in home(as_user, "tongxunyuan")
    record = msgspec.to_builtins(issue.as_record())
    IssueVersion.objects.create(issue=issue, version=1, state="signed", date=issue.date, record=record)
    way.step(made, "adopt", user("zhubian"), issue=issue)
    page = home(as_user, "tongxunyuan")
    assert "今年报送 1 篇，采用 1 篇" in page and str(issue) in page


def test_a_city_sees_what_waits_how_long_and_each_countys_count(as_user: Any) -> None:
    late = take(article("久等的稿"), ("tongxunyuan", "submit"))
    Step.objects.filter(article=late).update(at=timezone.now() - datetime.timedelta(days=9))
    take(article("常州的稿", "320481", "guanli"), ("guanli", "submit"))
    page = home(as_user, "shiji")
    assert "久等的稿" in page and "已逾期" in page and "超过 3 个工作日算逾期" in page
    assert "常州的稿" not in page and "常州市" not in page
    rows = {name: page.split(f">{name}<")[1].partition("</tr>")[0] for name in ("宜兴市", "江阴市")}
    assert "<td>1</td>" in rows["宜兴市"] and "<td>0</td>" in rows["江阴市"]


def test_the_province_sees_the_pool_what_is_late_calls_and_who_has_not_appeared(as_user: Any) -> None:
    take(article("备选的稿"), ("tongxunyuan", "submit"), ("shiji", "approve"))
    late = take(article("久等的稿"), ("tongxunyuan", "submit"))
    Step.objects.filter(article=late).update(at=timezone.now() - datetime.timedelta(days=9))
    take(article("系统的稿", "sys-jiaotong", "xitong"), ("xitong", "submit"))
    asked = Call(theme="雨具共享", due_on=timezone.localdate() - datetime.timedelta(days=2))
    asked.units = [UnitPage.objects.get(code="320200")]
    asked.save()
    page = home(as_user, "bianji")
    for said in ("久等的稿", "系统的稿", "已过期 2 天，1 个单位中 0 个已报送", "本季度各地上稿"):
        assert said in page
    pool = page.split("省级备选的稿件")[1].partition("</section>")[0]
    assert "共 1 篇" in pool and "无锡市" in pool and "苏州市" not in pool


def test_every_role_sees_its_own_and_nothing_of_wagtails(as_user: Any) -> None:
    seen = {name: home(as_user, name) for name in ROLES}
    own = {
        "tongxunyuan": "退回来的稿件",
        "shiji": "等待我审核的稿件",
        "xitong": "退回来的稿件",
        "bianji": "正在编排的简报",
        "zhubian": "等待公开的案例",
        "yinfa": "等待印发的简报",
        "guanli": "账号",
    }
    for name, said in own.items():
        assert said in seen[name], name
    assert "等待公开的案例" not in seen["bianji"] and "写一篇稿件" not in seen["yinfa"]
    for page in seen.values():
        assert "w-panel--dashboard" not in page


def part(page: str, title: str) -> str:
    """Return a part of the page."""
    return page.split(title, 1)[1].partition("</section>")[0]


def test_what_is_done_leaves_the_page_of_each_role_and_news_of_it_goes_too(as_user: Any) -> None:
    made = take(article("走完的稿"), ("tongxunyuan", "submit"))
    assert "走完的稿" in part(home(as_user, "shiji"), "等待我审核的稿件")
    assert "《走完的稿》已报送，请审核" in home(as_user, "shiji")
    take(made, ("bianji", "approve"))  # someone else was quicker
    assert "走完的稿" not in home(as_user, "shiji")
    issue = Issue.objects.create(
        publication=Publication.objects.first(), year=2028, number=8, date="2028-02-03", print_run=60
    )
    IssueEntry.objects.create(issue=issue, article=made)
    assert str(issue) in part(home(as_user, "bianji"), "正在编排的简报")
    issue.ask("省级编辑", timezone.localdate())
    assert str(issue) in part(home(as_user, "zhubian"), "等待签发的简报")
    editors = part(home(as_user, "bianji"), "正在编排的简报")
    assert str(issue) not in editors and "另有 1 期等主编签发" in editors
    sign(as_user("zhubian"), issue.pk)
    assert str(issue) not in home(as_user, "zhubian") and "走完的稿" not in part(home(as_user, "tongxunyuan"), "等消息")
    assert str(issue) in part(home(as_user, "yinfa"), "等待印发的简报") and f"{issue}已签发，可以印发" in home(
        as_user, "yinfa"
    )
    url = reverse("issue_decision", args=[issue.pk])
    as_user("bianji").post(url, {"decision": "printed"})
    assert str(issue) in home(as_user, "yinfa"), "only who prints says so"
    as_user("yinfa").post(url, {"decision": "printed"})
    assert str(issue) not in part(home(as_user, "yinfa"), "等待印发的简报")
    assert str(issue) in as_user("yinfa").get(reverse("issues_printed")).content.decode()


def test_a_case_that_waits_for_review_stands_where_it_is_reviewed_and_comes_back_with_its_reason(as_user: Any) -> None:
    from cms.cases.models import CasePage
    from cms.units.models import Place

    case = CasePage(
        title="雨天借伞的案例",
        place=Place.objects.get(code="320282"),
        year=2026,
        summary="借伞。",
        owner=user("tongxunyuan"),
        live=False,
    )
    UnitPage.objects.get(code="320282").add_child(instance=case)
    case.save_revision(user=user("tongxunyuan"))
    assert "草稿，还没有报送" in part(home(as_user, "tongxunyuan"), "退回来和没有报送的案例")
    case.get_workflow().start(case, user("tongxunyuan"))
    assert case.title not in part(home(as_user, "tongxunyuan"), "退回来和没有报送的案例")
    assert case.title in part(home(as_user, "shiji"), "等待我审核的案例")
    assert case.title not in part(home(as_user, "bianji"), "等待省级审核的案例")
    case.current_workflow_task.on_action(
        case.current_workflow_task_state, user("shiji"), "reject", comment="缺少数据来源"
    )
    assert case.title not in home(as_user, "shiji")
    assert "退回原因：缺少数据来源" in part(home(as_user, "tongxunyuan"), "退回来和没有报送的案例")


def test_what_a_city_writes_itself_waits_for_the_province_and_not_for_the_city(as_user: Any) -> None:
    take(article("市里自己的稿", "320200", "shiji"), ("shiji", "submit"))
    assert "市里自己的稿" in part(home(as_user, "bianji"), "等待省级审核的稿件")
    assert "市里自己的稿" not in part(home(as_user, "shiji"), "等待我审核的稿件")


def test_an_administrator_sees_accounts_that_need_a_hand_and_no_desk_of_others(as_user: Any) -> None:
    page = home(as_user, "guanli")
    assert "能签发或管理，没有开两步验证" in page and "2 个账号" in page and "还没有开两步验证，凭密码就能进来" in page
    assert "正在编排的简报" not in page and "等待签发" not in page and "没有角色" not in page
    user("xitong").groups.clear()
    assert "没有角色，登录不了" in home(as_user, "guanli")
    assert "凭密码就能进来" not in home(as_user, "bianji")


def test_the_dashboards_ask_the_database_a_fixed_number_of_times(
    as_user: Any, django_assert_max_num_queries: Any
) -> None:
    for n in range(12):
        take(article(f"稿{n}"), ("tongxunyuan", "submit"), *([("shiji", "approve")] if n % 2 else []))
    for name in ROLES:
        client = as_user(name)
        client.get("/admin/")
        with django_assert_max_num_queries(60):
            client.get("/admin/")


def test_late_is_counted_in_working_days() -> None:
    friday, monday = datetime.date(2026, 11, 20), datetime.date(2026, 11, 23)
    assert coverage.working_days(friday, monday) == 1
    assert coverage.working_days(friday, friday) == 0
    assert coverage.working_days(friday, friday + datetime.timedelta(days=14)) == 10
    # Handed in on a Tuesday, an article is late from the next Monday on.
    edge = timezone.localtime(coverage.late_before(monday))
    assert (edge.date(), edge.hour) == (datetime.date(2026, 11, 18), 0)


def test_a_quarter_has_three_months() -> None:
    assert coverage.quarter(datetime.date(2026, 11, 22)) == (datetime.date(2026, 10, 1), datetime.date(2027, 1, 1))
    assert coverage.quarter(datetime.date(2026, 1, 1)) == (datetime.date(2026, 1, 1), datetime.date(2026, 4, 1))


def listed(as_user: Any, name: str, **query: Any) -> str:
    text: str = as_user(name).get(reverse("articles:index_results"), query).content.decode()
    return text


def test_the_list_is_filtered_by_state_place_unit_call_and_date(as_user: Any) -> None:
    from cms.units.models import Place

    asked = Call.objects.create(theme="雨具共享", due_on=timezone.localdate())
    take(article("甲稿", call=asked, place=Place.objects.get(code="320282")), ("tongxunyuan", "submit"))
    article("乙稿", "320481", "guanli", place=Place.objects.get(code="320481"))
    today = timezone.localdate()
    tomorrow = today + datetime.timedelta(days=1)
    for query, found in (
        ({"state": "submitted"}, (True, False)),
        ({"state": "draft"}, (False, True)),
        ({"place": Place.objects.get(code="320200").pk}, (True, False)),
        ({"place": Place.objects.get(code="320400").pk}, (False, True)),
        ({"unit": UnitPage.objects.get(code="320400").pk}, (False, True)),
        ({"call": asked.pk}, (True, False)),
        ({"handed_in_from": today.isoformat()}, (True, False)),
        ({"handed_in_from": tomorrow.isoformat()}, (False, False)),
    ):
        page = listed(as_user, "bianji", **query)
        assert ("甲稿" in page, "乙稿" in page) == found, query
    assert "没有符合条件的稿件" in listed(as_user, "bianji", state="reserve")


def test_a_contributor_lists_only_its_own_and_filters_by_its_own_units(as_user: Any) -> None:
    article("甲稿")
    article("乙稿", "320481", "guanli")
    page = as_user("tongxunyuan").get(reverse("articles:index")).content.decode()
    assert "甲稿" in page and "乙稿" not in page
    foreign = UnitPage.objects.get(code="320481").pk
    assert "乙稿" not in listed(as_user, "tongxunyuan", unit=foreign)


def test_the_list_says_state_and_never_draft_or_published(as_user: Any, django_assert_max_num_queries: Any) -> None:
    for n in range(12):
        take(article(f"稿{n}"), ("tongxunyuan", "submit"))
    client = as_user("shiji")
    with django_assert_max_num_queries(45):
        page = client.get(reverse("articles:index")).content.decode()
    assert (
        "已报送" in page
        and "已发布" not in page
        and "w-status" not in page.partition("<table")[2].partition("</table>")[0]
    )
    assert "还没有稿件。" in listed(as_user, "xitong")


@pytest.mark.parametrize("name", ROLES)
def test_menus_stand_in_the_order_of_the_work(as_user: Any, name: str) -> None:
    import json

    page = as_user(name).get("/admin/").content.decode()
    text = page.partition('id="wagtail-sidebar-props"')[2].partition(">")[2].partition("</script>")[0]
    words = json.dumps(json.loads(text), ensure_ascii=False)
    order = ["我的待办", "稿件", "约稿", "案例", "期刊编排", "分发", "统计", "资料库", "设置"]
    found = [word for word in order if f'"{word}"' in words]
    assert [words.index(f'"{word}"') for word in found] == sorted(words.index(f'"{word}"') for word in found)
    assert "设置" not in found or name in ("guanli", "zhubian")
    if name in ("tongxunyuan", "shiji", "xitong"):
        assert {"我的待办", "稿件", "约稿", "案例"} <= set(found) and not {"期刊编排", "分发", "统计"} & set(found)
    if name == "yinfa":
        assert not {"稿件", "约稿", "案例"} & set(found)


@pytest.mark.parametrize("model", ["articles", "cases"])
def test_who_writes_for_several_units_chooses_one_in_a_list_and_the_own_one_is_chosen(as_user: Any, model: str) -> None:
    url, city = reverse(f"{model}:choose_parent"), UnitPage.objects.get(code="320200")
    page = as_user("shiji").get(url).content.decode()
    assert "报送单位" in page and f'<option value="{city.pk}" selected>' in page and "常州市" not in page
    assert page.index(">江阴市<") < page.index(">宜兴市<")
    county = UnitPage.objects.get(code="320282")
    answer = as_user("shiji").post(url, {"parent_page": county.pk})
    assert answer.status_code == 302 and f"/{county.pk}/" in answer["Location"]
    foreign = as_user("shiji").post(url, {"parent_page": UnitPage.objects.get(code="320400").pk})
    assert foreign.status_code == 200
    assert f"/{county.pk}/" in as_user("tongxunyuan").get(url)["Location"]


def test_the_list_offers_places_where_own_units_stand_with_the_city_where_a_name_stands_twice(as_user: Any) -> None:
    def offered(name: str) -> list[str]:
        page = as_user(name).get(reverse("articles:index")).content.decode()
        options = page.partition('name="place"')[2].partition("</select>")[0]
        return re.findall(r"<option[^>]*>([^<]+)</option>", options)[1:]

    assert offered("tongxunyuan") == ["宜兴市"]
    all_places = offered("bianji")
    assert {"南京市鼓楼区", "徐州市鼓楼区", "宜兴市"} <= set(all_places)
    assert not {"鼓楼区", "潍坊市"} & set(all_places) and all_places[0] == "南京市"
