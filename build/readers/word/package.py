"""The container of a Word file: what is hostile, broken or no .docx is turned away before anything reads its text."""

from __future__ import annotations

import io
import posixpath
import zipfile
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from records.errors import ContentError

LARGEST_FILE = 20_000_000
LARGEST_UNPACKED = 120_000_000
LARGEST_XML = 20_000_000
LARGEST_PICTURE = 10_000_000
LARGEST_PICTURES = 60_000_000
"""All pictures of a file as they are unpacked; photographs are as large in the file."""
TOO_LARGE = b"too large"
"""Stands for a picture that was not unpacked."""
MOST_PARTS = 2_000
DEEPEST = 200
"""Elements inside each other; Word's own files stay below 60."""

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
SAVE_AS = "在 Word 或 WPS 里打开，另存为“Word 文档（*.docx）”，再上传"
KNOWN = {
    b"%PDF": ("这是 PDF 文件", "请上传原来的 Word 文档"),
    b"{\\rtf": ("这是 RTF 文档", SAVE_AS),
    b"<": ("这是网页文件", SAVE_AS),
    b"\xff\xd8": ("这是图片", "请上传 Word 文档；图片可以在写稿时插入"),
    b"\x89PNG": ("这是图片", "请上传 Word 文档；图片可以在写稿时插入"),
}
OTHERS = {"spreadsheetml": "Excel 表格", "presentationml": "PowerPoint 演示文稿"}


@dataclass
class Package:
    """The parts of a Word file that may be read: main text, what belongs to it by
    kind, and pictures by relationship id.

    By id too: `drawn` holds the data of charts and diagrams, `inserted` files whose whole text shows in this one,
    `embedded` those that show as objects; `linked`, for each part (document, footnotes, header 0 …), the addresses of
    what lies outside the file, which is never fetched.
    """

    document: Element
    parts: dict[str, Element] = field(default_factory=dict)
    headers: list[Element] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)
    drawn: dict[str, Element] = field(default_factory=dict)
    inserted: dict[str, bytes] = field(default_factory=dict)
    embedded: dict[str, bytes] = field(default_factory=dict)
    linked: dict[str, dict[str, str]] = field(default_factory=dict)


def open_package(data: bytes, name: str) -> Package:
    """Return the parts of a .docx.

    Raises:
        ContentError: the file is empty, too large, no .docx, broken, protected by a password,
            holds macros, or is built to do harm.

    """
    refuse_other_kinds(data, name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_entries(archive, name)
            return _package(archive, name)
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError, KeyError, ValueError) as error:
        raise ContentError("文件不完整或已损坏", place=name, remedy="在 Word 或 WPS 里重新保存一次，再上传") from error


def refuse_other_kinds(data: bytes, name: str) -> None:
    """Raise ContentError for what is no .docx by its first bytes, whatever its name says."""
    if not data.strip(b"\0 \r\n\t"):
        raise ContentError("文件是空的", place=name, remedy="换成有内容的 Word 文档")
    if len(data) > LARGEST_FILE:
        raise ContentError("文件超过 20 MB", place=name, remedy="把图片压缩后再存一次，或删去大图，另行上传图片")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise ContentError(
                "文件加了打开密码", place=name, remedy="在 Word 里去掉密码（文件—信息—保护文档），保存后再上传"
            )
        raise ContentError("这是旧版 Word 文档（.doc），只改文件名没有用", place=name, remedy=SAVE_AS)
    for start, (what, remedy) in KNOWN.items():
        if data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(start):
            raise ContentError(what, place=name, remedy=remedy)
    if not data.startswith(b"PK"):
        raise ContentError("这不是 Word 文档", place=name, remedy=SAVE_AS)


def check_entries(archive: zipfile.ZipFile, name: str) -> None:
    """Raise ContentError for an archive whose table of contents no office program writes."""
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        raise ContentError("文件解开以后太大", place=name, remedy="删去多余的图片和附件，另存一份再上传")
    if any(n.startswith("/") or "\\" in n or ".." in n.split("/") for n in names) or len(
        {n.lower() for n in names}
    ) < len(names):
        raise ContentError(
            "文件内部结构不正常，不能接收", place=name, remedy="把正文复制到新建的 Word 文档里，保存后再上传"
        )
    if any(entry.flag_bits & 1 for entry in entries):
        raise ContentError("文件加了密码", place=name, remedy="去掉密码，保存后再上传")
    if any(n.lower().endswith(("vbaproject.bin", "vbadata.xml")) for n in names):
        raise ContentError("文件带有宏", place=name, remedy="另存为不带宏的“Word 文档（*.docx）”，再上传")


def parse(archive: zipfile.ZipFile, part: str, name: str) -> Element:
    """Return the root of an XML part; no document type, no entities, no endless nesting."""
    if archive.getinfo(part).file_size > LARGEST_XML:
        raise ContentError("文件解开以后太大", place=name, remedy="一篇稿件存成一个文件，再上传")
    try:
        root: Element = fromstring(archive.read(part), forbid_dtd=True)
    except (ParseError, DefusedXmlException) as error:
        raise ContentError(
            "文件内部的文字读不出来", place=name, remedy="在 Word 或 WPS 里重新保存一次，再上传"
        ) from error
    level, depth = [root], 0
    while level:
        level, depth = [child for element in level for child in element], depth + 1
        if depth > DEEPEST:
            raise ContentError(
                "文件内部结构不正常，不能接收", place=name, remedy="把正文复制到新建的 Word 文档里，保存后再上传"
            )
    return root


def relationships(archive: zipfile.ZipFile, part: str, name: str) -> list[tuple[str, str, str, bool]]:
    """Return (id, kind, target, whether it lies outside) of what a part refers to; the
    target is an address or a part's name."""
    folder, base = posixpath.split(part)
    where = posixpath.join(folder, "_rels", f"{base}.rels")
    if where not in archive.namelist():
        return []
    found = []
    for each in parse(archive, where, name).iter(RELATIONSHIP):
        outside = each.get("TargetMode") == "External"
        target = each.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        found.append(
            (each.get("Id", ""), each.get("Type", "").rsplit("/", 1)[-1], target if outside else path, outside)
        )
    return found


def _package(archive: zipfile.ZipFile, name: str) -> Package:
    inside = set(archive.namelist())
    types = archive.read("[Content_Types].xml") if "[Content_Types].xml" in inside else b""
    if b"macroEnabled" in types:
        raise ContentError("文件带有宏", place=name, remedy="另存为不带宏的“Word 文档（*.docx）”，再上传")
    main = next((path for _, kind, path, _ in relationships(archive, "", name) if kind == "officeDocument"), "")
    if main not in inside or b"wordprocessingml" not in types:
        other = next((what for mark, what in OTHERS.items() if mark.encode() in types), "")
        what = f"这是 {other}" if other else "这是压缩文件，里面没有 Word 正文"
        raise ContentError(what, place=name, remedy="请上传 Word 文档（*.docx）")
    package, pictures, headers = Package(parse(archive, main, name)), _Pictures(archive), set[str]()
    if "purl.oclc.org" in package.document.tag:
        raise ContentError("这是“严格”格式的 Word 文档", place=name, remedy="另存为普通的“Word 文档（*.docx）”，再上传")
    for key, kind, path, outside in relationships(archive, main, name):
        if outside:
            package.linked.setdefault("document", {})[key] = path
        elif path not in inside:
            continue
        elif kind == "image":
            package.pictures[key] = pictures.read(path)
        elif kind in ("styles", "numbering", "footnotes", "endnotes", "comments"):
            package.parts[kind] = parse(archive, path, name)
            package.linked[kind] = {k: to for k, _, to, away in relationships(archive, path, name) if away}
        elif kind in ("chart", "diagramData"):
            package.drawn[key] = parse(archive, path, name)
        elif kind == "aFChunk":
            package.inserted[key] = archive.read(path)
        elif kind == "package":
            package.embedded[key] = archive.read(path)
        elif kind in ("header", "footer") and path not in headers:
            headers.add(path)
            away = relationships(archive, path, name)
            package.linked[f"header {len(package.headers)}"] = {k: to for k, _, to, outside in away if outside}
            package.headers.append(parse(archive, path, name))
    return package


@dataclass
class _Pictures:
    """Unpacks the pictures of a file, each once and not more than there may be."""

    archive: zipfile.ZipFile
    left: int = LARGEST_PICTURES
    known: dict[str, bytes] = field(default_factory=dict)

    def read(self, path: str) -> bytes:
        if path not in self.known:
            size = self.archive.getinfo(path).file_size
            fits = size <= min(LARGEST_PICTURE, self.left)
            self.left -= size if fits else 0
            self.known[path] = self.archive.read(path) if fits else TOO_LARGE
        return self.known[path]
