"""Cuts documents out of a base, so that nothing of their texts can be read back from its files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
SHORT = 400  # characters of an entry: the sooner read the fewer tools it takes


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
        self.slots_gone = {slot for number in gone for slot in range(base.first[number], base.first[number + 1])}
        self.slots = np.array(sorted(self.slots_gone))
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
            before = _Grams(columns[length - 2], length)
            columns[length - 2] = before.with_entries({n: self._places(entry) for n, _, entry in before.entries(own)})
        self.shelf.write(f"g/{file}", columns)

    def _places(self, entry: str) -> str:
        if len(entry) <= SHORT:
            return self._few_places(entry)
        gaps, begins = PLACES.decode(entry)
        places = np.cumsum(gaps)
        gone = np.isin(places // SLOT, self.slots)
        return _without(
            entry, begins, gone, lambda n, last: PLACES.one(int(places[n] - (places[last] if last >= 0 else 0)))
        )

    def _few_places(self, entry: str) -> str:
        kept, place, last, gone = [], 0, 0, False
        for number in PLACES.cut(entry):
            place += next(PLACES.values([number]))
            if place // SLOT in self.slots_gone:
                gone = True
            else:
                kept.append(PLACES.one(place - last) if gone else number)
                last, gone = place, False
        return "".join(kept)

    def edit_lists(self, file: int, grams: Mapping[int, set[str]]) -> None:
        """Take the documents out of a file of lists, and out of the file of stretches beside it."""
        columns = self.base.fresh(f"l/{file}")
        stretches = self.base.fresh(f"m/{file}") if max(grams) > 1 else []
        for length, own in grams.items():
            before = _Grams(columns[length - 1], length)
            lists = {n: (gram, entry, _List(entry, self.numbers)) for n, gram, entry in before.entries(own)}
            self.empty |= {gram for gram, _, one in lists.values() if one.gone.all()}
            columns[length - 1] = before.with_entries({n: one.without(entry) for n, (_, entry, one) in lists.items()})
            if length > 1:
                beside = _Grams([before.grams, *stretches[length - 2]], length)
                cut = {n: lists[n][2].stretches_without(entry) for n, _, entry in beside.entries(own)}
                stretches[length - 2] = beside.with_entries(cut)[1:]
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
        return LISTS.one(int(gap * SCORES + self.numbers[n] % SCORES))

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


class _Grams:
    """The columns of one length: the grams joined, how long the entry of each is, the entries one after another."""

    def __init__(self, columns: Sequence[Any], length: int) -> None:
        self.grams, sizes, self.text = columns
        self.length = length
        self.sizes, _ = SIZES.decode(sizes)
        self.ends = np.cumsum(self.sizes)

    def entries(self, grams: Iterable[str]) -> Iterator[tuple[int, str, str]]:
        """Yield those of some grams: the number of each, it, its entry."""
        for gram in grams:
            n = self._number(gram)
            if n >= 0:
                yield n, gram, self.text[self.ends[n] - self.sizes[n] : self.ends[n]]

    def _number(self, gram: str) -> int:
        at = self.grams.find(gram)
        while at % self.length:  # it began inside another one
            at = self.grams.find(gram, at + 1)
        return at // self.length if at >= 0 else -1

    def with_entries(self, edited: Mapping[int, str]) -> list[str]:
        """Return the columns with some entries replaced, and without those that have become empty."""
        sizes, pieces, at = self.sizes.copy(), [], 0
        for n in sorted(edited):
            pieces += [self.text[at : self.ends[n] - self.sizes[n]], edited[n]]
            at, sizes[n] = self.ends[n], len(edited[n])
        grams, k = self.grams, self.length
        if not sizes.all():
            grams = "".join(grams[n * k : n * k + k] for n in np.flatnonzero(sizes).tolist())
        return [grams, SIZES.encode(sizes[sizes > 0])[0].tobytes().decode(), "".join([*pieces, self.text[at:]])]
