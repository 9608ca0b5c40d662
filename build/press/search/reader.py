"""Answers queries from the files of a release, as the search page does (site/assets/search/engine.js)."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any

from press.search.digits import DIGITS, LISTS, PLACES, SIZES, STRETCHES
from press.search.document import SLOT, STARTS
from press.search.lists import ALL_STRETCHES, BODY_STRETCHES, BUCKETS, BY_SIZE, SCORES, STRETCH
from press.search.query import cover, is_gram, parse
from press.search.texts import PRIVATE_USE, ROWS
from records import SetupError

SCORE = len(BUCKETS) + 1
Parents = Mapping[str, Mapping[str, str]]  # by facet: the value above each value


@dataclass(frozen=True, slots=True)
class Hit:
    """How well a document answers one word: best class of text, how often (a bucket), in which stretches (bits)."""

    kind: int
    often: int
    stretches: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """What a list shows of a document."""

    record: str
    address: str
    where: str
    when: str
    figures: int
    title: str


def read_script(path: Path) -> Any:
    """Return the data of one index file."""
    try:
        text = path.read_text("utf-8")
        return json.loads(text[text.index("(") + 1 : text.rindex(")")])
    except (OSError, ValueError) as error:
        raise SetupError("检索索引读不出来", place=str(path), remedy="运行 press build --full 重建") from error


def shard(gram: str, files: int) -> int:
    """Return the file in which a gram stands: FNV-1a over its characters (see `press.search.segment.shards`)."""
    hashed = 2166136261
    for char in gram:
        hashed = ((hashed ^ ord(char)) * 16777619) & 0xFFFFFFFF
    return (hashed ^ (hashed >> 15)) % files


class Segment:
    """One folder of the index."""

    def __init__(
        self,
        folder: Path,
        gone: Iterable[int] = (),
        before: Sequence[int] | None = None,
        parents: Parents | None = None,
    ) -> None:
        self.folder, self.gone, self.before, self.parents = folder, frozenset(gone), before, parents or {}
        self.table: Mapping[str, Any] = read_script(folder / "table.js")
        self.heavy = {text[n : n + k] for k, text in enumerate(self.table["heavy"], 2) for n in range(0, len(text), k)}
        self.first = list(accumulate(map(int, column_values(self.table["slots"])), initial=0))
        numbers = list(SIZES.read(self.table["starts"]))
        self.starts = {numbers[n]: (0, *numbers[n + 1 : n + 4]) for n in range(0, len(numbers), 4)}
        self.special = {char: chr(PRIVATE_USE + n) for n, char in enumerate(self.table["special"])}
        self.read = cache(lambda name: read_script(self.folder / f"{name}.js"))

    def fresh(self, name: str) -> Any:
        """Return the data of a file, to be changed by the caller."""
        return read_script(self.folder / f"{name}.js")

    def answer(self, word: str, *, near: bool) -> dict[int, Hit]:
        """Return the documents in which a folded word stands."""
        word = "".join(self.special.get(char, char if char < "\ue000" or char > "\uf8ff" else "\0") for char in word)
        if len(word) == 1 or word in self.heavy:
            return self._listed(word, near=near and len(word) > 1)
        places: set[int] | None = None
        for offset, gram in (
            [(0, word)] if is_gram(word, self.heavy.__contains__) else cover(word, self.heavy.__contains__)
        ):
            found = {place - offset for place in self.places(gram)}
            places = found if places is None else places & found
            if not places:
                return {}
        return self._hits(sorted(places or ()))

    def places(self, gram: str) -> Iterator[int]:
        """Yield every place of a light gram."""
        columns = self.read(f"g/{shard(gram, self.table['files'][0])}")
        if len(gram) - 2 < len(columns):
            grams, sizes, numbers = columns[len(gram) - 2]
            yield from accumulate(PLACES.read(_entry(gram, grams, SIZES.read(sizes), numbers)))

    def _listed(self, gram: str, *, near: bool) -> dict[int, Hit]:
        name = shard(gram, self.table["files"][1])
        columns = self.read(f"l/{name}")
        if len(gram) > len(columns):
            return {}
        grams, sizes, numbers = columns[len(gram) - 1]
        pairs = [divmod(number, SCORES) for number in LISTS.read(_entry(gram, grams, SIZES.read(sizes), numbers))]
        documents = accumulate(gap + 1 for gap, _ in pairs)
        stretches = self._stretches(gram, grams, name) if near else [0] * len(pairs)
        hits = zip(documents, pairs, stretches, strict=True)
        return {document - 1: Hit(*divmod(score, SCORE), mask) for document, (_, score), mask in hits}

    def _stretches(self, gram: str, grams: str, name: int) -> list[int]:
        sizes, sets = self.read(f"m/{name}")[len(gram) - 2]
        return [BY_SIZE[n] for n in STRETCHES.read(_entry(gram, grams, SIZES.read(sizes), sets))]

    def _hits(self, places: Sequence[int]) -> dict[int, Hit]:
        found: dict[int, list[int]] = {}
        for place in places:
            found.setdefault(bisect_right(self.first, place // SLOT) - 1, []).append(place)
        return {document: self._hit(document, own) for document, own in found.items()}

    def _hit(self, document: int, places: Sequence[int]) -> Hit:
        starts = self.starts.get(document, STARTS)
        mask, best = 0, 3
        for place in places:
            within = place - self.first[document] * SLOT
            kind = bisect_right(starts, within) - 1
            best = min(best, kind)
            mask |= 1 << (kind if kind < 3 else 3 + min((within - starts[3]) // STRETCH, BODY_STRETCHES - 1))
        return Hit(best, bisect_right(BUCKETS, len(places)), mask)

    @cached_property
    def facets(self) -> dict[str, list[frozenset[str]]]:
        """Values of each document by facet, with the places and classes above them."""
        places = [place for place, count in batched_pairs(self.table["places"]) for _ in range(count)]
        columns = {name: column_values(column) for name, column in self.table["facets"].items()} | {"place": places}
        return {name: [self._with_parents(name, value) for value in values] for name, values in columns.items()}

    def _with_parents(self, facet: str, value: str) -> frozenset[str]:
        parents = self.parents.get(facet, {})
        return frozenset(v for own in value.split() for v in (own, parents.get(own)) if v)

    def order(self, document: int) -> tuple[int, int, int]:
        """Return where a document stands among all, the newest first: its number in the
        base, or before which one it goes."""
        return (document, 1, 0) if self.before is None else (self.before[document], 0, document)

    def texts(self) -> Iterator[str]:
        """Yield the paragraphs of all documents."""
        for path in sorted((self.folder / "t").rglob("*.js")):
            for paragraphs in read_script(path)[-4:]:
                yield from paragraphs

    def row(self, document: int) -> Row:
        """Return what a list shows of a document."""
        return Row(*self.read(f"r/{document // ROWS}")[document % ROWS])


def column_values(column: Sequence[Any]) -> list[str]:
    """Return one value for each document (see `press.search.segment.column`); a
    packed column may have a few too many."""
    known, way, text = column
    if way == -1:
        return [known[value] for value, count in batched_pairs(list(SIZES.read(text))) for _ in range(count)]
    if way == 0:
        return [known[value] for value in SIZES.read(text)]
    base = max(2, len(known))
    return [known[DIGITS.index(char) // base**k % base] for char in text for k in range(way)]


def batched_pairs(values: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
    """Yield the first two values, the next two …."""
    return zip(values[::2], values[1::2], strict=True)


def _entry(gram: str, grams: str, sizes: Iterable[int], text: str) -> str:
    """Return a gram's share of a column, '' where the file does not know it."""
    at = 0
    for n, size in enumerate(sizes):
        if grams.startswith(gram, n * len(gram)):
            return text[at : at + size]
        at += size
    return ""


class Index:
    """All segments of a release.

    Args:
        folder: `assets/search` of the site.

    """

    def __init__(self, folder: Path) -> None:
        self.now = read_script(folder / "now.js")
        self.segments = [
            Segment(folder / s["folder"], SIZES.read(s["gone"]), s["before"], self.now.get("parents"))
            for s in self.now["segments"]
        ]

    def find(self, query: str, filters: Mapping[str, Iterable[str]] | None = None) -> list[Row]:
        """Return every document in which all words of a query stand, best first.

        Best is: words in the title, then summary, data, body; near together; often; new.
        """
        words = parse(query)
        found = []
        for segment in self.segments if words else ():
            for document, hits in all_words(segment, words).items():
                if document not in segment.gone and _passes(segment, document, filters or {}):
                    found.append((rank(hits), segment.order(document), segment, document))
        found.sort(key=lambda f: f[:2])
        return [segment.row(document) for *_, segment, document in found]


def all_words(segment: Segment, words: Sequence[str]) -> dict[int, list[Hit]]:
    """Return the documents of a segment in which all words stand, with a hit for each word; those that are gone too."""
    answers: list[dict[int, Hit]] = []
    for word in words:
        answers.append(segment.answer(word, near=len(words) > 1))
        if not answers[-1]:
            return {}
    both = set(answers[0]).intersection(*answers[1:])
    return {document: [answer[document] for answer in answers] for document in both}


def _passes(segment: Segment, document: int, filters: Mapping[str, Iterable[str]]) -> bool:
    return all(not segment.facets[name][document].isdisjoint(values) for name, values in filters.items())


def rank(hits: Sequence[Hit]) -> tuple[int, int, int]:
    """Return a key that sorts the best answer first."""
    near = max(sum(hit.stretches >> n & 1 for hit in hits) for n in range(ALL_STRETCHES)) if len(hits) > 1 else 0
    return sum(hit.kind for hit in hits), -near, -sum(hit.often for hit in hits)
