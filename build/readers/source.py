"""A file on disk becomes numbered lines; whatever is no text of ours is turned away with one clear line."""

from __future__ import annotations

import codecs
import re
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from records.body import Picture, Table
from records.errors import NotABulletin

LARGEST = 2_000_000
"""Bytes; a bulletin of a hundred pages has about a tenth of it."""

KNOWN = {
    b"PK\x03\x04": "这是压缩文件或新版 Word 文档",
    b"\xd0\xcf\x11\xe0": "这是旧版 Word 文档",
    b"%PDF": "这是 PDF 文件",
    b"{\\rtf": "这是 RTF 文档",
}
AS_TEXT = "在原来的软件里打开，另存为纯文本（UTF-8）后再导入"
PAGE_NUMBER = re.compile(
    r"[—–\-－·•~～_\s]+\d{1,3}[—–\-－·•~～_\s]+|第\s*\d{1,3}\s*页(\s*[,，/]?\s*共\s*\d{1,3}\s*页)?|\d{1,3}\s*/\s*\d{1,3}|\d{1,3}"
)
RULE = re.compile(r"[\s\-—–―‒－_＿=＝═─━┄┅┈┉~～〜*＊·•.…﹍﹎﹏☆★◆◇■□●○▲△▼※]{3,}")
"""A line drawn with characters."""


@dataclass(frozen=True)
class Form:
    """What Word says of how a paragraph is set: the level of its heading, whether it
    is bold, or displayed as titles are.

    `lead_in` is the theme that it marks at the paragraph's start; `marked` says that the file marks such themes at all.
    `size` is in half points, 0 where the file does not say.
    """

    level: int = 0
    bold: bool = False
    display: bool = False
    lead_in: str = ""
    marked: bool = False
    size: int = 0


@dataclass(frozen=True)
class Line:
    """A line of the source without its Markdown marks.

    `indent` counts half-width columns before the text, `gap` the blank lines and rules before it, `ruled` says that a
    rule is among them, `torn` that a page number or a running head is. A line with a `form` is a paragraph of Word,
    which has no marks; instead of a text it may be an `aside`, a table or a picture in its place.
    """

    number: int
    raw: str
    text: str = field(init=False)
    level: int = field(init=False)
    bold: bool = field(init=False)
    indent: int = field(init=False)
    gap: int = 0
    ruled: bool = False
    torn: bool = False
    form: Form | None = None
    aside: Table | Picture | None = None

    @property
    def display(self) -> bool:
        """Whether the line is set as titles are."""
        return self.form is not None and self.form.display

    def __post_init__(self) -> None:
        """Take the marks off."""
        if self.form is not None:
            for name, value in (
                ("text", self.raw.strip()),
                ("level", self.form.level),
                ("bold", self.form.bold),
                ("indent", 0),
            ):
                object.__setattr__(self, name, value)
            return
        stripped = self.raw.strip()
        heading = re.match(r"(#{1,6})\s*(?=[^#\s])", stripped)
        text = stripped[heading.end() :] if heading else stripped
        text = re.sub(r"^(?:>\s*)+", "", text)
        if not PAGE_NUMBER.fullmatch(text):
            text = re.sub(r"^[*+•-]\s+(?=\S)", "", text)
        object.__setattr__(self, "level", len(heading[1]) if heading else 0)
        object.__setattr__(self, "bold", text.startswith(("**", "__")))
        plain = re.sub(r"\*\*|(?<!\w)__|__(?!\w)", "", text)
        object.__setattr__(self, "text", re.sub(r"\\([_*#>\-\[\]])", r"\1", plain).strip())
        before = self.raw[: len(self.raw) - len(self.raw.lstrip())]
        object.__setattr__(self, "indent", sum(2 if c == "\u3000" else 4 if c == "\t" else 1 for c in before))


def load(path: Path) -> str:
    """Return the text of a file; see `first_bytes` and `decode`."""
    return decode(first_bytes(path), str(path))


def first_bytes(path: Path, most: int = LARGEST) -> bytes:
    """Return what a file holds, but not much more than a bulletin can have; NotABulletin where it cannot be read."""
    try:
        # Not opened before it is known to be a file: a pipe would keep us waiting for ever.
        if not stat.S_ISREG(path.stat().st_mode):
            raise NotABulletin("不是普通文件", place=str(path), remedy="逐个写出要导入的文件")
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        raise NotABulletin("文件打不开", place=str(path), remedy="检查路径和读取权限") from error


def decode(data: bytes, place: str) -> str:
    """Return the text that the bytes of a file stand for, UTF-8, GB18030 or UTF-16 with a mark, line ends as newlines.

    Raises:
        NotABulletin: the file is empty, too large, or no Chinese text.

    """
    if not data.strip():
        raise NotABulletin("文件是空的", place=place, remedy="换成有内容的文件")
    if len(data) > LARGEST:
        raise NotABulletin("文件过大，不像一期简报", place=place, remedy="每期存成一个文件后再导入")
    for start, what in KNOWN.items():
        if data.startswith(start):
            raise NotABulletin(what, place=place, remedy=AS_TEXT)
    texts = list(_decoded(data))
    text = next((text for text in texts if _is_chinese(text)), texts[0] if texts else None)
    if text is None or "\0" in text:
        raise NotABulletin(
            "不是文本文件，或编码无法识别", place=place, remedy="另存为 UTF-8 或 GB18030 编码的纯文本后再导入"
        )
    if not _is_chinese(text):
        raise NotABulletin(
            "没有读到中文内容", place=place, remedy="确认文件是简报或报纸的文本，编码为 UTF-8 或 GB18030"
        )
    return "\n".join(text.splitlines())


def _decoded(data: bytes) -> Iterator[str]:
    """Yield what the bytes stand for in each encoding in which they can be read, the likeliest first."""
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ["utf-16"] if marked else ["utf-8-sig", "gb18030", "big5hkscs"]:
        # A file cut in the middle of a character still counts: its last bytes are left over in the decoder.
        decoder = codecs.getincrementaldecoder(encoding)("strict")
        with suppress(UnicodeDecodeError):
            yield decoder.decode(data)


def _is_chinese(text: str) -> bool:
    """Whether a fifth of the text is Han and most of that is in daily use, as bytes read wrongly are not."""
    visible = [c for c in text if not c.isspace()]
    han = [c for c in visible if "\u4e00" <= c <= "\u9fff"]
    if len(han) < 10 or len(han) * 5 < len(visible):
        return False
    # GB 2312 has the simplified characters, level 1 of Big5 the traditional ones.
    return any(
        usual * 10 >= len(han) * 7
        for usual in (sum(1 for c in han if c.encode("gb2312", "ignore")), sum(map(is_traditional, han)))
    )


def is_traditional(char: str) -> bool:
    """Whether a character is in common use in traditional text (Big5 level 1); most of
    these are in simplified text too."""
    code = char.encode("big5", "ignore")
    return bool(code) and code[0] < 0xC9


def lines_of(text: str) -> tuple[Line, ...]:
    """Return the lines that carry text; rules and blank lines are dropped, page numbers are not."""
    result: list[Line] = []
    gap, ruled = 0, False
    for n, raw in enumerate(text.split("\n"), 1):
        if not raw.strip() or (RULE.fullmatch(raw) and not raw.isspace()):
            gap, ruled = gap + 1, ruled or bool(raw.strip())
            continue
        line = Line(n, raw, gap=gap, ruled=ruled)
        if line.text:
            result.append(line)
            gap, ruled = 0, False
    return tuple(result)
