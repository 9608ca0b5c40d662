"""Where every copy should be, by arithmetic of its own, and whether a database agrees: plain SQL, no code of ours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

NEW = -1  # the parcel that a submission makes, before its number is known


class Step(NamedTuple):
    """So many copies (of one number, 0 for none) from a place and parcel (0 for none) to another."""

    number: int
    count: int
    source: str
    source_parcel: int
    target: str
    target_parcel: int


class Wrong(Exception):
    """The law is broken; says how."""


class Database(Protocol):
    """Asks a database in plain SQL."""

    def ask(self, sql: str) -> list[tuple[Any, ...]]: ...


@dataclass
class Account:
    """What should stand where of one dispatch, and which submissions made it so."""

    dispatch: int
    numbered: bool
    copies: dict[int, int] = field(default_factory=dict)  # of each parcel, as ordered
    apart: dict[int, list[int]] = field(default_factory=dict)  # numbers set apart for each parcel
    held: Counter[tuple[int, str, int]] = field(default_factory=Counter)  # by number, place, parcel
    made: int = 0
    posted: list[str] = field(default_factory=list)
    waiting: set[int] = field(default_factory=set)  # parcels that may be sealed
    reissued: set[int] = field(default_factory=set)

    def count(self, place: str, parcel: int = 0) -> int:
        return sum(n for (_, at, of), n in self.held.items() if (at, of) == (place, parcel))

    def numbers(self, place: str, parcel: int = 0) -> list[int]:
        return sorted(number for (number, at, of), n in self.held.items() if (at, of) == (place, parcel) and n)

    def highest(self) -> int:
        return max((number for number, *_ in self.held), default=0)

    def steps(self, count: int, source: tuple[str, int], target: tuple[str, int]) -> list[Step]:
        """Return the steps of so many copies; of numbered ones the lowest numbers go."""
        if not self.numbered:
            return [Step(0, count, *source, *target)]
        return [Step(number, 1, *source, *target) for number in self.numbers(*source)[:count]]

    def can(self, steps: Sequence[Step]) -> bool:
        """Whether every step finds its copies."""
        held = self.held.copy()
        for step in steps:
            if step.source:
                spot = (step.number, step.source, step.source_parcel)
                if held[spot] < step.count:
                    return False
                held[spot] -= step.count
            elif step.number and any(n for (number, *_), n in held.items() if number == step.number):
                return False
            held[step.number, step.target, step.target_parcel] += step.count
        return True

    def take(self, key: str, kind: str, steps: Sequence[Step], again: int = 0) -> None:
        """Take the steps of a submission that was posted; `again` is the parcel for which a further one was made."""
        if not self.can(steps):
            raise Wrong(f"{key} was posted, and its copies were not there")
        for step in steps:
            if step.source:
                spot = (step.number, step.source, step.source_parcel)
                self.held[spot] -= step.count
                if not self.held[spot]:
                    del self.held[spot]
            else:
                self.made += step.count
            self.held[step.number, step.target, step.target_parcel] += step.count
        self.posted.append(key)
        left = {step.source_parcel for step in steps} - {parcel for _, _, parcel in self.held}
        self.reissued |= {again} - {0}
        self.waiting -= {step.target_parcel for step in steps} | self.reissued
        if kind in ("returned", "unseal"):
            self.waiting |= (left & self.apart.keys()) - self.reissued

    def check(self, database: Database) -> None:
        """Compare with the database; Wrong says the first difference."""
        pk = self.dispatch
        replayed, made = replay(database, pk)
        counted: Counter[tuple[int, str, int]] = Counter()
        for number, place, parcel, count in database.ask(
            "SELECT coalesce(number, 0), place, coalesce(parcel_id, 0), count"
            f" FROM dispatch_holding WHERE dispatch_id = {pk} AND count <> 0"
        ):
            if count < 0 or (number and (count != 1 or any(n == number for n, *_ in counted))):
                raise Wrong(f"dispatch {pk}: number {number} at {place} is there {count} times, or elsewhere too")
            counted[number, place, parcel] += count
        keys = [key for (key,) in database.ask(f"SELECT a.key FROM dispatch_act a WHERE a.key LIKE '{pk}.%'")]
        parcels = database.ask(f"SELECT id, copies FROM dispatch_parcel WHERE dispatch_id = {pk}")
        for what, found, expected in (
            ("sum over places, and copies made", (sum(counted.values()), made), (self.made, self.made)),
            ("what stands where, and the entries", counted, replayed),
            ("what stands where, and what should", counted, self.held),
            ("submissions", sorted(keys), sorted(self.posted)),
            ("parcels", dict(parcels), self.copies),
        ):
            if found != expected:
                raise Wrong(f"dispatch {pk}: {what} differ: {_difference(found, expected)}")


def replay(database: Database, pk: int) -> tuple[Counter[tuple[int, str, int]], int]:
    """Return what the entries of a dispatch add up to, and how many copies were made; Wrong where one finds none."""
    held: Counter[tuple[int, str, int]] = Counter()
    made = 0
    for number, count, source, source_parcel, target, target_parcel in database.ask(
        "SELECT coalesce(number, 0), count, source, coalesce(source_parcel_id, 0),"
        f" target, coalesce(target_parcel_id, 0) FROM dispatch_entry WHERE dispatch_id = {pk} ORDER BY id"
    ):
        if source:
            held[number, source, source_parcel] -= count
            if held[number, source, source_parcel] < 0:
                raise Wrong(f"dispatch {pk}: an entry takes number {number} from {source} {source_parcel}, not there")
        else:
            made += count
        held[number, target, target_parcel] += count
    return +held, made


def _difference(found: Any, expected: Any) -> str:
    if isinstance(found, dict):
        keys = sorted({key for key in {*found, *expected} if found.get(key, 0) != expected.get(key, 0)})
        return "; ".join(f"{key}: {found.get(key, 0)} for {expected.get(key, 0)}" for key in keys[:5])
    return f"{str(found)[:300]} for {str(expected)[:300]}"
