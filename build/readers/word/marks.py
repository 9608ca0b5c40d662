"""What hangs on words, as a text holds it: footnotes behind them, and how rare characters are read."""

from __future__ import annotations

import re
from collections.abc import Sequence

from records.notes import annotated


def footnote(words: str) -> tuple[str, bool]:
    """Return a footnote as it stands in a text, and whether brackets had to be changed for it."""
    bare = words.strip()
    if not bare:
        return "", False
    if re.fullmatch(r"(?:[^\[\]]|\[[^\[\]]*\])+", bare):
        return f"^[{bare}]", False
    return f"^[{bare.replace('[', '［').replace(']', '］')}]", True


def with_reading(base: str, reading: str) -> tuple[str, bool]:
    """Return characters with their reading as a text holds it, and whether it could: one syllable of pinyin for each.

    >>> with_reading("甪直", "lù zhí"), with_reading("甪直", "ㄌㄨ")
    (('甪直^(lù zhí)', True), ('甪直', False))
    """
    words, syllables = base.strip(), " ".join(reading.split())
    if not syllables:
        return base, True
    made = f"{words}^({syllables})"
    found = annotated(made)
    if words and found.text == words and len(found.readings) == len(words):
        return made, True
    return base, False


def sentences_with(printed: Sequence[tuple[str, str]], kind: str) -> str:
    """Return the sentences of a paragraph in which pieces of a kind stand.

    Args:
        printed: what a person sees of the paragraph in pieces, each with its kind.
        kind: which pieces are meant.

    >>> sentences_with((("先开会。原定", ""), ("三", "划去"), ("两班。再试。", "")), "划去")
    '原定三两班。'
    """
    text = "".join(words for words, _ in printed)
    ends = [end.end() for end in re.finditer(r"[。！？；]+[”’）]*", text)] + [len(text)]
    found, at = dict[int, str](), 0
    for words, its in printed:
        if its == kind and words:
            start = max((end for end in ends if end <= at), default=0)
            found[start] = text[start : next(end for end in ends if end >= at + len(words))].strip()
        at += len(words)
    return "……".join(found.values())
