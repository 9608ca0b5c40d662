"""The reader's door: what kind of document a file is, and who reads it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from readers.bulletin import read_bulletin
from readers.imprint_lines import KEY
from readers.newspaper import read_newspaper
from readers.reading import Note, Reading, missing
from readers.source import Line, first_bytes, lines_of, load
from readers.unseen import without_unseen
from readers.word import docx_lines
from readers.word.package import LARGEST_FILE
from records.body import Picture, Table
from records.errors import NotABulletin
from records.model import Place, Unit

NEWSPAPER = (
    re.compile(r"国内统一(?:连续出版物号|刊号)|CN\s*\d\d\s*[-—]\s*\d{4}"),
    re.compile(r"邮发代号"),
    re.compile(r"[（(](?:下转|上接|紧接)\s*(?:第\s*)?\d+\s*版"),
    re.compile(r"本报讯|本报记者"),
    re.compile(r"星期[一二三四五六日天].{0,20}第\s*\d{3,}\s*期"),
    re.compile(r"值班(?:编委|总编|编辑)|报社(?:出版|官方)"),
)
ENOUGH = 3
"""How many of the things that make a bulletin must be found; see `weight`."""


def read_file(path: Path, *, places: Iterable[Place] = (), units: Iterable[Unit] = ()) -> Reading:
    """Read an old bulletin or a newspaper's front page from a text file in UTF-8, GB18030 or UTF-16, or from a .docx.

    Args:
        path: the file.
        places: known divisions, to tell where articles come from.
        units: known contributing units, for the same.

    Raises:
        NotABulletin: the file cannot be read, is no text, or is neither of the two.
        ContentError: it is a broken or hostile .docx.

    """
    if path.suffix.lower() == ".docx":
        return read_word(first_bytes(path, LARGEST_FILE), str(path), places=places, units=units)
    return read_text(load(path), str(path), places=places, units=units)


def read_word(data: bytes, name: str, *, places: Iterable[Place] = (), units: Iterable[Unit] = ()) -> Reading:
    """Read the bytes of a Word file called `name`; see `read_file`."""
    lines, media, notes = docx_lines(data, name)
    reading = _read(lines, name, places, units)
    words = [*notes, *reading.notes]
    lost = missing([(line.number, text) for line in lines for text in words_of(line)], reading)
    return msgspec.structs.replace(
        reading, notes=tuple(sorted((*words, *lost), key=lambda note: note.line)), media=media
    )


def words_of(line: Line) -> list[str]:
    """Return the words of a line; of a table row by row, of a picture its caption."""
    if isinstance(line.aside, Table):
        return [*("".join(row) for row in (line.aside.columns, *line.aside.rows)), line.aside.caption]
    return [line.aside.caption if line.aside else line.text]


def read_text(text: str, name: str, *, places: Iterable[Place] = (), units: Iterable[Unit] = ()) -> Reading:
    """Read the decoded text of a file called `name`; see `read_file`."""
    text, hidden = without_unseen(text)
    reading = _read(lines_of(text), name, places, units)
    lost = missing(enumerate(text.split("\n"), 1), reading)
    return msgspec.structs.replace(reading, notes=(*hidden, *reading.notes, *lost))


def _read(lines: Sequence[Line], name: str, places: Iterable[Place], units: Iterable[Unit]) -> Reading:
    if is_newspaper(lines):
        reading = read_newspaper([line for line in lines if line.aside is None])
        more = tuple(
            Note(line.number, "图片", "版面上的图片没有读入") for line in lines if isinstance(line.aside, Picture)
        )
        reading = msgspec.structs.replace(reading, notes=reading.notes + more)
    else:
        reading = read_bulletin(lines, places, units)
    # A circular may have a title like a masthead's, an office and a date.
    bare = reading.shape == "bulletin" and reading.number is None and reading.total_number is None and not reading.lines
    if weight(reading) < ENOUGH or bare:
        raise NotABulletin("不像一期简报或一版报纸", place=name, remedy="确认文件有刊头、期号、日期和正文，再导入")
    if not reading.items:
        raise NotABulletin("有刊头，但没有找到标题和正文", place=name, remedy="确认文件完整，标题单独成行，再导入")
    return reading


def is_newspaper(lines: Iterable[Line]) -> bool:
    """Whether at least two things only a newspaper prints stand in the text, and no 报/送/发 line of a bulletin."""
    lines = list(lines)
    if any(KEY.match(line.text) for line in lines):
        return False
    text = "\n".join(line.text for line in lines)
    return sum(1 for sign in NEWSPAPER if sign.search(text)) >= 2


def weight(reading: Reading) -> int:
    """Return how many of the things that make a bulletin were found."""
    signs = (
        reading.publication.name,
        reading.publication.issuer,
        reading.publication.handling_note,
        reading.number,
        reading.date,
        reading.lines,
        reading.registration_no or reading.print_run,
        reading.shape == "newspaper",
    )
    return sum(1 for sign in signs if sign)
