"""A file inserted whole into a Word file (altChunk): the words of a web page, a plain
text or another Word file show there."""

from __future__ import annotations

import email
from collections.abc import Callable

from readers.word.markup import read_page
from readers.word.package import Package, open_package
from readers.word.pages import Page, PageBuilder

DEEPEST = 2
"""Files inside each other."""


def inserted_page(data: bytes, depth: int, read: Callable[[Package, int], Page]) -> Page | None:
    """Return the page that an inserted file shows, None where it is of no kind that can be read.

    Args:
        data: the file.
        depth: how many files it stands inside.
        read: reads the package of a Word file that stands so deep.

    """
    if data.startswith(b"PK"):
        return read(open_package(data, "插入的文件"), depth) if depth < DEEPEST else None
    if data.lstrip()[:13].lower() == b"mime-version:":
        message = email.message_from_bytes(data)
        parts = [part.get_payload(decode=True) for part in message.walk() if part.get_content_type() == "text/html"]
        return read_page(_decoded(parts[0])) if parts and isinstance(parts[0], bytes) else None
    if data.startswith((b"{\\rtf", b"\xd0\xcf\x11\xe0")):
        return None
    text = _decoded(data)
    if text.lstrip().startswith("<"):
        return read_page(text)
    page = PageBuilder()
    for line in text.splitlines():
        page.words(line)
        page.end()
    return page.finished()


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030", "utf-16"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace")
