"""Writes staged pages: plain Markdown files with a small front matter, filled from the templates of this package."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from press.web import wording

TEMPLATES = Path(__file__).parent / "templates"
Progress = Callable[[str, int, int], None]


def environment() -> Environment:
    """Return the environment of the staging templates; missing values are errors."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters |= {"day": wording.day_text, "when": wording.when, "qualified": wording.qualified, "circled": wording.circled}
    return env


@dataclass
class Stage:
    """The folder that MkDocs will read, and how many pages stand in it."""

    root: Path
    env: Environment = field(default_factory=environment)
    pages: int = 0

    def html(self, template: str, **values: Any) -> Markup:
        """Fill a template of this package; blank lines are dropped, so that it stays one HTML block in Markdown."""
        text = self.env.get_template(template).render(**values)
        return Markup(re.sub(r"\n\s*\n+", "\n", text).strip())

    def page(self, name: str, content: str, *, title: str, template: str = "page.html", description: str = "", **meta: Any) -> None:
        """Write `name` (a path ending in .md); `meta` goes into the front matter beside title, template and description."""
        front = {"title": title, "template": template, **({"description": description} if description else {}), **meta}
        lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front.items()]
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("---\n" + "\n".join(lines) + "\n---\n\n" + content.strip() + "\n", "utf-8")
        self.pages += 1
