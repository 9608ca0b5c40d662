"""Where a Chinese line may break and which marks are squeezed: GB/T 15834-2011 §5.1 and W3C CLREQ, as plain functions of text."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

OPENING = frozenset("“‘（《〈「『【〔〖［｛")
CLOSING = frozenset("，。、；：？！”’）》〉」』】〕〗］｝")
# CLREQ: besides closing marks, no ellipsis, connection mark (一字线, 浪纹), middle dot, percent or degree sign begins a line.
NO_START = CLOSING | frozenset("…～－·・%％‰℃°,.;:?!)]}/")
NO_END = OPENING | frozenset("([{№￥$")
# A number with what it counts: 1154支, 37.6万余名, 2024年, 34.7%. Units of two or three characters are named, any other is one.
UNITS = (
    "平方公里|平方米|立方米|摄氏度|人次|小时|公里|千米|分钟|毫米|厘米|公斤|千克|公顷|课时|年度|"
    "个百分点|余[个名人支家场次项万]|多[个名人支家场次项万]"
)
NUMBER = re.compile(rf"第?\d+(?:[.,:：/]\d+)*(?:[%％‰℃°]|[a-zA-Z]+|[多余]?[十百千万亿]*(?:{UNITS}|[\u4e00-\u9fff])?)")
WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9.,'’@_+&-]*")
DOUBLE = re.compile(r"——|……")


@lru_cache(maxsize=4096)
def breaks(text: str) -> tuple[bool, ...]:
    """Return for each index of a text whether a line may begin there (the index of the character after the break)."""
    allowed = [0 < i < len(text) and may_break(text[i - 1], text[i]) for i in range(len(text))]
    for match in re.finditer("——", text):
        allowed[match.start()] = match.start() > 0 and text[match.start() - 1] not in NO_END
    for pattern in (NUMBER, WORD, DOUBLE):
        for match in pattern.finditer(text):
            for i in range(match.start() + 1, match.end()):
                allowed[i] = False
    return tuple(allowed)


def may_break(before: str, after: str) -> bool:
    """Whether a line may break between two characters, regardless of the words they belong to."""
    if before == " ":
        return after != " "
    if after == " " or after in NO_START or before in NO_END:
        return False
    return after != "—"  # a single — binds what it connects (点单—派单) to what precedes; —— may begin a line, see `breaks`


@lru_cache(maxsize=4096)
def squeezed(text: str) -> tuple[int, ...]:
    """Return the indices of the full-width marks set half width, because another mark meets their blank half (CLREQ §3.1.6.1)."""
    found = []
    for i, (first, second) in enumerate(pairwise(text)):
        if first in CLOSING and (second in CLOSING or second in OPENING):
            found.append(i)
        elif first in OPENING and second in OPENING:
            found.append(i + 1)
    return tuple(found)
