"""What stands within a line of Markdown, without looking for marks that a text does not have."""

from __future__ import annotations

from typing import Any

from markdown import Markdown
from markdown.treeprocessors import InlineProcessor
from markdown.util import AtomicString

# What has to stand in a text for one of Python-Markdown's patterns to match, one or the other; any other pattern is
# looked for in every text.
MARKS = {
    "backtick": ("`", "`"),
    "escape": ("\\", "\\"),
    "reference": ("[", "["),
    "link": ("[", "["),
    "image_link": ("![", "!["),
    "image_reference": ("![", "!["),
    "short_reference": ("[", "["),
    "short_image_ref": ("![", "!["),
    "autolink": ("<", "<"),
    "automail": ("<", "<"),
    "linebreak": ("  \n", "  \n"),
    "html": ("<", "<"),
    "entity": ("&", "&"),
    "em_strong": ("*", "_"),
}


class Inline(InlineProcessor):
    """Python-Markdown's own treatment of a line, of which the same comes.

    Most texts have no marks but those of a quoted sentence: looking for fourteen patterns in each was a third of what
    drawing a page costs.
    """

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        patterns: Any = md.inlinePatterns
        names = {id(patterns[name]): name for name in MARKS if name in patterns}
        self.looked_for = [(pattern, *MARKS.get(names.get(id(pattern), ""), ("", ""))) for pattern in patterns]

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:
        """Replace what patterns match, from one pattern on; the name is what `__handleInline` means there."""
        if isinstance(data, AtomicString):
            return data
        apply: Any = self._InlineProcessor__applyPattern  # type: ignore[attr-defined]
        start = 0
        while patternIndex < len(self.looked_for):
            pattern, one, other = self.looked_for[patternIndex]
            matched = False
            if one in data or other in data:
                data, matched, start = apply(pattern, data, patternIndex, start)
            if not matched:
                patternIndex, start = patternIndex + 1, 0
        return data
