"""What a clerk prints of a dispatch: every form holds every recipient; what cannot be printed is refused by name."""

from __future__ import annotations

import random
import re
import uuid
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.dispatch.models import Act, Dispatch, Parcel, Recall
from cms.dispatch.recalling import Pick, destroy, settle
from tests.bulletins.forms import Opened
from tests.cms.dispatching import recipients, sent_out, standing, told

pytestmark = pytest.mark.django_db
URL = "/admin/dispatch/"
CHOICES = {"which": "", "code": "code128", "preset": "L7160", "start": "1", "size": "ZL", "boxes": "on"}
EACH = ("labels", "envelopes", "receipts", "handover", "post")  # a row or page for every parcel


@pytest.fixture
def clerk(as_user: Any) -> Any:
    return as_user("yinfa")


def asked(client: Any, made: Dispatch, form: str, **chosen: object) -> Any:
    return client.post(f"{URL}{made.pk}/prints/", {**CHOICES, "form": form, **chosen})


def text_of(answer: Any) -> str:
    assert answer["Content-Type"] == "application/pdf", unescape(answer.content.decode())[:3000]
    opened = Opened(answer.content)
    return "".join(opened.text(page) for page in range(len(opened.pages)))


def refused(answer: Any) -> str:
    assert answer["Content-Type"].startswith("text/html")
    return unescape(answer.content.decode())


def mixed(seed: int) -> Dispatch:
    """Return a dispatch with recipients as lists have them: long names, addresses with and without a postcode."""
    dice = random.Random(seed)
    names = [
        "南京市文明办",
        "新疆生产建设兵团第一师阿拉尔市精神文明建设办公室",
        "省委办公厅",
        "A座12栋值班室",
    ]
    rows = recipients(dice.randint(3, 9), dice.randint(1, 12), "机要")
    for n, row in enumerate(rows):
        row["name"] = f"{dice.choice(names)}{n}"
        row["contact"] = dice.choice(["", "办公室", "秘书科"])
        row["address"] = dice.choice(["", "210013 北京西路70号", "三香路998号（邮编：215004）", "中山路1号 12345678"])
    made = sent_out(len(rows), rows[0]["copies"], secrecy=dice.choice(["", "秘密"]), route="机要")
    for row, parcel in zip(rows, made.parcels.all(), strict=True):
        Parcel.objects.filter(pk=parcel.pk).update(**{name: row[name] for name in ("name", "contact", "address")})
    return made


@pytest.mark.parametrize("form", EACH)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_form_holds_every_recipient_with_its_seal_and_copies(clerk: Any, form: str, seed: int) -> None:
    made = mixed(seed)
    text = text_of(asked(clerk, made, form))
    assert made.parcels.count() >= 3
    for parcel in made.parcels.all():
        assert "".join(parcel.name.split()) in text and parcel.contact in text
        assert parcel.code in text, "what is printed is what the scanner reads"
        if form in ("labels", "envelopes"):
            assert f"{parcel.copies}份" in text
    if form in ("receipts", "handover"):
        assert f"{sum(parcel.copies for parcel in made.parcels.all())}" in text, "the sum of the copies"


def test_numbers_of_copies_stand_on_what_is_signed_for(clerk: Any) -> None:
    made = sent_out(3, 3, numbered_copies=True, route="机要")
    for form in ("labels", "envelopes", "receipts", "handover"):
        text = text_of(asked(clerk, made, form))
        for span in ("000001—000003", "000004—000006", "000007—000009"):
            assert span in text, form


def test_the_code_on_the_receipt_sheet_is_taken_by_the_receipts_page(clerk: Any) -> None:
    made = sent_out(3)
    for code in re.findall(r"2026\d{6}[2-9A-HJ-NP-Z]{4}", text_of(asked(clerk, made, "receipts"))):
        sent = {"key": uuid.uuid4().hex, "code": code, "day": str(timezone.localdate())}
        assert "已签收" in unescape(clerk.post(f"{URL}receipts/scan/", sent, follow=True).content.decode())
    assert standing(made) == {"held": 6, "store": 4}
    assert set(made.parcels.values_list("stage", flat=True)) == {"received"}


def test_all_a_channel_or_the_ticked_ones_are_printed(clerk: Any) -> None:
    made = sent_out(4)
    first, second, third, _ = made.parcels.all()
    Parcel.objects.filter(pk=third.pk).update(channel="机要")
    shown = refused(clerk.post(f"{URL}{made.pk}/prints/", {"parcel": [first.pk, second.pk], "rows-key": "x"}))
    assert "勾选的（2 家）" in shown and "全部（4 家）" in shown and "机要（1 家）" in shown
    ticked = text_of(asked(clerk, made, "labels", which="-", parcel=[second.pk]))
    assert "第2局" in ticked and "第1局" not in ticked
    assert "第3局" in (one := text_of(asked(clerk, made, "labels", which="机要"))) and "第1局" not in one
    both = text_of(asked(clerk, made, "receipts"))
    assert "文件签收单（机要）" in both and "文件签收单（交换）" in both
    assert "第3局" in (handed := text_of(asked(clerk, made, "handover"))) and "第1局" not in handed
    assert "没有选定收件单位" in refused(asked(clerk, made, "labels", which="-", parcel=[10**8]))


def test_labels_begin_where_the_sheet_is_left_and_the_test_sheet_has_every_label(clerk: Any) -> None:
    made = sent_out(2)
    assert len(Opened(asked(clerk, made, "labels", start=20).content).pages) == 1
    assert len(Opened(asked(clerk, made, "labels", start=21).content).pages) == 2
    said = refused(asked(clerk, made, "labels", start=9, preset="L7165"))
    assert "没有第 9 枚标签" in said and "起始位置填 1 到 8" in said and 'value="9"' in said
    assert "起始位置填 1 到" in refused(asked(clerk, made, "labels", start="坏{"))
    assert "试印页" in text_of(asked(clerk, made, "trial", preset="L7163"))


def test_envelopes_have_both_postcodes_and_the_office_types_its_own_once(clerk: Any) -> None:
    made = sent_out(1, route="邮寄")
    made.parcels.update(address="210013 北京西路70号")
    text = text_of(asked(clerk, made, "envelopes", address="北京西路68号", postcode="210024", phone="025-8339"))
    assert "210013" in text and "北京西路70号" in text and "北京西路68号" in text and "210024" in text
    assert made.version.issue.publication.issuer in text, "the issuer sends"
    assert 'value="北京西路68号"' in unescape(clerk.get(f"{URL}{made.pk}/prints/").content.decode())
    assert "寄件邮编是六位数字" in refused(asked(clerk, made, "envelopes", postcode="21002"))


def test_what_cannot_be_printed_is_refused_by_name_with_the_remedy(clerk: Any) -> None:
    made = sent_out(3)
    second = made.parcels.all()[1]
    Parcel.objects.filter(pk=second.pk).update(address="路" * 200)
    for form in ("labels", "envelopes"):
        said = refused(asked(clerk, made, form))
        assert "没有生成" in said and "第2局" in said, form
    Parcel.objects.filter(pk=second.pk).update(address="", name="第2局\U0002ffff")
    for form in EACH[:3]:
        assert "U+2FFFF" in refused(asked(clerk, made, form))
    Parcel.objects.filter(pk=second.pk).update(name="第2局", channel="邮寄")
    Dispatch.objects.filter(pk=made.pk).update(secrecy="秘密")
    for form in EACH:
        said = refused(asked(clerk, made, form))
        assert f"{second.seal_name} 第2局" in said and "改成机要、交换或自取" in said
    assert "没有走机要的" in refused(asked(clerk, made, "handover", which="交换"))
    assert "没有这种表单" in refused(asked(clerk, made, "坏{", which="交换"))


@pytest.mark.parametrize("keeping", ["usual", "small", "large", "details", "坏{"])
def test_the_register_of_a_year_is_printed_in_each_way(clerk: Any, keeping: str) -> None:
    made, other = sent_out(2, items=[{"kind": "article", "title": "雨天借伞"}]), sent_out(5)
    text = text_of(clerk.get(f"{URL}register.pdf", {"year": made.year, "keeping": keeping}))
    assert "雨天借伞" in text and "".join(str(other).split()) in text and "第2局" in text
    if keeping == "large":
        first, *_, last = other.parcels.all()
        assert f"{first.seal_name}—{last.seal_name}" in text and "主编" in text
    elif keeping == "details":
        assert "第5局" in text
    answer = clerk.get(f"{URL}register.pdf", {"year": 1999}, follow=True)
    assert "1999年发文登记簿：还没有发文" in refused(answer)


def test_the_list_of_a_recall_has_a_sheet_for_each_unit_and_what_is_kept_says_why(clerk: Any) -> None:
    made = sent_out(3, 4, numbered_copies=True)
    recall = Recall.objects.create(
        scope="issue", issue=made.version.issue, reason="更正", opened_on=made.day, due_on=made.day, key="k"
    )
    first, *_ = made.parcels.all()
    settle(recall, first, told(recall=recall), "back", 2, [1, 2])
    settle(recall, first, told(reason="留作依据", recall=recall), "kept", 1, [3])
    answer = clerk.get(f"{URL}recalls/{recall.pk}/list.pdf")
    text = text_of(answer)
    assert len(Opened(answer.content).pages) == 3
    for n, span in enumerate(("000001—000004", "000005—000008", "000009—000012"), 1):
        assert f"清退单位：第{n}局" in text and span in text
    assert "留作依据" in text
    assert "第1局" not in text_of(clerk.get(f"{URL}recalls/{recall.pk}/list.pdf", {"q": "第2局"}))
    assert "没有应退的" in refused(clerk.get(f"{URL}recalls/{recall.pk}/list.pdf", {"q": "坏{"}, follow=True))
    assert f"recalls/{recall.pk}/list.pdf" in unescape(clerk.get(f"{URL}recalls/{recall.pk}/").content.decode())


def test_what_was_destroyed_is_printed_with_its_approval_and_both_witnesses(clerk: Any) -> None:
    made, numbered = sent_out(1), sent_out(1, numbered_copies=True)
    burnt = told(approved_by="主任", way="粉碎", site="销毁中心", witness_1="科长", witness_2="办公室")
    destroy(burnt, [Pick(made.pk, "store", 3), Pick(numbered.pk, "store", 2, [3, 5])])
    act = Act.objects.get(kind="destroy")
    assert f"register.pdf?act={act.pk}" in clerk.get(f"{URL}destructions/?year={made.year}").content.decode()
    text = text_of(clerk.get(f"{URL}destructions/register.pdf", {"act": act.pk}))
    for part in (
        "主任",
        "粉碎",
        "销毁中心",
        "监销人科长",
        "监销人办公室",
        "000003、000005",
        "".join(str(made).split()),
    ):
        assert part in text, part
    receive = Act.objects.filter(kind="receive").first()
    assert receive and clerk.get(f"{URL}destructions/register.pdf", {"act": receive.pk}).status_code == 404


@pytest.mark.parametrize("name", ["tongxunyuan", "shiji", "xitong", "bianji", "zhubian"])
def test_only_clerks_print(as_user: Any, name: str) -> None:
    made = sent_out(1)
    client = as_user(name)
    for address in (f"{made.pk}/prints/", f"register.pdf?year={made.year}", "destructions/register.pdf?act=1"):
        assert client.get(URL + address).status_code in (302, 403), address
    assert asked(client, made, "labels").status_code in (302, 403)


def test_forms_ask_as_often_for_many_parcels_as_for_few(clerk: Any) -> None:
    def counted() -> list[int]:
        found = []
        recall, year = Recall.objects.get().pk, f"{URL}register.pdf?year={made.year}&keeping="
        pages = [f"{URL}recalls/{recall}/list.pdf", *(year + keeping for keeping in ("usual", "large", "details"))]
        for ask in [
            *(lambda form=form: asked(clerk, made, form) for form in ("labels", "receipts", "handover", "post")),
            *(lambda url=url: clerk.get(url) for url in pages),
        ]:
            ask()
            with CaptureQueriesContext(connection) as seen:
                text_of(ask())
            found.append(len(seen))
        return found

    made = sent_out(2, route="机要")
    opened = {"reason": "清理", "opened_on": made.day, "due_on": made.day, "key": "k"}
    Recall.objects.create(scope="year", year=made.year, **opened)
    few = counted()
    sent_out(10)
    made = sent_out(15, route="机要")
    many = counted()
    assert many == few and max(many) < 40, (few, many)
