"""What the tags and styles of a web page say of the words inside them."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

UNSEEN = {"head", "style", "script", "title", "template", "noscript", "object", "iframe", "defs", "desc", "metadata"}
STRUCK = ("s", "strike", "del")


def aside_of(tag: str, style: str) -> str:
    """Return why the words inside an element do not belong to the text; '' where they do."""
    if tag in UNSEEN:
        return "unseen"
    if "mso-element:comment" in style:
        return "comment"
    if "display:none" in style or "mso-hide:all" in style or "visibility:hidden" in style:
        return "hidden"
    struck = tag in STRUCK or re.search(r"text-decoration[^;]*:[^;]*line-through", style)
    return "struck" if struck and "text-decoration:none" not in style else ""


def scheme(address: str) -> str:
    """Return the scheme of an address, '' where it has none."""
    try:
        return urlsplit(address).scheme.lower()
    except ValueError:
        return ""


def list_style(style: str) -> str:
    """Return the kind of numeral that a style sheet asks for."""
    match = re.search(r"list-style(?:-type)?:([a-z-]+)", style)
    kinds = {
        **dict.fromkeys(
            ("cjk-ideographic", "simp-chinese-informal", "trad-chinese-informal", "cjk-decimal"),
            "chineseCountingThousand",
        ),
        **dict.fromkeys(("simp-chinese-formal",), "chineseLegalSimplified"),
        **{
            "lower-alpha": "lowerLetter",
            "lower-latin": "lowerLetter",
            "upper-alpha": "upperLetter",
            "upper-latin": "upperLetter",
        },
        **{
            "lower-roman": "lowerRoman",
            "upper-roman": "upperRoman",
            "decimal-leading-zero": "decimalZero",
            "none": "none",
        },
    }
    return kinds.get(match[1], "decimal") if match else "decimal"


def kind_of(tag: str, classes: str, style: str, align: str) -> str:
    """Return what kind of paragraph an element makes, as `pages.Text` names it."""
    if tag == "h1" or "MsoTitle" in classes:
        return "title" if "MsoTitle" in classes else "heading1"
    if tag in ("h2", "h3", "h4", "h5", "h6"):
        return f"heading{min(int(tag[1]), 3)}"
    if tag == "blockquote" or "Quote" in classes:
        return "quotation"
    if "text-align:center" in style or align.lower() == "center" or tag == "center":
        return "centred"
    return "right" if "text-align:right" in style or align.lower() == "right" else ""


class _Counter(HTMLParser):
    """Counts the items of each list that counts backwards: it begins with as many."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lists, self.counts = list[int | None](), list[int]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("ol", "ul"):
            backwards = tag == "ol" and any(name == "reversed" for name, _ in attrs)
            self.lists.append(len(self.counts) if backwards else None)
            self.counts += [0] if backwards else []
        elif tag == "li" and self.lists and (at := self.lists[-1]) is not None:
            self.counts[at] += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ol", "ul") and self.lists:
            self.lists.pop()


def items_of_reversed(html: str) -> list[int]:
    """Return how many items each list has that counts backwards, in order."""
    counter = _Counter()
    counter.feed(html)
    counter.close()
    return counter.counts
