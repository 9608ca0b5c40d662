"""Draws pages as MkDocs would, with its theme and settings: a page is a function of template, data and text."""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jinja2
import markdown
from mkdocs.commands.build import get_context
from mkdocs.config import load_config
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import get_navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import get_toc

from press.home import SETTINGS, SOURCES
from press.web.compiled import Compiled
from press.web.inline import know_marks
from press.web.pages import ERROR_PAGE, Drawn, Page
from records import PressError

BY_HAND = SOURCES / "pages"
THEME = Compiled("theme")


def by_hand() -> list[str]:
    """Return the paths of the pages that people wrote."""
    return [f"{path.stem}.html" for path in sorted(BY_HAND.glob("*.md"))]


def source_of(path: str) -> str:
    """Return the name of the Markdown file from which MkDocs would draw a page."""
    return f"{path.removesuffix('html').removesuffix('md')}md"


class Renderer:
    """The theme, ready to draw; `bundles` is what `main.html` needs of them.

    Settings, theme, menu and the extensions of Markdown come through MkDocs' own classes, so that `mkdocs build`
    over the same pages as Markdown gives the same bytes; a test does that.
    """

    def __init__(self, bundles: Sequence[Any]) -> None:
        self.config = load_config(str(SETTINGS), docs_dir=str(BY_HAND), strict=True)
        self.config.extra["bundles"] = bundles
        self.env: jinja2.Environment = self.config.theme.get_env()
        self.env.bytecode_cache = THEME
        self.markdown = markdown.Markdown(
            extensions=self.config.markdown_extensions, extension_configs=self.config.mdx_configs
        )
        know_marks(self.markdown)
        menu = [name for entry in self.config.nav or () for name in entry.values()]
        self.files = Files([self.file_of(source_of(name)) for name in (*menu, *by_hand())])
        self.nav = get_navigation(self.files, self.config)

    def draw(self, page: Page) -> Drawn:
        """Return the path of a page and its HTML."""
        name = source_of(page.path)
        drawn = self._page(self.files.get_file_from_path(name) or self.file_of(name))
        drawn.meta = {"title": page.title, "template": page.template, **page.data}
        drawn.markdown = page.text
        drawn.content = self.markdown.reset().convert(page.text) if page.text else ""
        drawn.toc = get_toc(self.markdown.toc_tokens if page.text else [])  # type: ignore[attr-defined]
        return page.path, self._html(drawn, page.template)

    def others(self, known: Collection[str]) -> Iterator[Drawn]:
        """Yield the pages that people wrote, and what the theme has of itself, such as the page of error 404.

        Args:
            known: the paths of all other pages, to which those may link.

        Raises:
            PressError: with MkDocs' own warnings, if there were any, such as a link that leads nowhere.

        """
        heard = _Warnings()
        logger = logging.getLogger("mkdocs")
        logger.addHandler(heard)
        try:
            for path in by_hand():
                page = self._page(self.files.src_uris[source_of(path)])
                page.read_source(self.config)
                page.render(self.config, _Linked(self, known))
                yield path, self._html(page, page.meta.get("template", "main.html"))
        finally:
            logger.removeHandler(heard)
        if heard.said:
            said = "；".join(heard.said[:5])
            raise PressError(f"网站没有生成：{said}", place="site/pages", remedy="改正上面所列的页面")
        for name in sorted(self.config.theme.static_templates):
            base = urlsplit(self.config.site_url or "/").path if name == ERROR_PAGE else "."
            html = self.env.get_template(name).render(get_context(self.nav, [], self.config, base_url=base))
            if html.strip():
                yield name, html

    def _html(self, page: MkDocsPage, template: str) -> str:
        page.active = True  # the menu shows it
        try:
            return self.env.get_template(template).render(get_context(self.nav, [], self.config, page))
        finally:
            page.active = False

    def file_of(self, name: str) -> File:
        """Return what MkDocs knows of a Markdown file."""
        return File(name, str(BY_HAND), self.config.site_dir, use_directory_urls=False)

    def _page(self, file: File) -> MkDocsPage:
        return file.page or MkDocsPage(None, file, self.config)


def renderer(told: str) -> Renderer:
    """Return the theme, made ready once in a process; `told` is what it needs of the bundles, as JSON."""
    return _ready(told, SETTINGS, BY_HAND)


@cache
def _ready(told: str, settings: Path, by_hand: Path) -> Renderer:
    return Renderer(json.loads(told))


class _Linked(Files):  # type: ignore[misc]  # MkDocs' types are not read
    """The files to which pages may link, each made when one does."""

    def __init__(self, renderer: Renderer, known: Collection[str]) -> None:
        super().__init__(renderer.files)
        self.renderer, self.known = renderer, known

    def get_file_from_path(self, path: str) -> File | None:
        known = path.endswith(".md") and f"{path.removesuffix('md')}html" in self.known
        return super().get_file_from_path(path) or (self.renderer.file_of(path) if known else None)


class _Warnings(logging.Handler):
    """Hears what MkDocs warns of."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())
