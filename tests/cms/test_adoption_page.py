"""The page 采用统计: whoever looks, the table as printed, each number with its articles, the sentence, the workbook."""

from __future__ import annotations

import datetime as dt
import io
import re
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from cms.adoption.events import WITHHELD
from cms.issues import signing
from cms.issues.models import Issue, IssueEntry
from cms.issues.publications import Publication
from cms.issues.reports import Report
from cms.newsroom.models import ArticlePage
from cms.units.models import UnitPage
from tests.cms.adopting import article_of, draft_of, frozen, issue_of

pytestmark = pytest.mark.django_db
URL = "/admin/adoption/"
XLSX = f"{URL}table.xlsx"
MARCH = {"span": "month", "year": 2026, "month": 3}


def page(client: Any, **asked: object) -> str:
    return unescape(client.get(URL, asked).content.decode())


def rows(html: str) -> list[list[str]]:
    body = html.partition("<tbody>")[2].partition("</tbody>")[0]
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in body.split("<tr>")[1:]]
    return [[re.sub(r"<[^>]+>", "", cell).strip() for cell in row] for row in cells]


def opened(client: Any, html: str) -> list[tuple[int, int]]:
    """Follow every number of the table; return what each says, and how many articles stand behind it."""
    found = re.findall(r'<a href="(\?[^"]*cell=[^"]*)#list"[^>]*>[^<]*?(\d+)</a>', html.partition("<tbody>")[2])
    lists = [unescape(client.get(URL + link).content.decode()) for link, _ in found]
    counts = [one.partition('id="list"')[2].partition("</ol>")[0].count("<li>") for one in lists]
    return [(int(said), count) for (_, said), count in zip(found, counts, strict=True)]


def test_the_province_sees_the_last_year_as_it_is_printed_and_every_number_opens_what_it_counts(as_user: Any) -> None:
    client = as_user("bianji")
    html = page(client)
    assert "<h2>2025年稿件采用情况统计</h2>" in html and "（共12篇）" in html
    told = rows(html)
    assert told[0] == ["南京市", "0", "0"] and [row[0] for row in told[-2:]] == ["综合稿件", "文明行业"]
    numbers = opened(client, html)
    assert numbers and all(said == count for said, count in numbers)
    assert sum(said for said, _ in numbers) == 12
    everything = page(client, span="year", year=2025, cell="all")
    assert "全部：12 篇" in everything and everything.partition('id="list"')[2].count("<li>") == 12


def test_a_number_leads_to_the_article_the_issue_and_the_page(as_user: Any) -> None:
    issue = issue_of("320282", day=dt.date(2026, 3, 4))
    article = ArticlePage.objects.get(title="320282的旧伞")
    html = page(as_user("bianji"), **MARCH, cell="place.320200.below")
    listed = html.partition('id="list"')[2]
    assert "无锡市·所辖县（市、区）用稿篇数：1 篇" in listed
    assert f"/admin/articles/{article.pk}/way/" in listed and f"/admin/issues/{issue.pk}/decision/" in listed
    assert re.search(r"<span>宜兴市</span>.*2026年3月4日.*第 1 页", listed, re.DOTALL)


def test_several_systems_stand_in_one_cell_and_each_opens_its_own(as_user: Any) -> None:
    issue_of("sys-shenji", "sys-shenji", "sys-jiaotong", "zonghe", day=dt.date(2026, 3, 4))
    client = as_user("zhubian")
    html = page(client, **MARCH)
    assert rows(html)[-2:] == [["综合稿件", "1"], ["文明行业", "省审计系统2、省交通运输系统1"]]
    assert opened(client, html) == [(1, 1), (2, 2), (1, 1)]


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ({"span": "quarter", "quarter": 1}, "2026年第一季度"),
        ({"span": "month", "month": 3}, "2026年3月"),
        ({"span": "days", "since": "2026-03-04", "until": "2026-03-31"}, "2026年3月4日至2026年3月31日"),
        ({"group": "place"}, "设区市2026年"),
        ({"group": "system"}, "文明行业2026年"),
        ({"group": "320200"}, "无锡市2026年"),
    ],
)
def test_any_period_and_group_can_be_asked_for(as_user: Any, asked: dict[str, Any], title: str) -> None:
    issue_of("320282", "sys-shenji", day=dt.date(2026, 3, 4))
    html = page(as_user("bianji"), **{"span": "year", "year": 2026} | asked)
    assert f"<h2>{title}稿件采用情况统计</h2>" in html


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"span": "days", "since": "2026-03-04"}, "请填写截止的日期。"),
        ({"span": "days", "since": "2026-03-04", "until": "2026-03-01"}, "截止日期早于开始日期，请核对。"),
        ({"span": "days", "since": "昨天", "until": "2026-03-01"}, "输入一个有效的日期。"),
        ({"span": "days", "since": "0001-01-01", "until": "2026-03-01"}, "1年写错了吧？"),
        ({"span": "month", "month": 13}, "选择一个有效的选项"),
        ({"span": "year", "year": 1999}, "选择一个有效的选项"),
        ({"publication": "nothing"}, "选择一个有效的选项"),
    ],
)
def test_a_question_that_is_none_is_said_beside_its_box(as_user: Any, asked: dict[str, Any], said: str) -> None:
    client = as_user("bianji")
    html = page(client, **asked)
    assert said in html and "<tbody>" not in html
    assert client.get(XLSX, asked).status_code == 302


def test_a_time_without_issues_says_when_articles_count(as_user: Any) -> None:
    html = page(as_user("bianji"), span="month", year=2025, month=2)
    assert "这段时间没有可以统计的简报" in html and "<tbody>" not in html
    issue = issue_of("320282", day=dt.date(2026, 3, 4))
    issue.withdraw("主编", dt.date(2026, 3, 9), "数据有误")
    assert f"{issue}已于2026年3月9日撤回" in page(as_user("bianji"), **MARCH)


def test_withdrawn_issues_clippings_and_reports_are_said(as_user: Any) -> None:
    html = page(as_user("bianji"), span="year", year=2024)
    assert "各期另有统计表 1 张，不是报送的稿件，不计。" in html
    gone = Issue.objects.get(publication__slug="wmsj", year=2024, number=3)
    gone.withdraw("主编", dt.date(2026, 3, 9), "数据有误")
    html = page(as_user("bianji"), span="year", year=2024)
    assert f"{gone}已于2026年3月9日撤回，其中 3 篇稿件不计。" in html


def test_the_sentence_says_zeros_or_leaves_them_out(as_user: Any) -> None:
    issue_of("320282", "320200", "320500", day=dt.date(2026, 3, 4))
    client = as_user("bianji")
    said = "2026年3月共采用稿件3篇：无锡市2篇，苏州市1篇。"
    assert f"{said}南京市、徐州市、" in page(client, **MARCH)
    short = page(client, **MARCH, zeros="0")
    assert f"{said}</textarea>" in short and "写出没有采用的单位" in short


# Who sees what.


def test_a_city_sees_its_own_and_its_counties_alone(as_user: Any) -> None:
    issue_of("320282", "320200", "320400", day=dt.date(2026, 3, 4))
    client = as_user("shiji")
    html = page(client, **MARCH, cell="all")
    told = {row[0]: row[1] for row in rows(html)}
    assert (told["无锡市本级"], told["宜兴市"], told["江阴市"]) == ("1", "1", "0") and "常州市" not in html
    assert "320400的旧伞" not in html and "320282的旧伞" in html and "/decision/" not in html
    gone = issue_of("320400", day=dt.date(2026, 3, 5))
    gone.withdraw("主编", dt.date(2026, 3, 9), "数据有误")
    assert str(gone) not in page(client, **MARCH), "what is withdrawn of others is not told"
    for group in ("", "place", "320400"):
        refused = page(client, **MARCH, group=group)
        assert "320400的旧伞" not in refused and "<tbody>" not in refused


@pytest.mark.parametrize(("name", "own", "other"), [("tongxunyuan", "宜兴市", "无锡市"), ("xitong", "", "无锡市")])
def test_a_county_and_a_system_see_their_own(as_user: Any, name: str, own: str, other: str) -> None:
    issue_of("320282", "320200", "sys-shenji", day=dt.date(2026, 3, 4))
    html = page(as_user(name), **MARCH, cell="all")
    assert own in html and other not in html.partition("<main")[2] and "320200的旧伞" not in html


def test_what_moved_to_another_city_still_counts_and_its_title_is_withheld(as_user: Any) -> None:
    issue_of("320282", day=dt.date(2026, 3, 4))
    UnitPage.objects.get(code="320282").move(UnitPage.objects.get(code="320500"), "last-child")
    client = as_user("shiji")
    html = page(client, **MARCH, cell="all")
    assert dict(rows(html))["宜兴市"] == "1" and WITHHELD in html and "320282的旧伞" not in html
    book = load_workbook(io.BytesIO(b"".join(client.get(XLSX, MARCH).streaming_content)))
    assert book["明细"]["D2"].value == WITHHELD


def test_the_clerk_and_the_stranger_see_nothing(as_user: Any, client: Any) -> None:
    assert client.get(URL).status_code == 302
    for address in (URL, XLSX):
        assert as_user("yinfa").get(address).status_code in (302, 403)
        assert "<tbody>" not in as_user("yinfa").get(address, follow=True).content.decode()
    draft = draft_of("320281", day=dt.date(2026, 4, 1))
    for name in ("shiji", "tongxunyuan", "yinfa"):
        before = Report.objects.count()
        as_user(name).post(f"{URL}put/", {"query": "span=year&year=2025", "issue": draft.pk})
        assert Report.objects.count() == before


@pytest.mark.parametrize(("name", "menu"), [("bianji", "统计表"), ("shiji", "采用统计"), ("guanli", "统计表")])
def test_the_menu_leads_there(as_user: Any, name: str, menu: str) -> None:
    home = as_user(name).get("/admin/").content.decode()
    assert menu in home.encode().decode("unicode_escape", "ignore") or menu in home
    assert URL in home


# The workbook.


def book_of(client: Any, **asked: object) -> tuple[Worksheet, Worksheet]:
    answer = client.get(XLSX, asked)
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    return book["统计表"], book["明细"]


def value(sheet: Worksheet, cell: str) -> int:
    """Return what a cell adds up to, as a spreadsheet would."""
    held = sheet[cell].value
    if not isinstance(held, str) or not held.startswith("="):
        return held if isinstance(held, int) else 0
    match = re.fullmatch(r"=SUM\((.*)\)", held)
    assert match, held
    if reach := re.fullmatch(r"([A-Z]+\d+):([A-Z]+\d+)", match[1]):
        return sum(value(sheet, one.coordinate) for line in sheet[reach[0]] for one in line)
    return sum(map(int, match[1].split(",")))


def test_the_workbook_adds_up_by_formulas_and_lists_what_was_counted(as_user: Any) -> None:
    issue_of("320282", "320200", "sys-shenji", "sys-shenji", "sys-jiaotong", "zonghe", day=dt.date(2026, 3, 4))
    table, events = book_of(as_user("bianji"), **MARCH)
    assert (table["A1"].value, table["A2"].value) == ("2026年3月稿件采用情况统计", "（共6篇）")
    assert [cell.value for cell in table[3]] == ["地区", "市本级用稿篇数", "所辖县（市、区）用稿篇数", "合计"]
    names = {table.cell(row, 1).value: row for row in range(4, table.max_row + 1)}
    wuxi, general, systems, total = (names[name] for name in ("无锡市", "综合稿件", "文明行业", "合计"))
    assert [table.cell(wuxi, n).value for n in (2, 3)] == [1, 1] and value(table, f"D{wuxi}") == 2
    assert table.cell(systems, 2).value == "省审计系统2、省交通运输系统1" and value(table, f"D{systems}") == 3
    assert [value(table, f"{letter}{total}") for letter in "BCD"] == [1, 1, 6] and value(table, f"D{general}") == 1
    assert [table.cell(names["南京市"], n).value for n in (2, 3)] == [0, 0]
    listed = list(events.iter_rows(min_row=2, values_only=True))
    assert table.cell(total + 1, 4).value == f"=COUNTA(明细!D2:D{len(listed) + 1})" and len(listed) == 6
    assert listed[0][1:4] == ("宜兴市", "无锡市·所辖县（市、区）用稿篇数", "320282的旧伞")
    assert listed[0][5] == dt.datetime(2026, 3, 4) and listed[0][6] == 1


@pytest.mark.parametrize("title", ["=1+1", "+cmd|'/c calc'!A1", "-2", "@SUM(A1)", '=HYPERLINK("http://x","甲")', " =2"])
def test_a_title_is_never_a_formula(as_user: Any, title: str) -> None:
    issue = draft_of("320200", day=dt.date(2026, 3, 4))
    article = article_of("320282", title)
    IssueEntry.objects.create(issue=issue, article=article, sort_order=9, section="工作交流")
    frozen(Issue.objects.get(pk=issue.pk))
    UnitPage.objects.filter(code="320200").update(title="=无锡")
    _, events = book_of(as_user("bianji"), **MARCH)
    cell = next(one for one in events["D"] if one.value and one.value.strip() == title.strip())
    assert cell.data_type == "s" and cell.quotePrefix
    formulas = [one for line in events.iter_rows() for one in line if one.data_type == "f"]
    assert not formulas


def test_a_workbook_of_a_city_adds_one_column(as_user: Any) -> None:
    issue_of("320282", "320200", day=dt.date(2026, 3, 4))
    table, _ = book_of(as_user("shiji"), **MARCH)
    total = next(cell.row for cell in table["A"] if cell.value == "合计")
    assert value(table, f"B{total}") == 2 and table.max_column == 2


# Into an issue.


def test_the_table_becomes_the_last_item_of_an_issue_at_work(as_user: Any) -> None:
    issue_of("320282", "sys-shenji", day=dt.date(2026, 3, 4))
    draft = draft_of("320281", day=dt.date(2026, 4, 1))
    client, asked = as_user("bianji"), urlencode(MARCH)
    assert f'<option value="{draft.pk}">' in page(client, **MARCH)
    answer = client.post(f"{URL}put/", {"query": asked, "issue": draft.pk})
    assert answer["Location"] == f"/admin/issues/{draft.pk}/builder/"
    record = Issue.objects.get(pk=draft.pk).draft_record()
    report = record.item(record.sections[-1].items[-1])
    assert (report.title, report.total, report.printed) == ("2026年3月稿件采用情况统计", 2, False)  # type: ignore[union-attr]
    made = Report.objects.get(title=report.title)
    made.full_clean()
    assert made.as_record(report.anchor) == report
    signing.sign(Issue.objects.get(pk=draft.pk), "主编", on=dt.date(2026, 4, 1))


def test_nothing_goes_into_an_issue_that_is_signed(as_user: Any) -> None:
    issue = issue_of("320282", day=dt.date(2026, 3, 4))
    before = Report.objects.count()
    for pk in (issue.pk, 10**7, "x"):
        answer = as_user("bianji").post(f"{URL}put/", {"query": urlencode(MARCH), "issue": pk}, follow=True)
        assert "没有放进去" in answer.content.decode()
    assert Report.objects.count() == before


def test_a_year_of_many_issues_asks_the_database_no_more_often(
    as_user: Any, django_assert_max_num_queries: Any
) -> None:
    client = as_user("bianji")
    page(client)
    with django_assert_max_num_queries(45):
        page(client, span="days", since="2020-01-01", until="2030-01-01", cell="all")
    assert Publication.objects.count() > 1
