"""Pages as values, and the folder in which they are drawn."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeVar

import msgspec
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined

from press.home import SOURCES
from press.reuse import Reuse, stamp_of
from press.warm import Once, Warm
from press.web.compiled import Compiled
from records import PressError

T = TypeVar("T")

ERROR_PAGE = "404.html"  # what a server shows for an address that is none: no page that one looks for

Data = Mapping[str, Any]
BLOCKS = Compiled("blocks")


def environment() -> Environment:
    """Return the environment of the few HTML blocks that stand inside a text; missing values are errors."""
    loader = ChoiceLoader(
        [FileSystemLoader(Path(__file__).parent / "templates"), FileSystemLoader(SOURCES / "overrides")]
    )
    return Environment(
        loader=loader,
        bytecode_cache=BLOCKS,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@dataclass(frozen=True)
class Page:
    """A page of the site: what its template shows, and nothing of when or where it is drawn.

    Attributes:
        path: below the site, ending in .html.
        template: of the theme.
        title: of the page.
        data: what else the template needs, without what is empty.
        text: in Markdown.

    """

    path: str
    template: str
    title: str
    data: Data
    text: str = ""


Drawn = tuple[str, str]
"""The path of a page's file, and what stands in it."""


class Drawer(Protocol):
    """Draws pages: as HTML, or as the Markdown from which MkDocs would draw them."""

    def draw(self, page: Page) -> Drawn:
        """Draw a page."""

    def others(self, known: Collection[str]) -> Iterable[Drawn]:
        """Draw what is made of no record; `known` are the paths of all other pages."""


class TwoPages(PressError):
    """Two pages would have one address, its `place`."""


class Drawing(Protocol):
    """Has others draw pages."""

    def takes(self, page: Page, stamp: bytes) -> bool:
        """Take a page that is to be drawn; return False if it is to be drawn here."""


@dataclass
class Stage:
    """The folder in which the site comes to stand: draws every page that it is given and that no earlier release has,
    and keeps their paths; what `drawing` takes is there once that is finished."""

    files: Reuse
    drawer: Drawer
    pages: set[str] = field(default_factory=set)
    env: Environment = field(default_factory=environment)
    warm: Warm | None = None
    noted: list[dict[str, bytes]] = field(default_factory=list)
    drawing: Drawing | None = None

    @property
    def root(self) -> Path:
        """The folder."""
        return self.files.target

    def block(self, template: str, **values: Any) -> str:
        """Return an HTML block for the text; without blank lines, because one would end it in Markdown."""
        return re.sub(r"\n\s*\n+", "\n", self.env.get_template(template).render(**values)).strip()

    def page(self, path: str, *, template: str, title: str, content: str = "", **data: Any) -> None:
        """Write a page, see `Page`; what is empty in `data` is left out.

        Raises:
            TwoPages: there is a page of this name.

        """
        self._claim(path)
        filled = {key: value for key, value in data.items() if value not in (None, "", [], ())}
        page = Page(path, template, title, filled, content)
        if not self._take(path, stamp := stamp_of(page)):
            self._draw(page, stamp)

    def _draw(self, page: Page, stamp: bytes) -> None:
        if self.drawing and self.drawing.takes(page, stamp):
            return
        name, text = self.drawer.draw(page)
        self.files.write(name, stamp, text.encode())

    def _claim(self, path: str) -> None:
        if path in self.pages:
            raise TwoPages("两个网页同一个网址", place=path, remedy="改一条记录的代码，例如不用 index")
        self.pages.add(path)

    def _take(self, name: str, stamp: bytes) -> bool:
        self._noted(name, stamp)
        return self.files.take(name, stamp)

    @contextmanager
    def noting(self) -> Iterator[dict[str, bytes]]:
        """Give the stamps of the files that come to stand in the with-block, by name."""
        self.noted.append({})
        yield self.noted[-1]
        self.noted.pop()

    def once(self, key: Hashable, inputs: Any, make: Callable[[], T]) -> T:
        """Have files made, and return what `make` returns; in a process that stays, those that are made of the same as
        in the release before are taken over.

        Args:
            key: says what is made.
            inputs: what it is made of; equal only if the same comes of it.
            make: makes it.

        """
        if self.warm is None:
            return make()
        known = self.warm.once.get(key)
        if known and known.inputs == inputs and self.again(known.files):
            made: T = known.made
            return made
        with self.noting() as files:
            made = make()
        self.warm.once[key] = Once(inputs, files, made)
        return made

    def again(self, noted: Mapping[str, bytes]) -> bool:
        """Take over files that were noted in an earlier build; return whether all are there."""
        if not all(self.files.take(name, stamp) for name, stamp in noted.items()):
            return False
        for outer in self.noted:
            outer.update(noted)
        for name in noted:
            if name.endswith(".html") and name != ERROR_PAGE:
                self._claim(name)
        return True

    def others(self) -> None:
        """Write the pages that are made of no record, once all others are there."""
        for path, content in self.drawer.others(self.pages):
            self.file(path, content)
            if path != ERROR_PAGE:
                self.pages.add(path)

    def twins(self, name: str, *, template: str, title: str, data: Data, record: Data) -> None:
        """Write a page without text, and as `<name>.json` the same for programs.

        Args:
            name: of both below the stage, without ending.
            template: of the theme.
            title: of the page.
            data: what else the template needs.
            record: what programs read besides title and address; empty lists are left out.

        """
        self.page(f"{name}.html", template=template, title=title, json=f"{name}.json", **data)
        told = {key: value for key, value in record.items() if value not in ((), [])}
        self.json(f"{name}.json", {"title": title, "address": f"{name}.html", **told})

    def file(self, name: str, text: str) -> None:
        """Write a file that is published as it is, such as JSON, by its path below the site."""
        data = text.encode()
        if not self._take(name, stamp := stamp_of(data)):
            self.files.write(name, stamp, data)

    def copy(self, source: Path, name: str) -> None:
        """Publish a file as it is."""
        seen = source.stat()
        self.once(
            ("copy", name),
            (source, seen.st_size, seen.st_mtime_ns),
            lambda: self._noted(name, self.files.copy(source, name)),
        )

    def _noted(self, name: str, stamp: bytes) -> None:
        for noted in self.noted:
            noted[name] = stamp

    def json(self, name: str, data: Any) -> None:
        """Write data as JSON with a line for each key, to be read by programs and people."""
        if not self._take(name, stamp := stamp_of(data)):
            self.files.write(name, stamp, msgspec.json.format(msgspec.json.encode(data), indent=1) + b"\n")
