"""What the page of an issue says, but for what only a page has: marks of figures and their tables, ways to the cases,
pages of the PDF, sums of statistics."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree, html

from press.gate.saying import NOTE, Block, Grid, Said, placed, tidy

READER = html.HTMLParser(encoding="utf-8")
HEADINGS = ("h3", "h4", "h5", "h6")
ONLY_HERE = frozenset(("trail", "version", "other-version", "made", "item-figures", "notes", "kept", "sum"))
UNREAD = frozenset(("ref", "back", "at"))  # links from a figure to its source and back, to a page of the PDF
LISTS = ("ul", "ol")


def read_screen(path: Path) -> Said | None:
    """Return what the page of an issue says; None if it is no such page, but the notice of a withdrawal."""
    found = html.parse(path, READER).getroot().xpath("//article[contains(concat(' ', @class, ' '), ' issue ')]")
    return _Reader(found[0]).read() if found else None


class _Reader:
    def __init__(self, article: Any) -> None:
        self.article = article
        self.notes = {
            note.get("id"): self._inline(note.findall("span")[-1]) for note in article.xpath(".//ol[@class='notes']/li")
        }
        self.group = 0

    def read(self) -> Said:
        said = Said()
        for part in self.article.iterchildren(tag=etree.Element):
            self.group += 1
            match part.tag, part.get("class", ""):
                case _, kind if kind in ONLY_HERE:
                    pass
                case "header", _:
                    said.head = list(self._head(part))
                case "nav", _:
                    found = part.xpath("./h3 | ./ul/li/a[starts-with(@href, '#')]")
                    said.contents = [self._text(each) for each in found]
                case "div", "editor-note":
                    texts = [self._text(each) for each in part.findall("p")]
                    said.note = [Block(tidy(f"编者按：{text}") if n == 0 else text) for n, text in enumerate(texts)]
                case "footer", _:
                    self._imprint(part, said)
                case "h2", _:
                    said.titles.append(self._text(part))
                    said.items.append([])
                case _:
                    said.items[-1:] = [[*(said.items[-1] if said.items else ()), *self._blocks(part)]]
        return said

    def _head(self, head: Any) -> Iterator[tuple[str, str]]:
        for element in head.iterchildren("p", "h1"):
            if element.get("class") == "dateline":
                for kind, span in zip(("Issuer", "Date"), element, strict=False):
                    yield kind, self._text(span)
            else:
                yield element.get("class", ""), self._text(element)

    def _imprint(self, foot: Any, said: Said) -> None:
        for line in foot.findall("p"):
            if line.get("class") == "run":
                said.run = [text for span in line if (text := self._text(span))]
                continue
            first, *others = self._inline(line).split("\n")
            said.imprint += [Block(text) for each in (first, *others) if (text := tidy(each))]

    def _blocks(self, part: Any) -> Iterator[Block]:
        """Yield the blocks of a part below a title, in order."""
        kind, tag = part.get("class", ""), part.tag
        if kind in ONLY_HERE:
            return
        if tag == "table":
            caption = part.find("caption")
            yield Block(self._text(caption) if caption is not None else "", self._grid(part), self.group)
        elif tag == "figure":
            for each in part:
                text = tidy(f"图：{each.get('alt', '')}") if each.tag == "img" else self._text(each)
                if text:
                    yield Block(text, group=self.group)
        elif tag == "blockquote":
            for each in part:
                text = self._text(each)
                yield Block(text.replace("—— ", "——", 1) if each.get("class") == "source" else text, group=self.group)
        elif tag in LISTS:
            for item in part:
                self.group += part.getparent() is self.article
                yield from self._item(item)
        elif tag == "div":
            for each in part.iterchildren(tag=etree.Element):
                yield from self._blocks(each)
        elif text := self._text(part):
            yield Block(text, group=self.group, kind="Heading" if tag in HEADINGS else kind.capitalize())

    def _item(self, item: Any) -> Iterator[Block]:
        """Yield the paragraphs of a point, and those of the points below it."""
        inner = [each for each in item if each.tag in ("p", *LISTS)]
        if own := tidy(self._inline(item, until=("p", *LISTS))):
            yield Block(own, group=self.group)
        for each in inner:
            yield from self._blocks(each)

    def _grid(self, table: Any) -> Grid:
        head, body = (
            [
                [(self._text(cell), int(cell.get("colspan", 1)), int(cell.get("rowspan", 1))) for cell in row]
                for row in table.findall(f"{part}/tr")
            ]
            for part in ("thead", "tbody")
        )
        (above, width), (below, wide) = placed(head), placed(body)
        return Grid(above, below, len(body), max(width, wide))

    def _text(self, element: Any) -> str:
        return tidy(self._inline(element).replace("\n", " "))

    def _inline(self, element: Any, until: tuple[str, ...] = ()) -> str:
        """Return the words in an element, the notes where they are called; a line feed for a <br>."""
        text = (element.text or "").replace("\n", " ")
        for child in element:
            if child.tag in until:
                continue
            if child.tag == "br":
                text += "\n"
            elif child.get("class") == "note-mark":
                called = child.find("a").get("href", "").removeprefix("#")
                text += NOTE.format(tidy(self.notes.get(called, "")))
            elif isinstance(child.tag, str) and child.get("class") not in UNREAD:
                text += self._inline(child, until)
            text += (child.tail or "").replace("\n", " ")
        return text
