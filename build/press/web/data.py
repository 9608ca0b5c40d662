"""Data for other programs: records as JSON, tables as CSV, feed and sitemap, and the page that describes them."""

from __future__ import annotations

from press.records import Case
from press.web.library import Entry, Library
from press.web.lists import Lists
from press.web.pages import Stage


class Data:
    """Writes what programs read.

    Args:
        stage: where to write.
        library: reference data and public issues.
        address: of the site, ending in /; feed and sitemap need it, because their links must be complete.

    """

    def __init__(self, stage: Stage, library: Library, address: str) -> None:
        self.stage, self.library, self.address = stage, library, address

    def add_case(self, case: Case, entry: Entry) -> None:
        """Write a case as JSON and keep its rows for the tables."""

    def finish(self, lists: Lists) -> None:
        """Write the records of issues, the tables, feed, sitemap and the page that describes them."""
