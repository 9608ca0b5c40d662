"""What stands for a picture where nobody has written what it shows, so that a file made from it can
be read aloud (ISO 14289-1 §7.3)."""

from __future__ import annotations

from msgspec.structs import replace

from records.body import Body, Picture
from records.model import Article, Clipping, Issue
from records.notes import annotated

NO_WORDS = "图片"


def described(issue: Issue) -> Issue:
    """Return an issue whose pictures all have alternative text: their caption, or else that they are pictures."""
    items = (
        replace(item, body=_described(item.body)) if isinstance(item, Article | Clipping) else item
        for item in issue.items
    )
    return replace(issue, items=tuple(items))


def _described(body: Body) -> Body:
    return tuple(
        replace(block, alt=annotated(block.caption).text or NO_WORDS)
        if isinstance(block, Picture) and not block.alt
        else block
        for block in body
    )
