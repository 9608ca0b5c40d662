"""What of a text its writer should look at again; it keeps nobody from saving, and from handing
in only where the office says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

import records
from bulletins.glyphs import CONTROL, unprintable
from cms.core.blocks import LONGEST as LARGEST
from cms.core.blocks import lines
from cms.core.checklist import CONFIRMED, OFFICE, STOPS, WARNS, Check, register
from cms.newsroom.hints.duplicates import Duplicate, repeated
from cms.newsroom.hints.names import Names
from cms.newsroom.states import NEEDED
from cms.security.throttle import Limit, in_words
from proof import KINDS, Found, Piece, found_in
from records.notes import without_notes

# Characters, punctuation included: (fewest, most).
TITLE = (12, 34)
BODY = (800, 2500)
SUMMARY = (70, 130)
NARROWEST = 600  # pixels across the text of a page, 156 mm
LONGEST = (
    20_000  # characters of all that stands in the form; nobody writes as much, and to read it all would take too long
)

TO_WRITER = "不该公开的请删去或改写"

# More than someone asks for who writes; whoever guesses asks more.
REPEATS = Limit("repeats", 400, timedelta(hours=1))


register(
    Check("篇幅", "标题、摘要、正文太短或太长", writing=WARNS, handing_in=OFFICE),
    Check("缺项", "该填的没有填；单位审签人、撰稿人、联系电话必填", writing=WARNS, handing_in=OFFICE),
    Check("数据", "数据的原句在正文里找不到", writing=WARNS, handing_in=OFFICE, signing=WARNS, clearing=WARNS),
    Check("名称", "地名、单位名称可能写错，或已经不用", writing=WARNS, handing_in=OFFICE),
    Check("用字", "字库里没有的字、看不见的控制字符", writing=WARNS, handing_in=WARNS, assembling=STOPS, signing=STOPS),
    Check("图片", "没有替代文字，或者太小，印出来模糊", writing=WARNS, handing_in=WARNS, signing=STOPS),
    Check("保存", "有的内容导出以后存不下来", writing=WARNS, handing_in=STOPS, signing=STOPS),
    Check(
        "个人信息",
        "、".join(KINDS.values()),
        writing=WARNS,
        handing_in=CONFIRMED,
        signing=WARNS,
        clearing=f"{CONFIRMED}，写明原因",
    ),
    Check("重复", "与已有的稿件、案例有较多相同的文字", writing=WARNS, handing_in=OFFICE),
)


@dataclass(frozen=True)
class Hint:
    """A remark: what kind it is, what it says, and where: the name of a field, the id of a block, or nothing."""

    kind: str
    text: str
    where: str = ""
    duplicate: Duplicate | None = None
    found: Found | None = None

    @property
    def stops(self) -> bool:
        """Whether no article is handed in before this is filled in or confirmed, whatever the office says."""
        return self.found is not None or (self.kind == "缺项" and self.where in NEEDED)


@dataclass(frozen=True)
class Writing:
    """A text as it stands in the form, saved or not: `fields` by name, paragraphs with
    where they stand, quotes of its figures.

    What stands `besides` the running text is in tables and captions. `public` are the texts that readers
    would see, `body` the blocks as the export has them, `widths` how many pixels wide its pictures are,
    in their order with where they stand.
    """

    case: bool
    fields: dict[str, str]
    paragraphs: Sequence[tuple[str, str]]
    quotes: Sequence[tuple[str, str]]
    but: frozenset[int] = frozenset()
    besides: Sequence[tuple[str, str]] = ()
    public: Sequence[Piece] = ()
    body: records.Body = ()
    widths: Sequence[tuple[str, int]] = ()


REQUIRED = {
    False: {"place": "标题上的地名", "leader": "单位审签人", "writer": "撰稿人", "phone": "联系电话"},
    True: {
        "place": "地区",
        "summary": "摘要",
        "problem": "问题",
        "approach": "做法",
        "results": "成效",
        "conditions": "可借鉴条件",
    },
}


def hints(writing: Writing, user: User) -> list[Hint]:
    """Return the remarks on a text, in the order in which one would go through them."""
    size = sum(map(len, writing.fields.values())) + sum(
        len(text) for pair in (*writing.paragraphs, *writing.quotes) for text in pair[1:]
    )
    always = [*pictures(writing), *lost(writing), *private(writing)]
    if size > LONGEST:
        said = f"，正文超过 {LARGEST} 字就不能保存，请删去一部分，或者分成几篇" if size > LARGEST else ""
        return [Hint("篇幅", f"全文 {size} 字，太长，其余的没有检查{said}", "body"), *always]
    found = [*lengths(writing), *missing(writing), *figures(writing), *names(writing), *signs(writing), *always]
    return [*found, *repeats(writing, user)]


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
    """Say which characters cannot be printed, each once, where it stands first: emoji,
    those of one's own, those of no font."""
    told: set[str] = set()
    heads = [(name, writing.fields.get(name, "")) for name in ("title", "prefix")]
    for where, text in [*heads, *writing.paragraphs, *writing.besides]:
        for missing in unprintable(text):
            if missing.char not in told:
                told.add(missing.char)
                named = missing.char if missing.char.isprintable() else "这里的字"
                yield Hint(
                    "用字",
                    f"“{named}”（U+{ord(missing.char):04X}）印不出来，见“{missing.context}”，请换一个字或删去",
                    where,
                )
    alternatives = [(where, block.alt) for (where, _), block in zip(writing.widths, _pictures(writing), strict=False)]
    for where, text in [*heads, *writing.paragraphs, *writing.besides, *alternatives]:
        if found := CONTROL.search(text):
            context = CONTROL.sub("", text[max(0, found.start() - 8) :][:17])
            yield Hint(
                "用字", f"“{context}”中有看不见的控制字符（U+{ord(found[0]):04X}），请删去这几个字重新键入", where
            )


def _pictures(writing: Writing) -> list[records.Picture]:
    return [block for block in writing.body if isinstance(block, records.Picture)]


def pictures(writing: Writing) -> Iterator[Hint]:
    """Say which pictures lack words for those who cannot see them, and which are too small to print."""
    for n, ((where, width), block) in enumerate(zip(writing.widths, _pictures(writing), strict=False), 1):
        if not block.alt:
            yield Hint("图片", f"第 {n} 张图片没有替代文字，不填不能签发", where)
        if width < NARROWEST:
            yield Hint(
                "图片", f"第 {n} 张图片只有 {width} 像素宽，印出来会模糊，请换一张 {NARROWEST} 像素以上的", where
            )


def lost(writing: Writing) -> Iterator[Hint]:
    """Say what an export would not keep."""
    sections: dict[str, Any] = {
        name: "\n\n".join(lines(writing.fields.get(name, ""))) for name in records.CASE_SECTIONS
    }
    sections["summary"] = sections["summary"] or "摘要"  # an article has none, a case always
    text = records.Case(
        number=1,
        title=writing.fields.get("title", ""),
        place="320000",
        unit="x",
        year=2000,
        body=writing.body,
        **sections,
    )
    try:
        records.check_survival(text)
    except records.PressError as error:
        yield Hint("保存", f"{error.message}" + (f"，请{error.remedy}" if error.remedy else ""), "body")


def private(writing: Writing) -> Iterator[Hint]:
    """Say what of a text is personal, each once, where it stands first."""
    for found in found_in(writing.public):
        spot = found.spots[0]
        context = f"“…{spot.before}{spot.passage}{spot.after}…”".replace("\n", " ")
        if "contact" in found.kinds:
            said = f"文末是撰稿人、联系电话一行：{context}，请填到“报送与处理”里，从正文删去"
        else:
            said = f"{found.said}：{context}，{TO_WRITER}"
        yield Hint("个人信息", said, spot.place.removesuffix("的脚注"), found=found)


def repeats(writing: Writing, user: User) -> Iterator[Hint]:
    """Say which earlier texts have the same passages; of those that the writer may not read, only
    that there is one, and not too often."""
    if wait := REPEATS.take(user):
        yield Hint("重复", f"检查得太频繁，有没有重复的文字请等 {in_words(wait)}再查", "body")
        return
    found = repeated(writing.paragraphs, user, set(writing.but))
    for each in found.shown:
        text = f"与{each.kind}《{each.title}》有 {each.letters} 字相同"
        yield Hint("重复", text, each.passages[0].where if each.passages else "body", each)
    if found.hidden:
        yield Hint("重复", "与已有稿件重复", "body")
