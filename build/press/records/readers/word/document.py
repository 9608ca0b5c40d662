"""The text of a Word file becomes a page in one walk: what Word shows is kept or told, what it does not show is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from xml.etree.ElementTree import Element

from press.records.readers.word.drawn import Drawing, drawing_of
from press.records.readers.word.fields import COMPUTED, Computed, Field, Shown
from press.records.readers.word.formulas import in_one_line, lowered, raised
from press.records.readers.word.inserted import inserted_page
from press.records.readers.word.lists import Lists
from press.records.readers.word.marks import footnote, sentences_with, with_reading
from press.records.readers.word.names import MC, NOTHING, M, R, W, chosen, hex_of, number_of, switched, value
from press.records.readers.word.names import child as within
from press.records.readers.word.package import Package
from press.records.readers.word.pages import BREAK, Page, PageBuilder, level_bold
from press.records.readers.word.rows import rows_of
from press.records.readers.word.styles import Look, Setting, Styles
from press.records.readers.word.symbols import is_symbol_font, symbol

NOTES = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}
DELETED = {f"{W}del", f"{W}moveFrom"}
SKIPPED = {W + name for name in ("pPr", "rPr", "sectPr", "tblPr", "tblGrid", "trPr", "tcPr", "sdtPr", "sdtEndPr", "tblPrEx", "rubyPr")}
BLOCKS = {W + name for name in ("p", "tbl")}
PAGE_NUMBER = re.compile(r"[\s\d第共页/—–－\-·.|ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩIVXLCivxlc]*")
SECOND_HEADING = re.compile(r"[（(][一二三四五六七八九十]+[）)]")
BRACKETS = {"round": "（）", "square": "［］", "angle": "〈〉", "curly": "｛｝"}
PARTED = dict.fromkeys(("隐藏文字", "划去的文字", "修订", "符号"), "")
"""What stands between words of one kind that were told of a paragraph, where it is not a semicolon: these go on in the text."""
MARKS_END = "、.．,，)）]】:：。-—"


def read_document(package: Package, depth: int = 0) -> Page:
    """Return the page that a Word file shows, all revisions accepted; pictures have the address media: and their id.

    Args:
        package: the file.
        depth: how many Word files it stands inside.

    """
    return _Document(package, depth).read()


class _Document:
    def __init__(self, package: Package, depth: int) -> None:
        self.package, self.page, self.depth = package, PageBuilder(), depth
        styles = package.parts.get("styles", NOTHING)
        self.styles, self.lists = Styles(styles), Lists(package.parts.get("numbering", NOTHING), styles)
        self.notes = {part: _by_id(package.parts.get(part, NOTHING)) for part in ("footnotes", "endnotes", "comments")}
        self.part, self.style, self.computed = "document", "", Computed()
        self.fields, self.closed = list[Field](), _closed_fields(package)
        self.inlines: list[tuple[str, Look]] = []  # what the open paragraph shows
        self.asides: dict[tuple[str, str], list[str]] = {}  # what it does not: (kind, what to say) and the words
        self.printed: list[tuple[str, str]] = []  # what a person sees of it, struck words too, and the kind of note on a piece
        self.boxes: list[Element] = []
        self.pictures: list[tuple[str, str]] = []

    def read(self) -> Page:
        self.revisions()
        self.blocks(self.package.document)
        self.end()
        self.headers()
        page = self.page.finished()
        page.pieces = level_bold(page.pieces)
        return page

    def revisions(self) -> None:
        counts = [sum(1 for _ in self.package.document.iter(W + tag)) for tag in ("ins", "del", "moveFrom")]
        if any(counts):
            said = f"文件里有修订痕迹（插入 {counts[0]} 处，删去 {counts[1] + counts[2]} 处），按全部接受修订读入"
            self.page.note(0, "修订", said)

    # Blocks

    def blocks(self, parent: Element) -> None:
        """Read paragraphs and tables."""
        for child in parent:
            if child.tag == f"{W}p":
                self.paragraph(child)
            elif child.tag == f"{W}tbl":
                self.table(child)
            elif child.tag in DELETED or child.tag in SKIPPED:
                self.deleted(child)
            elif child.tag == f"{W}altChunk":
                self.inserted(child.get(f"{R}id", ""))
            elif child.tag == f"{W}sdt" and switched(within(child, "sdtPr"), "showingPlcHdr"):
                self.placeholder(child)
            elif child.tag == f"{MC}AlternateContent":
                self.blocks(chosen(child))
            elif any(each.tag in BLOCKS for each in child.iter()):
                self.blocks(child)
            else:
                self.inline(child)

    def paragraph(self, paragraph: Element) -> None:
        properties = within(paragraph, "pPr")
        style = value(properties, "pStyle")
        self.style = style if style in self.styles.styles else self.styles.default
        setting = self.styles.setting(properties, self.style)
        before = len(self.inlines)
        self.inline(paragraph)
        mark = within(properties, "rPr")
        gone = any(mark.find(W + tag) is not None for tag in ("del", "moveFrom"))
        if gone or switched(mark, "vanish") or within(properties, "framePr").get(f"{W}dropCap") in ("drop", "margin"):
            return  # it goes on in the next
        if setting.list_id:
            self.count(setting, before)
        kind = "contents" if any(field.name == "TOC" for field in self.fields) else setting.kind
        self.end(kind)

    def count(self, setting: Setting, at: int) -> None:
        """Write the number that Word counts before a paragraph, whose words begin at an index."""
        level = setting.level if setting.level is not None else self.lists.level_of_style(setting.list_id, self.style)
        number, doubt = self.lists.next(setting.list_id, level or 0)
        if doubt:
            self.page.tell("编号", doubt)
        if not number.strip():
            return
        words = "".join(w for w, _ in self.inlines[at:]).lstrip()
        if words or self.page.in_cell:
            close = number.endswith(tuple(MARKS_END)) and not (number[-1] in ".．" and words[:1].isdigit())
            look = next((look for w, look in self.inlines[at:] if w.strip()), Look())
            self.inlines.insert(at, (number if close or not words else f"{number} ", Look(look.bold, font=look.font)))
        else:
            self.aside("编号", "这里只有编号，没有文字，没有放进正文", number)

    def end(self, kind: str = "") -> None:
        """End the paragraph that is open, with what stood beside it."""
        words = "".join(w for w, _ in self.inlines)
        second = bool(SECOND_HEADING.match(words.lstrip()))
        for text, look in self.inlines:
            self.page.words(text, bold=text != BREAK and (look.heavy or (second and look.kai)))
        self.tell_asides()
        size = max((look.size or self.styles.plain.size for w, look in self.inlines if w.strip()), default=0)
        pictures, boxes = self.pictures, self.boxes
        self.inlines, self.pictures, self.boxes = [], [], []
        if not words.strip():
            self.show(pictures)
        self.page.end(kind, size)
        if words.strip():
            self.show(pictures)
        for box in boxes:
            self.box(box)

    def show(self, pictures: list[tuple[str, str]]) -> None:
        for address, alt in pictures:
            self.page.picture(address, alt)

    def box(self, box: Element) -> None:
        """Read a text box behind the paragraph that holds it."""
        line = self.page.line
        self.blocks(box)
        self.end()
        if self.page.line > line:
            self.page.note(line + 1, "文本框", f"文本框里的文字放在这里，请核对位置：{self.page.since(line)}")

    def inserted(self, key: str) -> None:
        """Read a file that is inserted whole."""
        self.end()
        data = self.package.inserted.get(key)
        page = inserted_page(data, self.depth + 1, read_document) if data is not None else None
        if page is None:
            self.page.tell(
                "嵌入", "这里插入的另一个文件没有读入，请打开它，把文字复制过来", self.package.linked.get("document", {}).get(key, "")
            )
        else:
            self.page.take(page)

    def placeholder(self, control: Element) -> None:
        words = " ".join("".join(t.itertext()) for t in control.iter(f"{W}t"))
        self.aside("占位文字", "还没有填写的占位文字没有放进正文", words)

    def deleted(self, element: Element) -> None:
        if element.tag in DELETED:
            tag = "moveFrom" if element.tag == f"{W}moveFrom" else ""
            words = "".join(t.text or "" for t in element.iter() if t.tag in (f"{W}delText", f"{W}t"))
            if words and not tag:
                self.aside("修订", "修订中删去的文字没有读入", words)

    # Tables

    def table(self, table: Element) -> None:
        self.end()
        rows, heads, hidden = rows_of(table)
        self.page.open_table()
        self.page.tables[-1].heads = heads
        for row in rows:
            self.page.open_row()
            for cell in row:
                self.page.open_cell(cell.across, cell.down)
                if cell.element is not None:
                    self.blocks(cell.element)
                    self.end()
                self.page.close_cell()
        for what, words in hidden:
            self.page.tell("表格", what, words)
        self.page.close_table()

    # Inside a paragraph

    def inline(self, parent: Element) -> None:
        """Read what stands inside a paragraph."""
        for child in parent:
            match child.tag:
                case tag if tag in SKIPPED:
                    continue
                case tag if tag in DELETED:
                    self.deleted(child)
                case tag if tag == f"{W}r":
                    self.run(child)
                case tag if tag == f"{W}hyperlink":
                    self.link(child)
                case tag if tag == f"{W}fldSimple":
                    self.fields.append(Field(child.get(f"{W}instr", ""), result=True, start=len(self.inlines)))
                    self.inline(child)
                    self.end_field(Look())
                case tag if tag == f"{MC}AlternateContent":
                    self.inline(chosen(child))
                case tag if tag in (f"{M}oMath", f"{M}oMathPara"):
                    self.formula(child)
                case tag if tag == f"{W}sdt":
                    if switched(within(child, "sdtPr"), "showingPlcHdr"):
                        self.placeholder(child)
                    else:
                        self.inline(child)
                case tag if tag == f"{W}subDoc":
                    where = self.package.linked.get(self.part, {}).get(child.get(f"{R}id", ""), "")
                    self.aside("嵌入", "这里链接的子文档没有读入，请打开它，把文字复制过来", where)
                case tag if tag in BLOCKS:
                    self.blocks([child])  # type: ignore[arg-type]
                case _:
                    self.inline(child)

    def link(self, link: Element) -> None:
        start = len(self.inlines)
        self.inline(link)
        address = self.package.linked.get(self.part, {}).get(link.get(f"{R}id", ""), "")
        self.address(address, start)

    def address(self, address: str, start: int) -> None:
        """Tell where a link leads, unless its words, shown from an index on, say so."""
        words = "".join(w for w, _ in self.inlines[start:]).strip()
        if address and address.removeprefix("mailto:") not in words:
            self.aside("链接", f"“{words}”的链接地址没有放进正文" if words else "链接地址没有放进正文", address)

    def formula(self, formula: Element) -> None:
        words = in_one_line(formula)
        if words.strip():
            self.put(words, self.styles.look(None, self.style))
            self.aside("公式", "公式按一行文字读入，请核对", words)

    def run(self, run: Element) -> None:
        look = self.styles.look(run.find(f"{W}rPr"), self.style)
        brackets = BRACKETS.get(look.brackets, "")
        self.put(brackets[:1], look)
        for child in run:
            self.in_run(child, look)
        self.put(brackets[1:], look)

    def in_run(self, child: Element, look: Look) -> None:
        match child.tag.removeprefix(W):
            case "t":
                self.text(child.text or "", look)
            case "tab" | "ptab":
                self.put("\t", look)
            case "br" | "cr":
                self.put(BREAK, look)
            case "noBreakHyphen":
                self.put("-", look)
            case "sym":
                self.symbol(child.get(f"{W}font", ""), hex_of(child.get(f"{W}char")), look)
            case "fldChar":
                self.field_mark(child, look)
            case "instrText":
                if self.fields:
                    self.fields[-1].code += child.text or ""
            case "footnoteReference" | "endnoteReference" as name:
                self.footnote(NOTES[name], child.get(f"{W}id", ""), look)
            case "commentReference":
                if words := self.words_of("comments", child.get(f"{W}id", "")):
                    self.aside("批注", "批注没有放进正文", words)
            case "ruby":
                self.ruby(child, look)
            case "drawing" | "pict" | "object":
                self.drawing(drawing_of(child, self.package), look)
            case "delText" | "delInstrText" | "rPr":
                pass
            case _:
                if child.tag == f"{MC}AlternateContent":
                    for each in chosen(child):
                        self.in_run(each, look)
                elif child.tag.startswith(M):
                    self.formula(child)
                elif len(child):
                    self.inline(child)

    def text(self, words: str, look: Look) -> None:
        """Add the words of a run, as their font shows them."""
        if is_symbol_font(look.latin) and words.strip() and all(ord(c) < 0x250 or 0xF000 <= ord(c) <= 0xF0FF for c in words):
            for c in words:
                self.symbol(look.latin, ord(c), look)
        elif look.raised in ("superscript", "subscript") and words.strip():
            made = (raised if look.raised == "superscript" else lowered)(words)
            if not made:
                name = "上标" if look.raised == "superscript" else "下标"
                self.aside(name, f"{name}按平排读入，请核对", words)
            self.put(made or words, look)
        else:
            self.put(words.replace("\n", " "), look)

    def symbol(self, font: str, code: int, look: Look) -> None:
        if made := symbol(font, code) or (" " if code in (0x20, 0xF020) else ""):
            self.put(made, look)
        else:
            self.aside("符号", "有符号没有读入，请照原件补上", f"{font} 字体的 {code:04X} ")

    def put(self, words: str, look: Look) -> None:
        """Add words to the open paragraph, or to what it does not show."""
        if not words:
            return
        if (open_code := next((f for f in reversed(self.fields) if not f.result), None)) is not None:
            open_code.code += words
        elif look.hidden:
            self.aside("隐藏文字", "隐藏的文字没有读入", words)
        elif look.struck and words.strip():
            self.aside("划去的文字", "划去的文字没有读入", words)
            self.printed.append((words, "划去的文字"))
        else:
            self.printed.append((words, ""))
            for n, part in enumerate(words.split(BREAK)):
                if n:
                    self.inlines.append((BREAK, look))
                if part:
                    self.inlines.append((part, look))
            for field in self.fields:
                field.shown = field.shown or bool(words.strip())

    def aside(self, kind: str, what: str, words: str) -> None:
        """Remember words of the open paragraph that go to the report."""
        self.asides.setdefault((kind, what), []).append(words)

    def tell_asides(self) -> None:
        for (kind, what), words in self.asides.items():
            sentences = sentences_with(self.printed, kind)
            self.page.tell(kind, what, PARTED.get(kind, "；").join(words) + (f"（原文：{sentences}）" if sentences else ""))
        self.asides, self.printed = {}, []

    # Fields

    def field_mark(self, mark: Element, look: Look) -> None:
        kind = mark.get(f"{W}fldCharType", "")
        if id(mark) not in self.closed:
            return
        if kind == "begin":
            self.fields.append(Field(form=_form(mark), start=len(self.inlines)))
        elif kind == "separate" and self.fields:
            self.fields[-1].result, self.fields[-1].start = True, len(self.inlines)
        elif kind == "end" and self.fields:
            self.end_field(look)

    def end_field(self, look: Look) -> None:
        field = self.fields.pop()
        if field.address:
            self.address(field.address, field.start)
        if field.shown or not (field.form or field.name in COMPUTED):
            return
        shown = self.computed.shown(field)
        self.computed_field(field, shown, look)

    def computed_field(self, field: Field, shown: Shown, look: Look) -> None:
        if shown.reading:
            self.reading(shown.words, shown.reading, look)
        else:
            self.put(shown.words, look)
        if shown.doubt or not shown.words:
            self.aside("域", f"域的内容读作“{shown.words}”，请照原件核对", field.code.strip())

    # What hangs on words

    def ruby(self, ruby: Element, look: Look) -> None:
        words = ["".join(t.text or "" for t in within(ruby, part).iter(f"{W}t")) for part in ("rubyBase", "rt")]
        self.reading(words[0], words[1], look)

    def reading(self, base: str, reading: str, look: Look) -> None:
        made, kept = with_reading(base, reading)
        at = len(self.printed)
        self.put(made, look)
        self.printed[at:] = [(base, "注音")] * len(self.printed[at:])
        self.aside("注音", "注音写在字后面，请核对" if kept else "注音没有放进正文", f"{base}（{reading}）")

    def footnote(self, part: str, key: str, look: Look) -> None:
        if self.part == "document" and (words := self.words_of(part, key)):
            made, changed = footnote(words)
            self.put(made, Look(hidden=look.hidden, struck=look.struck))
            if changed:
                self.aside("脚注", "脚注里的方括号改成了全角", words)

    def words_of(self, part: str, key: str) -> str:
        """Return the words of a footnote or a comment; what they cannot hold is told where they belong."""
        with self.elsewhere(part):
            return self.words_in(self.notes[part].get(key, NOTHING))

    def words_in(self, element: Element) -> str:
        """Return the words of all paragraphs in an element, parted by spaces."""
        found = []
        for paragraph in _paragraphs(element):
            outer, self.inlines = self.inlines, []
            self.inline(paragraph)
            found.append("".join(w if w != BREAK else " " for w, _ in self.inlines))
            self.inlines = outer
        return " ".join(" ".join(found).split())

    @contextmanager
    def elsewhere(self, part: str) -> Iterator[None]:
        """Read another part than the text for the with-block."""
        outer = self.part, self.fields, self.style
        self.part, self.fields, self.style = part, [], self.styles.default
        try:
            yield
        finally:
            self.part, self.fields, self.style = outer

    def drawing(self, drawing: Drawing, look: Look) -> None:
        if self.fields and any(not field.result for field in self.fields):
            return
        if look.hidden or drawing.hidden:
            words = " ".join([*(_plain(box) for box in drawing.boxes), *drawing.words])
            if words.strip():
                self.aside("隐藏文字", "隐藏的图形里的文字没有读入", words)
            return
        where = {"document": "", "footnotes": "脚注里的", "endnotes": "尾注里的", "comments": "批注里的"}.get(self.part, "页眉页脚里的")
        if where:
            for box in drawing.boxes:
                self.put(f" {_plain(box)} ", Look())
            for words in drawing.words:
                self.put(f" {words} ", Look())
            if drawing.pictures or drawing.told:
                self.aside("图片", f"{where}图片、图形没有读入", " ".join(words for _, _, words in drawing.told))
            return
        self.boxes += drawing.boxes
        self.pictures += drawing.pictures
        for words in drawing.words:
            self.put(words, Look())
        for kind, what, words in drawing.told:
            self.aside(kind, what, words)

    # Headers

    def headers(self) -> None:
        said = set[str]()
        for n, header in enumerate(self.package.headers):
            with self.elsewhere(f"header {n}"):
                words = self.words_in(header)
            if words and words not in said and not PAGE_NUMBER.fullmatch(words):
                said.add(words)
                self.page.note(0, "页眉页脚", f"页眉或页脚里的文字没有放进正文：{words}")
            for (kind, what), told in self.asides.items():
                self.page.note(0, kind, f"页眉或页脚：{what}：{PARTED.get(kind, '；').join(told)}".rstrip("："))
            self.asides = {}


def _by_id(part: Element) -> dict[str, Element]:
    return {note.get(f"{W}id", ""): note for note in part if note.get(f"{W}type", "normal") == "normal"}


def _paragraphs(element: Element) -> Iterator[Element]:
    """Yield the paragraphs of an element, those in text boxes left out: their drawing reads them."""
    for child in element:
        if child.tag == f"{W}p":
            yield child
        elif child.tag not in DELETED:
            yield from _paragraphs(child)


def _plain(box: Element) -> str:
    return " ".join("".join(t.text or "" for t in p.iter(f"{W}t")) for p in box.iter(f"{W}p"))


def _closed_fields(package: Package) -> set[int]:
    """Return the ids of the marks of all fields that come to their end; a field that does not is shown as it stands."""
    closed = set[int]()
    roots = [package.document, *package.headers]
    roots += [note for part in ("footnotes", "endnotes", "comments") for note in package.parts.get(part, NOTHING)]
    for root in roots:
        opened: list[list[int]] = []
        for mark in root.iter(f"{W}fldChar"):
            kind = mark.get(f"{W}fldCharType", "")
            if kind == "begin":
                opened.append([id(mark)])
            elif opened and kind in ("separate", "end"):
                opened[-1].append(id(mark))
                if kind == "end":
                    closed.update(opened.pop())
    return closed


def _form(mark: Element) -> str:
    """Return what the field of a form shows: whether its box is ticked, or the entry chosen from its list."""
    data = mark.find(f"{W}ffData")
    if data is None:
        return ""
    if (box := data.find(f"{W}checkBox")) is not None:
        ticked = switched(box, "checked")
        return "☑" if (ticked if ticked is not None else switched(box, "default")) else "☐"
    if (entries := data.find(f"{W}ddList")) is not None:
        chosen = number_of(value(entries, "result")) or number_of(value(entries, "default")) or 0
        found = [e.get(f"{W}val", "") for e in entries.findall(f"{W}listEntry")]
        return found[chosen] if 0 <= chosen < len(found) else ""
    return ""
