"""The texts that readers of a record will see, each with its place, and the personal data in them.

A record is walked as a whole, and only what is private, a code or a name of a file is left out: a new
field is scanned without a word here.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import Any

import msgspec

from proof.numbers import plain
from proof.personal import CONTEXT, KINDS, Finding, mask, personal
from records import CASE_SECTIONS, Case, Issue, Paragraph, Point, Quotation, Record, annotated

# Codes, addresses, names of files, choices from a list.
NO_TEXT = {
    *(
        "anchor",
        "place",
        "fields",
        "kinds",
        "indicator",
        "where",
        "media",
        "publication",
        "pdf",
        "ordinal",
        "qualifier",
    ),
}
CODES = {"unit", "source"}  # of a record; a figure's unit and a quotation's source are words
PLACES = {
    **{
        "title": "标题",
        "prefix": "标题上的地名",
        "break_hint": "标题断行",
        **CASE_SECTIONS,
        "body": "正文",
        "figures": "数据",
    },
    **{
        "mechanism": "机制数据",
        "contact": "联系方式",
        "people_served": "服务对象",
        "lead_department": "牵头部门",
        "alt": "替代文字",
    },
    **{
        "caption": "图表说明",
        "editor_note": "编者按",
        "sections": "栏目",
        "lines": "版记",
        "registration_no": "版记",
        "series": "专刊",
    },
    **{
        "series_line": "专刊",
        "responsible_editor": "责任编辑",
        "rows": "表格",
        "columns": "表格",
        "note": "说明",
        "paper": "报纸",
    },
    **{"withdrawn_reason": "撤回原因", "versions": "更正说明"},
}
APART = "\n■\n"  # between fields: neither a number nor a name and its phone goes on behind it
BESIDE = "｜"  # between cells and the parts of one thing: a name may stand in one and its phone in the next
# What is set in one line or follows in the next: a number may be broken there.
GLUE = {(Paragraph, "text"): "", (Point, "lead_in"): "", (Point, "text"): "\n", (Quotation, "text"): "\n"}


@dataclass(frozen=True)
class Piece:
    """A text where it stands: `place` says where, `glue` is what parts it from the next."""

    place: str
    text: str
    glue: str = APART


@dataclass(frozen=True)
class Spot:
    """A place at which a passage stands, with the words around it."""

    place: str
    before: str
    passage: str
    after: str


@dataclass
class Found:
    """Personal data in a text, once for each of its passages however often it stands there.

    `kinds` are keys of `KINDS`; `key` names kinds and passage without telling them, `masked`
    tells them so that nobody can use them.
    """

    key: str
    kinds: tuple[str, ...]
    masked: str
    spots: list[Spot] = field(default_factory=list)

    @property
    def said(self) -> str:
        """Return the kinds in words."""
        return "、".join(KINDS[kind] for kind in self.kinds)


def found_in(*texts: Iterable[Piece]) -> list[Found]:
    """Return the personal data in texts, each with an end of its own, in the order in which it first appears."""
    made: dict[str, Found] = {}
    for pieces in texts:
        for kinds, place, finding in _spots(list(pieces)):
            same = re.sub(r"[\W_]", "", plain(finding.passage)).lower()
            key = hashlib.sha256(f"{kinds} {same}".encode()).hexdigest()[:16]
            found = made.setdefault(key, Found(key, kinds, mask(finding.passage, kinds)))
            found.spots.append(Spot(place, finding.before, finding.passage, finding.after))
    return list(made.values())


def _spots(pieces: list[Piece]) -> Iterator[tuple[tuple[str, ...], str, Finding]]:
    """Yield kinds, place and passage of what is found in pieces read in a row; what overlaps is one passage."""
    text = "".join(piece.text + piece.glue for piece in pieces)
    starts = [0, *accumulate(len(piece.text + piece.glue) for piece in pieces)]
    shown = text.replace("■", " ")
    for run in _overlapping(personal(text)):
        start, end = run[0].start, max(each.end for each in run)
        kinds = tuple(kind for kind in KINDS if any(each.kind == kind for each in run))
        around = shown[max(0, start - CONTEXT) : start], shown[end : end + CONTEXT]
        yield (
            kinds,
            pieces[bisect_right(starts, start) - 1].place,
            Finding(kinds[0], shown[start:end], start, end, *around),
        )


def _overlapping(findings: Iterable[Finding]) -> Iterator[list[Finding]]:
    run: list[Finding] = []
    for finding in findings:
        if run and finding.start >= max(each.end for each in run):
            yield run
            run = []
        run.append(finding)
    if run:
        yield run


def public_texts(record: Record) -> list[list[Piece]]:
    """Return what readers would see of a case or an issue if it were cleared now: a text, or one
    for each item and one around them."""
    if isinstance(record, Issue):
        sections = tuple(msgspec.structs.replace(section, items=()) for section in record.sections)
        around = msgspec.structs.replace(record, items=(), sections=sections)
        return [list(pieces_of(around)), *(list(pieces_of(item, f"《{item.title}》")) for item in record.items)]
    if isinstance(record, Case) and record.contact and not record.contact.public:
        record = msgspec.structs.replace(record, contact=None)
    return [list(pieces_of(record))]


def pieces_of(record: Record, within: str = "") -> Iterator[Piece]:
    """Yield the texts of a record in reading order, without what is private; a contact that it has counts as public."""
    for name in record.__struct_fields__:
        if name not in NO_TEXT | CODES | record.private - {"contact"}:
            yield from told(getattr(record, name), within + PLACES.get(name, ""))
            yield Piece("", "")


def told(value: Any, place: str) -> Iterator[Piece]:
    """Yield the texts in a part of a record."""
    match value:
        case str():
            read = annotated(value)
            yield from (Piece(f"{place}的脚注", note) for _, note in read.notes)
            yield Piece(place, read.text, BESIDE)
        case msgspec.Struct():
            for name in value.__struct_fields__:
                if name not in NO_TEXT:
                    yield from _glued(told(getattr(value, name), place), GLUE.get((type(value), name)))
            yield Piece(place, "", "\n")
        case tuple():
            for each in value:
                yield from told(each, place)
            yield Piece(place, "", "\n")


def _glued(pieces: Iterable[Piece], glue: str | None) -> Iterator[Piece]:
    return (replace(piece, glue=glue) if glue is not None and piece.glue == BESIDE else piece for piece in pieces)
