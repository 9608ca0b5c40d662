"""What the lines 报、送、发 cover: whoever a phrase means is found by it, a place that is missing is named, and nothing
stands in the way."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest

import records
from cms.distribution.covering import Comparison, Places, compare, compared
from cms.distribution.members import Membership
from cms.distribution.printed import Phrase, phrases
from cms.distribution.recipients import Recipient
from cms.issues.lists import DistributionList, parse_lines

DAY = dt.date(2026, 3, 1)


def named(text: str) -> list[str]:
    return [one.text for one in phrases(parse_lines(text))]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("发：各设区市党委宣传部、文明办", ["各设区市党委宣传部", "各设区市文明办"]),
        (
            "发：各设区市、县（市、区）文明委、文明办，省文明委成员单位",
            [
                "各设区市文明委",
                "各设区市文明办",
                "各县（市、区）文明委",
                "各县（市、区）文明办",
                "省文明委成员单位",
            ],
        ),
        ("报：省文明委主任、副主任、委员", ["省文明委主任", "省文明委副主任", "省文明委委员"]),
        ("报：中央文明办\n省委书记、省长", ["中央文明办", "省委书记", "省委省长"]),
        ("发：各设区市、省文明委成员单位", ["各设区市", "省文明委成员单位"]),
        ("发：各设区市文明办、省委宣传部", ["各设区市文明办", "省委宣传部"]),
        ("发：各市、县（市、区）委宣传部。", ["各设区市委宣传部", "各县（市、区）委宣传部"]),
        ("发：各市场监管局", ["各市场监管局"]),
        ("发：省各有关部门，各省属高校（本科）", ["省各有关部门", "各省属高校（本科）"]),
        ("发：文明办\n发：文明办", ["文明办"]),
    ],
)
def test_a_line_is_cut_into_those_whom_it_names(line: str, said: list[str]) -> None:
    assert named(line) == said


@pytest.mark.parametrize("seed", range(300))
def test_no_name_of_a_line_is_lost_in_cutting(seed: int) -> None:
    """Whatever stands in a line stands in a phrase of it."""
    chance = random.Random(seed)
    parts = [
        "各设区市",
        "各县（市、区）",
        "文明办",
        "党委宣传部",
        "省文明委主任",
        "副主任",
        "各省直单位",
        "档案馆（2份）",
        "、",
        "，",
        "各",
    ]
    text = "".join(chance.choices(parts, k=chance.randint(1, 9))).strip("、，")
    found = phrases((records.PrintedLine(kind="发", lines=(text,)),))
    whole = "".join(one.text for one in found)
    for word in ("文明办", "党委宣传部", "副主任", "档案馆（2份）", "各省直单位"):
        assert (word in text) == (word in whole), (text, found)


class Land(Places):
    """Places of a test."""

    def __init__(self, cities: list[str], counties: list[str]) -> None:
        self.of = {"city": cities, "county": counties}


def members(*told: tuple[str, str]) -> list[Membership]:
    return [
        Membership(pk=n, recipient=Recipient(pk=n, name=name), section=section)
        for n, (name, section) in enumerate(told)
    ]


def of_line(line: str, told: list[Membership], land: Places) -> Comparison:
    return compare(phrases(parse_lines(line)), told, land)


@pytest.mark.parametrize("seed", range(100))
def test_all_of_a_level_are_covered_and_each_that_lacks_is_named(seed: int) -> None:
    chance = random.Random(seed)
    cities = chance.sample(["南京市", "无锡市", "徐州市", "常州市", "苏州市", "南通市"], 4)
    land = Land(cities, ["昆山市", "鼓楼区", "丰县"])
    organs = chance.sample(["文明办", "党委宣传部", "文明委"], 2)
    written = {"文明办": ["文明办", "精神文明建设指导委员会办公室"], "党委宣传部": ["委宣传部"], "文明委": ["文明委"]}
    every = [(city, organ, f"{city}{chance.choice(written[organ])}") for city in cities for organ in organs]
    gone = chance.sample(every, chance.randint(0, 3))
    there = [one for one in every if one not in gone]
    chance.shuffle(there)
    found = of_line(f"发：各设区市{'、'.join(organs)}", members(*((name, "发") for _, _, name in there)), land)
    assert found.alone == () and found.elsewhere == ()
    for covered in found.covered:
        assert {m.recipient.name for m in covered.members} == {n for _, o, n in there if o == covered.phrase.organ}
        lacking = {city for city, organ, _ in gone if organ == covered.phrase.organ}
        assert set(covered.without) == (lacking if covered.members else set())
        assert bool(covered.members) or covered in found.empty
    assert (found.said == "") == (not gone)


def test_a_county_of_a_city_is_no_city_and_a_name_of_its_own_stands_for_itself() -> None:
    land = Land(["苏州市", "徐州市"], ["昆山市", "鼓楼区"])
    told = members(
        ("苏州市文明办", ""),
        ("徐州市鼓楼区文明办", ""),
        ("昆山市文明办", ""),
        ("中共徐州市委宣传部", ""),
        ("档案馆", ""),
    )
    found = of_line("发：各设区市文明办，档案馆，老干部局", told, land)
    by = {one.phrase.text: [m.recipient.name for m in one.members] for one in found.covered}
    assert by == {"各设区市文明办": ["苏州市文明办"], "档案馆": ["档案馆"], "老干部局": []}
    assert [m.recipient.name for m in found.alone] == ["徐州市鼓楼区文明办", "昆山市文明办", "中共徐州市委宣传部"]
    assert found.covered[0].without == ("徐州市",)
    assert found.said == "3 家单位版记上没有写到；“老干部局”名单上没有单位；“各设区市文明办”少 1 处"


def test_who_was_told_a_phrase_is_meant_by_no_other_and_another_heading_is_said() -> None:
    told = members(("档案馆", "送"), ("收发室", ""))
    told[1].phrase = "中央文明办"
    found = of_line("报：中央文明办\n发：档案馆", told, Land([], []))
    assert found.covered[0].members == (told[1],)
    assert found.elsewhere == ((told[0], Phrase("发", "档案馆")),)
    assert "归类与版记不同" in found.said


@pytest.mark.django_db
def test_thirteen_cities_are_what_the_line_covers_and_signing_says_what_does_not_fit(as_user: Any) -> None:
    land = Places(DAY)
    assert len(land.of["city"]) == 13
    told = records.DistributionList(
        slug="shi",
        name="各市",
        publication="wmsj",
        lines=parse_lines("发：各设区市文明办"),
        recipients=tuple(records.Recipient(name=f"{city}文明办", copies=2) for city in land.of["city"]),
    )
    of = DistributionList.from_record(told)
    found = compared(of, DAY)
    assert found and len(found.covered[0].members) == 13 and found.said == ""
    page = as_user("yinfa").get(f"/admin/distribution/lists/{of.pk}/").content.decode()
    assert "13 家" in page and "都对得上" in page
    first = of.memberships.first()
    Recipient.objects.filter(pk=first.recipient_id).update(valid_to=DAY)
    assert compared(of, DAY - dt.timedelta(days=1)).said == ""  # type: ignore[union-attr]
    later = compared(of, DAY)
    assert later and later.said == "“各设区市文明办”少 1 处" and later.covered[0].without == (land.of["city"][0],)
