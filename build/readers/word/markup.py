"""HTML from a clipboard becomes a page: paragraphs, tables and pictures; what a page may do beyond that is ignored."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, replace
from html.parser import HTMLParser

from readers.word.cells import span
from readers.word.formulas import lowered, raised
from readers.word.marks import footnote, with_reading
from readers.word.numerals import numeral
from readers.word.pages import BREAK, Cell, Grid, Page, PageBuilder, Piece, Text, texts_of
from readers.word.web_formulas import WebFormula
from readers.word.web_marks import aside_of, items_of_reversed, kind_of, list_style, scheme

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
VOID = {"br", "img", "hr", "input", "meta", "link", "col", "wbr", "source", "area", "base", "embed", "param", "track"}
HEAVY = re.compile(r"font-family:[^;]*(黑体|SimHei|小标宋)", re.I)
BULLETS = "·•●○■□◆◇▪▫➢✓§Ølnuü-–—*"
LISTS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
NAMED = {
    "hidden": ("隐藏文字", "隐藏的文字没有读入"),
    "struck": ("划去的文字", "划去的文字没有读入"),
    "comment": ("批注", "批注没有放进正文"),
    "form": ("表单", "表单里填的、选的文字没有放进正文"),
    "drawing": ("图形", "图形里的文字没有放进正文"),
}
FORMS = {"textarea": "form", "select": "form", "svg": "drawing"}
WEB = ("http", "https", "mailto", "ftp", "tel")
DEEPEST = 400


def read_page(html: str) -> Page:
    """Return the paragraphs, tables and pictures of a page, the footnotes written where they belong."""
    parser = _Reader(items_of_reversed(html) if "reversed" in html.lower() else [])
    parser.feed(html)
    parser.close()
    return parser.finished()


@dataclass
class _Open:
    """An element that is open, and what holds for the words inside it."""

    tag: str
    bold: bool | None = None
    kind: str = ""
    aside: str = ""  # why the words inside do not belong to the text: a key of NAMED, or unseen
    note: str = ""
    script: str = ""  # superscript or subscript
    address: str = ""
    ordered: int = 0
    step: int = 1
    numerals: str = "decimal"
    told: str = ""


class _Reader(HTMLParser):
    def __init__(self, backwards: list[int]) -> None:
        super().__init__(convert_charrefs=True)
        self.page, self.stack, self.backwards = PageBuilder(), list[_Open](), iter(backwards)
        self.kind, self.bullet = "", False
        self.footnotes: dict[str, str] = {}
        self.note_words = ""
        self.ruby: tuple[str, str] | None = None  # base and reading of the characters that are open
        self.formula: WebFormula | None = None
        self.options: list[tuple[bool, str]] = []  # of the choice that is open: whether it is made, and its words

    def finished(self) -> Page:
        self.end()
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

    # What opens and closes

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if self.formula is not None:
            self.formula.opens(tag)
        elif tag == "math":
            self.formula = WebFormula()
        elif tag == "br":
            self.words(BREAK)
        elif tag == "img":
            self.image(given)
        elif tag == "input" and given.get("type", "").lower() in ("checkbox", "radio"):
            self.words("☑" if "checked" in given else "☐")
        elif tag == "input" and given.get("type", "text").lower() not in ("hidden", "password", "image", "file"):
            if value := given.get("value", "").strip():
                self.page.tell(*NAMED["form"], value)
        elif tag not in VOID and len(self.stack) < DEEPEST:
            if tag in ENDS:
                self.end()
            self.close_open_cell(tag)
            self.stack.append(self.opened(tag, given))
            self.table_opens(tag, given)
            if tag == "option":
                self.options.append(("selected" in given, ""))
            elif tag == "li":
                self.list_item(given)
            elif tag == "ruby":
                self.ruby = ("", "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.formula is not None:
            self.ends_in_formula(tag)
            return
        if tag == "br":  # what browsers make of </br>
            self.words(BREAK)
        if not any(each.tag == tag for each in self.stack):
            return
        while True:
            if self.stack[-1].tag in ENDS:
                self.end()
            closed = self.stack.pop()
            self.closes(closed)
            if closed.tag == tag:
                break

    def ends_in_formula(self, tag: str) -> None:
        assert self.formula is not None
        if tag != "math":
            self.formula.closes(tag)
            return
        words, self.formula = self.formula.written, None
        if words:
            self.words(words)
            self.page.tell("公式", "公式按一行文字读入，请核对", words)

    def closes(self, closed: _Open) -> None:
        if closed.tag == "select":
            made = [words for chosen, words in self.options if chosen] or [words for _, words in self.options[:1]]
            closed.told, self.options = "、".join(made), []
        if closed.told and closed.aside in NAMED:
            self.page.tell(*NAMED[closed.aside], closed.told)
        if closed.address and closed.address.removeprefix("mailto:") not in closed.told:
            said = " ".join(closed.told.split())
            self.page.tell(
                "链接", f"“{said}”的链接地址没有放进正文" if said else "链接地址没有放进正文", closed.address
            )
        if closed.tag == "ruby" and self.ruby is not None:
            self.end_ruby()
        self.table_closes(closed.tag)

    def opened(self, tag: str, given: dict[str, str]) -> _Open:
        style = given.get("style", "").replace(" ", "").lower()
        made = _Open(tag, kind=kind_of(tag, given.get("class", ""), style, given.get("align", "")))
        if (
            tag in ("b", "strong")
            or re.search(r"font-weight:(bold|[6-9]00)", style)
            or HEAVY.search(given.get("style", ""))
        ):
            made.bold = True
        elif "font-weight:normal" in style or "font-weight:400" in style:
            made.bold = False
        self.bullet = self.bullet or "mso-list:ignore" in style
        made.aside = aside_of(tag, style) or ("hidden" if "hidden" in given else FORMS.get(tag, ""))
        raised, lowered = tag == "sup" or "vertical-align:super" in style, tag == "sub" or "vertical-align:sub" in style
        made.script = "superscript" if raised else "subscript" if lowered else ""
        if tag == "ol":
            start = re.fullmatch(r"\s*(-?\d{1,6})\s*", given.get("start", ""))
            made.step = -1 if "reversed" in given else 1
            items = next(self.backwards, 1) if made.step < 0 else 1
            made.ordered = (int(start[1]) if start else items) - made.step
            made.numerals = LISTS.get(given.get("type", ""), list_style(style))
        name = given.get("id", "")
        made.note = name if re.fullmatch(r"(ftn|edn)\d+|(footnote|endnote)-\d+", name) else ""
        if tag == "a":
            self.anchor(made, given.get("href", "").strip())
        return made

    def anchor(self, made: _Open, target: str) -> None:
        """Take a reference to a footnote for the footnote; remember where any other link leads."""
        if found := re.search(r"#_?((?:ftn|edn)\d+|(?:footnote|endnote)-\d+)$", target):
            self.words(f"\x00{found[1]}\x00")
            made.aside = "unseen"
        elif re.search(r"#_?(ftnref|ednref|(footnote|endnote)-ref-)\d", target):
            made.aside = "unseen"
        elif scheme(target) in WEB:
            made.address = target

    def list_item(self, given: dict[str, str]) -> None:
        """Write the number that a browser shows before an item of a list."""
        listed = next((each for each in reversed(self.stack) if each.tag in ("ol", "ul")), None)
        if listed is None or listed.tag == "ul" or any(each.note for each in self.stack) or self.aside():
            return
        own = re.fullmatch(r"\s*(-?\d{1,6})\s*", given.get("value", ""))
        listed.ordered = int(own[1]) if own else listed.ordered + listed.step
        if "list-style-type:none" in given.get("style", "").replace(" ", "").lower() or listed.numerals == "none":
            return
        number = numeral(listed.numerals, listed.ordered) or str(listed.ordered)
        self.words(f"{number}、" if re.match("[一二三四五六七八九十]", number) else f"{number}.")

    def aside(self) -> str:
        """Return why words that come now do not belong to the text; '' where they do."""
        return next((each.aside for each in self.stack if each.aside), "")

    # Words

    def handle_data(self, data: str) -> None:
        words = re.sub(r"[ \t\r\n\f]+", " ", data)
        if self.formula is not None:
            self.formula.says(words)
            return
        if self.options and self.stack and self.stack[-1].tag == "option":
            self.options[-1] = (self.options[-1][0], self.options[-1][1] + words.strip())
            return
        if any(each.tag == "pre" for each in self.stack):
            words = data.strip("\r\n").replace("\r", "")
        aside = self.aside()
        for each in self.stack if not any(each.aside == "unseen" for each in self.stack) else ():
            if (each.aside and each.aside == aside) or each.address:
                each.told += words
        if aside or not words:
            return
        if self.stack and self.stack[-1].tag == "span" and self.bullet:
            self.bullet = False
            words = "" if words.strip("\u00a0 ") in BULLETS else words
        if self.ruby is not None:
            self.in_ruby(words)
        else:
            self.scripted(words)

    def in_ruby(self, words: str) -> None:
        assert self.ruby is not None
        base, reading = self.ruby
        tag = next((each.tag for each in reversed(self.stack) if each.tag in ("rt", "rp", "rtc", "ruby")), "")
        if tag in ("rt", "rtc"):
            self.ruby = (base, f"{reading} {words}" if reading else words)
        elif tag != "rp":
            self.ruby = (base + words, reading)

    def end_ruby(self) -> None:
        """Write the characters that were open, with their reading where the text can hold it."""
        assert self.ruby is not None
        (base, reading), self.ruby = self.ruby, None
        words, kept = with_reading(base, reading)
        self.words(words if kept else base)
        if not kept:
            self.page.tell("注音", "注音没有放进正文", f"{base}（{reading}）")

    def scripted(self, words: str) -> None:
        """Add words, raised or lowered ones as the characters that look so."""
        script = next((each.script for each in reversed(self.stack) if each.script), "")
        linked = any(each.tag == "a" for each in self.stack)
        if not script or not words.strip() or linked:
            self.words(words)
            return
        made = (raised if script == "superscript" else lowered)(words.strip())
        if not made:
            name = "上标" if script == "superscript" else "下标"
            self.page.tell(name, f"{name}按平排读入，请核对", words)
        self.words(made or words)

    def words(self, words: str) -> None:
        if self.aside():
            return
        if any(each.note for each in self.stack):
            self.note_words += words if words != BREAK else " "
            return
        lines = words.split(BREAK) if words != BREAK else []
        bold = next((each.bold for each in reversed(self.stack) if each.bold is not None), False)
        if not lines:
            self.page.words(BREAK)
        for n, line in enumerate(lines):
            if n:
                self.page.words(BREAK)
            if line:
                self.page.words(line, bold=bool(bold)) if "\x00" not in line else self.page.pieces.append(
                    (line, bool(bold))
                )
        if words.strip():
            self.kind = self.kind or next((each.kind for each in reversed(self.stack) if each.kind), "")

    def end(self) -> None:
        """End the paragraph that is open, if there is one."""
        kind, self.kind, self.bullet = self.kind, "", False
        if note := next((each.note for each in self.stack if each.note), ""):
            words, self.note_words = " ".join(self.note_words.split()).strip(" ↑"), ""
            self.footnotes[note] = " ".join(filter(None, (self.footnotes.get(note, ""), words)))
            return
        captioned = bool(self.page.tables) and any(each.tag == "caption" for each in self.stack)
        if captioned and self.page.tables[-1].cell is None:
            self.page.tables[-1].cell = []
            made = self.page.end(kind)
            self.page.tables[-1].cell = None
            self.page.tables[-1].caption = " ".join(
                filter(None, (self.page.tables[-1].caption, *(text.text for text in made)))
            )
        else:
            self.page.end(kind)

    # Pictures and tables

    def image(self, given: dict[str, str]) -> None:
        if self.aside():
            return
        if any(words.strip() for words, _ in self.page.pieces):
            self.end()
        self.page.picture(given.get("src", ""), given.get("alt", "") or given.get("title", ""))

    def table_opens(self, tag: str, given: dict[str, str]) -> None:
        if self.aside():
            return
        if tag == "table":
            self.page.open_table()
        elif self.page.tables and tag == "tr":
            self.page.open_row()
            table = self.page.tables[-1]
            if any(each.tag == "thead" for each in self.stack) and table.heads == len(table.rows) - 1:
                table.heads += 1
        elif self.page.tables and tag in ("td", "th"):
            self.page.open_cell(span(given.get("colspan")), span(given.get("rowspan")))

    def close_open_cell(self, tag: str) -> None:
        """End a cell that a page leaves open, where the next cell, row or table's end follows."""
        if tag in ("td", "th", "tr") and self.page.tables and not self.aside():
            inner = next((each.tag for each in reversed(self.stack) if each.tag in ("td", "th", "table")), "")
            if inner in ("td", "th"):
                self.handle_endtag(inner)

    def table_closes(self, tag: str) -> None:
        if not self.page.tables or self.aside():
            return
        if tag in ("td", "th"):
            self.page.close_cell()
        elif tag == "table":
            self.page.close_cell()
            self.page.close_table()


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
