"""The parts of a .docx as Word and WPS write them: relations, numbering, notes, headers, media;
the same bytes for the same calls."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml."
NAMES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": OFFICE,
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "wpg": "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup",
    "wpc": "http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "w10": "urn:schemas-microsoft-com:office:word",
    "later": "http://schemas.microsoft.com/office/word/2099/later",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
}
ROOT = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMES.items()) + ' mc:Ignorable="w14"'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def style(kind: str, name: str, title: str, properties: str = "") -> str:
    """Return a style; those of paragraphs rest on the first."""
    base = '<w:basedOn w:val="a"/>' if kind == "paragraph" and name != "a" else ""
    default = ' w:default="1"' if name == "a" else ""
    return f'<w:style w:type="{kind}"{default} w:styleId="{name}"><w:name w:val="{title}"/>{base}{properties}</w:style>'


STYLES = (
    '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:eastAsia="仿宋_GB2312"/>'
    '<w:sz w:val="32"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
    + style("paragraph", "a", "Normal")
    + style("paragraph", "1", "heading 1", '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>')
    + style("paragraph", "2", "heading 2", '<w:pPr><w:outlineLvl w:val="1"/></w:pPr>')
    + style("paragraph", "TOC1", "toc 1")
    + style("paragraph", "UnseenP", "不印出的段", "<w:rPr><w:vanish/></w:rPr>")
    + style("character", "Hyperlink", "Hyperlink", '<w:rPr><w:color w:val="0563C1"/><w:u w:val="single"/></w:rPr>')
    + style("character", "Unseen", "不印出", "<w:rPr><w:vanish/></w:rPr>")
    + style("character", "Struck", "划去", "<w:rPr><w:strike/></w:rPr>")
    + style("paragraph", "StruckP", "划去的段", "<w:rPr><w:strike/></w:rPr>")
    + '<w:style w:type="character" w:styleId="Unseen2"><w:name w:val="也不印出"/><w:basedOn w:val="Unseen"/></w:style>'
    + style("table", "TableGrid", "Table Grid")
)


def wrapped(root: str, content: str) -> str:
    """Return a part's XML with every namespace declared at its root."""
    return f"{HEAD}<{root} {ROOT}>{content}</{root}>"


def png(shade: int) -> bytes:
    """Return a small picture of one colour, each shade another file."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    row = b"\0" + bytes(((shade * 37) % 256, (shade * 91) % 256, shade % 256)) * 320
    header = struct.pack(">IIBBBBB", 320, 240, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(row * 240)) + chunk(b"IEND", b"")
    )


@dataclass(frozen=True)
class Level:
    """A level of a list: its format, its text such as `%1.`, where it starts, and further properties."""

    form: str
    text: str
    start: int = 1
    more: str = ""


class Package:
    """A .docx under construction; `part` is the part that is being written, to which new relations belong."""

    def __init__(self) -> None:
        self.part = "word/document.xml"
        self.parts: dict[str, bytes] = {}
        self.types: dict[str, str] = {}
        self.relations: dict[str, list[str]] = defaultdict(list)
        self.styles = STYLES
        self.settings = ""
        self.abstracts: list[str] = []
        self.nums: list[str] = []
        self.notes: dict[str, list[str]] = {"footnote": [], "endnote": [], "comment": []}
        self.section = ""
        self.section_end = ""
        self.drawings = 0
        self.form = ""

    def relate(self, kind: str, target: str, *, external: bool = False) -> str:
        """Relate the part being written to a target; returns the relation's id."""
        own = self.relations[self.part]
        name = f"rId{len(own) + 1}"
        kind = kind if "/" in kind else f"{OFFICE}/{kind}"
        mode = ' TargetMode="External"' if external else ""
        own.append(f'<Relationship Id="{name}" Type="{kind}" Target="{escape(target)}"{mode}/>')
        return name

    def add(self, path: str, content: str | bytes, content_type: str) -> None:
        """Add a part below word/."""
        self.parts[f"word/{path}"] = content.encode() if isinstance(content, str) else content
        self.types[f"/word/{path}"] = content_type

    def picture(self) -> str:
        """Add a picture; returns the id of its relation."""
        n = self.drawing()
        self.parts[f"word/media/image{n}.png"] = png(n)
        return self.relate("image", f"media/image{n}.png")

    def drawing(self) -> int:
        """Return the number of a new drawing."""
        self.drawings += 1
        return self.drawings

    def note(self, kind: str, content: str) -> int:
        """Add a footnote, endnote or comment of these paragraphs; returns its number."""
        first = 0 if kind == "comment" else 2
        number = len(self.notes[kind]) + first
        more = ' w:author="审稿人" w:date="2024-03-01T08:00:00Z" w:initials="审"' if kind == "comment" else ""
        self.notes[kind].append(f'<w:{kind} w:id="{number}"{more}>{content}</w:{kind}>')
        return number

    def abstract(self, levels: list[Level], attributes: str = "") -> int:
        """Add a definition of lists, from its first level down; returns its number."""
        number = len(self.abstracts)
        xml = "".join(
            f'<w:lvl w:ilvl="{n}"><w:start w:val="{level.start}"/><w:numFmt w:val="{level.form}"/>{level.more}'
            f'<w:lvlText w:val="{level.text}"/><w:lvlJc w:val="left"/></w:lvl>'
            for n, level in enumerate(levels)
        )
        self.abstracts.append(
            f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="multilevel"/>'
            f"{attributes}{xml}</w:abstractNum>"
        )
        return number

    def num(self, abstract: int, overrides: str = "") -> int:
        """Add a list over a definition; returns its number."""
        number = len(self.nums) + 1
        self.nums.append(f'<w:num w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>{overrides}</w:num>')
        return number

    def header(self, kind: str, which: str, content: str) -> None:
        """Add a header or footer (`kind`) for default, first or even pages (`which`); written
        with `part` set to `header_part`."""
        path = self.header_part(kind, which)
        self.part = "word/document.xml"
        name = self.relate(kind, path)
        self.section += f'<w:{kind}Reference w:type="{which}" r:id="{name}"/>'
        self.add(path, wrapped("w:hdr" if kind == "header" else "w:ftr", content), f"{TYPES}{kind}+xml")

    @staticmethod
    def header_part(kind: str, which: str) -> str:
        """Return the path of a header below word/."""
        return f"{kind}-{which}.xml"

    def save(self, body: str) -> bytes:
        """Return the file."""
        self.part = "word/document.xml"
        self._add_shared()
        section = f'<w:sectPr>{self.section}<w:pgSz w:w="11906" w:h="16838"/>{self.section_end}</w:sectPr>'
        self.add(
            "document.xml", wrapped("w:document", f"<w:body>{body}{section}</w:body>"), f"{TYPES}document.main+xml"
        )
        return self._zipped()

    def _add_shared(self) -> None:
        self.relate("styles", "styles.xml")
        self.add("styles.xml", wrapped("w:styles", self.styles), f"{TYPES}styles+xml")
        self.relate("settings", "settings.xml")
        self.add("settings.xml", wrapped("w:settings", self.settings), f"{TYPES}settings+xml")
        if self.nums:
            self.relate("numbering", "numbering.xml")
            self.add(
                "numbering.xml", wrapped("w:numbering", "".join(self.abstracts + self.nums)), f"{TYPES}numbering+xml"
            )
        for kind, notes in self.notes.items():
            if notes:
                self.relate(f"{kind}s", f"{kind}s.xml")
                marks = "" if kind == "comment" else self._separators(kind)
                self.add(f"{kind}s.xml", wrapped(f"w:{kind}s", marks + "".join(notes)), f"{TYPES}{kind}s+xml")

    @staticmethod
    def _separators(kind: str) -> str:
        return "".join(
            f'<w:{kind} w:type="{name}" w:id="{n}"><w:p><w:r><w:{name}/></w:r></w:p></w:{kind}>'
            for n, name in enumerate(("separator", "continuationSeparator"))
        )

    def _zipped(self) -> bytes:
        root = f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
        files = {"[Content_Types].xml": self._content_types(), "_rels/.rels": _relationships([root]), **self.parts}
        for part, relations in self.relations.items():
            folder, _, name = part.rpartition("/")
            files[f"{folder}/_rels/{name}.rels"] = _relationships(relations)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as file:
            for path, content in REFORM[self.form](files).items():
                info = zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))
                info.compress_type = zipfile.ZIP_DEFLATED
                file.writestr(info, content)
        return out.getvalue()

    def _content_types(self) -> bytes:
        ends = {
            "rels": "application/vnd.openxmlformats-package.relationships+xml",
            "xml": "application/xml",
            "html": "text/html",
        }
        ends |= {"png": "image/png", "emf": "image/x-emf", "wmf": "image/x-wmf", "tiff": "image/tiff"}
        ends["bin"] = "application/vnd.openxmlformats-officedocument.oleObject"
        xml = "".join(f'<Default Extension="{end}" ContentType="{kind}"/>' for end, kind in ends.items())
        xml += "".join(f'<Override PartName="{path}" ContentType="{kind}"/>' for path, kind in self.types.items())
        return (
            f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{xml}</Types>'.encode()
        )


def _relationships(relations: list[str]) -> bytes:
    xml = "".join(relations)
    return f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{xml}</Relationships>'.encode()


# The same package in other forms, as other programs write it ----------------------------------------------------------

Files = dict[str, bytes]


def _xml(files: Files, change: Callable[[str], str]) -> Files:
    return {
        path: change(data.decode()).encode() if path.endswith((".xml", ".rels")) else data
        for path, data in files.items()
    }


def _prefixed(files: Files) -> Files:
    return _xml(files, lambda text: re.sub(r"(</?|\s|xmlns:)w([:=])", r"\1ns0\2", text) if "w:" in text else text)


def _absolute(files: Files) -> Files:
    change = re.compile(r'Target="(?![a-z]+:|/)((?:word/)?)([^"]*)"(?! TargetMode)')
    return _xml(files, lambda text: change.sub(r'Target="/word/\2"', text))


def _renamed(files: Files) -> Files:
    old, new = "word/document.xml", "word/document2.xml"
    changed = _xml(files, lambda text: text.replace(old, new))
    return {
        path.replace(old, new).replace("_rels/document.xml", "_rels/document2.xml"): data
        for path, data in changed.items()
    }


def _marked(files: Files) -> Files:
    return {path: b"\xef\xbb\xbf" + data if path.endswith((".xml", ".rels")) else data for path, data in files.items()}


def _wide(files: Files) -> Files:
    def change(data: bytes) -> bytes:
        return data.decode().replace("UTF-8", "UTF-16", 1).encode("utf-16")

    return {
        path: change(data) if path.startswith("word/") and path.endswith(".xml") else data
        for path, data in files.items()
    }


def _sectioned(files: Files) -> Files:
    found = re.compile(r"(<w:t(?: [^>]*)?>)([^<&]+)(</w:t>)")
    return _xml(files, lambda text: found.sub(r"\1<![CDATA[\2]]>\3", text))


def _dotted(files: Files) -> Files:
    return _xml(files, lambda text: re.sub(r'Target="(media/[^"]*|[a-z]+\.xml)"', r'Target="./\1"', text))


def _another_case(files: Files) -> Files:
    """Names of parts are equal whatever their case (ISO/IEC 29500-2)."""
    return _xml(
        files,
        lambda text: re.sub(r'Target="media/image', 'Target="Media/Image', text).replace(
            '"styles.xml"', '"Styles.xml"'
        ),
    )


REFORM: dict[str, Callable[[Files], Files]] = {
    "": lambda files: files,
    "another prefix": _prefixed,
    "absolute targets": _absolute,
    "another name of the main part": _renamed,
    "byte order marks": _marked,
    "utf-16": _wide,
    "sections of characters": _sectioned,
    "dotted targets": _dotted,
    "another case": _another_case,
}
