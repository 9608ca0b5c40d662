"""The pages of a site as the Markdown from which MkDocs itself draws them, to compare and to move on from here."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from typing import Any

from press.web.pages import Data, Drawn, Page
from press.web.render import BY_HAND, by_hand, source_of

# Characters that JSON leaves alone and a YAML reader refuses or takes for a line break.
NOT_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


class AsMarkdown:
    """Draws pages as plain files whose front matter holds the data that the theme's templates show."""

    def draw(self, page: Page) -> Drawn:
        """Return the name of a page's file, and what stands in it."""
        front = front_matter({"title": page.title, "template": page.template, **page.data})
        return source_of(page.path), f"---\n{front}---\n\n{page.text}\n"

    def others(self, known: Collection[str]) -> Iterator[Drawn]:
        """Yield the pages that people wrote, as they are."""
        for path in by_hand():
            yield source_of(path), (BY_HAND / source_of(path)).read_text("utf-8")


def front_matter(data: Data) -> str:
    """Return data as YAML, a line for each key and for each member of a list.

    Values are JSON, which YAML contains; writing it is many times faster than a YAML dumper.
    """
    lines = []
    for key, value in data.items():
        if isinstance(value, list | tuple) and value:
            lines += [f"{key}:", *(f"- {_json(member)}" for member in value)]
        else:
            lines.append(f"{key}: {_json(value)}")
    return "\n".join(lines) + "\n"


def _json(value: Any) -> str:
    return NOT_YAML.sub(lambda m: f"\\u{ord(m[0]):04x}", json.dumps(value, ensure_ascii=False))
