"""The kinds of text that are handed in: the way of each, and what the remarks need to know
of it; each app registers its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from django.contrib.auth.models import User
from django.db.models import Q
from wagtail.blocks import StreamValue
from wagtail.models import Page

import records


class Way(Protocol):
    """What handing in and reviewing a kind of text means."""

    def opens(self, page: Any) -> bool:
        """Whether a text may be handed in as it stands."""

    def hand_in(self, page: Any, user: User | None) -> None:
        """Note that it was."""

    def actions(self, page: Any, user: User) -> list[tuple[str, str, bool]]:
        """Return what a reviewer may do: (name, label, whether a reason is asked)."""

    def review(self, page: Any, action: str, user: User, reason: str, asked_by: User | None) -> None:
        """Note what a reviewer did with what `asked_by` handed in."""

    def take_back(self, page: Any, user: User) -> None:
        """Note that it is not to be reviewed any more."""

    def may_write(self, page: Any, user: User) -> bool:
        """Whether someone who may edit pages here may change the text while it is reviewed."""


@dataclass(frozen=True)
class TextKind:
    """A kind of text.

    Attributes:
        way: what handing in and reviewing it means.
        public: names of the fields that readers would see.
        fields: names of the fields that stand in its form.
        left_its_writer: which of these texts others than the writer work with: that one repeats them is told to
            whoever writes.
        readable: which of these texts every reader may see; None for a kind that readers see in something else.
        mechanism: makes the record of its mechanism from a stream; None for a kind that has none.

    """

    way: Way
    public: tuple[str, ...]
    fields: tuple[str, ...]
    left_its_writer: Q
    readable: Q | None = None
    mechanism: Callable[[StreamValue], records.Mechanism | None] | None = None

    @property
    def case(self) -> bool:
        """Whether it is a case, which stands by itself; else an article, which stands in an issue."""
        return self.readable is not None


KINDS: dict[type[Page], TextKind] = {}


def way_of(page: Page) -> Way | None:
    """Return the way of a text; None for a page that is none."""
    kind = KINDS.get(type(page))
    return kind.way if kind else None
