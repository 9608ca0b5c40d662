"""What a Word text says of itself: title and place at its head, the body, and who stands behind it at its end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import msgspec

from press.records.body import AnyBlock, Body, Heading, Picture, Quotation, Table
from press.records.readers.paragraphs import Element, Para
from press.records.readers.places import LOOKS_LIKE_OFFICE, Register
from press.records.readers.points import make_body, ordinal
from press.records.readers.reading import Note
from press.records.readers.word.markup import Grid, Image, Page, Piece, Text, picture_bytes
from press.records.readers.word.pictures import usable

LONGEST_TITLE = 60
LONGEST_HEADING = 32
LONGEST_LEAD_IN = 60
MOST_END_LINES = 10
LABELS = {
    "leader": "审签人?|单位审签|审核人?|审定|签发人?|核稿人?|负责人|分管领导|单位领导",
    "writer": "撰稿人?|供稿人?|执笔人?|作者|拟稿人?|通讯员",
    "phone": "联系电话|联系方式|电话|手机",
    "unit": "报送单位|供稿单位|来稿单位|撰稿单位|单位名称|单位",
    "contact": "联系人",
    "date": "报送日期|报送时间|日期|时间",
}
LABEL = re.compile("|".join(f"(?P<{name}>{words})" for name, words in LABELS.items()))
FIELD = re.compile(rf"(?:{LABEL.pattern})\s*[：:]")
DATE = re.compile(r"[（(]?\s*\d{4}\s*年\s*\d{1,2}\s*月(\s*\d{1,2}\s*日)?\s*[)）]?")
AUTOMATIC_ALT = re.compile(
    r"(图片|图像|Picture|Image|IMG|DSC|QQ|微信|截图|screenshot)?[\s_\-\d.]*(\.(png|jpe?g|bmp|gif))?"
    r"|.*已自动生成.*|.*description automatically.*",
    re.I | re.S,
)
CAPTION = re.compile(r"[（(]?(图|图为|图片说明)[\s\d一二三四五六七八九十]*[：:．.、\s]?")
TABLE_CAPTION = re.compile(r"(附?表)\s*[\d一二三四五六七八九十]*[：:．.、\s]")


class WordArticle(msgspec.Struct, frozen=True, kw_only=True):
    """A text as read. What was not found is empty; `notes` is what was dropped, moved or doubtful, by paragraph (0: the whole file).

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


def make_article(page: Page, register: Register, media: dict[str, bytes], notes: Sequence[Note]) -> WordArticle:
    """Return the article that a page holds; `media` are pictures that the page names as `media:…`."""
    said = [*notes, *page.notes]
    pieces, head = _head(page.pieces, register, said)
    pieces, fields = _foot(pieces, said)
    body, kept = make_blocks(pieces, media, said)
    said.sort(key=lambda note: note.line)
    return WordArticle(**head, **fields, body=body, media=kept, notes=tuple(said))  # type: ignore[arg-type]


def make_blocks(pieces: Sequence[Piece], media: dict[str, bytes], notes: list[Note]) -> tuple[Body, dict[str, bytes]]:
    """Return the blocks that pieces of a page make and the pictures they name; adds to `notes`."""
    kept: dict[str, bytes] = {}
    made: list[AnyBlock] = []
    stretch: list[Element] = []
    for each in _elements(pieces, media, kept, notes, _Headings.of(pieces)):
        if isinstance(each, Heading):
            made += _stretch(stretch, notes)
            stretch = []
            made.append(each)
        elif isinstance(each, Quotation) and stretch and isinstance(said := stretch[-1], Quotation):
            stretch[-1] = Quotation(text=said.text + each.text)
        else:
            stretch.append(each)
    return (*made, *_stretch(stretch, notes)), kept


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
    title, rest = first.text, texts[at + 1 :]
    while (
        rest and isinstance(line := rest[0], Text) and (line.kind == "centred" or DATE.fullmatch(line.text) or line.text.startswith("——"))
    ):
        if line.text.startswith("——"):
            notes.append(Note(line.line, "副标题", f"副标题没有单独的栏目，放在正文第一段：{line.text}"))
            break
        if ordinal(line.text)[0] or line.text.endswith(("。", "！", "？")) or len(line.text) > LONGEST_TITLE:
            break
        if DATE.fullmatch(line.text) or LOOKS_LIKE_OFFICE.fullmatch(line.text.strip("（）() ")) or LABEL.match(line.text):
            notes.append(Note(line.line, "题下文字", f"标题下面的这一行没有放进正文：{line.text}"))
        else:
            title += line.text
        rest = rest[1:]
    prefix, bare = register.split(title)
    origin = register.origin(prefix)
    if origin.doubt:
        notes.append(Note(first.line, "地名", origin.doubt))
    return [*texts[:at], *rest], {"title": bare, "prefix": origin.prefix, "place": origin.place, "unit": origin.unit}


def _stands_by_title(line: Text) -> bool:
    return line.kind == "centred" or bool(DATE.fullmatch(line.text)) or line.text.startswith("——")


def _is_title(first: Text, pieces: Sequence[Piece]) -> bool:
    text = first.text
    if len(text) > LONGEST_TITLE or text.endswith(("。", "；")) or ordinal(text)[0]:
        return False
    return first.kind in ("title", "heading1", "centred") or (len(pieces) > 1 and not re.search(r"[。；]", text))


# Foot


def _foot(pieces: list[Piece], notes: list[Note]) -> tuple[list[Piece], dict[str, str]]:
    """Take the lines off that name the leader, the writer and the phone; what else stands among them is noted."""
    found: dict[str, str] = {}
    end = len(pieces)
    for n in range(len(pieces) - 1, max(len(pieces) - MOST_END_LINES, 0) - 1, -1):
        piece = pieces[n]
        if not isinstance(piece, Text):
            break
        read = fields_of(piece.text)
        signed = DATE.fullmatch(piece.text) or (len(piece.text) <= 24 and LOOKS_LIKE_OFFICE.fullmatch(piece.text) and not found.get("sign"))
        if read:
            for name, value in read.items():
                found.setdefault(name, value)
        elif not signed:
            break
        else:
            found.setdefault("sign", piece.text)
        end = n
    if not found.keys() - {"sign"} and not any(isinstance(p, Text) and DATE.fullmatch(p.text) for p in pieces[end:]):
        return pieces, {}
    for piece in pieces[end:]:
        assert isinstance(piece, Text)
        where = [NAMES[name] for name in fields_of(piece.text) if name in NAMES]
        said = f"已填入{'、'.join(where)}" if where else "是落款，没有放进正文"
        notes.append(Note(piece.line, "文末信息", f"“{piece.text}”{said}"))
    if found.get("contact") and not found.get("writer"):
        found["writer"] = found["contact"]
    return pieces[:end], {name: found.get(name, "")[:40] for name in NAMES}


NAMES = {"leader": "单位审签人", "writer": "撰稿人", "phone": "联系电话"}


def fields_of(line: str) -> dict[str, str]:
    """Return what a line such as （撰稿：办公室 联系电话：0510-1234567） says, by field; nothing where it says other things too."""
    bare = line.strip("（）() ")
    marks = list(FIELD.finditer(bare))
    if not marks or marks[0].start():
        return {}
    found = {}
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        value = bare[mark.end() : following.start() if following else None].strip(" ；;，,、。　")
        if len(value) > 40:
            return {}
        found[mark.lastgroup or ""] = value
    return {name: value for name, value in found.items() if value}


# Body


@dataclass(frozen=True)
class _Headings:
    """The kinds of heading in a text, highest first, and whether its lines 一、二、 are headings though nothing marks them."""

    depths: tuple[str, ...]
    numbered: bool

    @classmethod
    def of(cls, pieces: Sequence[Piece]) -> _Headings:
        depths = {p.kind for p in pieces if isinstance(p, Text) and p.kind.startswith("heading")}
        first = [isinstance(p, Text) and ordinal(p.text)[0] == "一、" for p in pieces]
        alone = all(_stands_alone(p.text) for p, n in zip(pieces, first, strict=True) if n and isinstance(p, Text))
        return cls(tuple(sorted(depths)), alone and not any(a and b for a, b in pairwise([*first, True])))


def _stands_alone(text: str) -> bool:
    return len(text) <= LONGEST_HEADING and not re.search(r"[。；！？：]$", text)


def _elements(
    pieces: Sequence[Piece], media: dict[str, bytes], kept: dict[str, bytes], notes: list[Note], headings: _Headings
) -> Iterator[Element | Heading]:
    skip = -1
    for n, piece in enumerate(pieces):
        before, after = pieces[n - 1] if n else None, pieces[n + 1] if n + 1 < len(pieces) else None
        if n == skip:
            continue
        if isinstance(piece, Image):
            picture = _picture(piece, media, kept, notes)
            if picture and isinstance(after, Text) and len(after.text) <= 60 and (CAPTION.match(after.text) or after.kind == "centred"):
                picture, skip = msgspec.structs.replace(picture, caption=after.text), n + 1
            if picture:
                yield picture
        elif isinstance(piece, Grid):
            captioned = isinstance(before, Text) and _is_table_caption(before)
            yield from _table(piece, before.text if captioned and isinstance(before, Text) else piece.caption, notes, headings)
        elif not (isinstance(after, Grid) and _is_table_caption(piece) and not _frames_text(after)):
            yield from _text(piece, headings)


def _text(piece: Text, headings: _Headings) -> Iterator[Element | Heading]:
    text = piece.text
    style, printed, rest = ordinal(text)
    bold = _bold_opening(piece)
    whole = bool(text) and len(bold) == len(text)
    if piece.kind.startswith("heading"):
        yield Heading(text=text[:80], level=2 if headings.depths.index(piece.kind) else 1)
    elif (whole or (style == "一、" and headings.numbered)) and style in ("", "一、", "（一）") and _stands_alone(text):
        yield Heading(text=text, level=2 if style == "（一）" else 1)
    elif piece.kind == "quotation":
        yield Quotation(text=(text,))
    else:
        lead_in = _lead_in(bold, printed, rest)
        yield Para(text, piece.line, bold=bool(lead_in), marked=True, lead_in=lead_in)


def _bold_opening(piece: Text) -> str:
    """Return the bold words that a paragraph begins with."""
    opening = ""
    for words, bold in piece.pieces:
        if not bold and re.search(r"[\w“”《》]", words):
            break
        opening += words
    return opening if any(bold for _, bold in piece.pieces) else ""


def _lead_in(bold: str, printed: str, rest: str) -> str:
    """Return the bold opening of a point without its number, where it is a theme and not just an emphasised word."""
    words = bold[len(printed) :] if bold.startswith(printed) else ""
    theme = re.search(r"[。：:！？]\s*$|——$", words) or rest[len(words) :].startswith(("。", "：", ":", "——", " "))
    if not words.strip() or len(words) > LONGEST_LEAD_IN or len(words) >= len(rest) or not theme:
        return ""
    stop = re.match(r"[。：:]", rest[len(words) :])
    return words + (stop[0] if stop else "")


def _is_table_caption(piece: Text) -> bool:
    centred = piece.kind == "centred" and not re.search(r"[。；]", piece.text)
    return len(piece.text) <= 60 and bool(centred or TABLE_CAPTION.match(piece.text))


def _frames_text(grid: Grid) -> bool:
    """Whether a table only puts a frame round text: it has one column."""
    return all(len(row) == 1 and row[0].across == 1 for row in grid.rows)


def _table(grid: Grid, caption: str, notes: list[Note], headings: _Headings) -> Iterator[Element | Heading]:
    if _frames_text(grid):
        for text in grid.texts:
            yield from _text(text, headings)
        return
    rows, merged = _filled(grid)
    rows = [row for row in rows if any(row)]
    width = max((len(row) for row in rows), default=0)
    if not rows:
        return
    if merged:
        where = f"“{'｜'.join(filter(None, rows[0]))[:30]}”"
        notes.append(Note(grid.line, "表格", f"表格{where}里有上下合并或居中合并的单元格，已拆开，文字留在第一格，请核对"))
    if len(rows[0]) < width:
        rows[0] += [""] * (width - len(rows[0]))
    yield Table(columns=tuple(rows[0]), rows=tuple(tuple(row) for row in rows[1:]), caption=caption)


def _filled(grid: Grid) -> tuple[list[list[str]], bool]:
    """Return the rows, and whether cells were merged in a way that no `Table` holds: down, or across but not to the row's end."""
    below: dict[tuple[int, int], int] = {}
    rows: list[list[str]] = []
    merged = False
    for n, row in enumerate(grid.rows):
        made: list[str] = []
        for at, cell in enumerate(row):
            while below.pop((n, len(made)), 0):
                made.append("")
            if cell.down > 1:
                merged = True
                below |= {(n + d, len(made) + a): 1 for d in range(1, cell.down) for a in range(cell.across)}
            made.append(cell.text)
            if cell.across > 1 and (at + 1 < len(row) or n == 0):
                merged = True
                made += [""] * (cell.across - 1)
        while below.pop((n, len(made)), 0):
            made.append("")
        rows.append(made)
    return rows, merged


def _picture(image: Image, media: dict[str, bytes], kept: dict[str, bytes], notes: list[Note]) -> Picture | None:
    data = media.get(image.source) or picture_bytes(image.source)
    if data is None:
        notes.append(Note(image.line, "图片", "有一张图片没有读入（剪贴板里只有它在原电脑上的位置），请另传图片"))
        return None
    data, suffix, said = usable(data)
    if said:
        notes.append(Note(image.line, "图片", said))
    if not data:
        return None
    name = f"{len(kept) + 1}{suffix}"
    kept[name] = data
    alt = "" if AUTOMATIC_ALT.fullmatch(image.alt) else " ".join(image.alt.split())[:200]
    if not alt:
        notes.append(Note(image.line, "图片", f"第 {len(kept)} 张图片没有说明画面的文字，请在编辑页补写“替代文字”"))
    return Picture(media=name, alt=alt)
