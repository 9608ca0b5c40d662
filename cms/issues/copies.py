"""How many copies an issue needs: those of its list on its day, what other apps add to them, and its reserve."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from cms.issues.models import Issue

MORE: list[Callable[[Issue], Iterable[tuple[str, int]]]] = []
"""Each yields what else is printed of an issue: what it is called, and how many copies."""


@dataclass(frozen=True)
class Copies:
    """Copies of an issue: on its list, of each further kind, its reserve, and how many are printed if that is said."""

    listed: int
    more: tuple[tuple[str, int], ...]
    reserve: int
    printed: int | None

    @property
    def total(self) -> int:
        """Return how many are needed."""
        return self.listed + sum(count for _, count in self.more) + self.reserve

    @property
    def fits(self) -> bool:
        """Whether as many are printed as are needed."""
        return self.total == self.printed

    @property
    def said(self) -> str:
        """Return the sum in words."""
        more = "".join(f"、{name} {count} 份" for name, count in self.more)
        return f"分发 {self.listed} 份{more}加余份 {self.reserve} 份是 {self.total} 份"


def needed(issue: Issue) -> Copies | None:
    """Return the copies that an open issue needs; None without a list."""
    if issue.distribution is None:
        return None
    more = tuple((name, count) for ask in MORE for name, count in ask(issue) if count)
    return Copies(issue.distribution.copies_on(issue.date), more, issue.reserve, issue.print_run)
