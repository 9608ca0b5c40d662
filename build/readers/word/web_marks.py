"""What the tags and styles of a web page say of the words inside them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from readers.word.names import name_of
from readers.word.web_formulas import in_one_line

UNSEEN = {"head", "style", "script", "title", "template", "noscript", "object", "iframe", "rp"}
UNSEEN |= {"defs", "desc", "metadata"}  # of a drawing
STRUCK = ("s", "strike", "del")
FORMS = {"textarea": "form", "select": "form", "svg": "drawing"}
HIDDEN = re.compile(r"display:none|mso-hide:all|visibility:hidden")
STRIKES = re.compile(r"text-decoration[^;]*:[^;]*line-through")
HEAVY = re.compile(r"font-weight:(bold|[6-9]00)|font-family:[^;]*(黑体|simhei|小标宋)")
LIGHT = re.compile(r"font-weight:(normal|400)")


def style_of(element: Element) -> str:
    """Return the style that an element carries, without spaces and in small letters."""
    return element.get("style", "").replace(" ", "").lower()


def words_of(element: Element) -> str:
    """Return the words of an element that a browser shows, in one line; of a choice those that are chosen."""
    return " ".join(_shown(element).split())


def _shown(element: Element) -> str:
    tag = name_of(element)
    if not tag or tag in UNSEEN:
        return ""
    if tag == "math":
        return in_one_line(element)
    if tag == "select":
        options = list(element.iter("option"))
        made = [option for option in options if "selected" in option.attrib] or options[:1]
        return "、".join("".join(option.itertext()).strip() for option in made)
    return (element.text or "") + "".join(_shown(child) + (child.tail or "") for child in element)


def aside_of(element: Element) -> str:
    """Return why the words inside an element do not belong to the text; '' where they do."""
    tag, style = name_of(element), style_of(element)
    if tag in UNSEEN:
        return "unseen"
    if "mso-element:comment" in style:
        return "comment"
    if HIDDEN.search(style):
        return "hidden"
    if (tag in STRUCK or STRIKES.search(style)) and "text-decoration:none" not in style:
        return "struck"
    return "hidden" if "hidden" in element.attrib else FORMS.get(tag, "")


def bold_of(tag: str, style: str) -> bool | None:
    """Return whether an element makes its words bold, None where it says nothing of it."""
    if tag in ("b", "strong") or HEAVY.search(style):
        return True
    return False if LIGHT.search(style) else None


def script_of(tag: str, style: str) -> str:
    """Return superscript or subscript where an element sets its words so, else ''."""
    if tag == "sup" or "vertical-align:super" in style:
        return "superscript"
    return "subscript" if tag == "sub" or "vertical-align:sub" in style else ""


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
