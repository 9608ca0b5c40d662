"""Two states of an article side by side: paragraphs aligned, and in each pair what went and what came."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

import msgspec

import records

ALIKE = 0.35  # share of common pairs of characters from which two paragraphs count as one that was edited
LONGEST_PAIR = 5000  # characters; longer paragraphs are not compared letter by letter
MOST_WORK = 2_000_000  # characters read to pair paragraphs; beyond, every one stands alone


@dataclass(frozen=True)
class Row:
    """A pair of paragraphs: pieces of (text, whether it stands on this side only); None
    where this side has no such paragraph."""

    old: list[tuple[str, bool]] | None
    new: list[tuple[str, bool]] | None
    label: str = ""

    @property
    def changed(self) -> bool:
        """Whether anything differs."""
        return self.old is None or self.new is None or any(only for _, only in (*self.old, *self.new))


def compared(old: dict[str, object], new: records.Article) -> dict[str, object]:
    """Return the rows of text and of figures of an article as it was, in builtins, and as it is."""
    was = msgspec.convert(old, records.Article)
    # A title stands for itself, however much of it was changed.
    title = replace(_pair(was.title, new.title), label="标题")
    found = {
        "rows": [title, *rows(lines_of(was)[1:], lines_of(new)[1:])],
        "figures": rows(figures_of(was), figures_of(new)),
    }
    return {**found, "same": not any(row.changed for part in found.values() for row in part)}


def lines_of(article: records.Article | records.Clipping) -> list[str]:
    """Return the title and every paragraph as a reader sees them; a table row by row, a picture by its description."""
    return [article.title, *_lines(article.body)]


def _lines(body: records.Body) -> Iterator[str]:
    for line in records.printed_lines(body):
        said = " ｜ ".join(line.numbered)
        match line.part, line.block:
            case "caption", _:
                yield f"［表］{said}"
            case "picture", records.Picture(alt=alt):
                yield f"［图］{alt} {said}".rstrip()
            case _:
                yield said


def figures_of(article: records.Article | records.Clipping) -> list[str]:
    """Return the figures in words."""
    return [f"{f.label}：{f.value}{f.qualifier}{f.unit}。原句：{f.quote}" for f in article.figures]


def rows(old: list[str], new: list[str]) -> list[Row]:
    """Align two lists of paragraphs."""
    made: list[Row] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if what == "equal":
            made += [Row([(text, False)], [(text, False)]) for text in old[a:b]]
        else:
            made += _aligned(old[a:b], new[c:d])
    return made


def _aligned(old: list[str], new: list[str]) -> Iterator[Row]:
    """Pair, in order, the paragraphs that are most alike together; the rest stands alone."""
    work = len(old) * sum(map(len, new)) + len(new) * sum(map(len, old))
    if work > MOST_WORK:
        yield from (Row([(text, True)], None) for text in old)
        yield from (Row(None, [(text, True)]) for text in new)
        return
    alike = [[_likeness(a, b) for b in new] for a in old]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            best[i][j] = max(
                best[i + 1][j], best[i][j + 1], alike[i][j] + best[i + 1][j + 1] if alike[i][j] >= ALIKE else 0
            )
    i = j = 0
    while i < len(old) or j < len(new):
        if i < len(old) and j < len(new) and alike[i][j] >= ALIKE and best[i][j] == alike[i][j] + best[i + 1][j + 1]:
            yield _pair(old[i], new[j])
            i, j = i + 1, j + 1
        elif i < len(old) and (j == len(new) or best[i][j] == best[i + 1][j]):
            yield Row([(old[i], True)], None)
            i += 1
        else:
            yield Row(None, [(new[j], True)])
            j += 1


def _likeness(a: str, b: str) -> float:
    """Return the share of pairs of characters that two texts have in common, 0 to 1."""
    pairs_a, pairs_b = ({text[n : n + 2] for n in range(len(text) - 1)} or {text} for text in (a, b))
    return 2 * len(pairs_a & pairs_b) / (len(pairs_a) + len(pairs_b))


def _pair(old: str, new: str) -> Row:
    """Mark what differs; a single character that happens to be the same between two changes counts as changed."""
    if max(len(old), len(new)) > LONGEST_PAIR:
        return Row([(old, old != new)], [(new, old != new)])
    left: list[tuple[str, bool]] = []
    right: list[tuple[str, bool]] = []
    codes = SequenceMatcher(
        None, old, new
    ).get_opcodes()  # characters found everywhere are no anchors, or it takes a second
    for n, (what, a, b, c, d) in enumerate(codes):
        same = what == "equal" and (b - a > 1 or n in (0, len(codes) - 1))
        _add(left, old[a:b], not same)
        _add(right, new[c:d], not same)
    return Row(left, right)


def _add(pieces: list[tuple[str, bool]], text: str, only: bool) -> None:
    if pieces and pieces[-1][1] == only:
        pieces[-1] = (pieces[-1][0] + text, only)
    elif text:
        pieces.append((text, only))
