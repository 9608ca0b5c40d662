"""Which characters of a text are one word: the likeliest division by a list of words and how often they occur.

The list is made of the dictionary of `jieba` 0.42.1 (MIT, see LICENSE-jieba.txt) by make.py. It lies
in memory as four strings searched by halving: about 1 MB and a hundredth of a second, where the
package itself would take 84 MB and 0.7 s.
"""

from __future__ import annotations

import zlib
from bisect import bisect_left
from collections.abc import Iterable
from functools import cache
from pathlib import Path

# Words of the field that no general dictionary has as one.
_FIELD = (
    "志愿服务 志愿者 文明实践 精神文明 新时代 网格员 积分制 实践站 实践所 实践中心 服务队 志愿队伍 "
    "移风易俗 未成年人 暖心驿站 "
    "用稿情况 社区治理 基层治理 乡村振兴 结对共建 联席会议 试点工作 工作机制 长效机制 服务项目 服务站点"
)
FIELD = frozenset(_FIELD.split())
TOTAL = 26.0  # log2 of all occurrences in the corpus of the dictionary
UNKNOWN = -30.0  # of a single character that is no word
SURE = -1.0  # of a word that the caller names, or one of the field: outweighs any division of it


def seams(text: str, *, whole: Iterable[str] = ()) -> set[int]:
    """Return the indices before which a word begins, those of 0 and the end left out.

    Args:
        text: any text; what are no Han characters stand each for itself.
        whole: words to be taken as one, such as names of places.

    """
    known = {word for word in whole if word} | FIELD
    longest = max(map(len, known))
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(text) + 1):
        starts = range(max(0, end - longest), end)
        best.append(max((best[start][0] + _score(text[start:end], known), start) for start in starts))
    found = set()
    at = len(text)
    while at:
        at = best[at][1]
        found.add(at)
    return found - {0}


def _score(word: str, known: set[str] | frozenset[str]) -> float:
    """Return log2 of how likely a word is."""
    if word in known:
        return SURE * len(word)
    if len(word) > 4:
        return -1e9
    rank = _rank(word)
    if rank is not None:
        return rank - TOTAL
    return UNKNOWN if len(word) == 1 else -1e9


def _rank(word: str) -> int | None:
    line = _lines()[len(word) - 1]
    step = len(word) + 1
    at = bisect_left(range(len(line) // step), word, key=lambda i: line[i * step : i * step + len(word)]) * step
    return ord(line[at + len(word)]) - ord("A") if line[at : at + len(word)] == word else None


@cache
def _lines() -> list[str]:
    return zlib.decompress(Path(__file__).with_name("words.z").read_bytes()).decode("utf-16-le").split("\n")
