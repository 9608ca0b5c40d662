"""What keeps an entry where it is, and what to do instead."""

from __future__ import annotations

from collections.abc import Iterator

from cms.core.uses import RULES, Hold, kept
from cms.reference.entries import Entry
from cms.reference.models import Field, Indicator, PracticeKind

RULES.instead |= {
    Field: "先把上面这些改归别的领域，再来删除；名称不合适，直接改。",
    PracticeKind: "先把上面这些改归别的类型，再来删除；名称不合适，直接改。",
    Indicator: "先在上面这些地方换成别的指标或不选，再来删除；口径不合适，直接改。",
}


@kept(Entry)
def what_readers_see(entry: Entry) -> Iterator[Hold]:
    """Keep an entry that readers see, until it is withdrawn."""
    if entry.public:
        yield Hold(said="读者现在看得到。要删，先撤回并写明原因。", address=(entry.decision_url, "公开与撤回"))
