"""Which cases are related, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from press.records import Case
from press.web.library import Library


@dataclass(frozen=True, slots=True)
class Profile:
    """What of a case is compared with others."""

    number: int


@dataclass(frozen=True, slots=True)
class Relation:
    """A related case, and what both have in common in words."""

    number: int
    reason: str


def profile_of(case: Case, library: Library) -> Profile:
    """Return what of a case is compared."""
    return Profile(case.number)


def relate(profiles: Iterable[Profile]) -> Mapping[int, tuple[Relation, ...]]:
    """Return the related cases of each, best first."""
    return {profile.number: () for profile in profiles}
