"""The head of a bulletin: handling note, masthead, number, series, issuer and date, in whatever order they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence

from readers.head_parts import Head
from readers.head_words import (
    ABOVE,
    BELOW,
    BESIDE_NAME,
    DAY,
    EDITED,
    EDITS,
    FREQUENCY,
    HANDLING,
    HOST,
    HOSTS,
    LABEL,
    MONTH_AND_DAY,
    NAME_END,
    NUMBERS,
    OFFICE,
    PERIOD,
    REGISTERED,
    SECRECY,
    SERIES,
    SUPPLEMENT,
    TOTAL,
    WEEKDAY,
)
from readers.headings import BARRED, EDITOR_NOTE, contents_beside, is_contents_heading, section_name
from readers.imprint_lines import group_of
from readers.numerals import find_date, number
from readers.reading import Note
from readers.roles import Role, split_roles
from readers.source import PAGE_NUMBER, Line
from readers.tables import WIDE
from readers.words import AT_END, ORNAMENTS, names_office, squeeze, without_marks
from records.body import Picture

LONGEST_HEAD_LINE = 45
SHORTEST_NAME = 4
MOST_NAME_LINES = 4
NEAR = 3
LONGEST_OFFICE = 30
LONG_NAME = 8
MOST_LINES = 60


def read_head(lines: Sequence[Line]) -> Head:
    """Read the head from a file's first lines, up to the contents, a section, an editor's note or the first title."""
    head = Head()
    for n, line in enumerate(lines[:MOST_LINES]):
        text = squeeze(line.text)
        if isinstance(line.aside, Picture):
            head.notes.append(
                Note(
                    line.number,
                    "图片",
                    f"刊头里的图片没有读入{'：' + line.aside.caption if line.aside.caption else ''}",
                )
            )
            head.size += 1
            continue
        if head.name_parts and group_of(line.text)[0]:
            head.groups.append(line.text)
            head.evidence.append(Note(line.number, "刊头", line.text))
            head.size += 1
            continue
        before, dated = _told(head), head.date
        if line.aside or _ends_head(text):
            break
        if not _take_parts(head, line, text):
            if not _goes_on(head, lines[n + 1 : n + 1 + NEAR]):
                break
            head.notes.append(Note(line.number, "刊头", f"“{line.text}”印在刊头里，没有归入任何一项，请核对"))
        # Issuer and date are one line in print: the date's, where they stand apart.
        head.seen |= {
            name: line.number
            for name, told in _told(head).items()
            if told != before[name] and (name != "dateline" or not dated)
        }
        if head.series and not before["series"]:
            head.series_line = _as_printed(head, line.text)
        head.size += 1
        head.evidence.append(Note(line.number, "刊头", line.text))
    _settle(head)
    return head


def _told(head: Head) -> dict[str, object]:
    """Return what each element of the head holds so far."""
    return {
        "handling_note": len(head.handling),
        "masthead": len(head.name_parts),
        "number": head.number,
        "total_number": head.total,
        "series": head.series,
        "dateline": (len(head.issuers), head.date),
    }


def _as_printed(head: Head, text: str) -> str:
    """Return the line of the series, '' where it is just its name and number."""
    printed = re.sub(r"\s+", " ", text).strip()
    return "" if printed == f"{head.series} {head.series_number}" or printed == head.series else printed


def _ends_head(text: str) -> bool:
    return bool(
        is_contents_heading(text)
        or contents_beside(text)[0]
        or (
            section_name(text)
            and not _told_of_handling(text)
            and not any(pattern.search(text) for pattern in NUMBERS)
            and not SERIES.fullmatch(text)
            and not TOTAL.fullmatch(text)
        )
        or EDITOR_NOTE.match(text)
        or "。" in text
        or len(text) > LONGEST_HEAD_LINE
    )


def _told_of_handling(text: str) -> bool:
    """Whether what stands in brackets says how to treat an issue, or how often it comes out (【内部资料】)."""
    inner = section_name(text)
    return any(pattern.fullmatch(inner) for pattern in (HANDLING, SECRECY, FREQUENCY))


def _goes_on(head: Head, below: Sequence[Line]) -> bool:
    """Whether one of the lines below shows what the head still lacks: its number, or issuer and date in one line."""
    for line in below:
        text = squeeze(line.text)
        if line.aside or _ends_head(text):
            return False
        found = find_date(text)
        rest = EDITED.sub("", DAY.sub("", WEEKDAY.sub("", text.replace(found[1], "", 1)))) if found else text
        dated = found and (not rest or OFFICE.fullmatch(rest))
        if head.date is None and (dated or split_roles(line.text)[1] == "" != text):
            return True
        if head.number is None and any(pattern.fullmatch(text.strip("（）()")) for pattern in NUMBERS):
            return True
    return False


def _take_parts(head: Head, line: Line, text: str) -> bool:
    """Read one line into the head, what it says by name (签发人：… 主管：… 主办：…) each by
    itself; False where it is no part of it."""
    named, rest = split_roles(line.text, _is_role)
    if not named:
        parts = [cell for part in re.split(r"\s+(?=[^\s：:]{2,6}[：:])", line.text) for cell in _cells(part)]
        above = [part for part in parts if ABOVE.fullmatch(part) or (head.issuers and BELOW.fullmatch(part))]
        head.notes += [Note(line.number, "刊头", f"“{part}”没有归入任何一项") for part in above]
        left = [part for part in parts if part not in above]
        if len(parts) == 1 and not above:
            return _take(head, line, line.text)
        offices = [] if head.named or head.issuers else _beside_day(left)
        head.issuers += offices
        unread = [part for part in left if squeeze(part) not in offices and not _take(head, line, part)]
        head.notes += [
            Note(line.number, "刊头", f"“{part}”没有归入任何一项") for part in unread if len(unread) < len(parts)
        ]
        return len(unread) < len(parts)
    for role in named:
        if role.edits:
            head.responsible_editor = head.responsible_editor or role.who
        head.notes += role.notes(line)
    if (rest := squeeze(rest).strip("，,；;（）()")) and not _take(head, line, rest):
        head.notes.append(Note(line.number, "刊头", f"“{rest}”没有归入任何一项"))
    return True


def _beside_day(parts: Sequence[str]) -> list[str]:
    """Return the offices that stand beside the day in one line, above a masthead: they issue what follows."""
    bare = [squeeze(part) for part in parts]
    dated = any(find_date(text) for text in bare)
    return [
        text
        for text in bare
        if dated and OFFICE.fullmatch(text) and not (EDITED.search(text) or NAME_END.fullmatch(text))
    ]


def _cells(part: str) -> list[str]:
    """Return what stands in columns, where each column by itself is something that heads show; the whole elsewhere."""
    cells = [cell for cell in WIDE.split(part) if cell.strip()]
    bare = [squeeze(cell) for cell in cells]
    handling = HANDLING.fullmatch("".join(bare)) and all(
        HANDLING.fullmatch(cell) or NAME_END.fullmatch(cell) for cell in bare
    )
    return cells if len(cells) > 1 and not handling and all(map(_is_whole, bare)) else [part]


def _is_whole(text: str) -> bool:
    """Whether a text alone is an element of a head, or says what an office does."""
    office = EDITED.sub("", text)
    told = not office or (len(text) >= SHORTEST_NAME and (OFFICE.fullmatch(office) or NAME_END.fullmatch(text)))
    found = find_date(text)
    plain = found is not None and not DAY.sub("", WEEKDAY.sub("", text.replace(found[1], "")))
    numbered = any(
        pattern.fullmatch(text)
        for pattern in (HANDLING, SECRECY, REGISTERED, TOTAL, SERIES, WEEKDAY, PERIOD, FREQUENCY, *NUMBERS)
    )
    return bool(told or plain or numbered)


def _is_role(role: Role) -> bool:
    """Whether a line of the head names who made it; an office that edits (主编：某办公室) is the issuer there."""
    return not (EDITED.match(f"{role.name}：") and OFFICE.fullmatch(role.who))


def _take(head: Head, line: Line, printed: str) -> bool:
    """Read one line, or a part of it, into the head; False where it no longer belongs to it."""
    if ORNAMENTS.match(printed) and not SECRECY.fullmatch(squeeze(printed)):
        printed = AT_END.sub("", without_marks(printed))
    if _told_of_handling(squeeze(printed)):
        printed = section_name(squeeze(printed))
    text = squeeze(printed)
    if SECRECY.fullmatch(text):
        head.notes.append(Note(line.number, "密级", f"印有“{printed}”，请核对是否可以导入和公开"))
        return True
    goes_on = head.name_parts and not head.named and head.number is None and text.startswith(("工作", "学习"))
    if goes_on and NAME_END.fullmatch(text):
        head.name_parts.append(text)
        return True
    if HANDLING.fullmatch(text.strip("（）()")) and not (head.complete and text.endswith(("交流", "参考"))):
        head.handling.append(re.sub(r"\s+", " ", printed))
        return True
    if (match := REGISTERED.fullmatch(text.strip("（）()"))) and not head.registration_no:
        head.registration_no = match[1]
        return True
    if PAGE_NUMBER.fullmatch(text):
        return bool(head.number is None or head.date is None)
    rest = _numbers(head, text)
    if period := PERIOD.fullmatch(DAY.sub("", rest)):
        head.year = head.year or number(period[1] or "")
        head.day = head.day or "".join(match[0] for match in [MONTH_AND_DAY.search(rest)] if match)
        head.notes.append(Note(line.number, "刊头", f"“{rest}”没有归入任何一项"))
        return True
    if rest == text:
        return _words(head, line, printed)
    rest = rest.strip("（）()[]【】，,、·|｜—-")
    if not rest:
        return True
    if head.name_parts and FREQUENCY.fullmatch(rest):
        head.notes.append(Note(line.number, "刊头", f"“{rest}”没有归入任何一项"))
        return True
    office = EDITED.sub("", rest)
    if not office:
        return True
    opens = not head.name_parts and head.date is None and not OFFICE.fullmatch(office)
    if HANDLING.fullmatch(rest):
        head.handling.append(rest)
    elif opens or (not head.named and NAME_END.fullmatch(head.name + rest)):
        head.name_parts.append(rest)
    elif OFFICE.fullmatch(office) or (head.date and not rest.endswith(("：", ":"))):
        head.issuers.append(office)
    else:
        head.notes.append(Note(line.number, "刊头", f"“{rest}”没有归入任何一项"))
    return True


def _numbers(head: Head, text: str) -> str:
    """Read numbers, dates and a series out of a line; return what is left of it."""
    if match := TOTAL.search(text):
        head.total = head.total or number(match[1])
        text = text[: match.start()] + text[match.end() :]
    if (match := SERIES.fullmatch(text)) and (head.named or match[2]):
        return _series(head, match)
    if (found := find_date(text)) and head.date is None:
        head.date = found[0]
        text = DAY.sub("", text.replace(found[1], "", 1))
        text = WEEKDAY.sub("", text)
    for pattern in NUMBERS:
        if (match := pattern.search(text)) and head.number in (None, number(match[2])):
            head.number = number(match[2])
            head.year = number(match[1]) if match[1] else head.year
            text = text[: match.start()] + text[match.end() :]
    if (match := SERIES.fullmatch(text)) and head.number is not None:
        return _series(head, match)
    return text


def _series(head: Head, match: re.Match[str]) -> str:
    """Take a series and its number; a name gives way to none but what just says that it is a supplement (增刊第5期)."""
    if not head.series or SUPPLEMENT.fullmatch(head.series):
        head.series, head.series_number = match[1], number(match[2] or "") or head.series_number
        return ""
    head.series_number = head.series_number or number(match[2] or "")
    head.notes.append(Note(0, "刊头", f"“{match[0]}”没有归入任何一项"))
    return ""


def _words(head: Head, line: Line, printed: str) -> bool:
    """Take a line without numbers as a part of the masthead or as the issuer; False where it is neither."""
    text = squeeze(printed)
    if head.date and head.issuers and BARRED.fullmatch(printed.strip()):
        return False
    complete = head.named or (head.name_parts and head.number is not None)
    office = EDITED.sub("", text)
    if not office or WEEKDAY.fullmatch(text):
        return True
    labelled = office != text and text.startswith(EDITS) and len(office) < LONGEST_OFFICE
    if (labelled and not head.issuers) or (not head.named and office != text and OFFICE.fullmatch(office)):
        head.issuers.append(office)
        return True
    if not head.named and head.name_parts and text.endswith(HOSTS):
        head.issuers.append(office)
        return True
    often = FREQUENCY.fullmatch(text) and (complete or text[0] in "（(")
    if head.name_parts and (often or LABEL.match(office)):
        head.notes.append(Note(line.number, "刊头", f"“{text}”没有归入任何一项"))
        return True
    match = BESIDE_NAME.fullmatch(text)
    if not complete and match and (head.name_parts or match[1]):
        head.notes.append(Note(line.number, "刊头", f"刊名后的“{match[2]}”没有归入任何一项"))
        if not match[1]:
            return True
        text = match[1]
    if not complete and len(head.name_parts) < MOST_NAME_LINES and "：" not in text and ":" not in text:
        head.name_parts.append(text)
        return True
    if head.named and head.number is None and not head.issuers and len(text) <= 6 and NAME_END.fullmatch(text):
        head.name_parts.append(text)
        return True
    hosts = office != text and text.endswith(HOSTS)
    # Behind all that heads have, a title may end as offices do.
    office_like = OFFICE.fullmatch(office) and (not head.complete or names_office(office))
    if (hosts or office_like) and len(text) <= 40 and (not head.issuers or line.level == 0) and len(head.issuers) < 3:
        head.issuers += _offices(printed) or [office]
        return True
    return False


def _offices(printed: str) -> list[str]:
    """Return the offices that stand side by side, with who they are told last (合编); []
    where it is one, written with spaces."""
    parts = [office for part in printed.split() if (office := EDITED.sub("", part))]
    whole = len(parts) > 1 and all(len(part) > SHORTEST_NAME and OFFICE.fullmatch(part) for part in parts)
    return parts if whole else []


def _settle(head: Head) -> None:
    """Tell an issuer above the masthead from the masthead; take the year from the date; note what is missing."""
    if (
        len(head.name_parts) > 1
        and not head.issuers
        and OFFICE.fullmatch(head.name_parts[0])
        and NAME_END.fullmatch("".join(head.name_parts[1:]))
    ):
        head.issuers.append(head.name_parts.pop(0))
    elif len(head.name_parts) > 1 and HOST.match(head.name_parts[0]) and OFFICE.fullmatch(head.name_parts[0]):
        rest = "".join(head.name_parts[1:])
        if NAME_END.fullmatch(rest) and len(rest) >= LONG_NAME:
            head.issuers.insert(0, head.name_parts.pop(0))
    if head.day and head.date is None and head.year and (found := find_date(f"{head.year}年{head.day}")):
        head.date = found[0]
        head.notes.append(Note(0, "刊头", f"“{head.day}”没有年份，按期号的年份读作 {head.date}，请核对"))
    if head.number is None and head.series_number is not None:
        head.number = head.series_number
        head.notes.append(Note(0, "刊头", f"没有找到期号，暂用“{head.series}”的编号 {head.number}"))
    if head.year is None and head.date:
        head.year = head.date.year
    if head.year and head.date and head.year != head.date.year:
        head.notes.append(Note(0, "刊头", f"期号的年份 {head.year} 与日期 {head.date} 不是同一年，请核对"))
