"""The door: a .docx, or HTML from a clipboard, becomes an article with its pictures and
a list of what could not be kept."""

from __future__ import annotations

import re

from readers.places import Register
from readers.reading import Note
from readers.source import Line
from readers.word.article import WordArticle, make_article, make_blocks
from readers.word.document import read_document
from readers.word.lines import lines_of_page
from readers.word.markup import read_page
from readers.word.package import open_package
from readers.word.pages import Page
from records.body import Body
from records.errors import ContentError

LARGEST_PAGE = 30_000_000


def read_docx(data: bytes, name: str, register: Register) -> WordArticle:
    """Read a Word file.

    Args:
        data: its bytes.
        name: what it is called, for messages.
        register: the known places and units.

    Raises:
        ContentError: it is no .docx, broken, hostile or without text (see `open_package`).

    """
    page, media = docx_page(data, name)
    article = make_article(page, register, media)
    if not article.body:
        raise ContentError(
            "文件里没有读到正文", place=name, remedy="如果文字在图片里，请把文字打到正文中，保存后再上传"
        )
    return article


def docx_page(data: bytes, name: str) -> tuple[Page, dict[str, bytes]]:
    """Return what a Word file shows, with notes on what was dropped, and its pictures by address; see `read_docx`."""
    try:
        package = open_package(data, name)
        return read_document(package), {f"media:{key}": picture for key, picture in package.pictures.items()}
    except ContentError:
        raise
    except Exception as error:
        # What a stranger's file does to a parser cannot be listed; whatever it is, the file is what is wrong.
        raise ContentError(
            "文件内部结构读不懂", place=name, remedy="在 Word 或 WPS 里另存为“Word 文档（*.docx）”，再上传"
        ) from error


def docx_lines(data: bytes, name: str) -> tuple[tuple[Line, ...], dict[str, bytes], list[Note]]:
    """Return the lines of a Word file, as the reader of bulletins takes them, its
    pictures and notes; see `read_docx`."""
    page, media = docx_page(data, name)
    return lines_of_page(page, media)


def read_html(html: str, media: dict[str, bytes] | None = None) -> tuple[Body, dict[str, bytes], tuple[Note, ...]]:
    """Return the blocks of pasted HTML, the pictures they name, and notes; `media` are
    pictures by the addresses that the HTML has.

    Raises:
        ContentError: it is too long.

    """
    if len(html) > LARGEST_PAGE:
        raise ContentError(
            "一次粘贴的内容太多", place="剪贴板", remedy="分几次粘贴，或用“从 Word 文件建稿”上传整个文件"
        )
    page = read_page(_copied(html))
    notes = list(page.notes)
    body, kept = make_blocks(page.pieces, media or {}, notes)
    return body, kept, tuple(notes)


def _copied(html: str) -> str:
    """Return what was copied of the page that a clipboard holds; all of it where Word's notes stand behind that."""
    if "mso-element" in html:
        return html
    copied = re.sub(r"(?s)^.*?<!--StartFragment-->|<!--EndFragment-->.*$", "", html)
    # Of a table Excel marks the rows as copied; without a table around them a browser runs their cells together.
    return f"<table>{copied}" if re.match(r"\s*<(col|colgroup|thead|tbody|tr|td|th)\b", copied, re.I) else copied
