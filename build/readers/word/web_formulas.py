"""A formula of the web (MathML) written in one line, as those of Word are."""

from __future__ import annotations

from dataclasses import dataclass, field

from readers.word.formulas import down, grouped, up

UNSEEN = {"annotation", "annotation-xml", "mphantom"}


@dataclass
class _Part:
    tag: str
    words: list[str] = field(default_factory=list)


class WebFormula:
    """Takes the tags and words of a formula as they come; `written` is what it reads as."""

    def __init__(self) -> None:
        self.parts = [_Part("math")]

    def opens(self, tag: str) -> None:
        """Begin an element."""
        self.parts.append(_Part(tag))

    def closes(self, tag: str) -> None:
        """End the innermost element of this kind, with those that are open in it."""
        if not any(part.tag == tag for part in self.parts[1:]):
            return
        while len(self.parts) > 1:
            part = self.parts.pop()
            if words := _written(part.tag, part.words):
                self.parts[-1].words.append(words)
            if part.tag == tag:
                return

    def says(self, words: str) -> None:
        """Add words to the element that is open."""
        if words.strip():
            self.parts[-1].words.append(words.strip())

    @property
    def written(self) -> str:
        """The formula in one line."""
        while len(self.parts) > 1:
            self.closes(self.parts[-1].tag)
        return "".join(self.parts[0].words)


def _written(tag: str, words: list[str]) -> str:
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
