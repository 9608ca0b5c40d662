"""What of the account of adoptions goes out: circulars and letters as PDFs, a unit's own record, the chart of who
appeared when, and the list of tables that are kept."""

from __future__ import annotations

import datetime as dt
import random
import re
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pypdfium2
import pytest
from django.utils import timezone

import records
from bulletins.audit.circulars import audit_letters
from bulletins.circular import Circular, typeset_letters
from cms.adoption import periods
from cms.adoption.chart import Chart, Mark, drawn, months_before
from cms.adoption.circulars import printed
from cms.adoption.counting import count, signed_issues
from cms.adoption.kept import kept
from cms.adoption.record import last_years
from cms.adoption.reported import Handed
from cms.adoption.silent import KINDS, Silent, letters, silent
from cms.issues.models import Issue, IssueEntry
from cms.issues.reports import Report
from cms.newsroom.models import ArticlePage
from cms.units.models import UnitPage
from records import TypesetError
from tests.cms.adopting import draft_of, frozen, issue_of
from tests.cms.test_adoption_rates import handed, lines, user

pytestmark = pytest.mark.django_db
ROOT = "/admin/adoption/"
MARCH = {"span": "month", "year": 2026, "month": 3}
PAST = {"span": "year", "year": 2025}
EVERY_KIND = [name for name, _ in KINDS]


def html(client: Any, path: str, **asked: object) -> str:
    answer = client.get(f"{ROOT}{path}", asked)
    return unescape(answer.content.decode()) if answer.status_code == 200 else ""


def pages(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    return [re.sub(r"\s", "", document[n].get_textpage().get_text_range()) for n in range(len(document))]


def pdf(client: Any, path: str, **asked: object) -> list[str]:
    answer = client.get(f"{ROOT}{path}", asked)
    assert answer["Content-Type"] == "application/pdf", answer.content.decode()[:2000]
    return pages(answer.content)


# The circular.


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        (MARCH, "2026年3月"),
        ({"span": "quarter", "year": 2026, "quarter": 1}, "2026年第一季度"),
        ({"span": "year", "year": 2026}, "2026年"),
    ],
)
def test_the_circular_of_a_period_says_what_was_counted(as_user: Any, asked: dict[str, Any], name: str) -> None:
    issue_of("320282", "320200", "sys-shenji", "sys-shenji", "zonghe", day=dt.date(2026, 3, 4))
    told = {"office": "某省文明办", "date": "2026-04-02", "to": "各设区市文明办：", "zeros": ""}
    first, second = pdf(as_user("bianji"), "circular/circular.pdf", **asked, **told)
    assert f"用稿情况通报关于{name}稿件采用情况的通报各设区市文明办：现将{name}稿件采用情况通报如下。" in first
    assert f"{name}共采用稿件5篇：无锡市2篇；省审计系统2篇；综合稿件1篇。" in first and "没有采用" not in first
    assert f"附件：{name}稿件采用情况统计某省文明办2026年4月2日—1—" in first
    assert f"附件{name}稿件采用情况统计（共5篇）地区市本级用稿篇数所辖县（市、区）用稿篇数南京市00无锡市11" in second
    assert "综合稿件1文明行业省审计系统2—2—" in second


def test_the_circular_says_rates_where_they_are_asked_for(as_user: Any) -> None:
    issue_of("320282", "320200", day=dt.date(2026, 3, 4))
    for code in ("320282", "320282", "320281"):
        handed(code, dt.date(2026, 3, 2))
    made = pdf(
        as_user("zhubian"), "circular/circular.pdf", **MARCH, office="某省文明办", rates="on", more="请继续报送。"
    )
    assert "各单位共报送稿件3篇，采用2篇，采用率66.7%。请继续报送。" in made[0] and "附件2" in made[2]
    table = "".join(made[2:])  # with all systems it goes on overleaf
    assert "无锡市3266.7%" in table and "合计3266.7%" in table and "南京市00—" in table


def test_the_page_shows_the_text_before_it_is_printed_and_says_what_is_missing(as_user: Any) -> None:
    issue_of("320282", day=dt.date(2026, 3, 4))
    client = as_user("bianji")
    page = html(client, "circular/", **MARCH)
    assert "2026年3月共采用稿件1篇：无锡市1篇。" in page and 'name="office" value="' in page
    for asked in ({"office": ""}, {"office": "甲", "date": "昨天"}):
        assert "adoption__error" in html(client, "circular/", **MARCH, **asked)
        answer = client.get(f"{ROOT}circular/circular.pdf", {**MARCH, **asked}, follow=True)
        assert "没有生成通报" in answer.content.decode()
    empty = html(client, "circular/", span="month", year=2025, month=2)
    assert "这段时间没有可以通报的简报" in empty


def test_a_character_that_no_font_has_is_named_and_nothing_is_printed(as_user: Any) -> None:
    issue_of("320282", day=dt.date(2026, 3, 4))
    page = html(as_user("bianji"), "circular/circular.pdf", **MARCH, office="某省\U0001f600办")
    assert "字库中没有“\U0001f600”字" in page and "落款" in page


def test_what_is_printed_is_measured_before_anybody_gets_it() -> None:
    report = records.Report(
        number=1, title="统计", note="（共2篇）", total=2, columns=("甲", "乙"), rows=(("丙", "1"),)
    )
    wrong = Circular(
        "用稿情况通报", "关于统计的通报", ("通报如下。",), "某省文明办", dt.date(2026, 4, 2), "", (report,)
    )
    with pytest.raises(TypesetError, match="表中相加 1，统计 2"):
        printed(wrong)


# Who reported nothing.


def test_each_unit_that_there_was_reported_or_is_on_the_list() -> None:
    chance = random.Random(7)
    everyone = list(UnitPage.objects.exclude(kind__in=("office", "general")))
    for _ in range(6):
        heard = chance.sample(everyone, chance.randrange(len(everyone)))
        told = [Handed(n, "甲", unit.code, f"{unit.path}0099", dt.date(2026, 3, 2)) for n, unit in enumerate(heard)]
        listed = {one.code for one in silent(periods.month(2026, 3), told, EVERY_KIND, dt.date(2026, 4, 2))}
        paths = [unit.path for unit in heard]
        for unit in everyone:
            own = unit in heard if unit.kind in ("county", "zone") else any(p.startswith(unit.path) for p in paths)
            assert (unit.code in listed) != own, unit


def test_units_of_another_time_get_no_letter() -> None:
    for code, began, ended in (
        ("320281", dt.date(2026, 3, 2), None),
        ("320282", None, dt.date(2026, 3, 31)),
        ("320200", None, dt.date(2026, 4, 2)),
        ("320500", dt.date(2026, 3, 1), dt.date(2026, 4, 3)),
    ):
        UnitPage.objects.filter(code=code).update(valid_from=began, valid_to=ended)
    listed = {one.code for one in silent(periods.month(2026, 3), [], EVERY_KIND, dt.date(2026, 4, 2))}
    assert "320500" in listed and not listed & {"320281", "320282", "320200"}


def test_a_letter_goes_to_each_unit_that_is_ticked(as_user: Any) -> None:
    handed("320281", dt.date(2025, 3, 2))
    client = as_user("bianji")
    page = html(client, "silent/", **PAST)
    boxes = re.findall(r'name="unit"\s+value="([^"]+)"', page)
    assert "320282" in boxes and "320281" not in boxes and "320200" not in boxes, "its county reported for the city"
    assert f"2025年没有报送稿件的单位：{len(boxes)} 个" in page
    told = {"office": "某省文明办", "date": "2026-01-05", "more": "联系人：办公室"}
    made = pdf(client, "silent/letters.pdf", **PAST, **told, unit=["320282", "320500", "320281"])
    assert len(made) == 2, "who reported gets none, ticked or not"
    said = "经统计，2025年（1月1日至12月31日），我们没有收到你单位及所辖县（市、区）报送的稿件。"
    (city,) = [one for one in made if "苏州市：感谢你单位对简报工作的支持。" in one]
    (county,) = [one for one in made if "宜兴市：感谢你单位对简报工作的支持。" in one]
    assert said in city and "我们没有收到你单位报送的稿件。" in county
    assert all(one.endswith("联系人：办公室某省文明办2026年1月5日") for one in made)


def test_letters_are_measured_too() -> None:
    units = [Silent("a", "无锡市", "city"), Silent("b", "徐州市鼓楼区", "county"), Silent("c", "省审计系统", "system")]
    made = letters(units, periods.quarter(2025, 4), office="某省文明办", date=dt.date(2026, 1, 5), more="甲\n\n乙")
    assert [one.paragraphs[2:] for one in made] == [("甲", "乙")] * 3
    assert not audit_letters(typeset_letters(made).pdf, made).defects


def test_no_letter_before_the_period_is_over_and_none_to_nobody(as_user: Any) -> None:
    today = timezone.localdate()
    issue_of("320282", day=today)
    now = {"span": "year", "year": today.year}
    client = as_user("zhubian")
    assert "生成函件" not in html(client, "silent/", **now) and "还没有过完" in html(client, "silent/", **now)
    for asked, said in (
        ({**now, "unit": "320500"}, "还没有过完"),
        (PAST, "请至少勾选一个"),
        ({**PAST, "unit": "x"}, "勾选"),
    ):
        answer = client.get(f"{ROOT}silent/letters.pdf", asked, follow=True)
        assert said in answer.content.decode(), asked
    assert "请至少选一类单位" in html(client, "silent/", **PAST, kinds="")


@pytest.mark.parametrize("name", ["shiji", "tongxunyuan", "xitong", "yinfa"])
def test_only_the_provinces_editors_write_in_the_offices_name(as_user: Any, name: str) -> None:
    for path in ("circular/", "circular/circular.pdf", "silent/", "silent/letters.pdf"):
        answer = as_user(name).get(f"{ROOT}{path}", {**PAST, "unit": "320500"})
        assert answer.status_code in (302, 403) and "pdf" not in answer["Content-Type"]


# A unit's own record.


def test_a_county_reads_its_own_record_year_by_year_and_where_it_was_printed(as_user: Any) -> None:
    issue_of("320282", "320281", day=dt.date(2025, 3, 4))
    second = issue_of("320282", day=dt.date(2026, 3, 4))
    handed("320282", dt.date(2026, 3, 2))
    client = as_user("tongxunyuan")
    page = html(client, "record/")
    told = {name: cells for name, *cells in lines(page)}
    assert told["2026年"] == ["1", "1", "100.0%"] and told["2025年"][1:] == ["1", "—"], told
    listed = page.partition('id="list"')[2]
    assert str(second) in listed and "第 1 页" in listed and "320281的旧伞" not in page
    assert "看 PDF" not in listed, "an issue that is not public is not shown"
    assert html(client, "record/", year=2025).partition('id="list"')[2].count("<li>") == 1
    for other in ("320281", "320200", "sys-shenji", "nothing"):
        assert client.get(f"{ROOT}record/", {"unit": other}).status_code == 404


def test_a_city_reads_its_own_and_its_counties_records(as_user: Any) -> None:
    issue_of("320282", "320200", "320500", day=dt.date(2026, 3, 4))
    client = as_user("shiji")
    whole = html(client, "record/")
    assert {name: cells for name, *cells in lines(whole)}["2026年"][1] == "2" and "320500" not in whole
    county = html(client, "record/", unit="320282")
    assert {name: cells for name, *cells in lines(county)}["2026年"][1] == "1" and "320200的旧伞" not in county
    assert client.get(f"{ROOT}record/", {"unit": "320500"}).status_code == 404


def test_the_pdf_of_a_public_issue_is_there_for_those_who_write(as_user: Any) -> None:
    issue = issue_of("320282", day=dt.date(2026, 3, 4))
    address = f"{ROOT}record/{issue.pk}.pdf"
    assert as_user("tongxunyuan").get(address).status_code == 404
    Issue.objects.filter(pk=issue.pk).update(cleared_on=dt.date(2026, 3, 5))
    client = as_user("tongxunyuan")
    assert f"{address}#page=1" in html(client, "record/")
    assert "320282的旧伞" in "".join(pages(b"".join(client.get(address))))
    assert as_user("yinfa").get(address).status_code in (302, 403)
    issue.refresh_from_db()
    issue.withdraw("主编", dt.date(2026, 3, 9), "数据有误")
    assert as_user("tongxunyuan").get(address).status_code == 404


def test_the_home_page_of_a_unit_has_its_last_years(as_user: Any) -> None:
    today = timezone.localdate()
    issue_of("320282", day=today)
    home = unescape(as_user("tongxunyuan").get("/admin/").content.decode())
    part = home.partition("宜兴市的采用记录")[2].partition("</section>")[0]
    assert [row[0] for row in lines(part)] == [f"{today.year - n}年" for n in range(3)]
    assert lines(part)[0][1:] == ["0", "1", "—"]
    own, *_ = last_years(user("tongxunyuan"), UnitPage.objects.get(code="320282"), today)
    assert (own.number, own.adopted) == (today.year, 1)


# Who appeared when.


def test_the_chart_holds_every_adoption_of_a_city_in_its_month() -> None:
    for seed in range(12):
        signed = _issues(seed)
        months = tuple(periods.month(2024, n) for n in range(1, 13))
        found = drawn(months, signed)
        account = count(signed)
        if not account.issues:
            assert found is None
            continue
        assert found
        for city in found.cities:
            assert sum(mark.count or 0 for mark in city.marks) == city.total
        assert sum(city.total for city in found.cities) == len(account.within("place"))
        held = {one.record.date.month for one in signed if not one.withdrawn}
        for n, marks in enumerate(zip(*(city.marks for city in found.cities), strict=True), 1):
            assert {mark.count is None for mark in marks} == {n not in held}
        assert set(found.absent) == {city.name for city in found.cities if not city.total}


def _issues(seed: int) -> list[Any]:
    chance = random.Random(seed)
    codes = list(UnitPage.objects.exclude(kind="office").values_list("code", flat=True))
    made = []
    for _ in range(chance.randrange(5)):
        day = dt.date(2024, chance.randrange(1, 13), chance.choice((1, 28)))
        made.append(issue_of(*chance.choices(codes, k=chance.randrange(1, 6)), day=day).pk)
    return [one for one in signed_issues(periods.year(2024)) if one.pk in made]


def test_every_mark_says_what_it_shows_and_opens_its_list(as_user: Any) -> None:
    today = timezone.localdate()
    issue_of("320282", "320282", "320200", "320500", day=today)
    client = as_user("bianji")
    home = unescape(client.get("/admin/").content.decode())
    part = home.partition("近十二个月各市上稿")[2].partition("</section>")[0]
    marks = re.findall(r'<a href="([^"]+)">\s*<svg role="img"[^>]*>\s*<title>([^<]+)</title>', part)
    assert len(marks) == 13 and part.count("<title>") == 13 * 12
    told = {said: url for url, said in marks}
    month = f"{today.year}年{today.month}月"
    assert f"无锡市{month}：采用 3 篇" in told and f"南京市{month}：没有上稿" in told
    for said, url in told.items():
        page = unescape(client.get(url.partition("#")[0]).content.decode())
        count = re.search(r"采用 (\d+) 篇", said)
        listed = page.partition('id="list"')[2].partition("</ol>")[0]
        assert listed.count("<li>") == int(count[1] if count else 0), said
        assert "<tbody>" in page, "of a city that did not appear, its units with zeros"
    assert "没有上稿的：南京市、" in part
    assert "近十二个月各市上稿" not in as_user("shiji").get("/admin/").content.decode()


def test_the_twelve_months_end_with_this_one() -> None:
    months = months_before(dt.date(2026, 2, 28))
    assert (months[0].name, months[-1].name, len(months)) == ("2025年3月", "2026年2月", 12)
    assert [Mark(n, "", "").step for n in (None, 0, 1, 2, 3, 4, 6, 7, 99)] == [0, 0, 1, 2, 2, 3, 3, 4, 4]
    assert Chart(months, (), ()).said == "2025年3月至2026年2月，各市都有上稿。"


# What is kept.


def test_old_tables_are_kept_as_printed_beside_the_generated_ones(as_user: Any) -> None:
    issue_of("320282", day=dt.date(2026, 3, 4))
    rows = (("甲市", "2", "3"), ("文明行业", "第12系统 1"))
    told = {"number": 900, "title": "2019年用稿统计", "columns": ("地区", "市本级", "县级"), "rows": rows}
    old = Report.from_record(records.Report(**told, total=7, printed=True))
    client, draft = as_user("bianji"), draft_of("320281", day=dt.date(2026, 4, 1))
    client.post(f"{ROOT}put/", {"query": urlencode(MARCH), "issue": draft.pk})
    before = list(Report.objects.order_by("pk").values())
    page = html(client, "circular/").partition('id="kept"')[2]
    told_ = {name: cells for name, *cells in lines(page)}
    assert told_["2019年用稿统计"] == ["历史统计", "7", "印作7，各栏相加6", "还没有编进哪一期"]
    assert told_["2026年3月稿件采用情况统计"] == ["生成", "1", "相符", re.sub(r"\s", "", str(draft))]
    assert list(Report.objects.order_by("pk").values()) == before, "nothing is recomputed"
    assert [one.wrong for one in kept([old])] == [True]


def test_the_list_of_tables_asks_the_database_as_often_for_many_as_for_few(
    as_user: Any, django_assert_max_num_queries: Any
) -> None:
    issue = draft_of("320281", day=dt.date(2026, 4, 1))
    for n in range(30):
        record = records.Report(number=1000 + n, title=f"{n}月统计", columns=("甲", "乙"), rows=(("丙", "1"),), total=1)
        IssueEntry.objects.create(issue=issue, report=Report.from_record(record), sort_order=n)
    client = as_user("bianji")
    html(client, "circular/")
    with django_assert_max_num_queries(45):
        html(client, "circular/")


def test_what_was_withdrawn_is_in_no_record_and_no_chart(as_user: Any) -> None:
    issue = frozen(draft_of("320282", day=timezone.localdate()))
    issue.withdraw("主编", timezone.localdate(), "数据有误")
    assert "320282的旧伞" not in html(as_user("tongxunyuan"), "record/")
    home = as_user("bianji").get("/admin/").content.decode()
    assert "近十二个月还没有签发的简报" in home
    assert ArticlePage.objects.filter(title="320282的旧伞").exists()
