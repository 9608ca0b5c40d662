"""A formula of Word (OMML) written in one line: a/b, √x, x², (a b)."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from readers.word.names import M, W

RAISED = dict(zip("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ", strict=True))
LOWERED = dict(zip("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎", strict=True))


def raised(words: str) -> str:
    """Return words as superscripts, '' where a character has none."""
    return "".join(RAISED[c] for c in words) if all(c in RAISED for c in words) else ""


def lowered(words: str) -> str:
    """Return words as subscripts, '' where a character has none."""
    return "".join(LOWERED[c] for c in words) if all(c in LOWERED for c in words) else ""


def in_one_line(formula: Element) -> str:
    """Return a formula's words in one line, in reading order."""
    return "".join(_written(child) for child in formula)


def _part(formula: Element, name: str) -> str:
    found = formula.find(M + name)
    return in_one_line(found) if found is not None else ""


def _mark(formula: Element, path: str, default: str) -> str:
    found = formula.find("/".join(M + name for name in path.split("/")))
    return default if found is None else found.get(f"{M}val", "")


def _written(node: Element) -> str:
    match node.tag.removeprefix(M):
        case "t":
            return node.text or ""
        case "f":
            return f"{grouped(_part(node, 'num'))}/{grouped(_part(node, 'den'))}"
        case "sSup":
            return _part(node, "e") + up(_part(node, "sup"))
        case "sSub":
            return _part(node, "e") + down(_part(node, "sub"))
        case "sSubSup":
            return _part(node, "e") + down(_part(node, "sub")) + up(_part(node, "sup"))
        case "sPre":
            return down(_part(node, "sub")) + up(_part(node, "sup")) + _part(node, "e")
        case "rad":
            return f"{up(_part(node, 'deg'))}√{grouped(_part(node, 'e'))}"
        case "nary":
            sign = _mark(node, "naryPr/chr", "∫")
            return sign + down(_part(node, "sub")) + up(_part(node, "sup")) + " " + _part(node, "e")
        case "d":
            inner = _mark(node, "dPr/sepChr", "|").join(in_one_line(e) for e in node.findall(f"{M}e"))
            return _mark(node, "dPr/begChr", "(") + inner + _mark(node, "dPr/endChr", ")")
        case "m":
            return "；".join(" ".join(in_one_line(e) for e in row.findall(f"{M}e")) for row in node.findall(f"{M}mr"))
        case "eqArr":
            return "；".join(in_one_line(e) for e in node.findall(f"{M}e"))
        case "acc":
            return _part(node, "e") + _mark(node, "accPr/chr", "̂")
    if node.tag == f"{W}t":
        return node.text or ""
    return "" if node.tag in (f"{W}del", f"{W}delText", f"{W}moveFrom") else in_one_line(node)


def up(words: str) -> str:
    """Return words as they stand raised behind others: x², x^(n+a)."""
    return raised(words) or (f"^{grouped(words)}" if words else "")


def down(words: str) -> str:
    """Return words as they stand lowered behind others: x₂, x_max."""
    return lowered(words) or (f"_{grouped(words)}" if words else "")


def grouped(words: str) -> str:
    """Return words as one part of a formula, in brackets where they need them."""
    return f"({words})" if len(words) > 1 and not words.isalnum() else words
