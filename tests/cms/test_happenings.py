"""What the newsroom cannot know is entered by a form or from a workbook: nothing twice, nothing half, nothing lost."""

from __future__ import annotations

import datetime as dt
import io
import random
from html import unescape
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from openpyxl import load_workbook

from cms.adoption.happening_file import HEAD, NAMES, template
from cms.adoption.happenings import DESCRIBED, OFFERED, Happening, change, restore, strike
from cms.adoption.words import LEVEL
from cms.core.audit import AuditEntry
from cms.issues.publications import Publication
from cms.units.models import UnitPage
from tests.cms.adopting import article_of
from tests.cms.scoring import happened, user, workbook

pytestmark = pytest.mark.django_db
URL = "/admin/adoption/happenings/"
DAY = dt.date(2026, 3, 4)
COMMENT = {"what": "领导批示", "level": "省级", "title": "旧伞", "kind": "主要领导"}
GOOD: dict[str, Any] = {**COMMENT, "day": DAY, "unit": "无锡市"}


def upload(client: Any, data: bytes, name: str = "事项.xlsx") -> Any:
    return client.post(f"{URL}file/", {"file": ContentFile(data, name=name)})


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def test_a_happening_is_entered_changed_struck_and_restored_and_each_is_logged(as_user: Any) -> None:
    client = as_user("bianji")
    told = {"what": "commented", "day": "2026-03-04", "unit": "320200", "level": "province", "title": "旧伞"}
    assert client.post(f"{URL}add/", told).status_code == 302
    held = Happening.objects.get()
    assert str(held) in text(client.get(URL)).replace("</a>", "") or "《旧伞》" in text(client.get(URL))
    assert client.post(f"{URL}{held.pk}/", {**told, "level": "city", "save": "1"}).status_code == 302
    client.post(f"{URL}{held.pk}/", {"strike": "1", "reason": ""})
    assert not Happening.objects.get().struck, "only with a reason"
    client.post(f"{URL}{held.pk}/", {"strike": "1", "reason": "登错了"})
    assert Happening.objects.get().struck == "登错了" and "已作废：登错了" in text(client.get(URL))
    assert client.post(f"{URL}{held.pk}/", {**told, "save": "1"}).status_code == 422
    client.post(f"{URL}{held.pk}/", {"restore": "1"})
    assert not Happening.objects.get().struck and Happening.objects.get().level == "city"
    actions = AuditEntry.objects.filter(kind="adoption.happening").order_by("seq")
    assert [one.action for one in actions] == [f"happening.{verb}" for verb in ("enter", "change", "strike", "restore")]
    assert actions[1].data["before"] != actions[1].data["after"]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"unit": ""}, "请选择单位，或者填系统里的稿件"),
        ({"day": "2099-03-04"}, "2099年写错了吧"),
        ({"day": ""}, "此项必须填写"),
        ({"level": ""}, "领导批示要填级别"),
        ({"what": "adopted", "publication": ""}, "采用要填刊物"),
        ({"what": "adopted", "title": "", "publication": "国办"}, "上级或其他刊物采用要填稿件"),
        ({"what": "adopted", "publication": "文明实践"}, "从签发的简报计，不用登记"),
        ({"what": DESCRIBED}, "要填稿件"),
        ({"article": "123456"}, "没有标题或编号是“123456”的稿件"),
        ({"others": "无锡市、乌有市"}, "没有叫“乌有市”的单位"),
        ({"others": "鼓楼区"}, "不止一个"),
        ({"level": "planet"}, "可以写：本级"),
    ],
)
def test_what_cannot_be_entered_says_what_to_do_and_keeps_what_was_typed(
    as_user: Any, told: dict[str, str], said: str
) -> None:
    name = Publication.objects.values_list("name", flat=True)[0]
    plain = {"what": "commented", "day": "2026-03-04", "unit": "320200", "level": "province", "title": "旧伞"}
    told = {**plain, **told}
    if told.get("publication") == "文明实践":
        told["publication"] = name
    answer = as_user("bianji").post(f"{URL}add/", told)
    assert answer.status_code == 422
    assert said in text(answer), answer.context["form"].errors
    assert not told["title"] or 'value="旧伞"' in text(answer)
    assert not Happening.objects.exists()


def test_a_workbook_is_taken_whole_and_twice_adds_nothing(as_user: Any) -> None:
    client, page = as_user("bianji"), article_of("320282")
    rows = [
        GOOD,
        {**GOOD, "unit": "徐州市鼓楼区", "others": "无锡市、320500"},
        {
            "what": "上级或其他刊物采用",
            "day": "2026年3月5日",
            "article": page.number,
            "level": "国家级",
            "publication": "国办",
        },
        {"what": "协助工作", "day": dt.datetime(2026, 3, 6, 8), "unit": "sys-shenji", "points": 2.5, "note": "核稿"},
    ]
    data = workbook(*rows)
    answer = upload(client, data)
    assert answer.status_code == 302, answer.context["found"].wrong
    held = list(Happening.objects.order_by("pk"))
    assert [(one.what, one.unit.code, one.day.day) for one in held] == [
        ("commented", "320200", 4),
        ("commented", "320302", 4),
        ("adopted", "320282", 5),
        ("helped", "sys-shenji", 6),
    ]
    assert {unit.code for unit in held[1].others.all()} == {"320200", "320500"} and held[3].points == 2.5
    assert upload(client, data).status_code == 302 and Happening.objects.count() == 4
    # … also once one of them was changed, and another struck.
    told = {name: getattr(held[0], name) for name in NAMES if name != "others"} | {"others": [], "level": "city"}
    change(held[0].pk, told, user("bianji"))
    strike(held[3].pk, user("bianji"), "登错了")
    assert upload(client, data).status_code == 302 and Happening.objects.count() == 4
    assert Happening.objects.get(pk=held[3].pk).struck


def test_bad_cells_are_named_and_nothing_is_taken_until_one_chooses_the_good_rows(as_user: Any) -> None:
    client = as_user("bianji")
    bad = [{**GOOD, "day": "昨天"}, {**GOOD, "unit": "乌有市"}, {**GOOD, "level": "天上", "note": "二"}]
    answer = upload(client, workbook(GOOD, *bad, GOOD, {**GOOD, "note": "另一件"}))
    assert answer.status_code == 422 and not Happening.objects.exists()
    found = answer.context["found"]
    assert [(one.row, one.column) for one in found.wrong] == [(3, "日期"), (4, "单位"), (5, "级别"), (6, "备注")]
    assert "和第 2 行一样" in found.wrong[3].said and "可以写：本级" in found.wrong[2].said
    assert "只登记没有问题的 2 行" in text(answer)
    rows = unescape(answer.content.decode().partition('name="rows" value="')[2].partition('"')[0])
    assert client.post(f"{URL}file/", {"rows": rows}).status_code == 302
    assert Happening.objects.count() == 2
    client.post(f"{URL}file/", {"rows": rows})
    assert Happening.objects.count() == 2


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "a.xlsx", "空"),
        (b"not a workbook", "a.xlsx", "不是 XLSX"),
        (workbook(GOOD), "a.xls", "不是 XLSX"),
        (workbook(), "a.xlsx", "没有填好的行"),
        (workbook(GOOD, head=["什么", *HEAD[1:]]), "a.xlsx", "第 1 行没有列名“事项”"),
        (workbook(GOOD, head=[*HEAD[:-1], "心情"]), "a.xlsx", "看不懂列名“心情”"),
        (workbook(*[{**GOOD, "note": str(n)} for n in range(1001)]), "a.xlsx", "最多 1000 行"),
    ],
)
def test_a_file_that_is_no_such_workbook_is_said(as_user: Any, data: bytes, name: str, said: str) -> None:
    answer = upload(as_user("bianji"), data, name)
    assert answer.status_code == 422 and said in text(answer)
    assert not Happening.objects.exists()


@pytest.mark.parametrize(
    "rows", ["", "[", "[[1]]", '[["a", []]]', '[[2, ["x"]]]', '{"a": 1}', "[1]", f"[[2, {list(range(13))}]]"]
)
def test_rows_that_no_page_of_ours_sends_are_refused(as_user: Any, rows: str) -> None:
    assert as_user("bianji").post(f"{URL}file/", {"rows": rows}).status_code == 422
    assert not Happening.objects.exists()


def test_the_template_is_read_as_it_is_and_offers_every_word(as_user: Any) -> None:
    book = load_workbook(io.BytesIO(template()))
    assert [cell.value for cell in book["计分事项"][1]] == list(HEAD)
    lists = [validation.formula1 for validation in book["计分事项"].data_validations.dataValidation]
    assert all(any(word in listed for listed in lists) for word in (*OFFERED.values(), *LEVEL.values()))
    assert all(len(listed) <= 257 for listed in lists), "Excel opens no longer list"
    answer = as_user("bianji").get(f"{URL}template.xlsx")
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert "没有填好的行" in text(upload(as_user("bianji"), template()))


def test_any_rows_are_taken_whole_or_not_at_all_and_say_each_bad_one(as_user: Any) -> None:
    chance, client = random.Random(3), as_user("bianji")
    spoil = {"day": "三月", "unit": "无此", "what": "开会", "level": "高", "points": "多"}
    for n in range(8):
        rows, bad = [], set()
        for row in range(2, 2 + chance.randint(1, 12)):
            told = {**GOOD, "note": f"{n}-{row}"}
            if chance.random() < 0.2:
                name = chance.choice(sorted(spoil))
                told[name] = spoil[name]
                bad.add((row, HEAD[NAMES.index(name)]))
            rows.append(told)
        before = Happening.objects.count()
        answer = upload(client, workbook(*rows))
        if bad:
            assert {(one.row, one.column) for one in answer.context["found"].wrong} == bad
            assert Happening.objects.count() == before
        else:
            assert Happening.objects.count() == before + len(rows)


def test_the_same_is_not_entered_twice_by_hand_but_two_that_differ_in_a_note_are_two() -> None:
    happened("error_named", "320200", DAY)
    with pytest.raises(ValidationError, match="已经登记过了"):
        happened("error_named", "320200", DAY)
    other = happened("error_named", "320200", DAY, note="第二次")
    told = {name: getattr(other, name) for name in NAMES if name != "others"} | {"others": [], "note": ""}
    with pytest.raises(ValidationError, match="已经登记过了"):
        change(other.pk, told, user("bianji"))
    strike(other.pk, user("bianji"), "重复")
    restore(other.pk, user("bianji"))
    assert Happening.objects.filter(struck="").count() == 2


def test_an_article_is_named_by_its_title_and_by_its_number_where_two_share_one(as_user: Any) -> None:
    client, one = as_user("bianji"), article_of("320282", "旧伞")
    told = {"what": "commented", "day": "2026-03-04", "level": "province", "article": "《旧伞》"}
    assert client.post(f"{URL}add/", told).status_code == 302
    held = Happening.objects.get()
    assert held.article == one and held.unit.code == "320282"
    other = article_of("320500", "旧伞")
    page = text(client.post(f"{URL}add/", told))
    assert f"宜兴市的编号 {one.number}" in page and f"苏州市的编号 {other.number}" in page
    assert client.post(f"{URL}add/", {**told, "article": other.number}).status_code == 302


def test_a_unit_of_which_something_was_entered_stays(as_user: Any) -> None:
    happened("error_named", "320213", DAY, others=["320214"])
    for code in ("320213", "320214"):
        unit = UnitPage.objects.get(code=code)
        answer = as_user("guanli").post(f"/admin/pages/{unit.pk}/delete/")
        assert answer.status_code == 409 and UnitPage.objects.filter(code=code).exists()
        assert "计分事项" in text(answer)


def test_who_does_not_edit_for_the_province_enters_nothing(as_user: Any) -> None:
    held = happened("error_named", "320200", DAY)
    for name in ("tongxunyuan", "shiji", "xitong", "yinfa"):
        client = as_user(name)
        for path in ("", "add/", "file/", "template.xlsx", f"{held.pk}/"):
            assert client.get(URL + path)["Location"] == "/admin/"
            assert client.post(URL + path, {"strike": "1", "reason": "x"}).status_code in (302, 405)
    assert not Happening.objects.get().struck
