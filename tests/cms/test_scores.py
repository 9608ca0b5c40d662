"""Points of units: what the newsroom knows becomes events, every number opens its own, a recount says what differs."""

from __future__ import annotations

import datetime as dt
import random
from fractions import Fraction
from html import unescape
from typing import Any

import msgspec
import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from cms.adoption import periods
from cms.adoption.gathering import gather
from cms.adoption.happenings import change, strike
from cms.adoption.published import Published
from cms.adoption.publishing import data_of, differences, publish
from cms.adoption.ruling import examples
from cms.adoption.score_views import named as named_period
from cms.adoption.trail import Kept, keep, reckon
from cms.adoption.words import percent, points
from cms.core.notifications import Notification
from cms.issues import corrections, signing
from cms.issues.models import Issue, IssueEntry
from cms.newsroom import way
from cms.newsroom.models import ArticlePage, Call, Step
from cms.units.models import UnitPage
from scoring.rules import Clause, Match, Table
from tests.cms.adopting import article_of, draft_of, frozen, issue_of
from tests.cms.scoring import MARCH, PLAIN, draft, happened, in_force, march, named, user

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 4)
URL = "/admin/adoption/scores/"
ASKED = {"span": "month", "year": 2026, "month": 3, "group": "city"}


def total(kept: Kept, code: str) -> Fraction:
    score = kept.score(code)
    assert score
    return score.total


def handed_in(code: str, day: dt.date, *moves: str, call: Call | None = None, title: str = "") -> ArticlePage:
    """Return an article that was handed in on a day, with further moves on the days after."""
    page = article_of(code, title or f"{code}的伞")
    ArticlePage.objects.filter(pk=page.pk).update(call=call)
    text = msgspec.to_builtins(page.as_record())
    for n, move in enumerate(("submit", *moves)):
        told = {"before": "draft", "after": "submitted", "by_name": "办公室", "text": text}
        step = Step.objects.create(article=page, move=move, **told)
        at = dt.datetime.combine(day + dt.timedelta(days=n), dt.time(9))
        Step.objects.filter(pk=step.pk).update(at=timezone.make_aware(at))
    return page


def call_to(*codes: str, due: dt.date) -> Call:
    call = Call(theme="雨棚", due_on=due)
    call.units = list(UnitPage.objects.filter(code__in=codes))
    call.save()
    return call


# What the newsroom knows.


def test_a_report_counts_once_on_the_day_from_which_it_stands() -> None:
    handed_in("320282", dt.date(2026, 3, 2), "reject", "submit")
    handed_in("320281", dt.date(2026, 3, 2), "take_back")
    handed_in("320205", dt.date(2026, 2, 27), "take_back", "submit")
    handed_in("320206", dt.date(2026, 2, 27), "reject", "submit")
    facts = {(fact.event.what, fact.event.units[0]): fact.event.day for fact in march().facts}
    assert facts == {
        ("reported", "320282"): dt.date(2026, 3, 2),
        ("withdrawn", "320281"): dt.date(2026, 3, 3),
        ("reported", "320205"): dt.date(2026, 3, 1),
    }


def test_a_report_counts_for_the_unit_that_handed_it_in() -> None:
    page = handed_in("320282", DAY)
    page.move(UnitPage.objects.get(code="320400"), "last-child")
    assert named(march(), "reported") == [("320282",)]


def test_a_recommendation_is_passed_on_once() -> None:
    handed_in("320282", DAY, "approve", "return", "submit", "approve")
    facts = [fact for fact in march().facts if fact.event.what == "passed_on"]
    assert [(fact.event.day, fact.event.level) for fact in facts] == [(DAY + dt.timedelta(days=1), "own")]


def test_a_call_tells_who_came_in_time_who_late_and_who_not_at_all() -> None:
    call = call_to("320282", "320300", "320500", "sys-shenji", due=dt.date(2026, 3, 10))
    handed_in("320282", dt.date(2026, 3, 10), call=call)
    handed_in("320382", dt.date(2026, 3, 11), call=call)  # below the city that was asked
    handed_in("320500", dt.date(2026, 3, 9), "take_back", call=call)
    found = march()
    assert named(found, "commission_done") == [("320282",)]
    assert named(found, "commission_late") == [("320382",)]
    assert sorted(named(found, "commission_missed")) == [("320500",), ("sys-shenji",)]


def test_nothing_is_missed_before_its_day_is_over() -> None:
    today = timezone.localdate()
    call_to("320282", due=today)
    call_to("320281", due=today - dt.timedelta(days=1))
    days = gather(periods.days(today - dt.timedelta(days=3), today + dt.timedelta(days=3)))
    assert named(days, "commission_missed") == [("320281",)]


def test_signed_issues_adopt_for_the_unit_as_it_was() -> None:
    issue_of("320282", "320200", "sys-shenji", day=DAY)
    UnitPage.objects.get(code="320282").move(UnitPage.objects.get(code="320400"), "last-child")
    issue_of("320282", day=DAY + dt.timedelta(days=7))
    kept = keep(in_force(), MARCH)
    assert total(kept, "320200") == 10 and total(kept, "320400") == 5, "each for the city of its time"
    assert kept.score("sys-shenji") is None
    event = next(fact.event for fact in kept.gathered.facts if fact.event.what == "adopted")
    assert (event.level, event.kind, event.genre) == ("own", "single", "工作交流")


def test_a_withdrawn_issue_counts_no_more_and_a_corrected_one_as_it_was_signed_last() -> None:
    ruling = in_force()
    issue = issue_of("320282", "320500", day=DAY)
    assert total(keep(ruling, MARCH), "320500") == 5
    corrections.begin(issue, "主编", "撤下一篇")
    issue.entries.get(article__title="320500的旧伞").delete()
    IssueEntry.objects.create(issue=issue, section="工作交流", article=article_of("320300"), sort_order=9)
    signing.sign(Issue.objects.get(pk=issue.pk), "主编")
    kept = keep(ruling, MARCH)
    assert [total(kept, code) for code in ("320200", "320500", "320300")] == [5, 0, 5]
    assert {line.on for line in kept.lines("320300")} == {DAY}, "a correction counts on the day of the issue"
    Issue.objects.get(pk=issue.pk).withdraw("主编", dt.date(2026, 3, 9), "数据有误")
    kept = keep(ruling, MARCH)
    assert total(kept, "320200") == total(kept, "320300") == 0
    assert any("已撤回" in fact.said for fact in kept.silent("320300"))
    Issue.objects.filter(pk=issue.pk).update(withdrawn_on=dt.date(2026, 4, 9))
    april = keep(ruling, periods.month(2026, 4))
    assert sorted(named(april.gathered, "withdrawn")) == [("320282",), ("320300",)] and total(april, "320300") == 0


def test_what_was_entered_of_an_article_shares_it_and_tells_its_genre() -> None:
    issue_of("320282", "320300", day=DAY)
    page = ArticlePage.objects.get(title="320282的旧伞")
    happened("described", "320282", DAY, article=page, others=["320500"], genre="research")
    shared = msgspec.structs.replace(PLAIN, joint="equal")
    kept = keep(in_force(shared), MARCH)
    assert [total(kept, code) for code in ("320200", "320500", "320300")] == [Fraction(5, 2), Fraction(5, 2), 5]
    assert {fact.event.genre for fact in kept.gathered.facts} == {"research", "工作交流"}


def test_the_shares_of_articles_are_their_points_whoever_joined() -> None:
    """Over all groups together no point is lost and none made."""
    chance = random.Random(5)
    codes = ["320282", "320200", "320300", "320382", "320500", "sys-shenji", "sys-jiaotong"]
    for n in range(20):
        first, *others = chance.sample(codes, chance.randint(1, 4))
        happened("adopted", first, DAY, title=f"伞{n}", others=others, level="state", publication="国办")
    shared = msgspec.structs.replace(PLAIN, joint="equal")
    facts = march()
    cities = reckon(shared, draft(shared, "city"), facts, MARCH)
    systems = reckon(shared, draft(shared, "system"), facts, MARCH)
    # Two of one city are one: what a city gets twice is once.
    whole = sum(score.total for kept in (cities, systems) for score in kept.account.scores.values())
    assert whole == 20 * 20


# Every number opens its own.


@pytest.mark.parametrize("stem", [stem for stem, _ in examples()])
def test_points_are_the_sum_of_their_lines_by_each_of_the_examples(stem: str) -> None:
    table: Table = dict(examples())[stem]
    issue_of("320282", "320200", "320300", "320500", day=DAY)
    happened("commented", "320300", DAY, level="province", kind="main", title="旧伞")
    happened(
        "adopted",
        "320300",
        DAY,
        title="旧伞",
        level="state",
        publication="国办",
        others=["320500"],
        via="own",
        points=3,
    )
    happened("error_named", "320200", DAY)
    kept = reckon(table, draft(table), march(), MARCH)
    clauses = {one.clause for one in (*table.clauses, *table.quotas, *table.forfeits, *filter(None, [table.base]))}
    for code in kept.account.scores:
        lines = kept.lines(code)
        assert sum((line.points for line in lines), Fraction(0)) * Fraction(str(table.weight)) == total(kept, code)
        assert {line.clause for line in lines} <= clauses
        told = {fact.name for line in lines for fact in line.facts} | {fact.name for fact in kept.silent(code)}
        own = {kept.facts[n].name for n, event in kept.account.events.items() if code in event.units}
        assert told == own, "each event is among the lines, or said to have given nothing"


def test_the_page_of_a_unit_leads_to_article_issue_and_entry(as_user: Any) -> None:
    in_force()
    issue = issue_of("320282", day=DAY)
    held = happened("commented", "320200", DAY, level="province", title="旧伞")
    client = as_user("bianji")
    page = unescape(client.get(URL, ASKED).content.decode())
    assert f"/admin/adoption/scores/unit/320200/?{'&'.join(f'{k}={v}' for k, v in ASKED.items())}" in page
    opened = unescape(client.get(f"{URL}unit/320200/", ASKED).content.decode())
    article = ArticlePage.objects.get(title="320282的旧伞")
    for said in ("15 分", "本级采用", "领导批示", "2026年3月4日"):
        assert said in opened
    for address in (f"/articles/{article.pk}/way/", f"/issues/{issue.pk}/decision/", f"/happenings/{held.pk}/"):
        assert address in opened


def test_equals_share_a_place_and_rounding_is_said(as_user: Any) -> None:
    in_force()
    issue_of("320200", "320300", day=DAY)
    page = unescape(as_user("bianji").get(URL, ASKED).content.decode())
    rows = [row.partition("</tr>")[0] for row in page.partition("<tbody>")[2].split("<tr>")[1:]]
    assert [row.count("<td>1<small>并列</small></td>") for row in rows[:3]] == [1, 1, 0]
    assert "<td>3<small>并列" in rows[2] and "四舍五入" in page and "不为凑成 100% 改动" in page
    assert "采用的稿件中有 2 篇没有报送记录" in page


@pytest.mark.parametrize(("part", "whole"), [(36, 57), (21, 57), (1, 3), (2, 3), (0, 5), (5, 5), (1, 2000), (7, 3)])
def test_percentages_are_what_was_calculated(part: int, whole: int) -> None:
    said = Fraction(percent(part, whole).removesuffix("%"))
    assert abs(said - Fraction(100 * part, whole)) <= Fraction(1, 20)
    assert percent(0, 0) == "—" and points(Fraction(1, 3)) == "0.33（1/3）" and points(Fraction(5, 2)) == "2.5"


def test_a_period_of_two_tables_is_counted_part_by_part(as_user: Any) -> None:
    client = as_user("bianji")
    assert "没有施行的计分办法" in client.get(URL, ASKED).content.decode()
    in_force()
    in_force(since=dt.date(2026, 3, 11))
    issue_of("320200", day=DAY)
    page = unescape(client.get(URL, ASKED).content.decode())
    assert "请分段计分" in page and "名次" not in page
    part = "span=days&since=2026-03-01&until=2026-03-10&group=city"
    assert part in page and "名次" in client.get(f"{URL}?{part}").content.decode()


def test_days_that_are_a_month_are_called_so() -> None:
    assert named_period(dt.date(2026, 3, 1), dt.date(2026, 3, 31)).name == "2026年3月"
    assert named_period(dt.date(2026, 1, 1), dt.date(2026, 3, 31)).name == "2026年第一季度"
    assert named_period(dt.date(2026, 1, 1), dt.date(2026, 12, 31)).name == "2026年"
    assert named_period(dt.date(2026, 3, 1), dt.date(2026, 3, 30)).name == "2026年3月1日至2026年3月30日"


# Published, and counted again.


def published(client: Any, **more: str) -> Any:
    query = "&".join(f"{name}={value}" for name, value in ASKED.items())
    return client.post(f"{URL}publish/", {"query": query, **more})


def news(name: str) -> list[str]:
    return list(Notification.objects.filter(user__username=name).order_by("pk").values_list("text", flat=True))


def test_a_withdrawal_after_publishing_is_said_with_its_lines_and_those_it_touches_are_told(as_user: Any) -> None:
    in_force()
    issue = issue_of("320282", day=DAY)
    issue_of("320300", day=dt.date(2026, 3, 6))
    chief = as_user("zhubian")
    assert published(chief).status_code == 302
    first = Published.objects.get()
    assert any("2026年3月采用计分（设区市）已公布：无锡市5分，第1名" in text for text in news("shiji"))
    page = chief.get(URL, ASKED).content.decode()
    assert "和公布的一样" in page
    Notification.objects.all().delete()
    issue.withdraw("主编", dt.date(2026, 3, 20), "数据有误")
    assert [f"已公布的{first}可能要重算：{issue}已撤回"] == news("bianji")
    assert "要重算的采用计分" in as_user("bianji").get("/admin/").content.decode()
    page = unescape(as_user("bianji").get(URL, ASKED).content.decode())
    assert "1 个单位有变动" in page and "-5" in page and "320282的旧伞" in page
    chief = as_user("zhubian")
    published(chief)
    assert Published.objects.count() == 1, "a further one needs a reason"
    answer = published(chief, note="第1期已撤回")
    again = Published.objects.get(number=2)
    assert again.told and {unit for unit, _, _ in again.told} == {"无锡市", "宜兴市"}
    said = "2026年3月采用计分（设区市）重新公布：无锡市由5分改为0分。原因：第1期已撤回"
    assert said in news("shiji") and said in news("tongxunyuan")
    first.refresh_from_db()
    assert first.data["units"]["320200"]["total"] == "5" and not first.touched
    told = unescape(chief.get(answer["Location"]).content.decode())
    assert "通知了 2 个单位" in told and "第 1 次公布" in told
    assert published(chief, note="再来一次").status_code == 302 and Published.objects.count() == 2


def test_a_recount_differs_by_exactly_what_changed() -> None:
    """Any change of events: what is said to differ, laid upon what was published, is what is counted now."""
    chance, ruling = random.Random(7), in_force()
    codes = ["320200", "320300", "320500", "320282", "320382"]
    held = [happened("commented", chance.choice(codes), DAY, level="province", title=f"伞{n}") for n in range(30)]
    before = data_of(keep(ruling, MARCH))
    assert differences(before, data_of(keep(ruling, MARCH))) == []
    touched = chance.sample(held, 6)
    for n, one in enumerate(touched):
        if n % 2:
            strike(one.pk, user("bianji"), "登错了")
        else:
            unit = UnitPage.objects.get(code=chance.choice(codes))
            names = ("what", "day", "article", "title", "publication", "kind", "genre", "via", "points", "note")
            told = {name: getattr(one, name) for name in names} | {"unit": unit, "level": "state", "others": []}
            change(one.pk, told, user("bianji"))
    after = data_of(keep(ruling, MARCH))
    found = {one.code: one for one in differences(before, after)}
    for code, unit in after["units"].items():
        old, one = Fraction(before["units"][code]["total"]), found.get(code)
        assert old + (one.change if one else 0) == Fraction(unit["total"])
        if one:
            worth = [sum(Fraction(item.points) for item in items) for items in (one.gone, one.new)]
            assert worth[1] - worth[0] == one.change and (one.gone or one.new)
    assert found and "sys-shenji" not in found


def test_what_is_counted_again_and_stays_the_same_is_settled(as_user: Any) -> None:
    in_force()
    issue_of("320200", day=DAY)
    chief = as_user("zhubian")
    published(chief)
    happened("helped", "320300", DAY, points=None)
    assert Published.objects.get().touched
    published(chief, settle="1")
    assert not Published.objects.get().touched
    happened("commented", "320300", DAY, level="province")
    published(chief, settle="1")
    assert Published.objects.get().touched, "it differs: it must be published again"


def test_only_the_chief_publishes_and_units_see_what_was_published_and_their_own_lines(as_user: Any) -> None:
    ruling = in_force()
    issue_of("320200", "320300", day=DAY)
    published(as_user("bianji"))
    assert not Published.objects.exists()
    city = as_user("shiji")
    assert "还没有公布的计分" in city.get(URL).content.decode()
    held = publish(ruling, MARCH, keep(ruling, MARCH), user("zhubian"))
    for name, own in (("shiji", True), ("tongxunyuan", False)):
        client = as_user(name)
        assert str(held) in unescape(client.get(URL, ASKED).content.decode())
        page = client.get(f"{URL}published/{held.pk}/").content.decode()
        assert "徐州市" in page and (f"published/{held.pk}/320200/" in page) is own
        assert f"published/{held.pk}/320300/" not in page
        assert (client.get(f"{URL}published/{held.pk}/320200/").status_code == 200) is own
        assert client.get(f"{URL}published/{held.pk}/320300/")["Location"] == "/admin/"
        assert client.get(f"{URL}unit/320200/", ASKED)["Location"] == "/admin/"
    assert as_user("yinfa").get(URL)["Location"] == "/admin/"


def test_a_new_table_does_not_reach_into_what_was_published() -> None:
    ruling = in_force()
    issue_of("320200", day=DAY)
    publish(ruling, MARCH, keep(ruling, MARCH), user("zhubian"))
    with pytest.raises(ValidationError, match="已经按原来的办法公布"):
        in_force(since=dt.date(2026, 3, 31))
    in_force(since=dt.date(2026, 4, 1))


def test_the_way_of_an_article_from_its_writer_to_print_is_counted() -> None:
    """By the real moves: handed in, recommended, signed."""
    page = ArticlePage(title="旧伞", leader="科长", writer="办公室", phone="0510-00000000", owner=user("tongxunyuan"))
    page.live, page.body = False, [("paragraph", "雨天借伞，晴天还伞，伞架放在河边的桥头。")]
    UnitPage.objects.get(code="320282").add_child(instance=page)
    page.save_revision(user=user("tongxunyuan"))
    way.take(ArticlePage.objects.get(pk=page.pk), "submit", user("tongxunyuan"))
    way.take(ArticlePage.objects.get(pk=page.pk), "approve", user("shiji"))
    today = timezone.localdate()
    issue = draft_of(day=today)
    IssueEntry.objects.create(issue=issue, section="工作交流", article=ArticlePage.objects.get(pk=page.pk))
    frozen(Issue.objects.get(pk=issue.pk))
    facts = gather(periods.days(today, today)).facts
    assert [(fact.event.what, fact.event.units, fact.article) for fact in facts if fact.article == page.number] == [
        (what, ("320282",), page.number) for what in ("reported", "passed_on", "adopted")
    ]


def test_the_highest_of_an_article_counts_once_for_a_city_and_its_county() -> None:
    table = Table(
        name="最高",
        highest=("adopted",),
        clauses=(
            Clause(clause="本级", when=Match(what=("adopted",), level=("own",)), points=5),
            Clause(clause="国家级", when=Match(what=("adopted",), level=("state",)), points=20),
        ),
    )
    issue_of("320282", day=DAY)
    page = ArticlePage.objects.get(title="320282的旧伞")
    happened("adopted", "320282", DAY, article=page, level="state", publication="国办")
    kept = keep(in_force(table), MARCH)
    assert total(kept, "320200") == 20
    assert any(line.note == "同一篇只计最高分" and not line.points for line in kept.lines("320200"))
