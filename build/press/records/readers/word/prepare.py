"""Makes Word's own ways plain before mammoth reads them: numbers that Word counts, fonts that stand for bold, what cannot be kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement

from press.records.body import chinese_number
from press.records.readers.reading import Note
from press.records.readers.word.package import OFFICE, Package

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = f"{{{OFFICE}}}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"
SMART_ART = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"
BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
VML_PICTURE = "{urn:schemas-microsoft-com:vml}imagedata"
OLE = "{urn:schemas-microsoft-com:office:office}OLEObject"
HEAVY = ("黑体", "SimHei", "Heiti", "小标宋")
KAI = ("楷体", "KaiTi", "Kaiti")
CHINESE = ("chineseCounting", "chineseCountingThousand", "ideographDigital", "japaneseCounting", "taiwaneseCountingThousand")
MOST_NOTES = 60


def prepare(package: Package) -> list[Note]:
    """Change the main text of a package in place; return notes on what it drops, each with the paragraph it stood in."""
    work = _Preparation(package)
    work.run()
    return work.notes


class _Preparation:
    def __init__(self, package: Package) -> None:
        self.package, self.document, self.notes = package, package.document, list[Note]()
        self.styles = {s.get(f"{W}styleId", ""): s for s in package.parts.get("styles", Element("none")).iter(f"{W}style")}
        self.counts: dict[str, list[int]] = {}
        self.default = next((key for key, s in self.styles.items() if s.get(f"{W}default") and s.get(f"{W}type") == "paragraph"), "")

    def run(self) -> None:
        self.numbering = _numbering(self.package)
        self.comments = {c.get(f"{W}id"): said(c) for c in self.package.parts.get("comments", Element("none"))}
        revised = [len(list(self.document.iter(W + tag))) for tag in ("ins", "del", "moveFrom")]
        if any(revised):
            self.note(0, "修订", f"文件里有修订痕迹（插入 {revised[0]} 处，删去 {revised[1] + revised[2]} 处），按全部接受修订读入")
        number = 0
        boxed = {id(p) for box in self.document.iter(f"{W}txbxContent") for p in box.iter(f"{W}p")}
        for paragraph in [p for p in self.document.iter(f"{W}p") if id(p) not in boxed]:
            number += bool(said(paragraph))
            self.paragraph(paragraph, number)
        if next(self.document.iter(f"{W}altChunk"), None) is not None:
            self.note(0, "嵌入", "插入的另一个文件没有读入，请打开它，把文字复制过来")
        self.footnotes()
        self.headers()
        level_bold(self.document)

    def note(self, line: int, kind: str, text: str) -> None:
        if len(self.notes) < MOST_NOTES and not any((n.kind, n.text) == (kind, text) for n in self.notes):
            self.notes.append(Note(line, kind, text))

    def footnotes(self) -> None:
        """Name what a footnote cannot hold, and take it out."""
        for part in ("footnotes", "endnotes"):
            for paragraph in self.package.parts.get(part, Element("none")).iter(f"{W}p"):
                self.links(paragraph, 0, part)
                for parent in list(paragraph.iter()):
                    for child in [c for c in parent if c.tag in (f"{W}drawing", f"{W}pict", f"{W}object", f"{MC}AlternateContent")]:
                        parent.remove(child)
                        self.note(0, "图片", f"脚注里的图片、图形没有读入（脚注“{said(paragraph)}”）{_box_words(child)}")

    def links(self, element: Element, number: int, part: str) -> None:
        """Name the addresses of links that their words do not say; the words stay."""
        for link in element.iter(f"{W}hyperlink"):
            address = self.package.linked.get(part, {}).get(link.attrib.pop(f"{R}id", ""), "")
            if address and address.removeprefix("mailto:") not in said(link):
                self.note(number, "链接", f"“{said(link)}”的链接地址没有放进正文：{address}")

    def headers(self) -> None:
        for part in self.package.headers:
            text = said(part)
            if re.search(r"[\u4e00-\u9fff]{3}", text) and not re.fullmatch(r"第\s*\d*\s*页.*", text):
                self.note(0, "页眉页脚", f"页眉或页脚里的文字没有放进正文：{text[:200]}")

    def paragraph(self, paragraph: Element, number: int) -> None:
        self.drop(paragraph, number)
        self.links(paragraph, number, "document")
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            properties = Element(f"{W}pPr")
            paragraph.insert(0, properties)
        style = _value(properties, "pStyle") or self.default
        names = [self.name(s) for s in self.chain(style)]
        if any(re.match(r"(toc|目录) ?\d", name, re.I) for name in names):
            self.note(number, "目录", "Word 自动生成的目录没有放进正文")
            paragraph[:] = []
            return
        self.bold(paragraph, style)
        self.count(paragraph, properties, style)
        kind = self.kind(properties, style, names)
        for old in (*properties.findall(f"{W}pStyle"), *properties.findall(f"{W}numPr")):
            properties.remove(old)
        if kind:
            properties.insert(0, Element(f"{W}pStyle", {f"{W}val": kind}))

    def kind(self, properties: Element, style: str, names: list[str]) -> str:
        """Return the name under which `reader` knows a paragraph of this style."""
        if any(re.match(r"(title|标题)$", name, re.I) for name in names):
            return "pressTitle"
        if any(re.match(r"(intense )?quote$|明显引用|引用", name, re.I) for name in names):
            return "pressQuotation"
        level = next((int(m[1]) for name in names if (m := re.match(r"(?:heading|标题) ?([1-9])$", name, re.I))), 0)
        layers = [properties, *(p for s in self.chain(style) if (p := s.find(f"{W}pPr")) is not None)]
        outline = next((v for p in layers if (v := _value(p, "outlineLvl"))), "9")
        if level or outline in "012345678":
            return f"pressHeading{min(level or int(outline) + 1, 3)}"
        return "pressCentred" if next((v for p in layers if (v := _value(p, "jc"))), "") == "center" else ""

    def chain(self, style: str) -> list[Element]:
        """Return a style and those it is based on, nearest first."""
        found: list[Element] = []
        while style in self.styles and len(found) < 10:
            found.append(self.styles[style])
            style = _value(self.styles[style], "basedOn")
        return found

    def name(self, style: Element) -> str:
        return _value(style, "name")

    def bold(self, paragraph: Element, style: str) -> None:
        """Say on each run whether it looks bold: by itself, by its style, or by a heavy font; 楷体 too where （一） opens a paragraph."""
        fonts = HEAVY + (KAI if re.match(r"[（(][一二三四五六七八九十]+[）)]", said(paragraph)) else ())
        for run in paragraph.iter(f"{W}r"):
            own = run.find(f"{W}rPr")
            if own is None:
                own = Element(f"{W}rPr")
                run.insert(0, own)
            if own.find(f"{W}vanish") is not None and said(run):
                self.note(0, "隐藏文字", f"隐藏的文字没有读入：{said(run)[:40]}")
                run[:] = []
                continue
            layers = [own, *(r for s in (*self.chain(_value(own, "rStyle")), *self.chain(style)) if (r := s.find(f"{W}rPr")) is not None)]
            set_bold(own, _bold(layers) or _font(layers).startswith(fonts))

    def count(self, paragraph: Element, properties: Element, style: str) -> None:
        """Write out the number that Word counts for a paragraph."""
        layers = [properties, *(p for s in self.chain(style) if (p := s.find(f"{W}pPr")) is not None)]
        held = next((n for p in layers if (n := p.find(f"{W}numPr")) is not None), None)
        if held is None or not said(paragraph):
            return
        key, level = _value(held, "numId"), int(_value(held, "ilvl") or 0)
        levels = self.numbering.get(key)
        if not levels or level not in levels or level > 8:
            return
        counts = self.counts.setdefault(key, [levels[n][2] - 1 if n in levels else 0 for n in range(9)])
        counts[level] += 1
        for deeper in range(level + 1, 9):
            counts[deeper] = levels[deeper][2] - 1 if deeper in levels else 0
        pattern = levels[level][1]
        if levels[level][0] not in ("bullet", "none"):
            text = re.sub(r"%(\d)", lambda m: _numeral(levels.get(int(m[1]) - 1, ("decimal", "", 1))[0], counts[int(m[1]) - 1]), pattern)
            _write_before(paragraph, text)

    def drop(self, paragraph: Element, number: int) -> None:
        """Take out what a body cannot hold, with a note that keeps its words."""
        opening = f"（“{said(paragraph)[:12]}…”处）" if said(paragraph) else ""
        for parent in list(paragraph.iter()):
            for child in list(parent):
                if child.tag == f"{MC}AlternateContent" and (choice := child.find(f"{MC}Choice")) is not None:
                    parent[list(parent).index(child)] = choice
        for parent in list(paragraph.iter()):
            for child in list(parent):
                if lost := self.lost(child):
                    parent.remove(child)
                    self.note(number, lost[0], lost[1] + ("" if "：" in lost[1] else opening))
                elif child.tag == f"{MC}Choice":
                    at = list(parent).index(child)
                    parent[at : at + 1] = list(child)
                elif child.tag == f"{W}commentReference" and (text := self.comments.get(child.get(f"{W}id"))):
                    self.note(number, "批注", f"批注没有放进正文{opening}：{text}")

    def lost(self, element: Element) -> tuple[str, str] | None:
        """Return (kind, what to say) where an element cannot be kept."""
        if element.tag in (f"{M}oMath", f"{M}oMathPara"):
            return "公式", f"公式没有放进正文，请改用文字：{''.join(t.text or '' for t in element.iter(f'{M}t'))}"
        if element.tag == f"{W}object":
            ole = next(element.iter(OLE), None)
            equation = ole is not None and ole.get("ProgID", "").startswith("Equation")
            return ("公式", "公式没有放进正文，请改用文字") if equation else ("嵌入", "嵌入的文件或表格没有放进正文")
        if element.tag not in (f"{W}drawing", f"{W}pict", f"{MC}Choice"):
            return None
        boxes = [said(box) for box in element.iter(f"{W}txbxContent")]
        if any(boxes):
            return "文本框", f"文本框里的文字没有放进正文：{' '.join(boxes)}"
        if next(element.iter(CHART), None) is not None:
            return "图表", "Word 图表没有放进正文，请截成图片另传，或改成表格"
        if next(element.iter(SMART_ART), None) is not None:
            return "图示", "SmartArt 图示没有放进正文，请截成图片另传"
        keys = [k for tag, at in ((BLIP, "embed"), (BLIP, "link"), (VML_PICTURE, "id")) for e in element.iter(tag) if (k := e.get(R + at))]
        if any(key in self.package.pictures for key in keys):
            return None
        if keys:
            return "图片", "链接在文件外面的图片没有读入，请另传"
        return ("图形", "手绘的线条、形状没有放进正文")


def said(element: Element) -> str:
    """Return the words of an element with revisions accepted, without those in text boxes inside it."""
    return re.sub(r"\s+", " ", "".join(_words(element))).strip()


def _box_words(element: Element) -> str:
    words = " ".join(dict.fromkeys(filter(None, (said(box) for box in element.iter(f"{W}txbxContent")))))
    return f"，其中的文字：{words}" if words else ""


def _words(element: Element) -> Iterator[str]:
    for child in element:
        if child.tag in (f"{W}del", f"{W}moveFrom", f"{W}drawing", f"{W}pict", f"{MC}AlternateContent"):
            continue
        if child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag in (f"{W}tab", f"{W}br"):
            yield " "
        else:
            yield from _words(child)
    if element.tag in (f"{W}p", f"{W}tc"):
        yield " "


def _value(element: Element, name: str) -> str:
    found = element.find(W + name)
    return found.get(f"{W}val", "") if found is not None else ""


def _bold(layers: list[Element]) -> bool:
    found = next((b for layer in layers if (b := layer.find(f"{W}b")) is not None), None)
    return found is not None and found.get(f"{W}val") not in ("0", "false", "off")


def _font(layers: list[Element]) -> str:
    fonts = (f.get(f"{W}eastAsia") for layer in layers if (f := layer.find(f"{W}rFonts")) is not None)
    return next((font for font in fonts if font), "")


def set_bold(properties: Element, bold: bool) -> None:
    """Write into a run's properties whether it is bold."""
    for old in properties.findall(f"{W}b"):
        properties.remove(old)
    if bold:
        properties.append(Element(f"{W}b"))


def level_bold(document: Element) -> None:
    """Take bold away where most of a text is bold: there it marks nothing."""
    runs = [(run, len(said(run))) for run in document.iter(f"{W}r")]
    bold = sum(size for run, size in runs if run.find(f"{W}rPr/{W}b") is not None)
    if bold * 10 > sum(size for _, size in runs) * 7:
        for run, _ in runs:
            if (properties := run.find(f"{W}rPr")) is not None:
                set_bold(properties, False)


Level = tuple[str, str, int]  # kind of numeral, pattern such as （%1）, first number


def _numbering(package: Package) -> dict[str, dict[int, Level]]:
    """Return the levels of each list by its id."""
    root = package.parts.get("numbering", Element("none"))
    abstract = {}
    for each in root.iter(f"{W}abstractNum"):
        levels = {int(v.get(f"{W}ilvl", "0")): v for v in each.findall(f"{W}lvl")}
        abstract[each.get(f"{W}abstractNumId", "")] = {n: _level(v) for n, v in levels.items()}
    return {n.get(f"{W}numId", ""): abstract.get(_value(n, "abstractNumId"), {}) for n in root.iter(f"{W}num")}


def _level(level: Element) -> Level:
    start = _value(level, "start")
    return _value(level, "numFmt") or "decimal", _value(level, "lvlText"), int(start) if start.isdigit() else 1


def _numeral(kind: str, n: int) -> str:
    if kind in CHINESE and 0 < n < 100:
        return chinese_number(n)
    if kind in ("upperLetter", "lowerLetter") and 0 < n < 27:
        return chr((65 if kind == "upperLetter" else 97) + n - 1)
    if kind == "decimalEnclosedCircle" and 0 < n < 21:
        return chr(0x2460 + n - 1)
    return str(n)


def _write_before(paragraph: Element, text: str) -> None:
    run = Element(f"{W}r")
    first = next((r for r in paragraph.iter(f"{W}r") if said(r)), None)
    if first is not None and first.find(f"{W}rPr/{W}b") is not None:
        set_bold(SubElement(run, f"{W}rPr"), True)
    SubElement(run, f"{W}t").text = text
    paragraph.insert(1, run)
