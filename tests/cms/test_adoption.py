"""The account of adoptions: every signed article counts in exactly one cell, for whom it was when its issue was
signed, and nothing that is changed later changes it."""

from __future__ import annotations

import datetime as dt
import random
import re
from typing import Any

import msgspec
import pytest
from django.apps import apps
from hypothesis import given, settings
from hypothesis import strategies as st

import records
from cms.adoption import periods
from cms.adoption.counting import Account, Signed, count, signed_issues
from cms.adoption.models import Roll
from cms.adoption.rolls import Fields, keep_roll, roll
from cms.adoption.sentence import ranked, sentence
from cms.adoption.table import BELOW, GENERAL, OWN, PLACE, SYSTEMS, Table, table
from cms.issues import corrections, signing
from cms.issues.models import Issue, IssueVersion
from cms.units.models import Place, UnitPage
from records import report_sum
from tests.cms.adopting import issue_of

LAST_DAYS = [dt.date(2024, 1, 31), dt.date(2024, 2, 29), dt.date(2024, 6, 30), dt.date(2024, 12, 31)]
Y2024, Y2025 = periods.year(2024), periods.year(2025)


def account(period: periods.Period = Y2024, publication: str = "") -> Account:
    return count(signed_issues(period, publication))


def made(period: periods.Period = Y2024, group: str = "", publication: str = "") -> Table:
    return table(account(period, publication), period, group)


# Without a database: any tree, any issues.


def unit(path: str, code: str, kind: str, **more: Any) -> Fields:
    title = f"第{code}单位{len(path)}"  # digits in a name are none of its count
    plain = {"path": path, "depth": len(path) // 4, "code": code, "title": title, "kind": kind}
    return plain | {"valid_from": None, "valid_to": None, "place__code": None} | more


@st.composite
def trees(draw: st.DrawFn) -> list[Fields]:
    """Draw an office with cities, counties, zones, systems and groups of the office, some of them closed."""
    tree = [unit("00010001", "sheng", "office", place__code="320000")]
    for n in range(draw(st.integers(1, 5))):
        kind = draw(st.sampled_from(["city", "city", "county", "zone", "system", "general", "office"]))
        code = f"32{draw(st.integers(1, 13)):02d}00-{n}" if draw(st.booleans()) else kind + "x" * n
        ended = draw(st.sampled_from([None, None, dt.date(2024, 6, 1)]))
        place = f"32{n:02d}00" if kind in ("city", "county", "zone") else None
        above = unit(f"00010001{n:04d}", code, kind, place__code=place, valid_to=ended)
        tree.append(above)
        for m in range(draw(st.integers(0, 3))):
            below = draw(st.sampled_from(["county", "zone", "system", "city"]))
            code = f"32{n:02d}{m + 81}"
            tree.append(unit(f"{above['path']}{m:04d}", code, below, place__code=code))
    return tree


@st.composite
def issues(draw: st.DrawFn) -> list[Signed]:
    """Draw the issues of a year, signed upon a tree that changes between them."""
    made, tree = [], draw(trees())
    for n in range(draw(st.integers(0, 6))):
        tree = draw(trees()) if draw(st.booleans()) else tree
        codes = [one["code"] for one in tree]
        kinds = draw(st.lists(st.sampled_from(["article", "article", "article", "clipping", "report"]), max_size=6))
        items: list[Any] = []
        for at, kind in enumerate(kinds, 1):
            anchor, told = f"a{at}", draw(st.sampled_from([*codes, *codes, None]))
            if kind == "article":
                place = draw(st.sampled_from([None, "320181", "330000"]))
                items.append(records.Article(anchor=anchor, number=at, title="甲", unit=told, place=place))
            elif kind == "clipping":
                items.append(records.Clipping(anchor=anchor, number=at, title="甲", paper="乙报"))
            else:
                items.append(records.Report(anchor=anchor, number=at, title="甲", columns=("甲",), rows=()))
        day = draw(st.sampled_from(LAST_DAYS) | st.dates(dt.date(2024, 1, 1), dt.date(2024, 12, 31)))
        order = draw(st.permutations([item.anchor for item in items]))
        record = records.Issue(
            publication="wmsj",
            year=2024,
            number=n + 1,
            date=day,
            sections=(records.Section(name="", items=tuple(order)),),
            items=tuple(items),
        )
        named = {item.unit for item in items if isinstance(item, records.Article) and item.unit}
        gone = draw(st.sampled_from([None, None, None, dt.date(2024, 12, 31)]))
        made.append(Signed(n, record, roll(tree, day, named), "简报", withdrawn=gone))
    return made


@given(issues())
@settings(max_examples=80)
def test_every_signed_article_is_in_exactly_one_cell_and_the_cells_are_all_articles(
    signed: list[Signed],
) -> None:
    told = count(signed)
    printed = [
        (one.pk, item.anchor)
        for one in signed
        if not one.withdrawn
        for item in one.record.items
        if isinstance(item, records.Article)
    ]
    whole = table(told, Y2024)
    held = [(one.issue.pk, one.article.anchor) for number in whole.numbers for one in told.within(number.cell)]
    assert sorted(held) == sorted(printed)
    assert whole.total == len(printed) == report_sum(whole.report())
    assert [number.count for number in whole.numbers] == [len(told.within(number.cell)) for number in whole.numbers]
    assert not records.table_fault(whole.report())
    # The parts beside each other are the whole, and each city's own table is its row.
    assert sum(table(told, Y2024, part).total for part in ("place", "system", "general")) == whole.total
    gone = {one.pk for one in signed if one.withdrawn}
    assert {issue.pk for issue, _ in told.withdrawn} == gone and not gone & {one.issue.pk for one in told.adoptions}
    assert not {pk for pk, _ in held} & gone


@given(issues())
@settings(max_examples=40)
def test_months_and_quarters_add_up_to_the_year(signed: list[Signed]) -> None:
    def within(period: periods.Period) -> int:
        return table(count(one for one in signed if period.first <= one.record.date <= period.last), period).total

    whole = within(Y2024)
    assert whole == sum(within(periods.month(2024, n)) for n in range(1, 13))
    assert whole == sum(within(periods.quarter(2024, n)) for n in range(1, 5))


@given(issues())
@settings(max_examples=40)
def test_the_sentence_tells_each_count_once_the_most_first(signed: list[Signed]) -> None:
    whole = table(count(signed), Y2024)
    said = sentence(whole)
    if not whole.total:
        assert said == "2024年没有采用稿件。"
        return
    told = 0
    for part in said.partition("：")[2].rstrip("。").partition("篇。")[0].split("；"):
        counts = []
        for names, each, n in re.findall(r"([^，；]+?)(各?)(\d+)篇?(?=，|$)", part):
            assert bool(each) == ("、" in names)
            counts.append(int(n))
            told += int(n) * (names.count("、") + 1)
        assert counts == sorted(set(counts), reverse=True)
    assert told == whole.total


def test_equal_counts_are_joined_and_zeros_said_apart() -> None:
    assert ranked([("甲市", 1), ("乙市", 3), ("丙市", 1), ("丁市", 0)]) == "乙市3篇，甲市、丙市各1篇"


# What the sample's issues say.


@pytest.mark.django_db
def test_the_table_of_the_samples_issues_has_the_printed_layout() -> None:
    record = made().report()
    assert (record.title, record.columns) == ("2024年稿件采用情况统计", (PLACE, OWN, BELOW))
    articles = [
        item
        for version in IssueVersion.objects.filter(record__date__startswith="2024")
        for item in version.record["items"]
        if item["kind"] == "article"
    ]
    assert record.note == f"（共{len(articles)}篇）" and record.total == len(articles) == report_sum(record) > 0
    names = [row[0] for row in record.rows]
    cities = list(Place.objects.filter(level="city", code__startswith="32").order_by("code"))
    assert names == [*(place.name for place in cities), GENERAL, SYSTEMS]
    # The rows of the report that the sample prints are these, and its cells are where ours are.
    (printed,) = (
        item
        for version in IssueVersion.objects.all()
        for item in msgspec.convert(version.record, records.Issue).items
        if isinstance(item, records.Report)
    )
    assert (printed.columns, [row[0] for row in printed.rows]) == (record.columns, names)
    assert [len(row) for row in printed.rows] == [len(row) for row in record.rows]
    told = dict(zip(names, record.rows, strict=True))
    assert told["无锡市"] == ("无锡市", "0", "2") and told["连云港市"] == ("连云港市", "1", "0")
    assert told["苏州市"] == ("苏州市", "0", "0")  # zeros are printed
    assert told[GENERAL] == (GENERAL, "0") and told[SYSTEMS] == (SYSTEMS, "0")


@pytest.mark.django_db
def test_what_a_table_counts_is_told_with_issue_number_date_and_page() -> None:
    one = account().within("place.320200.below")[0]
    assert (one.unit, one.who.name, one.who.row) == ("320282", "宜兴市", "320200")
    assert (str(one.issue)[-8:], one.issue.record.date) == ("2024年第3期", dt.date(2024, 1, 31))


@pytest.mark.django_db
def test_systems_the_general_and_the_office_stand_in_rows_of_their_own() -> None:
    issue_of("sys-shenji", "sys-shenji", "sys-jiaotong", "zonghe", "sheng", "zone-sip", day=dt.date(2026, 3, 4))
    whole = made(periods.month(2026, 3))
    told = {line.name: line.cells for line in whole.lines}
    assert whole.report().rows[-2:] == (("综合稿件", "2"), ("文明行业", "省审计系统2、省交通运输系统1"))
    assert [str(cell[0]) for cell in told["苏州市"]] == ["0", "1"]
    assert [line.name for line in made(periods.month(2026, 3), "system").lines if line.cells[0][0].count] == [
        "省交通运输系统",
        "省审计系统",
    ]


@pytest.mark.django_db
def test_a_city_has_a_table_of_its_own_with_its_counties() -> None:
    city = table(account().of("320200"), Y2024, "320200")
    rows = {line.name: line.cells[0][0].count for line in city.lines}
    counties = UnitPage.objects.child_of(UnitPage.objects.get(code="320200")).values_list("title", flat=True)
    assert set(rows) == {"无锡市本级", *counties} and city.total == 2
    assert (rows["宜兴市"], rows["江阴市"], rows["无锡市本级"]) == (1, 1, 0)
    assert [line.name for line in table(account().of("320282"), Y2024, "320282").lines] == ["宜兴市"]


@pytest.mark.django_db
def test_a_publication_is_counted_alone() -> None:
    whole, one, other = (made(Y2025, publication=slug).total for slug in ("", "wmsj", "dongtai"))
    assert whole == one + other and one and other


# What happens later.


def moved(unit: UnitPage, to: UnitPage) -> None:
    UnitPage.objects.get(pk=unit.pk).move(UnitPage.objects.get(pk=to.pk), "last-child")


@pytest.mark.django_db
def test_nothing_that_is_changed_in_the_tree_later_changes_a_table_of_before() -> None:
    before = [made(period, group).report() for period in (Y2024, Y2025) for group in ("", "place", "system")]
    chance = random.Random(4)
    units = list(UnitPage.objects.filter(kind__in=("city", "county")))
    for n, one in enumerate(chance.sample(units, 12)):
        change = n % 4
        fresh = UnitPage.objects.get(pk=one.pk)
        if change == 0:
            fresh.title = f"改名{n}"
        elif change == 1:
            fresh.kind = "system"
        elif change == 2:
            fresh.valid_to = dt.date(2020, 1, 1)
        else:
            moved(fresh, chance.choice([city for city in units if city.kind == "city" and city.pk != one.pk]))
            continue
        fresh.save()
    UnitPage.objects.filter(code="320282").update(title="新宜兴市")
    moved(UnitPage.objects.get(code="320282"), UnitPage.objects.get(code="320500"))
    Place.objects.filter(code="320282").update(name="新宜兴市", parent=Place.objects.get(code="320500"))
    Place.objects.filter(code="320200").update(name="新无锡市", valid_to=dt.date(2023, 1, 1))
    assert [made(period, group).report() for period in (Y2024, Y2025) for group in ("", "place", "system")] == before
    # What is signed from now on counts where the unit is now.
    issue_of("320282", day=dt.date(2026, 3, 4))
    (one,) = account(periods.month(2026, 3)).adoptions
    assert (one.cell, one.who.name) == ("place.320500.below.320282", "新宜兴市")


@pytest.mark.django_db
def test_a_correction_counts_as_it_was_signed_last_and_for_whom_it_was_first() -> None:
    period = periods.month(2026, 3)
    issue = issue_of("320282", "320200", "320281", day=dt.date(2026, 3, 4))
    before = made(period).report()
    UnitPage.objects.filter(code="320200").update(title="新无锡市")
    moved(UnitPage.objects.get(code="320282"), UnitPage.objects.get(code="320500"))
    issue_of("320500", day=dt.date(2026, 5, 4))  # another one, of which there is one version
    corrections.begin(issue, "主编", "撤下一篇")
    assert made(period).report() == before, "what is not signed yet does not count"
    Issue.objects.get(pk=issue.pk).entries.filter(article__title__startswith="320281").delete()
    signing.sign(Issue.objects.get(pk=issue.pk), "主编", on=dt.date(2026, 4, 8))
    told = account(period)
    assert account(periods.year(2026)).issues == 2 and len(account(periods.year(2026)).adoptions) == 3
    assert [one.cell for one in told.adoptions] == ["place.320200.below.320282", "place.320200.own.320200"]
    assert all(one.issue.corrected for one in told.adoptions) and told.units["320200"].name == "无锡市"
    assert not account(periods.month(2026, 4)).adoptions


@pytest.mark.django_db
def test_a_withdrawn_issue_does_not_count_and_is_told() -> None:
    issue = issue_of("320282", day=dt.date(2026, 3, 4))
    issue.withdraw("主编", dt.date(2026, 3, 9), "数据有误")
    told = account(periods.month(2026, 3))
    assert not told.adoptions and not told.issues
    ((gone, ones),) = told.withdrawn
    assert (gone.pk, len(ones)) == (issue.pk, 1)
    assert not told.of("320500").withdrawn and len(told.of("320200").withdrawn) == 1


@pytest.mark.django_db
def test_a_unit_counts_while_it_is_valid_and_where_it_is_named() -> None:
    UnitPage.objects.filter(code__startswith="3207").update(valid_to=dt.date(2026, 1, 1))
    issue_of("320282", day=dt.date(2025, 12, 31))
    issue_of("320282", day=dt.date(2026, 3, 4))
    names = [[line.name for line in made(periods.month(*of)).lines] for of in ((2025, 12), (2026, 3))]
    assert "连云港市" in names[0] and "连云港市" not in names[1]
    issue_of("320700", day=dt.date(2026, 3, 5))
    assert "连云港市" in [line.name for line in made(periods.month(2026, 3)).lines]


@pytest.mark.django_db
def test_where_no_unit_was_told_the_printed_place_counts() -> None:
    issue = issue_of("320282", "zonghe", day=dt.date(2026, 3, 4))
    version = issue.signed
    assert version
    for item, place in zip(version.record["items"], ("320282", None), strict=True):
        del item["unit"]
        item["place"] = place
    version.save()
    first, second = account(periods.month(2026, 3)).adoptions
    assert (first.cell, first.by_place) == ("place.320200.below.320282", True)
    assert (second.cell, second.by_place) == ("general.", False)
    assert made(periods.month(2026, 3)).total == 2


@pytest.mark.django_db
def test_what_was_signed_before_there_were_rolls_gets_one_and_counts_the_same() -> None:
    before = made().report()
    Roll.objects.all().delete()
    assert made().report() == before
    for version in IssueVersion.objects.filter(roll=None).order_by("issue", "version"):
        keep_roll(apps, version)
    assert Roll.objects.count() == IssueVersion.objects.count() and made().report() == before
