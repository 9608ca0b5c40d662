"""Near ones that are found again after a change are those that are found anew."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from press.web.nearest import Meeting, mutual

Terms = dict[int, tuple[int, ...]]
things = st.dictionaries(
    st.integers(1, 60), st.lists(st.integers(1, 9), min_size=0, max_size=5, unique=True).map(tuple), max_size=45
)


def lists(terms: tuple[int, ...]) -> list[tuple[int, ...]]:
    return [(term,) for term in terms] + [(a, b) for a in terms for b in terms if a < b]


@given(before=things, changes=things, gone=st.sets(st.integers(1, 60), max_size=5), beside=st.integers(1, 4))
def test_after_a_change_the_same_are_near_as_if_found_anew(
    before: Terms, changes: Terms, gone: set[int], beside: int
) -> None:
    after = {n: terms for n, terms in (before | dict(list(changes.items())[:6])).items() if n not in gone}
    chosen = Meeting(before, lambda term: 4 + term, lists, beside).choices()
    meeting = Meeting(after, lambda term: 4 + term, lists, beside)
    anew = meeting.choices()
    again, touched = meeting.choices_since(before, chosen)
    assert again == anew
    altered = {n for n in after if n not in before or mutual(anew, n) != mutual(chosen, n) or after[n] != before[n]}
    assert altered <= touched
