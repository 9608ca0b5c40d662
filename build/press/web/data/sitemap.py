"""The sitemap: an index of files, one for each thousand cases and each publication, and one for all other pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from press.web.catalogue import Catalogue
from press.web.data.xml import xml_text
from press.web.library import Library
from press.web.pages import Stage
from records import Case, Issue

Pages = dict[str, date | None]


def last_change(record: Case | Issue) -> date | None:
    """Return the last day on which a record's content is known to have changed: cleared,
    corrected, or something taken out."""
    versions = [version.date for version in record.versions] if isinstance(record, Issue) else []
    return max(filter(None, [record.cleared_on, record.redacted_on, *versions]), default=None)


def stage_sitemap(
    stage: Stage, library: Library, catalogue: Catalogue, changed: Mapping[str, date | None], address: str
) -> None:
    """Write `sitemap.xml` and the files below `sitemaps/`; pages that only tell of a withdrawal stand in none of them.

    Args:
        stage: on which every page stands by now.
        library: for the issues.
        catalogue: for what was withdrawn.
        changed: the last change of each case's page; pages without one are listed without a day,
            for the clock is no source.
        address: of the site.

    """
    days = {**changed, **{f"bulletins/{key}.html": last_change(issue) for key, issue in library.issues.items()}}
    gone = {f"cases/{n.key}.html" for n in catalogue.withdrawn} | {
        f"bulletins/{n.key}.html" for n in library.withdrawn_issues
    }
    maps: dict[str, Pages] = {}
    for page in sorted(stage.pages):
        if page not in gone:
            maps.setdefault(_map_of(page, days), {})[page] = days.get(page)
    for name, pages in maps.items():
        stage.once((name, address), pages, partial(_write, stage, name, "sitemap.xml", address=address, pages=pages))
    latest = {name: max(filter(None, pages.values()), default=None) for name, pages in sorted(maps.items())}
    stage.once(
        ("sitemap.xml", address),
        latest,
        partial(_write, stage, "sitemap.xml", "sitemap-index.xml", address=address, maps=latest),
    )


def _write(stage: Stage, name: str, template: str, **values: Any) -> None:
    stage.file(name, xml_text(stage, template, **values))


def _map_of(page: str, records: Mapping[str, date | None]) -> str:
    """Return the file that lists a page: records by thousand or publication, whatever else there is together."""
    kind, _, rest = page.partition("/")
    return f"sitemaps/{kind}-{rest.split('/')[0]}.xml" if page in records else "sitemaps/pages.xml"
