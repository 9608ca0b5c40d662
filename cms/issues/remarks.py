"""What the chief remarked on an issue that was sent back, and to which item of it each remark belongs."""

from __future__ import annotations

import datetime
from typing import Any

from cms.core.notices import Notice


def named(entry: Any) -> str:
    """Return how an item of an issue is called: kind and primary key, as in `article:12`."""
    return f"{entry.slot}:{getattr(entry, f'{entry.slot}_id')}"


def notices(issue: Any, item: str | None = None) -> list[Notice]:
    """Return what the chief remarked: all of it, or on an item alone."""
    if not issue.returned:
        return []
    told = [(title, text) for about, title, text in issue.returned["remarks"] if item in (None, about)]
    lines = [
        f"《{title}》：{line}" if title and item is None else line for title, text in told for line in text.splitlines()
    ]
    at = datetime.datetime.fromisoformat(issue.returned["at"])
    heading = "主编退回修改" if item is None else f"主编对这一篇的意见（{issue}）"
    return [Notice(heading, issue.returned["by"], at, tuple(lines))] if lines else []
