"""The numbers of things, as they come in from outside."""

from __future__ import annotations

LARGEST = 2**31 - 1  # what a key of a table holds


def number_in(text: str | None) -> int:
    """Return the number that a text writes in the digits 0 to 9; 0 where it writes none that anything could have."""
    if not text or len(text) > 10 or not (text.isascii() and text.isdecimal()):
        return 0
    number = int(text)
    return number if number <= LARGEST else 0
