"""What of a case another can share: its fields, the people it serves, its themes and
its steps, each with a fixed weight.

Indicators are none of it: nearly every case counts its registered volunteers. No weight depends on other cases.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import chain
from typing import NamedTuple

from press.web.library import Library
from press.web.themes import COMMON, themes
from records import CASE_SECTIONS, Case, Point, without_notes

FIELD, PEOPLE, STEP, THEME = KINDS = ("field", "people", "step", "theme")  # in the order in which reasons name them
WEIGHTS = {FIELD: 10, PEOPLE: 4, STEP: 2}
BROAD = 2  # less for fields and people that are among the common words of themes.txt
OFTEN = 2  # times that a word stands in a text which is about it


class Term(NamedTuple):
    """Something that cases can share: its kind, and its words as a reason shows them."""

    kind: str
    text: str


def terms_of(case: Case, library: Library) -> tuple[Term, ...]:
    """Return the terms of a case, the weightiest first and else in their own order, from
    public fields of the record only."""
    fields = [library.fields[code].name for code in case.fields if library.fields[code].parent]
    steps = [step.name for step in case.mechanism.steps] if case.mechanism else []
    said = sorted(_themes(case, [*fields, *case.people_served, *steps]))
    named = zip(KINDS, (fields, case.people_served, steps, said), strict=True)
    found = dict.fromkeys(_term(kind, text) for kind, texts in named for text in texts if _alone(kind, text))
    # Of equal weight, people come last: often they are told in words that no other case uses.
    return tuple(sorted(found, key=lambda term: (-_alone(*term), term.kind == PEOPLE)))


@cache
def weight(term: Term) -> int:
    """Return what a shared term adds to the shared terms that its words hold, so that
    the weights of all may be summed."""
    within = {text for text in themes().within([term.text]) if (THEME, text) != term}
    return max(0, _alone(*term) - sum(weight(_term(THEME, text)) for text in within))


def says(one: Term, other: Term) -> bool:
    """Whether who shares the first term need not be told of the other: its words stand there."""
    if one.text == other.text:
        return KINDS.index(one.kind) < KINDS.index(other.kind)
    return other.kind != STEP and other.text in one.text


def _themes(case: Case, named: list[str]) -> set[str]:
    """Return the themes that stand in the named terms or the title, or often enough in the sections and lead-ins."""
    sections = (without_notes(getattr(case, section)) for section in CASE_SECTIONS)
    lead_ins = (block.lead_in for block in case.body if isinstance(block, Point))
    times = Counter(themes().within(chain(sections, lead_ins)))
    return {theme for theme, n in times.items() if n >= OFTEN} | set(themes().within((*named, case.title)))


@cache
def _term(kind: str, text: str) -> Term:
    """Return the one instance of a term: thousands of cases hold it."""
    return Term(kind, text)


def _alone(kind: str, text: str) -> int:
    known = themes().weights.get(text)
    if kind == THEME or known == 0:
        return known or 0
    return WEIGHTS[kind] - (BROAD if known == COMMON else 0)
