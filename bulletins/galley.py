"""The text of a paragraph in one piece: measured, fitted into lines, and its characters moved to where they belong."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any

from bulletins import measuring
from bulletins.breaking import ADDRESS, APOSTROPHE, CALLS, CLOSING, DOUBLE, OPENING, chances, squeezed
from bulletins.fitting import Fitted, Measures, fitted

MARK = re.compile(f"[{''.join(sorted(OPENING | CLOSING))}]")
LATIN = re.compile("[!-\u017f]{2,}")
BOUNDARY = re.compile("[!-\u017f](?=[\u2e80-\u9fff])|[\u2e80-\u9fff](?=[!-\u017f])")
UNSTRETCHED = re.compile(f"(?s).(?=[ {''.join(sorted(CALLS))}])")
GIVE = 0.25  # em: by how much a mark is tightened at most (GB/T 15834-2011 §5.1.11)
SPACE = 4.0  # how much more a space between words stretches than a gap between Chinese characters
BESIDE_LATIN = 3.0  # and the gap between a Chinese character and a Latin one (CLREQ §3.2.3: up to a quarter of an em)
LETTER = 0.1  # and the gap between two letters of an address, which may fill a line by itself
BEARING = 0.08  # em: blank at either side of an apostrophe in a Latin word


@dataclass(frozen=True, slots=True)
class Piece:
    """Text of one face and size; `offset` px stand before it (the margin of an inline box)."""

    text: str
    style: Any
    offset: float = 0.0

    @property
    def spacing(self) -> float:
        """Its letter spacing in px."""
        spacing = self.style["letter_spacing"]
        return 0.0 if spacing == "normal" else float(spacing)


@dataclass(frozen=True, slots=True)
class Move:
    """What is done to the characters of a line: `added` px after each, and by how many px the
    ink of some is shifted in its cell."""

    added: Sequence[float]
    shifts: dict[int, float]


class Galley:
    """A paragraph, measured.

    Attributes:
        text: all of it.
        advances: the widths of its characters as the fonts have them, in px.
        spacings: the letter spacing after each.
        trims: px taken from the blank of a mark wherever it stands, by its index.

    """

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces = pieces
        self.text = "".join(piece.text for piece in pieces)
        self.advances: list[float] = []
        self.spacings: list[float] = []
        for piece in pieces:
            self.advances += measuring.advances(piece.text, piece.style)
            self.spacings += [piece.spacing] * len(piece.text)
        self.trims = {at: self._em(at) / 2 for at in squeezed(self.text)}
        self.trims |= {match.start(): self._apostrophe(match.start()) for match in APOSTROPHE.finditer(self.text)}

    @property
    def width(self) -> float:
        """Its width in one line."""
        return sum(self.advances) + sum(self.spacings) - sum(self.trims.values())

    def lines(self, width: float, indent: float, *, flush: bool) -> tuple[Fitted, ...]:
        """Return the lines of so many px, the first begun `indent` further in."""
        return fitted(self._measures(), width, indent, flush=flush)

    def moved(self, line: Fitted, *, flush: bool) -> Move:
        """Return what is done to the characters of a line; a flush one ends with the ink of
        its last, not with letter spacing."""
        start, end = line.start, line.end
        added = self.spacings[start:end]
        trims = {at: trim for at, trim in self.trims.items() if start <= at < end}
        if line.gap:
            units = self._units
            added[:-1] = [each + line.gap * units[at] for at, each in enumerate(added[:-1], start + 1)]
        if line.tight:
            for at, give in self._gives(start, end):
                trims[at] = line.tight * give
        if flush:
            added[-1] = 0.0
        if self.text[end - 1] in CLOSING and end - 1 not in self.trims:
            trims[end - 1] = self._em(end - 1) / 2
        for at, trim in trims.items():
            added[at - start] -= trim
        return Move(added, {at - start: -trim * self._share(at) for at, trim in trims.items() if self._share(at)})

    def _measures(self) -> Measures:
        text, length = self.text, len(self.text)
        steps = [advance + spacing for advance, spacing in zip(self.advances, self.spacings, strict=True)]
        ends = [0.0, *self.spacings]
        gives, letters = [0.0] * length, [int(char != " ") for char in text]
        for at, trim in self.trims.items():
            steps[at] -= trim
        for at, piece in self._starts():
            if piece.offset and at < length:
                steps[at] += piece.offset
        for match in MARK.finditer(text):
            at = match.start()
            letters[at] = 0
            if text[at] in CLOSING and at not in self.trims:
                ends[at + 1] += self._em(at) / 2
        for at, give in self._gives(0, length):
            gives[at] = give
        return Measures(
            em=self._em(0),
            places=list(accumulate(steps, initial=0.0)),
            units=list(accumulate(self._units)),
            gives=list(accumulate(gives, initial=0.0)),
            ends=ends,
            chances=chances(text),
            after=self._after(),
            letters=list(accumulate(letters, initial=0)),
        )

    def _after(self) -> list[int]:
        """Return for each character, and for the end, the first from it on that is no space."""
        after = list(range(len(self.text) + 1))
        for at in range(len(self.text) - 1, -1, -1):
            if self.text[at] == " ":
                after[at] = after[at + 1]
        return after

    @cached_property
    def _units(self) -> list[float]:
        """Return the weight of the gap before each character and after the last: none inside Latin
        words or dashes, little in addresses."""
        text = self.text
        units = [1.0] * (len(text) + 1)
        units[0] = 0.0
        for match in BOUNDARY.finditer(text):
            units[match.start() + 1] = BESIDE_LATIN
        for pattern in (LATIN, DOUBLE):
            for match in pattern.finditer(text):
                units[match.start() + 1 : match.end()] = [0.0] * (len(match[0]) - 1)
        for match in ADDRESS.finditer(text):
            units[match.start() + 1 : match.end()] = [LETTER] * (len(match[0]) - 1)
        for match in UNSTRETCHED.finditer(text):
            units[match.end()] = 0.0
        at = text.find(" ")
        while at >= 0:
            units[at + 1] = SPACE
            at = text.find(" ", at + 1)
        return units

    def _gives(self, start: int, end: int) -> list[tuple[int, float]]:
        """Return by how much each mark of a line can be tightened; one that begins it keeps its
        blank, one that is half has none."""
        marks = (match.start() for match in MARK.finditer(self.text, start, end))
        return [
            (at, GIVE * self._em(at))
            for at in marks
            if at not in self.trims and (at > start or self.text[at] in CLOSING)
        ]

    def _starts(self) -> list[tuple[int, Piece]]:
        return list(zip(accumulate((len(piece.text) for piece in self.pieces), initial=0), self.pieces, strict=False))

    def _style(self, at: int) -> Any:
        for piece in self.pieces:
            if at < len(piece.text):
                return piece.style
            at -= len(piece.text)
        raise IndexError(at)

    def _em(self, at: int) -> float:
        return float(self._style(at)["font_size"])

    def _apostrophe(self, at: int) -> float:
        """Return by how much the cell of an apostrophe is wider than its ink with a little blank."""
        begins, ends = measuring.ink(self.text[at], self._style(at))
        return max(0.0, self.advances[at] - (ends - begins) - 2 * BEARING * self._em(at))

    def _share(self, at: int) -> float:
        """Return which share of what is taken from a mark is taken from its left."""
        char, em = self.text[at], self._em(at)
        if char in OPENING:
            return 1.0
        begins, ends = measuring.ink(char, self._style(at))
        if APOSTROPHE.match(self.text, at):
            return max(0.0, begins - BEARING * em) / self.trims[at]
        return max(0.0, (begins + ends) / 2 - em / 4) / (em / 2) if ends > em / 2 else 0.0
