"""Names of sections printed in one line with a title, or with a page in the contents
list: each gets a line of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from readers.entries import LONGEST_PAGE, PAGE, bare
from readers.headings import BARRED, EDITOR_NOTE, is_contents_heading, section_name
from readers.reading import Note, letters
from readers.source import Line
from readers.tables import table_at
from readers.title_form import TOWN
from readers.title_lines import ENDS
from readers.words import LONGEST_TITLE, SUBHEAD, finished, is_prose, set_apart

INLINE = re.compile(r"([【〖［\[〈「『〔][^【】〖〗［］\[\]〈〉「」『』〔〕]{2,12}[】〗］\]〉」』〕])\s*(\S.*)")
ONLY_COUNT = re.compile(r"[一二三四五六七八九十\d]{1,3}\s*[则条篇例件个]")
FEWEST = 5
"""Letters of a title."""


def one_a_line(lines: Sequence[Line]) -> tuple[list[Line], list[Note]]:
    """Return the lines below the head with those in two that hold a section's name and a title, and what these held."""
    barred = [
        n
        for n, line in enumerate(lines)
        if line.aside is None and BARRED.fullmatch(line.text) and table_at(lines, n) is None
    ]
    lines = [_unbarred(line) if len(barred) > 1 and n in barred else line for n, line in enumerate(lines)]
    found = {n: parts for n, line in enumerate(lines) if (parts := _parts(line))}
    names = [section_name(line.text) for line in lines]
    words = [letters(bare(found[n][1] if n in found else line.text)) for n, line in enumerate(lines)]
    made: list[Line] = []
    parted: list[Note] = []
    for n, line in enumerate(lines):
        if n in found and (_is_told(n, found, names, words) or _heads_text(lines, n, found[n][0])):
            name, title = found[n]
            made += [replace(line, raw=name), replace(line, raw=" " * line.indent + title, gap=0)]
            parted.append(Note(line.number, "栏目", line.text))
        elif name := _without_page(line, names[n]):
            made.append(replace(line, raw=name))
            parted.append(Note(line.number, "目录", line.text))
        else:
            made.append(line)
    return made, parted


def _unbarred(line: Line) -> Line:
    """Return a line whose name a stroke parts from its title (短讯 | 五条) with brackets round the name."""
    match = BARRED.fullmatch(line.text)
    return (
        replace(line, raw=f"【{match[1]}】" + (f"（{match[2]}）" if ONLY_COUNT.fullmatch(match[2]) else match[2]))
        if match
        else line
    )


def _parts(line: Line) -> tuple[str, str] | None:
    """Return the name in brackets that a line begins with, and the title behind it."""
    match = INLINE.fullmatch(line.text) if line.aside is None and not EDITOR_NOTE.match(line.text) else None
    if not match or not (name := section_name(match[1])) or TOWN.fullmatch(name) or section_name(line.text):
        return None
    title = bare(match[2])
    plain = (
        len(letters(title)) >= FEWEST
        and len(title) <= LONGEST_TITLE
        and not is_prose(title)
        and not title.endswith(tuple(ENDS))
    )
    return (match[1], match[2]) if plain else None


def _is_told(at: int, found: dict[int, tuple[str, str]], names: Sequence[str], words: Sequence[str]) -> bool:
    """Whether the name or the title stands in another line, too."""
    name = section_name(found[at][0])
    return name in names or any(words[n] == words[at] for n in range(len(words)) if n != at)


def _heads_text(lines: Sequence[Line], at: int, name: str) -> bool:
    """Whether running text stands below, and text that has come to its end above."""
    if SUBHEAD.search(section_name(name)) or at + 1 == len(lines):
        return False
    ended = at == 0 or lines[at - 1].aside is not None or finished(lines[at - 1].text) or set_apart(lines[at - 1].text)
    return ended and any(is_prose(line.text) for line in _near(lines, at))


def _near(lines: Sequence[Line], at: int) -> Iterator[Line]:
    """Yield the first line below that is neither set apart nor a subtitle."""
    for line in lines[at + 1 : at + 5]:
        if not (set_apart(line.text) or line.text.startswith("—")):
            yield line
            return


def _without_page(line: Line, name: str) -> str:
    """Return a section's line in the contents list without its page; '' for other lines."""
    if name or line.aside is not None or is_contents_heading(line.text):
        return ""
    text = line.text[:-LONGEST_PAGE] + PAGE.sub("", line.text[-LONGEST_PAGE:])
    return text if text != line.text and section_name(text) else ""
