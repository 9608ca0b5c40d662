"""对标: what of a case the comparison page shows beside others, as a script that a page opened from a disk can load too."""

from __future__ import annotations

from press.records import Case
from press.web.library import Entry, Library
from press.web.pages import Stage


class Comparisons:
    """Writes for each case what the comparison page needs of it."""

    def __init__(self, stage: Stage, library: Library) -> None:
        self.stage, self.library = stage, library

    def add_case(self, case: Case, entry: Entry) -> None:
        """Write `cases/000/000001.js`."""
