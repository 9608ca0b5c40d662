"""What is new as RSS 2.0: the cases and issues that were cleared last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from email.utils import format_datetime
from heapq import nlargest
from html import escape

from press.web.citation import Site
from press.web.data.xml import xml_text
from press.web.library import Entry, Library
from press.web.pages import Stage
from press.web.wording import printed_title

NEWEST = 30
# Clearance is a day; a feed wants a moment of it.
MORNING = time(8, tzinfo=timezone(timedelta(hours=8)))


@dataclass(frozen=True)
class News:
    """Something that readers may see since `day`."""

    day: date
    address: str
    title: str
    text: str

    @property
    def published(self) -> str:
        """The day as RFC 822 wants it: Sat, 01 Mar 2025 08:00:00 +0800."""
        return format_datetime(datetime.combine(self.day, MORNING))

    @property
    def html(self) -> str:
        """The text as HTML, which is what a description holds: https://www.rssboard.org/rss-specification."""
        return escape(self.text, quote=False)


def stage_feed(stage: Stage, library: Library, entries: Iterable[Entry], site: Site, description: str) -> None:
    """Write `feed.xml`; what was withdrawn is not among the entries and issues, and so leaves it."""
    newest = nlargest(NEWEST, (e for e in entries if e.cleared_on), key=lambda e: (e.cleared_on, e.address))
    news = sorted([*_cases(library, newest), *_issues(library)], key=lambda n: (n.day, n.address), reverse=True)
    shown = {"site": site, "description": description, "news": news[:NEWEST]}
    stage.once("feed", shown, lambda: stage.file("feed.xml", xml_text(stage, "feed.xml", **shown)))


def _cases(library: Library, entries: Iterable[Entry]) -> Iterator[News]:
    for entry in entries:
        if entry.cleared_on:
            yield News(
                entry.cleared_on, entry.address, f"{library.places[entry.place].name}：{entry.title}", entry.summary
            )


def _issues(library: Library) -> Iterator[News]:
    for key, issue in library.issues.items():
        if issue.cleared_on:
            titles = "；".join(printed_title(item, library.place_names) for item in issue.items)
            yield News(issue.cleared_on, f"bulletins/{key}.html", library.issue_name(key), titles)
