"""Finds texts that share passages: a few hashes of each text in a table, and a close look at the few best candidates.

The hashes are chosen by winnowing (Schleimer, Wilkerson, Aiken: Winnowing, SIGMOD 2003): of every `WINDOW`
neighbouring strings of `GRAM` letters the one with the least hash. Two texts that share `GRAM + WINDOW - 1`
letters in a row always share a hash.
"""

from __future__ import annotations

import functools
import hashlib
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db import models
from django.db.models import Count

from records.folding import fold
from records.notes import without_notes

GRAM = 13  # nothing shorter is ever compared: whoever guesses words of other units must have 13 letters right at once
WINDOW = 45
SHORTEST_PASSAGE = 20  # letters
PART = 30  # letters; of texts that the asker may not read only whole parts are looked for
MOST_PAGES = 1000
CONTEXT = 12
# What nobody writes, but someone may send: letters of a text beyond these, strings that a
# text repeats more often, are left out.
MOST_LETTERS = 20_000
MOST_STARTS = 20


class Shingle(models.Model):
    """One of the hashes by which a text is known."""

    page = models.ForeignKey("wagtailcore.Page", models.CASCADE, related_name="+")
    hash = models.BigIntegerField()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["hash", "page"], name="shingle_hash_page")]

    def __str__(self) -> str:
        return f"{self.page_id} {self.hash}"


@dataclass(frozen=True)
class Letters:
    """The letters and digits of a text's paragraphs in a row, and where each of them stands: (paragraph, index)."""

    letters: str
    places: tuple[tuple[int, int], ...]
    paragraphs: tuple[str, ...]

    @classmethod
    def of(cls, paragraphs: Sequence[str]) -> Letters:
        """Take punctuation, spaces, footnotes and what nobody sees away; other forms of
        a letter count as the same letter."""
        bare = tuple(without_notes(p) for p in paragraphs)
        found = ((n, at) for n, text in enumerate(bare) for at, c in enumerate(text) if c.isalnum())
        places = tuple(islice(found, MOST_LETTERS))
        return cls("".join(_folded(bare[n][at]) for n, at in places), places, bare)

    def around(self, start: int, length: int) -> tuple[str, str, str]:
        """Return the words before a passage, the passage as it stands with its punctuation, and the words after it."""
        (first, begin), (last, end) = self.places[start], self.places[start + length - 1]
        texts = self.paragraphs
        if first == last:
            same = texts[first][begin : end + 1]
        else:
            same = "\n".join([texts[first][begin:], *texts[first + 1 : last], texts[last][: end + 1]])
        return texts[first][max(begin - CONTEXT, 0) : begin], same, texts[last][end + 1 : end + 1 + CONTEXT]


@functools.cache
def _folded(letter: str) -> str:
    return fold(letter)[:1] or letter


@dataclass(frozen=True)
class Passage:
    """Words that two texts share: where they begin in each (counted in letters), and how many letters they are."""

    mine: int
    theirs: int
    length: int


def fingerprint(text: Letters) -> set[int]:
    """Return the hashes by which a text is known; none for one of fewer than `GRAM` letters."""
    letters = text.letters
    hashes = [_hash(letters[n : n + GRAM]) for n in range(len(letters) - GRAM + 1)]
    if not hashes:
        return set()
    return {min(hashes[n : n + WINDOW]) for n in range(max(1, len(hashes) - WINDOW + 1))}


def _hash(gram: str) -> int:
    return int.from_bytes(hashlib.blake2b(gram.encode(), digest_size=8).digest(), signed=True)


def keep(page: int, text: Letters) -> None:
    """Keep the hashes of a page's text, writing only what changed."""
    wanted = fingerprint(text)
    held = dict(Shingle.objects.filter(page=page).values_list("hash", "pk"))
    if gone := [pk for value, pk in held.items() if value not in wanted]:
        Shingle.objects.filter(pk__in=gone).delete()
    Shingle.objects.bulk_create(Shingle(page_id=page, hash=value) for value in sorted(wanted - held.keys()))


def candidates(text: Letters, but: Collection[int]) -> list[int]:
    """Return the pages that share hashes with a text, those with most of them first,
    without those in `but`; one query."""
    found = Shingle.objects.filter(hash__in=fingerprint(text)).exclude(page__in=but)
    counted = found.values("page").annotate(shared=Count("pk")).order_by("-shared", "page")
    return list(counted.values_list("page", flat=True)[:MOST_PAGES])


def common(mine: Letters, theirs: Letters) -> list[Passage]:
    """Return the passages of at least `SHORTEST_PASSAGE` letters that two texts share, in the
    order of the first, not overlapping."""
    starts: dict[str, list[int]] = defaultdict(list)
    for n in range(len(theirs.letters) - GRAM + 1):
        starts[theirs.letters[n : n + GRAM]].append(n)
    usable = {gram: places for gram, places in starts.items() if len(places) <= MOST_STARTS}
    found: list[Passage] = []
    at = 0
    while at <= len(mine.letters) - GRAM:
        there = usable.get(mine.letters[at : at + GRAM], ())
        longest = max(((_length(mine.letters, at, theirs.letters, n), -n) for n in there), default=(0, 0))
        if longest[0] >= SHORTEST_PASSAGE:
            found.append(Passage(at, -longest[1], longest[0]))
            at += longest[0]
        else:
            at += 1
    return found


def parts_in(mine: Letters, theirs: Letters) -> int:
    """Return how many whole parts of their letters, cut from the beginning, stand somewhere in mine, each counted once.

    Whoever knows a text up to some letter and asks for the next one gets the same answer for all, but at the end of a
    part; and there the next part begins, of which nothing is known.
    """
    parts = {theirs.letters[n : n + PART] for n in range(0, len(theirs.letters) - PART + 1, PART)}
    return sum(part in mine.letters for part in parts)


def _length(a: str, i: int, b: str, j: int) -> int:
    n = 0
    while i + n < len(a) and j + n < len(b) and a[i + n] == b[j + n]:
        n += 1
    return n
