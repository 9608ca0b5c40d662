"""Sections printed without brackets: a short line that names one is given brackets, so
that all who read on meet one form."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from readers.contents import find_contents
from readers.entries import FARTHEST, LISTED, bare
from readers.headings import EDITOR_NOTE, is_contents_heading, section_name
from readers.marked_titles import with_levels
from readers.reading import Note, letters
from readers.source import Line
from readers.tables import table_at
from readers.title_form import TOWN
from readers.traditional import either
from readers.words import (
    AT_END,
    BRIEF,
    LONGEST_TITLE,
    MARKS,
    ORDINAL_START,
    SUBHEAD,
    finished,
    is_prose,
    set_apart,
    squeeze,
    stands_alone,
)
from records.body import Table

NAME = either(
    r"[\u4e00-\u9fff]{0,6}(?:动态|报道|交流|短波|简讯|快讯|短讯|要闻|要讯|之窗|风采|视窗|聚焦|关注|研究|园地|广角|传真|速递|速览"
    r"|论坛|选登|摘登|摘编|文摘|通报|看点|一线|专栏|点滴|之声|扫描|采风|集锦|集萃|掠影|播报|点击|天地|荟萃|博览|巡礼|展播|推介|借鉴|链接|部署"
    r"|讲话|言论|评论|时评|随笔|感悟|故事|人物|榜样|新闻|信息|经验|案例|亮点|探索|思考|头条|公告|公示|通知|解读|数据|看板|统计|问答|文选|参考)"
)
"""What sections of bulletins are called, by how the names end."""
BEGINS = re.compile(
    r"(?:\d{4}年)?\d{1,2}月\d{1,2}日|近日|日前|最近|近期|["
    + MARKS
    + r"]|[*+-]\s|[【〖〔\[][^】〗〕\]]{6,40}[】〗〕\]]\s*\S"
    r"|\*\*|[^，；！？]{6,40}[。：]."
)
"""How a brief begins below the name of its section."""
COUNTED = re.compile(r"1\s*[.．、]|[（(]?一[）)、]")
MARKED = re.compile(rf"[{MARKS}]|(?:\d{{4}}年)?\d{{1,2}}月\d{{1,2}}日")
OF_ISSUE = either(r"[本这][期刊辑].{2,4}|.{0,4}(?:目录|目次|索引|篇目)")
SHORT = 4
FEWEST_PARTS = 2
PART = re.compile(r"([一二三四五六七八九十])、\s*[^，。；：:\s]{2,8}")
PLACED = re.compile(r"[^，。：:]{2,10}(?:镇|乡|街道|市|县|区|局|园)[：:]\S{4,}")
LONGEST = 8
LONGEST_SET = 12
QUOTES = "“”《》（）()"
QUOTED = re.compile(r"[“《（(]\s*[\u4e00-\u9fff·、](?:\s*[\u4e00-\u9fff·、]){1,7}\s*[”》）)]")
SPACED = re.compile(r"[\u4e00-\u9fff](?:\s+[\u4e00-\u9fff]){1,7}")


def with_brackets(lines: Sequence[Line]) -> tuple[list[Line], list[Note]]:
    """Return the lines below the head with brackets round the names of sections that have none, and notes on these."""
    printed, lines = lines, _with_contents(lines)
    listed = [
        Note(a.number, "目录", f"“{a.text}”读作目录的标题，请核对")
        for a, b in zip(printed, lines, strict=True)
        if a.text != b.text
    ]
    lines = _without_marks(with_levels(lines, NAME))
    told = (_set_apart, _twice, _listed, _short, _quoted, _numbered)
    found = {n for n in range(len(lines)) if _is_named(lines, n)} | {n for tell in told for n in tell(lines)}
    made = [
        replace(line, raw=f"【{squeeze(bare(line.text)).strip(QUOTES)}】") if n in found else line
        for n, line in enumerate(lines)
    ]
    return made, listed + [
        Note(lines[n].number, "栏目", f"“{lines[n].text}”单独成行，读作栏目，请核对") for n in sorted(found)
    ]


def _with_contents(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with the heading of the contents list in its usual form, where another one
    (本期案例) stands above the entries."""
    words = [letters(bare(line.text)) for line in lines]
    stop = next((n for n, line in enumerate(lines) if is_prose(line.text)), 0)
    for n in range(min(stop, FARTHEST)):
        again = words[n] not in words[n + 1 :] and words[n + 1] in words[n + 2 :] and len(words[n + 1]) > SHORT
        if again and OF_ISSUE.fullmatch(words[n]) and not is_contents_heading(lines[n].text):
            return [*lines[:n], replace(lines[n], raw="目录"), *lines[n + 1 :]]
    return list(lines)


def _without_marks(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with no mark before those in the contents list that the text
    prints without one: titles, no sections.

    A sign on both sides (· 要闻 ·) is a section's.
    """
    plain = {letters(line.text) for line in lines if not section_name(line.text)}
    made = list(lines)
    for n, line in enumerate(lines[:FARTHEST]):
        listed = (
            section_name(line.text)
            and LISTED.match(line.text)
            and letters(line.text) in plain
            and not AT_END.search(line.text)
        )
        made[n] = replace(line, raw=" " * line.indent + LISTED.sub("", line.text)) if listed else line
    return made


def _listed(lines: Sequence[Line]) -> Iterator[int]:
    """Yield the lines of the text that say what heads entries in the contents list."""
    contents = find_contents(lines)
    names = {section for section, _, _ in contents.entries if section}
    bracketed = {section_name(line.text) for line in lines[contents.start : contents.end]}
    for n in range(contents.end, len(lines)):
        if squeeze(bare(lines[n].text)) in names - bracketed and not is_prose(lines[n].text):
            yield n


def _twice(lines: Sequence[Line]) -> Iterator[int]:
    """Yield the lines that stand above the same title in the contents list and in the text,
    or are called as sections are in both.

    Where only the title tells, there are several, since a title may be broken into lines in both.
    """
    prose = next((n for n, line in enumerate(lines) if is_prose(line.text)), len(lines))
    words = [letters(bare(line.text)) for line in lines]
    places: dict[str, list[int]] = {}
    for n, line in enumerate(lines[:-1]):
        if (
            2 <= len(words[n]) <= LONGEST
            and not re.search("[：:，。]", line.text)
            and line.aside is None
            and not section_name(line.text)
        ):
            places.setdefault(words[n], []).append(n)
    pairs = [(first, again[0]) for first, *again in places.values() if first < min(prose, FARTHEST) and again]
    named = [
        pair
        for pair in pairs
        if NAME.fullmatch(words[pair[0]]) and (_heads_title(lines, pair[1]) or _heads_brief(lines, pair[1]))
    ]
    titled = [
        (a, b)
        for a, b in pairs
        if (
            words[a + 1].startswith(words[b + 1])
            and len(words[b + 1]) >= len(words[a]) + 3
            and not is_prose(lines[b + 1].text)
        )
        or (words[b + 1].startswith(words[a + 1]) and len(words[a + 1]) > LONGEST)  # a title that is run in
    ]
    for pair in {*named, *(titled if len(titled) > 1 else ())}:
        yield from pair


def _short(lines: Sequence[Line]) -> Iterator[int]:
    """Yield the lines of a few characters above titles (特稿, 短章), where there are
    several, and those above tables then."""
    short = [
        n
        for n in range(len(lines) - 1)
        if 2 <= len(letters(lines[n].text)) <= SHORT and lines[n].gap and _is_short_line(lines, n)
    ]
    short = [n for n in short if not (SUBHEAD.search(letters(lines[n].text)[-2:]) or TOWN.fullmatch(lines[n].text))]
    titled = [n for n in short if lines[n + 1].aside is None and _heads_title(lines, n)]
    if len(titled) > 1:
        yield from (n for n in short if n in titled or _heads_table(lines, n))


def _quoted(lines: Sequence[Line]) -> Iterator[int]:
    """Yield the lines that are just a few words in quotation marks, or with a space behind each
    character, above titles and briefs."""
    for pattern in (QUOTED, SPACED):
        found = [n for n, line in enumerate(lines[:-1]) if line.aside is None and pattern.fullmatch(line.text)]
        found = [n for n in found if not (is_contents_heading(lines[n].text) or EDITOR_NOTE.match(lines[n].text))]
        above = [n for n in found if _heads_title(lines, n) or _heads_brief(lines, n) or _heads_table(lines, n)]
        if len(above) > 1:
            yield from above


def _numbered(lines: Sequence[Line]) -> Iterator[int]:
    """Yield short lines 一、 二、 三、 that count through the whole file from its first line on,
    above titles with a place before them."""
    found = [
        (n, match[1]) for n, line in enumerate(lines) if line.aside is None and (match := PART.fullmatch(line.text))
    ]
    counted = [numeral for _, numeral in found] == list("一二三四五六七八九十")[: len(found)]
    if not counted or len(found) < FEWEST_PARTS or found[0][0] != 0:
        return
    if any(PLACED.match(lines[n + 1].text) and _heads_title(lines, n) for n, _ in found if n + 1 < len(lines)):
        yield from (n for n, _ in found)


def _is_named(lines: Sequence[Line], at: int) -> bool:
    """Whether a line is called as sections are, and a title or briefs stand below it."""
    text = squeeze(bare(lines[at].text))
    numbered = ORDINAL_START.match(lines[at].text) is not None
    if not 2 <= len(text) <= LONGEST or not NAME.fullmatch(text) or at + 1 == len(lines) or is_contents_heading(text):
        return False
    if numbered:  # a point's theme unless a title stands below
        return lines[at + 1].aside is None and _heads_title(lines, at)
    if not _is_short_line(lines, at):
        return False
    return lines[at + 1].aside is None and (_heads_brief(lines, at) or _heads_title(lines, at))


def _heads_brief(lines: Sequence[Line], at: int) -> bool:
    """Whether a line is called as sections of briefs are, and what stands below it begins as briefs do."""
    below = lines[at + 1]
    begins = BEGINS.match(below.text if below.form else below.raw.strip()) and is_prose(below.text)
    counted = (at == 0 or section_name(lines[at - 1].text)) and COUNTED.match(below.text)
    return bool((begins or counted) and BRIEF.search(squeeze(bare(lines[at].text))))


def _heads_title(lines: Sequence[Line], at: int) -> bool:
    """Whether a title stands below a line, with text below it, which the line does not
    begin itself (a title in two lines)."""
    below = lines[at + 1]
    if not _is_short_line(lines, at + 1, after=True) or len(letters(below.text)) <= 5:
        return False
    text = next(
        (line for line in lines[at + 2 : at + 6] if not (set_apart(line.text) or EDITOR_NOTE.match(line.text))), None
    )
    whole = letters(lines[at].text) + letters(below.text)
    if text is None or any(letters(line.text).startswith(whole) for line in lines[: min(at, FARTHEST)]):
        return False
    return (
        text.aside is not None
        or text.text.startswith("—")
        or any(is_prose(line.text) for line in [text, *lines[at + 3 : at + 8]])
    )


def _is_short_line(lines: Sequence[Line], at: int, *, after: bool = False) -> bool:
    """Whether a line stands for itself, as names of sections and titles do, behind text that has come to its end."""
    line = lines[at]
    text = line.text
    if not text or line.aside is not None or len(text) > LONGEST_TITLE or section_name(text) or EDITOR_NOTE.match(text):
        return False
    if ORDINAL_START.match(text) or set_apart(text) or re.search(r"[。；，、：:]$|。|\t", text):
        return False
    return after or ((at == 0 or _ended(lines[at - 1])) and stands_alone(text))


def _ended(line: Line) -> bool:
    return line.aside is not None or finished(line.text) or bool(section_name(line.text)) or set_apart(line.text)


def _set_apart(lines: Sequence[Line]) -> Iterator[int]:
    """Yield the lines that the source sets as it sets no other: headings right above deeper
    ones, display right above another size.

    There are several, and all that are set so stand above a title.
    """
    looks = [_look(line) for line in lines]
    counted = Counter(look for look in looks if any(look))
    above = Counter(
        looks[n] for n in range(len(lines) - 1) if any(looks[n]) and _heads_other(looks, n) and _may_name(lines, n)
    )
    others = Counter(
        looks[n]
        for n in range(len(lines) - 1)
        if any(looks[n]) and not _heads_other(looks, n) and _heads_table(lines, n)
    )
    for n, look in enumerate(looks):
        if (
            any(look)
            and counted[look] == above[look] + others[look]
            and above[look] > 1
            and not section_name(lines[n].text)
        ):
            yield n


def _heads_table(lines: Sequence[Line], at: int) -> bool:
    """Whether a short line stands right above a table or briefs, as names of sections do too."""
    below = lines[at + 1]
    table = isinstance(below.aside, Table) or table_at(lines[at + 1 : at + 7], 0) is not None
    return len(letters(lines[at].text)) <= LONGEST and (table or bool(MARKED.match(below.text)))


def _look(line: Line) -> tuple[int, int]:
    """Return the level and the size of a line that is set as titles are, zeros for others."""
    size = line.form.size if line.form and line.display else 0
    return (line.level, size) if line.level or size else (0, 0)


def _heads_other(looks: Sequence[tuple[int, int]], at: int) -> bool:
    (level, size), (below, other) = looks[at], looks[at + 1]
    return level < below if level and below else bool(not level and not below and size and other and size != other)


def _may_name(lines: Sequence[Line], at: int) -> bool:
    text = lines[at].text
    return (
        len(letters(text)) <= LONGEST_SET
        and not re.search("[：:，]", text)
        and not ORDINAL_START.match(lines[at + 1].text)
    )
