"""The reader of a newspaper's front page, as far as a scan of several columns goes: its stories become clippings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from readers.numerals import find_date, number
from readers.reading import Note, Reading
from readers.source import Line
from readers.words import finished, real_spaces, remarks, squeeze, tidy
from records.body import AnyBlock, Heading, Paragraph
from records.model import Clipping, Publication, Section

BRIEF = re.compile(r"[◎○●◇◆]\s*(.+)")
DATELINE = re.compile(r"(?:本报讯|本报.{2,8}[电讯]|新华社.{2,12}电)")
JUMP = re.compile(r"[（(]\s*(?:下转|转)\s*(?:第\s*)?(\d+)\s*版\s*[）)]")
TITLE_OF_PAPER = re.compile(r"([\u4e00-\u9fff]{2,12}报)社|^([\u4e00-\u9fff]{2,10}报)$")
ISSUE = re.compile(r"第(\d{3,6})期")
HEAD_WORDS = re.compile(r"值班|星期|出版|邮发|国内统一|网址|http|www|报社|微信|独家|热线|今日\d版")
OPENS = re.compile(r"\d{4}年|近年来|今年|去年|目前|截至|据了解|此外|日前|近日|早在|为")
NEW_NAME = re.compile(r"([\u4e00-\u9fff]{2,3})[,，]")
COLUMN = range(6, 26)
SHORTEST_LINE = 11
OFTEN = 5


@dataclass
class Story:
    """A story that is being put together."""

    line: int
    title: str = ""
    blocks: list[tuple[int, AnyBlock]] = field(default_factory=list)
    brief: bool = False
    continued_on: str = ""

    @property
    def text(self) -> str:
        """All its words."""
        return self.title + "".join(block.text for _, block in self.blocks if isinstance(block, Paragraph | Heading))


def read_newspaper(lines: Sequence[Line]) -> Reading:
    """Read a front page: masthead data, stories with their subheads, briefs. Nothing is put into another order."""
    notes = remarks(lines)
    start = next(
        (n for n, line in enumerate(lines) if line.level or (_is_text(line) and not HEAD_WORDS.search(line.text))),
        len(lines),
    )
    masthead = lines[:start]
    kept = _without_fragments(lines[start:], notes)
    stories = _split(_stories(_joined(kept, notes), notes), notes)
    evidence = [Note(line.number, "报头", line.text) for line in masthead]
    words = squeeze("".join(line.text for line in masthead))
    paper = next(
        (next(g for g in m.groups() if g) for line in masthead if (m := TITLE_OF_PAPER.search(squeeze(line.text)))), ""
    )
    issue = ISSUE.search(words)
    day = find_date(words)
    page = [
        Note(line.number, "报头", f"“{line.text}”含姓名，不写入任何公开的项目")
        for line in masthead
        if re.search(r"值班|责任编辑|编委", line.text)
    ]
    if paper:
        page.append(Note(masthead[0].number, "报头", f"按头版读入，报名“{paper}”取自报头文字，请核对"))
    items = tuple(
        _clipping(n, story, paper, issue[1] if issue else "", day[0] if day else None)
        for n, story in enumerate(stories, 1)
    )
    briefs = tuple(item.anchor for item, story in zip(items, stories, strict=True) if story.brief)
    return Reading(
        shape="newspaper",
        publication=Publication(
            slug="", name=paper, issuer=f"{paper}社" if paper and f"{paper}社" in words else "", handling_note=""
        ),
        year=day[0].year if day else None,
        number=number(issue[1]) if issue else None,
        date=day[0] if day else None,
        sections=(Section(name="简讯", items=briefs),) if briefs else (),
        items=items,
        heads=tuple(story.title for story in stories),
        notes=tuple(sorted([*page, *notes], key=lambda note: note.line)),
        evidence=tuple(evidence),
    )


def _is_text(line: Line) -> bool:
    return len(line.text) > SHORTEST_LINE and bool(re.search("[，。,]", line.text))


def _without_fragments(lines: Sequence[Line], notes: list[Note]) -> list[Line]:
    """Set aside what a scan makes of vertical headlines and pictures: very short lines without a stop."""
    kept: list[Line] = []
    lost: list[Line] = []
    for line in [*lines, None]:
        if line and _is_fragment(line):
            lost.append(line)
            continue
        if lost:
            words = " ".join(each.text for each in lost)
            notes.append(
                Note(
                    lost[0].number,
                    "残字",
                    f"第 {lost[0].number}–{lost[-1].number} 行是竖排标题或残缺的字，未归入正文：{words}",
                )
            )
            lost = []
        if line:
            kept.append(line)
    return kept


def _is_fragment(line: Line) -> bool:
    if line.level or BRIEF.match(line.text) or re.search('[。”"]$', line.text):
        return False
    return len(line.text) <= SHORTEST_LINE or all(len(piece) <= 2 for piece in line.text.split())


def _joined(lines: Sequence[Line], notes: list[Note]) -> list[Line]:
    """Join paragraphs that a column's end cut, where nothing speaks against it; drop the spaces of column line ends."""
    result: list[Line] = []
    for line in lines:
        text = _columns(line.text) if not line.level and not BRIEF.match(line.text) else tidy(line.text)
        before = result[-1] if result else None
        if (
            before
            and not line.level
            and not before.level
            and not BRIEF.match(before.text)
            and _goes_on(before.text, text)
        ):
            notes.append(Note(line.number, "换栏", f"与上文接成一段：…{before.text[-8:]}｜{text[:8]}…"))
            result[-1] = _with(before, before.text + text)
        else:
            result.append(_with(line, text))
    return result


def _with(line: Line, text: str) -> Line:
    changed = replace(line)
    object.__setattr__(changed, "text", text)
    return changed


def _columns(text: str) -> str:
    """Drop the spaces of a paragraph set in a column, when they come about as often as its lines end."""
    pieces = text.split(" ")
    regular = len(pieces) > 1 and sum(1 for piece in pieces[:-1] if len(piece) in COLUMN) * 2 > len(pieces[:-1])
    return tidy("".join(pieces) if regular else text)


def _goes_on(before: str, after: str) -> bool:
    if finished(before) or before.endswith(";") or BRIEF.match(after) or OPENS.match(after) or after[0] in '“"◎○-—':
        return False
    closes = next((n for n, c in enumerate(after) if c in "《》"), None)
    stray = closes is not None and after[closes] == "》"
    return stray == (before.count("《") > before.count("》"))


def _stories(lines: Sequence[Line], notes: list[Note]) -> list[Story]:
    """Part the page into stories: at the first headline, at one above a dateline, at briefs, behind a jump."""
    stories: list[Story] = []
    jumped = False
    for n, line in enumerate(lines):
        after = lines[n + 1].text if n + 1 < len(lines) else ""
        if match := BRIEF.match(line.text):
            stories.append(Story(line.number, match[1], brief=True))
        elif line.level and (not stories or stories[-1].brief or DATELINE.match(after) or jumped):
            stories.append(Story(line.number, line.text))
        elif not stories or stories[-1].brief or jumped:
            stories.append(Story(line.number, "", [(line.number, Paragraph(text=line.text))]))
        elif line.level:
            stories[-1].blocks.append((line.number, Heading(text=line.text)))
        else:
            stories[-1].blocks.append((line.number, Paragraph(text=line.text)))
        jump = JUMP.search(line.text)
        jumped = bool(jump)
        if jump and stories:
            stories[-1].continued_on = f"{jump[1]}版"
    return stories


def _split(stories: Sequence[Story], notes: list[Note]) -> list[Story]:
    """Part a short item with a dateline from a feature that follows it without a headline, and give titles where lost.

    Such a feature opens with a name that the item never mentioned and that the rest mentions often.
    """
    result: list[Story] = []
    for story in stories:
        cut = _change(story)
        pieces = [story]
        if cut is not None:
            pieces = [
                Story(story.line, story.title, story.blocks[:cut]),
                Story(story.blocks[cut][0], "", story.blocks[cut:], continued_on=story.continued_on),
            ]
        for piece in pieces:
            if not piece.title:
                piece.title = _first_words(piece)
                notes.append(Note(piece.line, "标题", f"没有找到标题，暂用首句“{piece.title}”"))
            result.append(piece)
            for line, block in piece.blocks:
                if (
                    isinstance(block, Paragraph)
                    and not finished(block.text)
                    and not block.text.endswith((";", "；"))
                    and not JUMP.search(block.text)
                ):
                    notes.append(Note(line, "标点", f"这一段没有句末标点，可能不完整：…{block.text[-12:]}"))
                elif isinstance(block, Heading):
                    notes.extend(real_spaces(block.text, line))
    return result


def _change(story: Story) -> int | None:
    texts = [block.text if isinstance(block, Paragraph | Heading) else "" for _, block in story.blocks]
    if not texts or not DATELINE.match(texts[0]):
        return None
    for n, text in enumerate(texts[1:], 1):
        match = NEW_NAME.match(text)
        if match and match[1] not in "".join(texts[:n]) and "".join(texts[n:]).count(match[1]) >= OFTEN:
            return n
    return None


def _first_words(story: Story) -> str:
    words = re.split("[。！？]", story.text)[0]
    clauses = re.split("(?<=[，,])", words)
    title = ""
    for clause in clauses:
        if title and len(title + clause) > 30:
            break
        title += clause
    return title.rstrip("，,")[:60] or "（无题）"


def _clipping(n: int, story: Story, paper: str, issue: str, day: date | None) -> Clipping:
    return Clipping(
        anchor=f"a{n}",
        number=n,
        title=story.title,
        paper=paper,
        paper_number=issue,
        page="1版",
        date=day,
        incomplete=True,
        continued_on=story.continued_on,
        body=tuple(block for _, block in story.blocks),
    )
