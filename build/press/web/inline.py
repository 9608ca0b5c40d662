"""What stands within a line of Markdown, without looking for marks that a text does not have."""

from __future__ import annotations

from typing import Any

from markdown import Markdown
from markdown.treeprocessors import InlineProcessor
from markdown.util import AtomicString

from bulletins.patches import Patches

MARKDOWN = Patches("markdown", "3.11")

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

_md_handle: Any = InlineProcessor._InlineProcessor__handleInline  # type: ignore[attr-defined]


def know_marks(md: Markdown) -> None:
    """Have patterns passed over in texts that do not have their marks; the same comes of it."""
    patterns: Any = md.inlinePatterns
    names = {id(patterns[name]): name for name in MARKS if name in patterns}
    lines: Any = md.treeprocessors["inline"]
    lines.looked_for = [(pattern, *MARKS.get(names.get(id(pattern), ""), ("", ""))) for pattern in patterns]
    MARKDOWN.put(
        InlineProcessor,
        "_InlineProcessor__handleInline",
        _handle,
        why="most texts have no marks: to look for fourteen patterns in each was a third of what drawing a page costs",
        test="tests/press/test_render.py::test_in_a_text_without_marks_next_to_nothing_is_looked_for",
    )


def _handle(self: Any, data: str, patternIndex: int = 0) -> str:
    """Replace what patterns match, from one pattern on; of another Markdown of this process as it is."""
    if not hasattr(self, "looked_for"):
        return _md_handle(self, data, patternIndex)  # type: ignore[no-any-return]
    if isinstance(data, AtomicString):
        return data
    start = 0
    while patternIndex < len(self.looked_for):
        pattern, one, other = self.looked_for[patternIndex]
        matched = False
        if one in data or other in data:
            data, matched, start = self._InlineProcessor__applyPattern(pattern, data, patternIndex, start)
        if not matched:
            patternIndex, start = patternIndex + 1, 0
    return data
