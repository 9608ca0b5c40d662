"""Which cases are called related, why, and how far one change reaches."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from random import Random

import msgspec
import pytest

import press.web.themes
from press.web.library import Library, read_library
from press.web.nearest import BESIDE, MOST
from press.web.related import Profile, meetings, profile_of, reason, relate
from press.web.terms import FIELD, PEOPLE, STEP, THEME, Term, weight
from records import Case, Contact, Export, Mechanism, Notice, Step

SAMPLE = Path(__file__).parents[2] / "cms" / "sample"
HELP, MEALS, BATHS = Term(FIELD, "敬老"), Term(THEME, "助餐"), Term(THEME, "助浴")


@pytest.fixture(scope="module")
def export() -> Export:
    return Export(SAMPLE, private=False)


@pytest.fixture(scope="module")
def library(export: Export) -> Library:
    return read_library(export)


@pytest.fixture(scope="module")
def sample(export: Export, library: Library) -> dict[int, Profile]:
    return {case.number: profile_of(case, library) for case in export.public(Case) if not isinstance(case, Notice)}


def case(number: int = 1, title: str = "小站", **fields: object) -> Case:
    return msgspec.structs.replace(Case(number=number, title=title, place="320300", unit="320300", year=2024), **fields)


def many(count: int, *, themes: int = 3) -> list[Profile]:
    """Return profiles of one field and some themes, so few of them in all that every list is crowded."""
    random = Random(1)
    chosen = [
        [Term(FIELD, f"领域{random.randrange(4)}"), *(Term(THEME, random.choice(WORDS)) for _ in range(themes))]
        for _ in range(count)
    ]
    return [Profile(number, tuple(dict.fromkeys(terms))) for number, terms in enumerate(chosen, 1)]


WORDS = ["助餐", "助浴", "助洁", "轮椅", "辅具", "盲杖", "戏曲", "剪纸", "义诊", "血压", "候鸟", "湿地"]


def numbers(profiles: Iterable[Profile]) -> dict[int, list[int]]:
    return {number: [relation.number for relation in found] for number, found in relate(profiles).items()}


def altered(before: Iterable[Profile], after: Iterable[Profile], changed: int) -> int:
    """Count the other cases whose list is not what it was."""
    old, new = relate(before), relate(after)
    return sum(old.get(number) != new.get(number) for number in old.keys() | new.keys() if number != changed)


# Who is related -----------------------------------------------------------------------------


def test_a_case_lists_at_most_eight_and_stands_in_the_lists_of_just_these() -> None:
    found = numbers(many(400))
    assert max(map(len, found.values())) == MOST == 8
    assert all(number in found[other] for number, others in found.items() for other in others)
    assert all(number not in others and len(set(others)) == len(others) for number, others in found.items())


def test_neither_the_order_of_the_cases_nor_of_their_reading_counts() -> None:
    profiles = many(200)
    shuffled = Random(2).sample(profiles, len(profiles))
    assert list(relate(profiles).items()) == list(relate(shuffled).items())


def test_a_case_with_nothing_in_common_has_none() -> None:
    profiles = [
        Profile(1, (HELP, MEALS)),
        Profile(2, (HELP, MEALS)),
        Profile(3, (Term(FIELD, "非遗传承"), Term(THEME, "剪纸"))),
        Profile(4, ()),
    ]
    assert numbers(profiles) == {1: [2], 2: [1], 3: [], 4: []}


def test_the_one_who_shares_more_comes_first() -> None:
    profiles = [
        Profile(1, (HELP, BATHS, MEALS)),
        Profile(2, (HELP,)),
        Profile(3, (HELP, BATHS, MEALS)),
        Profile(4, (HELP, BATHS, Term(THEME, "轮椅"))),
    ]
    assert numbers(profiles)[1] == [3, 4, 2]


def test_words_that_all_use_and_steps_that_all_have_relate_nobody(library: Library) -> None:
    steps = Mechanism(steps=tuple(Step(name=name) for name in ("点单", "派单", "接单", "评单")))
    alike = {"mechanism": steps, "people_served": ("居民", "群众"), "summary": "志愿服务培训，群众培训。"}
    assert numbers(profile_of(case(number, **alike), library) for number in (1, 2)) == {1: [], 2: []}


def test_the_sample_relates_what_an_official_would(sample: dict[int, Profile]) -> None:
    found = relate(sample.values())
    assert (found[17][0].number, found[17][0].reason) == (2, "同属“星级认定”“积分兑换”，都涉及兑换机")
    assert found[36][0].number == 32  # 无障碍试路 and 修轮椅
    assert found[40] == ()  # the only one on farming


# Why -----------------------------------------------------------------------------


def test_a_reason_names_only_what_both_share(sample: dict[int, Profile]) -> None:
    for number, found in relate(sample.values()).items():
        for relation in found:
            ours, theirs = ({term.text for term in sample[n].terms} for n in (number, relation.number))
            told = set(re.split("[“”、，]|同属|都服务|都涉及|都有|[两三四五]步", relation.reason)) - {""}
            assert told and told <= ours & theirs


def test_a_reason_reads_as_chinese_and_says_nothing_twice() -> None:
    steps = (Term(STEP, "点单"), Term(STEP, "派单"), Term(THEME, "点单"))
    ours = (HELP, Term(THEME, "敬老"), Term(PEOPLE, "独居老人"), Term(THEME, "独居老人"), MEALS, *steps)
    assert reason(ours, (*ours, BATHS)) == "同属“敬老”，都服务独居老人，都有“点单”“派单”两步，都涉及助餐"
    exchange = (Term(THEME, "积分兑换"), Term(THEME, "积分"), Term(THEME, "兑换"), Term(STEP, "公示"))
    assert reason(exchange, exchange) == "都涉及积分兑换"


def test_a_shared_term_weighs_the_same_whatever_words_it_is_made_of() -> None:
    exchange = [Term(FIELD, "积分兑换"), Term(THEME, "积分兑换"), Term(THEME, "积分"), Term(THEME, "兑换")]
    assert sum(map(weight, exchange)) == weight(Term(FIELD, "民乐")) == 10


# What is read of a case -----------------------------------------------------------------------------


def test_a_word_counts_where_the_title_has_it_or_the_text_says_it_again(library: Library) -> None:
    read = profile_of(case(title="修轮椅的人", summary="送餐到家。也送药。", results="送餐一万次，剪纸一回。"), library)
    assert {term.text for term in read.terms} == {"轮椅", "送餐"}


def test_words_of_one_meaning_are_one_term(library: Library) -> None:
    read = [profile_of(case(title=title), library).terms for title in ("给骑手留灯", "给外卖员留灯")]
    assert read[0] == read[1] == (Term(THEME, "新就业群体"),)


def test_nothing_private_is_compared(library: Library) -> None:
    private = case(contact=Contact(office="轮椅助餐办公室"), cleared_by="助浴", withdrawn_by="剪纸")
    assert profile_of(private, library).terms == ()


def test_the_list_of_themes_has_no_word_twice() -> None:
    lines = Path(press.web.themes.__file__).with_name("themes.txt").read_text("utf-8").splitlines()
    words = Counter(
        word for line in lines if not line.startswith(("#", "[")) for word in re.split("[ =]+", line.strip()) if word
    )
    assert [word for word, times in words.items() if times > 1] == []


# How far a change reaches -----------------------------------------------------------------------------


def test_a_new_case_that_suits_everybody_alters_few_lists() -> None:
    """All share a field only: a case of this field alone is nearer to each than they are to each other."""
    profiles = [Profile(number, (HELP, Term(PEOPLE, f"第{number}号"))) for number in range(1, 301)]
    new = Profile(301, (HELP,))
    assert len(relate([*profiles, new])[301]) == 6  # as many as it met in the list of the field
    assert altered(profiles, [*profiles, new], 301) <= 2 * 6  # each of these lets go of one other


@pytest.mark.parametrize("change", ["add", "edit", "withdraw"])
def test_one_change_alters_no_more_lists_than_nearest_promises(change: str) -> None:
    profiles = many(500, themes=1)
    for at in range(0, 500, 100):
        rest = [*profiles[:at], *profiles[at + 1 :]]
        new = Profile(at + 1, profiles[at - 1].terms)
        before, after = {"add": (rest, [*rest, new]), "edit": (profiles, [*rest, new]), "withdraw": (profiles, rest)}[
            change
        ]
        bound = (12 * BESIDE * len(list(meetings(new.terms))) + MOST) * (2 if change == "edit" else 1)
        assert altered(before, after, new.number) <= bound < len(profiles)
