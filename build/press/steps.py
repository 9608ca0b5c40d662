"""What is told while something takes its time."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]  # a step's name, how many are done, how many there are


def silent(step: str, done: int, total: int) -> None:
    """Show no progress."""
