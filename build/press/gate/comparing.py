"""Compare what a page says with what its print says, part by part, and name the place of what differs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from press.gate.grids import compare_grids
from press.gate.saying import Block, Said, readings, same, tidy, without_marks

ISSUE = re.compile(r"总?第 ?\d+ ?期")
CLIPPED = re.compile(r"（《(?P<paper>.*)》(?P<date>\d+年\d+月\d+日)?(?:第(?P<page>.*)版)?）", re.S)
CUT = re.compile(r"（(?:原文下转(?P<on>.*)，)?本刊所存不全）", re.S)
COPIES = re.compile(r"共印\d+份")
NOTHING = "没有"


@dataclass(frozen=True)
class Difference:
    """A place at which page and print differ, and what each says there; '' where it says nothing."""

    place: str
    page: str
    paper: str

    def __str__(self) -> str:
        """Return it in words."""
        page, paper = readings(self.page, self.paper) if self.page and self.paper else (self.page, self.paper)
        said = (
            f"{name}{f'作“{_short(text)}”' if text else NOTHING}" for name, text in (("网页", page), ("PDF ", paper))
        )
        return f"{self.place}：{'，'.join(said)}"


def compare(page: Said, paper: Said) -> Iterator[Difference]:
    """Yield the first difference of each part of an issue."""
    yield from _head(page.head, paper.head)
    yield from _contents(page, paper)
    yield from _blocks("编者按", page.note, paper.note)
    for n, (title, printed) in enumerate(zip_longest(page.titles, paper.titles, fillvalue="")):
        if not same(title, printed):
            yield Difference(f"第 {n + 1} 篇的标题", title, printed)
        if title and printed:
            yield from _item(f"《{title}》", page.items[n], paper.items[n])
    yield from _blocks("版记", page.imprint, paper.imprint)
    yield from _run(page, paper)


def _head(page: Sequence[tuple[str, str]], paper: Sequence[tuple[str, str]]) -> Iterator[Difference]:
    ours, theirs = (list(_without_numbers(head)) for head in (page, paper))
    numbers, printed = (
        {number[0] == "总": number for kind, text in head if kind.lower() == "number" for number in ISSUE.findall(text)}
        for head in (page, paper)
    )
    for total, number in printed.items():  # a page names both numbers, print what the publication wants
        if not same(numbers.get(total, ""), number):
            yield Difference("报头的期号", numbers.get(total, ""), number)
    for text, other in zip_longest(ours, theirs, fillvalue=""):
        if not (same(text, other) or same(text, tidy(f"（{other}）"))):
            yield Difference("报头", text, other)
            return


def _without_numbers(head: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Yield the texts of a head; of its numbers, one or two in a row, what they have beside the numbers themselves."""
    before = ""
    for kind, text in head:
        number = kind.lower() == "number"
        if not (number and before == "number"):
            yield (ISSUE.sub("", text).replace("（）", "") or "期号") if number else text
        before = kind.lower()


def _contents(page: Said, paper: Said) -> Iterator[Difference]:
    # An issue of one article has none in print; the page's is that title.
    ours = page.contents if paper.contents else [text for text in page.contents if text not in _sections(page)]
    theirs = paper.contents or (paper.titles if len(paper.titles) == 1 else [])
    for text, other in zip_longest(ours, theirs, fillvalue=""):
        if not (same(text, other) or same(text, without_marks(other))):
            yield Difference("目录", text, other)
            return


def _sections(page: Said) -> list[str]:
    return [text for text in page.contents if re.fullmatch("【.*】", text)]


def _item(place: str, page: list[Block], paper: list[Block]) -> Iterator[Difference]:
    if page and page[0].kind == "Clipped":
        last = paper[-1] if paper and paper[-1].kind == "Source" and CUT.fullmatch(paper[-1].text) else None
        first = paper[0] if paper and paper[0].kind == "UnderTitle" else Block("")
        if not _clipped(page[0].text, first.text, last.text if last else ""):
            yield Difference(f"{place}的出处", page[0].text, first.text + (last.text if last else ""))
        page, paper = page[1:], paper[bool(first.text) : len(paper) - bool(last)]
    yield from _blocks(place, page, paper)


def _clipped(page: str, first: str, last: str) -> bool:
    """Whether a page names the source that print names; it may add the number of the paper, and where it went on."""
    found, cut = CLIPPED.fullmatch(first), CUT.fullmatch(last)
    if not found or (last and not cut):
        return False
    parts = [re.escape(part.replace("\n", "")) for part in (found["date"], found["page"]) if part]
    on = re.escape(cut["on"].replace("\n", "")) if cut and cut["on"] else ""
    pattern = "原载《" + re.escape(found["paper"].replace("\n", "")) + "》(?: .*)?"
    pattern += "".join(f" 第?{part}版?" if n == len(parts) - 1 else f" {part}" for n, part in enumerate(parts))
    pattern += (f"（下转{on}）" if on else "" if cut else "(?:（下转.*）)?") + ("（剪报不全）" if cut else "")
    return bool(re.fullmatch(pattern, page))


def _run(page: Said, paper: Said) -> Iterator[Difference]:
    """Compare the last line of the imprint. Where the page has none, print has the issuer and the day; where only print
    has a registration number, it is the publication's."""
    head, printed = dict(page.head), "\n".join(paper.run)
    if page.run:
        wanted = [tidy(f"（{'　'.join(page.run)}）"), "".join(page.run)]
        holds = bool(COPIES.fullmatch(page.run[0])) and printed.removesuffix("）").endswith(page.run[0])
    else:
        wanted = [head.get("Issuer", "") + head.get("Date", "") + "印发"]
        holds = "Issuer" not in head and printed.endswith("印发")
    if paper.run and not holds and not any(same(each, printed) for each in wanted):
        yield Difference("版记末行", "　".join(page.run) or wanted[0], printed)


def _blocks(place: str, page: Sequence[Block], paper: Sequence[Block]) -> Iterator[Difference]:
    """Yield the first difference of two sequences of blocks."""
    waiting, printed = list(page), list(paper)
    count = 0
    while waiting or printed:
        if waiting and waiting[0].grid:
            _give_way(waiting, printed, opens=count == 0 or page[count - 1].kind == "Heading")
        count += 1
        ours, theirs = waiting[0] if waiting else Block(""), printed[0] if printed else Block("")
        where = f"{place}第 {count} 段"
        if ours.grid and theirs.grid:
            waiting.pop(0)
            tables = _parts(ours, printed)
            caption = f"{place}的表“{_short(ours.text, 12)}”" if ours.text else f"{place}第 {count} 段的表"
            found = next((Difference(f"{caption}{at}", a, b) for at, a, b in compare_grids(ours, tables)), None)
        elif same(ours.text, theirs.text) and not ours.grid and not theirs.grid:
            waiting.pop(0)
            printed.pop(0)
            found = None
        else:
            found = _lost(where, waiting, printed)
        if found:
            yield found
            return


def _give_way(page: list[Block], paper: list[Block], *, opens: bool) -> None:
    """Put a table that lies across the page behind the text that follows it, where print does: it would stand away
    from the title or heading right above it."""
    other = next((n for n, block in enumerate(page[1:], 1) if block.group != page[0].group), 0)
    end = next((n for n, block in enumerate(page[other:], other) if block.group != page[other].group), len(page))
    text = [block.text for block in page[other:end]]
    turned = len(paper) > len(text) and (grid := paper[len(text)].grid) and grid.turned
    if opens and other and turned and all(same(a, b.text) and not b.grid for a, b in zip(text, paper, strict=False)):
        page[:end] = [*page[other:end], *page[:other]]


def _parts(table: Block, paper: list[Block]) -> list[list[Block]]:
    """Take from print what stands of a table: its parts by columns, each with what stands of it on one page after
    another."""
    assert table.grid
    parts: list[list[Block]] = []
    columns = 1
    while paper and paper[0].grid:
        goes_on = bool(parts) and bool(paper[0].grid.continued)
        if not goes_on and columns >= table.grid.width and parts:
            break
        if goes_on:
            parts[-1].append(paper.pop(0))
        else:
            columns += paper[0].grid.width - 1
            parts.append([paper.pop(0)])
    return parts


def _lost(place: str, page: Sequence[Block], paper: Sequence[Block]) -> Difference:
    """Return what differs at the head of two sequences: a block too many, two exchanged, or one with other words."""
    ours, theirs = ([_words(block) for block in blocks[:2]] for blocks in (page, paper))
    if len(ours) > len(theirs) or (len(ours) == 2 and theirs and same(ours[1], theirs[0])):
        if len(ours) == len(theirs) == 2 and same(ours[0], theirs[1]):
            return Difference(f"{place}（与下一段次序不同）", ours[0], theirs[0])
        return Difference(
            place, ours[0], "" if (ours[1:] and theirs and same(ours[1], theirs[0])) or not theirs else theirs[0]
        )
    if len(theirs) == 2 and ours and same(ours[0], theirs[1]):
        return Difference(f"{place}之前", "", theirs[0])
    return Difference(place, ours[0] if ours else "", theirs[0] if theirs else "")


def _words(block: Block) -> str:
    cells = (*block.grid.head, *block.grid.body) if block.grid else ()
    return tidy("　".join(["表", block.text, *(cell.text for cell in cells)])) if block.grid else block.text


def _short(text: str, most: int = 48) -> str:
    text = text.replace("\n", "")
    return text if len(text) <= most else f"{text[: most - 1]}…"
