"""Something that does not hold of a release."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """Something that does not hold, and where.

    Attributes:
        file: the file of the site, or its place.
        message: what is wrong.
        remedy: what an editor does about it.
        holds: whether it keeps the record at its last good page; else an editor should only look at it.

    """

    file: str
    message: str
    remedy: str = "改正这一条"
    holds: bool = True

    def __str__(self) -> str:
        """Return one line."""
        return f"{self.file}：{self.message}"
