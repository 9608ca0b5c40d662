"""我的待办: what waits for whoever is looking. Each app adds its own parts and ways to begin something new."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar, cast

from django.contrib.auth.models import User

from cms.units.models import UnitPage, UnitRole
from cms.units.roles import edits_for_province, units_of

SHOWN = 6  # rows of a queue; the rest is behind its link

T = TypeVar("T")


@dataclass(frozen=True)
class Row:
    """A line of a queue: what it is, where it leads, what is to say, whether it is late."""

    title: str
    url: str
    note: str = ""
    late: bool = False


@dataclass(frozen=True)
class Queue:
    """What waits: its first rows, how many there are, where all of them are, and what an empty one says."""

    title: str
    rows: list[Row]
    empty: str
    count: int | None = None
    url: str = ""
    note: str = ""


@dataclass(frozen=True)
class Table:
    """Numbers by unit."""

    title: str
    head: tuple[str, ...]
    rows: Sequence[tuple[object, ...]]
    note: str = ""
    empty: str = ""


@dataclass(frozen=True)
class Drawn:
    """A part that an app draws by a template of its own, which gets `facts`."""

    title: str
    template: str
    facts: dict[str, object]


class Reader:
    """Whoever is looking, and in which of their roles: the province's editors see the
    province's parts, not those of a unit."""

    def __init__(self, user: User) -> None:
        self.user = user
        self._known: dict[object, object] = {}

    def once(self, make: Callable[[], T]) -> T:
        """Return what several parts ask for, made for the first of them."""
        return cast(T, self._known[make] if make in self._known else self._known.setdefault(make, make()))

    @cached_property
    def works(self) -> bool:
        """Whether this is more than an administrator, who may do everything and works on no text."""
        return (
            not self.user.is_superuser
            or UnitRole.objects.filter(group__user=self.user).exclude(role="administrator").exists()
        )

    def may(self, permission: str) -> bool:
        """Whether this reader works with what a right is for; an administrator alone has
        all rights and works with nothing."""
        return self.works and self.user.has_perm(permission)

    @cached_property
    def province(self) -> bool:
        """Whether this is one of the province's editors."""
        return self.works and edits_for_province(self.user)

    @cached_property
    def units(self) -> list[UnitPage]:
        """Return the units for which this reader writes."""
        return [] if self.province or not self.works else list(units_of(self.user).exclude(depth=2))

    @cached_property
    def cities(self) -> list[UnitPage]:
        """Return the cities for which this reader reviews."""
        return [
            unit
            for unit in self.units
            if UnitRole.objects.filter(role="city", group__user=self.user, unit=unit).exists()
        ]


Part = Callable[[Reader], Iterable[Queue | Table | Drawn]]
Beginning = Callable[[Reader], Iterable[tuple[str, str]]]
PARTS: list[tuple[int, Part]] = []
BEGINNINGS: list[tuple[int, Beginning]] = []


def part(order: int) -> Callable[[Part], Part]:
    """Register a function that yields what waits for a reader; the most pressing has the lowest order."""

    def keep(yields: Part) -> Part:
        PARTS.append((order, yields))
        return yields

    return keep


def beginning(order: int) -> Callable[[Beginning], Beginning]:
    """Register a function that yields (label, address) of what a reader can begin."""

    def keep(yields: Beginning) -> Beginning:
        BEGINNINGS.append((order, yields))
        return yields

    return keep


def parts(reader: Reader) -> Iterable[Queue | Table | Drawn]:
    """Yield what waits for a reader; what is done is in the lists."""
    for _, yields in sorted(PARTS, key=lambda added: added[0]):
        yield from yields(reader)


def beginnings(reader: Reader) -> Iterable[tuple[str, str]]:
    """Yield what a reader can begin."""
    for _, yields in sorted(BEGINNINGS, key=lambda added: added[0]):
        yield from yields(reader)
