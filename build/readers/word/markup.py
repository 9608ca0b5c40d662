"""HTML from a clipboard becomes a page: the tree that a browser makes of it is walked once, for paragraphs, tables
and pictures; what a page may do beyond that is ignored."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from readers.word import web_marks as marks
from readers.word.cells import span
from readers.word.formulas import lowered, raised
from readers.word.marks import footnote, with_reading
from readers.word.names import name_of
from readers.word.numerals import numeral
from readers.word.pages import BREAK, Cell, Grid, Image, Page, PageBuilder, Piece, Text, texts_of
from readers.word.web_formulas import in_one_line
from readers.word.web_marks import style_of, words_of
from readers.word.web_tree import tree_of

BLOCKS = {
    "p",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "blockquote",
    "section",
    "article",
    "center",
    "pre",
    "dt",
    "dd",
    "caption",
}
ENDS = BLOCKS | {"table", "tr", "td", "th", "ul", "ol"}
BULLETS = "·•●○■□◆◇▪▫➢✓§Ølnuü-–—*"
LISTS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
NAMED = {
    "hidden": ("隐藏文字", "隐藏的文字没有读入"),
    "struck": ("划去的文字", "划去的文字没有读入"),
    "comment": ("批注", "批注没有放进正文"),
    "form": ("表单", "表单里填的、选的文字没有放进正文"),
    "drawing": ("图形", "图形里的文字没有放进正文"),
}
WEB = ("http", "https", "mailto", "ftp", "tel")
NOTE = r"(?:ftn|edn)\d+|(?:footnote|endnote)-\d+"


def read_page(html: str) -> Page:
    """Return the paragraphs, tables and pictures of a page, the footnotes written where they belong.

    Raises:
        RecursionError: elements stand more than some 450 deep in each other; browsers end at 512.

    """
    reader = _Reader()
    reader.inner(tree_of(html), _Inside())
    return reader.finished()


@dataclass
class _List:
    """A list that counts its items: the number of the last one, and how it goes on."""

    last: int
    step: int
    numerals: str


@dataclass
class _Ruby:
    """Characters and how they are read."""

    base: list[str] = field(default_factory=list)
    reading: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Inside:
    """What holds for the words inside an element."""

    bold: bool = False
    kind: str = ""
    note: str = ""  # the footnote that they are
    script: str = ""  # superscript or subscript
    linked: bool = False
    spaced: bool = False  # line ends and spaces show as written
    head: bool = False  # of a table
    counted: _List | None = None
    ruby: _Ruby | None = None
    reading: bool = False  # of the ruby


class _Reader:
    def __init__(self) -> None:
        self.page, self.kind = PageBuilder(), ""
        self.footnotes: dict[str, str] = {}
        self.note_words = ""

    def finished(self) -> Page:
        self.end(_Inside())
        used = {
            key
            for piece in self.page.page.pieces
            for text in texts_of(piece)
            for key in re.findall(r"\x00([^\x00]*)\x00", text.text)
        }
        for key, words in self.footnotes.items():
            if key not in used and words:
                self.page.note(0, "脚注", f"脚注所注的词句不在粘贴的文字里，没有放进正文：{words}")
        page = self.page.finished()
        page.pieces = [_with_footnotes(piece, self.footnotes) for piece in page.pieces]
        return page

    # Elements

    def inner(self, element: Element, inside: _Inside) -> None:
        """Read what an element holds."""
        self.says(element.text, inside)
        for child in element:
            if name_of(child):
                self.element(child, inside)
            self.says(child.tail, inside)

    def element(self, element: Element, inside: _Inside) -> None:
        tag = name_of(element)
        if tag in ENDS:
            self.end(inside)
        if aside := marks.aside_of(element):
            self.aside(element, aside)
            return
        here = _entered(element, inside)
        match tag:
            case "br":
                self.words(BREAK, inside)
            case "img":
                self.image(element)
            case "input":
                self.field(element, inside)
            case "math":
                self.formula(element, inside)
            case "ruby":
                self.ruby(element, inside)
            case "a":
                self.anchor(element, here)
            case "table":
                self.page.open_table()
                self.inner(element, here)
                self.page.close_table()
            case "caption":
                self.caption(element, here)
            case "tr":
                self.row(element, here)
            case "td" | "th":
                self.page.open_cell(span(element.get("colspan")), span(element.get("rowspan")))
                self.inner(element, here)
                self.end(here)
                self.page.close_cell()
            case _ if "mso-list:ignore" in style_of(element) and words_of(element) in BULLETS:
                pass  # a bullet that Word writes as text
            case _:
                if tag == "li":
                    self.number(element, here)
                self.inner(element, here)
        if tag in ENDS:
            self.end(here)

    def aside(self, element: Element, why: str) -> None:
        """Tell the words that do not belong to the text, and where links in them lead."""
        if why in NAMED and (words := words_of(element)):
            self.page.tell(*NAMED[why], words)
            for link in element.iter("a"):
                self.address(link)

    def anchor(self, element: Element, inside: _Inside) -> None:
        """Take a reference to a footnote for the footnote; tell where any other link leads."""
        target = element.get("href", "").strip()
        if found := re.search(rf"#_?({NOTE})$", target):
            if not inside.note:
                self.page.pieces.append((f"\x00{found[1]}\x00", inside.bold))
        elif not re.search(r"#_?(ftnref|ednref|(footnote|endnote)-ref-)\d", target):
            self.inner(element, inside)
            self.address(element)

    def address(self, link: Element) -> None:
        """Tell where a link leads, unless its words say it."""
        target, said = link.get("href", "").strip(), words_of(link)
        if marks.scheme(target) in WEB and target.removeprefix("mailto:") not in said:
            self.page.tell("链接", f"“{said}”的链接地址没有放进正文" if said else "链接地址没有放进正文", target)

    def number(self, item: Element, inside: _Inside) -> None:
        """Write the number that a browser shows before an item of a list."""
        counted = inside.counted
        if counted is None or inside.note:
            return
        counted.last = _number(item.get("value"), counted.last + counted.step)
        if "list-style-type:none" in style_of(item) or counted.numerals == "none":
            return
        number = numeral(counted.numerals, counted.last) or str(counted.last)
        self.words(f"{number}、" if re.match("[一二三四五六七八九十]", number) else f"{number}.", inside)

    def field(self, element: Element, inside: _Inside) -> None:
        """Write whether a box is ticked; tell what stands in another field."""
        kind, value = element.get("type", "text").lower(), element.get("value", "").strip()
        if kind in ("checkbox", "radio"):
            self.words("☑" if "checked" in element.attrib else "☐", inside)
        elif value and kind not in ("hidden", "password", "image", "file"):
            self.page.tell(*NAMED["form"], value)

    def formula(self, element: Element, inside: _Inside) -> None:
        if words := in_one_line(element):
            self.words(words, inside)
            self.page.tell("公式", "公式按一行文字读入，请核对", words)

    def ruby(self, element: Element, inside: _Inside) -> None:
        """Write characters with their reading where the text can hold it."""
        ruby = _Ruby()
        self.inner(element, replace(inside, ruby=ruby))
        base, reading = "".join(ruby.base), " ".join(ruby.reading)
        words, kept = with_reading(base, reading)
        self.words(words if kept else base, inside)
        if not kept:
            self.page.tell("注音", "注音没有放进正文", f"{base}（{reading}）")

    # Words

    def says(self, data: str | None, inside: _Inside) -> None:
        """Add words: to a ruby, or to the text, raised or lowered ones as the characters that look so."""
        words = (data or "") if inside.spaced else re.sub(r"[ \t\r\n\f]+", " ", data or "")
        if inside.ruby is not None:
            (inside.ruby.reading if inside.reading else inside.ruby.base).append(words)
            return
        if inside.script and words.strip() and not inside.linked:
            made = (raised if inside.script == "superscript" else lowered)(words.strip())
            if not made:
                name = "上标" if inside.script == "superscript" else "下标"
                self.page.tell(name, f"{name}按平排读入，请核对", words)
            words = made or words
        self.words(words, inside)

    def words(self, words: str, inside: _Inside) -> None:
        if inside.note:
            self.note_words += words.replace(BREAK, " ")
            return
        for n, line in enumerate(words.split(BREAK)):
            if n:
                self.page.words(BREAK)
            if line:
                self.page.words(line, bold=inside.bold)
        if words.strip():
            self.kind = self.kind or inside.kind

    def end(self, inside: _Inside) -> None:
        """End the paragraph that is open, if there is one."""
        kind, self.kind = self.kind, ""
        if inside.note:
            words, self.note_words = " ".join(self.note_words.split()).strip(" ↑"), ""
            self.footnotes[inside.note] = " ".join(filter(None, (self.footnotes.get(inside.note, ""), words)))
        else:
            self.page.end(kind)

    # Pictures and tables

    def image(self, element: Element) -> None:
        if any(words.strip() for words, _ in self.page.pieces):
            self.end(_Inside())
        self.page.picture(element.get("src", ""), element.get("alt", "") or element.get("title", ""))

    def row(self, element: Element, inside: _Inside) -> None:
        self.page.open_row()
        table = self.page.tables[-1]
        if inside.head and table.heads == len(table.rows) - 1:
            table.heads += 1
        self.inner(element, inside)

    def caption(self, element: Element, inside: _Inside) -> None:
        """Read a caption as if it were a cell; a picture in it stands before the table."""
        table = self.page.tables[-1]
        table.cell = []
        self.inner(element, inside)
        self.end(inside)
        held, table.cell = table.cell, None
        table.caption = " ".join(filter(None, (table.caption, Cell(tuple(held)).text)))
        for piece in held:
            if isinstance(piece, Image):
                self.page.put(piece)


def _entered(element: Element, inside: _Inside) -> _Inside:
    """Return what holds inside an element that stands where `inside` holds."""
    tag, style = name_of(element), style_of(element)
    bold, name = marks.bold_of(tag, style), element.get("id", "")
    return replace(
        inside,
        bold=inside.bold if bold is None else bold,
        kind=marks.kind_of(tag, element.get("class", ""), style, element.get("align", "")) or inside.kind,
        note=inside.note or (name if re.fullmatch(NOTE, name) else ""),
        script=marks.script_of(tag, style) or inside.script,
        linked=inside.linked or tag == "a",
        spaced=inside.spaced or tag == "pre",
        head=tag == "thead" or (inside.head and tag != "table"),
        counted=_counted(element, style) if tag == "ol" else None if tag == "ul" else inside.counted,
        reading=inside.reading or tag in ("rt", "rtc"),
    )


def _counted(element: Element, style: str) -> _List:
    backwards = "reversed" in element.attrib
    step = -1 if backwards else 1
    first = _number(element.get("start"), len(element.findall("li")) if backwards else 1)
    return _List(first - step, step, LISTS.get(element.get("type", ""), marks.list_style(style)))


def _number(said: str | None, otherwise: int) -> int:
    found = re.fullmatch(r"\s*(-?\d{1,6})\s*", said or "")
    return int(found[1]) if found else otherwise


def _with_footnotes(piece: Piece, footnotes: dict[str, str]) -> Piece:
    """Write each footnote behind the words it belongs to."""

    def note(match: re.Match[str]) -> str:
        return footnote(re.sub(r"^[\[［(（]?\d+[\]］)）]?\s*", "", footnotes.get(match[1], "")))[0]

    def written(text: Text) -> Text:
        if "\x00" not in text.text:
            return text
        return replace(
            text, pieces=tuple((re.sub(r"\x00([^\x00]*)\x00", note, words), bold) for words, bold in text.pieces)
        )

    if isinstance(piece, Text):
        return written(piece)
    if isinstance(piece, Grid):

        def cell(held: Cell) -> Cell:
            return replace(held, pieces=tuple(_with_footnotes(inner, footnotes) for inner in held.pieces))

        return replace(piece, rows=tuple(tuple(cell(held) for held in row) for row in piece.rows))
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
