"""The register as a workbook: what goes out comes back the same, every doubt has its place and remedy, and what is not
confirmed or not sound changes nothing."""

from __future__ import annotations

import io
import random
import re
import zipfile
from html import unescape
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook, load_workbook

import records
from cms.core.audit import AuditEntry
from cms.distribution.importing import carry_out, plan
from cms.distribution.members import Membership
from cms.distribution.reading import read
from cms.distribution.recipients import CHANNELS, Recipient
from cms.distribution.register_views import packed, unpacked
from cms.distribution.sheets import workbook
from cms.issues.lists import DistributionList

pytestmark = pytest.mark.django_db
URL = "/admin/distribution/register/import/"


def book(register: list[dict[str, object]], lists: list[dict[str, object]] = []) -> bytes:  # noqa: B006
    made = Workbook()
    made.active.title = "收件单位"
    for sheet, rows in ((made.active, register), (made.create_sheet("名单"), lists)):
        heads = list(dict.fromkeys(head for row in rows for head in row)) or ["单位"]
        sheet.append(heads)
        for row in rows:
            sheet.append([row.get(head) for head in heads])
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def out() -> bytes:
    members = Membership.objects.select_related("recipient", "distribution_list").order_by(
        "distribution_list", "order", "pk"
    )
    return workbook(Recipient.objects.filter(merged_into=None).order_by("pk"), members)


def state() -> object:
    return [*Recipient.objects.order_by("pk").values_list()], [*Membership.objects.order_by("pk").values_list()]


@pytest.mark.parametrize("seed", range(5))
def test_what_goes_out_comes_back_and_changes_nothing(seed: int) -> None:
    chance = random.Random(seed)
    odd = [
        "=1+1",
        "0025",
        "+86 25",
        "-3",
        "@甲",
        "甲\u3000乙",
        "1e3",
        "〔2026〕",
        "'引",
        "长" * 40,
        "3.0",
        "TRUE",
        "#N/A",
    ]
    for n in range(40):
        Recipient.objects.create(
            name=f"{chance.choice(odd)}{n}",
            aliases=chance.choice(["", "甲、乙"]),
            address=chance.choice(odd),
            postcode=chance.choice(["", "010001"]),
            phone=chance.choice(["", "0025", "025-1"]),
            channel=chance.choice(CHANNELS[:4]),
            kind=chance.choice(["", "city"]),
            valid_from=chance.choice([None, "2026-01-05"]),
            secrecy=chance.choice(["", "机密"]),
        )
    Recipient.objects.create(name="同名"), Recipient.objects.create(name="同名")
    before = state()
    found = plan(read(out()))
    assert [f for f in found.findings if f.stops] == [] and found.changes == [] and found.members == []
    assert found.same == Recipient.objects.count() and found.same_members == Membership.objects.count()
    assert state() == before


def test_new_ones_come_in_and_known_ones_change_where_the_sheet_says_so(as_user: Any) -> None:
    Recipient.objects.create(name="甲局", address="北街 1 号", phone="025-1")
    file = book(
        [
            {"单位": "甲局", "地址": "北街 2 号"},
            {"单位": "乙局", "渠道": "交换", "邮编": "210008", "启用日期": "2026年3月1日"},
        ],
        [{"名单": "dongtai-quanfa", "单位": "乙局", "份数": 5, "报送发": "发"}],
    )
    client = as_user("yinfa")
    before = state()
    page = client.post(URL, {"file": io.BytesIO(file)}).content.decode()
    assert "新增 1 家，修改 1 家" in page and "北街 1 号 → 北街 2 号" in page and state() == before
    sent = {name: unescape(re.search(rf'name="{name}" value="([^"]*)"', page)[1]) for name in ("rows", "token")}  # type: ignore[index]
    answer = client.post(URL, sent, follow=True).content.decode()
    assert "已登记：新增 1 家，修改 1 家，名单上 1 行" in answer
    one = Recipient.objects.get(name="甲局")
    assert (one.address, one.phone) == ("北街 2 号", "025-1"), "a column that the file lacks alters nothing"
    two = Recipient.objects.get(name="乙局")
    assert (two.channel, two.postcode, str(two.valid_from)) == ("交换", "210008", "2026-03-01")
    of = DistributionList.objects.get(slug="dongtai-quanfa")
    assert of.as_record().recipients[-1] == records.Recipient(name="乙局", copies=5, route="交换")
    assert AuditEntry.objects.filter(action="distribution.import").exists()
    again = client.post(URL, sent, follow=True).content.decode()
    assert "没有登记" in again and Recipient.objects.filter(name="乙局").count() == 1, "sent twice, entered once"


WRONG = [
    ({"单位": "", "地址": "北街"}, "单位", "没有写单位名称"),
    ({"单位": "丙", "邮编": "21000"}, "邮编", "六位数字"),
    ({"单位": "丙", "邮编": 2100}, "邮编", "六位数字"),
    ({"单位": "丙", "启用日期": "三月"}, "启用日期", "不是日期"),
    ({"单位": "丙", "启用日期": "2026-03-02", "停用日期": "2026-03-01"}, "停用日期", "不晚于"),
    ({"单位": "丙", "类别": "省直"}, "类别", "没有“省直”这一类"),
    ({"单位": "丙", "可收密级": "高"}, "可收密级", "没有“高”这一级"),
    ({"单位": "丙", "电子邮箱": "bing"}, "电子邮箱", "邮"),
    ({"单位": "丙", "渠道": "邮件"}, "电子邮箱", "请填写电子邮箱"),
    ({"单位": "丙", "电话": "０２５"}, "电话", "全角"),
    ({"单位": "丙" * 90}, "单位", "80"),
    ({"单位": "丙\x07", "编号": 999999}, "编号", "没有编号"),
    ({"单位": "老甲"}, "单位", "别名"),
]


@pytest.mark.parametrize(("row", "column", "said"), WRONG, ids=[f"{c}-{n}" for n, (_, c, _) in enumerate(WRONG)])
def test_what_is_wrong_is_named_by_row_and_column_and_nothing_of_the_file_is_taken(
    row: dict[str, object], column: str, said: str
) -> None:
    Recipient.objects.create(name="甲局", aliases="老甲")
    row = {name: str(v).replace("\x07", "") if isinstance(v, str) else v for name, v in row.items()}
    before = state()
    made = plan(read(book([{"单位": "好局", "地址": "南街"}, row])))
    stops = [f for f in made.findings if f.stops]
    assert [(f.row, f.column) for f in stops] == [(3, column)] and said in stops[0].said and stops[0].remedy
    with pytest.raises(ValidationError):
        carry_out(made, "办公室")
    assert state() == before


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        ({"名单": "没有这份", "单位": "甲局", "份数": 1}, "名单", "没有“没有这份”这份名单"),
        ({"名单": "dongtai-quanfa", "单位": "没有", "份数": 1}, "单位", "登记里没有“没有”"),
        ({"名单": "dongtai-quanfa", "单位": "甲局", "份数": 0}, "份数", "不是份数"),
        ({"名单": "dongtai-quanfa", "单位": "甲局", "份数": "两"}, "份数", "不是份数"),
        ({"名单": "dongtai-quanfa", "单位": "甲局", "份数": 1.5}, "份数", "不是份数"),
        ({"名单": "dongtai-quanfa", "单位": "甲局", "份数": 1, "报送发": "转"}, "报送发", "没有“转”这一类"),
    ],
)
def test_so_is_what_is_wrong_with_a_list(row: dict[str, object], column: str, said: str) -> None:
    Recipient.objects.create(name="甲局")
    made = plan(read(book([], [row])))
    stops = [f for f in made.findings if f.stops]
    assert [(f.sheet, f.row, f.column) for f in stops] == [("名单", 2, column)] and said in stops[0].said


def test_doubts_are_said_and_may_be_confirmed() -> None:
    Recipient.objects.create(name="甲局", address="北街 1 号", phone="025-00000031")
    made = plan(
        read(
            book(
                [
                    {"单位": "丁局", "地址": "北街１号", "电话": "025 00000031", "渠道": "机要通信"},
                    {"单位": "戊局", "停用日期": "2020-01-01", "别名": "丁局"},
                ]
            )
        )
    )
    said = {(f.row, f.column): f.said for f in made.findings}
    assert not made.stops and said[2, "渠道"] == "不认识的渠道“机要通信”"
    assert "甲局" in said[2, "地址"] and "甲局" in said[2, "电话"] and "已停用" in said[3, "停用日期"]
    assert "丁局" in said[3, "单位"]
    carry_out(made, "办公室")
    assert Recipient.objects.filter(name__in=["丁局", "戊局"]).count() == 2


@pytest.mark.parametrize("seed", range(6))
def test_a_plan_that_fails_on_the_way_leaves_nothing(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    from cms.distribution import importing

    made = plan(
        read(
            book(
                [{"单位": f"新局{n}", "渠道": "交换"} for n in range(6)],
                [{"名单": "wmsj-quanfa", "单位": "新局1", "份数": 2}],
            )
        )
    )
    before, real, left = state(), Recipient.save, [seed]

    def save(self: Recipient, *args: Any, **kwargs: Any) -> None:
        if left[0] == 0:
            raise RuntimeError("the machine fails")
        left[0] -= 1
        real(self, *args, **kwargs)

    monkeypatch.setattr(importing.Recipient, "save", save)
    with pytest.raises(RuntimeError):
        carry_out(made, "办公室")
    assert state() == before


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"0" * (61 * 1024 * 1024))
    return file.getvalue()


def entity() -> bytes:
    file = io.BytesIO(book([{"单位": "甲"}]))
    with zipfile.ZipFile(file, "a") as packed:
        packed.writestr("xl/evil.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    return file.getvalue()


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (lambda: b"", "不是 .xlsx"),
        (lambda: b"PK\x03\x04" + b"x" * 90, "不是 .xlsx"),
        (lambda: book([{"单位": "甲"}])[:-200], "不是 .xlsx"),
        (lambda: b"x" * (6 * 1024 * 1024), "最大 5 MB"),
        (bomb, "太大"),
        (entity, "DOCTYPE"),
        (lambda: book([], []), "没有一行"),
    ],
)
def test_what_is_no_register_is_refused_in_words(as_user: Any, file: Any, said: str) -> None:
    before = state()
    answer = as_user("yinfa").post(URL, {"file": io.BytesIO(file() or b" ")})
    assert answer.status_code == 200 and said in answer.content.decode()
    assert state() == before
    answer = as_user("yinfa").post(URL, {"rows": "{", "token": "x"}).content.decode()
    assert "没有看懂" in answer


def test_rows_that_wait_for_confirmation_are_those_of_the_file() -> None:
    sheets = read(book([{"单位": "甲“局”<b>", "地址": "=1+1", "别的": 3}]))
    assert unpacked(packed(sheets)) == sheets
    assert [f.column for f in sheets.findings] == ["别的"]


def test_the_file_that_is_given_out_holds_no_formula(as_user: Any) -> None:
    Recipient.objects.create(name="=HYPERLINK(1)", phone="+86")
    answer = as_user("yinfa").get("/admin/distribution/register/export.xlsx")
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))["收件单位"]
    cells = [cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert all(cell.data_type == "s" for cell in cells) and "=HYPERLINK(1)" in {cell.value for cell in cells}
