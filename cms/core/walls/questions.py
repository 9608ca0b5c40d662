"""What apps ask of an address before its view runs, beside what `desk.wall` asks of all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from django.contrib.auth.models import User
from django.http import QueryDict


class Named(Protocol):
    """What an address names: its namespace and name, what stands in its path and behind it, and who asks."""

    user: User
    space: str
    name: str
    kwargs: dict[str, Any]
    query: QueryDict


QUESTIONS: list[Callable[[Named], bool]] = []
"""Each is answered whether the user may go on."""
OPEN_CHOOSERS: set[str] = set()
"""Models, as app_model, among which every account may choose: what all texts refer to."""
