"""The head of a bulletin: handling note, masthead, number, series, issuer and date, in whatever order they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from press.records.body import Picture
from press.records.readers.numerals import NUMBER, YEAR, find_date, number
from press.records.readers.reading import Note, letters
from press.records.readers.source import PAGE_NUMBER, Line
from press.records.readers.words import squeeze

HANDLING = re.compile(
    r"(内部|工作|参阅|学习)(资料|材料|文件|刊物|参考|交流)[，,·、]?.{0,10}|(请)?(注意|妥善)(保存|保管|保密).{0,6}|仅供.{2,12}|.{0,6}(不得|请勿|严禁).{2,8}"
)
NAME_END = re.compile(
    r".*(简报|快报|通报|专报|月报|季报|周报|旬报|摘报|要报|通讯|简讯|动态|信息|要情|情况|参阅|参考|内参|交流|之窗|导刊|专刊|反映|建议)$"
)
OFFICE = re.compile(
    r".*(办|办公室|处|部|委|委员会|厅|局|中心|组|领导小组|指挥部|联席会议|协会|联合会|总会|学会|秘书处|编辑部|社|站|会|集团|公司|大学|学院)$"
)
EDITED = re.compile(r"^(?:主办|主编|编印|编发|承办|编辑)(?:单位)?[：:]|(?:主办|主编|编印|编发|编制|承办|编)$")
SECRECY = re.compile(r"(绝密|机密|秘密)[★☆].*|特急|加急|急件|平急|(绝密|机密|秘密)|(?:№|N[oO])?[.．：]?\d{4,7}")
TOTAL = re.compile(rf"[（(\[【]?总(?:第)?({NUMBER})[期号][）)\]】]?")
SERIES = re.compile(
    rf"[（(【\[]?((?!第)[^（(【\[）)\d]{{2,30}}?(?:专刊|专辑|特刊|专题|增刊))(?:之|第)?[（(]?({NUMBER})?[）)]?[期辑号]?[）)】\]]?"
)
NUMBERS = (
    re.compile(rf"[〔\[［(（【]({YEAR})[〕\]］)）】]第?({NUMBER})[号期]"),
    re.compile(rf"(?:({YEAR})年)?度?第({NUMBER})[期号]"),
    re.compile(rf"({YEAR})年({NUMBER})[期号]"),
    re.compile(r"()(?:No|NO|№)[.．]?(\d+)"),
)
CONTENTS = re.compile(r"(本期)?(目录|要目|导读|内容)|本期(看点|导读|提要)")
SECTION = re.compile(
    r"[【〖〔\[［]\s*([^【】〖〗\[\]\d][^【】〖〗\[\]]{1,14}?)\s*[】〗〕\]］]"
    r"|[◆◇■●★▲☆□※▶►]\s*([^：:。，◆◇■●★▲☆□※▶►◀◄]{2,12}?)\s*[◆◇■●★▲☆□※◀◄]?"
)
EDITOR_NOTE = re.compile(r"[【〖〔\[［（(]?\s*编\s*者\s*(?:按|的话)\s*[】〗〕\]］）)]?\s*[：:]?\s*(.*)")
LONGEST_HEAD_LINE = 45
MOST_NAME_LINES = 4


@dataclass
class Head:
    """What the head says; `size` is how many lines it takes."""

    name_parts: list[str] = field(default_factory=list)
    issuers: list[str] = field(default_factory=list)
    handling: list[str] = field(default_factory=list)
    year: int | None = None
    number: int | None = None
    total: int | None = None
    date: date | None = None
    series: str = ""
    series_number: int | None = None
    size: int = 0
    evidence: list[Note] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The masthead, its lines joined."""
        return "".join(self.name_parts)

    @property
    def named(self) -> bool:
        """Whether the masthead is complete."""
        return bool(NAME_END.fullmatch(self.name))


def read_head(lines: Sequence[Line]) -> Head:
    """Read the head from a file's first lines, up to the contents, a section, an editor's note or the first title."""
    head = Head()
    for line in lines:
        text = squeeze(line.text)
        if isinstance(line.aside, Picture):
            head.notes.append(Note(line.number, "图片", f"刊头里的图片没有读入{'：' + line.aside.caption if line.aside.caption else ''}"))
            head.size += 1
            continue
        if line.aside or _ends_head(text) or not _take(head, line, text):
            break
        head.size += 1
        head.evidence.append(Note(line.number, "刊头", line.text))
    _settle(head)
    return head


def section_name(text: str) -> str:
    """Return the name in a section's line such as 【工作交流】 or ◆ 工作研究; '' for other lines."""
    match = SECTION.fullmatch(text)
    if not match or EDITOR_NOTE.fullmatch(text) or is_contents_heading(text):
        return ""
    return squeeze(match[1] or match[2])


def is_contents_heading(text: str) -> bool:
    """Whether a line heads the contents list (目 录, ★ 本期要目 ★)."""
    return bool(CONTENTS.fullmatch(letters(text)))


def _ends_head(text: str) -> bool:
    return bool(
        is_contents_heading(text)
        or (section_name(text) and not NUMBERS[0].search(text) and not SERIES.fullmatch(text) and not TOTAL.fullmatch(text))
        or EDITOR_NOTE.match(text)
        or "。" in text
        or len(text) > LONGEST_HEAD_LINE
    )


def _take(head: Head, line: Line, text: str) -> bool:
    """Read one line into the head; False where it no longer belongs to it."""
    if SECRECY.fullmatch(text):
        head.notes.append(Note(line.number, "密级", f"印有“{line.text}”，请核对是否可以导入和公开"))
        return True
    if HANDLING.fullmatch(text):
        head.handling.append(re.sub(r"\s+", " ", line.text))
        return True
    if PAGE_NUMBER.fullmatch(text):
        return bool(head.number is None or head.date is None)
    rest = _numbers(head, text)
    if rest == text:
        return _words(head, line, text)
    rest = rest.strip("（）()[]【】，,、·|｜—-")
    if not rest:
        return True
    if not head.named and NAME_END.fullmatch(head.name + rest):
        head.name_parts.append(rest)
    elif OFFICE.fullmatch(EDITED.sub("", rest)) or head.date:
        head.issuers.append(EDITED.sub("", rest))
    else:
        head.notes.append(Note(line.number, "刊头", f"“{rest}”没有归入任何一项"))
    return True


def _numbers(head: Head, text: str) -> str:
    """Read numbers, dates and a series out of a line; return what is left of it."""
    if match := TOTAL.search(text):
        head.total = head.total or number(match[1])
        text = text[: match.start()] + text[match.end() :]
    if (match := SERIES.fullmatch(text)) and (head.named or match[2]):
        head.series, head.series_number = match[1], number(match[2] or "")
        return ""
    if (found := find_date(text)) and head.date is None:
        head.date = found[0]
        text = text.replace(found[1], "", 1)
        text = re.sub(r"星期[一二三四五六日天]|\(星期.\)", "", text)
    for pattern in NUMBERS:
        if head.number is None and (match := pattern.search(text)):
            head.number = number(match[2])
            head.year = number(match[1]) if match[1] else head.year
            text = text[: match.start()] + text[match.end() :]
    if (match := SERIES.fullmatch(text)) and head.number is not None:
        head.series, head.series_number = match[1], number(match[2] or "")
        return ""
    return text


def _words(head: Head, line: Line, text: str) -> bool:
    """Take a line without numbers as a part of the masthead or as the issuer; False where it is neither."""
    complete = head.named or (head.name_parts and head.number is not None)
    office = EDITED.sub("", text)
    if not head.named and office != text and OFFICE.fullmatch(office):
        head.issuers.append(office)
        return True
    if not complete and len(head.name_parts) < MOST_NAME_LINES and "：" not in text and ":" not in text:
        head.name_parts.append(text)
        return True
    if head.named and head.number is None and not head.issuers and len(text) <= 6 and NAME_END.fullmatch(text):
        head.name_parts.append(text)
        return True
    if OFFICE.fullmatch(office) and len(text) <= 40 and (not head.issuers or line.level == 0) and len(head.issuers) < 3:
        head.issuers.append(office)
        return True
    return False


def _settle(head: Head) -> None:
    """Tell an issuer above the masthead from the masthead; take the year from the date; note what is missing."""
    if (
        len(head.name_parts) > 1
        and not head.issuers
        and OFFICE.fullmatch(head.name_parts[0])
        and NAME_END.fullmatch("".join(head.name_parts[1:]))
    ):
        head.issuers.append(head.name_parts.pop(0))
    if head.number is None and head.series_number is not None:
        head.number = head.series_number
        head.notes.append(Note(0, "刊头", f"没有找到期号，暂用“{head.series}”的编号 {head.number}"))
    if head.year is None and head.date:
        head.year = head.date.year
    if head.year and head.date and head.year != head.date.year:
        head.notes.append(Note(0, "刊头", f"期号的年份 {head.year} 与日期 {head.date} 不是同一年，请核对"))
