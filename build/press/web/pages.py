"""Writes staged pages: plain Markdown files whose front matter holds the data that the theme's templates show."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined

from records import PressError

# In a wheel the settings and the sources of the site lie inside the package, in a checkout on its top.
_PARENTS = Path(__file__).resolve().parents
HOME = _PARENTS[1] if (_PARENTS[1] / "mkdocs.yml").is_file() else _PARENTS[3]
SETTINGS = HOME / "mkdocs.yml"
SOURCES = HOME / "site"
# Characters that JSON leaves alone and a YAML reader refuses or takes for a line break.
NOT_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")

Progress = Callable[[str, int, int], None]
Data = Mapping[str, Any]


def environment() -> Environment:
    """Return the environment of the few HTML blocks that stand inside a text; missing values are errors."""
    loader = ChoiceLoader(
        [FileSystemLoader(Path(__file__).parent / "templates"), FileSystemLoader(SOURCES / "overrides")]
    )
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


@dataclass
class Stage:
    """The folder that MkDocs will read, and how many pages stand in it."""

    root: Path
    pages: int = 0
    env: Environment = field(default_factory=environment)

    def block(self, template: str, **values: Any) -> str:
        """Return an HTML block for the text; without blank lines, because one would end it in Markdown."""
        return re.sub(r"\n\s*\n+", "\n", self.env.get_template(template).render(**values)).strip()

    def page(self, name: str, *, template: str, title: str, content: str = "", **data: Any) -> None:
        """Write a page.

        Args:
            name: its path below the stage, ending in .md.
            template: of the theme.
            title: of the page.
            content: Markdown.
            data: what else the template needs; goes into the front matter.

        Raises:
            PressError: there is a page of this name.

        """
        path = self.root / name
        if path.exists():
            raise PressError(
                "两个网页同一个网址", place=name.removesuffix("md") + "html", remedy="改一条记录的代码，例如不用 index"
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            f"---\n{front_matter({'title': title, 'template': template, **data})}---\n\n{content}\n", "utf-8"
        )
        self.pages += 1

    def twins(self, name: str, *, template: str, title: str, data: Data, record: Data) -> None:
        """Write a page without text, and as `<name>.json` the same for programs.

        Args:
            name: of both below the stage, without ending.
            template: of the theme.
            title: of the page.
            data: what else the template needs.
            record: what programs read besides title and address; empty lists are left out.

        """
        self.page(f"{name}.md", template=template, title=title, json=f"{name}.json", **data)
        told = {key: value for key, value in record.items() if value not in ((), [])}
        self.json(f"{name}.json", {"title": title, "address": f"{name}.html", **told})

    def file(self, name: str, text: str) -> None:
        """Write a file that is published as it is, such as JSON, by its path below the site."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="")

    def json(self, name: str, data: Any) -> None:
        """Write data as JSON with a line for each key, to be read by programs and people."""
        self.file(name, json.dumps(data, ensure_ascii=False, indent=1) + "\n")


def front_matter(data: Data) -> str:
    """Return data as YAML, a line for each key and for each member of a list.

    Values are JSON, which YAML contains; writing it is many times faster than a YAML dumper.
    """
    lines = []
    for key, value in data.items():
        if isinstance(value, list | tuple) and value:
            lines += [f"{key}:", *(f"- {_json(member)}" for member in value)]
        elif value not in (None, "", [], ()):
            lines.append(f"{key}: {_json(value)}")
    return "\n".join(lines) + "\n"


def _json(value: Any) -> str:
    return NOT_YAML.sub(lambda m: f"\\u{ord(m[0]):04x}", json.dumps(value, ensure_ascii=False))
