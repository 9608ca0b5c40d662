"""Something that does not hold of a release."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """Something that does not hold, and where."""

    file: str
    message: str

    def __str__(self) -> str:
        """Return one line."""
        return f"{self.file}：{self.message}"
