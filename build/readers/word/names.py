"""The names that elements have in a Word file or on a web page, and how their values are read."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from readers.word.package import OFFICE

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = f"{{{OFFICE}}}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
V = "{urn:schemas-microsoft-com:vml}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
OLE = "{urn:schemas-microsoft-com:office:office}OLEObject"
NOTHING = Element("nothing")
KNOWN = re.compile(
    r"w|w1[0-9]\w*|wp|wp14|wp[acgis]|wne|a|a1[46]|asvg|aink|am3d|c|c1[456]\w*|cx\d*|dgm|dsp|lc|m|ma|mc|mo|mv|o|oel|pic|pic14|r|sl|v|x"
)
"""The prefixes that Word and WPS give to names which today's Word knows."""


def name_of(element: Element) -> str:
    """Return the name of an element, whether of HTML, MathML or SVG; '' for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def value(element: Element, name: str) -> str:
    """Return the w:val of a child, '' where there is none."""
    found = element.find(W + name)
    return found.get(f"{W}val", "") if found is not None else ""


def switched(element: Element, name: str) -> bool | None:
    """Return whether a child such as w:b turns something on or off, None where it is not there."""
    found = element.find(W + name)
    return None if found is None else found.get(f"{W}val", "1") not in ("0", "false", "off", "none")


def number_of(text: str | None) -> int | None:
    """Return a whole number of at most nine digits, None for anything else."""
    bare = (text or "").strip()
    return int(bare) if bare.isascii() and bare.lstrip("-").isdigit() and len(bare) < 10 else None


def child(element: Element, path: str) -> Element:
    """Return the first descendant along a path of names such as pPr/rPr, an empty element where there is none."""
    found = element.find("/".join(W + name for name in path.split("/")))
    return NOTHING if found is None else found


def hex_of(text: str | None) -> int:
    """Return a number written in hexadecimal, 0 for anything else."""
    try:
        return int(text or "0", 16)
    except ValueError:
        return 0


def chosen(alternatives: Element) -> Element:
    """Return what Word shows of alternatives: the first choice that it knows, or else what older
    programs show (ECMA-376 part 3, §7.6)."""
    for choice in alternatives.findall(f"{MC}Choice"):
        if len(choice) and all(KNOWN.fullmatch(prefix) for prefix in choice.get("Requires", "").split()):
            return choice
    found = alternatives.find(f"{MC}Fallback")
    return NOTHING if found is None else found
