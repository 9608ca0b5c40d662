"""Compare a page with a PDF that no tags describe, such as one of another program: each text of the page must stand in
the stream of the PDF, and nothing between the first and the last of them that the page does not say.

Where lines end is not known of such a file, so spaces do not count; and paragraphs may stand in another order, as in
columns.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby

from press.gate.comparing import CLIPPED, CUT, Difference
from press.gate.runs import Run
from press.gate.saying import READING, Said, tidy

FOLIO = re.compile(r"[—–\-－·•\s]*(?:第\s*)?\d{1,4}(?:\s*页)?[—–\-－·•\s]*")
NOTE = re.compile("〔([^〔〕]*)〕")
MARK = re.compile("[①-⑳㉑-㉟㊱-㊿]|[〔\\[]\\d{1,2}[〕\\]]")
CONTINUED = re.compile("续表.*")
CONTEXT = 12
NOTE_PLACE = "编者按"


def compare_stream(page: Said, runs: Sequence[Run]) -> Iterator[Difference]:
    """Yield what of the items of a page a PDF does not say, and what it says among them that the page does not."""
    text = _Stream([run for line in _lines(runs) for run in line])
    for entry in map(_squeezed, page.contents):
        if text.said.count(entry) > 1:  # else it is the title
            text.take(entry)
    first, last = len(text.said), 0
    repeated: set[str] = set()
    for place, words in _texts(page):
        for piece in filter(None, map(_squeezed, [NOTE.sub("", words), *NOTE.findall(words)])):
            bare = READING.sub("", piece)  # print has it above its character, or behind
            found = next((at for each in (piece, bare) if (at := text.take(each)) is not None), None)
            if found is None:
                yield Difference(place, words, text.near(piece))
                return
            if place != NOTE_PLACE:
                first, last = min(first, found), max(last, found + len(piece))
            repeated |= {piece, bare, *(found.strip("（）") for found in READING.findall(piece))}
    for extra in text.left(first, last):
        if not (CONTINUED.fullmatch(extra) or _made_of(extra, repeated) or _names_source(extra, page)):
            yield Difference("正文之间", "", extra)
            return


def _texts(page: Said) -> Iterator[tuple[str, str]]:
    """Yield the texts of the editor's note and of the items, each with its place."""
    yield from ((NOTE_PLACE, block.text) for block in page.note)
    for title, blocks in zip(page.titles, page.items, strict=False):
        yield f"《{title}》的标题", title
        for n, block in enumerate(blocks, 1):
            cells = (*block.grid.head, *block.grid.body) if block.grid else ()
            if not block.text.startswith("图：") and block.kind != "Clipped":
                yield f"《{title}》第 {n} 段", block.text
            yield from ((f"《{title}》第 {n} 段的表", cell.text) for cell in cells)


def _names_source(text: str, page: Said) -> bool:
    """Whether a text names where a clipping of the page was printed, as print does."""
    found = CLIPPED.fullmatch(text) or CUT.fullmatch(text)
    sources = [_squeezed(block.text) for blocks in page.items for block in blocks[:1] if block.kind == "Clipped"]
    return found is not None and any(all((part or "") in source for part in found.groups()) for source in sources)


def _lines(runs: Sequence[Run]) -> Iterator[list[str]]:
    """Yield the lines of a PDF in their runs, without folios and what stands at the head or foot of several pages."""
    pages = [list(_of_page(list(group))) for _, group in groupby((r for r in runs if r.seen), key=lambda run: run.page)]
    edges = Counter("".join(line) for lines in pages for line in (lines[:1] + lines[1:][-1:]))
    for lines in pages:
        for n, line in enumerate(lines):
            text = "".join(line)
            if n not in (0, len(lines) - 1) or not (FOLIO.fullmatch(text) or edges[text] > 1):
                yield line


def _of_page(runs: Sequence[Run]) -> Iterator[list[str]]:
    line: list[str] = []
    for before, run in zip([None, *runs], runs, strict=False):
        if before and run.breaks(before) and line:
            yield line
            line = []
        if text := _squeezed(tidy(run.text)):
            line.append(text)
    if line:
        yield line


def _squeezed(text: str) -> str:
    return MARK.sub("", "".join(text.split()))


def _made_of(text: str, pieces: set[str]) -> bool:
    """Whether a text is put together of pieces, as the head of a table that is repeated."""
    reached = {0}
    for at in range(len(text)):
        if at in reached:
            reached |= {at + len(piece) for piece in pieces if text.startswith(piece, at)}
    return len(text) in reached


class _Stream:
    """The text of a PDF, of which pieces are taken."""

    def __init__(self, runs: Sequence[str]) -> None:
        self.runs, self.said, self.at = runs, "".join(runs), 0
        self.starts = [0, *accumulate(map(len, runs))]
        self.taken = bytearray(len(self.said))

    def take(self, piece: str) -> int | None:
        """Take a piece, the next after the last one, else the first that is left; return where it stood."""
        for start in (self.at, 0):
            found = self.said.find(piece, start)
            while found >= 0 and any(self.taken[found : found + len(piece)]):
                found = self.said.find(piece, found + 1)
            if found >= 0:
                return self._mark([(found, len(piece))])
        return self._take_in_runs(piece)

    def _take_in_runs(self, piece: str) -> int | None:
        """Take a piece between whose lines others stand, as in a row of a table that goes on overleaf."""
        for first in range(len(self.runs)):
            rest, found = piece, list[tuple[int, int]]()
            for at, run in zip(self.starts[first:], self.runs[first:], strict=False):
                if rest.startswith(run) and not any(self.taken[at : at + len(run)]):
                    rest = rest[len(run) :]
                    found.append((at, len(run)))
                elif not found:
                    break
                if not rest:
                    return self._mark(found)
        return None

    def _mark(self, places: Sequence[tuple[int, int]]) -> int:
        for at, length in places:
            self.taken[at : at + length] = b"\1" * length
        self.at = sum(places[-1])
        return places[0][0]

    def near(self, piece: str) -> str:
        """Return what stands where a piece is missed: what begins as it does, else as it ends."""
        for size in range(min(len(piece) - 1, CONTEXT), 1, -1):
            for part, back in ((piece[:size], 0), (piece[-size:], len(piece) - size)):
                if (found := self.said.find(part)) >= 0:
                    start = max(found - back, 0)
                    return self.said[start : start + len(piece)]
        return ""

    def left(self, first: int, last: int) -> Iterator[str]:
        """Yield what was not taken between two places."""
        at = first
        for taken, group in groupby(self.taken[first:last]):
            length = len(list(group))
            if not taken:
                yield self.said[at : at + length]
            at += length
