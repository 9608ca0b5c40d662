"""The tree that a browser makes of HTML, as the standard has it: by the parser that WeasyPrint brings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from xml.etree.ElementTree import Element

from tinyhtml5 import inputstream, parse, treebuilder


def tree_of(html: str) -> Element:
    """Return the root of a page's tree; names of MathML and SVG stand in their namespaces, those of HTML in none."""
    # As bytes: of a short string the parser asks whether it is the name of a file, and reads that.
    data = html.encode("utf-8", "replace")
    root: Element = parse(data, namespace_html_elements=False, override_encoding="utf-8")
    return root


# Two mistakes of the parser, as of 2.1.


class _Expressions(dict[tuple[Iterable[str], bool], re.Pattern[str]]):
    """What the parser looks for, by the characters that it runs to or over. Its own store for these files each under
    itself, so that it is made anew for every attribute, which takes as long as all else."""

    def __missing__(self, key: tuple[Iterable[str], bool]) -> re.Pattern[str]:
        characters, over = key
        self[key] = re.compile(f"[{'' if over else '^'}{''.join(map(re.escape, characters))}]+")
        return self[key]


def _insert_before(self: Any, node: Any, reference: Any) -> None:
    """Put a node before another one: into both lists of children. The parser's own forgets one, and words that stood
    between the rows of a table are lost where an element round the table is closed late."""
    self._children.insert(self._children.index(reference), node)
    self._element.insert(list(self._element).index(reference._element), node._element)
    node.parent = self


inputstream.characters_until_regex = _Expressions()
treebuilder.Element.insert_before = _insert_before
