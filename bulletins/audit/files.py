"""Rules of the file itself: fonts inside, text that can be read out, archive form,
attachment, metadata, links, no programs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pikepdf

from bulletins.audit.articles import texts_of
from bulletins.audit.document import Document, dictionary
from bulletins.audit.folio import folios
from bulletins.audit.rules import CUSTOM, Finding, Findings, checked

ARCHIVE = CUSTOM + "（PDF/A-3u）"
PDF = CUSTOM + "（PDF）"
SUBSET = re.compile(r"/[A-Z]{6}\+")
PRIVATE = frozenset(("signed_by", "cleared_by", "withdrawn_by", "recipients", "submission"))
OTHER_BASE = {"/Type0", "/Type3"}


@checked("font.embedded", "字体全部嵌入", ARCHIVE, "每种字体的字形都在文件中", absent="文件不用字体")
def embedded(document: Document) -> Findings:
    """Look for a font program in each descriptor."""
    for font in _fonts(document):
        holds = any(key in dictionary(font.get("/FontDescriptor")) for key in ("/FontFile", "/FontFile2", "/FontFile3"))
        yield Finding(holds, "都已嵌入" if holds else "没有嵌入", _font_name(font))


@checked("font.subset", "字体只取所用字形", PDF, "字体名前有六个大写字母和加号", absent="文件不用字体")
def subset(document: Document) -> Findings:
    """Look for the tag that marks a subset in each font's name."""
    for font in _fonts(document):
        holds = SUBSET.match(str(font.get("/BaseFont", ""))) is not None
        yield Finding(holds, "都是子集" if holds else "整套字体", _font_name(font))


@checked("font.unicode", "文字可以复制和检索", ARCHIVE, "每个字形都有对应的字符", need="text")
def unicode(document: Document) -> Findings:
    """Look for glyphs that no ToUnicode map, or one to nowhere, leaves without a character."""
    for page in document.pages:
        wrong = [
            g.text for g in page.glyphs if g.text.startswith("(cid:") or any(_no_character(char) for char in g.text)
        ]
        yield Finding(not wrong, f"{len(wrong)} 个字形没有字符" if wrong else "都有对应的字符", page.where)


@checked("font.notdef", "没有缺字", ARCHIVE, "不印字体的“无此字”字形", need="text")
def notdef(document: Document) -> Findings:
    """Look for glyph 0 of any composite font in the text of each page."""
    for number, page in enumerate(document.pdf.pages, 1):
        missing = _glyph_zero(page)
        yield Finding(not missing, f"{missing} 个缺字" if missing else "没有", f"第 {number} 页")


@checked("archive.identified", "标明为 PDF/A-3u", ARCHIVE, "PDF/A-3u")
def identified(document: Document) -> Findings:
    """Read part and conformance from the metadata."""
    # not in a `with`: that would write to the document, and empty what XMP lacks
    status = document.pdf.open_metadata().pdfa_status
    yield Finding(status.upper() == "3U", f"PDF/A-{status}" if status else "没有标明")


@checked("archive.intent", "有输出意图", ARCHIVE, "有 GTS_PDFA1 输出意图和色彩特性文件")
def intent(document: Document) -> Findings:
    """Look for an output intent with a colour profile."""
    intents = list(document.pdf.Root.get("/OutputIntents", []))
    holds = any(i.get("/S") == "/GTS_PDFA1" and "/DestOutputProfile" in i for i in intents)
    yield Finding(holds, "有" if holds else "没有")


@checked("archive.open", "没有加密", ARCHIVE, "不加密，有文件标识")
def unencrypted(document: Document) -> Findings:
    """Look at the trailer for an encryption dictionary and the identifier."""
    trailer = document.pdf.trailer
    yield Finding("/Encrypt" not in trailer, "已加密" if "/Encrypt" in trailer else "没有加密")
    yield Finding("/ID" in trailer, "有文件标识" if "/ID" in trailer else "没有文件标识")


@checked("archive.script", "没有脚本", PDF, "没有 JavaScript 和启动外部程序的动作")
def script(document: Document) -> Findings:
    """Look for actions that run anything, wherever they hang."""
    found = [str(thing.get("/S")) for thing in _dictionaries(document) if thing.get("/S") in ("/JavaScript", "/Launch")]
    found += [
        "/JavaScript"
        for thing in _dictionaries(document)
        if "/JavaScript" in thing or ("/JS" in thing and "/S" not in thing)
    ]
    yield Finding(not found, found[0].removeprefix("/") if found else "没有")


@checked("attach.record", "附有公开记录", ARCHIVE, "附件登记在目录中，与文件的关系为 Source，可以读出")
def attachment(document: Document) -> Findings:
    """Look for an associated file that is the source of the print and can be read as JSON."""
    sources = [spec for spec in _attached(document) if spec.get("/AFRelationship") == "/Source"]
    readable = [spec for spec in sources if _json(spec) is not None]
    named = "/EmbeddedFiles" in dictionary(document.pdf.Root.get("/Names"))
    seen = str(readable[0].get("/UF", "")) if readable else "附件读不出来" if sources else "没有附件"
    yield Finding(bool(readable) and named, seen)


@checked("attach.public", "附件不含内部字段", CUSTOM, "没有签发人、收件单位、报送信息等", absent="没有附件")
def attachment_public(document: Document) -> Findings:
    """Look for the names of private fields anywhere in the attached records."""
    for spec in _attached(document):
        private = sorted(PRIVATE & set(_keys(_json(spec))))
        yield Finding(not private, "、".join(private) or "没有", str(spec.get("/UF", "")))


@checked("meta.title", "文件有标题并显示", PDF, "文档信息或 XMP 有标题，窗口显示标题")
def title(document: Document) -> Findings:
    """Read the title, and whether viewers are told to show it."""
    name = _told(document, "/Title", "dc:title")
    shown = bool(dictionary(document.pdf.Root.get("/ViewerPreferences")).get("/DisplayDocTitle", False))
    yield Finding(bool(name), name or "没有标题")
    yield Finding(shown, name if shown else "窗口只显示文件名")


@checked("meta.author", "文件有作者", PDF, "文档信息或 XMP 有作者")
def author(document: Document) -> Findings:
    """Read the author."""
    name = _told(document, "/Author", "dc:creator")
    yield Finding(bool(name), name or "没有作者")


@checked("meta.language", "文件语言为简体中文", PDF, "zh-CN 或 zh-Hans")
def language(document: Document) -> Findings:
    """Read the language of the catalog."""
    name = str(document.pdf.Root.get("/Lang", ""))
    yield Finding(name.lower().startswith(("zh-cn", "zh-hans")), name or "没有标明语言")


@checked("meta.labels", "页码标签与印的页码一致", PDF, "有页码标签，与页上数字相同")
def labels(document: Document) -> Findings:
    """Compare the labels that viewers show with the printed page numbers."""
    if "/PageLabels" not in document.pdf.Root:
        yield Finding(False, "没有页码标签")
        return
    yield Finding(True, "有页码标签")
    for page, row in folios(document):
        # a property, whatever pikepdf's stubs say
        label: str = document.pdf.pages[page.number - 1].label  # type: ignore[assignment]
        printed = "".join(g.text for g in row if g.text.isdigit())
        yield Finding(label == printed, "一致" if label == printed else f"标签“{label}”，印“{printed}”", page.where)


@checked("meta.outline", "书签与标题一致", PDF, "每个标题一条书签", need="bulletin")
def outline(document: Document) -> Findings:
    """Compare the entries of the outline with the titles on the pages."""
    with document.pdf.open_outline() as found:
        entries = [re.sub(r"\s", "", str(item.title)) for item in found.root]
    titles = texts_of(document, "Title")
    yield Finding(
        entries == titles,
        f"书签 {len(entries)} 条，标题 {len(titles)} 个" if entries != titles else f"{len(titles)} 条",
    )


@checked("link.resolves", "链接都有去处", PDF, "文内链接指向存在的页，外部链接为 http(s)", absent="没有链接")
def links(document: Document) -> Findings:
    """Follow every link annotation."""
    names = _destinations(document.pdf)
    pages = {page.obj.objgen for page in document.pdf.pages}
    for number, page in enumerate(document.pdf.pages, 1):
        for note in map(dictionary, page.obj.get("/Annots", [])):
            if note.get("/Subtype") == "/Link":
                problem = _dead(note, names, pages)
                yield Finding(not problem, problem or "都有去处", f"第 {number} 页")


def _told(document: Document, key: str, name: str) -> str:
    """Return what a file says of itself, in its information dictionary or in XMP."""
    told = str(document.pdf.docinfo.get(key, "")).strip()
    return told or "、".join(map(str, _several(document.pdf.open_metadata().get(name, "")))).strip()


def _several(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | set | tuple) else [value]


def _fonts(document: Document) -> Iterator[pikepdf.Dictionary]:
    """Yield the fonts that carry glyph programs; a composite font does so through its
    descendant, a Type 3 font draws itself."""
    for thing in _dictionaries(document):
        if thing.get("/Type") == "/Font" and thing.get("/Subtype") not in OTHER_BASE:
            yield thing


def _dictionaries(document: Document) -> Iterator[pikepdf.Dictionary]:
    for thing in document.pdf.objects:
        if isinstance(thing, pikepdf.Dictionary):
            yield thing
            yield from (
                value for value in thing.values() if isinstance(value, pikepdf.Dictionary) and not value.is_indirect
            )


def _font_name(font: pikepdf.Dictionary) -> str:
    return str(font.get("/BaseFont", "没有名字的字体")).removeprefix("/")


def _no_character(char: str) -> bool:
    return char in "\0\ufffd" or "\ue000" <= char <= "\uf8ff"


def _glyph_zero(page: pikepdf.Page) -> int:
    """Return how often a page shows glyph 0 of a font whose codes are two bytes that number its glyphs."""
    fonts = dictionary(page.resources.get("/Font"))
    identity = {name for name, font in fonts.items() if font.get("/Encoding") == "/Identity-H"}
    current, count = "", 0
    for instruction in pikepdf.parse_content_stream(page, "Tf Tj TJ ' \""):
        operands, operator = instruction.operands, str(instruction.operator)
        if operator == "Tf":
            current = str(operands[0])
        elif current in identity:
            strings = operands[0] if operator == "TJ" else operands[-1:]
            codes = b"".join(bytes(each) for each in strings if isinstance(each, pikepdf.String))
            count += sum(codes[i : i + 2] == b"\0\0" for i in range(0, len(codes), 2))
    return count


def _attached(document: Document) -> list[pikepdf.Dictionary]:
    return [dictionary(spec) for spec in document.pdf.Root.get("/AF", [])]


def _json(spec: pikepdf.Dictionary) -> Any:
    """Return the content of an attached JSON file, or None."""
    try:
        return json.loads(spec.EF.F.read_bytes())
    except (AttributeError, KeyError, ValueError, pikepdf.PdfError):
        return None


def _keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _keys(each)


def _destinations(pdf: pikepdf.Pdf) -> set[str]:
    names = dictionary(pdf.Root.get("/Names")).get("/Dests")
    known = set(pikepdf.NameTree(names)) if names is not None else set()
    return {str(name) for name in known} | {
        name.removeprefix("/") for name, _ in dictionary(pdf.Root.get("/Dests")).items()
    }


def _dead(note: pikepdf.Dictionary, names: set[str], pages: set[tuple[int, int]]) -> str:
    """Return what is wrong with a link, or nothing."""
    action = dictionary(note.get("/A"))
    if action.get("/S") == "/URI":
        address = str(action.get("/URI", ""))
        return "" if re.match(r"https?://[^/]", address) else f"地址“{address}”"
    target = note.get("/Dest", action.get("/D"))
    if isinstance(target, pikepdf.Array) and len(target):
        return "" if isinstance(target[0], pikepdf.Dictionary) and target[0].objgen in pages else "指向不存在的页"
    if target is None:
        return "没有去处"
    return "" if str(target).removeprefix("/") in names else f"没有名为“{target}”的去处"
