"""Lines that head what follows them and are no titles: a section's, the contents list's, an editor's note's."""

from __future__ import annotations

from functools import lru_cache

from press.records.readers.reading import letters
from press.records.readers.traditional import either
from press.records.readers.words import MARKS, squeeze

CONTENTS = either(r"(本[期辑])?(目录|目次|篇目|要目|导读|导览|内容)|本[期辑](看点|提要|索引)|内容导读")
SECTION = either(
    r"[【〖〔\[［]\s*([^【】〖〗\[\]\d][^【】〖〗\[\]]{1,14}?)\s*[】〗〕\]］]"
    rf"|[{MARKS}⊙]\s*([^：:。，…{MARKS}]{{2,12}}?)\s*[{MARKS}]?"
    r"|[「『]\s*([^「」『』\d]{2,12}?)\s*[」』]|[—－\-~～＊·•・]{1,4}\s*([^\W\d_]{2,10})\s*[—－\-~～＊·•・]{1,4}"
)
EDITOR_NOTE = either(r"[【〖〔\[［（(]?\s*(?:编\s*者\s*(?:按语?|的话)|按语?(?=\s*[】〗〕\]］）)：:]))\s*[】〗〕\]］）)]?\s*[：:]?\s*(.*)")


@lru_cache(maxsize=8_192)
def section_name(text: str) -> str:
    """Return the name in a section's line such as 【工作交流】 or ◆ 工作研究; '' for other lines."""
    match = SECTION.fullmatch(text)
    if not match or EDITOR_NOTE.fullmatch(text) or is_contents_heading(text):
        return ""
    return squeeze(next(name for name in match.groups() if name))


def contents_beside(text: str) -> tuple[str, str]:
    """Split a line that begins with the heading of the contents list (本期看点：…) from what stands behind it; ('', text) for others."""
    heading, colon, rest = text.partition("：" if "：" in text else ":")
    return (heading, rest.strip()) if colon and rest.strip() and is_contents_heading(heading) else ("", text)


def is_contents_heading(text: str) -> bool:
    """Whether a line heads the contents list (目 录, ★ 本期要目 ★)."""
    return bool(CONTENTS.fullmatch(letters(text)))
