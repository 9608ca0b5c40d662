"""What a Word text says of itself: title and place at its head, the body, and who stands behind it at its end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import msgspec

from readers.paragraphs import Element, Para
from readers.places import LOOKS_LIKE_OFFICE, Register
from readers.points import make_body, ordinal
from readers.reading import Note
from readers.word.blocks import CAPTION, LONGEST_CAPTION, TABLE_CAPTION, Album, Block, blocks_of, unframed
from readers.word.foot import LABEL, without_foot
from readers.word.pages import Page, Piece, Text, narrow
from readers.words import ATTACHED, DATED, set_apart
from records.body import AnyBlock, Body, Heading, Paragraph, Picture, Point, Quotation
from records.notes import annotated

LONGEST_TITLE = 60
LONGEST_WHOLE_TITLE = 120
LONGEST_PREFIX = 40
LONGEST_HEADING = 32
LONGEST_LEAD_IN = 60
LONGEST_HEADING_FIELD = 80
LONGEST_LEAD_IN_FIELD = 200
"""As long as the forms of the newsroom take them."""
ITEM = re.compile(r"[（(]?[\d一二三四五六七八九十]{1,3}\s*[）).．、]")


class WordArticle(msgspec.Struct, frozen=True, kw_only=True):
    """A text as read. What was not found is empty; `notes` is what was dropped, moved or
    doubtful, by paragraph (0: the whole file).

    `media` holds the pictures under the names that the body gives them; their alternative text may be empty.
    """

    title: str = ""
    prefix: str = ""
    place: str | None = None
    unit: str | None = None
    body: Body = ()
    leader: str = ""
    writer: str = ""
    phone: str = ""
    media: dict[str, bytes] = {}
    notes: tuple[Note, ...] = ()


def make_article(page: Page, register: Register, media: dict[str, bytes]) -> WordArticle:
    """Return the article that a page holds; `media` are pictures that the page names as `media:…`."""
    said = list(page.notes)
    pieces, head = _head(unframed(page.pieces), register, said)
    pieces, fields = without_foot(pieces, said)
    body, kept = make_blocks(pieces, media, said)
    said.sort(key=lambda note: note.line)
    return WordArticle(**head, **fields, body=body, media=kept, notes=tuple(said))  # type: ignore[arg-type]


def make_blocks(pieces: Sequence[Piece], media: dict[str, bytes], notes: list[Note]) -> tuple[Body, dict[str, bytes]]:
    """Return the blocks that pieces of a page make and the pictures they name; adds to `notes`."""
    album = Album(media, notes)
    made: list[AnyBlock] = []
    stretch: list[Element] = []
    for each in _elements(list(blocks_of(pieces, album, lambda text: True)), notes):
        if isinstance(each, Heading):
            made += _stretch(stretch, notes)
            stretch = []
            made.append(each)
        elif isinstance(each, Quotation) and stretch and isinstance(said := stretch[-1], Quotation):
            stretch[-1] = Quotation(text=said.text + each.text)
        else:
            stretch.append(each)
    return within_forms((*made, *_stretch(stretch, notes))), album.kept


def _stretch(elements: Sequence[Element], notes: list[Note]) -> Body:
    """Return the blocks of what stands between two headings."""
    body, said = make_body(elements)
    notes += said
    return body


# Head


def _head(pieces: Sequence[Piece], register: Register, notes: list[Note]) -> tuple[list[Piece], dict[str, str | None]]:
    """Take the title off, with the lines that stand around it."""
    texts = list(pieces)
    first = next((p for p in texts if isinstance(p, Text)), None)
    if first is None or not _is_title(first, texts):
        notes.append(Note(1, "标题", "没有认出标题，请在编辑页填写"))
        return texts, {}
    at = texts.index(first)
    title, rest = bare_title(first, notes).text, texts[at + 1 :]
    while rest and isinstance(line := rest[0], Text) and _stands_by_title(line):
        if line.text.startswith("——"):
            notes.append(Note(line.line, "副标题", f"副标题没有单独的栏目，放在正文第一段：{line.text}"))
            break
        if _is_under_title(line.text):
            notes.append(Note(line.line, "题下文字", f"标题下面的这一行没有放进正文：{line.text}"))
        elif _goes_on_in(title, line.text):
            title += bare_title(line, notes).text
        else:
            break
        rest = rest[1:]
    prefix, bare = register.split(title)
    origin = register.origin(prefix)
    if origin.doubt:
        notes.append(Note(first.line, "地名", origin.doubt))
    if len(origin.prefix) > LONGEST_PREFIX:  # as long as its field takes it
        return [*texts[:at], *rest], {"title": title}
    return [*texts[:at], *rest], {"title": bare, "prefix": origin.prefix, "place": origin.place, "unit": origin.unit}


def bare_title(line: Text, notes: list[Note]) -> Text:
    """Return a title without the footnotes and readings that hang on it, which are noted."""
    if "^" not in line.text:
        return line
    found = annotated(line.text)
    for _, words in found.notes:
        notes.append(Note(line.line, "脚注", f"标题上的脚注没有放进正文：{words}"))
    for at, reading in found.readings:
        notes.append(Note(line.line, "注音", f"标题里的注音没有保留：{found.text[at]}（{reading}）"))
    return replace(line, pieces=((found.text, all(bold for _, bold in line.pieces)),))


def _stands_by_title(line: Text) -> bool:
    return line.kind == "centred" or bool(DATED.fullmatch(line.text)) or line.text.startswith("——")


def _is_under_title(text: str) -> bool:
    return bool(DATED.fullmatch(text) or LOOKS_LIKE_OFFICE.fullmatch(text.strip("（）() ")) or LABEL.match(text))


def _goes_on_in(title: str, line: str) -> bool:
    """Whether a title may go on in a further line."""
    whole = (
        ordinal(line)[0]
        or line.endswith(("。", "！", "？", "：", ":"))
        or TABLE_CAPTION.match(line)
        or CAPTION.match(line)
    )
    return not whole and len(line) <= LONGEST_TITLE and len(title) + len(line) <= LONGEST_WHOLE_TITLE


def _is_title(first: Text, pieces: Sequence[Piece]) -> bool:
    text = first.text
    if len(text) > LONGEST_TITLE or text.endswith(("。", "；", "：", ":")) or ordinal(text)[0] or set_apart(text):
        return False
    return first.kind in ("title", "heading1", "centred") or (len(pieces) > 1 and not re.search(r"[。；]", text))


# Body


@dataclass(frozen=True)
class _Headings:
    """The kinds of heading in a text, highest first, and whether its lines 一、二、 are
    headings though nothing marks them."""

    depths: tuple[str, ...]
    numbered: bool

    @classmethod
    def of(cls, pieces: Sequence[Block]) -> _Headings:
        depths = {p.kind for p in pieces if isinstance(p, Text) and p.kind.startswith("heading")}
        first = [isinstance(p, Text) and ordinal(p.text)[0] == "一、" for p in pieces]
        alone = all(_stands_alone(p.text) for p, n in zip(pieces, first, strict=True) if n and isinstance(p, Text))
        return cls(tuple(sorted(depths)), alone and not any(a and b for a, b in pairwise([*first, True])))


def _stands_alone(text: str) -> bool:
    return len(text) <= LONGEST_HEADING and not re.search(r"[。；！？：]$", text) and not set_apart(text)


def _elements(blocks: Sequence[Block], notes: list[Note]) -> Iterator[Element | Heading]:
    headings = _Headings.of(blocks)
    attached = False
    for block in blocks:
        if not isinstance(block, Text):
            attached = False
            yield block
            continue
        attached = bool(ATTACHED.fullmatch(block.text)) or (
            attached and bool(ITEM.match(block.text)) and not block.text.endswith("。")
        )
        if attached:
            yield Para(block.text, block.line, marked=True, apart=True)
        elif block.kind == "contents":
            notes.append(Note(block.line, "目录", f"Word 自动生成的目录没有放进正文：{block.text}"))
        else:
            yield from _text(block, headings)


def _text(piece: Text, headings: _Headings) -> Iterator[Element | Heading]:
    text = piece.text
    style, printed, rest = ordinal(text)
    bold = _bold_opening(piece)
    whole = bool(text) and len(bold) == len(text)
    if piece.kind.startswith("heading"):
        yield Heading(text=text, level=2 if headings.depths.index(piece.kind) else 1)
    elif (whole or (style == "一、" and headings.numbered)) and style in ("", "一、", "（一）") and _stands_alone(text):
        yield Heading(text=text, level=2 if style == "（一）" else 1)
    elif piece.kind == "quotation":
        yield Quotation(text=(text,))
    else:
        lead_in = _lead_in(bold, printed, rest)
        yield Para(
            text, piece.line, bold=bool(lead_in), marked=True, lead_in=lead_in, apart=not lead_in and set_apart(text)
        )


def lead_in_of(piece: Text) -> str:
    """Return the theme that a paragraph marks in bold at its start, behind its number; '' where it marks none."""
    _, printed, rest = ordinal(piece.text)
    return _lead_in(_bold_opening(piece), printed, rest)


def _bold_opening(piece: Text) -> str:
    """Return the bold words that a paragraph begins with."""
    opening = ""
    for words, bold in piece.pieces:
        if not bold and re.search(r"[\w“”《》]", words):
            break
        opening += words
    return narrow(opening) if any(bold for _, bold in piece.pieces) else ""


def _lead_in(bold: str, printed: str, rest: str) -> str:
    """Return the bold opening of a point without its number, where it is a theme and not just an emphasised word."""
    words = bold[len(printed) :] if bold.startswith(printed) else ""
    theme = re.search(r"[。：:！？]\s*$|——$", words) or rest[len(words) :].startswith(("。", "：", ":", "——", " "))
    if not words.strip() or len(words) > LONGEST_LEAD_IN or len(words) >= len(rest) or not theme:
        return ""
    stop = re.match(r"[。：:]", rest[len(words) :])
    return words + (stop[0] if stop else "")


def within_forms(body: Body) -> Body:
    """Return a body whose parts are no longer than the forms take them, so that it can be edited; no word is lost."""
    return tuple(part for block in body for part in _within_forms(block))


def _within_forms(block: AnyBlock) -> Iterator[AnyBlock]:
    match block:
        case Heading() if len(block.text) > LONGEST_HEADING_FIELD:
            yield Paragraph(text=block.text)
        case Point():
            yield _within_form(block)
        case Picture() if len(block.caption) > LONGEST_CAPTION:
            yield msgspec.structs.replace(block, caption="")
            yield Paragraph(text=block.caption)
        case _:
            yield block


def _within_form(point: Point) -> Point:
    children = tuple(_within_form(child) for child in point.children)
    if len(point.lead_in) <= LONGEST_LEAD_IN_FIELD:
        return msgspec.structs.replace(point, children=children)
    first, *rest = point.text or ("",)
    return msgspec.structs.replace(point, lead_in="", text=(point.lead_in + first, *rest), children=children)
