"""The foot of a text: who signed for the unit, who wrote it and how to reach them, wherever that
stands near the end; and the signature."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from readers.head_words import OFFICE
from readers.places import LOOKS_LIKE_OFFICE
from readers.reading import Note
from readers.word.pages import Piece, Text, Words
from readers.words import DATED

MOST_END_LINES = 10
MOST_UNITS = 4
LONGEST_OFFICE = 24
LONGEST_VALUE = 40
LABELS = {
    "leader": "审签人?|单位审签人?|审核人?|审定|签发人?|核稿人?|负责人|分管领导|单位领导",
    "writer": "撰稿人?|供稿人?|执笔人?|作者|拟稿人?|通讯员",
    "phone": "联系电话|联系方式|电话|手机",
    "unit": "报送单位|供稿单位|来稿单位|撰稿单位|单位名称|单位",
    "contact": "联系人",
    "date": "报送日期|报送时间|日期|时间",
}
SPREAD = re.compile(r"(?<=[^|])(?=[^|?])")  # within a label: 联 系 人
GAP = r"[ \u3000]?"
LABEL = re.compile("|".join(f"(?P<{name}>{SPREAD.sub(lambda _: GAP, words)})" for name, words in LABELS.items()))
FIELD = re.compile(rf"[【\[]?(?:{LABEL.pattern})(?:\s*[：:]|[】\]])")
NUMBER = re.compile(r"[+（(]{0,2}\d[\d\s()（）\-\u2010-\u2015]{5,20}\d")
GLUED = re.compile(r"[。！？”][（(]")
SENTENCE = re.compile("[。！？]")
PEOPLE = {"leader", "writer", "phone", "contact"}
NAMES = {"leader": "单位审签人", "writer": "撰稿人", "phone": "联系电话"}


def without_foot(pieces: Sequence[Piece], notes: list[Note]) -> tuple[list[Piece], dict[str, str]]:
    """Take the contact lines and the signature of unit and date off, all of which is
    noted, and return what they say by field.

    A signature ends the text; a contact line may also have attachments, captions or tables below
    it, or be glued to the last sentence.
    """
    left = list(pieces)
    taken: list[tuple[Text, dict[str, str]]] = []
    signed: dict[str, int] = {}
    ending = True  # below stands nothing but the foot
    for at in range(len(pieces) - 1, max(len(pieces) - MOST_END_LINES, 0) - 1, -1):
        piece = left[at]
        if not isinstance(piece, Text):
            ending = False
            continue
        rest, line, read = _contact(left, at)
        part = _signature(piece, signed) if ending and not read else ""
        if read and (ending or read.keys() & PEOPLE):
            left[at : at + 1] = rest
            taken.append((line, read))
        elif part:
            signed[part] = signed.get(part, 0) + 1
            del left[at]
            taken.append((piece, {}))
        else:
            ending = False
    found: dict[str, str] = {}
    for _, read in taken:
        found = {**read, **found}
    if not found and "date" not in signed:
        return list(pieces), {}
    if found.get("contact") and not found.get("writer"):
        found["writer"] = found["contact"]
    for line, read in taken:
        named = {"writer" if name == "contact" else name: value for name, value in read.items()}
        where = [NAMES[name] for name, value in named.items() if name in NAMES and found[name] == value]
        told = f"已填入{'、'.join(where)}" if where else "是落款，没有放进正文"
        notes.append(Note(line.line, "文末信息", f"“{line.text}”{told}"))
    return left, {name: found.get(name, "") for name in NAMES}


def _contact(pieces: Sequence[Piece], at: int) -> tuple[list[Text], Text, dict[str, str]]:
    """Return what is left of a line without the contact line that it is or ends with, that line, and
    what it says; nothing for others."""
    piece = pieces[at]
    assert isinstance(piece, Text)
    if read := fields_of(piece.text):
        return [], piece, read
    above = pieces[at - 1] if at else None
    if (
        NUMBER.fullmatch(piece.text)
        and isinstance(above, Text)
        and (said := fields_of(above.text))
        and "phone" not in said
    ):
        return [], piece, {"phone": piece.text}
    raw = "".join(words for words, _ in piece.pieces)
    for bracket in [*GLUED.finditer(raw)][-1:]:
        line = replace(piece, pieces=_part(piece, bracket.end() - 1, len(raw)))
        read = fields_of(line.text)
        if read.keys() & PEOPLE:
            return [replace(piece, pieces=_part(piece, 0, bracket.end() - 1))], line, read
    return [piece], piece, {}


def _part(piece: Text, start: int, end: int) -> tuple[Words, ...]:
    """Return a stretch of a paragraph's words."""
    made: list[Words] = []
    at = 0
    for words, bold in piece.pieces:
        if inside := words[max(start - at, 0) : max(end - at, 0)]:
            made.append((inside, bold))
        at += len(words)
    return tuple(made)


def _signature(piece: Text, signed: dict[str, int]) -> str:
    """Return which part of a signature a line may be, date or unit, where it still
    lacks one; units may sign together."""
    if DATED.fullmatch(piece.text) and "月" in piece.text:
        return "date" if not signed else ""
    named = LOOKS_LIKE_OFFICE.fullmatch(piece.text) or OFFICE.fullmatch(piece.text)
    office = named and len(piece.text) <= LONGEST_OFFICE and not re.search("[，。；：、]", piece.text)
    alone = piece.kind not in ("title", "heading1", "heading2", "heading3")
    return "unit" if office and alone and signed.get("unit", 0) < (MOST_UNITS if "date" in signed else 1) else ""


def fields_of(line: str) -> dict[str, str]:
    """Return what a line such as （撰稿：办公室 联系电话：0510-1234567） says, by field;
    nothing where it says other things too."""
    bare = line.strip("（）() ")
    marks = list(FIELD.finditer(bare))
    if not marks or marks[0].start():
        return {}
    found = {}
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        value = bare[mark.end() : following.start() if following else None].strip(" ；;，,、。　")
        if len(value) > LONGEST_VALUE or SENTENCE.search(value):
            return {}
        found[mark.lastgroup or ""] = value
    return {name: value for name, value in found.items() if value}
