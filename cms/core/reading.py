"""A text as those who review or clear it read it: its blocks numbered as printed, its
figures with the words they stand in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wagtail.blocks import StreamValue

import records
from cms.core.blocks import body_record
from cms.core.models import Picture


def reading(page: Any) -> dict[str, object]:
    """Return what `core/reading.html` shows of an article or a case; blocks and sections
    are named as the checks name them."""
    record = page.as_record()
    sections = [
        (name, title, records.paragraphs(getattr(record, name, ""))) for name, title in records.CASE_SECTIONS.items()
    ]
    return {
        "title": record.title,
        "sections": [section for section in sections if section[2]],
        "mechanism": getattr(record, "mechanism", None),
        "figures": record.figures,
        "body": list(_blocks(page.body)),
    }


def _blocks(stream: StreamValue) -> Iterator[dict[str, object]]:
    """Yield each block of a body: where it stands, its kind, its record, and a point's printed numbers."""
    placed = [(child.id or f"block-{n}", block) for n, child in enumerate(stream) for block in body_record([child])]
    for (where, block), n in zip(placed, records.numbers([block for _, block in placed]), strict=True):
        shown: dict[str, object] = {"where": where, "kind": type(block).__name__, "block": block}
        match block:
            case records.Point():
                below = zip(block.children, records.numbers(block.children), strict=True)
                shown["number"] = records.marker(block.ordinal, n)
                shown["children"] = [(records.marker(child.ordinal, m), child) for child, m in below]
            case records.Table():
                shown["head"], shown["rows"] = records.grid(block)
            case records.Picture():
                found = Picture.objects.filter(name=block.media).order_by("pk").first()
                shown["url"] = found.file.url if found else ""
        yield shown
