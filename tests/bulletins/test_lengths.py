"""Whatever the length and the content of a bulletin, its imprint ends the last even
page and its text lies on the grid."""

from __future__ import annotations

import io
from pathlib import Path
from random import Random
from typing import Any

import pdfplumber
import pytest

from bulletins import typeset
from bulletins.breaking import CLOSING
from bulletins.page import PITCH_MM, TOP_MM
from records import Article, Paragraph
from tests.random_bulletins import PLACES, bulletin

MM = 72 / 25.4
FIRST_LINE_MM = 297 - 44.27  # of the baseline of the first line, from the bottom of the page
PAGE_1, PAGE = 12, 22  # lines of text that the first page of the plain issue below holds, and every other


def bottoms(pdf: bytes) -> tuple[int, float, float]:
    """Return how many pages there are, and on the last one where the text ends and the
    imprint begins, in mm from the top."""
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        page = opened.pages[-1]
        text = [c["bottom"] / MM for c in page.chars if c["size"] > 15 and c["bottom"] < 263 * MM]
        rules = [r["top"] / MM for r in [*page.rects, *page.lines] if r["width"] > 150 * MM]
        return len(opened.pages), max(text, default=0.0), min(rules)


@pytest.mark.parametrize("extra", [-1, 0, 1])
@pytest.mark.parametrize("pages", range(1, 7))
def test_a_last_page_exactly_full_one_line_less_and_one_line_more(
    pages: int, extra: int, issue: Any, publication: Any, filler: Any
) -> None:
    lines = PAGE_1 + PAGE * (pages - 1) + extra
    made = typeset(
        issue(Article(number=1, place="320200", title="小站点办成大事情", body=(Paragraph(text=filler(lines)),))),
        publication,
        places=PLACES,
        media=Path,
    )
    count, text, imprint = bottoms(made.pdf)
    of_text = pages + (extra == 1)
    room = extra == 1  # a page with one line of text has room for the imprint, one with a line to spare has none
    least = of_text if room else of_text + 1
    assert count == least + least % 2, "no page more than the text, the imprint and an even number need"
    assert text < imprint


def test_random_bulletins_keep_the_imprint_clear_and_the_text_on_the_grid() -> None:
    """A sample of what the bench does five hundred times."""
    for seed in Random(3).sample(range(10_000), 60):
        made_of = bulletin(seed)
        made = typeset(*made_of, places=PLACES, media=Path)
        count, text, imprint = bottoms(made.pdf)
        assert count % 2 == 0 and text < imprint, seed
        with pdfplumber.open(io.BytesIO(made.pdf)) as opened:
            for number, page in enumerate(opened.pages, 1):
                for c in page.chars:
                    if c["upright"] and "Fang" in c["fontname"] and abs(c["size"] - 16) < 0.1 and c["text"].strip():
                        steps = (FIRST_LINE_MM * MM - c["matrix"][5]) / (PITCH_MM * MM)
                        assert steps == pytest.approx(round(steps), abs=0.02), (seed, number, c["text"])
                        # of the half of a mark that has ink
                        right = c["x0"] + c["size"] / 2 if c["text"] in CLOSING else c["x1"]
                        assert c["top"] / MM > TOP_MM - 1 and right / MM < 184.1, (seed, number, c["text"])
