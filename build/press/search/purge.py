"""Cuts documents out of a base, so that nothing of their texts can be read back from its files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from press.search.digits import LISTS, PLACES, SIZES, STRETCHES
from press.search.document import GAP, SLOT, layout
from press.search.grams import Ints
from press.search.lists import SCORES
from press.search.query import LONGEST, is_gram
from press.search.reader import Segment, batched_pairs, column_values, shard
from press.search.shelf import Shelf
from press.search.texts import ROWS, TEXTS, column

# By file and length: the grams of the documents that go.
Grams = dict[int, dict[int, set[str]]]
Edit = Callable[[str], str]


def purge(folder: Path, target: Path, numbers: Iterable[int], sums: dict[str, str]) -> str:
    """Write the files of a segment that change when documents are cut out of it; return the segment's new hash.

    Args:
        folder: of the segment; nothing is changed there.
        target: where the files go.
        numbers: of the documents.
        sums: hash by file of the segment as it will be; kept up to date.

    """
    cut = _Cut(Segment(folder), Shelf(target, sums), frozenset(numbers))
    light, listed = cut.grams()
    for file, grams in light.items():
        cut.edit_places(file, grams)
    for file, grams in listed.items():
        cut.edit_lists(file, grams)
    cut.remove_texts()
    cut.edit_table()
    return cut.shelf.sum


class _Cut:
    def __init__(self, base: Segment, shelf: Shelf, gone: frozenset[int]) -> None:
        self.base, self.shelf, self.gone = base, shelf, gone
        self.numbers = np.array(sorted(gone))
        self.slots = np.array([slot for number in gone for slot in range(base.first[number], base.first[number + 1])])
        self.empty: set[str] = set()  # heavy grams and characters that no document has any more

    def grams(self) -> tuple[Grams, Grams]:
        """Return the light grams of the documents, and those that have lists, by file."""
        light, listed = Grams(), Grams()
        heavy = self.base.heavy
        for number in self.gone:
            text, _ = layout(self.base.read(_text_name(number))[-4:])
            for piece in filter(None, "".join(self.base.special.get(c, c) for c in text).split(GAP)):
                for start in range(len(piece)):
                    for end in range(start + 1, min(start + LONGEST, len(piece)) + 1):
                        gram = piece[start:end]
                        if end == start + 1 or gram in heavy:
                            _add(listed, gram, self.base.table["files"][1])
                        elif is_gram(gram, heavy.__contains__):
                            _add(light, gram, self.base.table["files"][0])
        return light, listed

    def edit_places(self, file: int, grams: Mapping[int, set[str]]) -> None:
        """Take the documents' places out of a file of light grams."""
        columns = self.base.fresh(f"g/{file}")
        for length, own in grams.items():
            columns[length - 2] = _edited(columns[length - 2], length, dict.fromkeys(own, self._places))
        self.shelf.write(f"g/{file}", columns)

    def _places(self, entry: str) -> str:
        gaps, begins = PLACES.decode(entry)
        places = np.cumsum(gaps)
        gone = np.isin(places // SLOT, self.slots)
        return _without(
            entry, begins, gone, lambda n, last: PLACES.write([places[n] - (places[last] if last >= 0 else 0)])
        )

    def edit_lists(self, file: int, grams: Mapping[int, set[str]]) -> None:
        """Take the documents out of a file of lists, and out of the file of stretches beside it."""
        columns = self.base.fresh(f"l/{file}")
        stretches = self.base.fresh(f"m/{file}") if max(grams) > 1 else []
        for length, own in grams.items():
            before = columns[length - 1]
            lists = {gram: _List(entry, self.numbers) for gram, entry in _entries(before, length) if gram in own}
            self.empty |= {gram for gram, one in lists.items() if one.gone.all()}
            columns[length - 1] = _edited(before, length, {gram: one.without for gram, one in lists.items()})
            if length > 1:
                edits = {gram: one.stretches_without for gram, one in lists.items()}
                stretches[length - 2] = _edited([before[0], *stretches[length - 2]], length, edits)[1:]
        self.shelf.write(f"l/{file}", columns)
        if stretches:
            self.shelf.write(f"m/{file}", stretches)

    def remove_texts(self) -> None:
        """Delete the documents' texts and empty their rows."""
        for file in {number // ROWS for number in self.gone}:
            rows = self.base.fresh(f"r/{file}")
            here = range(file * ROWS, file * ROWS + len(rows))
            self.shelf.write(
                f"r/{file}", [[] if number in self.gone else row for number, row in zip(here, rows, strict=True)]
            )
        for number in self.gone:
            del self.shelf.sums[_text_name(number)]

    def edit_table(self) -> None:
        """Forget what the table says of the documents, and of grams that only they had."""
        table = dict(self.base.table)
        table["starts"] = SIZES.write(
            n for number, own in self.base.starts.items() if number not in self.gone for n in (number, *own[1:])
        )
        table["heavy"] = [
            "".join(g for g in _cut_up(text, k) if g not in self.empty) for k, text in enumerate(table["heavy"], 2)
        ]
        private = {mark: char for char, mark in self.base.special.items()}
        for lost in self.empty & private.keys():
            table["special"] = table["special"].replace(private[lost], "\ufffd")
        for name, old in table["facets"].items():
            values = column_values(old)[: table["documents"]]
            table["facets"] = table["facets"] | {
                name: column(["" if n in self.gone else v for n, v in enumerate(values)])
            }
        self.shelf.write("table", table)


class _List:
    """The list of a gram, and which of its documents go."""

    def __init__(self, entry: str, gone: Ints) -> None:
        self.numbers, self.begins = LISTS.decode(entry)
        self.documents = np.cumsum(self.numbers // SCORES + 1) - 1
        self.gone = np.isin(self.documents, gone)

    def without(self, entry: str) -> str:
        """Return the entry without them."""
        return _without(entry, self.begins, self.gone, self._write)

    def _write(self, n: int, last: int) -> str:
        gap = self.documents[n] - (self.documents[last] if last >= 0 else -1) - 1
        return LISTS.write([gap * SCORES + self.numbers[n] % SCORES])

    def stretches_without(self, entry: str) -> str:
        """Return the sets of stretches without theirs."""
        _, begins = STRETCHES.decode(entry)
        return _without(entry, begins, self.gone, lambda n, last: entry[begins[n] : begins[n + 1]])


def _without(entry: str, begins: Ints, gone: NDArray[np.bool_], write: Callable[[int, int], str]) -> str:
    """Return an entry without some of its numbers.

    Args:
        entry: numbers one after another.
        begins: where each begins; one more at the end.
        gone: which go.
        write: gives the text of the first number after some that go, for its gap has grown, by its index and that of
            the last number before them (-1 if there is none).

    """
    changes = np.flatnonzero(np.diff(np.concatenate([[False], gone, [False]])))
    for first, after in reversed(list(batched_pairs(changes.tolist()))):
        last = after == len(gone)
        middle = "" if last else write(after, first - 1)
        entry = entry[: begins[first]] + middle + ("" if last else entry[begins[after + 1] :])
    return entry


def _text_name(number: int) -> str:
    return f"t/{number // TEXTS}/{number}"


def _add(grams: Grams, gram: str, files: int) -> None:
    grams.setdefault(shard(gram, files), {}).setdefault(len(gram), set()).add(gram)


def _cut_up(text: str, length: int) -> list[str]:
    return [text[n : n + length] for n in range(0, len(text), length)]


def _entries(columns: Sequence[Any], length: int) -> list[tuple[str, str]]:
    grams, sizes, text = columns
    ends = accumulate(SIZES.read(sizes), initial=0)
    return [(gram, text[start:end]) for gram, (start, end) in zip(_cut_up(grams, length), pairwise(ends), strict=True)]


def _edited(columns: Sequence[Any], length: int, edits: Mapping[str, Edit]) -> list[str]:
    """Return the columns of one length with some entries edited, and without those that have become empty."""
    entries = [(gram, edits[gram](entry) if gram in edits else entry) for gram, entry in _entries(columns, length)]
    kept = [(gram, entry) for gram, entry in entries if entry]
    return [
        "".join(gram for gram, _ in kept),
        SIZES.write(len(entry) for _, entry in kept),
        "".join(entry for _, entry in kept),
    ]
