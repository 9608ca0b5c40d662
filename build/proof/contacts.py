"""The contact line: who signed, who wrote and how to reach them. It belongs to the submission and not into the text.

It stands near the end, on one line or several, in brackets or a table, glued to the last sentence, or
followed by attachments and captions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from proof.names import NO_NAME
from proof.numbers import Span

END_LINES = 10
LONGEST_LINE = 300  # characters of a line's end that are looked at
LONGEST_BARE = 40  # of a bracket with unit, name and number but no label
WORDS = {
    "leader": "单位审签人 单位审签 审签人 审签 审核人 审核 审定 签发人 核稿人 核稿 单位负责人 分管领导",
    "writer": "撰稿人员 撰稿人 撰稿 撰写人 撰写 供稿人 供稿 执笔人 执笔 拟稿人 拟稿 作者 通讯员 联系人",
    "phone": "联系电话 联系方式 办公电话 电话号码 电话 手机号码 手机号 手机 Tel TEL",
    "other": "供稿单位 撰稿单位 报送单位 来稿单位 作者单位 电子邮箱 邮箱 单位",
}


def _spread(word: str) -> str:
    """Return a pattern for a label, which may be spread by spaces: 联 系 人."""
    return r"[ \u3000]?".join(word)


LABELS = "|".join(rf"(?P<{name}>{'|'.join(map(_spread, words.split()))})" for name, words in WORDS.items())
AHEAD = r"(?:^|(?<=[\s（(【\[；;，,、。/|｜]))"
FIELD = re.compile(
    rf"{AHEAD}(?:{LABELS})(?:\s?[：:]|[】\]]|[ \t\u3000])[ \t\u3000]{{0,3}}(?=[^\s：:|｜])", re.MULTILINE
)
CELL = re.compile(rf"[|｜\t ]*(?:{LABELS})[ \t\u3000]*(?=[|｜\t])")
WORDY = re.compile(r"\w")
RULE = re.compile(r"[|｜:\- ]+")
NAMES = re.compile(r"[\u3400-\u9fff·]+(?:[、 \u3000][\u3400-\u9fff·]+)*")
NUMBER = re.compile(r"[+（(]{0,2}\d[\d\s()（）\-\u2010-\u2015]{5,20}\d")
BRACKETS = {"（": "）", "(": ")", "【": "】", "[": "]", "［": "］"}


@dataclass(frozen=True)
class Contact:
    """A contact line, where it stands, and what it says for the fields of a submission."""

    start: int
    end: int
    leader: str = ""
    writer: str = ""
    phone: str = ""


def contacts(text: str, named: Sequence[Span] = ()) -> list[Contact]:
    """Return the contact lines near the end of a text, in order; `named` are the places
    where a name stands beside a phone."""
    made: list[Contact] = []
    lines = _last_lines(text)
    for n, (start, end) in enumerate(lines):
        begin = max(start, end - LONGEST_LINE)
        found = _labelled(text, begin, end) or _table(text, begin, lines[n:]) or _bare(text, begin, end, named)
        if found is None and made and NUMBER.fullmatch(line := text[start:end].strip()) and not made[-1].phone:
            found = Contact(start, end, phone=line)
        if found and made and not text[made[-1].end : found.start].strip():
            last = made.pop()
            found = Contact(
                last.start,
                found.end,
                last.leader or found.leader,
                last.writer or found.writer,
                last.phone or found.phone,
            )
        if found and not (made and found.start < made[-1].end):
            made.append(found)
    return made


def _last_lines(text: str) -> list[tuple[int, int]]:
    lines: list[tuple[int, int]] = []
    end = len(text)
    while end > 0 and len(lines) < END_LINES:
        start = text.rfind("\n", 0, end) + 1
        if WORDY.search(text, start, end):
            lines.append((start, end))
        end = start - 1
    return lines[::-1]


def _labelled(text: str, start: int, end: int) -> Contact | None:
    """Return the labelled fields with which a line ends, as one passage with the brackets around it."""
    marks = list(FIELD.finditer(text, start, end))
    if not any(mark.lastgroup != "other" for mark in marks):
        return None
    begin = marks[0].start()
    if begin > start and text[begin - 1] in BRACKETS:
        begin -= 1
    stop = len(text[:end].rstrip()) if end - start < LONGEST_LINE else end
    said: dict[str, str] = {}
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        value = text[mark.end() : following.start() if following else end]
        for name, part in _values(mark.lastgroup or "", value):
            said.setdefault(name, part)
    return Contact(begin, stop, **said) if said else None


def _values(name: str, value: str) -> Iterator[tuple[str, str]]:
    number = NUMBER.search(value)
    if name != "other" and number:
        yield "phone", number[0].strip()
    if name in ("leader", "writer") and (word := NAMES.match(value)) and not NO_NAME.fullmatch(word[0].strip()):
        yield name, word[0].strip()


def _table(text: str, start: int, lines: Sequence[tuple[int, int]]) -> Contact | None:
    """Return a row of labels with the row below it."""
    labels, at = list[str](), start
    while cell := CELL.match(text, at, lines[0][1]):
        labels.append(cell.lastgroup or "")
        at = cell.end()
    below = next((line for line in lines[1:3] if not RULE.fullmatch(text[line[0] : line[1]])), None)
    if len(labels) < 2 or text[at : lines[0][1]].strip("|｜ \t") or below is None:
        return None
    cells = [cell.strip() for cell in re.split(r"[|｜\t]", text[below[0] : below[1]].strip().strip("|｜"))]
    return Contact(
        lines[0][0], below[1], **{name: cell for name, cell in zip(labels, cells, strict=False) if name != "other"}
    )


def _bare(text: str, start: int, end: int, named: Sequence[Span]) -> Contact | None:
    """Return a line in brackets that holds a unit, a name and a number without any label."""
    line = text[start:end].strip()
    if not (2 < len(line) <= LONGEST_BARE and BRACKETS.get(line[0]) == line[-1]):
        return None
    begin = start + text[start:end].index(line)
    for span in named:
        if begin < span.start and span.end == begin + len(line) - 1:
            passage = text[span.start : span.end]
            name, number = NAMES.match(passage), NUMBER.search(passage)
            return Contact(begin, begin + len(line), writer=name[0] if name else "", phone=number[0] if number else "")
    return None
