"""A bulletin of a fictional office in parts, for tests that put one part in another shape."""

from __future__ import annotations

from press.importing import reference_data
from readers import Reading, read_text
from records import Article, Place, Unit

PLACES = [r for r in reference_data() if isinstance(r, Place)]
UNITS = [r for r in reference_data() if isinstance(r, Unit)]
HEAD = "洪泽文明实践简报\n第 6 期\n洪泽区文明办　　2025年6月30日\n\n"
TAIL = "\n报：淮安市文明办\n发：各镇（街道）\n责任编辑：综合科　　共印90份\n"
ONE = "渔船上的理论课\n\n洪泽湖上渔船多，宣讲员跟着运输船走。课讲得短，讲完帮着收网。\n\n"
TWO = "码头上的信用簿\n\n老子山镇给蟹农建信用簿，卖足秤的加分。分数贴在码头上。\n\n"
THREE = "湖堤上的晚班车\n\n晚班车沿着湖堤开，最后一班等人到齐才走。司机记得每个人的站。\n\n"


def read(body: str, head: str = HEAD, tail: str = TAIL) -> Reading:
    """Read a bulletin made of a head, what stands below it, and an imprint."""
    return read_text(head + body + tail, "某期.txt", places=PLACES, units=UNITS)


def sections(reading: Reading) -> list[tuple[str, int]]:
    """Return the sections by name with the number of their items."""
    return [(section.name, len(section.items)) for section in reading.sections]


def titles(reading: Reading) -> list[str]:
    """Return the titles as printed, with what stands before them."""
    return list(reading.heads)


def article(reading: Reading, n: int = 0) -> Article:
    """Return the nth item, which is an article."""
    item = reading.items[n]
    assert isinstance(item, Article)
    return item


def named(reading: Reading, words: str) -> bool:
    """Whether a note holds the words."""
    return any(words in note.text for note in reading.notes)
