"""Lines that head what follows them and are no titles: a section's, the contents list's, an editor's note's."""

from __future__ import annotations

import re
from functools import lru_cache

from readers.reading import letters
from readers.traditional import either
from readers.words import MARKS, SIGNS, squeeze

CONTENTS = either(r"(本[期辑])?(目录|目次|篇目|要目|导读|导览|内容)|本[期辑](看点|提要|索引)|内容导读")
COUNT = r"(?:[（(][一二三四五六七八九十两\d]{1,3}[则条篇例件个][）)])?"
BEAMS = r"(?:[—－\-~～＊·•・=＝_＿#＃*+＋/／|｜│┃…<>＜＞«»]{1,20}|[oOxX×]{3,20})"
SECTION = either(
    rf"[【〖〔\[［〈〘〚]\s*([^【】〖〗〈〉\[\]\d][^【】〖〗〈〉\[\]]{{1,14}}?)\s*[】〗〕\]］〉〙〛]\s*{COUNT}[：:]?"
    rf"|(?:[{MARKS}]\s*)+([^：:。，…{SIGNS}]{{2,12}}?)\s*[{MARKS}\s]*"
    rf"|[「『]\s*([^「」『』\d]{{2,12}}?)\s*[」』]\s*{COUNT}|{BEAMS}\s*([^\W\d_](?:[\s·、]*[^\W\d_]){{1,11}}?)\s*{BEAMS}"
)
"""A section's line: its name in brackets, behind a sign, or between strokes."""
BARRED = re.compile(r"([\u4e00-\u9fff]{2,8})\s*[|｜丨│]\s*([^|｜丨│]+)")
"""A section's name that a stroke parts from a title."""
BESIDE = re.compile(r"([【〖〔［\[][^【】〖〗〔〕［］\[\]]{2,8}[】〗〕］\]])\s*(\S.*)")
"""What may be the heading of the contents list with something behind it."""
EDITOR_NOTE = either(
    r"[【〖〔\[［〈（(]?\s*(?:编\s*者\s*(?:按语?|的话)|按语?(?=\s*[】〗〕\]］〉）)：:]))\s*[】〗〕\]］〉）)]?\s*[：:]?\s*(.*)"
)


@lru_cache(maxsize=8_192)
def section_name(text: str) -> str:
    """Return the name in a section's line such as 【工作交流】 or ◆ 工作研究; '' for other lines."""
    match = SECTION.fullmatch(text)
    if not match or EDITOR_NOTE.fullmatch(text) or is_contents_heading(text):
        return ""
    return squeeze(next(name for name in match.groups() if name))


def contents_beside(text: str) -> tuple[str, str]:
    """Split a line that begins with the heading of the contents list (本期看点：…) from what stands
    behind it; ('', text) for others."""
    if (match := BESIDE.fullmatch(text)) and is_contents_heading(match[1]):
        return match[1], match[2]
    heading, colon, rest = text.partition("：" if "：" in text else ":")
    return (heading, rest.strip()) if colon and rest.strip() and is_contents_heading(heading) else ("", text)


def is_contents_heading(text: str) -> bool:
    """Whether a line heads the contents list (目 录, ★ 本期要目 ★)."""
    return bool(CONTENTS.fullmatch(letters(text)))
