"""Which documents hold a heavy gram: in which class of text at best, how often, and in which stretches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from press.search.document import SLOT, STARTS
from press.search.grams import Ints, Level, forget, kept, spans
from press.search.texts import Texts

BUCKETS = (2, 3, 4, 5, 7, 9, 13, 17, 25, 33)  # from how many occurrences on a document counts as the next more frequent
SCORES = 4 * (len(BUCKETS) + 1)  # a score is the class and the bucket in one number
STRETCH, BODY_STRETCHES = 256, 10  # of body text; the last one has no end
ALL_STRETCHES = 3 + BODY_STRETCHES
# Sets of stretches as bits, those of one first, then those of two …: most are small.
BY_SIZE = sorted(range(1 << ALL_STRETCHES), key=lambda bits: (bits.bit_count(), bits))
_MANY = 1 << 20  # places taken into memory at once


@dataclass
class Lists:
    """The documents of the heavy grams of one length, part by part: numbers, scores,
    stretches, and where each gram's begin."""

    documents: list[NDArray[np.int32]]
    scores: list[NDArray[np.uint8]]
    stretches: list[NDArray[np.uint16]]
    groups: list[NDArray[np.int32]]
    starts: list[NDArray[np.int32]]


def lists_of(level: Level, texts: Texts, scratch: Path) -> Lists:
    """Find the documents of the heavy grams: in which class each stands best, how often, and in which stretches."""
    where = _Where(texts)
    lists = Lists([], [], [], [], [])
    for part, (places, groups, begins) in enumerate(zip(level.places, level.groups, level.starts, strict=True)):
        chosen = np.flatnonzero(level.heavy[groups])
        counts = np.diff(begins)[chosen]
        pieces = [_NOTHING]
        for some in by_size(counts):
            picked = chosen[some]
            at = places[spans(begins[:-1][picked], counts[some])].astype(np.int64) + texts.first_slots[part] * SLOT
            pieces.append(where.summed_up(np.repeat(picked, counts[some]), at))
            forget([places])
        gram, *columns = (np.concatenate(values) for values in zip(*pieces, strict=True))
        documents, scores, stretches = (
            kept(column, scratch / f"list-{level.length}-{part}-{n}.npy") for n, column in enumerate(columns)
        )
        lists.documents.append(documents)
        lists.scores.append(scores)
        lists.stretches.append(stretches)
        new = np.flatnonzero(np.concatenate([[len(gram) > 0], gram[1:] != gram[:-1]]))
        lists.groups.append(groups[gram[new]])
        lists.starts.append(np.append(new, len(gram)).astype(np.int32))
        forget([places, groups, begins, documents, scores, stretches])
    return lists


class _Where:
    """Tells of places in which documents, classes and stretches they lie."""

    def __init__(self, texts: Texts) -> None:
        slots = np.array(texts.slots, np.int64)
        self.first = np.concatenate([[0], np.cumsum(slots)]) * SLOT
        self.of_slot = np.repeat(np.arange(len(slots)), slots)
        self.starts = np.array(STARTS) + np.zeros((len(slots), 1), np.int64)
        for number, own in texts.starts.items():
            self.starts[number] = own

    def summed_up(self, gram: Ints, at: Ints) -> tuple[Ints, NDArray[np.int32], NDArray[np.uint8], NDArray[np.uint16]]:
        """Sum up places by gram and document, both ascending: (gram, document, score, set of stretches)."""
        document = self.of_slot[at // SLOT]
        within = at - self.first[document]
        kind = (within[:, None] >= self.starts[document, 1:]).sum(axis=1)
        stretch = np.where(
            kind < 3, kind, 3 + np.minimum((within - self.starts[document, 3]) // STRETCH, BODY_STRETCHES - 1)
        )
        new = np.flatnonzero(np.concatenate([[True], (gram[1:] != gram[:-1]) | (document[1:] != document[:-1])]))
        bucket = np.searchsorted(BUCKETS, np.diff(np.append(new, len(at))), side="right")
        score = kind[new] * (len(BUCKETS) + 1) + bucket
        stretches = np.bitwise_or.reduceat(1 << stretch, new)
        return gram[new], document[new].astype(np.int32), score.astype(np.uint8), stretches.astype(np.uint16)


_NOTHING = (np.zeros(0, np.int64), np.zeros(0, np.int32), np.zeros(0, np.uint8), np.zeros(0, np.uint16))


def by_size(sizes: Ints) -> Iterator[slice]:
    """Cut a sequence so that each piece holds about `_MANY`, or one member."""
    ends = np.cumsum(sizes)
    start = 0
    while start < len(sizes):
        limit = (ends[start - 1] if start else 0) + _MANY
        end = max(start + 1, int(np.searchsorted(ends, limit, side="right")))
        yield slice(start, end)
        start = end
