"""The text of a Word file becomes a page in one walk: what Word shows is kept or told,
what it does not show is left out."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from readers.word.inline import BLOCKS, DELETED, PARTED, SKIPPED, InlineReader
from readers.word.inserted import inserted_page
from readers.word.lists import Lists
from readers.word.names import MC, NOTHING, R, W, chosen, switched, value
from readers.word.names import child as within
from readers.word.package import Package
from readers.word.pages import BREAK, Page, level_bold
from readers.word.rows import rows_of
from readers.word.styles import Look, Setting

PAGE_NUMBER = re.compile(r"[\s\d第共页/—–－\-·.|ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩIVXLCivxlc]*")
SECOND_HEADING = re.compile(r"[（(][一二三四五六七八九十]+[）)]")
MARKS_END = "、.．,，)）]】:：。-—"


def read_document(package: Package, depth: int = 0) -> Page:
    """Return the page that a Word file shows, all revisions accepted; pictures have the address media: and their id.

    Args:
        package: the file.
        depth: how many Word files it stands inside.

    """
    return _Document(package, depth).read()


class _Document(InlineReader):
    def __init__(self, package: Package, depth: int) -> None:
        super().__init__(package)
        self.depth = depth
        self.lists = Lists(package.parts.get("numbering", NOTHING), package.parts.get("styles", NOTHING))

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

    def blocks(self, parent: Element | list[Element]) -> None:
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
        if not (self.inlines or self.pictures or self.boxes or self.asides):
            self.page.end(kind)  # tables have many empty cells
            return
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
                "嵌入",
                "这里插入的另一个文件没有读入，请打开它，把文字复制过来",
                self.package.linked.get("document", {}).get(key, ""),
            )
        else:
            self.page.take(page)

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
