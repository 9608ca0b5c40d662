"""The entries of a contents list: without page, mark and author, and one a line where they are set in columns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from readers.headings import contents_beside, is_contents_heading, section_name
from readers.places import LOOKS_LIKE_OFFICE
from readers.reading import Note, letters
from readers.roles import DESK
from readers.source import Line
from readers.tables import WIDE
from readers.words import BYLINE, MARKS, OFFICE, is_prose

DOTS = r"[.…·。•‥．_\-—]"
PAGE = re.compile(
    rf"(?:(?<!{DOTS}){DOTS}{{2,}}+\s*+|(?<!\s)\s++|(?<!{DOTS})[.…·]\s*+|(?<!\s)\s*+[/／|｜]\s*+)"
    r"[（(]?\s*+(?:第\s*+|[Pp]\.?\s*+)?\d{1,3}\s*+[版页]?\s*+[）)]?\s*+$"
    r"|(?<!\s)\s*+[（(](?:详?见|载)?\s*+第?\s*+\d{1,3}\s*+[版页][）)]\s*+$"
)
PAGE_BEFORE = r"[Pp]\.?\s*\d{1,3}\s+|第\s*\d{1,3}\s*[版页]\s+|\d{1,3}(?:[\u3000\t]| {2})\s*|\d{1,3}\s*[/／|｜]\s*"
LISTED = re.compile(
    rf"^(?:{PAGE_BEFORE}|[{MARKS}]+|[一二三四五六七八九十]{{1,3}}、|\d{{1,2}}[.．、]\s*(?!\d(?!\d{{3}}年))"
    r"|[（(][一二三四五六七八九十\d]{1,2}[）)])\s*"
)
AUTHOR = re.compile(
    r"(?<=\S{4})(?:(?: {4,}|\u3000{2,}|\t+|\s*[/／]|\s*[.…·]{2,})\s*([^\s.…·]{2,20})|\s*[（(]([^（）()]{2,20})[）)])$"
)
"""Who wrote an entry, far behind its title, behind a stroke or dots, or in brackets."""
AT_ONCE = re.compile(r"(.*\S)([（(]\d{1,3}[）)])")
FEWEST_PAGES = 3
LEADER = re.compile(r"\s*[.…·]{3,}|\s*…{2,}")
PAGE_CELL = re.compile(r"[.…·\s]*(?:第|[Pp]\.?)?\s*\d{1,3}\s*[版页]?|[.…·]+")
LOOSE = re.compile(rf"{WIDE.pattern}|[；;](?=.)|(?<=\S{{4}})\s*[|｜]\s*(?=[^\d\s|｜]{{4}})")
LONGEST_PAGE = 200
"""Characters at the end of an entry among which its dots and its page number stand."""
FARTHEST = 120
FEWEST_LETTERS = 4


def bare(text: str) -> str:
    """Return an entry without its page number, the office that wrote it and the number it has in the list."""
    text = text.rstrip()
    return without_author(LISTED.sub("", text[:-LONGEST_PAGE] + PAGE.sub("", text[-LONGEST_PAGE:])).strip())


def without_author(text: str) -> str:
    """Return a title without the office that wrote the text."""
    author = AUTHOR.search(text, max(0, len(text) - LONGEST_PAGE))
    if author is None:
        return text
    if LEADER.match(text, author.start()):  # whatever stands behind it
        return text[: author.start()]
    office = author[1] or author[2]
    bracketed = author[2] and (DESK.fullmatch(office) or LOOKS_LIKE_OFFICE.fullmatch(office))
    return text[: author.start()] if bracketed or _is_author(office) else text


def _is_author(words: str) -> bool:
    return bool(BYLINE.fullmatch(words) or (OFFICE.match(words) and DESK.fullmatch(words)))


def one_a_line(lines: Sequence[Line]) -> tuple[list[Line], list[Note]]:
    """Return the lines below the head with the columns of a contents list one below the
    other, and the lines that were parted.

    What stands in columns comes again as lines of the text; their order there tells
    whether rows or columns are read first.
    """
    lines = _with_pages(lines)
    whole, start = list(lines), 0
    for n, line in enumerate(whole[:FARTHEST]):
        heading, beside = contents_beside(line.text)
        if heading or is_contents_heading(line.text):
            lines = (
                [*whole[:n], replace(line, raw=heading), replace(line, raw=beside, gap=0), *whole[n + 1 :]]
                if heading
                else whole
            )
            start = n + 1
            break
    rows: list[list[str]] = []
    for line in lines[start : start + FARTHEST]:
        cells = _cells(line)
        if line.aside or (len(cells) < 2 and is_prose(line.text)):
            break
        rows.append(cells)
    rest = [letters(without_author(line.text)) for line in lines[start:]]
    while rows and len(rows[-1]) < 2 and letters(bare(rows[-1][0])) not in rest[len(rows) :]:
        rows.pop()
    stop = start + len(rows)
    places = {words: n for n, words in enumerate(rest) if n >= len(rows)}
    columns = [cell for row in rows if len(row) > 1 for cell in row]
    again = sum(1 for cell in columns if letters(bare(cell)) in places)
    if again < 2 or again * 2 < len(columns):
        return whole, []
    by_rows = [(n, cell) for n, row in enumerate(rows) for cell in row]
    by_columns = [
        (n, row[column]) for column in range(max(map(len, rows))) for n, row in enumerate(rows) if column < len(row)
    ]
    order = min(by_rows, by_columns, key=lambda cells: _falls(cells, places))
    made = [replace(lines[start + n], raw=cell) for n, cell in order]
    parted = [
        Note(line.number, "目录", line.text) for line, row in zip(lines[start:stop], rows, strict=True) if len(row) > 1
    ]
    parted += [Note(line.number, "目录", line.text) for line in whole[:start] if contents_beside(line.text)[0]]
    return [*lines[:start], *made, *lines[stop:]], parted


def _with_pages(lines: Sequence[Line]) -> Sequence[Line]:
    """Return the lines with a space before the pages in brackets that follow titles at once,
    where these count through the list."""
    start = next((n + 1 for n, line in enumerate(lines[:FARTHEST]) if is_contents_heading(line.text)), None)
    if start is None:
        return lines
    stop = next((n for n in range(start, len(lines)) if is_prose(lines[n].text)), len(lines))
    found = {
        n: match for n in range(start, stop) if (match := AT_ONCE.fullmatch(lines[n].text)) and lines[n].aside is None
    }
    pages = [int(match[2].strip("（()）")) for match in found.values()]
    if len(pages) < FEWEST_PAGES or pages != sorted(pages):
        return lines
    made = {n: replace(lines[n], raw=" " * lines[n].indent + f"{match[1]}  {match[2]}") for n, match in found.items()}
    return [made.get(n, line) for n, line in enumerate(lines)]


def _falls(cells: Sequence[tuple[int, str]], places: Mapping[str, int]) -> int:
    """Return how often an entry stands further up in the text than the one before it."""
    found = [places[words] for _, cell in cells if (words := letters(bare(cell))) in places]
    return sum(1 for before, after in pairwise(found) if after < before)


def _cells(line: Line) -> list[str]:
    """Return the entries that a line holds in columns, each with its page and author."""
    cells: list[str] = []
    for cell in (WIDE if "。" in line.text else LOOSE).split(line.text):
        if cells and (PAGE_CELL.fullmatch(cells[-1]) or PAGE_CELL.fullmatch(cell) or _is_author(cell)):
            cells[-1] += f"    {cell}"
        elif cell.strip():
            cells.append(cell)
    whole = all(len(letters(bare(cell))) >= FEWEST_LETTERS or section_name(cell) for cell in cells)
    return cells if whole else [line.text]
