"""What of a library is replaced by functions of ours: each place, why, for which version it was
written, and the test that needs it.

`python -m tests.tools.without_patches` leaves them out one by one, and tells which of them a newer
version of the library no longer needs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Patch:
    """A place of a library, as module and name, and what of ours stands there; `test` fails without it."""

    place: str
    ours: Any
    why: str
    test: str


def place_of(owner: Any, name: str) -> str:
    """Return how a name in a module or a class is written from outside."""
    return f"{owner.__module__}.{owner.__qualname__}.{name}" if isinstance(owner, type) else f"{owner.__name__}.{name}"


@dataclass
class Patches:
    """All that is replaced of one package. `version` is what the functions were written for:
    the beginning of a release's number."""

    package: str
    version: str
    made: dict[tuple[str, str], Patch] = field(default_factory=dict)

    def put(self, owner: Any, name: str, ours: Any, *, why: str, test: str) -> None:
        """Put something of ours in a place of the library; harmless when repeated."""
        patch = Patch(place_of(owner, name), ours, why, test)
        setattr(owner, name, ours)
        self.made[patch.place, why] = patch


WEASYPRINT = Patches("weasyprint", "70.0")
