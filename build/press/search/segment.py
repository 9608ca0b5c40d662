"""Writes a segment: the index of some documents as a folder of small scripts, each of which calls `press.part`.

    table.js        what a reader needs before anything else: numbers, facets, heavy grams
    g/<n>.js        light grams and their places: [{length: grams}, sizes, places]
    l/<n>.js        heavy grams and single characters: [{length: grams}, sizes, documents, sizes, scores]
    m/<n>.js        for heavy grams, in which stretches of each document they stand (how near words are)
    t/<n>/<m>.js    the text of a document, and what a row of results shows
    r/<n>.js        rows of 256 documents, for lists of all results

A gram stands in the file `shard(gram, files)`. FORMAT.md beside this file describes every column.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from press.search.digits import LISTS, PLACES, SIZES, STRETCHES, Code
from press.search.document import SLOT, Document
from press.search.grams import Ints, Level, forget, levels, spans
from press.search.lists import BY_SIZE, SCORES, Lists, by_size, lists_of
from press.search.query import LONGEST
from press.search.shelf import Shelf
from press.search.texts import Texts

FEW_PARTS = 4
_RANK = np.argsort(np.array(BY_SIZE))


@dataclass(frozen=True)
class Sizes:
    """What follows the size of the library (see FORMAT.md for how each was chosen)."""

    frequent: int
    gram_files: int
    list_files: int


def write_segment(documents: Iterable[Document], folder: Path) -> tuple[str, dict[str, str]]:
    """Write the index of documents, which come in their `order`, into an empty folder;
    return its hash and those of its files."""
    shelf = Shelf(folder)
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        texts = Texts(Path(scratch), shelf)
        for document in documents:
            texts.add(document)
        texts.close()
        sizes, heavy = _write_grams(texts, shelf, Path(scratch))
    shelf.write("table", texts.table() | {"files": [sizes.gram_files, sizes.list_files], "heavy": heavy})
    return shelf.sum, shelf.sums


# Grams -----------------------------------------------------------------------------


def _write_grams(texts: Texts, shelf: Shelf, scratch: Path) -> tuple[Sizes, list[str]]:
    """Write the files of grams; return how many there are, and the heavy grams of each length joined, from pairs on."""
    frequent = frequent_from(texts.characters)
    found = []
    for level in levels(texts.parts, scratch, frequent=frequent, longest=LONGEST):
        found.append((level, lists_of(level, texts, scratch)))
    units = np.array(texts.units, np.uint16)
    light = sum(int(level.counts[~level.heavy].sum()) for level, _ in found)
    listed = sum(sum(len(part) for part in lists.documents) for _, lists in found)
    sizes = Sizes(frequent, files_for(light, 4300, 8192, 35_000_000), files_for(listed, 8192, 1024, 16_000_000))
    _write_places(found, sizes, texts, units, shelf)
    _write_lists(found, sizes, units, shelf)
    heavy = ["".join(sorted(_strings(units[level.letters[level.heavy]]))) for level, _ in found[1:]]
    return sizes, heavy


def frequent_from(characters: int) -> int:
    """Return how often a gram may occur before it is heavy: 8,000 at 25 million
    characters, 20,000 at ten times as many."""
    return max(64, round(8000 * float((characters / 25_000_000) ** 0.4)))


def files_for(entries: int, each: int, files: int, at: int) -> int:
    """Return into how many files entries go: of about `each` in a small library, `files`
    at `at` entries, then more slowly."""
    return max(1, round(min(entries / each, files * float((entries / at) ** 0.6))))


def shards(units: NDArray[np.uint16], files: int) -> Ints:
    """Return the file of each gram: FNV-1a over its UTF-16 units.

    Args:
        units: shape (grams, length).
        files: how many there are.

    """
    hashed = np.full(len(units), 2166136261, np.uint32)
    for n in range(units.shape[1]):
        hashed = (hashed ^ units[:, n]) * np.uint32(16777619)
    return ((hashed ^ (hashed >> np.uint32(15))) % np.uint32(files)).astype(np.int64)


def _strings(units: NDArray[np.uint16]) -> list[str]:
    text, length = units.astype("<u2").tobytes().decode("utf-16-le"), units.shape[1]
    return [text[n : n + length] for n in range(0, len(text), length)]


class _Cut:
    """Some grams of one length in the order in which they are written, cut by file."""

    def __init__(self, units: NDArray[np.uint16], grams: Ints, files: Ints) -> None:
        order = np.lexsort((grams, files))
        self.grams, self.files = grams[order].astype(np.int32), files[order].astype(np.int32)
        self.units = units[self.grams]

    def bounds(self, first: int, last: int) -> list[int]:
        """Return where the grams of each file begin, from `first` up to and with `last`."""
        found: list[int] = np.searchsorted(self.files, np.arange(first, last + 1)).tolist()
        return found


class _Column:
    """What some files hold of the grams of one length: the grams joined, the length
    of each one's numbers, the numbers."""

    def __init__(self, cut: _Cut, first: int, last: int, code: Code, numbers: Ints, counts: Ints) -> None:
        self.bounds = cut.bounds(first, last)
        self.offset = self.bounds[0]
        self.grams = cut.units[self.offset : self.bounds[-1]].astype("<u2").tobytes().decode("utf-16-le")
        self.length = cut.units.shape[1]
        text, ends = code.encode(numbers)
        begins = ends[np.concatenate([[0], np.cumsum(counts)])]
        sizes, sizes_begin = SIZES.encode(np.diff(begins))
        self.numbers, self.begins = text.tobytes().decode(), begins.tolist()
        self.sizes, self.sizes_begin = sizes.tobytes().decode(), sizes_begin.tolist()

    def of(self, n: int) -> list[str]:
        """Return the columns of the n-th of the files."""
        start, end = (self.bounds[k] - self.offset for k in (n, n + 1))
        return [
            self.grams[start * self.length : end * self.length],
            self.sizes[self.sizes_begin[start] : self.sizes_begin[end]],
            self.numbers[self.begins[start] : self.begins[end]],
        ]


def _gather(
    grams: NDArray[np.int32],
    groups: Sequence[NDArray[np.int32]],
    starts: Sequence[NDArray[np.int32]],
    values: Sequence[NDArray[Any]],
    add: Sequence[int],
) -> tuple[Ints, Ints]:
    """Collect what the parts know of some grams: values in order of gram and part, and how many each gram has."""
    found, ranks = [], []
    for group, start, value, plus in zip(groups, starts, values, add, strict=True):
        at = np.searchsorted(group, grams)
        here = (
            np.flatnonzero((at < len(group)) & (group[np.minimum(at, len(group) - 1)] == grams))
            if len(group)
            else at[:0]
        )
        sizes = np.diff(start)[at[here]]
        found.append(value[spans(start[at[here]], sizes)].astype(np.int64) + plus)
        ranks.append(np.repeat(here, sizes))
        if (
            len(values) > FEW_PARTS
        ):  # what lies in files is soon read again, which costs time, but all of it would not fit
            forget([group, start, value])
    rank, everything = np.concatenate(ranks), np.concatenate(found)
    if len(found) > 1:
        order = np.argsort(rank, kind="stable")
        rank, everything = rank[order], everything[order]
    return everything, np.bincount(rank, minlength=len(grams))


def _gaps(values: Ints, counts: Ints, before: int) -> Ints:
    """Return how far each value lies behind the one before it; the first of each gram behind `before`."""
    gaps = np.diff(values, prepend=0)
    first = (np.cumsum(counts) - counts)[counts > 0]
    gaps[first] = values[first] - before
    return gaps


def _file_ranges(cuts: Sequence[_Cut], counts: Sequence[NDArray[Any]], files: int) -> Iterator[tuple[int, int]]:
    load = np.zeros(files, np.int64)
    for cut, count in zip(cuts, counts, strict=True):
        load += np.bincount(cut.files, weights=count[cut.grams], minlength=files).astype(np.int64)
    for some in by_size(load):
        yield some.start, min(some.stop, files)


def _write_places(
    found: Sequence[tuple[Level, Lists]], sizes: Sizes, texts: Texts, units: NDArray[np.uint16], shelf: Shelf
) -> None:
    levels = [level for level, _ in found[1:]]
    cuts = []
    for level in levels:
        letters, light = units[level.letters], np.flatnonzero(~level.heavy)
        cuts.append(_Cut(letters, light, shards(letters[light], sizes.gram_files)))
    add = [slot * SLOT for slot in texts.first_slots]
    for first, last in _file_ranges(cuts, [level.counts for level in levels], sizes.gram_files):
        columns = []
        for level, cut in zip(levels, cuts, strict=True):
            bounds = cut.bounds(first, last)
            chosen = cut.grams[bounds[0] : bounds[-1]]
            places, counts = _gather(chosen, level.groups, level.starts, level.places, add[: len(level.places)])
            columns.append(_Column(cut, first, last, PLACES, _gaps(places, counts, 0), counts))
        for n in range(last - first):
            shelf.write(f"g/{first + n}", [column.of(n) for column in columns])


def _write_lists(found: Sequence[tuple[Level, Lists]], sizes: Sizes, units: NDArray[np.uint16], shelf: Shelf) -> None:
    cuts, counts = [], []
    for level, _ in found:
        letters, heavy = units[level.letters], np.flatnonzero(level.heavy)
        cuts.append(_Cut(letters, heavy, shards(letters[heavy], sizes.list_files)))
        counts.append(level.counts)
    for first, last in _file_ranges(cuts, counts, sizes.list_files):
        columns, near = [], []
        for (_, lists), cut in zip(found, cuts, strict=True):
            bounds = cut.bounds(first, last)
            chosen = cut.grams[bounds[0] : bounds[-1]]
            nothing = [0] * len(lists.groups)
            documents, many = _gather(chosen, lists.groups, lists.starts, lists.documents, nothing)
            scores, _ = _gather(chosen, lists.groups, lists.starts, lists.scores, nothing)
            columns.append(_Column(cut, first, last, LISTS, (_gaps(documents, many, -1) - 1) * SCORES + scores, many))
            if len(columns) > 1:
                stretches, _ = _gather(chosen, lists.groups, lists.starts, lists.stretches, nothing)
                near.append(_Column(cut, first, last, STRETCHES, _RANK[stretches], many))
        for n in range(last - first):
            shelf.write(f"l/{first + n}", [column.of(n) for column in columns])
            shelf.write(f"m/{first + n}", [column.of(n)[1:] for column in near])
