"""The structure tree of a tagged PDF: its elements, and which element owns each piece of marked content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pikepdf

PREFIX = "Bulletin"
INLINE = {"Span", "Strong", "Em", "Link", "Reference", "Lbl", "NonStruct", "Quote", "Sub"}

CELLS = ("TH", "TD")

Owners = dict[tuple[int, int], int]  # (page from 1, marked content id) -> index of the element


@dataclass(frozen=True)
class Element:
    """An element of the structure tree.

    Attributes:
        kind: its type as the tags name it (`BulletinTitle`, `P`).
        standard: the type that the role map makes of it.
        role: kind of the nearest element upwards, itself included, that is one of a bulletin; without the prefix.
        block: index of the nearest element upwards, itself included, that is set as a block of lines.
        parent: index of the element it stands in.
        page: the page it begins on, from 1, if the tags say so.
        alt: text in its place for those who cannot see it.

    """

    index: int
    kind: str
    standard: str
    role: str
    block: int
    parent: int | None
    page: int | None
    alt: str
    raw: pikepdf.Dictionary


def read_structure(pdf: pikepdf.Pdf) -> tuple[tuple[Element, ...], Owners]:
    """Return the elements in reading order and the owner of each marked content; both empty where there are no tags."""
    root = pdf.Root.get("/StructTreeRoot")
    if not isinstance(root, pikepdf.Dictionary):
        return (), {}
    reader = _Reader(pdf, root)
    reader.walk(root.get("/K"), None, None)
    return tuple(reader.elements), reader.owners


class _Reader:
    def __init__(self, pdf: pikepdf.Pdf, root: pikepdf.Dictionary) -> None:
        self.pages = {page.obj.objgen: n for n, page in enumerate(pdf.pages, 1)}
        roles = root.get("/RoleMap")
        pairs = roles.items() if isinstance(roles, pikepdf.Dictionary) else ()
        self.roles = {name.removeprefix("/"): _name(value) for name, value in pairs}
        self.elements: list[Element] = []
        self.owners: Owners = {}
        self.seen: set[tuple[int, int]] = set()

    def walk(self, top: Any, parent: int | None, page: int | None) -> None:
        """Read everything below a /K entry, depth first, without recursion: a broken tree
        may be deeper than Python's stack."""
        waiting = [(top, parent, page)]
        while waiting:
            node, parent, page = waiting.pop()
            if isinstance(node, pikepdf.Array):
                waiting.extend((kid, parent, page) for kid in reversed(list(node)))
            elif isinstance(node, int):
                self._own(page, node, parent)
            elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
                if node.objgen != (0, 0) and node.objgen in self.seen:
                    continue  # a tree that bites its tail
                self.seen.add(node.objgen)
                page = self._page(node) or page
                self._add(node, parent, page)
                waiting.append((node.get("/K"), len(self.elements) - 1, page))
            elif isinstance(node, pikepdf.Dictionary) and "/MCID" in node:
                self._own(self._page(node) or page, int(node.MCID), parent)

    def _own(self, page: int | None, mcid: int, parent: int | None) -> None:
        if page is not None and parent is not None:
            self.owners[page, mcid] = parent

    def _page(self, node: pikepdf.Dictionary) -> int | None:
        page = node.get("/Pg")
        return self.pages.get(page.objgen) if isinstance(page, pikepdf.Dictionary) else None

    def _add(self, node: pikepdf.Dictionary, parent: int | None, page: int | None) -> None:
        index = len(self.elements)
        above = self.elements[parent] if parent is not None else None
        kind = _name(node.S)
        standard = kind
        for _ in range(8):  # a role may be mapped to a role
            standard = self.roles.get(standard, standard)
        own = kind.removeprefix(PREFIX).partition("AsH")[0]  # BulletinHeading2AsH3: （一） that no 一、 stands above
        role = own if kind.startswith(PREFIX) else above.role if above else ""
        block = above.block if above and standard in INLINE else index
        self.elements.append(Element(index, kind, standard, role, block, parent, page, str(node.get("/Alt", "")), node))


def _name(value: Any) -> str:
    try:
        return str(value).removeprefix("/")
    except UnicodeDecodeError:  # a damaged name
        return "?"
