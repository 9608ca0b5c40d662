"""Scores what a reader found in a bulletin against what a careful person would take from it, and looks for lost text.

Everything here works on plain data (`msgspec.to_builtins` of a reading or an issue); only white space is
forgiven. Where an expectation gives a list, each of its values is right: the model leaves that choice open. A
block is written as its kind (several after slashes; `?` where it may as well have been taken off) and its
first characters (several after bars).
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import msgspec

from records.body import Body, Heading, Paragraph, Picture, Point, Quotation, Table, marker, numbers

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\u3007]{4,}")
PLAIN = (
    "year",
    "number",
    "total_number",
    "date",
    "series",
    "series_number",
    "registration_no",
    "print_run",
    "responsible_editor",
)
DOUBTED = re.compile(r"不符|不等|不一致|相差|不合|对不上|相加|之和|加起来|合起来")


class Score(NamedTuple):
    """How many fields are right, of how many, and what is wrong with the others."""

    right: int
    total: int
    misses: list[str]


class Shown(NamedTuple):
    """A block as a reader of the page meets it: its kind and its words, with the number that is printed."""

    kind: str
    text: str


# Scoring -----------------------------------------------------------------------------


def score(expected: Mapping[str, Any], got: Mapping[str, Any], places: Mapping[str, str] | None = None) -> Score:
    """Compare field by field.

    Args:
        expected: what a careful person takes from the bulletin.
        got: a reading or an issue as plain data.
        places: names of divisions by code, to know the prefix where the title's place is printed.

    """
    card = _Card()
    publication = got.get("publication")
    if isinstance(publication, Mapping):  # an issue names its publication by slug alone
        for name, value in expected["publication"].items():
            card.field(f"publication.{name}", value, publication.get(name, ""))
    for name in PLAIN:
        card.field(name, expected[name], got.get(name))
    card.field(
        "editor_note", expected["editor_note"], re.sub(r"^【?编者按】?[：:]?", "", squeeze(got.get("editor_note")))
    )
    _sections(card, expected["sections"], got)
    _items(card, expected["items"], got.get("items") or (), got.get("notes") or (), places or {})
    _lines(card, expected["lines"], got.get("lines") or ())
    for words in expected.get("said", ()):
        card.true(f"said {words}", squeeze(words) in everything(got), "nowhere in the reading")
    for words in expected.get("never", ()):
        card.true(f"never {words}", squeeze(words) not in everything({"items": got.get("items")}), "became text")
    return card.score()


class _Card:
    def __init__(self) -> None:
        self.right, self.misses = 0, list[str]()

    def true(self, name: str, right: bool, found: object) -> None:
        self.right += right
        if not right:
            self.misses.append(f"{name}: {found}")

    def field(self, name: str, value: Any, found: Any) -> None:
        accepted = value if isinstance(value, list) else [value]
        self.true(
            name, squeeze(found) in {squeeze(each) for each in accepted}, f"{accepted[0]!r} expected, {found!r} found"
        )

    def score(self) -> Score:
        return Score(self.right, self.right + len(self.misses), self.misses)


def _sections(card: _Card, expected: Sequence[Mapping[str, Any]], got: Mapping[str, Any]) -> None:
    """Sections by name and number of items; items that stand in none are a section without a name."""
    sections = [(s.get("name", ""), len(s["items"])) for s in got.get("sections") or ()]
    loose = len(got.get("items") or ()) - sum(n for _, n in sections)
    sections = [("", loose), *sections] if loose > 0 else sections
    for i, section in enumerate(expected):
        name, items = sections[i] if i < len(sections) else (None, None)
        card.field(f"sections[{i}].name", section["name"], name)
        card.field(f"sections[{i}].items", section["items"], items)
    for name, _ in sections[len(expected) :]:
        card.true("sections", False, f"{name!r} is one too many")


def _items(
    card: _Card, expected: list[Any], got: Sequence[Any], notes: Iterable[Mapping[str, Any]], places: Mapping[str, str]
) -> None:
    pairs = _pairs(expected, got)
    for i, want in enumerate(expected):
        where, found = f"items[{i}]", pairs.get(i)
        if found is None:
            for name in want:
                card.true(f"{where}.{name}", False, "no such item")
            continue
        card.field(f"{where}.kind", want["kind"], found.get("kind"))
        for name in ("title", "place", "unit", "total"):
            if name in want:
                card.field(f"{where}.{name}", want[name], found.get(name))
        if "prefix" in want:
            place = places.get(found.get("place") or "", "") if want["prefix"] else ""
            card.field(f"{where}.prefix", want["prefix"], found.get("prefix") or place)
        if "body" in want:
            _body(card, f"{where}.body", want["body"], shown(found.get("body") or ()))
        for words in want.get("contains", ()):
            card.true(f"{where} contains {words}", squeeze(words) in words_of(found), "not in the item")
        _report(card, where, want, found, notes)
    for item in [item for item in got if all(item is not each for each in pairs.values())]:
        card.true("items", False, f"{item.get('title')!r} is one too many")


def _pairs(expected: list[Any], got: Sequence[Any]) -> dict[int, Any]:
    """Return the found item for each expected one, in order: the same title, or the same beginning of the text."""
    same = [[_alike(want, item) for item in got] for want in expected]
    best = [[0] * (len(got) + 1) for _ in range(len(expected) + 1)]
    for i in reversed(range(len(expected))):
        for j in reversed(range(len(got))):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + same[i][j])
    pairs, i, j = dict[int, Any](), 0, 0
    while i < len(expected) and j < len(got):
        if same[i][j] and best[i][j] == best[i + 1][j + 1] + same[i][j]:
            pairs[i] = got[j]
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _alike(want: Mapping[str, Any], item: Mapping[str, Any]) -> int:
    """Return 3 for the same title, 1 or 2 for a similar title or a known beginning, 0 for another item."""
    titles = want.get("title") or []
    titles = [squeeze(t) for t in (titles if isinstance(titles, list) else [titles])]
    title = squeeze(item.get("prefix")) + squeeze(item.get("title"))
    if squeeze(item.get("title")) in titles:
        return 3
    if any(t and (t in title or title in t or SequenceMatcher(None, t, title).ratio() > 0.7) for t in titles if title):
        return 2
    begins = [b.partition(" ")[2] for b in want.get("body", ())]
    return int(any(squeeze(start) in words_of(item) for b in begins for start in b.split("|")))


def _body(card: _Card, where: str, expected: Sequence[str], got: Sequence[Shown]) -> None:
    """Blocks in their order; one that is too many counts as a field that is wrong."""
    wanted = [Expected.read(line) for line in expected]
    best = [[0] * (len(got) + 1) for _ in range(len(wanted) + 1)]
    for i in reversed(range(len(wanted))):
        for j in reversed(range(len(got))):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + wanted[i].fits(got[j]))
    i = j = 0
    while i < len(wanted) or j < len(got):
        both = i < len(wanted) and j < len(got)
        if both and wanted[i].fits(got[j]) and best[i][j] == best[i + 1][j + 1] + 1:
            card.right += not wanted[i].optional
            i, j = i + 1, j + 1
        elif j == len(got) or (both and best[i][j] == best[i + 1][j]):
            if not wanted[i].optional:
                card.true(where, False, f"{expected[i]} is missing")
            i += 1
        else:
            card.true(where, False, f"{got[j].kind} {got[j].text[:24]} is one too many")
            j += 1


class Expected(NamedTuple):
    """A block that is expected."""

    kinds: frozenset[str]
    starts: tuple[str, ...]
    optional: bool

    @classmethod
    def read(cls, line: str) -> Expected:
        """Read `paragraph?/point 一是…|二是…`."""
        kinds, _, starts = line.partition(" ")
        return cls(frozenset(kinds.replace("?", "").split("/")), tuple(map(squeeze, starts.split("|"))), "?" in kinds)

    def fits(self, block: Shown) -> bool:
        """Tell whether a found block is this one."""
        return block.kind in self.kinds and block.text.startswith(self.starts)


def _report(
    card: _Card, where: str, want: Mapping[str, Any], found: Mapping[str, Any], notes: Iterable[Mapping[str, Any]]
) -> None:
    rows = [squeeze("".join(row)) for row in found.get("rows") or ()]
    if "columns" in want:
        card.field(f"{where}.columns", want["columns"], len(found.get("columns") or ()))
    if "rows" in want:
        card.field(f"{where}.rows", want["rows"], len(rows))
    if "first_row" in want:
        card.field(f"{where}.first_row", want["first_row"], rows[0] if rows else "")
    if "last_row" in want:
        card.field(f"{where}.last_row", want["last_row"], rows[-1] if rows else "")
    if "sum_doubted" in want:
        told = [n["text"] for n in notes]
        number = want["sum_doubted"]
        said = re.compile(rf"(?<!\d){number}(?!\d)") if number else DOUBTED
        right = any(said.search(text) for text in told) is bool(number)
        card.true(f"{where}.sum_doubted", right, f"the rows add up to {number or want['total']}; the notes say {told}")


def _lines(card: _Card, expected: Sequence[Mapping[str, Any]], got: Sequence[Mapping[str, Any]]) -> None:
    for i, line in enumerate(expected):
        found = got[i] if i < len(got) else {}
        card.field(f"lines[{i}].kind", line["kind"], found.get("kind"))
        card.field(f"lines[{i}].text", line["text"], "".join(found.get("lines") or ()))
    for line in got[len(expected) :]:
        card.true("lines", False, f"{line} is one too many")


# What a record says -----------------------------------------------------------------------------


def squeeze(value: object) -> str:
    """Return a value as text without white space, None as nothing."""
    return "" if value is None else re.sub(r"\s+", "", str(value))


def shown(body: object) -> list[Shown]:
    """Return a body's blocks one after another, points below points included."""
    return [Shown(kind, squeeze(text)) for kind, text in _shown(msgspec.convert(body, Body, strict=False))]


def _shown(blocks: Sequence[Any]) -> Iterator[tuple[str, str]]:
    for block, n in zip(blocks, numbers(blocks), strict=True):
        match block:
            case Paragraph():
                yield "paragraph", block.text
            case Heading():
                yield "heading", block.text
            case Point():
                first, *rest = block.text or ("",)
                yield "point", marker(block.ordinal, n) + block.lead_in + first
                yield from (("paragraph", text) for text in rest)
                yield from _shown(block.children)
            case Quotation():
                yield from (("quotation", text) for text in (*block.text, block.source) if text)
            case Table():
                yield "table", "".join((*block.columns, *(c for row in block.rows for c in row), block.caption))
            case Picture():
                yield "picture", block.caption or block.alt


def words_of(item: Mapping[str, Any]) -> str:
    """Return all words of an item as one string: text as it is shown, cells in their order."""
    rows = [*(item.get("columns") or ()), *(c for row in item.get("rows") or () for c in row)]
    own = [item.get(name) or "" for name in ("prefix", "title", "note")]
    return squeeze("".join([*own, *(block.text for block in shown(item.get("body") or ())), *rows]))


def everything(data: object) -> str:
    """Return every string of plain data, each on a line without white space, and each body as it is shown."""
    return "\n".join(map(squeeze, _strings(data)))


def _strings(data: object) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for name, value in data.items():
            yield from (block.text for block in shown(value)) if name == "body" else ()
            yield from _strings(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from _strings(value)


# Conservation -----------------------------------------------------------------------------


def lost(source: str, got: object) -> list[str]:
    """Return the runs of four Chinese characters or more that the source shows and
    that stand nowhere in the reading."""
    found = everything(got)
    return [run for run in dict.fromkeys(HAN.findall(source)) if run not in found]


def source_text(path: Path) -> str:
    """Return what a file shows to a person; numbers that Word itself counts are left out."""
    return _word_text(path) if path.suffix == ".docx" else path.read_text(encoding="utf-8-sig")


W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def _word_text(path: Path) -> str:
    with zipfile.ZipFile(path) as file:
        parts = [
            name for name in file.namelist() if re.fullmatch(r"word/(document|footnotes|endnotes|comments)\.xml", name)
        ]
        return "\n".join("".join(_word_words(ElementTree.fromstring(file.read(part)))) for part in parts)


def _word_words(node: ElementTree.Element) -> Iterator[str]:
    """Yield what is shown below a node: no deleted or hidden words, no text box a second time."""
    if node.tag in (f"{W}del", f"{W}instrText", FALLBACK) or node.find(f"{W}rPr/{W}vanish") is not None:
        return
    if node.tag == f"{W}t":
        yield node.text or ""
    elif node.tag in (f"{W}tab", f"{W}br", f"{W}footnoteReference"):
        yield "\n"
    for child in node:
        yield from _word_words(child)
    if node.tag == f"{W}p":
        yield "\n"
