"""Break and shrink the texts of forms beforehand, by the measures of the fonts, so that nothing overflows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from math import inf
from unicodedata import normalize

from bulletins.breaking import breaks
from bulletins.cut import advance_em
from bulletins.glyphs import CONTROL, unprintable
from bulletins.rows import OTHERS
from bulletins.words import seams
from records import TypesetError

FACES = {  # what the style sheet calls them: its classes have the same families
    "fang": ("Bulletin Fang", *OTHERS),
    "hei": ("Bulletin Hei", "Bulletin Biaosong", *OTHERS),
    "biaosong": ("Bulletin Biaosong", *OTHERS),
    "song": OTHERS,
}
MM_PER_PT = 25.4 / 72
STOPS, STOP = "，、；。：）》", -12.0  # where a line ends well: worth that many squares of an em of unequal lines
NEVER = (inf, inf, 0)
AIR_EM = 0.1  # against roundings and kerning
LINE_EM = 1.26  # from line to line
SPLIT_WORD, AGAINST_RULE = 1.5, 20.0  # what a break inside a word costs, in lines; one that no rule allows
SPLIT_IF_TORN = 0.3  # where words are torn there is no room to be choosy


@dataclass(frozen=True)
class Type:
    """A face in a size."""

    face: str
    size_pt: float

    @property
    def line_mm(self) -> float:
        """From line to line."""
        return self.size_pt * LINE_EM * MM_PER_PT

    @property
    def em_mm(self) -> float:
        """Its size in mm."""
        return self.size_pt * MM_PER_PT


@dataclass(frozen=True)
class Setting:
    """A text as set: its type and its lines."""

    type: Type
    lines: tuple[str, ...]

    @property
    def height_mm(self) -> float:
        """Of all lines."""
        return len(self.lines) * self.type.line_mm


def clean(text: str, place: str) -> str:
    """Return a text as it is printed, with single blanks and composed letters.

    Args:
        text: anything that was typed.
        place: where it stands, for the message.

    Raises:
        TypesetError: no font has one of its characters, or it is invisible.

    """
    text = normalize("NFC", " ".join(text.split()))
    if found := CONTROL.search(text):
        raise TypesetError(f"有看不见的控制字符（U+{ord(found[0]):04X}）", place=place, remedy="删去这几个字重新键入")
    for missing in unprintable(text):
        raise TypesetError(
            f"字库中没有“{missing.char}”字（U+{ord(missing.char):04X}），见“{missing.context}”",
            place=place,
            remedy="改用字库中有的字，或请管理员扩充字库",
        )
    return text


def width_em(text: str, face: str) -> float:
    """Return how wide a text is on one line, in em."""
    return sum(advance_em(char, FACES[face]) for char in text)


@dataclass(frozen=True)
class Style:
    """How a kind of text is set: what it is called, its face and size, the least size that reads, the most lines."""

    name: str
    face: str
    size_pt: float
    least_pt: float
    most_lines: int


class Full(Exception):
    """A text finds no room in a size that was tried; the message is what kind of text it is."""


def fitted(text: str, style: Style, width_mm: float, *, size: float = 1.0, torn: bool = False) -> Setting:
    """Return a text as set in a width.

    Args:
        text: as printed.
        style: of which the text may take so many lines.
        width_mm: that its lines may have.
        size: of the usual one; never less than the least that reads.
        torn: whether words may be torn where there is no other way.

    Raises:
        Full: it takes more lines.

    """
    type = Type(style.face, round(max(style.size_pt * size, style.least_pt), 2))
    lines = broken(text, width_mm / type.em_mm, type.face, torn=torn)
    if not 0 < len(lines) <= style.most_lines:
        raise Full(style.name)
    return Setting(type, lines)


@lru_cache(maxsize=8192)
def broken(text: str, room_em: float, face: str, *, torn: bool = False) -> tuple[str, ...]:
    """Return a text in the fewest lines of this width, of like lengths; in one more where that leaves a word whole.

    Where the rules of line breaking leave no way, that is nothing; if words may be `torn`, they are wherever needed.
    """
    advances = [advance_em(char, FACES[face]) for char in text]
    room = room_em - AIR_EM
    if sum(advances) <= room:
        return (text,)
    if max(advances) > room:
        return ()
    words = seams(text)
    split = SPLIT_IF_TORN if torn else SPLIT_WORD
    costs = [
        (AGAINST_RULE if not may else 0.0 if n in words else split, STOP if text[n - 1] in STOPS else 0.0)
        for n, may in enumerate(breaks(text))
    ]
    allowed = [n for n, may in enumerate(breaks(text)) if n and (torn or may)]
    return _best(text, list(accumulate(advances, initial=0.0)), room, [0, *allowed, len(text)], costs)


def _best(
    text: str, ends: Sequence[float], room: float, places: Sequence[int], costs: Sequence[tuple[float, float]]
) -> tuple[str, ...]:
    """Return the cheapest of the divisions into fewest lines; nothing where a piece is wider than the room."""
    best: dict[int, tuple[float, float, int]] = {0: (0.0, 0.0, 0)}
    for n, end in enumerate(places[1:], 1):
        for start in reversed(places[:n]):
            width = ends[end] - ends[start] - (ends[end] - ends[end - 1] if text[end - 1] == " " else 0.0)
            if width > room:
                break
            if start in best:
                lines, uneven, _ = best[start]
                split, stop = costs[end] if end < len(text) else (0.0, 0.0)
                best[end] = min(best.get(end, NEVER), (lines + 1 + split, uneven + (room - width) ** 2 + stop, start))
    if len(text) not in best:
        return ()
    lines_from_end = []
    at = len(text)
    while at:
        start = best[at][2]
        lines_from_end.append(text[start:at].strip())
        at = start
    return tuple(reversed(lines_from_end))
