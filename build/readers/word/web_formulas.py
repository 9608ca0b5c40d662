"""A formula of the web (MathML) written in one line, as those of Word are."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from readers.word.formulas import down, grouped, up
from readers.word.names import name_of

UNSEEN = {"", "annotation", "annotation-xml", "mphantom"}


def in_one_line(formula: Element) -> str:
    """Return a formula's words, or those of a part of it, in one line."""
    tag = name_of(formula)
    parts = [formula.text, *(words for child in formula for words in (in_one_line(child), child.tail))]
    words = [part.strip() for part in parts if part and part.strip()]
    match tag, words:
        case _ if tag in UNSEEN:
            return ""
        case "mfrac", [a, b]:
            return f"{grouped(a)}/{grouped(b)}"
        case "msup" | "mover", [a, b]:
            return a + up(b)
        case "msub" | "munder", [a, b]:
            return a + down(b)
        case "msubsup" | "munderover", [a, b, c]:
            return a + down(b) + up(c)
        case "msqrt", _:
            return f"√{grouped(''.join(words))}"
        case "mroot", [a, n]:
            return f"{up(n)}√{grouped(a)}"
        case "mtr", _:
            return " ".join(words) + "；"
    return "".join(words)
