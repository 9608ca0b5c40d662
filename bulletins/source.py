"""The HTML of a bulletin as WeasyPrint takes it: well-formed, its pictures from the issue, and nothing from outside."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

from cssselect2 import ElementWrapper  # type: ignore[import-untyped]
from weasyprint import CSS, HTML
from weasyprint.css.counters import CounterStyle
from weasyprint.urls import URLFetcher, URLFetcherResponse


class Source(HTML):  # type: ignore[misc]
    """The HTML of a bulletin.

    WeasyPrint's own class reads any HTML, which takes its parser ten times as long as it takes to read XML, and has a
    style sheet for every element there is.

    Args:
        source: HTML that is well-formed XML as well.
        pictures: the files of its pictures, or their bytes, by the names that it uses.
        elements: the style sheet that says what its elements are.

    """

    def __init__(self, source: str, pictures: Mapping[str, Path | bytes], elements: CSS) -> None:
        self.base_url = None
        self.media_type = "print"
        self.url_fetcher = _Pictures(pictures)
        self.wrapper_element = ElementWrapper.from_html_root(ElementTree.XML(source), content_language=None)
        self.etree_element = self.wrapper_element.etree_element
        self.elements = elements

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        return [self.elements]

    def _ua_counter_style(self) -> list[CounterStyle]:
        return []


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
