"""Which strings the index knows, and every place where they stand, by sorting arrays.

A *gram* is a string of one to `longest` characters. All single characters and all pairs are indexed. One that occurs
more than `frequent` times is *heavy*: instead of its places the index keeps the list of its documents, and every string
that is one character longer, to the left or to the right, is indexed too. A *light* gram keeps all its places. So any
query that is not itself a gram is covered by light grams (see `press.search.query`), and no list of places is long.

Texts are arrays of character numbers, 0 where no text stands; a gram never holds a 0. They come in parts of at most
`PART` places, so that memory does not follow the size of the library.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
PART = 1 << 26  # places: 26 bits
CHARACTER = 16  # bits of a character number
LEFT = 37  # the bit that tells whether a gram was reached by its first or its last characters


@dataclass
class Level:
    """All grams of one length.

    Attributes:
        length: in characters.
        letters: the grams' character numbers, shape (grams, length).
        counts: how often each occurs, shape (grams,).
        heavy: which are heavy, shape (grams,).
        places: for each part, places within it sorted by gram, then by place.
        groups: for each part, which grams occur in it, ascending.
        starts: for each part, where the places of each of these begin; one more at the end.

    """

    length: int
    letters: NDArray[np.uint16]
    counts: NDArray[np.int32]
    heavy: NDArray[np.bool_]
    places: list[NDArray[np.uint32]]
    groups: list[NDArray[np.int32]]
    starts: list[NDArray[np.int32]]


def levels(parts: Sequence[Path], scratch: Path, *, frequent: int, longest: int) -> Iterator[Level]:
    """Yield the grams of each length, from single characters on, until none is heavy.

    Args:
        parts: files of character numbers (`np.save`, uint16), each of at most `PART` places that end with a 0.
        scratch: where lists of places are kept meanwhile.
        frequent: grams that occur more often are heavy.
        longest: grams of this length are light however often they occur.

    """
    found: list[Path] = []
    for length in range(1, longest + 1):
        sorted_parts = []
        for n, part in enumerate(parts):
            text = np.load(part)
            places, keys = _candidates(text, length, *np.load(found[n])) if found else _characters(text)
            sorted_parts.append(_sorted(places, keys, scratch, f"{length}-{n}"))
        level = _level(
            parts, sorted_parts, scratch, length, 0 if length == 1 else frequent if length < longest else 1 << 62
        )
        found = [_write_heavy(level, n, scratch / f"heavy-{length}-{n}.npy") for n in range(len(parts))]
        yield level
        if not level.heavy.any():
            return


def _characters(text: NDArray[np.uint16]) -> tuple[NDArray[np.uint32], Ints]:
    places = np.flatnonzero(text).astype(np.uint32)
    return places, text[places].astype(np.int64)


def _candidates(
    text: NDArray[np.uint16], length: int, places: NDArray[np.uint32], heavies: NDArray[np.uint32]
) -> tuple[NDArray[np.uint32], Ints]:
    """Return (places, keys) of the strings of `length` that extend heavy ones by a character.

    A key is exact, no hash: the number of the heavy gram that is extended and the new character. Where both the first
    and the last characters are heavy, the first count, so that a string has one key wherever it stands.
    """
    ends = text[places + np.uint32(length - 1)]
    right = ends != 0
    found, numbers, letters, first_left = places[right], heavies[right], ends[right], int(right.sum())
    if length > 2:  # of two characters, every one is heavy
        heavy = np.zeros(len(text), np.bool_)
        heavy[places] = True
        before = places[places > 0] - np.uint32(1)
        firsts = text[before]
        left = (firsts != 0) & ~heavy[before]
        found = np.concatenate([found, before[left]])
        numbers = np.concatenate([numbers, heavies[places > 0][left]])
        letters = np.concatenate([letters, firsts[left]])
    keys = numbers.astype(np.int64)
    keys <<= CHARACTER
    keys |= letters
    keys[first_left:] |= 1 << LEFT
    return found, keys


def _sorted(
    places: NDArray[np.uint32], keys: Ints, scratch: Path, name: str
) -> tuple[NDArray[np.uint32], Ints, NDArray[np.int32]]:
    """Sort places by key; return them, the keys, and where each begins; all of them lie in files."""
    both = keys.view(np.uint64)
    both <<= np.uint64(26)
    both |= places
    both.sort()
    sorted_places = kept(both.astype(np.uint32) & np.uint32(PART - 1), scratch / f"places-{name}.npy")
    both >>= np.uint64(26)
    starts = np.flatnonzero(np.concatenate([[len(both) > 0], both[1:] != both[:-1]]))
    begins = kept(np.append(starts, len(both)).astype(np.int32), scratch / f"starts-{name}.npy")
    return sorted_places, kept(both[starts].astype(np.int64), scratch / f"keys-{name}.npy"), begins


def _level(
    parts: Sequence[Path],
    sorted_parts: list[tuple[NDArray[np.uint32], Ints, NDArray[np.int32]]],
    scratch: Path,
    length: int,
    frequent: int,
) -> Level:
    """Join the parts: number the grams and count them."""
    keys = np.zeros(0, np.int64)
    for _, own, _ in sorted_parts:
        keys = _united(keys, own)
    groups = []
    for n, (_, own, _) in enumerate(sorted_parts):
        groups.append(kept(np.searchsorted(keys, own).astype(np.int32), scratch / f"groups-{length}-{n}.npy"))
        forget([own])
    counts, letters = np.zeros(len(keys), np.int32), np.zeros((len(keys), length), np.uint16)
    for part, (places, _, starts), group in zip(parts, sorted_parts, groups, strict=True):
        counts[group] += np.diff(starts)
        text = np.load(part, mmap_mode="r")
        first = places[starts[:-1]]
        for n in range(length):
            letters[group, n] = text[first + np.uint32(n)]
        forget([places, starts, group])
    places_by_part = [places for places, _, _ in sorted_parts]
    return Level(
        length, letters, counts, counts > frequent, places_by_part, groups, [starts for *_, starts in sorted_parts]
    )


def _united(first: Ints, second: Ints) -> Ints:
    """Return what stands in either of two sorted arrays, sorted; `np.union1d` would fill a
    hash table several times as large."""
    both = np.concatenate([first, second])
    forget([second])
    both.sort(kind="stable")  # which merges two runs instead of sorting anew
    different: Ints = both[np.flatnonzero(np.concatenate([[len(both) > 0], both[1:] != both[:-1]]))]
    return different


def _write_heavy(level: Level, part: int, file: Path) -> Path:
    """Write the places of the heavy grams in a part, and the number of the gram at each, shape (2, places)."""
    chosen = level.heavy[level.groups[part]]
    starts = level.starts[part]
    sizes = np.diff(starts)[chosen]
    numbers = (np.cumsum(level.heavy) - 1)[level.groups[part][chosen]].astype(np.uint32)
    np.save(file, np.stack([level.places[part][spans(starts[:-1][chosen], sizes)], np.repeat(numbers, sizes)]))
    forget([level.places[part], level.groups[part], starts])
    return file


def spans(starts: NDArray[np.integer[Any]], sizes: NDArray[np.integer[Any]]) -> Ints:
    """Return the indices of several spans one after another: [starts[0], starts[0] + 1 …, starts[1] …]."""
    ends = np.cumsum(sizes, dtype=np.int64)
    return np.repeat(starts - ends + sizes, sizes) + np.arange(ends[-1] if len(ends) else 0)


def kept(array: NDArray[Any], file: Path) -> NDArray[Any]:
    """Return an array that lies in a file and takes memory only where it is used."""
    np.save(file, array)
    in_file: NDArray[Any] = np.load(file, mmap_mode="r")
    return in_file


def forget(arrays: Sequence[NDArray[Any]]) -> None:
    """Give back the memory of arrays that lie in files; what is needed again is read again."""
    for array in arrays:
        if isinstance(array, np.memmap):
            array._mmap.madvise(mmap.MADV_DONTNEED)  # type: ignore[attr-defined]
