"""Rule tables in the CMS: what is filled in is what counts, any day has one table, and none in force changes."""

from __future__ import annotations

import datetime as dt
import random
import re
from html import unescape
from itertools import pairwise
from typing import Any

import msgspec
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given
from hypothesis import strategies as st

from cms.adoption.matching import PARTS, canonical, line_of, match_in
from cms.adoption.ruling import Ruling, drop, enact, examples, stretches, text_of
from cms.adoption.ruling_forms import Sheet
from cms.adoption.ruling_text import OUTSIDE, plain, rules_in, with_months
from cms.adoption.words import GENRE, KIND, LEVEL, VIA, WHAT
from cms.core.audit import AuditEntry
from scoring.rules import Base, Cap, Clause, Forfeit, Match, Need, Quota, Table
from tests.cms.adopting import issue_of
from tests.cms.scoring import PLAIN, draft, in_force, sheet_sent, user

EXAMPLES = dict(examples())
URL = "/admin/adoption/rulings/"

# Any table that the form can say: without a database.
NAME = st.text("甲乙丙丁公文简报abc12 ", min_size=1, max_size=6).map(str.strip).filter(bool)
WORDS = {
    "what": WHAT,
    "level": LEVEL,
    "kind": dict.fromkeys(KIND),
    "genre": dict.fromkeys([*GENRE, ""]),
    "via": dict.fromkeys(VIA),
}
POINTS = st.integers(-4000, 4000).map(lambda n: n / 4)
MORE = POINTS.filter(bool)


def values(part: str) -> st.SearchStrategy[tuple[str, ...]]:
    among = WORDS.get(part.removeprefix("but_"))
    one = st.sampled_from(sorted(among)) if among else NAME
    return st.lists(one, max_size=2, unique=True).map(tuple)


MATCH = st.builds(Match, joint=st.none() | st.booleans(), **{part: values(part) for part in PARTS})
PER = st.sampled_from(["week", "half_month", "month", "quarter", "half", "year"])
COUNT = st.integers(1, 30)
CLAUSE = st.builds(
    Clause,
    clause=NAME,
    when=MATCH,
    points=POINTS,
    also=st.none() | MATCH.filter(line_of),
    without=st.none() | MATCH.filter(line_of),
    once=st.booleans(),
    adds=st.booleans(),
    joint=st.sampled_from(["", "full", "equal", "first"]),
    discretion=st.none() | st.tuples(st.just(2.0), st.sampled_from([2.0, 5.5])),
    most=st.none() | st.builds(Cap, per=PER, points=st.none() | POINTS, events=COUNT),
)
QUOTA = st.builds(
    Quota,
    clause=NAME,
    per=PER,
    needed=st.dictionaries(st.sampled_from(["", "一类", "二类"]), COUNT.map(float), min_size=1),
    when=MATCH,
    counts=st.sampled_from(["events", "articles", "points"]),
    groups=values("groups"),
    too=st.lists(st.builds(Need, per=PER, when=MATCH, needed=COUNT), max_size=2).map(tuple),
    months=st.dictionaries(st.integers(1, 12), COUNT.map(float), max_size=2),
    **dict.fromkeys(("met", "unmet", "missing", "more"), POINTS),
    **{name: st.none() | POINTS for name in ("most", "least")},
)
TABLE = st.builds(
    Table,
    name=NAME,
    clauses=st.lists(CLAUSE, min_size=1, max_size=3).map(tuple),
    joint=st.sampled_from(["full", "equal", "first"]),
    highest=st.sampled_from([(), ("adopted",), ("adopted", "commented")]),
    base=st.none() | st.builds(Base, clause=NAME, per=PER, points=POINTS, floor=st.none() | POINTS),
    quotas=st.lists(QUOTA, max_size=2).map(tuple),
    forfeits=st.lists(st.builds(Forfeit, clause=NAME, when=MATCH, times=COUNT), max_size=2).map(tuple),
    weight=st.sampled_from([1.0, 0.05]),
    rank_by=st.sampled_from([("points", "adopted", "reported"), ("points", "rate")]),
)


def bare(table: Table) -> Table:
    return msgspec.structs.replace(table, name="", source="", decided_by="", valid_from=None, valid_to=None)


def through_the_form(table: Table) -> Table:
    """Return what a table becomes when the form shows it and is sent back untouched."""
    held = Ruling(group="city", name="办法")
    held.keep(table)
    again = Sheet(Ruling(group="city", name="办法"), [], sheet_sent(Sheet(held, [])))
    assert again.is_valid(), (again.failed, again.form.errors, [rows.errors for _, _, rows in again.sets])
    return again.ruling.table


@given(TABLE)
def test_a_form_that_is_sent_back_says_the_same_table(table: Table) -> None:
    assert bare(through_the_form(table)) == bare(table)


@given(TABLE)
def test_the_text_of_a_table_says_the_same_table(table: Table) -> None:
    held = Ruling(group="city", name="办法")
    held.keep(table)
    assert bare(rules_in(text_of(held))) == bare(canonical(table))


@pytest.mark.parametrize("stem", EXAMPLES)
def test_each_example_can_be_filled_into_the_form(stem: str) -> None:
    table = canonical(EXAMPLES[stem])
    assert bare(through_the_form(table)) == bare(table)


@given(MATCH)
def test_a_condition_reads_as_it_is_written(match: Match) -> None:
    assert match_in(line_of(match)) == match


@given(TABLE)
def test_plain_data_of_a_table_is_that_table(table: Table) -> None:
    told = {key: value for key, value in plain(table).items() if key not in OUTSIDE}
    assert msgspec.convert({"name": table.name, **with_months(told)}, Table) == table


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("级别：省里", "可以写：本级、乡镇级"),
        ("省级采用", "看不懂“省级采用”"),
        ("颜色：红", "名称可以是事项、级别"),
        ("事项：采用；级别", "看不懂“级别”"),
    ],
)
def test_a_condition_that_is_none_says_what_could_stand_there(line: str, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        match_in(line)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("clauses:\n- clause: 采用\n  when: {what: [adopted]}\n  pionts: 5", "clauses 第 1 项.*没有这样一项：.*pionts"),
        ("clauses:\n- clause: 采用\n  when: {what: [adopted]}\n  points: 五", "clauses 第 1 项 points.*应是数"),
        ("clauses:\n- clause: 采用\n  when: {what: [adoptd]}", "clauses 第 1 项 when.what.*没有这样一个值：.*adoptd"),
        ("clauses:\n- clause: 采用\n  when: {what: [adopted]}\n  times: 2\n  of: 省", "没有这一条"),
        ("clauses: [", "第 .* 行"),
        ("采用五分", "应为“项: 值”"),
    ],
)
def test_a_text_that_is_no_table_says_where_and_what_to_do(text: str, said: str) -> None:
    with pytest.raises(ValidationError) as raised:
        rules_in(text)
    assert re.search(said, raised.value.messages[0])
    assert not any(word in raised.value.messages[0] for word in ("Expected", "Object", "Invalid"))


# With a database.


@pytest.mark.django_db
def test_any_day_has_one_table_whatever_is_put_in_force_in_whatever_order() -> None:
    chance = random.Random(17)
    for _ in range(12):
        Ruling.objects.all()._raw_delete("default")
        days = [dt.date(2020, 1, 1) + dt.timedelta(days=chance.randrange(1500)) for _ in range(6)]
        done: list[dt.date] = []
        for day in days:
            try:
                in_force(since=day)
            except ValidationError:
                assert day in done or (min(done) < day < max(done)), (
                    "refused only between two, or on a day that is taken"
                )
            else:
                done.append(day)
        held = list(Ruling.objects.filter(enacted_on__isnull=False).order_by("valid_from"))
        assert [one.valid_from for one in held] == sorted(done)
        for one, after in pairwise(held):
            assert one.valid_to and after.valid_from == one.valid_to + dt.timedelta(days=1)
        assert held[-1].valid_to is None
        first, last = dt.date(2019, 6, 1), dt.date(2025, 6, 1)
        parts = list(stretches("city", first, last))
        assert parts[0].first == first and parts[-1].last == last
        assert all(b.first == a.last + dt.timedelta(days=1) for a, b in pairwise(parts))


@pytest.mark.django_db
def test_what_is_in_force_is_not_edited_but_followed(as_user: Any) -> None:
    held = in_force()
    client = as_user("zhubian")
    assert "照它另写一个" in client.get(f"{URL}{held.pk}/").content.decode()
    for path in ("", "text/", "drop/"):
        assert client.post(f"{URL}{held.pk}/{path}", {"name": "改名"}).status_code in (302, 403)
    held.name = "改名"
    with pytest.raises(PermissionDenied):
        held.save()
    with pytest.raises(PermissionDenied):
        held.delete()
    with pytest.raises(ValidationError):
        drop(held.pk, user("zhubian"))
    assert Ruling.objects.get(pk=held.pk).name == PLAIN.name
    page = client.get(f"{URL}add/?like={held.pk}").content.decode()
    assert 'value="本级采用"' in page and 'value="领导批示"' in page


@pytest.mark.django_db
def test_a_table_from_the_form_is_previewed_and_put_in_force_by_the_chief(as_user: Any) -> None:
    old = in_force()
    issue_of("320282", "320200", day=dt.date(2026, 3, 4))
    issue_of("320500", day=dt.date(2026, 3, 5))
    new = msgspec.structs.replace(PLAIN.clauses[0], points=7.5)
    held = draft(msgspec.structs.replace(PLAIN, clauses=(new,)), since=dt.date(2027, 1, 1))
    sheet = sheet_sent(Sheet(held, []))
    editor = as_user("bianji")
    answer = editor.post(f"{URL}{held.pk}/", sheet)
    assert answer.status_code == 302, [answer.context["sheet"].failed, answer.context["sheet"].form.errors]
    assert answer["Location"] == f"{URL}{held.pk}/preview/"
    page = unescape(editor.get(answer["Location"]).content.decode())
    cells = page.partition("无锡市")[2].partition("</tr>")[0]
    assert [cell in cells for cell in ("<td>10</td>", "<td>15</td>", "<td>+5</td>")] == [True] * 3
    assert "由主编施行" in page
    assert editor.post(f"{URL}{held.pk}/preview/")["Location"] == "/admin/"
    held.refresh_from_db()
    assert not held.in_force
    assert as_user("zhubian").post(f"{URL}{held.pk}/preview/").status_code == 302
    held.refresh_from_db()
    old.refresh_from_db()
    assert held.valid_from == dt.date(2027, 1, 1), "as the form sent it"
    assert held.in_force and held.version == 2 and old.valid_to == dt.date(2026, 12, 31)
    assert AuditEntry.objects.filter(action="ruling.enact").count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"clauses-0-level": ["planet"]}, "planet"),
        ({"clauses-0-points": "五分"}, "输入一个数字"),
        ({"clauses-0-also": "省级"}, "看不懂“省级”"),
        ({"clauses-0-times": "2"}, "也要写按哪一条的倍数"),
        ({"clauses-0-times": "2", "clauses-0-of": "没有"}, "没有这一条"),
        ({"clauses-0-cap_per": "month"}, "最多几分或几件"),
        ({"rank_by": "先到先得"}, "没有“先到先得”"),
        ({"base_points": "6"}, "要写条款的名称"),
        ({"clauses-0-DELETE": "on"}, "至少写一条"),
    ],
)
def test_a_form_that_does_not_hold_says_where_and_keeps_what_was_typed(
    as_user: Any, change: dict[str, Any], said: str
) -> None:
    held = draft(msgspec.structs.replace(PLAIN, clauses=PLAIN.clauses[:1]))
    before = held.rules
    told = {**sheet_sent(Sheet(held, [])), "name": "改过的名称", **change}
    answer = as_user("bianji").post(f"{URL}{held.pk}/", told)
    page = unescape(answer.content.decode())
    assert answer.status_code == 422 and said in page and "改过的名称" in page
    held.refresh_from_db()
    assert held.rules == before and held.name == PLAIN.name


@pytest.mark.django_db
def test_rows_are_put_in_another_order_and_taken_out(as_user: Any) -> None:
    held = draft()
    told = sheet_sent(Sheet(held, [])) | {"clauses-0-ORDER": 9, "clauses-1-DELETE": "on"}
    as_user("bianji").post(f"{URL}{held.pk}/", told)
    held.refresh_from_db()
    assert [one.clause for one in held.table.clauses] == ["领导批示", "约稿未报", "本级采用"]


@pytest.mark.django_db
def test_each_example_is_copied_into_a_draft(as_user: Any) -> None:
    client = as_user("bianji")
    assert all(table.name in unescape(client.get(URL).content.decode()) for table in EXAMPLES.values())
    for stem in EXAMPLES:
        page = client.get(f"{URL}add/?example={stem}")
        assert page.status_code == 200
    sheet = page.context["sheet"]
    client.post(f"{URL}add/?example={stem}", sheet_sent(sheet))
    assert bare(Ruling.objects.get().table) == bare(canonical(EXAMPLES[stem]))
    assert client.get(f"{URL}add/?example=../x").status_code == 404


@pytest.mark.django_db
def test_two_cannot_begin_on_the_same_day_even_at_the_same_moment() -> None:
    one, other = draft(since=dt.date(2025, 1, 1)), draft(since=dt.date(2025, 1, 1))
    enact(one.pk, user("zhubian"))
    with pytest.raises(ValidationError, match="同一天不能有两个办法"):
        enact(other.pk, user("zhubian"))
    with pytest.raises(ValidationError, match="已经定下来"):
        enact(one.pk, user("zhubian"))
