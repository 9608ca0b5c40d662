"""Calls for contributions: sent, answered, late, reminded."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from cms.core.notifications import Notification
from cms.newsroom import calls, way
from cms.newsroom.models import ArticlePage, Call
from cms.units.models import UnitPage, UnitRole

pytestmark = pytest.mark.django_db
ADD = "/admin/snippets/newsroom/call/add/"


def user(name: str) -> Any:
    return get_user_model().objects.get(username=name)


def unit(code: str) -> UnitPage:
    found: UnitPage = UnitPage.objects.get(code=code)
    return found


def call(*codes: str, theme: str = "雨具共享", days: int = 10, closed: bool = False) -> Call:
    made = Call(theme=theme, due_on=timezone.localdate() + datetime.timedelta(days=days), closed=closed)
    made.units = [unit(code) for code in codes]
    made.save()
    return made


def answer(asked: Call, code: str, owner: str = "tongxunyuan", title: str = "河边的旧伞") -> ArticlePage:
    made = ArticlePage(
        title=title, call=asked, leader="科长", writer="办公室", phone="0", owner=user(owner), live=False
    )
    made.body = [("paragraph", "雨天借伞。")]
    unit(code).add_child(instance=made)
    made.save_revision(user=user(owner))
    return ArticlePage.objects.get(pk=made.pk)


def typed(*codes: str) -> dict[str, Any]:
    due = timezone.localdate() + datetime.timedelta(days=10)
    return {
        "theme": "雨具共享",
        "text": "写清借还办法",
        "due_on": due.isoformat(),
        "units": [unit(code).pk for code in codes],
    }


def test_an_editor_sends_a_call_and_the_units_are_told(as_user: Any) -> None:
    client = as_user("bianji")
    form = client.get(ADD).content.decode()
    assert "全选各市" in form and "发出约稿" in form and "省文明实践工作办公室" not in form.split("data-unit-boxes")[1]
    answer = client.post(ADD, typed("320200", "320282"), follow=True)
    made = Call.objects.get(theme="雨具共享")
    assert answer.redirect_chain[-1][0] == reverse("call", args=[made.pk])
    assert "已发出，通知 2 人" in answer.content.decode()
    told = Notification.objects.filter(text__contains="约稿“雨具共享”")
    assert sorted(notification.user.username for notification in told) == ["shiji", "tongxunyuan"]


def test_units_added_later_are_told_and_the_others_not_again(as_user: Any) -> None:
    client = as_user("bianji")
    client.post(ADD, typed("320200"))
    made = Call.objects.get(theme="雨具共享")
    client.post(f"/admin/snippets/newsroom/call/edit/{made.pk}/", typed("320200", "sys-jiaotong"))
    assert sorted(notification.user.username for notification in Notification.objects.all()) == [
        "shiji",
        "tongxunyuan",
        "xitong",
    ]


def test_a_call_to_a_city_is_told_to_its_counties_and_to_nobody_elses() -> None:
    told = user("guanli")
    told.groups.add(UnitRole.objects.get(unit__code="320481").group)  # a county of another city
    assert calls.send(call("320200"), [unit("320200")]) == 2
    assert sorted(notification.user.username for notification in Notification.objects.all()) == ["shiji", "tongxunyuan"]


@pytest.mark.parametrize("number", ["²", "9" * 5000, "9" * 19, "abc"])
def test_a_call_that_is_no_number_is_no_call(as_user: Any, number: str) -> None:
    form = as_user("tongxunyuan").get(f"/admin/pages/add/newsroom/articlepage/{unit('320282').pk}/", {"call": number})
    assert form.status_code == 200


def test_units_stand_in_the_order_of_the_codes_systems_first_and_each_after_its_city() -> None:
    codes = list(UnitPage.objects.in_order().filter(depth__gt=2).exclude(kind="general").values_list("code", flat=True))
    cities = [code for code in codes if code[:2] == "32" and code[4:] == "00"]
    assert cities == sorted(cities) and cities[0] == "320100"
    assert codes[0][:4] == "sys-" and codes[codes.index("zone-sip") - 1] == "320500"
    asked = call("320500", "320100", "sys-jiaotong", "320282")
    found = calls.answers(calls.calls_with_answers().get(pk=asked.pk))
    assert [answer.unit.code for answer in found] == ["sys-jiaotong", "320100", "320282", "320500"]


def test_a_call_without_a_unit_is_refused_in_words(as_user: Any) -> None:
    page = as_user("bianji").post(ADD, typed()).content.decode()
    assert not Call.objects.exists()
    assert "请至少勾选一个约请的单位" in page


def test_who_answered_and_who_is_late_is_seen() -> None:
    asked = call("320200", "320400", "sys-jiaotong", days=-1)
    way.take(answer(asked, "320282"), "submit", user("tongxunyuan"))
    answer(asked, "sys-jiaotong", "xitong")
    found = {
        a.unit.code: (len(a.articles), a.handed_in, a.late)
        for a in calls.answers(calls.calls_with_answers().get(pk=asked.pk))
    }
    # A county's article answers for its city; a draft is no answer.
    assert found == {"320200": (1, True, False), "320400": (0, False, True), "sys-jiaotong": (1, False, True)}


def test_the_province_sees_every_answer_and_a_unit_only_its_own(as_user: Any) -> None:
    asked = call("320200", "sys-jiaotong")
    way.take(answer(asked, "sys-jiaotong", "xitong", "路上的新灯"), "submit", user("xitong"))
    way.take(answer(asked, "320282"), "submit", user("tongxunyuan"))
    answer(asked, "320281", "guanli", "江阴的一篇")
    url = reverse("call", args=[asked.pk])
    seen = {name: as_user(name).get(url).content.decode() for name in ("bianji", "shiji", "tongxunyuan", "xitong")}
    titles = ("河边的旧伞", "路上的新灯", "江阴的一篇")
    assert {name: tuple(title in page for title in titles) for name, page in seen.items()} == {
        "bianji": (True, True, True),
        "shiji": (True, False, True),
        "tongxunyuan": (True, False, False),
        "xitong": (False, True, False),
    }
    assert "省交通运输系统" not in seen["tongxunyuan"]


def test_a_call_to_others_is_nobody_elses_business(as_user: Any) -> None:
    asked = call("320400", theme="常州的事")
    for name in ("tongxunyuan", "shiji", "xitong", "yinfa"):
        client = as_user(name)
        assert "常州的事" not in client.get(reverse("calls")).content.decode()
        assert "常州的事" not in client.get(reverse("call", args=[asked.pk]), follow=True).content.decode()
        assert client.post(reverse("call_remind", args=[asked.pk])).status_code in (302, 403)
    assert Call.objects.get(pk=asked.pk).reminded_on is None


def test_those_who_have_not_answered_are_reminded_once_a_day(as_user: Any) -> None:
    asked = call("320282", "sys-jiaotong")
    way.take(answer(asked, "sys-jiaotong", "xitong"), "submit", user("xitong"))
    Notification.objects.all().delete()
    client, url = as_user("bianji"), reverse("call_remind", args=[asked.pk])
    assert client.get(url).status_code == 405
    assert "共通知 1 人" in client.post(url, follow=True).content.decode()
    assert [(n.user.username, n.text[:3]) for n in Notification.objects.all()] == [("tongxunyuan", "催稿：")]
    assert "今天已经催过一次" in client.post(url, follow=True).content.decode()
    assert Notification.objects.count() == 1


def test_a_unit_without_an_account_is_pointed_out(as_user: Any) -> None:
    asked = call("320400", "320282")
    assert as_user("bianji").get(reverse("call", args=[asked.pk])).content.decode().count("没有账号，收不到通知") == 1


def test_the_form_offers_the_calls_to_the_unit_and_fills_in_the_one_that_is_answered(as_user: Any) -> None:
    own, city, other = call("320282", theme="约本市"), call("320200", theme="约无锡"), call("320281", theme="约江阴")
    call("320282", theme="早结束的", closed=True)
    client = as_user("tongxunyuan")
    assert f"?call={own.pk}" in client.get(reverse("call", args=[own.pk])).content.decode()
    page = client.get(f"/admin/pages/add/newsroom/articlepage/{unit('320282').pk}/?call={city.pk}").content.decode()
    for theme, offered in (("约本市", True), ("约无锡", True), ("约江阴", False), ("早结束的", False)):
        assert (theme in page) is offered, theme
    assert f'value="{city.pk}" selected' in page
    page = client.get(f"/admin/pages/add/newsroom/articlepage/{unit('320282').pk}/?call={other.pk}").content.decode()
    assert "约江阴" not in page


def test_an_article_keeps_the_call_it_answered_when_that_is_closed(as_user: Any) -> None:
    asked = call("320282")
    article = answer(asked, "320282")
    Call.objects.update(closed=True)
    page = as_user("tongxunyuan").get(reverse("wagtailadmin_pages:edit", args=[article.pk])).content.decode()
    assert f'value="{asked.pk}" selected' in page


def test_the_list_asks_the_database_a_fixed_number_of_times(as_user: Any, django_assert_max_num_queries: Any) -> None:
    for n in range(15):
        answer(call("320200", "320282", "sys-jiaotong", theme=f"主题{n}"), "320282")
    for name in ("bianji", "tongxunyuan"):
        client = as_user(name)
        with django_assert_max_num_queries(30):
            page = client.get(reverse("calls")).content.decode()
        assert "主题14" in page


def test_empty_lists_say_what_to_do(as_user: Any) -> None:
    assert "还没有约稿。点“发一次约稿”" in as_user("bianji").get(reverse("calls")).content.decode()
    assert "现在没有向本单位约的稿件" in as_user("tongxunyuan").get(reverse("calls")).content.decode()
