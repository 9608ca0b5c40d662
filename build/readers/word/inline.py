"""What stands inside a paragraph of a Word file: words with their looks, fields, what
hangs on words, and what is not shown."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from xml.etree.ElementTree import Element

from readers.word.drawn import Drawing, drawing_of
from readers.word.fields import COMPUTED, Computed, Field, Shown
from readers.word.formulas import in_one_line, lowered, raised
from readers.word.marks import footnote, sentences_with, with_reading
from readers.word.names import MC, NOTHING, M, R, W, chosen, hex_of, number_of, switched, value
from readers.word.names import child as within
from readers.word.package import Package
from readers.word.pages import BREAK, PageBuilder
from readers.word.styles import Look, Styles
from readers.word.symbols import is_symbol_font, symbol

NOTES = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}
DELETED = {f"{W}del", f"{W}moveFrom"}
SKIPPED = {
    W + name
    for name in ("pPr", "rPr", "sectPr", "tblPr", "tblGrid", "trPr", "tcPr", "sdtPr", "sdtEndPr", "tblPrEx", "rubyPr")
}
BLOCKS = {W + name for name in ("p", "tbl")}
BRACKETS = {"round": "（）", "square": "［］", "angle": "〈〉", "curly": "｛｝"}
IN_SENTENCES = ("划去的文字", "注音")
"""What is told with the sentence in which a person sees it."""
PARTED = dict.fromkeys(("隐藏文字", "划去的文字", "修订", "符号"), "")
"""What stands between words of one kind that were told of a paragraph, where it is not a semicolon:
these go on in the text."""


class InlineReader(ABC):
    """Reads what stands inside paragraphs: what it shows into `inlines`, the rest into
    `asides`, boxes and pictures beside them."""

    def __init__(self, package: Package) -> None:
        self.package, self.page = package, PageBuilder()
        self.styles = Styles(package.parts.get("styles", NOTHING))
        self.notes = {part: _by_id(package.parts.get(part, NOTHING)) for part in ("footnotes", "endnotes", "comments")}
        self.part, self.style, self.computed = "document", "", Computed()
        self.fields, self.closed = list[Field](), _closed_fields(package)
        self.inlines: list[tuple[str, Look]] = []  # what the open paragraph shows
        self.asides: dict[tuple[str, str], list[str]] = {}  # what it does not: (kind, what to say) and the words
        self.printed: list[
            tuple[str, str]
        ] = []  # what a person sees of it, struck words too, and the kind of note on a piece
        self.boxes: list[Element] = []
        self.pictures: list[tuple[str, str]] = []

    @abstractmethod
    def blocks(self, parent: Element | list[Element]) -> None:
        """Read paragraphs and tables, which may stand inside a paragraph too."""

    def inline(self, parent: Element) -> None:
        """Read what stands inside a paragraph."""
        for child in parent:
            if child.tag in SKIPPED:
                continue
            if child.tag in DELETED:
                self.deleted(child)
            elif child.tag == f"{W}r":
                self.run(child)
            elif child.tag == f"{W}hyperlink":
                self.link(child)
            elif child.tag == f"{W}fldSimple":
                self.fields.append(Field(child.get(f"{W}instr", ""), result=True, start=len(self.inlines)))
                self.inline(child)
                self.end_field(Look())
            elif child.tag == f"{MC}AlternateContent":
                self.inline(chosen(child))
            elif child.tag in (f"{M}oMath", f"{M}oMathPara"):
                self.formula(child)
            elif child.tag == f"{W}sdt" and switched(within(child, "sdtPr"), "showingPlcHdr"):
                self.placeholder(child)
            elif child.tag == f"{W}subDoc":
                where = self.package.linked.get(self.part, {}).get(child.get(f"{R}id", ""), "")
                self.aside("嵌入", "这里链接的子文档没有读入，请打开它，把文字复制过来", where)
            elif child.tag in BLOCKS:
                self.blocks([child])
            else:
                self.inline(child)

    def link(self, link: Element) -> None:
        """Read a link; its words stay, its address is told."""
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
        """Write a formula in one line."""
        words = in_one_line(formula)
        if words.strip():
            self.put(words, self.styles.look(None, self.style))
            self.aside("公式", "公式按一行文字读入，请核对", words)

    def run(self, run: Element) -> None:
        """Read a run, words of one look."""
        look = self.styles.look(run.find(f"{W}rPr"), self.style)
        brackets = BRACKETS.get(look.brackets, "")
        self.put(brackets[:1], look)
        for child in run:
            self.in_run(child, look)
        self.put(brackets[1:], look)

    def in_run(self, child: Element, look: Look) -> None:
        """Read one part of a run."""
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
        if (
            is_symbol_font(look.latin)
            and words.strip()
            and all(ord(c) < 0x250 or 0xF000 <= ord(c) <= 0xF0FF for c in words)
        ):
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
        """Add the character that a code of a symbol font looks like; tell one that is not known."""
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
        """Tell all that was remembered."""
        for (kind, what), words in self.asides.items():
            sentences = sentences_with(self.printed, kind) if kind in IN_SENTENCES else ""
            self.page.tell(
                kind, what, PARTED.get(kind, "；").join(words) + (f"（原文：{sentences}）" if sentences else "")
            )
        self.asides, self.printed = {}, []

    def placeholder(self, control: Element) -> None:
        """Remember the words of a control that nobody has filled in."""
        words = " ".join("".join(t.itertext()) for t in control.iter(f"{W}t"))
        self.aside("占位文字", "还没有填写的占位文字没有放进正文", words)

    def deleted(self, element: Element) -> None:
        """Remember what a revision deletes; what it moves stands elsewhere."""
        if element.tag in DELETED:
            tag = "moveFrom" if element.tag == f"{W}moveFrom" else ""
            words = "".join(t.text or "" for t in element.iter() if t.tag in (f"{W}delText", f"{W}t"))
            if words and not tag:
                self.aside("修订", "修订中删去的文字没有读入", words)

    # Fields

    def field_mark(self, mark: Element, look: Look) -> None:
        """Begin or end a field, or begin its result."""
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
        """End the innermost field; where its result is not kept, work out what it shows."""
        field = self.fields.pop()
        if field.address:
            self.address(field.address, field.start)
        if field.shown or not (field.form or field.name in COMPUTED):
            return
        shown = self.computed.shown(field)
        self.computed_field(field, shown, look)

    def computed_field(self, field: Field, shown: Shown, look: Look) -> None:
        """Add what was worked out for a field."""
        if shown.reading:
            self.reading(shown.words, shown.reading, look)
        else:
            self.put(shown.words, look)
        if shown.doubt or not shown.words:
            self.aside("域", f"域的内容读作“{shown.words}”，请照原件核对", field.code.strip())

    # What hangs on words

    def ruby(self, ruby: Element, look: Look) -> None:
        """Read characters under a phonetic guide."""
        words = ["".join(t.text or "" for t in within(ruby, part).iter(f"{W}t")) for part in ("rubyBase", "rt")]
        self.reading(words[0], words[1], look)

    def reading(self, base: str, reading: str, look: Look) -> None:
        """Add characters with how they are read, or tell that."""
        made, kept = with_reading(base, reading)
        at = len(self.printed)
        self.put(made, look)
        self.printed[at:] = [(base, "注音")] * len(self.printed[at:])
        self.aside("注音", "注音写在字后面，请核对" if kept else "注音没有放进正文", f"{base}（{reading}）")

    def footnote(self, part: str, key: str, look: Look) -> None:
        """Write a footnote behind the words it belongs to."""
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
            outer, self.inlines, self.printed = (self.inlines, self.printed), [], []
            self.inline(paragraph)
            found.append("".join(w if w != BREAK else " " for w, _ in self.inlines))
            self.inlines, self.printed = outer
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
        """Put boxes and pictures of a drawing beside the paragraph, its other words into it; tell the rest."""
        if self.fields and any(not field.result for field in self.fields):
            return
        if look.hidden or drawing.hidden:
            words = " ".join([*(_plain(box) for box in drawing.boxes), *drawing.words])
            if words.strip():
                self.aside("隐藏文字", "隐藏的图形里的文字没有读入", words)
            return
        where = {"document": "", "footnotes": "脚注里的", "endnotes": "尾注里的", "comments": "批注里的"}.get(
            self.part, "页眉页脚里的"
        )
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
