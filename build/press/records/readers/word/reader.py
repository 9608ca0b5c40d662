"""The door: a .docx, or HTML from a clipboard, becomes an article with its pictures and a list of what could not be kept."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree.ElementTree import Element, tostring

import mammoth

from press.records.body import Body
from press.records.errors import ContentError
from press.records.readers.places import Register
from press.records.readers.reading import Note
from press.records.readers.word.article import WordArticle, make_article, make_blocks
from press.records.readers.word.markup import Grid, Page, Text, read_page
from press.records.readers.word.package import OFFICE, Package, open_package
from press.records.readers.word.prepare import prepare

LARGEST_PAGE = 30_000_000
STYLES = """
p.pressTitle => h1.title:fresh
p.pressHeading1 => h2:fresh
p.pressHeading2 => h3:fresh
p.pressHeading3 => h4:fresh
p.pressQuotation => blockquote > p:fresh
p.pressCentred => p.centred:fresh
"""
MAIN = "http://schemas.openxmlformats.org/package/2006"


def read_docx(data: bytes, name: str, register: Register) -> WordArticle:
    """Read a Word file.

    Args:
        data: its bytes.
        name: what it is called, for messages.
        register: the known places and units.

    Raises:
        ContentError: it is no .docx, broken, hostile or without text (see `open_package`).

    """
    page, media, notes = docx_page(data, name)
    article = make_article(page, register, media, notes)
    if not article.body:
        raise ContentError("文件里没有读到正文", place=name, remedy="如果文字在文本框或图片里，请把文字放到正文中，保存后再上传")
    return article


def docx_page(data: bytes, name: str) -> tuple[Page, dict[str, bytes], list[Note]]:
    """Return the text of a Word file as a page, its pictures by address, and notes on what was dropped; see `read_docx`."""
    try:
        package = open_package(data, name)
        notes = prepare(package)
        media: dict[str, bytes] = {}
        html = mammoth.convert_to_html(
            io.BytesIO(plain_file(package)),
            style_map=STYLES,
            include_default_style_map=False,
            include_embedded_style_map=False,
            convert_image=mammoth.images.img_element(lambda image: _kept(image, media)),
        ).value
        return read_page(html), media, notes
    except ContentError:
        raise
    except Exception as error:
        # What a stranger's file does to somebody else's parser cannot be listed; whatever it is, the file is what is wrong.
        raise ContentError("文件内部结构读不懂", place=name, remedy="在 Word 或 WPS 里另存为“Word 文档（*.docx）”，再上传") from error


def docx_text(data: bytes, name: str) -> str:
    """Return the words of a Word file as plain text, as the readers of old bulletins take it; see `read_docx`."""
    lines = []
    for piece in docx_page(data, name)[0].pieces:
        if isinstance(piece, Text):
            lines += ["", piece.text]
        elif isinstance(piece, Grid):
            lines += ["", *("| " + " | ".join(cell.text.replace("\n", "") for cell in row) + " |" for row in piece.rows)]
    return "\n".join(lines)


def read_html(html: str) -> tuple[Body, dict[str, bytes], tuple[Note, ...]]:
    """Return the blocks of pasted HTML, the pictures they name, and notes.

    Raises:
        ContentError: it is too long.

    """
    if len(html) > LARGEST_PAGE:
        raise ContentError("一次粘贴的内容太多", place="剪贴板", remedy="分几次粘贴，或用“从 Word 文件建稿”上传整个文件")
    page = read_page(re.sub(r"(?s)^.*?<!--StartFragment-->|<!--EndFragment-->.*$", "", html) if "mso-element" not in html else html)
    notes = list(page.notes)
    body, media = make_blocks(page.pieces, {}, notes)
    return body, media, tuple(notes)


def _kept(image: mammoth.documents.Image, media: dict[str, bytes]) -> dict[str, str]:
    address = f"media:{len(media) + 1}"
    with image.open() as file:
        media[address] = file.read()
    return {"src": address}


def plain_file(package: Package) -> bytes:
    """Return a .docx that holds the checked parts and nothing else: no link to outside, nothing embedded, no styles of its own."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr("[Content_Types].xml", _types())
        made.writestr("_rels/.rels", _relationships([("main", "officeDocument", "word/document.xml")]))
        made.writestr("word/document.xml", tostring(package.document, "utf-8"))
        links = [(key, "image", f"media/{n}.bin") for n, key in enumerate(package.pictures)]
        for (_, _, path), data in zip(links, package.pictures.values(), strict=True):
            made.writestr(f"word/{path}", data)
        for part in ("footnotes", "endnotes"):
            if part in package.parts:
                made.writestr(f"word/{part}.xml", tostring(package.parts[part], "utf-8"))
                links.append((f"press-{part}", part, f"{part}.xml"))
        made.writestr("word/_rels/document.xml.rels", _relationships(links))
    return buffer.getvalue()


def _types() -> bytes:
    return b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def _relationships(links: list[tuple[str, str, str]]) -> bytes:
    root = Element("Relationships", {"xmlns": f"{MAIN}/relationships"})
    root.extend(Element("Relationship", {"Id": key, "Type": f"{OFFICE}/{kind}", "Target": target}) for key, kind, target in links)
    return bytes(tostring(root, "utf-8"))
