"""What a process that only reads may be asked to do, and what it answers; see `apart`."""

from __future__ import annotations

import os
import re
from base64 import b64decode
from pathlib import Path
from typing import ClassVar

import msgspec

from readers.places import Register
from readers.plain import read_plain
from readers.reading import Note, Reading
from readers.recognise import read_file
from readers.word import WordArticle, read_docx, read_html
from records.body import Body
from records.errors import ContentError, NotABulletin
from records.model import Place, Unit
from records.ready import ready

NO_SLUG = "none"
PICTURE = re.compile(rb"""(=\s*["']?)data:image/[\w.+-]+;base64,([A-Za-z0-9+/=\r\n]{64,})""")


class Known(msgspec.Struct, frozen=True):
    """The places and units by which a reader knows where a text comes from."""

    places: tuple[Place, ...] = ()
    units: tuple[Unit, ...] = ()


class Pasted(msgspec.Struct, frozen=True):
    """What somebody pasted: blocks, the pictures that they name, and notes."""

    body: Body
    media: dict[str, bytes]
    notes: tuple[Note, ...]


class Task(msgspec.Struct, frozen=True, tag=True):
    """A text to read; `remedy` is what to do where that costs too much."""

    remedy: ClassVar[str] = "把正文复制到新建的 Word 文档里，或分成几个文件，再试一次"


class Uploaded(Task, frozen=True):
    """A file that holds an article: a .docx or a text."""

    data: bytes
    place: str
    known: Known

    def run(self) -> WordArticle:
        """Return the article."""
        read = read_docx if self.place.lower().endswith(".docx") else read_plain
        return read(self.data, self.place, Register(self.known.places, self.known.units, None))


class Clipboard(Task, frozen=True):
    """HTML that somebody pasted, in UTF-8."""

    html: bytes
    place: str = "剪贴板"
    remedy: ClassVar[str] = "分几次粘贴，或用“从 Word 文件建稿”上传整个文件"

    def run(self) -> Pasted:
        """Return blocks, pictures and notes."""
        media: dict[str, bytes] = {}

        def taken_out(found: re.Match[bytes]) -> bytes:
            address = f"media:{len(media) + 1}"
            try:
                media[address] = b64decode(found[2] + b"==")
            except ValueError:
                media[address] = b"broken"
            return found[1] + address.encode()

        # Pictures go before the bytes become characters, of which each may take four bytes and every step a copy.
        html = PICTURE.sub(taken_out, self.html)
        return Pasted(*read_html(html.decode("utf-8", "replace"), media))


class OnDisk(Task, frozen=True):
    """A file that can be imported; its path as the system writes it, which need not be UTF-8, and as the user did."""

    path: bytes
    place: str
    known: Known

    def run(self) -> Reading:
        """Return what the file holds."""
        found = read_file(Path(os.fsdecode(self.path)), places=self.known.places, units=self.known.units)
        return with_slug(found, NO_SLUG)


AnyTask = Uploaded | Clipboard | OnDisk


class Refused(msgspec.Struct, frozen=True):
    """An error on its way from one process to another."""

    bulletin: bool  # whether it is a NotABulletin
    message: str
    place: str
    remedy: str

    @classmethod
    def of(cls, error: ContentError) -> Refused:
        """Return what an error says."""
        return cls(isinstance(error, NotABulletin), error.message, error.place, error.remedy)

    def error(self) -> ContentError:
        """Return the error itself."""
        return (NotABulletin if self.bulletin else ContentError)(self.message, place=self.place, remedy=self.remedy)


class Answer(msgspec.Struct, frozen=True):
    """What was found, encoded once more, or why nothing was."""

    found: msgspec.Raw = msgspec.Raw(msgspec.msgpack.encode(None))
    refused: Refused | None = None


def with_slug(reading: Reading, slug: str) -> Reading:
    """Return a reading whose publication has this slug: an empty one, as readers leave it,
    is no slug for whoever decodes it."""
    return msgspec.structs.replace(reading, publication=msgspec.structs.replace(reading.publication, slug=slug))


ready(AnyTask, Answer, WordArticle, Reading, Pasted)
