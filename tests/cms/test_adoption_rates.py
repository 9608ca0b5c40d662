"""Adoption rates: what was reported and adopted stands in exactly one line each, and no rate is bent."""

from __future__ import annotations

import datetime as dt
import re
from fractions import Fraction
from html import unescape
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cms.adoption import periods
from cms.adoption.counting import Signed, count
from cms.adoption.rates import NONE, percent, rates, report
from cms.adoption.reported import Handed, handed_in, units_at
from cms.adoption.table import table
from cms.newsroom import way
from cms.newsroom.models import ArticlePage, Step
from cms.units.models import UnitPage
from records import report_sum
from tests.cms.adopting import BODY, issue_of
from tests.cms.test_adoption import Y2024, issues

URL = "/admin/adoption/rates/"


@given(st.integers(0, 10**6), st.integers(0, 10**6))
@example(1, 16)  # 6.25: the half is rounded up
@settings(max_examples=200)
def test_a_rate_is_what_was_calculated_to_one_decimal_half_up(part: int, whole: int) -> None:
    said = percent(part, whole)
    if not whole:
        assert said == NONE
        return
    assert re.fullmatch(r"\d+\.\d%", said)
    off = Fraction(said[:-1]) - Fraction(100 * part, whole)
    assert Fraction(-1, 20) < off <= Fraction(1, 20)


def test_rates_are_not_bent_to_a_hundred() -> None:
    assert [percent(n, 57) for n in (36, 21)] == ["63.2%", "36.8%"]
    assert [percent(1, 3)] * 3 == ["33.3%"] * 3, "three thirds are 99.9"


@st.composite
def counted(draw: st.DrawFn) -> tuple[list[Signed], list[Handed]]:
    """Draw the issues of a year, and what was handed in by units of which some stand in no issue."""
    signed = draw(issues())
    codes = sorted({code for one in signed for code in one.units}) or ["nobody"]
    units = draw(st.lists(st.sampled_from([*codes, "nobody"]), max_size=12))
    return signed, [Handed(n, "甲", unit, "", dt.date(2024, 1, 2)) for n, unit in enumerate(units)]


@given(counted())
@settings(max_examples=60)
def test_every_article_stands_in_one_line_and_the_lines_add_up(given_: tuple[list[Signed], list[Handed]]) -> None:
    signed, handed = given_
    account = count(signed)
    lines = rates(account, handed, account.units)
    plain = [line for line in lines if not line.sum]
    assert (lines[-1].reported, lines[-1].adopted) == (len(handed), len(account.adoptions))
    assert sum(line.reported for line in plain) == len(handed)
    assert sum(line.adopted for line in plain) == table(account, Y2024).total
    printed = report(lines, Y2024)
    assert report_sum(printed) == printed.total == len(account.adoptions), "the line of the sum is not added"
    for line in plain:
        assert line.adopted == len(account.within(line.cell))
        part, _, row = line.cell.partition(".")
        where = account.units.get(row)
        if where and (where.part, where.row) == (part, row):  # the row's own table is the line of where it stands last
            own = rates(account.of(row), handed, account.units, row)
            assert sum(one.reported for one in own if not one.sum) == line.reported
            assert sum(one.adopted for one in own if not one.sum) == len(account.of(row).adoptions)


# The newsroom's own steps.


def handed(code: str, *days: dt.date) -> ArticlePage:
    """Return an article that a unit handed in on these days, returned in between."""
    unit = UnitPage.objects.get(code=code)
    told = {"leader": "科长", "writer": "办公室", "phone": "0510-00000000", "live": False}
    page = ArticlePage(title=f"{code}的雨棚", place=unit.place, body=BODY, **told)
    unit.add_child(instance=page)
    page.save_revision()
    for n, day in enumerate(days):
        if n:
            way.take(ArticlePage.objects.get(pk=page.pk), "reject", user("bianji"), "缺数据")
        before = set(Step.objects.values_list("pk", flat=True))
        way.take(ArticlePage.objects.get(pk=page.pk), "submit", user("guanli"))
        at = dt.datetime.combine(day, dt.time(9), tzinfo=dt.UTC)
        Step.objects.exclude(pk__in=before).update(at=at)
    return ArticlePage.objects.get(pk=page.pk)


def user(name: str) -> Any:
    return get_user_model().objects.get(username=name)


@pytest.mark.django_db
def test_an_article_that_came_back_counts_once_on_its_first_day_and_months_add_up_to_the_year() -> None:
    handed("sys-shenji", dt.date(2026, 1, 31), dt.date(2026, 2, 1))
    handed("sys-shenji", dt.date(2026, 2, 28))
    handed("sys-jiaotong", dt.date(2026, 12, 31), dt.date(2027, 1, 1))
    months = [len(handed_in(periods.month(2026, n))) for n in range(1, 13)]
    assert months == [1, 1, *[0] * 9, 1] and len(handed_in(periods.year(2026))) == 3
    assert not handed_in(periods.year(2027))


@pytest.mark.django_db
def test_what_its_writer_took_back_does_not_count() -> None:
    page = handed("sys-shenji", dt.date(2026, 3, 4))
    way.take(page, "take_back", user("guanli"))
    assert not handed_in(periods.month(2026, 3))


@pytest.mark.django_db
def test_each_number_opens_the_articles_behind_it(as_user: Any) -> None:
    issue_of("320282", "320200", "sys-shenji", day=dt.date(2026, 3, 4))
    for code in ("320282", "320282", "320281", "320500", "sys-shenji"):
        handed(code, dt.date(2026, 3, 2))
    client = as_user("bianji")
    asked = {"span": "month", "year": 2026, "month": 3}
    html = unescape(client.get(URL, asked).content.decode())
    told = {name: cells for name, *cells in lines(html)}
    assert told["无锡市"] == ["3", "2", "66.7%"] and told["苏州市"] == ["1", "0", "0.0%"]
    assert told["南京市"] == ["0", "0", "—"] and told["合计"] == ["5", "3", "60.0%"]
    links = re.findall(r'<a href="(\?[^"]*list=(?:reported|adopted))#list"\s*>(\d+)</a>', html)
    assert len(links) >= 8
    for link, number in links:
        page = unescape(client.get(URL + link).content.decode()).partition('id="list"')[2]
        assert page.partition("</ol>")[0].count("<li>") == int(number), link
    city = {
        name: cells for name, *cells in lines(unescape(client.get(URL, {**asked, "group": "320200"}).content.decode()))
    }
    assert city["宜兴市"] == ["2", "1", "50.0%"] and city["江阴市"] == ["1", "0", "0.0%"]
    assert city["无锡市本级"] == ["0", "1", "—"] and city["合计"] == ["3", "2", "66.7%"]


@pytest.mark.django_db
def test_a_city_reads_its_own_rates_and_no_title_of_others(as_user: Any) -> None:
    issue_of("320282", "320500", day=dt.date(2026, 3, 4))
    handed("320500", dt.date(2026, 3, 2))
    asked = {"span": "month", "year": 2026, "month": 3}
    for more in ({}, {"cell": "", "list": "reported"}, {"cell": "place.320500", "list": "reported"}):
        html = unescape(as_user("shiji").get(URL, {**asked, **more}).content.decode())
        assert "320500的" not in html and "苏州市" not in html.partition("<main")[2]
    assert "<tbody>" not in as_user("shiji").get(URL, {**asked, "group": "320500"}).content.decode()


def lines(html: str) -> list[list[str]]:
    body = html.partition("<tbody>")[2].partition("</tbody>")[0]
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in body.split("<tr")[1:]]
    return [[re.sub(r"<[^>]+>|\s", "", cell) for cell in row] for row in cells]


@pytest.mark.django_db
def test_units_that_stand_in_no_issue_have_lines_too() -> None:
    account = count([])
    units = units_at(account, dt.date(2026, 3, 31), [])
    told = {line.name: line for line in rates(account, [], units)}
    assert {"南京市", "宿迁市", "省审计系统", "合计"} <= told.keys() and told["合计"].rate == NONE
