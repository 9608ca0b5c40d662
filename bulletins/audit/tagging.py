"""Rules of the tags: that everything is tagged, sensibly, and can be read aloud in order."""

from __future__ import annotations

import re
from itertools import pairwise

from bulletins.audit.document import Document, dictionary
from bulletins.audit.rules import CUSTOM, Finding, Findings, checked
from bulletins.audit.structure import Element

TAGGED = CUSTOM + "（带标签 PDF）"
STANDARD = frozenset(  # the structure types that every PDF reader knows
    {
        *(
            "Document",
            "Part",
            "Art",
            "Sect",
            "Div",
            "BlockQuote",
            "Caption",
            "TOC",
            "TOCI",
            "Index",
            "NonStruct",
            "Private",
        ),
        *("P", "H", "H1", "H2", "H3", "H4", "H5", "H6", "L", "LI", "Lbl", "LBody"),
        *("Table", "TR", "TH", "TD", "THead", "TBody", "TFoot"),
        *("Span", "Quote", "Note", "Reference", "BibEntry", "Code", "Link", "Annot"),
        *("Ruby", "RB", "RT", "RP", "Warichu", "WT", "WP", "Figure", "Formula", "Form"),
    }
)
INSIDE = {"TR": ("Table", "THead", "TBody", "TFoot"), "TH": ("TR",), "TD": ("TR",), "LI": ("L",), "TOCI": ("TOC",)}
FLOATING = ("Figure", "Table", "Caption")


@checked("tag.marked", "声明为带标签的 PDF", TAGGED, "有结构树，Marked 为真")
def marked(document: Document) -> Findings:
    """Look for the tree and the mark that says it can be relied on."""
    says = bool(dictionary(document.pdf.Root.get("/MarkInfo")).get("/Marked", False))
    yield Finding(bool(document.elements) and says, "有" if document.elements and says else "没有标签")


@checked("tag.roles", "自定结构类型都有映射", TAGGED, "每种类型最终映射到标准类型", need="tags")
def roles(document: Document) -> Findings:
    """Follow each element's type to a standard one."""
    for element in document.elements:
        holds = element.standard in STANDARD
        yield Finding(holds, "都是标准类型" if holds else element.kind, _where(element))


@checked("tag.content", "内容不是有标签就是装饰", TAGGED, "每个字属于结构树或标为 Artifact", need="tags")
def content(document: Document) -> Findings:
    """Look for text that stands neither in the structure nor among the artifacts, so
    that nobody knows when to read it."""
    for page in document.pages:
        stray = "".join(g.text for g in page.glyphs if g.element is None and not g.artifact)
        if page.glyphs:
            yield Finding(not stray, f"“{stray[:12]}”没有标签" if stray else "都有标签", page.where)


@checked("tag.order", "阅读次序与页序一致", TAGGED, "结构树从前页到后页", need="tags")
def order(document: Document) -> Findings:
    """Look for owners of content that step back to an earlier page.

    A note is read where it is called, wherever it stands, and a picture or table that
    floats to the next page where it belongs.
    """
    firsts: dict[int, int] = {}
    for (page, _), owner in document.owners.items():
        firsts[owner] = min(page, firsts.get(owner, page))
    moved = {
        index
        for index in firsts
        if document.elements[index].role.startswith("Footnote") or document.inside(index, *FLOATING) is not None
    }
    pages = [firsts[index] for index in sorted(firsts) if index not in moved]
    for before, after in pairwise(pages):
        holds = after >= before
        yield Finding(holds, "次序一致" if holds else f"第 {before} 页之后回到第 {after} 页", f"第 {after} 页")


@checked(
    "tag.nesting", "表格、目录、列表的结构完整", TAGGED, "单元格在行中，行在表中", need="tags", absent="没有表格和目录"
)
def nesting(document: Document) -> Findings:
    """Look at what rows, cells and entries stand in; wrappers without meaning do not count."""
    for element in document.elements:
        if element.standard in INSIDE:
            above = element.parent
            while above is not None and document.elements[above].standard == "NonStruct":
                above = document.elements[above].parent
            parent = document.elements[above].standard if above is not None else ""
            holds = parent in INSIDE[element.standard]
            yield Finding(holds, "完整" if holds else f"{element.standard} 在 {parent or '树根'} 中", _where(element))


@checked("tag.header", "表格有表头单元格", TAGGED, "每张表有 TH", need="tags", absent="没有表格")
def header(document: Document) -> Findings:
    """Look for header cells in each table; a table's later parts on other pages may be tables of their own."""
    tables = {e.index: False for e in document.elements if e.standard == "Table"}
    for cell in (e for e in document.elements if e.standard == "TH"):
        above = cell.parent
        while above is not None:
            if above in tables:
                tables[above] = True
            above = document.elements[above].parent
    for index, has in tables.items():
        yield Finding(has, "有表头" if has else "没有表头", _where(document.elements[index]))


@checked("tag.heading", "标题级别不跳级", TAGGED, "H1 之下为 H2，依次不跳", need="tags", absent="没有标题")
def heading(document: Document) -> Findings:
    """Look for headings that skip a level."""
    headings = [e for e in document.elements if re.fullmatch(r"H[1-6]", e.standard)]
    level = 0
    for element in headings:
        before, level = level, int(element.standard[1])
        holds = level <= before + 1
        yield Finding(
            holds,
            "不跳级" if holds else f"H{before} 之后为 H{level}" if before else f"以 H{level} 开头",
            _where(element),
        )


@checked("tag.alt", "图片有替代文字", TAGGED, "每幅图有不空的替代文字", need="tags", absent="没有图片")
def alternative(document: Document) -> Findings:
    """Look for the text in place of each figure."""
    for element in document.elements:
        if element.standard == "Figure":
            yield Finding(bool(element.alt.strip()), element.alt[:16] or "没有替代文字", _where(element))


@checked("tag.figure", "图片都有 Figure 标签", TAGGED, "页上每幅图各有一个", need="tags", absent="没有图片")
def figures(document: Document) -> Findings:
    """Compare the number of pictures of each page with that of its figures."""
    for page in document.pages:
        tagged = sum(e.standard == "Figure" and e.page == page.number for e in document.elements)
        if page.pictures:
            yield Finding(tagged >= len(page.pictures), f"{len(page.pictures)} 幅图，{tagged} 个标签", page.where)


def _where(element: Element) -> str:
    return f"第 {element.page} 页" if element.page else "结构树"
