"""Word files written by hand: runs, paragraphs, tables and what hangs on them as
XML, and the archive that holds them."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

NAMES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "v": "urn:schemas-microsoft-com:vml",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
}
XMLNS = " ".join(f'xmlns:{k}="{v}"' for k, v in NAMES.items())
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"


# The parts of a paragraph -----------------------------------------------------------------------------


def run(text: str, *, bold: bool = False, font: str = "", size: int = 0, hidden: bool = False) -> str:
    """Return a run; tabs and line breaks in the text become Word's own."""
    look = (f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}"/>' if font else "") + (
        "<w:b/>" if bold else ""
    )
    look += ("<w:vanish/>" if hidden else "") + (f'<w:sz w:val="{size}"/>' if size else "")
    pieces = {"\t": "<w:tab/>", "\n": "<w:br/>"}
    inner = "".join(
        pieces.get(t) or f'<w:t xml:space="preserve">{escape(t)}</w:t>' for t in re.split(r"([\t\n])", text) if t
    )
    return f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}{inner}</w:r>"


def link(text: str, rel: str) -> str:
    return f'<w:hyperlink r:id="{rel}" w:history="1">{run(text)}</w:hyperlink>'


def field(instruction: str, shown: str) -> str:
    """Return a complex field with what it shows."""
    char = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    code = f'<w:r><w:instrText xml:space="preserve"> {escape(instruction)} </w:instrText></w:r>'
    return char.format("begin") + code + char.format("separate") + run(shown) + char.format("end")


def footnote(number: int) -> str:
    return f'<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="{number}"/></w:r>'


def comment(number: int, inner: str) -> str:
    anchor = f'<w:r><w:commentReference w:id="{number}"/></w:r>'
    return f'<w:commentRangeStart w:id="{number}"/>{inner}<w:commentRangeEnd w:id="{number}"/>{anchor}'


def change(kind: str, number: int, text: str) -> str:
    """Return an insertion (`ins`) or a deletion (`del`) that nobody has accepted yet."""
    inner = run(text) if kind == "ins" else f'<w:r><w:delText xml:space="preserve">{escape(text)}</w:delText></w:r>'
    return f'<w:{kind} w:id="{number}" w:author="综合科" w:date="2025-06-01T09:00:00Z">{inner}</w:{kind}>'


def picture(rel: str, alt: str) -> str:
    """Return an inline picture, 9 × 6 cm."""
    shape = (
        '<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="3240000" cy="2160000"/></a:xfrm>'
        '<a:prstGeom prst="rect"/></pic:spPr>'
    )
    fill = f'<pic:blipFill><a:blip r:embed="{rel}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
    name = '<pic:nvPicPr><pic:cNvPr id="0" name="image1.png"/><pic:cNvPicPr/></pic:nvPicPr>'
    data = f'<a:graphicData uri="{NAMES["pic"]}"><pic:pic>{name}{fill}{shape}</pic:pic></a:graphicData>'
    head = f'<wp:extent cx="3240000" cy="2160000"/><wp:docPr id="1" name="图片 1" descr={quoteattr(alt)}/>'
    return f"<w:r><w:drawing><wp:inline>{head}<a:graphic>{data}</a:graphic></wp:inline></w:drawing></w:r>"


def text_box(inner: str) -> str:
    """Return a text box as Word writes it: once for itself and once more for older programs."""
    box = f"<w:txbxContent>{inner}</w:txbxContent>"
    size = '<wp:extent cx="5400000" cy="900000"/><wp:docPr id="9" name="文本框 1"/>'
    shape = f'<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr/><wps:txbx>{box}</wps:txbx><wps:bodyPr/></wps:wsp>'
    data = f'<a:graphicData uri="{NAMES["wps"]}">{shape}</a:graphicData>'
    new = f"<w:drawing><wp:inline>{size}<a:graphic>{data}</a:graphic></wp:inline></w:drawing>"
    old = f'<w:pict><v:shape style="width:425pt;height:71pt"><v:textbox>{box}</v:textbox></v:shape></w:pict>'
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{new}</mc:Choice>'
        f"<mc:Fallback>{old}</mc:Fallback></mc:AlternateContent></w:r>"
    )


# Paragraphs and tables -----------------------------------------------------------------------------


def p(
    *inner: str, align: str = "", style: str = "", level: int | None = None, numbering: int = 1, indent: bool = False
) -> str:
    """Return a paragraph of runs; `level` makes it an item of a list that Word numbers."""
    look = f'<w:pStyle w:val="{style}"/>' if style else ""
    if level is not None:
        look += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{numbering}"/></w:numPr>'
    look += ('<w:ind w:firstLine="640"/>' if indent else "") + (f'<w:jc w:val="{align}"/>' if align else "")
    return f"<w:p>{f'<w:pPr>{look}</w:pPr>' if look else ''}{''.join(inner)}</w:p>"


def text(words: str) -> str:
    """Return an ordinary paragraph, its first line indented."""
    return p(run(words), indent=True)


def lead(sentence: str, rest: str) -> str:
    """Return a paragraph that begins with a bold sentence."""
    return p(run(sentence, bold=True, font="楷体"), run(rest), indent=True)


def title(words: str) -> str:
    return p(run(words, font="方正小标宋简体", size=44), align="center")


def section(words: str) -> str:
    return p(run(words, font="黑体", size=32))


def cell(words: str, *, span: int = 1, down: str = "", align: str = "") -> str:
    """Return a cell; `down` is restart or continue where cells are merged downwards."""
    look = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    look += f'<w:vMerge w:val="{down}"/>' if down else ""
    return f"<w:tc><w:tcPr>{look}</w:tcPr>{p(run(words) if words else '', align=align)}</w:tc>"


def table(columns: int, rows: Iterable[Iterable[str]]) -> str:
    """Return a table of ready cells."""
    grid = "<w:gridCol/>" * columns
    body = "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in rows)
    return f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>'


def plain(*rows: str) -> list[list[str]]:
    """Return rows of cells from lines whose cells stand between bars."""
    return [[cell(words) for words in row.split("|")] for row in rows]


# The file -----------------------------------------------------------------------------

LEVELS = (("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))


def numbering() -> str:
    """Return the lists: 1 counts 一、（一）1. in three levels, 2 has △ before each item."""
    levels = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{shown}"/></w:lvl>'
        for i, (form, shown) in enumerate(LEVELS)
    )
    bullet = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="△"/></w:lvl>'
    kinds = (
        f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="1">{bullet}</w:abstractNum>'
    )
    uses = "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n - 1}"/></w:num>' for n in (1, 2))
    return f"<w:numbering {XMLNS}>{kinds}{uses}</w:numbering>"


def styles() -> str:
    names = {"a": "Normal", "1": "heading 1", "2": "heading 2", "TOC1": "toc 1"}
    found = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
        for key, name in names.items()
    )
    return f"<w:styles {XMLNS}>{found}</w:styles>"


def png(width: int = 360, height: int = 240) -> bytes:
    """Return a picture of a green field under a pale sky."""
    line = [b"\0" + bytes((200, 220, 235) if y < height // 2 else (90, 150, 80)) * width for y in range(height)]

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"".join(line)))
        + chunk(b"IEND", b"")
    )


def save(
    path: Path,
    body: str,
    *,
    links: dict[str, str] | None = None,
    footnotes: tuple[str, ...] = (),
    comments: tuple[str, ...] = (),
    footer: str = "",
) -> None:
    """Write a .docx: its body, the targets of its links by relation, its footnotes and comments from
    1, paragraphs at each page's foot."""
    foot = '<w:sectPr><w:footerReference w:type="default" r:id="r_footer"/></w:sectPr>' if footer else "<w:sectPr/>"
    parts = {
        "document": f"<w:document {XMLNS}><w:body>{body}{foot}</w:body></w:document>",
        "styles": styles(),
        "numbering": numbering(),
    }
    if footer:
        parts["footer"] = f"<w:ftr {XMLNS}>{footer}</w:ftr>"
    if footnotes:
        notes = "".join(
            f'<w:footnote w:id="{n}">{p("<w:r><w:footnoteRef/></w:r>", run(t))}</w:footnote>'
            for n, t in enumerate(footnotes, 1)
        )
        apart = "".join(
            f'<w:footnote w:type="{t}" w:id="{n}"><w:p><w:r><w:{t}/></w:r></w:p></w:footnote>' for n, t in SEPARATORS
        )
        parts["footnotes"] = f"<w:footnotes {XMLNS}>{apart}{notes}</w:footnotes>"
    if comments:
        said = "".join(
            f'<w:comment w:id="{n}" w:author="综合科" w:initials="Z">{p(run(t))}</w:comment>'
            for n, t in enumerate(comments, 1)
        )
        parts["comments"] = f"<w:comments {XMLNS}>{said}</w:comments>"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        _put(file, "[Content_Types].xml", _types(parts))
        main = f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
        _put(file, "_rels/.rels", f'<Relationships xmlns="{PACKAGE}/relationships">{main}</Relationships>')
        _put(file, "word/_rels/document.xml.rels", _relations(parts, links or {}))
        for name, xml in parts.items():
            _put(file, f"word/{name}.xml", xml)
        file.writestr(zipfile.ZipInfo("word/media/image1.png"), png())


SEPARATORS = ((-1, "separator"), (0, "continuationSeparator"))


def _put(file: zipfile.ZipFile, name: str, xml: str) -> None:
    file.writestr(
        zipfile.ZipInfo(name), '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + xml, zipfile.ZIP_DEFLATED
    )


def _types(parts: Iterable[str]) -> str:
    kinds = {
        "rels": "application/vnd.openxmlformats-package.relationships+xml",
        "xml": "application/xml",
        "png": "image/png",
    }
    found = "".join(f'<Default Extension="{key}" ContentType="{kind}"/>' for key, kind in kinds.items())
    for part in parts:
        kind = "document.main" if part == "document" else part
        found += f'<Override PartName="/word/{part}.xml" ContentType="{WORD}.{kind}+xml"/>'
    return f'<Types xmlns="{PACKAGE}/content-types">{found}</Types>'


def _relations(parts: Iterable[str], links: dict[str, str]) -> str:
    found = "".join(
        f'<Relationship Id="r_{part}" Type="{OFFICE}/{part}" Target="{part}.xml"/>'
        for part in parts
        if part != "document"
    )
    found += f'<Relationship Id="rPic" Type="{OFFICE}/image" Target="media/image1.png"/>'
    for key, target in links.items():
        found += (
            f'<Relationship Id="{key}" Type="{OFFICE}/hyperlink" Target={quoteattr(target)} TargetMode="External"/>'
        )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{found}</Relationships>'


def write_all(folder: Path, makers: Mapping[str, Callable[[Path], None]]) -> list[Path]:
    """Write the Word files of these names into a folder; return their paths."""
    paths = [folder / f"{name}.docx" for name in makers]
    for path, make in zip(paths, makers.values(), strict=True):
        make(path)
    return paths
