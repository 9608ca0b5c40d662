"""What stands where on a sheet of labels or an envelope: texts, codes and outlines, in mm from the upper left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Self

from bulletins.forms.codes import Code
from bulletins.forms.lines import Setting
from bulletins.ink import BLACK, Colour, Ink

Align = Literal["left", "center", "right"]


@dataclass(frozen=True)
class Mark:
    """Something that is printed, and where."""

    left: float
    top: float
    width: float

    def moved(self, left: float, top: float) -> Self:
        """Return it farther to the right and down."""
        return replace(self, left=self.left + left, top=self.top + top)

    def inks(self) -> Iterator[Ink]:
        """Yield what is drawn of it besides text."""
        yield from ()


@dataclass(frozen=True)
class Text(Mark):
    """A text as set; its lines keep to the left, the middle or the right of its width."""

    setting: Setting
    align: Align = "left"


@dataclass(frozen=True)
class Drawing(Mark):
    """A code, where its dark part stands; its quiet zone is blank around it."""

    height: float
    code: Code

    def inks(self) -> Iterator[Ink]:
        """Yield its bars or squares."""
        x = self.width / self.code.modules
        y = self.height / (self.code.modules if self.code.kind == "qr" else 1)
        for left, top, width, height in self.code.dark:
            yield Ink(self.left + left * x, self.top + top * y, width * x, height * y)


@dataclass(frozen=True)
class Outline(Mark):
    """The four lines of a box, inside its edges."""

    height: float
    colour: Colour = BLACK
    line: float = 0.2

    def inks(self) -> Iterator[Ink]:
        """Yield its lines."""
        for top in (self.top, self.top + self.height - self.line):
            yield Ink(self.left, top, self.width, self.line, self.colour)
        for left in (self.left, self.left + self.width - self.line):
            yield Ink(left, self.top, self.line, self.height, self.colour)


@dataclass(frozen=True)
class Bar(Mark):
    """A line, or anything else that is filled."""

    height: float
    colour: Colour = BLACK

    def inks(self) -> Iterator[Ink]:
        """Yield itself."""
        yield Ink(self.left, self.top, self.width, self.height, self.colour)


Sheet = Sequence[Sequence[Mark]]  # the marks of each label, envelope or other part that is read as one


def texts_of(sheet: Sheet) -> list[Text]:
    """Return the texts of a sheet, part by part, as they are read."""
    return [mark for part in sheet for mark in part if isinstance(mark, Text)]


def inks_of(sheet: Sheet) -> list[Ink]:
    """Return all that is drawn on a sheet besides its texts."""
    return [ink for part in sheet for mark in part for ink in mark.inks()]


def stacked(
    settings: Sequence[Setting], left: float, top: float, width: float, align: Align = "left", *, gap: float = 0.0
) -> list[Mark]:
    """Return texts below each other, with a gap between them."""
    marks: list[Mark] = []
    for setting in settings:
        marks.append(Text(left, top, width, setting, align))
        top += setting.height_mm + gap
    return marks


def height_mm(settings: Sequence[Setting], gap: float = 0.0) -> float:
    """Return how high texts are below each other."""
    return sum(setting.height_mm for setting in settings) + gap * max(0, len(settings) - 1)
