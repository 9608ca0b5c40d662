"""The HTML of a bulletin: well-formed, and made of elements that its style sheet knows."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

import pytest

from bulletins.compose import TEMPLATES, compose
from bulletins.draft import ELEMENTS
from records import Article, Paragraph, Picture, TypesetError

INLINE = {"a", "b", "span", "strong", "br", "img"}
IN_HEAD = {"meta", "title", "style"}


def test_the_style_sheet_of_elements_says_how_each_element_of_the_templates_is_set() -> None:
    used = {
        name for path in TEMPLATES.glob("*.html") for name in re.findall(r"<([a-z][a-z0-9]*)", path.read_text("utf-8"))
    }
    known = set(
        re.findall(
            r"[a-z][a-z0-9]*", " ".join(re.findall(r"^(.*)\{ display:", ELEMENTS.read_text("utf-8"), re.MULTILINE))
        )
    )
    assert used - known == INLINE | IN_HEAD


def test_what_editors_write_leaves_the_html_well_formed(issue: Any, publication: Any, places: Any) -> None:
    hard = "<b>&amp; “引号” \"'</b> <br> ]]> &nbsp; & <!-- 注 -->"
    made = issue(Article(number=1, title=f"标题{hard}", body=(Paragraph(text=hard),)), editor_note=hard)
    root = ElementTree.XML(compose(made, publication, places, {}))
    paragraphs = ["".join(p.itertext()) for p in root.iter("p") if p.get("data-tag") == "BulletinParagraph"]
    assert paragraphs == [hard]


@pytest.mark.parametrize("char", ["\x0b", "\x1f", "\u2028", "\uffff"])
def test_a_control_character_is_an_error_that_names_the_article(char: str, issue: Any, printed: Any) -> None:
    for block in (Picture(media="zhan.png", alt=f"站点{char}门口"), Paragraph(text=f"站点{char}门口")):
        with pytest.raises(TypesetError, match=f"U\\+{ord(char):04X}") as error:
            printed(issue(Article(number=1, title="小站点办成大事情", body=(block,))))
        assert "《小站点办成大事情》" in str(error.value)


def test_the_text_for_a_picture_may_hold_what_has_no_glyph(issue: Any, printed: Any) -> None:
    printed(issue(Article(number=1, title="小站点办成大事情", body=(Picture(media="zhan.png", alt="站点😀门口"),))))
