"""What stands on top of a text or an issue until it is answered: why it came back, who said so and when."""

from __future__ import annotations

import datetime
from dataclasses import dataclass


@dataclass(frozen=True)
class Notice:
    """A remark of someone who decided; `core/notices.html` shows it."""

    heading: str
    who: str
    at: datetime.datetime | None
    lines: tuple[str, ...]
