"""What scanning leaves in running text: stray spaces go, everything else stays as printed and is noted."""

from __future__ import annotations

import re
from collections.abc import Sequence

from press.records.readers.reading import Note
from press.records.readers.source import Line

HAN = "\u3400-\u9fff〇"
STOPS = "，。、；：！？"
ORDINAL_START = re.compile(r"[一二三四五六七八九十]+[、是]|[（(][一二三四五六七八九十\d]+[）)]|\d{1,2}[.．、]")
ENDINGS = "。！？!?：:"
CLOSING = "”’」』）)》】\"'"
BETWEEN = re.compile(rf"(?<=[{HAN}{STOPS}“”‘’（）《》％])\s+(?=[A-Za-z0-9])|(?<=[A-Za-z0-9%])\s+(?=[{HAN}{STOPS}“”‘’（）《》])")
AT_STOP = re.compile(rf"(?<=[{STOPS}])\s+|\s+(?=[{STOPS}])")
HALF_WIDTH = re.compile(r"[()\[\]\"']|(?<=[\u4e00-\u9fff])[,;:?!]")
REAL_SPACE = re.compile(rf"[{HAN}]\s+[{HAN}]")
QUOTED = re.compile(r"“[^“”]*”|《[^《》]*》|\"[^\"]*\"")


def tidy(text: str) -> str:
    """Drop the spaces that a scan puts round digits, Latin letters and stops; shrink others to one. No letter changes.

    >>> tidy("建成 1154 支， 占 34.7%，“喜迎二十大 文明随手拍”")
    '建成1154支，占34.7%，“喜迎二十大 文明随手拍”'
    """
    return re.sub(r"\s+", " ", AT_STOP.sub("", BETWEEN.sub("", text))).strip()


def squeeze(text: str) -> str:
    """Drop every space."""
    return re.sub(r"\s+", "", text)


def finished(text: str) -> bool:
    """Whether a paragraph ends as one does: with a stop, perhaps inside closing quotation marks or brackets."""
    bare = text.rstrip(CLOSING)
    if text[-1:] in ENDINGS or (bare != text and bare[-1:] in "。！？!?…"):
        return True
    return text.endswith(("…", "……")) or (text[:1] in "（(" and text[-1:] in "）)")


def remarks(lines: Sequence[Line]) -> list[Note]:
    """Return notes on spaces, half-width punctuation and characters that are not simplified; one per kind and file."""
    notes: list[Note] = []
    spaces = [(line.number, len(BETWEEN.findall(line.text)) + len(AT_STOP.findall(line.text))) for line in lines]
    if found := [(n, count) for n, count in spaces if count]:
        total = sum(count for _, count in found)
        notes.append(Note(found[0][0], "空格", f"数字、字母、标点旁的排版空格共 {total} 处已去掉，见{_where([n for n, _ in found])}"))
    half = [(line.number, len(HALF_WIDTH.findall(line.text))) for line in lines]
    if found := [(n, count) for n, count in half if count]:
        total = sum(count for _, count in found)
        notes.append(Note(found[0][0], "半角标点", f"半角括号、引号等共 {total} 处，照原样保留，见{_where([n for n, _ in found])}"))
    for line in lines:
        if odd := [c for c in line.text if _not_simplified(c)]:
            notes.append(Note(line.number, "繁体", f"可能是繁体字或误识的字：{'、'.join(dict.fromkeys(odd))}，未改动"))
    return notes


def real_spaces(text: str, line: int) -> list[Note]:
    """Return a note where two characters are parted by a space outside quotation marks, which may be the scan's."""
    bare = QUOTED.sub("", text)
    return [Note(line, "空格", f"“{found[0]}”中的空格予以保留，请对照原件") for found in REAL_SPACE.finditer(bare)][:1]


def _where(numbers: list[int]) -> str:
    shown = "、".join(str(n) for n in numbers[:12])
    return f"第 {shown} 行" + ("等" if len(numbers) > 12 else "")


def _not_simplified(c: str) -> bool:
    """Whether a character is in common traditional use (Big5 level 1) and not in GB 2312."""
    if not "\u4e00" <= c <= "\u9fff" or c.encode("gb2312", "ignore"):
        return False
    code = c.encode("big5", "ignore")
    return bool(code) and code[0] < 0xC9
