"""Indicators: one measure across places as chart and table, never mixed with another definition."""

from __future__ import annotations

from press.records import Export
from press.web.catalogue import Catalogue
from press.web.library import Library
from press.web.pages import Stage


def stage_indicators(stage: Stage, export: Export, library: Library, catalogue: Catalogue) -> None:
    """Write a page for each indicator, and the one that leads to them."""
    stage.page("indicators/index.md", template="list.html", title="对标", groups=[])
