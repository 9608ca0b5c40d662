"""The styles of a Word file: what a paragraph or a run looks like by itself and by all that its style is based on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from xml.etree.ElementTree import Element

from readers.word.names import NOTHING, W, number_of, switched, value

HEAVY = ("黑体", "SimHei", "Heiti", "小标宋", "方正小标宋")
KAI = ("楷体", "KaiTi", "Kaiti")
LONGEST_CHAIN = 10
# The names of styles, in English or Chinese, that say what a paragraph is.
KINDS = {
    "contents": re.compile(r"(toc|目录) ?\d", re.I),
    "title": re.compile(r"(title|标题)$", re.I),
    "quotation": re.compile(r"(intense )?quote$|明显引用|引用", re.I),
}
HEADING_STYLE = re.compile(r"(?:heading|标题) ?([1-9])$", re.I)


@dataclass(frozen=True)
class Look:
    """How words look; None or '' where nothing says it."""

    bold: bool | None = None
    hidden: bool | None = None
    struck: bool | None = None
    font: str = ""
    latin: str = ""
    size: int = 0
    raised: str = ""  # superscript or subscript
    brackets: str = ""  # round words that are set in two lines

    def over(self, below: Look) -> Look:
        """Return this look, with what it does not say taken from another."""
        return Look(
            below.bold if self.bold is None else self.bold,
            below.hidden if self.hidden is None else self.hidden,
            below.struck if self.struck is None else self.struck,
            self.font or below.font,
            self.latin or below.latin,
            self.size or below.size,
            self.raised or below.raised,
            self.brackets or below.brackets,
        )

    @property
    def heavy(self) -> bool:
        """Whether the words stand out: bold, or in a heavy font."""
        return bool(self.bold) or self.font.startswith(HEAVY)

    @property
    def kai(self) -> bool:
        """Whether the words stand in 楷体, which marks the second level of headings."""
        return self.font.startswith(KAI)


@dataclass(frozen=True)
class Setting:
    """How a paragraph is set: what it is, and the list that counts it."""

    kind: str = ""
    list_id: str = ""
    level: int | None = None


class Styles:
    """The styles that a file defines."""

    def __init__(self, root: Element) -> None:
        self.styles = {s.get(f"{W}styleId", ""): s for s in root.iter(f"{W}style")}
        self.default = next(
            (k for k, s in self.styles.items() if s.get(f"{W}default") and s.get(f"{W}type") == "paragraph"), ""
        )
        defaults = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self.plain = look_of(defaults) if defaults is not None else Look()
        self.look_of_style = cache(self._look_of_style)
        self.kind_of_style = cache(self._kind_of_style)
        self.plain_setting = cache(lambda style: self._setting(NOTHING, style))

    def chain(self, style: str) -> list[Element]:
        """Return a style and those it is based on, nearest first."""
        found: list[Element] = []
        while style in self.styles and len(found) < LONGEST_CHAIN:
            found.append(self.styles[style])
            style = value(self.styles[style], "basedOn")
        return found

    def _look_of_style(self, style: str) -> Look:
        look = Look()
        for each in self.chain(style):
            if (properties := each.find(f"{W}rPr")) is not None:
                look = look.over(look_of(properties))
        return look

    def look(self, properties: Element | None, paragraph_style: str) -> Look:
        """Return how a run looks."""
        below = self.look_of_style(paragraph_style)
        if properties is None:
            return below
        if style := value(properties, "rStyle"):
            below = self.look_of_style(style).over(below)
        return look_of(properties).over(below)

    def setting(self, properties: Element, style: str) -> Setting:
        """Return how a paragraph is set."""
        return self.plain_setting(style) if properties is NOTHING else self._setting(properties, style)

    def _setting(self, properties: Element, style: str) -> Setting:
        layers = [properties, *(p for s in self.chain(style) if (p := s.find(f"{W}pPr")) is not None)]
        held = next((n for p in layers if (n := p.find(f"{W}numPr")) is not None), NOTHING)
        list_id, level = value(held, "numId"), number_of(value(held, "ilvl"))
        if not list_id and held is not NOTHING:  # only the level changes
            list_id = next(
                (i for p in layers if (n := p.find(f"{W}numPr")) is not None and (i := value(n, "numId"))), ""
            )
        return Setting(self._kind(layers, style), "" if list_id == "0" else list_id, level)

    def _kind_of_style(self, style: str) -> tuple[str, int]:
        """Return what the names of a style say that a paragraph is, and the level of its heading."""
        names = [value(s, "name") for s in self.chain(style)]
        for kind, name in KINDS.items():
            if any(name.match(each) for each in names):
                return kind, 0
        return "", next((int(m[1]) for each in names if (m := HEADING_STYLE.match(each))), 0)

    def _kind(self, layers: list[Element], style: str) -> str:
        kind, level = self.kind_of_style(style)
        if kind:
            return kind
        outline = next((v for p in layers if (v := value(p, "outlineLvl"))), "9")
        if level or outline in "012345678":
            return f"heading{min(level or int(outline) + 1, 3)}"
        aligned = next((v for p in layers if (v := value(p, "jc"))), "")
        return {"center": "centred", "right": "right", "end": "right"}.get(aligned, "")


def look_of(properties: Element) -> Look:
    """Return how words with these properties look by themselves."""
    fonts = properties.find(f"{W}rFonts")
    struck = switched(properties, "strike")
    combined = properties.find(f"{W}eastAsianLayout")
    return Look(
        switched(properties, "b"),
        switched(properties, "vanish"),
        struck
        if struck
        else switched(properties, "dstrike")
        if switched(properties, "dstrike") is not None
        else struck,
        fonts.get(f"{W}eastAsia", "") if fonts is not None else "",
        fonts.get(f"{W}ascii", "") or fonts.get(f"{W}hAnsi", "") if fonts is not None else "",
        number_of(value(properties, "sz")) or 0,
        {"superscript": "superscript", "subscript": "subscript", "baseline": "baseline"}.get(
            value(properties, "vertAlign"), ""
        ),
        combined.get(f"{W}combineBrackets", "") if combined is not None else "",
    )
