"""One checker of conservation: what a document shows is in the draft or named in the report;
what it does not show is no text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from press.importing import reference_data
from readers import read_file
from readers.places import Register
from readers.plain import read_plain
from readers.word import read_docx, read_html
from records import (
    Heading,
    Issue,
    Item,
    Paragraph,
    Picture,
    Place,
    Point,
    PrintedLine,
    Quotation,
    Report,
    Section,
    Table,
    marker,
    numbers,
)
from records.body import chinese_number
from tests.documents.pieces import GAP, UNSEEN, flat, folded, pattern, plain
from tests.random_documents import Document

PICTURE = "\N{OBJECT REPLACEMENT CHARACTER}"
PLACES = tuple(record for record in reference_data() if isinstance(record, Place))
PLACE_NAMES = {place.code: place.name for place in PLACES}
NUMBER = r"\d+[.、．)）]|[（(][\d一二三四五六七八九十]+[)）]|[一二三四五六七八九十]+[、是]|[①-⑳]"
WHOLE = re.compile(r"\s*(0|全文) \[")  # a remark on the whole file, unless it says more
PLACED = re.compile("处）|之后|页眉|页脚")
SHORT = 8
STRANGE = re.compile(r"[A-Za-z_]{2,}|[\x00-\x08\x0b-\x1f\ue000-\uf8ff]")
MARKS = "().,:;、。（）．，：；"
ENCLOSED = {chr(code) for code in (*range(0x2460, 0x249C), *range(0x3280, 0x328A))}


def losses(document: Document, draft: str, report: str) -> list[str]:
    """Return what of a document is lost, shown twice, in the wrong column, or text although
    it is not shown; empty if all is well.

    Args:
        document: the file and what it shows.
        draft: what was made of it, as `printed` returns it.
        report: what a person is told.

    """
    text, named = flat(draft), flat(report)
    return [
        *(f"lost: {p}" for p in document.shown if not pattern(p).search(text) and not pattern(p).search(named)),
        *(
            f"not in the draft: {p}"
            for p in document.ordinary
            if not pattern(p).search(text) and pattern(p).search(named)
        ),
        *(f"became text: {p}" for p in document.hidden if flat(p) in text),
        *(f"struck and not named: {p}" for p in document.struck if flat(p) not in named),
        *(f"named without its place: {p}" for p in _nowhere(document, text, report)),
        *(f"shown twice: {p}" for p in document.once if len(pattern(p).findall(text)) > 1),
        *(
            f"twice in the draft: {p}"
            for p in document.ordinary
            if p.endswith("。") and len(pattern(p).findall(text)) > 1
        ),
        *(f"nowhere in the file: {word}" for word in _invented(document, draft)),
        *(f"number invented: {number} before {p}" for p, number in _invented_numbers(document, draft)),
        *(f"run together: {a} and {b}" for a, b in document.parted if a + b in draft),
        *_lost_numbers(document, draft, report),
        *_shifted(document, draft),
        *_lost_pictures(document, draft, report),
    ]


def _nowhere(document: Document, text: str, report: str) -> Iterator[str]:
    """Yield the pieces that only the report has, where no line with them says where they stood."""
    lines = [(flat(line), bool(WHOLE.match(line)) and not PLACED.search(line)) for line in report.splitlines()]
    for piece in dict.fromkeys((*document.shown, *document.struck)):
        if piece in document.struck or not pattern(piece).search(text):
            named = [unplaced for line, unplaced in lines if pattern(piece).search(line)]
            if named and all(named):
                yield piece


def _invented(document: Document, draft: str) -> Iterator[str]:
    """Yield Latin words and characters of no script that the draft has and the document does not show."""
    shown = "".join((*document.shown, *document.struck, *(number for number, _ in document.numbered)))
    known = set(STRANGE.findall(shown))
    yield from dict.fromkeys(word for word in STRANGE.findall(draft) if word not in known and word not in shown)


def _invented_numbers(document: Document, draft: str) -> Iterator[tuple[str, str]]:
    """Yield the lines that the draft begins with a number, though Word shows none."""
    lines = "\n".join(flat(line) for line in draft.splitlines())
    numbered = tuple(words for _, words in document.numbered)
    for piece in document.ordinary:
        first = re.split(f"[{GAP}⟦]", piece)[0]
        known = len(first) <= SHORT or first.startswith(numbered)
        if not known and (found := re.search(rf"^({NUMBER}){re.escape(flat(first))}", lines, re.MULTILINE)):
            yield piece, found[1]


def _lost_numbers(document: Document, draft: str, report: str) -> Iterator[str]:
    """Yield the lines of lists before which the draft does not print the number that Word shows."""
    told = [flat(folded(line)) for line in report.splitlines()]
    raw, lines = UNSEEN.sub("\n", draft), UNSEEN.sub("\n", folded(draft))
    for number, words in document.numbered:
        first, forms = flat(folded(words)), _forms(number)
        if any(
            _before(form, first, raw) or _before(folded(form), first, lines, apart=form in ENCLOSED) for form in forms
        ):
            continue
        if not any(folded(form).strip(MARKS) in line and first in line for form in forms for line in told):
            yield f"number lost: {plain(number)} before {words}"


def _before(number: str, words: str, lines: str, *, apart: bool = False) -> bool:
    """Tell whether a number stands before words; `apart`: only with a mark between
    them, for ⑴ may become (1) and not 1."""
    marks = f"[{re.escape(MARKS)}]"
    after = f"{marks}+" if apart else f"{marks}*"
    return bool(re.search(rf"(?<![\w.]){re.escape(number.strip(MARKS))}{after}[\s|]*{re.escape(words)}", lines))


def _forms(number: str) -> list[str]:
    """Return the ways in which a number may be written."""
    head, _, rest = number.partition("⟦")
    if not rest:
        return [number]
    forms, _, tail = rest.partition("⟧")
    return [head + form + tail for form in forms.split("|")]


def _shifted(document: Document, draft: str) -> Iterator[str]:
    """Yield the cells that stand in another column than that of their head."""
    rows = [[flat(cell) for cell in line.split("\t")] for line in draft.splitlines() if "\t" in line]
    for head, value in document.placed:
        under = {n for row in rows for n, cell in enumerate(row) if head in cell}
        at = {n for row in rows for n, cell in enumerate(row) if value in cell}
        if not under & at:
            yield f"in another column: {value} is not below {head}"


def _lost_pictures(document: Document, draft: str, report: str) -> Iterator[str]:
    kept, named = draft.count(PICTURE), len(re.findall("图片|照片", report))
    if kept > document.pictures + document.aside:
        yield f"pictures: {kept} kept of {document.pictures}"
    if kept + named < document.pictures:
        yield f"pictures: {kept} kept and {named} named of {document.pictures}"


# Records as they are printed -----------------------------------------------------------------------------

SKIPPED = {
    "media",
    "notes",
    "evidence",
    "heads",
    "slug",
    "publication",
    "anchor",
    "head",
    "figures",
    "versions",
    "shape",
    "kind",
    "year",
}
SKIPPED |= {"print_run_line", "reserve"}


ITEM = SKIPPED | {"number", "place", "unit", "prefix", "title"}


def printed(value: Any, names: Mapping[str, str] | None = None) -> str:
    """Return the text of a record, a body or a reading as it is printed: points with their numbers,
    tables with tabs, pictures as U+FFFC.

    Args:
        value: any record, block, or sequence of them.
        names: names of places and units by their codes.

    """
    return "\n".join(_lines(value, names or {}))


def _lines(value: Any, names: Mapping[str, str]) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dt.date():
            yield f"{value.year}年{value.month}月{value.day}日"
        case Paragraph() | Heading() | Quotation() | Table() | Picture():
            yield from _block(value)
        case Point():
            yield from _points([value])
        case PrintedLine():
            yield f"{value.kind}：" + "\n".join(value.lines)
        case Report():
            yield from (value.title, value.note, f"共{value.total}篇" if value.total is not None else "")
            yield from ("\t".join(row) for row in (value.columns, *value.rows))
        case Issue():
            yield from _issue(value, names)
        case Mapping():
            return
        case Sequence():
            yield from _sequence(value, names)
        case Section():
            yield value.name
        case Item():
            yield from (
                names.get(getattr(value, "place", None) or "", ""),
                names.get(getattr(value, "unit", None) or "", ""),
            )
            yield from (getattr(value, "prefix", ""), value.title)
            yield from _lines([getattr(value, name) for name in value.__struct_fields__ if name not in ITEM], names)
        case _ if fields := getattr(value, "__struct_fields__", None) or getattr(value, "__dataclass_fields__", None):
            for field in fields:
                yield from _field(field, getattr(value, field), names)


def _issue(issue: Issue, names: Mapping[str, str]) -> Iterator[str]:
    """Yield an issue as it is printed: an item that stands in no section is not."""
    for field in issue.__struct_fields__:
        if field not in ("sections", "items"):
            yield from _field(field, getattr(issue, field), names)
    for section in issue.sections:
        yield section.name
        for anchor in section.items:
            yield from _lines(issue.item(anchor), names)


def _field(name: str, value: Any, names: Mapping[str, str]) -> Iterator[str]:
    """Yield a field of a record as it is printed."""
    if name == "publication" and not isinstance(value, str):
        yield from _lines(value, names)
    elif value is None or name in SKIPPED or isinstance(value, bool | float):
        return
    elif name in ("place", "unit"):
        yield names.get(value, value)
    elif isinstance(value, int):
        yield {"number": "第{}期", "total_number": "总第{}期", "print_run": "共印{}份"}.get(name, "{}").format(value)
        if name == "series_number":
            yield chinese_number(value)
    else:
        yield from _lines(value, names)


def _sequence(value: Sequence[Any], names: Mapping[str, str]) -> Iterator[str]:
    """Yield the parts of a sequence; points that follow each other are counted together, as in print."""
    if value and all(isinstance(part, Paragraph | Heading | Quotation | Table | Picture | Point) for part in value):
        yield from _points(value)
    else:
        for part in value:
            yield from _lines(part, names)


def _points(blocks: Sequence[Any]) -> Iterator[str]:
    for block, n in zip(blocks, numbers(blocks), strict=True):
        if not isinstance(block, Point):
            yield from _block(block)
            continue
        first, *rest = block.text or ("",)
        yield marker(block.ordinal, n) + block.lead_in + first
        yield from rest
        yield from _points(block.children)


def _block(block: Any) -> Iterator[str]:
    match block:
        case Paragraph() | Heading():
            yield block.text
        case Quotation():
            yield from block.text
            yield block.source
        case Table():
            yield block.caption
            yield from ("\t".join(row) for row in (block.columns, *block.rows))
        case Picture():
            yield f"{PICTURE}{block.caption}"


def reported(notes: Iterable[Any]) -> str:
    """Return a list of notes as a person reads it."""
    return "\n".join(f"{note.line} [{note.kind}] {note.text}" for note in notes)


# Reading as the office does -----------------------------------------------------------------------------


def read(document: Document, folder: Path) -> tuple[str, str]:
    """Return draft and report of a document: articles go the way of Word articles, bulletins that of old bulletins.

    Args:
        document: the file.
        folder: where a bulletin may be written.

    """
    if document.kind == "paste":
        body, _, notes = read_html(document.data.decode())
        return printed(body), reported(notes)
    if document.kind == "article":
        reader = read_docx if document.name.endswith(".docx") else read_plain
        article = reader(document.data, document.name, Register(PLACES, (), None))
        return printed(article, PLACE_NAMES), reported(article.notes)
    path = folder / document.name
    path.write_bytes(document.data)
    bulletin = read_file(path, places=PLACES)
    return printed(bulletin, PLACE_NAMES), reported(bulletin.notes)
