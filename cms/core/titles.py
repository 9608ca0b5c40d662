"""Long titles within a line of the admin: cut there, whole where the pointer rests."""

from __future__ import annotations

import re

from django.contrib.messages.storage.fallback import FallbackStorage
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

LONGEST = 26  # characters of a title that stand in a line
TITLE = re.compile(rf"《([^《》<>]{{{LONGEST + 1},}})》")


def cut(text: str, longest: int = LONGEST) -> str:
    """Return a text of at most so many characters."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def cut_titles(text: str) -> SafeString:
    """Return a line as HTML in which each long 《title》 is cut, with the whole one in its `title` attribute."""

    def short(found: re.Match[str]) -> str:
        whole = mark_safe(found[1])  # escaped below with its line
        return format_html('《<span title="{}">{}</span>》', whole, mark_safe(cut(found[1])))

    return mark_safe(TITLE.sub(short, str(conditional_escape(text))))


class MessageStorage(FallbackStorage):
    """Keeps messages with their long titles cut, our own and Wagtail's."""

    def add(self, level: int, message: str, extra_tags: str | None = "") -> None:
        """Add a message."""
        line = str(conditional_escape(message)) if TITLE.search(str(message)) else ""
        super().add(level, cut_titles(mark_safe(line)) if line else message, extra_tags)
