"""What a PDF of ours says, by the elements that its tags name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from bulletins.audit.structure import CELLS, Element, Owners, read_structure
from press.gate.runs import Run
from press.gate.saying import NOTE, Block, Grid, Said, placed, tidy

LEAVES = frozenset(("P", "H", "H1", "H2", "H3", "H4", "H5", "H6", "Caption", "TOCI", *CELLS))
TITLE = "BulletinTitle"
PARTS = ("Head", "Contents", "Note", "Article", "Imprint")
UNSEEN = ("CopyNumber", "Hash")  # of each copy its own; of the version, as the page says beside its head


@dataclass(frozen=True)
class Tags:
    """What the tags of a PDF name.

    Attributes:
        elements: in reading order.
        owners: which of them owns each marked content.
        reach: how many columns and rows a cell takes, by its element, where that is not one of each.

    """

    elements: tuple[Element, ...]
    owners: Owners
    reach: dict[int, tuple[int, int]]


def tags_of(path: Path) -> Tags | None:
    """Return what the tags of a PDF name; None where it is no bulletin."""
    try:
        with pikepdf.open(path) as pdf:
            elements, owners = read_structure(pdf)
            reach = {each.index: _reach(each) for each in elements if each.standard in CELLS}
    except pikepdf.PdfError:
        return None
    return Tags(elements, owners, reach) if any(element.kind == TITLE for element in elements) else None


def _reach(cell: Element) -> tuple[int, int]:
    """Return across how many columns and rows a cell reaches; to be asked while the file is open."""
    found = cell.raw.get("/A")
    given = found if isinstance(found, pikepdf.Dictionary) else pikepdf.Dictionary()
    return int(given.get("/ColSpan", 1)), int(given.get("/RowSpan", 1))


def read_paper(tags: Tags, runs: Iterable[Run]) -> Said:
    """Return what a tagged PDF says; text that is in no element, such as a page number, is left out."""
    return _Reader(tags, runs).read()


class _Reader:
    def __init__(self, tags: Tags, runs: Iterable[Run]) -> None:
        self.elements, self.reach = tags.elements, tags.reach
        self.parts = [self._part(element) for element in self.elements]
        marked: dict[tuple[int, int], list[Run]] = {}
        for run in runs:
            marked.setdefault((run.page, run.mark), []).append(run)
        self.owned: dict[int, list[tuple[int, Run]]] = {}  # by block: the element and its run
        notes: dict[int, list[tuple[int, Run]]] = {}
        for place, index in tags.owners.items():
            note = self._up(index, "BulletinFootnote")
            into = self.owned.setdefault(self._leaf(index), []) if note is None else notes.setdefault(note, [])
            into.extend((index, run) for run in marked.get(place, ()))
        self.notes = dict(map(self._note, notes.values()))

    def read(self) -> Said:
        said = Said()
        kids: dict[int, list[int]] = {}
        for element in self.elements:
            if element.standard in ("TR", *CELLS) and (above := self._above(element)) is not None:
                kids.setdefault(above, []).append(element.index)
        captions: dict[int | None, str] = {}
        for element in self.elements:
            text = self._text(element.index) if element.standard in LEAVES else ""
            match self.parts[element.index], element.role:
                case _, role if role in UNSEEN:
                    pass
                case "Head", role if text:
                    said.head.append((role, text))
                case "Contents", _ if text:
                    said.contents.append(text)
                case "Note", _ if text:
                    said.note.append(Block(text))
                case "Imprint", "RunLine" if text:
                    said.run.append(text)
                case "Imprint", _ if text:
                    said.imprint.append(Block(text))
                case "Article", "Title" if element.kind == TITLE:
                    said.titles.append(text)
                    said.items.append([])
                case "Article", _ if said.items:
                    said.items[-1] += self._block(element, text, kids, captions)
        return said

    def _block(
        self, element: Element, text: str, kids: dict[int, list[int]], captions: dict[int | None, str]
    ) -> Iterator[Block]:
        if element.kind == "BulletinFigure":
            yield Block(tidy(f"图：{element.alt}"))
        elif element.standard == "Table":
            yield Block(captions.pop(element.parent, ""), self._grid(kids.get(element.index, []), kids))
        elif element.standard in CELLS or not text:
            pass
        elif element.standard == "Caption" and self._before_table(element):
            captions[element.parent] = text
        else:
            yield Block(text, kind=element.role.rstrip("1234"))

    def _before_table(self, caption: Element) -> bool:
        following = (e for e in self.elements[caption.index + 1 :] if e.parent == caption.parent)
        return any(element.standard == "Table" for element in following)

    def _grid(self, rows: list[int], kids: dict[int, list[int]]) -> Grid:
        head: list[list[tuple[str, int, int]]] = []
        body: list[list[tuple[str, int, int]]] = []
        continued, turned = "", False
        for row in rows:
            cells = [self.elements[index] for index in kids.get(row, ())]
            turned |= any(run.turned for cell in cells for _, run in self.owned.get(cell.index, ()))
            if any(cell.kind == "BulletinContinued" for cell in cells):
                continued = "".join(self._text(cell.index) for cell in cells)
                continue
            into = head if all(cell.standard == "TH" for cell in cells) and not body else body
            into.append([(self._text(cell.index), *self.reach[cell.index]) for cell in cells])
        (above, width), (below, wide) = placed(head), placed(body)
        return Grid(above, below, len(body), max(width, wide), continued, turned)

    def _text(self, leaf: int) -> str:
        return tidy(self._words(self.owned.get(leaf, [])))

    def _words(self, owned: list[tuple[int, Run]]) -> str:
        text, before = "", None
        for index, run in owned:
            role = self.elements[index].role
            if role == "FootnoteCall":
                text += NOTE.format(self.notes.get(run.text.strip(), ""))
            elif role == "Reading":
                text += f"（{run.text}）"
            else:
                text += ("\n" if before and run.breaks(before) else "") + run.text
                before = run
        return text

    def _note(self, owned: list[tuple[int, Run]]) -> tuple[str, str]:
        """Return the number and the words of a note."""
        number = [run for index, run in owned if self._up(index, "Lbl") is not None]
        return "".join(run.text for run in number).strip(), tidy(
            self._words([(index, run) for index, run in owned if run not in number])
        )

    def _part(self, element: Element) -> str:
        return next((self.elements[at].role for at in self._line(element.index) if self.elements[at].role in PARTS), "")

    def _leaf(self, index: int) -> int:
        return next((at for at in self._line(index) if self.elements[at].standard in LEAVES), index)

    def _up(self, index: int, kind: str) -> int | None:
        return next((at for at in self._line(index) if self.elements[at].kind == kind), None)

    def _above(self, element: Element) -> int | None:
        wanted = ("TR",) if element.standard in CELLS else ("Table",)
        return next((at for at in self._line(element.index) if self.elements[at].standard in wanted), None)

    def _line(self, index: int) -> Iterator[int]:
        """Yield an element and those it stands in, from the nearest."""
        at: int | None = index
        while at is not None:
            yield at
            at = self.elements[at].parent
