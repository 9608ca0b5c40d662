"""What the head of a bulletin says, as it is put together line by line."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from readers.head_words import NAME_END
from readers.reading import Note
from records.model import HeadElement

ELEMENTS: tuple[HeadElement, ...] = ("handling_note", "masthead", "number", "total_number", "series", "dateline")


@dataclass
class Head:
    """What the head says; `size` is how many lines it takes."""

    name_parts: list[str] = field(default_factory=list)
    issuers: list[str] = field(default_factory=list)
    handling: list[str] = field(default_factory=list)
    year: int | None = None
    number: int | None = None
    total: int | None = None
    date: date | None = None
    series: str = ""
    series_number: int | None = None
    series_line: str = ""
    responsible_editor: str = ""
    registration_no: str = ""
    groups: list[str] = field(default_factory=list)
    day: str = ""
    seen: dict[str, int] = field(default_factory=dict)
    size: int = 0
    evidence: list[Note] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The masthead, its lines joined."""
        return "".join(self.name_parts)

    @property
    def named(self) -> bool:
        """Whether the masthead is complete."""
        return bool(NAME_END.fullmatch(self.name))

    @property
    def complete(self) -> bool:
        """Whether all is read that heads have; what follows may be called like a handling note (工作交流)."""
        return bool(self.named and self.number and self.date and self.issuers)

    @property
    def elements(self) -> tuple[HeadElement, ...]:
        """Return what is printed from top to bottom; what this issue does not show stands where it usually does."""
        at = {name: float(line) for name, line in self.seen.items()}
        numbered = "total_number" if at.get("total_number", 0) > at.get("number", 0) else "number"
        for before, name in (
            ("", "handling_note"),
            ("handling_note", "masthead"),
            ("masthead", "number"),
            (numbered, "series"),
        ):
            at.setdefault(name, at.get(before, 0) + 0.5)
        at.setdefault("dateline", max(at.values()) + 0.5)
        order = sorted(at, key=lambda name: (at[name], ELEMENTS.index(name)))
        return (*(name for element in order for name in ELEMENTS if name == element), "rule")
