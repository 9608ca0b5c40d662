"""Items without a line of title: briefs below a section's line, their titles run in or
missing, and prose that nothing heads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from readers.contents import Contents
from readers.headings import section_name
from readers.paragraphs import elements, find_wrap, spans
from readers.places import Register
from readers.points import OPENS_WITH_TIME, ordinal
from readers.reading import Note, letters
from readers.source import Line
from readers.tables import table_at
from readers.title_form import TOWN, Title
from readers.title_lines import WHEN
from readers.words import ADDRESSED, BRIEF, LONGEST_TITLE, MARKS, SUBHEAD, finished, is_prose, set_apart, tidy

MARK = re.compile(rf"\s*(?:[{MARKS}]+\s*|[*+-]\s+)")
NUMBERED = re.compile(
    r"\s*(?:\d{1,2}\s*(?:[.．](?:\s+|(?!\d)|(?=\d{1,2}月))|、\s*)|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]\s*)"
)
BOLD = re.compile(r"[\s\W]*?(?:\*\*|__)(.{4,60}?)(?:\*\*|__)")
BRACKETED = re.compile(r"[【〖〔\[]([^【】〖〗〔〕\[\]]{6,40})[】〗〕\]]\s*(?=\S)")
PLACED = re.compile(r"[【〖〔\[]\s*([^【】〖〗〔〕\[\]]{2,12}?)\s*[】〗〕\]]\s*(?=\S)")
"""The place that a brief is from, before its text."""
SENTENCE = re.compile(r"([^。，；！？!?,;]{6,40})(。|[\u3000 ]{2,}|——?|[！？])\s*(?=\S)")
DAY = re.compile(r"(?:\d{4}年)?\d{1,2}月\d{1,2}日|近日|日前|最近|近期")
BEFORE_DAY = re.compile(r"\s*([^。，；！？!?,;\s]{6,40})[\u3000 ]+(?=(?:\d{4}年)?\d{1,2}月\d)")
"""A run-in title that a space parts from the day: one that goes when text is tidied."""
SOURCE = re.compile(r"[（(][^（）()]{2,30}[）)]")
LONGEST_WORDS = 30
FEWEST_IN_LINE = 20


@dataclass(frozen=True)
class _Region:
    """Lines from `start` to before `stop` that stand below a section's line (at `start` -
    1) or at the top, and below no title.

    `listed` are the letters of the titles that the contents list has; where it has any, no others are guessed.
    """

    start: int
    stop: int
    section: str
    top: bool = False
    listed: tuple[str, ...] = ()


def with_untitled(
    lines: Sequence[Line], contents: Contents, titles: Sequence[Title], used: set[int], register: Register
) -> tuple[list[Title], set[int], list[Note]]:
    """Return the titles with those of items that have no line of title, in order, the lines of
    sections, and notes on what was settled.

    Args:
        lines: the lines below the head.
        contents: the contents list.
        titles: the titles that stand in lines of their own.
        used: the indices of the editor's note.
        register: the known places and units.

    """
    found = list(titles)
    notes: list[Note] = []
    sections = {n for n in range(len(lines)) if n not in used and _is_section(lines, n, titles, contents)}
    for region in _regions(lines, contents, titles, used, sections):
        made = list(_items(lines, region, register))
        found += made
        for title in made:
            if title.untitled:
                notes.append(
                    Note(lines[title.at].number, "标题", f"这一条没有标题，暂用文中的话“{title.text}”，请核对")
                )
            else:
                where = "标题印在段首" if title.rest else "单独成行的一句"
                notes.append(Note(lines[title.at].number, "标题", f"{where}，读作“{title.text}”"))
    listed = {section for section, _, _ in contents.entries}
    found += _further(
        lines, found, {n for n in sections if n >= contents.end and section_name(lines[n].text) not in listed}, sections
    )
    found.sort(key=lambda title: title.at)
    return list(_in_sections(found, lines, sections)), sections, notes


def _in_sections(titles: Sequence[Title], lines: Sequence[Line], sections: set[int]) -> Iterator[Title]:
    """Yield the titles; one below a line in brackets that begins no section stands where the title before it does."""
    told = {section_name(line.text) for line in lines} - {section_name(lines[n].text) for n in sections} - {""}
    section = ""
    for title in titles:
        section = section if title.section in told else title.section
        yield replace(title, section=section)


def _is_section(lines: Sequence[Line], at: int, titles: Sequence[Title], contents: Contents) -> bool:
    """Whether a line in the brackets of a section begins one, and is no subhead of the article that it stands in."""
    name = section_name(lines[at].text)
    if not name:
        return False
    after = next((n for n in range(at + 1, len(lines)) if not section_name(lines[n].text)), len(lines))
    listed = {section for section, _, _ in contents.entries} | {
        section_name(line.text) for line in lines[contents.start : contents.end]
    }
    begins = after == len(lines) or any(t.at == after for t in titles)
    if begins or name in listed or not any(t.at < at for t in titles) or BRIEF.search(name):
        return True
    marked = MARK.match(lines[after].raw) or BOLD.match(lines[after].raw) or DAY.match(lines[after].text)
    return not SUBHEAD.search(name) and (
        bool(marked) or lines[at].text[0] in "【〖" or lines[at].text[0] in _brackets(lines, titles)
    )


def _brackets(lines: Sequence[Line], titles: Sequence[Title]) -> set[str]:
    """Return the brackets and marks that sections of this file have: what begins the
    lines of sections right above titles."""
    above = [lines[t.at - 1].text for t in titles if t.at]
    return {text[0] for text in above if section_name(text)}


def _regions(
    lines: Sequence[Line], contents: Contents, titles: Sequence[Title], used: set[int], sections: set[int]
) -> Iterator[_Region]:
    """Yield the stretches of lines that belong to no title."""
    ends = {t.at for t in titles} | sections | {len(lines)}
    tops = [(0, contents.start)] if contents.end else []
    tops.append((contents.end, min(n for n in ends if n >= contents.end)))
    for start, stop in tops:
        yield from (_Region(a, b, "", top=True) for a, b in _free(start, stop, used) if _has_text(lines[a:b]))
    listed = tuple(letters(text) for _, text, _ in contents.entries)
    for n in sorted(n for n in sections if n >= contents.end):
        stop = min(end for end in ends if end > n)
        yield from (_Region(a, b, section_name(lines[n].text), listed=listed) for a, b in _free(n + 1, stop, used))


def _further(lines: Sequence[Line], titles: Sequence[Title], chosen: set[int], sections: set[int]) -> Iterator[Title]:
    """Yield the titles after the first one in a section of briefs: short lines above prose,
    which elsewhere would be subheads."""
    taken = {n for t in titles for n in range(t.at, t.at + t.size)}
    for start in chosen:
        name = section_name(lines[start].text)
        stop = min((n for n in sections if n > start), default=len(lines))
        if BRIEF.search(name) and any(t.at == start + 1 and not t.rest for t in titles):
            for n in range(start + 2, stop - 1):
                if n not in taken and _heads(lines, n) and finished(lines[n - 1].text):
                    yield Title(n, 1, tidy(MARK.sub("", lines[n].text, count=1)), name)


def _heads(lines: Sequence[Line], at: int) -> bool:
    """Whether a short line without a stop stands above prose."""
    text = MARK.sub("", lines[at].text, count=1)
    short = 0 < len(text) <= LONGEST_TITLE and not re.search(r"[。；！？，、：,;:|\t]|^\d+$", text)
    below = lines[at + 1].text if at + 1 < len(lines) else ""
    # Prose that is broken into lines need not have a stop in its first one.
    above = is_prose(below) or (len(below) >= FEWEST_IN_LINE and re.search("[，,]", below))
    return short and bool(above) and not (SOURCE.fullmatch(text) or set_apart(text) or ordinal(text)[0])


def _free(start: int, stop: int, used: set[int]) -> Iterator[tuple[int, int]]:
    """Yield the stretches between two indices that the editor's note leaves."""
    at = start
    for n in range(start, stop + 1):
        if n == stop or n in used:
            if at < n:
                yield at, n
            at = n + 1


def _has_text(lines: Sequence[Line]) -> bool:
    return any(is_prose(line.text) for line in lines) or any(table_at(lines, n) for n in range(len(lines)))


def _items(lines: Sequence[Line], region: _Region, register: Register) -> Iterator[Title]:
    """Yield the items of a region: one for each mark, each run-in title or each paragraph, or one for all of it."""
    begun = list(spans(lines, find_wrap(lines), region.start, region.stop, begins=MARK))
    marked = [at for at, _ in begun if MARK.match(lines[at].raw)]
    numbered = [at for at, _ in begun if NUMBERED.match(lines[at].text)]
    headed = [at for at, end in begun if end == at + 1 and _heads(lines[: region.stop], at)]
    placed = [at for at, end in begun if _from_place(lines[at], register)]
    brief = bool(BRIEF.search(region.section))
    starts = [at for at, _ in begun]
    if len(marked) > 1 or (brief and marked):
        starts = marked
    elif len(numbered) > 1 and numbered[0] == begun[0][0] and (brief or _tell_days(lines[: region.stop], numbered)):
        starts = numbered
    elif len(placed) > 1 and placed[0] == begun[0][0]:
        starts = placed
    elif brief and begun[0][0] in headed:
        starts = headed
    elif not (brief or region.top) and begun[0][0] in headed:  # one article, whose title nothing else has told
        starts = headed = headed[:1]
    elif region.top or not brief:
        starts = [at for at, end in begun if _run_in(lines[at:end], register)] if not region.top else []
        starts = [at for at in starts if not region.listed or letters(lines[at].text).startswith(region.listed)]
        # Points of an article may begin so: what is no item at the first paragraph is none below.
        starts = starts if starts[:1] == [begun[0][0]] else []
    brief = brief or starts is numbered or starts is placed
    if not brief and ADDRESSED.fullmatch(lines[region.start].text):  # a letter
        starts = []
    if starts is not headed:
        starts = [at for at in starts if at == begun[0][0] or not SOURCE.fullmatch(lines[at].text)]
    if not starts or starts[0] != begun[0][0]:
        starts.insert(0, begun[0][0])
    ends = dict(begun)
    for at, after in zip(starts, [*starts[1:], region.stop], strict=True):
        if starts is headed:
            yield Title(at, 1, _bare(lines[at : at + 1]), region.section)
            continue
        parts = (region.top or len(numbered) > 1) and not brief
        title = _title(lines[at : ends[at]], at, region.section, register, brief=not parts)
        text = next((_bare(lines[a:b]) for a, b in begun if at < a < after and not set_apart(lines[a].text)), "")
        # Whom a text speaks to is no name for it.
        nameless = set_apart(lines[at].text) or len(letters(_bare(lines[at : ends[at]]))) <= 2
        yield replace(title, text=first_words(text)) if title.untitled and nameless and text else title


def _from_place(line: Line, register: Register) -> bool:
    """Whether a paragraph begins with a place in brackets."""
    match = PLACED.match(line.text)
    return match is not None and bool(TOWN.fullmatch(match[1]) or register.knows(match[1]))


def _tell_days(lines: Sequence[Line], numbered: Sequence[int]) -> bool:
    """Whether what stands below numbered lines begins with a day, as briefs do and points of an article do not."""
    below = [lines[n + 1].text for n in numbered if n + 1 < len(lines) and not is_prose(lines[n].text)]
    return len(below) == len(numbered) and sum(1 for text in below if DAY.match(text)) * 2 >= len(below)


def _title(lines: Sequence[Line], at: int, section: str, register: Register, *, brief: bool) -> Title:
    """Return the title that a paragraph begins with, or words of it where it has none."""
    if table_at(lines, 0):
        return Title(at, 0, section or "（无题）", section, untitled=True)
    text = _bare(lines)
    numbered = NUMBERED.match(text)
    parts = numbered and not brief  # of a text that has no title
    if (
        not re.search("[。；！？，,;]", text)
        and len(text) <= LONGEST_TITLE
        and (MARK.match(lines[0].raw) or numbered)
        and not parts
    ):
        return Title(at, len(lines), text[numbered.end() :] if numbered else text, section)
    if found := _run_in(lines, register):
        title, rest = found
        return Title(at, len(lines), title, section, rest=rest)
    return Title(at, len(lines), first_words(text), section, rest=text, untitled=True)


def _bare(lines: Sequence[Line]) -> str:
    """Return the text of a paragraph without the mark before it."""
    (whole,) = elements([*lines], find_wrap(lines))[0] if len(lines) == 1 else (None,)
    text = getattr(whole, "text", "") or tidy("".join(line.text for line in lines))
    return MARK.sub("", text, count=1)


def _run_in(lines: Sequence[Line], register: Register) -> tuple[str, str] | None:
    """Split a paragraph into the title at its start and the rest; None where it begins with its text.

    The title is bold, or in brackets, or a short sentence without a comma that tells no time.
    """
    text = _bare(lines)
    numbered = NUMBERED.match(text)
    bare = text[numbered.end() :] if numbered else text
    bold = BOLD.match(lines[0].raw)
    if heavy := lines[0].form.lead_in if lines[0].form else bold[1] if bold else "":
        title = tidy(re.sub(r"\*\*|__", "", heavy)).strip("。：: ")
        if bare.startswith(title) and len(bare) > len(title) + 8:
            return title, bare[len(title) :].lstrip("。：: \u3000—")
    if (spaced := BEFORE_DAY.match(MARK.sub("", lines[0].raw, count=1))) and bare.startswith(spaced[1]):
        return spaced[1], bare[len(spaced[1]) :].lstrip()
    match = BRACKETED.match(bare) or SENTENCE.match(bare)
    if not match or OPENS_WITH_TIME.match(match[1]) or DAY.search(match[1]):
        return None
    rest = bare[match.end() :]
    if len(letters(rest)) < len(letters(match[1])) or not finished(rest):
        return None
    return match[1].strip(), rest


def first_words(text: str) -> str:
    """Return the words of a text that may stand for its title: its first clauses without the day.

    >>> first_words("7月2日，南通市召开文明典范城市创建推进会。会上说了很多。")
    '南通市召开文明典范城市创建推进会'
    """
    text = PLACED.sub("", text, count=1) if PLACED.match(text) else text
    numbered = NUMBERED.match(text)
    sentence = re.split("[。！？]", text[numbered.end() :] if numbered else text)[0]
    sentence = (sentence[day.end() :] if (day := WHEN.match(sentence)) else "") or sentence
    title = ""
    for clause in re.split("(?<=[，,；;])", sentence):
        if title and len(title + clause) > LONGEST_WORDS:
            break
        title += clause
    return title.rstrip("，,；：:")[:LONGEST_TITLE] or "（无题）"
