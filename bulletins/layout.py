"""Lay out a composed bulletin with WeasyPrint, in as many passes as the imprint and the tables need, and write its PDF."""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from math import floor
from pathlib import Path
from typing import Any

from weasyprint import CSS, HTML
from weasyprint.formatting_structure import boxes
from weasyprint.text.ffi import harfbuzz_subset
from weasyprint.urls import URLFetcher, URLFetcherResponse

from bulletins import justify
from bulletins.glyphs import FONTS
from bulletins.page import PITCH_MM, TOP_MM, TYPE_HEIGHT_MM, Placement
from press.records import SetupError, TypesetError

FOLDER = Path(__file__).parent
FAMILIES = {  # the names by which bulletin.css calls the fonts
    "Bulletin Fang": "FandolFang-Regular.otf",
    "Bulletin Kai": "FandolKai-Regular.otf",
    "Bulletin Song": "NotoSerifSC-Regular.otf",
    "Bulletin Biaosong": "NotoSerifSC-Bold.otf",
    "Bulletin Hei": "NotoSansSC-Bold.otf",
}
PX_PER_MM = 96 / 25.4
PASSES = 6
_lock = threading.Lock()  # Pango's font map and WeasyPrint's caches are shared by all documents of the process


@dataclass(frozen=True)
class Pages:
    """A laid-out bulletin."""

    document: Any
    source: str

    @property
    def count(self) -> int:
        """How many pages there are."""
        return len(self.document.pages)

    def first_pages(self, anchors: Iterable[str]) -> dict[str, int]:
        """Return the page (from 1) on which each anchor stands."""
        found = {name: n for n, page in reversed(list(enumerate(self.document.pages, 1))) for name in page.anchors}
        return {anchor: found[anchor] for anchor in anchors}

    def write(self) -> bytes:
        """Return the PDF; its identifier follows from what was composed."""
        with _lock, _Problems():
            identifier = hashlib.sha256(self.source.encode()).hexdigest()[:32].encode()
            return bytes(self.document.write_pdf(pdf_variant="pdf/a-3u", pdf_tags=True, pdf_identifier=identifier))


def check_setup() -> None:
    """Raise SetupError where the library is missing without which subsetting fonts takes 36 times as long."""
    if harfbuzz_subset is None:
        raise SetupError("缺少系统库 libharfbuzz-subset0，无法排版", remedy="运行 sudo apt-get install libharfbuzz-subset0")


def lay_out(compose: Callable[[Placement], str], pictures: Mapping[str, Path]) -> Pages:
    """Lay out what `compose` makes of a placement until the imprint and what follows tables and pictures stand where they belong.

    The first pass lets the imprint follow the text; further ones, where needed, bring the lines after a table back to the grid
    and give the imprint a page of its own. Last, the imprint is moved down to the foot of its page, which changes nothing else.
    """
    placement = Placement()
    with _lock, _Problems():
        for _ in range(PASSES):
            source = compose(placement)
            document = _render(source, pictures)
            improved = _improve(placement, document)
            if improved == placement:
                _move_imprint_down(document)
                return Pages(document, source)
            placement = improved
    raise TypesetError("版面反复调整仍不能确定", remedy="检查是否有表格或图片高于一页")


# Rendering -----------------------------------------------------------------------------------------------------------


def _render(source: str, pictures: Mapping[str, Path]) -> Any:
    fonts, styles = _fonts_and_styles()
    fetcher = _Pictures(pictures)
    return HTML(string=source, url_fetcher=fetcher).render(font_config=fonts, stylesheets=[styles])


@cache
def _fonts_and_styles() -> tuple[justify.BulletinFonts, CSS]:
    """Return the one font configuration of this process: a new one for each document would cost megabytes each (measured.md)."""
    justify.install()
    fonts = justify.BulletinFonts({family: FONTS / name for family, name in FAMILIES.items()})
    return fonts, CSS(filename=FOLDER / "styles" / "bulletin.css", font_config=fonts)


class _Pictures(URLFetcher):  # type: ignore[misc]
    """Fetches `picture:NAME` from the issue's pictures and nothing else.

    The address of a picture enters the PDF, so it must not tell where the file lies.
    """

    def __init__(self, pictures: Mapping[str, Path]) -> None:
        super().__init__(fail_on_errors=True)
        self.pictures = pictures

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        return URLFetcherResponse(url, self.pictures[url.removeprefix("picture:")].read_bytes())


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


class _Problems:
    """Raise TypesetError at the end for anything WeasyPrint warned of; a warning here is a defect on paper."""

    def __enter__(self) -> None:
        self.collector = _Collector()
        logging.getLogger("weasyprint").addHandler(self.collector)

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        logging.getLogger("weasyprint").removeHandler(self.collector)
        if kind is None and self.collector.messages:
            raise TypesetError("排版引擎报告：" + "；".join(self.collector.messages), remedy="请把这条信息转给系统管理员")


# Measuring -----------------------------------------------------------------------------------------------------------


def _improve(placement: Placement, document: Any) -> Placement:
    """Return the placement that the next pass should try; the same where all is well."""
    pads = dict(placement.pads)
    for name, bottom_mm in _blocks_to_grid(document):
        # A hair less than exact: a thousandth too much, and the last line of the page no longer fits.
        pad = (TOP_MM - (bottom_mm - pads.get(name, 0.0))) % PITCH_MM
        pads[name] = max(0.0, floor(pad * 1000 - 1) / 1000)
    if pads != placement.pads:
        return Placement(pads=pads)
    if placement.imprint != "follows":
        return placement
    page = _page_of_imprint(document)
    if page % 2 == 0:
        return placement
    # On an odd page the imprint either shares it with text, then the next page is its own, or text ends on the even page
    # before: then a blank page comes between, and neither of the two has a number (GB/T 9704-2012 §7.5).
    shared = any(_texts_outside_imprint(document.pages[page - 1]))
    return replace(placement, imprint="next" if shared else "after_blank")


def _blocks_to_grid(document: Any) -> Iterator[tuple[str, float]]:
    """Yield (id, lower edge in mm) of every block after which text must return to the grid; of its last part, if pages split it."""
    found: dict[str, float] = {}
    for page in document.pages:
        for box in _body(page).descendants():
            if isinstance(box, boxes.BlockBox) and box.element is not None and box.element.get("data-grid"):
                found[box.element.get("data-grid")] = (box.position_y + box.margin_height()) / PX_PER_MM
    yield from found.items()


def _page_of_imprint(document: Any) -> int:
    for n, page in enumerate(document.pages, 1):
        if _imprint(page) is not None:
            return n
    raise AssertionError("the template always prints an imprint")


def _imprint(page: Any) -> Any:
    for box in _body(page).descendants():
        if isinstance(box, boxes.BlockBox) and box.element is not None and box.element.get("id") == "imprint":
            return box
    return None


def _texts_outside_imprint(page: Any) -> Iterator[Any]:
    imprint = _imprint(page)
    inside = {id(box) for box in imprint.descendants()} if imprint is not None else set()
    for box in _body(page).descendants():
        if isinstance(box, boxes.TextBox | boxes.ReplacedBox) and id(box) not in inside:
            yield box


def _body(page: Any) -> Any:
    """Return the box of a page's content, without its margin boxes."""
    return page._page_box.children[0]


def _move_imprint_down(document: Any) -> None:
    page = document.pages[_page_of_imprint(document) - 1]
    box = _imprint(page)
    bottom = (TOP_MM + TYPE_HEIGHT_MM) * PX_PER_MM
    box.translate(0, bottom - (box.position_y + box.margin_height()))
