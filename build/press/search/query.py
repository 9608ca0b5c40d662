"""What a reader typed: words that must all occur, and which grams answer for each of them.

The same rules stand in site/assets/search/query.js; the examples in tests/press/folding.json are run against both.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from records.folding import SPACE, fold

LONGEST = 12  # characters of the longest grams, which are light however often they occur

# A phrase in quotation marks stands apart from its neighbours; a mark inside a word is
# part of the text that is looked for.
_WORD = re.compile(f'[“"]([^“”"]+)[”"](?=[{SPACE}\u3000]|$)|([^{SPACE}\u3000]+)')


def parse(query: str) -> list[str]:
    """Return the folded words of a query; “…” keeps a phrase with spaces whole.

    >>> parse("新沂　志愿 “Model City 创建”")
    ['新沂', '志愿', 'model city创建']
    """
    words = [fold(phrase or word) for phrase, word in _WORD.findall(query)]
    return list(dict.fromkeys(filter(None, words)))


def cover(word: str, is_heavy: Callable[[str], bool]) -> list[tuple[int, str]]:
    """Return (offset, gram) of the fewest light grams that together hold every character of a word.

    Args:
        word: of two or more characters, no gram itself or a light one.
        is_heavy: tells of a string of two or more characters whether it is a heavy gram.

    """
    grams = []
    for start in range(len(word) - 1):
        for end in range(start + 2, min(len(word), start + LONGEST) + 1):
            gram = word[start:end]
            if is_heavy(gram):
                continue
            if end - start == 2 or is_heavy(gram[:-1]) or is_heavy(gram[1:]):
                grams.append((start, end))
    chosen, reached = [], 0
    while reached < len(word):
        start, end = max((g for g in grams if g[0] <= reached), key=lambda g: (g[1], g[0]))
        chosen.append((start, word[start:end]))
        reached = end
    return chosen


def is_gram(word: str, is_heavy: Callable[[str], bool]) -> bool:
    """Return whether a word is one of the strings that the index knows (if it occurs at all)."""
    return len(word) <= 2 or is_heavy(word[:-1]) or is_heavy(word[1:])
