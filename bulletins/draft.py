"""A bulletin whose styles and boxes WeasyPrint has built, to be laid out as often as its placement takes.

`HTML.render` would do everything anew in each pass, although only lines and pages change. The parts of WeasyPrint 70.0
called here are private; justify.py refuses any other version.
"""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterator, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from weasyprint import CSS, DEFAULT_OPTIONS
from weasyprint.css.counters import CounterStyle
from weasyprint.css.properties import Dimension
from weasyprint.document import Document, Page
from weasyprint.formatting_structure import boxes
from weasyprint.formatting_structure.build import build_formatting_structure
from weasyprint.html import get_html_metadata
from weasyprint.layout import layout_document
from weasyprint.layout.background import layout_backgrounds
from weasyprint.layout.page import make_all_pages, make_margin_boxes
from weasyprint.pdf.metadata import DocumentMetadata

from bulletins import floating, grid, justify, overleaf, ruling, shortcuts, tags
from bulletins.cut import cut_fonts
from bulletins.floating import Floating, floats_of, misplaced
from bulletins.page import Placement
from bulletins.resuming import resumed
from bulletins.source import Source
from bulletins.typefaces import BulletinFonts

STYLES = Path(__file__).parent / "styles" / "bulletin.css"
TIGHT, TIGHT_ABOVE = 0.8, 0.25  # of the height of lines and of the blank above, where the imprint must take less room
ELEMENTS = STYLES.with_name("elements.css")


class Draft:
    """The built boxes of a bulletin.

    Args:
        source: its HTML.
        pictures: the files of its pictures, or their bytes, by the names that the HTML uses.
        folder: where its fonts are kept until its PDF is written.
        style_sheet: of the composition, for one that is no bulletin.

    """

    def __init__(
        self, source: str, pictures: Mapping[str, Path | bytes], folder: Path, style_sheet: Path = STYLES
    ) -> None:
        elements, styles, self.counter_style = _styles(style_sheet)
        self.fonts = BulletinFonts()
        self.html = Source(source, pictures, elements)
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
        self._loose: list[tuple[Any, Any]] = []
        self.floats = floats_of(self.root)
        self.fonts.add(cut_fonts(self._texts(), folder))

    def lay_out(self, placement: Placement | None, like: Document | None = None, kept: int = 0) -> Document:
        """Return the pages of the bulletin, placed so.

        Args:
            placement: where the imprint stands; None for a composition that has none.
            like: an earlier result, from which it differs only after its first pages.
            kept: how many of these pages are taken as they are.

        """
        if placement:
            self._place(placement)
        while True:
            context = self._context()
            if like and kept:
                laid_out = [page._page_box for page in like.pages[:kept]]
                laid_out += resumed(self.html, self.root, context, like.context, kept)
            else:
                laid_out = list(layout_document(self.html, self.root, context))
            pinned = set(misplaced(laid_out, self.floats)) - self.floats.pinned if context.any_left_out else set()
            if not pinned:
                document = self.document([Page(box) for box in laid_out])
                document.context = context
                return document
            self.floats.pinned |= pinned
            like = None

    def imprint_page(self, number: int) -> Page:
        """Return a page of this number with the imprint alone, as it stands on the page after the
        text: nothing else need be laid out."""
        body = next(box for box in self.root.children if box.element_tag == "body")
        root = self.root.copy_with_children([body.copy_with_children([self._imprint])])
        context = self._context()
        counters = {"pages": [0], "page": [number - 1]}
        remade = {"content_changed": False, "pages_wanted": False, "anchors": [], "content_lookups": []}
        begins = {"break": "any", "page": root.page_values()[0]}
        context.page_maker = [(None, begins, number % 2 == 1, ([0], counters, [set(counters)], []), remade)]
        (page,) = make_all_pages(context, root, self.html, [])
        context.current_page = 1
        page.children = (page.children[0], *make_margin_boxes(context, page, context.page_maker[1][3]))
        layout_backgrounds(page, context.get_image_from_uri)
        return Page(page)

    def _context(self) -> Floating:
        built = self.built
        context = Floating(
            self.floats,
            built.style_for,
            built.get_image_from_uri,
            self.fonts,
            self.counter_style,
            built.target_collector,
        )
        context.footnotes = list(built.footnotes)
        return context

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

    @cached_property
    def _imprint(self) -> Any:
        """The box of the imprint; None for a circular or letters, which have none."""
        ours = (box for box in self.root.descendants() if box.element is not None)
        return next((box for box in ours if box.element.get("id") == "imprint"), None)

    def set_imprint(self, *, tight: bool) -> None:
        """Set the imprint with less blank between its lines and above it, or as the style sheet says."""
        imprint = self._imprint
        if not self._loose:
            self._loose = [(box, box.style) for box in (imprint, *imprint.descendants())]
        usual = self._loose[0][1]["line_height"]
        for box, style in self._loose:
            box.style = style
            if tight and style["line_height"] == usual:
                box.style = style.copy()
                box.style["line_height"] = Dimension(style["line_height"].value * TIGHT, "px")
        if tight:
            imprint.style["padding_top"] = Dimension(imprint.style["padding_top"].value * TIGHT_ABOVE, "px")

    def break_imprint(self, elements: Collection[Any]) -> None:
        """Let the imprint go on overleaf from some of its lines."""
        for line in (
            box for box in self._imprint.descendants() if box.element in elements and isinstance(box, boxes.BlockBox)
        ):
            line.style = line.style.copy()
            line.style["break_before"] = "page"

    def _place(self, placement: Placement) -> None:
        imprint = self._imprint
        if imprint is None:
            return
        imprint.style["break_inside"] = "auto" if placement == "flows" else "avoid"
        if placement in ("follows", "flows"):
            return
        imprint.style["break_before"] = "left"
        mirrored = self.html.etree_element.find("body").get("class") == "mirror"
        for box in imprint.descendants():  # the first box inside decides which page it is
            box.style["page"] = "mirrored-after-blank" if mirrored else "after-blank"


def install() -> None:
    """Put what is ours in the place of WeasyPrint's, see `patches`; harmless when repeated."""
    for module in (justify, grid, floating, overleaf, ruling, tags, shortcuts):
        module.install()


@cache
def _styles(style_sheet: Path) -> tuple[CSS, CSS, CounterStyle]:
    """Return the style sheets, read once in a process, and the counter styles that they define."""
    gc.freeze()  # what was imported stays: looking through it again and again costs a tenth of the time of a bulletin
    install()
    counter_style = CounterStyle()
    options = {"font_config": BulletinFonts(), "counter_style": counter_style}
    return CSS(filename=ELEMENTS, **options), CSS(filename=style_sheet, **options), counter_style
