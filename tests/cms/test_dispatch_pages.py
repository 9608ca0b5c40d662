"""The screens of the dispatch: what a clerk sees and sends, and that nobody else gets there."""

from __future__ import annotations

import datetime as dt
import io
import re
import uuid
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from cms.dispatch.models import Act, Dispatch, Parcel, Recall, Reminder
from cms.dispatch.moves import receive, seal, send
from cms.dispatch.reading import addressed, late
from cms.dispatch.receipts import receipt
from tests.cms.dispatching import dispatch_of, sent_out, standing, told

pytestmark = pytest.mark.django_db
URL = "/admin/dispatch/"


@pytest.fixture
def clerk(as_user: Any) -> Any:
    return as_user("yinfa")


def page(client: Any, url: str, **asked: object) -> str:
    answer = client.get(url, asked)
    assert answer.status_code == 200, (url, answer.status_code)
    return unescape(answer.content.decode())


def post(client: Any, url: str, **sent: object) -> str:
    return unescape(client.post(url, sent, follow=True).content.decode())


def act(client: Any, url: str, name: str, **sent: object) -> str:
    """Send one of the forms of a page, with the key that the page gave it."""
    found = re.search(rf'name="{name}-key" value="([0-9a-f]{{32}})"', page(client, url))
    assert found, f"{url} has no form {name}"
    return post(
        client, url, act=name, **{f"{name}-{field}": value for field, value in {"key": found[1], **sent}.items()}
    )


def rows(client: Any, url: str, name: str, parcels: list[int], **sent: object) -> str:
    found = re.search(r'name="rows-key" value="([0-9a-f]{32})"', page(client, url))
    assert found
    day = str(timezone.localdate())
    return post(client, url, act=name, parcel=parcels, **{"rows-key": found[1], "rows-day": day, **sent})


def of(made: Dispatch) -> str:
    return f"{URL}{made.pk}/"


def keys(made: Dispatch) -> list[int]:
    return list(made.parcels.values_list("pk", flat=True))


TODAY, TOMORROW = (str(timezone.localdate() + dt.timedelta(days=days)) for days in (0, 1))


def test_a_clerk_does_an_issue_from_the_print_shop_to_the_last_receipt(clerk: Any) -> None:
    made = dispatch_of(3, 2, print_run=10)
    home = page(clerk, "/admin/")
    assert "等待发出的简报" in home and "等印件入库" in home
    assert "等印件入库" in page(clerk, of(made))
    said = act(clerk, of(made), "receive", count="9", day=TODAY, witness_1="科长")
    assert "签发时定的是共印 10 份，这次 9 份。请写明原因" in said and 'value="9"' in said, "what was typed stays"
    assert "已入库 9 份" in act(clerk, of(made), "receive", count="9", day=TODAY, witness_1="科长", reason="破损一份")
    assert "请先勾选收件单位" in rows(clerk, of(made), "seal", [])
    assert "已封装 3 家" in rows(clerk, of(made), "seal", keys(made))
    assert "3 家待发" in page(clerk, "/admin/")
    assert "已发出 2 家" in rows(clerk, of(made), "send", keys(made)[:2])
    assert "已拆封 1 家" in rows(clerk, of(made), "unseal", keys(made)[2:])
    assert standing(made) == {"store": 5, "sent": 4}
    assert "已登记盘点库存" in act(clerk, of(made), "stocktake", count="5", day=TODAY)
    parcel = made.parcels.first()
    assert parcel
    said = post(clerk, f"{URL}receipts/scan/", key=uuid.uuid4().hex, code=parcel.code, person="收发室", day=TODAY)
    assert "第1局办公室，2 份，已签收" in said
    parcel.refresh_from_db()
    assert (parcel.stage, parcel.received_by, parcel.received_on) == ("received", "收发室", timezone.localdate())
    ledger = page(clerk, f"{of(made)}ledger/", place="held")
    assert "在途 → 收件单位" in ledger and "签收或退回人：收发室" in ledger and "经办：" in ledger


def test_the_scanner_is_answered_at_once_and_wrong_and_double_codes_are_named(clerk: Any) -> None:
    made = sent_out(2)
    first, second = made.parcels.all()

    def scan(code: str, key: str = "") -> dict[str, Any]:
        sent = {"key": key or uuid.uuid4().hex, "code": code, "day": TODAY}
        answer: dict[str, Any] = clerk.post(f"{URL}receipts/scan/", sent, headers={"accept": "application/json"}).json()
        return answer

    key = uuid.uuid4().hex
    said = f"{made} 第1局办公室，2 份，已签收"
    assert scan(first.code, key) == {"done": True, "said": said, "waiting": 1, "parcel": first.pk}
    assert scan(first.code, key)["said"].endswith("已签收（先前已登记，没有重复）"), "sent again by a browser"
    assert scan(first.code)["done"] is False and "已经签收，没有重复登记" in scan(first.code)["said"]
    assert "不是封号" in scan("6901234567892")["said"]
    assert "没有封号" in scan(f"{first.year}999999")["said"]
    assert "校验码对不上" in scan(second.code[:-4] + ("2222" if second.token != "2222" else "3333"))["said"]
    assert Act.objects.filter(kind="receipt").count() == 1


def test_receipts_and_reminders_are_taken_by_list_all_or_none(clerk: Any) -> None:
    made = sent_out(4)
    one, two, three, four = keys(made)
    made.parcels.update(sent_on=timezone.localdate())
    Parcel.objects.filter(pk=four).update(sent_on=timezone.localdate() - dt.timedelta(days=8))
    assert Parcel.objects.filter(late()).get().pk == four
    home = page(clerk, "/admin/")
    assert "要催的回执" in home and "发出 8 天" in home
    listed = page(clerk, f"{URL}receipts/", late=1)
    assert "第4局" in listed and "第1局" not in listed
    key = uuid.uuid4().hex
    for _ in range(2):
        said = post(clerk, f"{URL}receipts/", act="remind", key=key, parcel=[four], note="电话")
    assert "已记下催办 1 家" in said and Reminder.objects.get().note == "电话"
    assert "催过 1 次" in page(clerk, f"{URL}receipts/")
    sent = {"act": "tick", "key": uuid.uuid4().hex, "parcel": [one, two], "day": TODAY, f"person-{two}": "传达室"}
    assert "已登记签收 2 家" in post(clerk, f"{URL}receipts/", **sent, person="收发室")
    assert "先前已登记过" in post(clerk, f"{URL}receipts/", **sent, person="收发室")
    assert [p.received_by for p in made.parcels.all()] == ["收发室", "传达室", "", ""]
    sent = {"act": "tick", "key": uuid.uuid4().hex, "parcel": [two, three], "day": TODAY}
    assert "没有重复登记" in post(clerk, f"{URL}receipts/", **sent)
    assert Parcel.objects.get(pk=three).stage == "sent", "all or none"


def test_a_parcel_comes_in_part_comes_back_is_lost_and_sent_once_more(clerk: Any) -> None:
    made = sent_out(2, 3, spare=5, numbered_copies=True)
    first = made.parcels.get(position=1)
    url = f"{URL}parcel/{first.pk}/"
    assert "份号 000004 不在在途" in act(clerk, url, "receipt", numbers="1、4", person="收发室", day=TODAY)
    assert "已登记签收" in act(clerk, url, "receipt", numbers="1-2", person="收发室", day=TODAY)
    assert "部分签收" in page(clerk, url)
    assert "请填写退件原因" in act(clerk, url, "returned", day=TODAY, reason="")
    act(clerk, url, "returned", day=TODAY, reason="查无此人")
    assert standing(made) == {"held": 2, "sent": 3, "store": 6}
    said = act(clerk, url, "lose", numbers="2", reason="搬家遗失", witness_1="科长", witness_2="科长", day=TODAY)
    assert "两个不同的人" in said
    act(clerk, url, "lose", numbers="2", reason="搬家遗失", witness_1="科长", witness_2="办公室", day=TODAY)
    act(clerk, url, "reissue", number="7", reason="遗失补发", channel="机要", address="新址", day=TODAY)
    again = first.reissues.get()
    assert (again.name, again.channel, again.address, again.numbers) == (first.name, "机要", "新址", [7])
    assert f"已补发 1 份：封号 {again.seal_name}" in re.sub(r"<[^>]+>", "", page(clerk, url))
    ledger = page(clerk, f"{of(made)}ledger/", number="000002")
    assert "查无下落" in ledger and "搬家遗失" in ledger
    assert "没有份号 000099" in page(clerk, f"{of(made)}ledger/", number="99")


def test_a_channel_is_changed_until_it_goes_out_and_secrecy_forbids_the_mail(clerk: Any) -> None:
    made = dispatch_of(1, secrecy="秘密", print_run=4, route="邮件")
    assert "密级是“秘密”的不能走“邮件”" in page(clerk, of(made))
    url = f"{URL}parcel/{made.parcels.get().pk}/"
    assert "不能走“邮寄”，请选机要" in act(clerk, url, "reroute", channel="邮寄")
    assert "已保存渠道" in act(clerk, url, "reroute", channel="机要", phone="025-1234")
    receive(made, told(), 4)
    seal(made, told(), keys(made))
    send(made, told(), keys(made))
    assert "reroute-channel" not in page(clerk, url)
    said = post(clerk, url, act="reroute", **{"reroute-key": "k", "reroute-channel": "交换"})
    assert "刚才已经发出" in said and made.parcels.get().channel == "机要"


@pytest.mark.parametrize("scope", ["issue", "year", "recipient"])
def test_copies_are_recalled_of_an_issue_a_year_and_a_recipient(clerk: Any, scope: str) -> None:
    made, other = sent_out(3), sent_out(2)
    receipt(list(made.parcels.all())[:2], told(), {})
    of_scope: dict[str, object] = {"issue": made.version.issue_id, "year": made.year, "name": "第1局"}
    key = uuid.uuid4().hex
    for _ in range(2):
        said = post(clerk, f"{URL}recalls/", key=key, scope=scope, reason="更正", due_on=TODAY, **of_scope)
    recall = Recall.objects.get()
    due = {"issue": 6, "year": 10, "recipient": 4}[scope]
    assert f"<dd>{due}</dd>" in re.sub(r"\s+", "", said)
    url = f"{URL}recalls/{recall.pk}/"
    first = made.parcels.first()
    assert first
    sent = {"parcel": [first.pk], "person": "机要员", "act": "tick", "key": uuid.uuid4().hex}
    assert "已登记退回 1 家" in post(clerk, url, **sent)
    post(clerk, url, **sent)
    assert standing(made)["recalled"] == 2
    home = page(clerk, "/admin/")
    assert "正在清退" in home and f"未退 {due - 2} 份" in home
    book = load_workbook(io.BytesIO(b"".join(clerk.get(f"{url}list.xlsx").streaming_content)))
    listed = list(book["清退清单"].iter_rows(min_row=3, values_only=True))
    assert sum(row[7] for row in listed) == due and sum(row[8] for row in listed) == 2
    assert "还有" in post(clerk, url, act="close")
    assert "已经结束，不能再登记" in post(clerk, url, act="tick", key="x" * 32, parcel=[other.parcels.all()[0].pk])
    assert standing(other) == {"sent": 4, "store": 4}


def test_of_what_is_recalled_some_is_kept_and_some_is_lost(clerk: Any) -> None:
    made = sent_out(2, 4)
    first = made.parcels.first()
    assert first
    post(clerk, f"{URL}recalls/", key="a", scope="issue", issue=made.version.issue_id, reason="更正", due_on=TODAY)
    url = f"{URL}recalls/{Recall.objects.get().pk}/"

    def settle(**sent: object) -> str:
        html = page(clerk, url, parcel=first.pk)
        given = dict(re.findall(r'name="(settle-(?:key|recall|parcel_key))" value="([^"]+)"', html))
        return post(clerk, url, act="settle", **given, **{f"settle-{name}": value for name, value in sent.items()})

    assert "请写明原因" in settle(outcome="kept", count="1", day=TODAY)
    assert "已登记清退" in settle(outcome="kept", count="1", day=TODAY, reason="留作依据")
    assert "要有两个人在场" in settle(outcome="lost", count="1", day=TODAY, reason="丢")
    settle(outcome="lost", count="1", day=TODAY, reason="丢", witness_1="科长", witness_2="办公室")
    settle(outcome="back", count="2", day=TODAY, person="机要员")
    assert standing(made) == {"store": 4, "sent": 4, "retained": 1, "missing": 1, "recalled": 2}


def test_copies_are_destroyed_before_two_people_and_registered(clerk: Any) -> None:
    made, numbered = sent_out(1), sent_out(1, numbered_copies=True)
    url = f"{URL}destructions/?year={made.year}"
    burnt = {
        "approved_by": "主任",
        "way": "粉碎",
        "site": "销毁中心",
        "witness_1": "科长",
        "witness_2": "办公室",
        "day": TODAY,
    }
    boxes = {f"pick-{made.pk}-store": "3", f"pick-{numbered.pk}-store": "3、5"}

    def destroy(**more: object) -> str:
        found = re.search(r'name="destroy-key" value="([0-9a-f]{32})"', page(clerk, url))
        assert found
        sent = {f"destroy-{name}": value for name, value in {**burnt, "key": found[1], **more}.items()}
        return post(clerk, url, act="destroy", **boxes, **sent)

    assert "两个不同的人" in destroy(witness_2="科长")
    boxes[f"pick-{made.pk}-store"] = "三"
    assert "（库存）：“三”不是份数" in destroy()
    boxes[f"pick-{made.pk}-store"] = "5"
    assert "库存只有 4 份，不够 5 份" in destroy() and standing(numbered)["store"] == 4, "all or none"
    boxes[f"pick-{made.pk}-store"] = "3"
    assert "已登记销毁" in destroy()
    assert standing(made) == {"sent": 2, "store": 1, "destroyed": 3} and standing(numbered)["destroyed"] == 2
    answer = clerk.get(f"{URL}destructions/register.xlsx", {"year": made.year})
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    listed = list(book["销毁登记"].iter_rows(min_row=3, values_only=True))
    assert [(row[3], row[4], row[11], row[12]) for row in listed] == [
        (3, None, "科长", "办公室"),
        (2, "000003、000005", "科长", "办公室"),
    ]


def test_the_register_of_a_year_stands_on_screen_and_in_a_workbook(clerk: Any) -> None:
    made = sent_out(4, registration_no="=1+1", items=[{"kind": "article", "title": "雨天借伞"}])
    receipt(list(made.parcels.all())[:1], told(), {})
    act(clerk, of(made), "file", filed_on=TODAY, file_no="2026-7", note="照登")
    shown = page(clerk, URL, year=made.year)
    assert "第1局、第2局、第3局等 4 家" in shown and "1/4" in shown and "2026-7" in shown and "雨天借伞" in shown
    book = load_workbook(io.BytesIO(b"".join(clerk.get(f"{URL}register.xlsx", {"year": made.year}).streaming_content)))
    (row,) = book["发文登记簿"].iter_rows(min_row=3)
    assert row[3].value == "=1+1" and row[3].data_type == "s", "text stays text"
    assert [cell.value for cell in row][6:11] == [12, 8, 4, "第1局、第2局、第3局等 4 家", "1/4"]
    assert len(list(book["发放明细"].iter_rows(min_row=3))) == 4
    assert "还没有发文" in page(clerk, URL, year=1999)


def test_an_issue_that_was_signed_elsewhere_is_registered_by_hand(clerk: Any) -> None:
    shown = page(clerk, URL, year=2025)
    (address, *_) = re.findall(r'action="(/admin/dispatch/open/\d+/)"', shown)
    for _ in range(2):
        assert "已登记发文，顺序号 1。" in post(clerk, address)
    assert Dispatch.objects.count() == 1


def test_what_a_label_needs_is_at_hand() -> None:
    made = sent_out(1, numbered_copies=True, secrecy="秘密")
    (one,) = addressed(made.parcels.select_related("dispatch"))
    assert (one.name, one.copies, one.numbers, one.secrecy) == ("第1局", 2, "000001—000002", "秘密")
    assert re.fullmatch(r"2026\d{6}[2-9A-HJ-NP-Z]{4}", one.code)


@pytest.mark.parametrize("name", ["tongxunyuan", "shiji", "xitong", "bianji", "zhubian"])
def test_only_clerks_get_there(as_user: Any, name: str) -> None:
    made = sent_out(1)
    client = as_user(name)
    parcel = made.parcels.get()
    addresses = [
        "",
        "register.xlsx",
        f"{made.pk}/",
        f"{made.pk}/ledger/",
        f"parcel/{parcel.pk}/",
        "receipts/",
        "recalls/",
    ]
    for address in [*addresses, "destructions/", "destructions/register.xlsx"]:
        answer = client.get(URL + address)
        assert answer.status_code in (302, 403) and b"\xe5\xb1\x80" not in answer.content, address
    client.post(f"{URL}receipts/scan/", {"key": "k", "code": parcel.code, "day": TODAY})
    client.post(f"{URL}parcel/{parcel.pk}/", {"act": "returned", "returned-reason": "x", "returned-key": "k"})
    assert standing(made) == {"sent": 2, "store": 4}
    assert "发文与回执" not in page(client, "/admin/")


def test_a_form_that_is_spoilt_is_answered_in_words(clerk: Any) -> None:
    made = sent_out(1)
    for sent, said in (
        ({"act": "destroy everything"}, "这一步现在不能做"),
        ({"act": "retain", "retain-count": "坏{"}, "份数请填数字"),
        ({"act": "retain", "retain-count": "9" * 5000}, "份数"),
        ({"act": "retain", "retain-count": "1", "retain-reason": "存档", "retain-day": TOMORROW}, "日期在今天以后"),
        ({"act": "retain", "retain-count": "1", "retain-reason": "存档", "retain-day": TODAY}, "这张表单不完整"),
    ):
        assert said in post(clerk, of(made), **sent)
    assert standing(made) == {"sent": 2, "store": 4}
    assert "勾选" in post(clerk, of(made), act="seal", parcel=["坏{", "9" * 99], **{"rows-key": "k", "rows-day": TODAY})


def test_screens_ask_as_often_for_many_parcels_as_for_few(clerk: Any) -> None:
    def asked() -> dict[str, int]:
        found = {}
        addresses = [
            "/admin/",
            URL,
            of(made),
            f"{of(made)}ledger/?place=held",
            f"{URL}receipts/",
            f"{URL}recalls/{recall}/",
        ]
        for address in [*addresses, f"{URL}destructions/?year={made.year}"]:
            for _ in range(2):
                with CaptureQueriesContext(connection) as seen:
                    assert clerk.get(address).status_code == 200
            found[address] = len(seen)
        return found

    made = sent_out(4)
    receipt(list(made.parcels.all())[:2], told(), {})
    post(clerk, f"{URL}recalls/", key="a", scope="year", year=made.year, reason="清理", due_on=TODAY)
    recall = Recall.objects.get().pk
    few = asked()
    for _ in range(4):
        made = sent_out(20)
        receipt(list(made.parcels.all())[:15], told(), {})
    many = asked()
    assert list(many.values()) == list(few.values()), (few, many)
    assert max(many.values()) < 60
