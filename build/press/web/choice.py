"""What a showcase shows of a case beyond its entry."""

from __future__ import annotations

from dataclasses import dataclass

from press.web.library import Entry
from press.web.text import lead_ins
from records import Case, Figure

POINTS = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """What a showcase shows of a case beyond its entry."""

    points: tuple[str, ...]
    opening: str
    figure: Figure | None


def choice_of(case: Case, entry: Entry) -> Choice:
    """Return what a showcase shows of a case: its first points, how its summary begins, a figure, best a comparable."""
    figure = next((f for f in case.figures if f.indicator), case.figures[0] if case.figures else None)
    return Choice(tuple(words for _, words in lead_ins(case)[:POINTS]), _first_sentence(entry.summary), figure)


def _first_sentence(text: str) -> str:
    end = text.find("。")
    return text[: end + 1] if end >= 0 else text
