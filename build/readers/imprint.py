"""The imprint that ends a bulletin: 报/送/发 lines, registration number, print run, and the names that stay private."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from readers.head_words import DAY, HANDLING
from readers.imprint_lines import KEY, LONGEST, Kind, group_of, is_paragraph, kind_of, labelled, parts
from readers.numerals import NUMBER, find_date, number
from readers.reading import Note
from readers.roles import ROLE, split_roles
from readers.source import PAGE_NUMBER, Line
from readers.tables import WIDE
from readers.traditional import either
from readers.words import squeeze
from records.model import PrintedLine

PRINT_RUN = either(
    rf"[（(]?(?:[本每]期)?(?:共\s*印|打\s*印|编\s*发|印\s*数|印\s*刷|印\s*制|(?:印\s*[发制刷])?\s*份\s*数|本期印[发制刷]?)\s*[：:]?\s*({NUMBER})(?:\s*[份册本])?[）)]?(?!\s*[年月日号字第])"
    rf"|[（(]?(?:共|(?:[本每]期)?(?<!准)印(?:\s*[：:])?|(?:内部)?发\s*行)\s*({NUMBER})\s*[份册本][）)]?"
)
REGISTRATION = either(
    r"(?:[\u4e00-\u9fff]{0,8}(?:准印证号?|登记证号?|审批号|许可证号?)[：:]|(?:内部)?(?:资料)?(?:性出版物)?(?:准印证?号?|登记证?号|编号|刊号)[：:]?)([^，,；;。：:]+)|([^，,；;。：:]*(?:字|准印|内资)[^，,；;。]*号)|([^，,；;。：:]*(?:准印|简)[^，,；;。：:]*\d[^，,；;。：:]*)"
    r"|([\u4e00-\u9fff]{2,12}字第?[〔\[（(【]?\d[\d—–\-－/年〕\]）)】第]*)"
)
HOST = either(r"(?:联合|共同)?(主办|编印|出版|承办|协办|主管)(?:单位)?[：:]\s*(\S+)\s*(.*)")
KEPT = either(r"资料|材料|刊物|保存|保管|赠阅|阅后|外传|翻印")
NAMED = either(r"(?!.*编辑|.*责编)[^\s：:，。]{1,3}[办间期点人象]\s*[：:]")
TAIL_LINES = 30


@dataclass
class Imprint:
    """What the imprint says; `start` is the index of its first line, `names` are those of
    all groups of recipients as printed."""

    start: int
    names: list[str] = field(default_factory=list)
    groups: list[tuple[Kind, list[str]]] = field(default_factory=list)
    registration_no: str = ""
    print_run: int | None = None
    issuer: str = ""
    handling: list[str] = field(default_factory=list)
    responsible_editor: str = ""
    date: date | None = None
    notes: list[Note] = field(default_factory=list)
    evidence: list[Note] = field(default_factory=list)

    @property
    def lines(self) -> tuple[PrintedLine, ...]:
        """The 报/送/发 lines as printed."""
        return tuple(PrintedLine(kind=kind, lines=tuple(texts)) for kind, texts in self.groups)


def read_imprint(lines: Sequence[Line], above: Sequence[str] = ()) -> Imprint:
    """Read the imprint from the end of a bulletin; it is empty, beginning behind the last line, where there is none.

    Args:
        lines: the lines below the head.
        above: groups of recipients that the head prints.

    """
    printed, lines = lines, [*lines[:-TAIL_LINES], *labelled(lines[-TAIL_LINES:])]
    imprint = Imprint(start=_start(lines))
    own = slice(imprint.start, None)
    imprint.evidence += [
        Note(line.number, "版记", line.text)
        for line, made in zip(printed[own], lines[own], strict=True)
        if line != made
    ]
    tail = [*above, *(text for line in lines[imprint.start :] for text in parts(line.text))]
    imprint.names = [name for text in tail if (name := group_of(text)[0])]
    for text in above:
        _take(imprint, Line(0, text), text, alone=True)
    for line in lines[imprint.start :]:
        if line.aside is not None:
            imprint.notes.append(Note(line.number, "版记", "版记里的表格或图片没有读入"))
            continue
        texts = list(parts(line.text))
        if len(texts) > 1:
            imprint.evidence.append(Note(line.number, "版记", line.text))
        for text in texts:
            _take(imprint, line, text, alone=len(texts) == 1)
    return imprint


def _start(lines: Sequence[Line]) -> int:
    start = len(lines)
    for n in range(max(0, len(lines) - TAIL_LINES), len(lines)):
        if KEY.match(lines[n].text) and all(map(_may_follow, lines[n:])):
            start = n
            break
    while start > 0 and (
        is_tail(lines[start - 1].text) or (start < len(lines) and PAGE_NUMBER.fullmatch(lines[start - 1].text))
    ):
        start -= 1
    # Who hosts something, and when, ends an announcement, too.
    while 0 < start < len(lines) and NAMED.match(lines[start].text) and NAMED.match(lines[start - 1].text):
        start += 1
    return start


def _may_follow(line: Line) -> bool:
    return is_paragraph(line.text) or (len(line.text) <= LONGEST and line.text.count("。") < 2)


def is_tail(text: str) -> bool:
    """Whether a line can only stand in an imprint: an editor, a print run, a registration number."""
    bare = _unwrap(text).rstrip("。")
    short = len(bare) <= 60 and "。" not in bare
    return short and bool(
        ROLE.match(bare)
        or HOST.fullmatch(bare)
        or (HANDLING.fullmatch(squeeze(bare)) and KEPT.search(bare) and not text.endswith("。"))
        or PRINT_RUN.fullmatch(bare)
        or (PRINT_RUN.search(bare) and REGISTRATION.search(squeeze(bare)))
        or either(
            r"准印证|主题词\s*[：:]|(?:往期|上期)回顾\s*[：:]|版权所有|未经.{0,10}转载|(?:投稿|网\s*址|网站|公众号)\S{0,4}\s*[：:]"
        ).match(bare)
        or (DAY.match(squeeze(bare)) and find_date(squeeze(bare)))
    )


def _take(imprint: Imprint, line: Line, text: str, *, alone: bool) -> None:
    if PAGE_NUMBER.fullmatch(text):
        imprint.evidence.append(Note(line.number, "页码", text))
        return
    name, recipients = group_of(text)
    if name and (kind := kind_of(name, imprint.names)):
        # A print run or an editor may stand at the line's end.
        told = [part for part in WIDE.split(recipients.strip()) if part.strip()]
        beside = [part for part in told[1:] if PRINT_RUN.fullmatch(_unwrap(part)) or ROLE.match(_unwrap(part))]
        recipients = "  ".join(part for part in told if part not in beside)
        imprint.groups.append((kind, [re.sub(r"\s+", " ", recipients.strip())]))
        imprint.evidence.append(Note(line.number, "版记", text))
        for part in beside:
            _take(imprint, line, part, alone=False)
        if kind != name:
            imprint.notes.append(Note(line.number, "版记", f"“{name}”归入“{kind}”"))
        return
    if name:
        imprint.notes.append(Note(line.number, "版记", f"“{text}”没有归入任何一项"))
        return
    if (host := HOST.fullmatch(_unwrap(text))) and not imprint.issuer and host[1] in ("主办", "编印", "出版"):
        imprint.issuer, text = host[2], host[3]
        imprint.evidence.append(Note(line.number, "版记", line.text))
    rest = _roles(imprint, line, _unwrap(text))
    rest = _counted(imprint, line, rest)
    if rest != text:
        imprint.evidence.append(Note(line.number, "版记", line.text))
    cells = [squeeze(part) for part in WIDE.split(rest)]
    apart = (
        len(cells) > 1
        and HANDLING.fullmatch(cells[0])
        and all(HANDLING.fullmatch(c) or REGISTRATION.fullmatch(c) for c in cells)
    )
    whole = alone and rest in (text, _unwrap(text)) and not apart
    for part in [rest] if whole else WIDE.split(rest):
        if HANDLING.fullmatch(squeeze(part)):
            imprint.handling.append(re.sub(r"\s+", " ", part.strip()))
            imprint.evidence.append(Note(line.number, "版记", line.text))
        elif part.strip("，,；;。 　（）()"):
            _rest(imprint, line, part.strip("，,；; 　"), whole=whole)


def _roles(imprint: Imprint, line: Line, text: str) -> str:
    """Take 责任编辑 and the like out of a line. Only an office goes into a field; a person's name stays in a note."""
    found, rest = split_roles(text)
    for role in found:
        if role.edits and (not imprint.responsible_editor or role.name.startswith("责")):
            imprint.responsible_editor = role.who
        imprint.notes += role.notes(line)
    return rest


def _counted(imprint: Imprint, line: Line, text: str) -> str:
    """Take the print run out of a line; it prints in the office's own form, so another one is noted."""
    match = PRINT_RUN.search(text)
    if not match or imprint.print_run is not None:
        return text
    imprint.print_run = number(match[1] or match[2])
    if match[0].strip("（()） ") != f"共印{imprint.print_run}份":
        imprint.notes.append(Note(line.number, "印数", f"“{match[0].strip()}”读作印数 {imprint.print_run}"))
    return (text[: match.start()] + "  " + text[match.end() :]).strip()


def _rest(imprint: Imprint, line: Line, text: str, *, whole: bool) -> None:
    """Place what is left of a line: a registration number, a date of printing, or a further line of the group above."""
    squeezed = _closed(_unwrap(squeeze(text)))
    found = find_date(squeezed)
    match = REGISTRATION.fullmatch(squeezed)
    if match and not imprint.registration_no and not (whole and "、" in squeezed):
        imprint.registration_no = next(part for part in match.groups() if part)
        imprint.evidence.append(Note(line.number, "版记", line.text))
    elif found:
        imprint.date = found[0]
        imprint.notes.append(Note(line.number, "版记", f"“{text}”读作印发日期 {found[0]}"))
    elif whole and imprint.groups and len(text) > 1 and not re.match("[^：:，。]{2,6}[：:]", text):
        imprint.groups[-1][1].append(re.sub(r"\s+", " ", text))
        imprint.evidence.append(Note(line.number, "版记", line.text))
    else:
        imprint.notes.append(Note(line.number, "版记", f"“{text}”没有归入任何一项"))


def _closed(text: str) -> str:
    """Drop a bracket whose other half stood round what was taken out of the line.

    >>> _closed("（某简字0211号")
    '某简字0211号'
    """
    opened, closed = (sum(text.count(c) for c in pair) for pair in ("（(", "）)"))
    if opened == closed:
        return text
    return text.lstrip("（(") if opened > closed else text.rstrip("）)")


def _unwrap(text: str) -> str:
    """Drop brackets that enclose the whole of a text."""
    text = text.strip()
    if len(text) < 2 or text[0] not in "（(" or text[-1] not in "）)":
        return text
    depth = 0
    for n, c in enumerate(text):
        depth += (c in "（(") - (c in "）)")
        if depth == 0 and n < len(text) - 1:
            return text
    return text[1:-1].strip()
