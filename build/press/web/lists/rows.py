"""Cases, articles and links as list pages show them: the short values that go into a page's front matter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from press.web.library import Entry, Piece

Link = dict[str, Any]
Group = dict[str, Any]
INSTEAD = "也可以看"
Row = tuple[str, str, str, str, str, int, str]

SUMMARY = 50  # characters: one line of a row on a wide screen
PAUSES = "，。；：、！？"


def row(entry: Entry, place: str) -> Row:
    """Return (number, address, title, place, years, number of figures, the beginning of the summary)."""
    number, beginning = f"{entry.number:06d}", excerpt(entry.summary, SUMMARY)
    return number, entry.address, entry.title, place, entry.years, entry.figures, beginning


def piece_row(piece: Piece) -> tuple[str, str, str]:
    """Return (address, title, issue) of an article."""
    return piece.address, piece.title, piece.source


def link(name: str, page: str, count: int | None = None) -> Link:
    """Return a link to a page of the stage, with how many cases stand there; None where that is not said."""
    return {"name": name, "address": f"{page}.html", **({} if count is None else {"count": count})}


def group(name: str, links: Sequence[Link], head: Link | None = None) -> Group:
    """Return links under a name; `head` makes the name a link too."""
    return {"name": name, "links": list(links), **({"head": head} if head else {})}


def excerpt(text: str, most: int) -> str:
    """Return the beginning of a text, at most so many characters, cut at a pause if
    one is near and never inside a number.

    >>> excerpt("停掉按人头下达的任务，改训整日守在原地的人", 16)
    '停掉按人头下达的任务…'
    >>> excerpt("全市已经登记在册的有12345人", 13)
    '全市已经登记在册的有…'
    """
    if len(text) <= most:
        return text
    beginning = text[: most - 1]
    if re.match(r"[0-9A-Za-z.%]", text[most - 1]):
        beginning = re.sub(r"[0-9A-Za-z.]+$", "", beginning) or beginning
    pause = max(beginning.rfind(mark) for mark in PAUSES)
    return (beginning[:pause] if pause >= most * 0.75 else beginning).rstrip(PAUSES) + "…"
