"""The kinds of text on which there are remarks; each app registers its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from wagtail.models import Page

import records


@dataclass(frozen=True)
class TextKind:
    """What the remarks need to know of a kind of text.

    Attributes:
        public: names of the fields that readers would see.
        fields: names of the fields that stand in its form.
        left_its_writer: which of these texts others than the writer work with: that one repeats them is told to whoever writes.
        readable: which of these texts every reader may see; None for a kind that readers see in something else.
        mechanism: makes the record of its mechanism from a stream; None for a kind that has none.

    """

    public: tuple[str, ...]
    fields: tuple[str, ...]
    left_its_writer: Q
    readable: Q | None = None
    mechanism: Callable[[Any], records.Mechanism | None] | None = None

    @property
    def case(self) -> bool:
        """Whether it is a case, which stands by itself; else an article, which stands in an issue."""
        return self.readable is not None


KINDS: dict[type[Page], TextKind] = {}
