"""What of a text its writer should look at again; it keeps nobody from saving, and from handing in only where the office says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from bulletins.glyphs import unprintable
from cms.newsroom.hints.duplicates import Duplicate, repeated
from cms.newsroom.hints.names import Names
from cms.security.throttle import Limit, in_words
from press.records.notes import without_notes

# Characters, punctuation included: (fewest, most).
TITLE = (12, 34)
BODY = (800, 2500)
SUMMARY = (70, 130)
LONGEST = 20_000  # characters of all that stands in the form; nobody writes as much, and to read it all would take too long


# More than someone asks for who writes; whoever guesses asks more.
REPEATS = Limit("repeats", 400, timedelta(hours=1))


@dataclass(frozen=True)
class Hint:
    """A remark: what kind it is, what it says, and where: the name of a field, the id of a block, or nothing."""

    kind: str
    text: str
    where: str = ""
    duplicate: Duplicate | None = None


@dataclass(frozen=True)
class Writing:
    """A text as it stands in the form, saved or not: `fields` by name, paragraphs with where they stand, quotes of its figures.

    What stands `besides` the running text is in tables and captions.
    """

    case: bool
    fields: dict[str, str]
    paragraphs: Sequence[tuple[str, str]]
    quotes: Sequence[tuple[str, str]]
    but: frozenset[int] = frozenset()
    besides: Sequence[tuple[str, str]] = ()


REQUIRED = {
    False: {"place": "标题上的地名", "leader": "单位审签人", "writer": "撰稿人", "phone": "联系电话"},
    True: {"place": "地区", "summary": "摘要", "problem": "问题", "approach": "做法", "results": "成效", "conditions": "可借鉴条件"},
}


def hints(writing: Writing, user: Any) -> list[Hint]:
    """Return the remarks on a text, in the order in which one would go through them."""
    size = sum(map(len, writing.fields.values())) + sum(len(text) for pair in (*writing.paragraphs, *writing.quotes) for text in pair[1:])
    if size > LONGEST:
        return [Hint("篇幅", f"全文 {size} 字，太长，其余的没有检查", "body")]
    return [*lengths(writing), *missing(writing), *figures(writing), *names(writing), *signs(writing), *repeats(writing, user)]


def lengths(writing: Writing) -> Iterator[Hint]:
    """Say what is too short or too long."""
    title = writing.fields.get("title", "")
    if title and (said := _outside(len(title), TITLE)):
        yield Hint("篇幅", f"标题 {len(title)} 字，{said}", "title")
    summary = writing.fields.get("summary", "")
    if summary and (said := _outside(len(summary), SUMMARY)):
        yield Hint("篇幅", f"摘要 {len(summary)} 字，{said}", "summary")
    body = sum(len(without_notes(text)) for where, text in writing.paragraphs if where not in writing.fields)
    if body and not writing.case and (said := _outside(body, BODY)):
        yield Hint("篇幅", f"正文 {body} 字，{said}", "body")


def _outside(length: int, bounds: tuple[int, int]) -> str:
    if bounds[0] <= length <= bounds[1]:
        return ""
    return f"{'偏短' if length < bounds[0] else '偏长'}，一般 {bounds[0]}—{bounds[1]} 字"


def missing(writing: Writing) -> Iterator[Hint]:
    """Say what is still empty."""
    if not writing.fields.get("title"):
        yield Hint("缺项", "还没有标题", "title")
    if not writing.case and not writing.paragraphs:
        yield Hint("缺项", "还没有正文", "body")
    for name, label in REQUIRED[writing.case].items():
        if not writing.fields.get(name) and (name != "place" or not writing.fields.get("prefix")):
            yield Hint("缺项", f"“{label}”还没有填", name)
    if not writing.quotes and any(c.isdigit() for _, text in writing.paragraphs for c in text):
        yield Hint("缺项", "正文里有数字，还没有登记要紧的数据", "figures")


def figures(writing: Writing) -> Iterator[Hint]:
    """Say which figures quote words that the text does not have."""
    texts = [without_notes(text) for _, text in writing.paragraphs]
    for label, quote in writing.quotes:
        bare = without_notes(quote)
        if bare and not any(bare in text for text in texts):
            yield Hint("数据", f"数据“{label}”的原句在正文里找不到：{quote}", "figures")


def names(writing: Writing) -> Iterator[Hint]:
    """Say which names of places and units look wrong, each once, where it stands first."""
    known = Names.on(timezone.localdate())
    told: set[str] = set()
    for where, text in [("title", writing.fields.get("title", "")), *writing.paragraphs]:
        for doubt in known.doubts(text):
            if doubt.name not in told:
                told.add(doubt.name)
                yield Hint("名称", doubt.text, where)


def signs(writing: Writing) -> Iterator[Hint]:
    """Say which characters cannot be printed, each once, where it stands first: emoji, those of one's own, those of no font."""
    told: set[str] = set()
    for where, text in [("title", writing.fields.get("title", "")), *writing.paragraphs, *writing.besides]:
        for missing in unprintable(text):
            if missing.char not in told:
                told.add(missing.char)
                named = missing.char if missing.char.isprintable() else "这里的字"
                yield Hint("用字", f"“{named}”（U+{ord(missing.char):04X}）印不出来，见“{missing.context}”，请换一个字或删去", where)


def repeats(writing: Writing, user: Any) -> Iterator[Hint]:
    """Say which earlier texts have the same passages; of those that the writer may not read, only that there is one, and not too often."""
    if wait := REPEATS.take(user):
        yield Hint("重复", f"检查得太频繁，有没有重复的文字请等 {in_words(wait)}再查", "body")
        return
    found = repeated(writing.paragraphs, user, set(writing.but))
    for each in found.shown:
        text = f"与{each.kind}《{each.title}》有 {each.letters} 字相同"
        yield Hint("重复", text, each.passages[0].where if each.passages else "body", each)
    if found.hidden:
        yield Hint("重复", "与已有稿件重复", "body")
