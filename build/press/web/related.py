"""Which cases are related, and why: by what both share of fields, people served, themes and steps (terms.py).

Each term, and each pair of terms, that stands in several cases has a list of these by number. A case meets only the few
on either side of it in each list, and of these the best are its related ones if they choose it too (nearest.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations

import msgspec

from press.warm import Warm
from press.web.library import Library
from press.web.nearest import Meeting, mutual
from press.web.terms import FIELD, KINDS, PEOPLE, STEP, THEME, Term, says, terms_of, weight
from records import Case
from records.kept import Kept

CHOSEN = 8  # terms of a case that have lists, alone and in pairs
SHOWN = 3  # people or themes that a reason names
MANY = 0.05  # of all cases: where more have changed, all are looked for
LAST = b"related"  # under which the last finding is kept
COUNTS = "一两三四五"  # steps that a reason names


@dataclass(frozen=True, slots=True)
class Profile:
    """What of a case is compared with others: its terms, the weightiest first."""

    number: int
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Relation:
    """A related case, and what both have in common in words."""

    number: int
    reason: str


def profile_of(case: Case, library: Library) -> Profile:
    """Return what of a case is compared."""
    return Profile(case.number, terms_of(case, library))


class Related(msgspec.Struct, frozen=True, array_like=True):
    """What was found for all cases: their terms, whom each chose, and the related ones of each."""

    terms: dict[int, tuple[Term, ...]]
    chosen: dict[int, list[int]]
    relations: dict[int, tuple[Relation, ...]]


def relate(
    profiles: Iterable[Profile], kept: Kept | None = None, warm: Warm | None = None
) -> Mapping[int, tuple[Relation, ...]]:
    """Return the related cases of each, best first: at most eight, each of which names this one too.

    Neither the order of the profiles nor anything but their terms and numbers counts. What
    a changed case alters: see `nearest`.

    Args:
        profiles: of all cases.
        kept: what was found last, so that only what it alters is looked for.
        warm: the same in a process that stays; it is written to `kept` when that process rests.

    """
    terms = {profile.number: profile.terms for profile in profiles}
    known: tuple[Meeting[Term], Related] | None = warm.kept.get("related") if warm else None
    last: Related | None = known[1] if known else kept.take(LAST, Related) if kept else None
    if last and not warm and last.terms == terms:
        return last.relations
    if known:
        meeting = known[0]
        meeting.change(terms)
    else:
        meeting = Meeting(terms, weight, meetings)
    if last and sum(terms.get(n) != found for n, found in last.terms.items()) <= MANY * len(terms):
        chosen, touched = meeting.choices_since(last.terms, last.chosen)
    else:
        chosen, touched, last = meeting.choices(), set(terms), None

    def related(n: int) -> tuple[Relation, ...]:
        known = {r.number: r for r in last.relations.get(n, ())} if last and terms[n] == last.terms.get(n) else {}
        return tuple(
            known[other]
            if last and other in known and terms[other] == last.terms[other]
            else Relation(other, reason(terms[n], terms[other]))
            for other in mutual(chosen, n)
        )

    relations = {n: related(n) if last is None or n in touched else last.relations[n] for n in sorted(terms)}
    found = Related(terms, chosen, relations)
    if warm:
        warm.kept["related"] = (meeting, found)
        if kept:
            warm.later["related"] = partial(_keep, kept, found)
    elif kept:
        kept.put(LAST, found)
    return relations


def _keep(kept: Kept, found: Related) -> None:
    kept.put(LAST, found)
    kept.commit()


def meetings(terms: Sequence[Term]) -> Iterator[tuple[Term, ...]]:
    """Yield the lists in which a case stands: those of its weightiest terms, and of their pairs that say two things."""
    chosen = [term for term in terms if term.kind != STEP][:CHOSEN]
    yield from zip(chosen)
    for one, other in combinations(sorted(chosen), 2):
        if not says(one, other) and not says(other, one):
            yield one, other


def reason(ours: Sequence[Term], theirs: Sequence[Term]) -> str:
    """Return in words what two cases share, without what a longer term of it says already.

    >>> reason([Term("field", "助老"), Term("theme", "助餐")],
    ...        [Term("field", "助老"), Term("theme", "助餐"), Term("theme", "送餐")])
    '同属“助老”，都涉及助餐'
    """
    shared = [term for term in ours if term in theirs]
    if sum(term.kind == STEP for term in shared) == 1:  # one step alone is no procedure
        shared = [term for term in shared if term.kind != STEP]
    told = [term for term in shared if not any(says(other, term) for other in shared)]
    return "，".join(_clauses({kind: [term.text for term in told if term.kind == kind] for kind in KINDS}))


def _clauses(told: Mapping[str, Sequence[str]]) -> Iterator[str]:
    if told[FIELD]:
        yield "同属" + _quoted(told[FIELD])
    if told[PEOPLE]:
        yield "都服务" + "、".join(told[PEOPLE][:SHOWN])
    if steps := told[STEP][: len(COUNTS)]:
        yield f"都有{_quoted(steps)}{COUNTS[len(steps) - 1]}步"
    if told[THEME]:
        yield "都涉及" + "、".join(told[THEME][:SHOWN])


def _quoted(names: Sequence[str]) -> str:
    return "".join(f"“{name}”" for name in names)
