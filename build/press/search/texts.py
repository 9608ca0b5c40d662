"""The texts of a segment: written as files that results show, and laid out as arrays of characters for the index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import chain, groupby
from pathlib import Path
from typing import Any

import numpy as np

from press.search.digits import BASE, DIGITS, SIZES
from press.search.document import SLOT, STARTS, Document, layout
from press.search.shelf import Shelf
from records.folding import simplified, traditional_in

ROWS = 256  # in a file
TEXTS = 1000  # in a folder
PRIVATE_USE = 0xE000
PART_SLOTS = (1 << 24) // SLOT  # places are sorted in parts of this size, which take about 500 MB


class Texts:
    """Takes documents one by one: writes their texts and rows, and lays their characters out in parts."""

    def __init__(self, scratch: Path, shelf: Shelf) -> None:
        self.scratch, self.shelf = scratch, shelf
        self.parts: list[Path] = []
        self.first_slots = [0]
        self.numbers = np.zeros(0x110000, np.uint16)  # of each character in the order in which they come; 0 is none
        self.units = [0]  # UTF-16 units of the characters by number
        self.special: list[str] = []
        self.characters = 0
        self.slots: list[int] = []
        self.starts: dict[int, tuple[int, ...]] = {}
        self.columns: dict[str, list[tuple[str, ...]]] = {}
        self.order: list[tuple[int, str]] = []
        self.rows: list[Any] = []
        self.waiting: list[str] = []
        self.size = 0

    def add(self, document: Document) -> None:
        """Take the next document in."""
        number = len(self.slots)
        text, starts = layout(document.texts)
        slots = -(-len(text) // SLOT)
        if starts != STARTS:
            self.starts[number] = starts
        if self.size + slots > PART_SLOTS:
            self._close_part()
        self.slots.append(slots)
        self.size += slots
        self.waiting.append(text.ljust(slots * SLOT, "\0"))
        self.characters += len(text) - text.count("\0")
        for name in document.facets.keys() | self.columns.keys():
            self.columns.setdefault(name, [()] * number).append(document.facets.get(name, ()))
        self.order.append((document.year, document.place))
        row = [document.record, document.address, document.where, document.when, document.figures]
        traditional = traditional_in("".join(chain.from_iterable(document.texts)))
        # what marking words in this text needs to know
        pair = [traditional, simplified(traditional)] if traditional else 0
        self.shelf.write(f"t/{number // TEXTS}/{number}", [*row, pair, *document.texts])
        self.rows.append([*row, document.texts[0][0]])
        if len(self.rows) == ROWS:
            self._write_rows()
        if len(self.waiting) == 1000:
            self._encode()

    def close(self) -> None:
        """Write what is still in memory."""
        if not self.slots:
            self.waiting.append("\0")
        self._close_part()
        if self.rows:
            self._write_rows()

    def _write_rows(self) -> None:
        self.shelf.write(f"r/{(len(self.slots) - 1) // ROWS}", self.rows)
        self.rows = []

    def _encode(self) -> None:
        if not self.waiting:
            return
        codes = np.frombuffer("".join(self.waiting).encode("utf-32-le"), np.uint32)
        for code in np.unique(codes[(self.numbers[codes] == 0) & (codes != 0)]):
            self.numbers[code] = len(self.units)
            self.units.append(self._unit(int(code)))
        self.waiting = []
        path = self.scratch / f"{len(self.parts)}-{len(list(self.scratch.iterdir()))}.piece"
        self.numbers[codes].tofile(path)

    def _unit(self, code: int) -> int:
        """Return a UTF-16 unit for a character; those that have none of their own, or
        a private one, get a private one."""
        if code < 0x10000 and not 0xE000 <= code < 0xF900:
            return code
        self.special.append(chr(code))
        return PRIVATE_USE + len(self.special) - 1

    def _close_part(self) -> None:
        self._encode()
        pieces = sorted(self.scratch.glob(f"{len(self.parts)}-*.piece"), key=lambda p: int(p.stem.split("-")[1]))
        if not pieces:
            return
        path = self.scratch / f"part-{len(self.parts)}.npy"
        np.save(path, np.concatenate([np.fromfile(piece, np.uint16) for piece in pieces]))
        for piece in pieces:
            piece.unlink()
        self.parts.append(path)
        self.first_slots.append(self.first_slots[-1] + self.size)
        self.size = 0

    def table(self) -> dict[str, Any]:
        """Return what table.js says of the documents."""
        return {
            "documents": len(self.slots),
            "slots": column([str(slots) for slots in self.slots]),
            "starts": SIZES.write(n for number, starts in self.starts.items() for n in (number, *starts[1:])),
            "years": runs([str(year) for year, _ in self.order]),
            "places": runs([place for _, place in self.order]),
            "facets": {name: column([" ".join(v) for v in values]) for name, values in sorted(self.columns.items())},
            "special": "".join(self.special),
        }


def runs(values: Sequence[str]) -> list[Any]:
    """Return [[value, how many documents in a row have it] …] flattened."""
    return [thing for value, same in groupby(values) for thing in (value, len(list(same)))]


def column(values: Sequence[str]) -> list[Any]:
    """Write one value for each document in the shortest of three ways.

    Returns:
        [the values that occur, commonest first; the way; text]. Way 0: `SIZES` numbers. Way -1: a value and in how many
        documents in a row, as `SIZES` numbers. Way m: m values in one digit, the first in its lowest place.

    """
    counts = Counter(values)
    known = sorted(counts, key=lambda value: (-counts[value], value))
    numbers = {value: n for n, value in enumerate(known)}
    all_numbers = [numbers[value] for value in values]
    in_runs = [n for value, same in groupby(all_numbers) for n in (value, len(list(same)))]
    many = next((m for m in range(6, 0, -1) if max(2, len(known)) ** m <= BASE), 0)
    packed = _packed(all_numbers, max(2, len(known)), many) if many else SIZES.write(all_numbers)
    return min(([known, -1, SIZES.write(in_runs)], [known, many, packed]), key=lambda way: len(way[2]))


def _packed(numbers: Sequence[int], base: int, many: int) -> str:
    groups = [numbers[n : n + many] for n in range(0, len(numbers), many)]
    return "".join(DIGITS[sum(number * base**k for k, number in enumerate(group))] for group in groups)
