"""What someone writes in a line of their own words: why a text goes back, is withdrawn or is corrected."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from cms.core.typed import plain

LONGEST = 200


def checked_reason(text: str, longest: int = LONGEST) -> str:
    """Return a reason in one line, fit to be kept.

    Raises:
        ValidationError: if it is longer than a column holds, or has characters that no text has.

    """
    line = " ".join(plain(text).split())
    if len(line) > longest:
        raise ValidationError(f"原因最多{longest}字，现在有{len(line)}字，请改短。")
    return line
