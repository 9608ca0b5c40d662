"""Small issues to print, and finished PDFs opened for measuring."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pdfplumber
import pikepdf
import pytest
from PIL import Image

from bulletins import Typeset, typeset
from records import Article, Issue, Paragraph, Place, PrintedLine, Publication, Section

PT_PER_MM = 72 / 25.4
SENTENCE = "本段文字只为量版面而写并无所指每行二十八字逐行排满便于核对行数字数与右缘是否齐平"


@dataclass
class Printed:
    """A typeset issue, opened."""

    typeset: Typeset
    plumber: Any
    pike: pikepdf.Pdf

    def text(self, page: int) -> str:
        return self.plumber.pages[page - 1].extract_text() or ""

    def chars(self, page: int) -> list[dict[str, Any]]:
        return [c for c in self.plumber.pages[page - 1].chars if c["text"].strip()]

    def body_chars(self, page: int) -> list[dict[str, Any]]:
        """Return the characters inside the type area, so without the page number."""
        return [c for c in self.chars(page) if c["bottom"] < 263 * PT_PER_MM]

    def lines(self, page: int) -> list[list[dict[str, Any]]]:
        """Return the characters inside the type area by lines, each from left to right."""
        rows: dict[int, list[dict[str, Any]]] = {}
        for c in self.body_chars(page):
            rows.setdefault(round(c["matrix"][5]), []).append(c)
        return [sorted(rows[y], key=lambda c: c["x0"]) for y in sorted(rows, reverse=True)]

    def rules(self, page: int) -> list[tuple[float, float, float, float]]:
        """Return (left, top, right, bottom) in mm of the horizontal rules of a page, from the top."""
        found = [r for r in self.plumber.pages[page - 1].rects if r["height"] < 3 and r["width"] > 100]
        found += [r for r in self.plumber.pages[page - 1].lines if r["width"] > 100]
        return sorted(((r["x0"], r["top"], r["x1"], r["bottom"]) for r in found), key=lambda r: r[1])


@pytest.fixture
def cases() -> Path:
    """Return the folder of inputs that failed once; the test is skipped where `PRESS_CASES` names none."""
    folder = os.environ.get("PRESS_CASES")
    if not folder:
        pytest.skip("PRESS_CASES names no folder of cases")
    return Path(folder)


@pytest.fixture
def publication() -> Publication:
    return Publication(
        slug="shiyan", name="文明实践简报", issuer="省文明实践工作办公室", registration_no="苏简字0000号"
    )


@pytest.fixture
def places() -> dict[str, Place]:
    named = {"320000": "江苏省", "320200": "无锡市", "320282": "宜兴市", "320700": "连云港市"}
    return {code: Place(code=code, name=name, level="city") for code, name in named.items()}


@pytest.fixture
def issue() -> Callable[..., Issue]:
    """Return a function that makes an issue of the given items (one article of one paragraph by default)."""

    def make(*items: Any, **changes: Any) -> Issue:
        items = items or (
            Article(
                number=1, place="320200", title="小站点办成大事情", body=(Paragraph(text="近年来，各地陆续建站。"),)
            ),
        )
        anchored = [
            type(i)(**{**{f: getattr(i, f) for f in i.__struct_fields__}, "anchor": f"a{n}"})
            for n, i in enumerate(items, 1)
        ]
        values: dict[str, Any] = {
            "publication": "shiyan",
            "year": 2024,
            "number": 3,
            "date": date(2024, 3, 5),
            "items": tuple(anchored),
            "sections": (Section(name="工作交流", items=tuple(i.anchor for i in anchored)),),
            "lines": (
                PrintedLine(kind="报", lines=("中央文明办", "省文明委主任、副主任、委员")),
                PrintedLine(kind="发", lines=("各设区市、县（市、区）文明办",)),
            ),
            "print_run": 400,
        }
        return Issue(**{**values, **changes})

    return make


@pytest.fixture
def media(tmp_path: Path) -> Callable[[str], Path]:
    Image.new("RGB", (640, 360), "#7a8").save(tmp_path / "zhan.png")
    return lambda name: tmp_path / name


@pytest.fixture
def printed(
    publication: Publication, places: dict[str, Place], media: Callable[[str], Path]
) -> Iterator[Callable[..., Printed]]:
    """Return a function that typesets an issue and opens the PDF."""
    opened: list[Printed] = []

    def make(issue: Issue, publication: Publication = publication, **options: Any) -> Printed:
        result = typeset(issue, publication, places=places, media=media, **options)
        opened.append(Printed(result, pdfplumber.open(io.BytesIO(result.pdf)), pikepdf.open(io.BytesIO(result.pdf))))
        return opened[-1]

    yield make
    for each in opened:
        each.plumber.close()
        each.pike.close()


@pytest.fixture
def filler() -> Callable[[int], str]:
    """Return a function that gives a paragraph of exactly so many full lines."""
    return lambda lines: (SENTENCE * (lines + 1))[: 28 * lines - 2]
