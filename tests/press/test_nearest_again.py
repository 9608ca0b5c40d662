"""Near ones that are found again after a change are those that are found anew."""

from __future__ import annotations

from random import Random

import pytest

from press.web.nearest import Meeting, mutual

Terms = dict[int, tuple[int, ...]]


def lists(terms: tuple[int, ...]) -> list[tuple[int, ...]]:
    return [(term,) for term in terms] + [(a, b) for a in terms for b in terms if a < b]


def some(random: Random, most: int) -> Terms:
    numbers = random.sample(range(1, 200), random.randint(0, most))
    return {n: tuple(random.sample(range(1, 14), random.randint(0, 6))) for n in numbers}


@pytest.mark.parametrize("seed", range(60))
def test_after_a_change_the_same_are_near_as_if_found_anew(seed: int) -> None:
    random = Random(seed)
    before, beside = some(random, 150), random.randint(1, 5)
    gone = random.sample(range(1, 200), random.choice([0, 1, 5]))
    after = {n: terms for n, terms in (before | some(random, 4)).items() if n not in gone}
    chosen = Meeting(before, lambda term: 4 + term, lists, beside).choices()
    meeting = Meeting(after, lambda term: 4 + term, lists, beside)
    anew = meeting.choices()
    again, touched = meeting.choices_since(before, chosen)
    assert again == anew
    assert {n for n in after if n not in before or mutual(anew, n) != mutual(chosen, n)} <= touched
