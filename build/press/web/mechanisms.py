"""Mechanisms as data: which cases have steps, scales or levels, in lists from which they can be compared."""

from __future__ import annotations

from press.records import Case
from press.web.library import Entry, Library
from press.web.pages import Stage


class Mechanisms:
    """Collects the cases that have a mechanism, and writes the lists of them."""

    def __init__(self, stage: Stage, library: Library) -> None:
        self.stage, self.library = stage, library

    def add_case(self, case: Case, entry: Entry) -> None:
        """Keep a case that has a mechanism."""

    def finish(self) -> None:
        """Write the lists."""
