"""How a piece of shown text is written down: plain words, with gaps where other things may stand
and with forms that mean the same."""

from __future__ import annotations

import re
import unicodedata

GAP = "⋯"
ZERO_WIDTH = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
UNSEEN = re.compile(rf"[\s{ZERO_WIDTH}\ufe0e\ufe0f]+")
FORMS = re.compile("⟦(.*?)⟧")


def either(*forms: str) -> str:
    """Return a part of a piece that any of these forms fulfils."""
    return f"⟦{'|'.join(forms)}⟧"


def flat(text: str) -> str:
    """Return a text without spaces and characters that have no width; a hyphen that never breaks is a hyphen."""
    return UNSEEN.sub("", text).replace("\u2011", "-")


def pattern(piece: str) -> re.Pattern[str]:
    """Return what finds a piece in a flat text."""
    parts = FORMS.split(piece)
    return re.compile("".join(_forms(part) if n % 2 else _words(part) for n, part in enumerate(parts)))


def _words(part: str) -> str:
    return re.escape(flat(part)).replace(re.escape(GAP), ".{0,400}?")


def _forms(part: str) -> str:
    return "(?:" + "|".join(re.escape(flat(form)) for form in part.split("|")) + ")"


def plain(piece: str) -> str:
    """Return a piece as a person would write it: the first of its forms, no gaps."""
    return FORMS.sub(lambda found: found[1].split("|")[0], piece).replace(GAP, "")


def folded(text: str) -> str:
    """Return a number of a list with its characters folded: ① is 1, Ⅳ is IV, １ is 1."""
    return unicodedata.normalize("NFKC", text)
