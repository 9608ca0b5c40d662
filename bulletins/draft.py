"""A bulletin whose styles and boxes WeasyPrint has built, to be laid out as often as its placement takes.

`HTML.render` would do everything anew in each pass, although only lines and pages change. The parts of WeasyPrint 70.0 called here
are private; justify.py refuses any other version.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from weasyprint import CSS, DEFAULT_OPTIONS, HTML
from weasyprint.css.counters import CounterStyle
from weasyprint.document import Document, Page
from weasyprint.formatting_structure import boxes
from weasyprint.formatting_structure.build import build_formatting_structure
from weasyprint.html import get_html_metadata
from weasyprint.layout import layout_document
from weasyprint.pdf.metadata import DocumentMetadata
from weasyprint.urls import URLFetcher, URLFetcherResponse

from bulletins import grid, justify, tags
from bulletins.cut import cut_fonts
from bulletins.notes import NotesStay
from bulletins.page import Placement

STYLES = Path(__file__).parent / "styles" / "bulletin.css"


class Draft:
    """The built boxes of a bulletin.

    Args:
        source: its HTML.
        pictures: the files of its pictures, or their bytes, by the names that the HTML uses.
        folder: where its fonts are kept until its PDF is written.

    """

    def __init__(self, source: str, pictures: Mapping[str, Path | bytes], folder: Path) -> None:
        styles, self.counter_style = _styles()
        self.fonts = justify.BulletinFonts()
        self.html = HTML(string=source, url_fetcher=_Pictures(pictures))
        options = {**DEFAULT_OPTIONS, "stylesheets": [styles]}
        self.built = Document._build_layout_context(self.html, self.fonts, self.counter_style, {}, options)
        self.root = build_formatting_structure(
            self.html.etree_element,
            self.built.style_for,
            self.built.get_image_from_uri,
            self.html.base_url,
            self.built.target_collector,
            self.counter_style,
            self.built.footnotes,
        )
        self.fonts.add(cut_fonts(self._texts(), folder))

    def lay_out(self, placement: Placement) -> Document:
        """Return the pages of the bulletin, placed so."""
        self._place(placement)
        built = self.built
        context = NotesStay(built.style_for, built.get_image_from_uri, self.fonts, self.counter_style, built.target_collector)
        context.footnotes = list(built.footnotes)
        laid_out = list(layout_document(self.html, self.root, context))
        return self.document([Page(box) for box in laid_out])

    def document(self, pages: list[Page]) -> Document:
        """Return the document of these pages."""
        metadata = DocumentMetadata(**get_html_metadata(self.html))
        return Document(pages, metadata, self.html.url_fetcher, self.fonts, {}, None)

    def _texts(self) -> Iterator[tuple[tuple[str, ...], str]]:
        """Yield every piece of text with the families that it asks for."""
        for root in (self.root, *self.built.footnotes):
            for box in root.descendants():
                if isinstance(box, boxes.TextBox):
                    yield box.style["font_family"], box.text

    def _place(self, placement: Placement) -> None:
        if placement == "follows":
            return
        imprint = next(box for box in self.root.descendants() if box.element is not None and box.element.get("id") == "imprint")
        imprint.style["break_before"] = "left"
        if placement == "after_blank":
            mirrored = self.html.etree_element.find("body").get("class") == "mirror"
            for box in imprint.descendants():  # the first box inside decides which page it is
                box.style["page"] = "mirrored-after-blank" if mirrored else "after-blank"


@cache
def _styles() -> tuple[CSS, CounterStyle]:
    """Return the style sheet, read once in a process, and the counter styles that it defines."""
    gc.freeze()  # what was imported stays: looking through it again and again costs a tenth of the time of a bulletin
    justify.install()
    grid.install()
    tags.install()
    counter_style = CounterStyle()
    return CSS(filename=STYLES, font_config=justify.BulletinFonts(), counter_style=counter_style), counter_style


class _Pictures(URLFetcher):  # type: ignore[misc]
    """Fetches `picture:NAME` from the issue's pictures and nothing else.

    The address of a picture enters the PDF, so it must not tell where the file lies.
    """

    def __init__(self, pictures: Mapping[str, Path | bytes]) -> None:
        super().__init__(fail_on_errors=True)
        self.pictures = pictures

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        picture = self.pictures[url.removeprefix("picture:")]
        return URLFetcherResponse(url, picture if isinstance(picture, bytes) else picture.read_bytes())
