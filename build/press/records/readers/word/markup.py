"""HTML, from mammoth or from a clipboard, becomes paragraphs, tables and pictures; what a page may do beyond that is ignored."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

from press.records.readers.reading import Note
from press.records.readers.word.cells import EMPTY, empty_cells, span
from press.records.readers.words import ORDINAL_START

BLOCKS = {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "section", "article", "center", "pre", "dt", "dd", "caption"}
UNSEEN = {"head", "style", "script", "title", "template", "noscript", "select", "option", "svg", "math", "object", "iframe", "textarea"}
VOID = {"br", "img", "hr", "input", "meta", "link", "col", "wbr", "source", "area", "base", "embed", "param", "track"}
HEAVY = re.compile(r"font-family:[^;]*(黑体|SimHei|小标宋)", re.I)
BULLETS = "·•●○■□◆◇▪▫➢✓§Ølnuü-–—*"
ENDS_HERE = re.compile(r"[。！？：；…”）]\s*$")
DEEPEST = 400


@dataclass(frozen=True)
class Text:
    """A paragraph of the page: its words in pieces, each bold or not, and how it is set."""

    pieces: tuple[tuple[str, bool], ...]
    line: int
    kind: str = ""  # title, heading1 … heading3, centred, quotation

    @property
    def text(self) -> str:
        """Return the words."""
        return "".join(words for words, _ in self.pieces)


@dataclass(frozen=True)
class Cell:
    """A cell of a table."""

    text: str
    across: int
    down: int


@dataclass(frozen=True)
class Grid:
    """A table as the page has it; `texts` are its paragraphs, for a table that only frames text."""

    rows: tuple[tuple[Cell, ...], ...]
    texts: tuple[Text, ...]
    line: int
    caption: str = ""


@dataclass(frozen=True)
class Image:
    """A picture: what its address says, its alternative text."""

    source: str
    alt: str
    line: int


Piece = Text | Grid | Image


@dataclass
class Page:
    """What a page holds, in order; `notes` by the name under which the text refers to them."""

    pieces: list[Piece] = field(default_factory=list)
    footnotes: dict[str, str] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)


def read_page(html: str) -> Page:
    """Return the paragraphs, tables and pictures of a page, the footnotes written where they belong."""
    parser = _Reader()
    parser.feed(html)
    parser.close()
    parser.flush()
    parser.page.pieces = _bounded([_with_footnotes(piece, parser.page.footnotes) for piece in parser.page.pieces], parser.page.notes)
    return parser.page


def _bounded(pieces: list[Piece], notes: list[Note]) -> list[Piece]:
    """Return the pieces; tables that claim more cells than a page may have become a paragraph for each row, which `notes` then tells."""
    left, kept = EMPTY, list[Piece]()
    for piece in pieces:
        if not isinstance(piece, Grid) or (empty := empty_cells(piece.rows)) <= left:
            left -= max(empty, 0) if isinstance(piece, Grid) else 0
            kept.append(piece)
            continue
        lines = (" | ".join(cell.text for cell in row if cell.text.strip()) for row in piece.rows)
        if words := [line for line in (piece.caption, *lines) if line]:
            notes.append(Note(piece.line, "表格", "有一个表格的空格或合并格太多，每行文字改成了一段，各格之间用竖线隔开，请核对"))
            kept += [Text(((line, False),), piece.line) for line in words]
    return kept


@dataclass
class _Open:
    tag: str
    bold: bool | None = None
    kind: str = ""
    skip: bool = False
    note: str = ""
    ordered: int = 0


@dataclass
class _Table:
    line: int
    rows: list[list[Cell]] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    caption: str = ""
    cell: list[str] | None = None
    span: tuple[int, int] = (1, 1)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page, self.stack, self.tables = Page(), list[_Open](), list[_Table]()
        self.pieces: list[tuple[str, bool]] = []
        self.kind, self.line, self.bullet = "", 0, False

    # What opens and closes

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "br":
            self.pieces.append(("\n", False))
        elif tag == "img":
            self.image(given)
        elif tag not in VOID and len(self.stack) < DEEPEST:
            if tag in BLOCKS or tag in ("table", "tr", "td", "th", "ul", "ol"):
                self.flush()
            self.stack.append(self.opened(tag, given))
            self.table_opens(tag, given)
            if tag == "li" and (listed := self.inside("ol")) and not self.skipping():
                listed.ordered += 1
                self.pieces.append((f"{listed.ordered}.", False))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if not any(each.tag == tag for each in self.stack):
            return
        if tag in BLOCKS or tag in ("table", "tr", "td", "th", "ul", "ol"):
            self.flush()
        while (closed := self.stack.pop()).tag != tag:
            pass
        self.table_closes(closed.tag)

    def opened(self, tag: str, given: dict[str, str]) -> _Open:
        style = given.get("style", "").replace(" ", "").lower()
        kind = _kind(tag, given.get("class", ""), style, given.get("align", ""))
        bold: bool | None = None
        if tag in ("b", "strong") or re.search(r"font-weight:(bold|[6-9]00)", style) or HEAVY.search(given.get("style", "")):
            bold = True
        elif "font-weight:normal" in style or "font-weight:400" in style:
            bold = False
        listed = "mso-list:ignore" in style
        self.bullet = self.bullet or listed
        hidden = tag in UNSEEN or "display:none" in style or "mso-hide:all" in style or "mso-element:comment" in style or tag == "del"
        name = given.get("id", "")
        note = name if re.fullmatch(r"(ftn|edn)\d+|(footnote|endnote)-\d+", name) else ""
        if tag == "a" and (found := re.search(r"#_?((?:ftn|edn)\d+|(?:footnote|endnote)-\d+)$", given.get("href", ""))):
            if not self.skipping():
                self.pieces.append((f"\x00{found[1]}\x00", False))
            hidden = True
        if tag == "a" and re.search(r"#_?(ftnref|ednref|(footnote|endnote)-ref-)\d", given.get("href", "")):
            hidden = True
        if hidden and tag == "del":
            self.tell("修订", "划去的文字没有读入")
        return _Open(tag, bold, kind, hidden, note)

    def inside(self, tag: str) -> _Open | None:
        """Return the innermost list if it is of this kind."""
        listed = next((each for each in reversed(self.stack) if each.tag in ("ol", "ul")), None)
        note = any(each.note for each in self.stack)
        return listed if listed and listed.tag == tag and not note else None

    def skipping(self) -> bool:
        return any(each.skip for each in self.stack)

    def tell(self, kind: str, text: str) -> None:
        if not any(n.text == text for n in self.page.notes):
            self.page.notes.append(Note(self.line, kind, text))

    # Words

    def handle_data(self, data: str) -> None:
        if self.skipping():
            return
        words = re.sub(r"[ \t\r\n\f]+", " ", data)
        if self.stack and self.stack[-1].tag == "span" and self.bullet:
            self.bullet = False
            words = "" if words.strip("\u00a0 ") in BULLETS else words
        bold = next((each.bold for each in reversed(self.stack) if each.bold is not None), False)
        if words:
            self.pieces.append((words, bold))
            self.kind = self.kind or next((each.kind for each in reversed(self.stack) if each.kind), "")

    def flush(self) -> None:
        """End the paragraph that is open, if there is one."""
        pieces, kind = self.pieces, self.kind
        self.pieces, self.kind, self.bullet = [], "", False
        note = next((each.note for each in self.stack if each.note), "")
        if note:
            words = _plain("".join(w for w, _ in pieces)).strip(" ↑")
            self.page.footnotes[note] = " ".join(filter(None, (self.page.footnotes.get(note, ""), words)))
            return
        for part in _split(pieces):
            text = _trimmed(part)
            if not any(words for words, _ in text):
                continue
            self.line += 1
            made = Text(text, self.line, kind)
            if any(each.tag == "caption" for each in self.stack) and self.tables:
                self.tables[-1].caption = made.text
            elif self.tables and self.tables[-1].cell is not None:
                self.tables[-1].cell.append(made.text)
                self.tables[-1].texts.append(made)
            else:
                self.page.pieces.append(made)

    # Pictures and tables

    def image(self, given: dict[str, str]) -> None:
        if self.skipping():
            return
        before = self.pieces
        if any(words.strip() for words, _ in before):
            self.flush()
        made = Image(given.get("src", ""), given.get("alt", "") or given.get("title", ""), self.line)
        self.page.pieces.append(made)
        if self.tables:
            self.tell("图片", "表格里的图片移到了表格前面")

    def table_opens(self, tag: str, given: dict[str, str]) -> None:
        if tag == "table":
            if self.tables:
                self.tell("表格", "表格里套着的表格拆成了文字，请核对")
            self.tables.append(_Table(self.line + 1))
        elif self.tables and tag == "tr":
            self.tables[-1].rows.append([])
        elif self.tables and tag in ("td", "th"):
            self.tables[-1].cell = []
            self.tables[-1].span = (span(given.get("colspan")), span(given.get("rowspan")))

    def table_closes(self, tag: str) -> None:
        if not self.tables:
            return
        table = self.tables[-1]
        if tag in ("td", "th") and table.cell is not None:
            if not table.rows:
                table.rows.append([])
            table.rows[-1].append(Cell(" ".join(table.cell), *table.span))
            table.cell = None
        elif tag == "table":
            self.tables.pop()
            rows = tuple(tuple(row) for row in table.rows if row)
            if self.tables and self.tables[-1].cell is not None:  # a table inside a cell
                self.tables[-1].cell += [cell.text for row in rows for cell in row if cell.text]
                self.tables[-1].texts += table.texts
            elif rows:
                self.page.pieces.append(Grid(rows, tuple(table.texts), table.line, table.caption))


def _kind(tag: str, classes: str, style: str, align: str) -> str:
    if tag == "h1" or "MsoTitle" in classes:
        return "title" if "title" in classes or "MsoTitle" in classes else "heading1"
    if tag in ("h2", "h3", "h4", "h5", "h6"):
        return f"heading{min(int(tag[1]), 3)}"
    if tag == "blockquote" or "Quote" in classes:
        return "quotation"
    return "centred" if "text-align:center" in style or align.lower() == "center" or tag == "center" or classes == "centred" else ""


def _split(pieces: list[tuple[str, bool]]) -> list[list[tuple[str, bool]]]:
    """Part a paragraph at its soft line ends where a sentence ends or a numbered point begins; join it at the others."""
    parts: list[list[tuple[str, bool]]] = [[]]
    for n, (words, bold) in enumerate(pieces):
        if words != "\n":
            parts[-1].append((words, bold))
            continue
        before = "".join(w for w, _ in parts[-1])
        after = "".join(w for w, _ in pieces[n + 1 :]).lstrip("\n\u3000\u00a0 ")
        indented = re.match(r"\s*[\u3000\u00a0]{2}", "".join(w for w, _ in pieces[n + 1 :]))
        if indented or ENDS_HERE.search(before) or ORDINAL_START.match(after):
            parts.append([])
    return parts


def _trimmed(pieces: list[tuple[str, bool]]) -> tuple[tuple[str, bool], ...]:
    """Return pieces without the spaces that only set them apart: at both ends, and more than one in a row."""
    made: list[tuple[str, bool]] = []
    for words, bold in pieces:
        words = re.sub(r"[\s\u200b\ufeff]+", " ", words)
        if (not made or made[-1][0].endswith(" ")) and words.startswith(" "):
            words = words[1:]
        if not words:
            continue
        if made and made[-1][1] == bold:
            made[-1] = (made[-1][0] + words, bold)
        else:
            made.append((words, bold))
    while made and not made[-1][0].strip():
        made.pop()
    if made:
        made[-1] = (made[-1][0].rstrip(), made[-1][1])
    return tuple(made)


def _plain(text: str) -> str:
    return re.sub(r"\x00[^\x00]*\x00", "", re.sub(r"\s+", " ", text)).strip()


def _with_footnotes(piece: Piece, footnotes: dict[str, str]) -> Piece:
    """Write each footnote behind the words it belongs to."""

    def note(match: re.Match[str]) -> str:
        words = re.sub(r"^[\[［(（]?\d+[\]］)）]?\s*", "", footnotes.get(match[1], ""))
        return f"^[{words.replace('[', '（').replace(']', '）')}]" if words else ""

    def written(text: str) -> str:
        return re.sub(r"\x00([^\x00]*)\x00", note, text)

    if isinstance(piece, Text):
        return replace(piece, pieces=tuple((written(words), bold) for words, bold in piece.pieces))
    if isinstance(piece, Grid):
        return replace(piece, rows=tuple(tuple(replace(cell, text=written(cell.text)) for cell in row) for row in piece.rows))
    return piece


def picture_bytes(source: str) -> bytes | None:
    """Return what a data: address holds, None for any other address."""
    match = re.match(r"data:image/[\w.+-]+;base64,", source)
    if not match:
        return None
    try:
        return base64.b64decode(source[match.end() :], validate=False)
    except (binascii.Error, ValueError):
        return None
