"""Folding: two texts that a reader would call the same words become the same characters.

Truth of the search is defined on folded text. The same rules stand in site/assets/search/fold.js; the examples in
tests/press/folding.json are run against both.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

# Han characters with the iteration mark and the zero; after NFKC no compatibility ideographs are left.
HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# Spelled out, because `\s` is not the same in Python and JavaScript.
SPACE = "\\t-\\r \\x85\\xa0\\u1680\\u2028\\u2029\\ufeff"
_NEEDLESS = re.compile(f"(?:(?<=[{HAN}])|^)[{SPACE}]+|[{SPACE}]+(?=[{HAN}]|$)")
_SPACES = re.compile(f"[{SPACE}]+")
# One traditional character each and its simplified form, from OpenCC (Apache 2.0, see LICENSE-opencc.txt); characters
# that have more than one simplified form by meaning, such as 著, stay as they are.
TRADITIONAL, SIMPLIFIED = (Path(__file__).with_name("traditional.txt").read_text("utf-8")).splitlines()
_SIMPLER = str.maketrans(TRADITIONAL, SIMPLIFIED)
_IS_TRADITIONAL = re.compile(f"[{TRADITIONAL}]")
# Nearly every paragraph holds only these: characters that fold each for itself, which is six times faster than NFKC.
_WIDE = "".join(map(chr, range(0xFF01, 0xFF5F))) + "…"
_EASY = re.compile(f"[\\x00-\\x7e·—‘’“”、。《》〈〉【】〔〕\u3400-\u4dbf\u4e00-\u9fff{_WIDE}]*")
_EASILY = _SIMPLER | {
    ord(char): unicodedata.normalize("NFKC", char).lower() for char in _WIDE + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
}


def fold(text: str) -> str:
    """Return a paragraph as the search compares it.

    NFKC, traditional to simplified character by character, lower case; white space beside a Han character or at an end
    is dropped, other white space becomes one space; punctuation stays.

    >>> fold("  文明 实践，１１５４ 支 Volunteer\\u3000 Team ")
    '文明实践,1154支volunteer team'
    """
    easy = _EASY.fullmatch(text)
    text = text.translate(_EASILY) if easy else unicodedata.normalize("NFKC", text).translate(_SIMPLER).lower()
    return _SPACES.sub(" ", _NEEDLESS.sub("", text)) if _SPACES.search(text) else text


def traditional_in(text: str) -> str:
    """Return the traditional characters of a text that folding replaces, each once, in their order in the code."""
    return "".join(sorted(set(_IS_TRADITIONAL.findall(text))))


def simplified(text: str) -> str:
    """Return a text with its traditional characters replaced one by one."""
    return text.translate(_SIMPLER)
