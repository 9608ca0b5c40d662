"""The reader of a bulletin: head, contents, items, imprint."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from readers import inline_names
from readers.briefs import with_untitled
from readers.circulars import is_circular, report_of, sums_doubted
from readers.contents import Contents, find_contents
from readers.entries import one_a_line
from readers.head import read_head
from readers.head_parts import Head
from readers.headings import EDITOR_NOTE, section_name
from readers.imprint import Imprint, read_imprint
from readers.paragraphs import Para, Wrap, elements, find_wrap, width, without_noise
from readers.places import Register
from readers.points import make_body
from readers.reading import Note, Reading, letters, printed_head
from readers.sections import with_brackets
from readers.source import Form, Line
from readers.title_form import Title
from readers.titles import find_titles
from readers.words import real_spaces, remarks
from records.body import Table
from records.model import AnyItem, Article, Place, Publication, Section, Unit


def read_bulletin(lines: Sequence[Line], places: Iterable[Place], units: Iterable[Unit]) -> Reading:
    """Read a bulletin from its lines; what it does not have stays empty (see `Reading`)."""
    head = read_head(lines)
    below = lines[head.size :]
    imprint = read_imprint(below, head.groups)
    body, noise = without_noise(below[: imprint.start], _running_heads(head))
    body, parted = inline_names.one_a_line(body)
    body, columns = one_a_line(body)
    body, named = with_brackets(body)
    contents = find_contents(body)
    register = Register(places, units, head.date or imprint.date)
    titles, doubts = find_titles(body, contents, register)
    note, note_lines = _editor_note(body, contents, titles)
    titles, sections, made = with_untitled(body, contents, titles, note_lines, register)
    issue = _Issue(body, titles, sections, note_lines, register)
    issue.set_aside(body, sections)
    made = [*noise, *named, *contents.notes, *doubts, *made]
    dropped = [*parted, *columns, *_dropped(body, contents, titles)]
    return Reading(
        shape="bulletin",
        publication=_publication(head, imprint),
        year=head.year or (imprint.date.year if imprint.date else None),
        number=head.number,
        total_number=head.total,
        date=head.date or imprint.date,
        series=head.series,
        series_number=head.series_number,
        series_line=head.series_line,
        editor_note=note,
        responsible_editor=imprint.responsible_editor or head.responsible_editor,
        sections=issue.sections(),
        items=tuple(issue.items),
        heads=tuple(issue.heads),
        lines=imprint.lines,
        registration_no=imprint.registration_no or head.registration_no,
        print_run=imprint.print_run,
        notes=_in_order([*_absent(head, imprint), *head.notes, *remarks(lines), *made, *issue.notes, *imprint.notes]),
        evidence=_in_order([*head.evidence, *dropped, *issue.evidence, *imprint.evidence]),
    )


def _running_heads(head: Head) -> list[str]:
    name = letters(head.name)
    numbered = [f"第{head.number}期"] if head.number else []
    words = [
        name,
        *(name + n for n in numbered),
        *(n + name for n in numbered),
        *(f"{head.year}年{n}{name}" for n in numbered),
    ]
    return words if name else []


def _publication(head: Head, imprint: Imprint) -> Publication:
    return Publication(
        slug="",
        name=head.name,
        issuer=" ".join(head.issuers) or imprint.issuer,
        handling_note=" ".join(head.handling or imprint.handling),
        registration_no=imprint.registration_no or head.registration_no,
        head=head.elements,
    )


def _absent(head: Head, imprint: Imprint) -> list[Note]:
    """Note what every bulletin has and this one does not show."""
    day, issuer = head.date or imprint.date, head.issuers or imprint.issuer
    wanted = {"刊名": head.name, "期号": head.number, "日期": day, "主办单位": issuer, "版记": imprint.lines}
    found = [Note(0, "缺项", f"没有读到{what}，请补上") for what, value in wanted.items() if not value]
    left = [
        *(imprint.handling if head.handling else ()),
        *([imprint.issuer] if imprint.issuer not in ("", *head.issuers) and head.issuers else ()),
    ]
    found += [Note(0, "版记", f"版记里的“{words}”没有归入任何一项") for words in left]
    if head.name and not head.named:
        found.append(Note(0, "刊头", f"刊名读作“{head.name}”，请核对"))
    return found


def _editor_note(lines: Sequence[Line], contents: Contents, titles: Sequence[Title]) -> tuple[str, set[int]]:
    """Return the editor's note, paragraphs parted by blank lines, and the indices of its lines.

    Before the first title it reaches to that title, or to a section's line; behind a title it is one paragraph.
    """
    start = next(
        (n for n in range(len(lines)) if EDITOR_NOTE.match(lines[n].text) and not contents.start < n < contents.end),
        None,
    )
    if start is None:
        return "", set()
    match = EDITOR_NOTE.fullmatch(lines[start].text)
    inline = match[1] if match else ""
    later = [t.at for t in titles if t.at > start] + [
        n for n in range(start + 1, len(lines)) if section_name(lines[n].text)
    ]
    if contents.end and start < contents.start:
        later.append(contents.start)
    before_titles = not any(t.at < start for t in titles)
    stop = min(later, default=len(lines))
    if not before_titles:
        stop = _paragraph_end(lines[:stop], start if inline else start + 1)
    rest = list(lines[start + 1 : stop])
    found, _ = elements(rest, find_wrap(lines))
    texts = [e.text for e in found if isinstance(e, Para)]
    if inline:
        joined = elements([_without_mark(lines[start], inline), *rest], find_wrap(lines))[0]
        texts = [e.text for e in joined if isinstance(e, Para)]
    return "\n\n".join(texts), set(range(start, stop))


def _without_mark(line: Line, text: str) -> Line:
    """Return a line without the mark before its text, set as wide as it was: that tells
    whether it was broken at its end."""
    wide = width(line) - width(Line(line.number, text))
    return (
        Line(line.number, " " * wide + text, gap=line.gap, torn=line.torn) if line.indent else Line(line.number, text)
    )


def _paragraph_end(lines: Sequence[Line], start: int) -> int:
    """Return the index behind the paragraph that begins at `start`."""
    wrap = find_wrap(lines)
    end = min(start + 1, len(lines))
    while end < len(lines) and len(elements(lines[start : end + 1], wrap)[0]) == 1:
        end += 1
    return end


def _dropped(lines: Sequence[Line], contents: Contents, titles: Sequence[Title]) -> list[Note]:
    """Return as evidence the lines of the contents list and of titles, whose words stand in `heads` and `sections`."""
    listed = [Note(line.number, "目录", line.text) for line in lines[contents.start : contents.end]]
    return listed + [Note(line.number, "标题", line.text) for t in titles for line in lines[t.at : t.at + t.size]]


class _Issue:
    """The items of an issue as they are put together."""

    def __init__(
        self, lines: Sequence[Line], titles: Sequence[Title], sections: set[int], used: set[int], register: Register
    ) -> None:
        self.register = register
        self.items: list[AnyItem] = []
        self.heads: list[str] = []
        self.notes: list[Note] = []
        self.evidence: list[Note] = []
        self.section_of: list[str] = []
        wrap = find_wrap(lines)
        ends = [t.at for t in titles[1:]] + [len(lines)]
        early = [line for line in lines[: titles[0].at] if line.aside is not None] if titles else []
        for title, end in zip(titles, ends[: len(titles)], strict=True):
            own = [lines[n] for n in range(title.at + title.size, end) if n not in used and n not in sections]
            if title.rest:
                form = lines[title.at].form
                own.insert(0, Line(lines[title.at].number, title.rest, form=form and Form(marked=form.marked)))
            if early:
                self.notes.append(Note(early[0].number, "图表", "第一个标题前面的图片或表格放在第一篇里，请核对位置"))
                own, early = [*early, *own], []
            self._add(title, lines[title.at], own, wrap)
        self.evidence.extend(Note(lines[n].number, "编者按", lines[n].text) for n in sorted(used))

    def set_aside(self, lines: Sequence[Line], sections: set[int]) -> None:
        """Set the lines of sections aside; note one under which nothing stands."""
        told: set[str] = set()
        for n in sorted(sections, reverse=True):
            name = section_name(lines[n].text)
            if name in {*self.section_of, *told}:
                self.evidence.append(Note(lines[n].number, "栏目", lines[n].text))
            else:
                self.notes.append(Note(lines[n].number, "栏目", f"栏目“{lines[n].text}”下面没有读到稿件"))
            told.add(name)

    def _add(self, title: Title, at: Line, lines: Sequence[Line], wrap: Wrap | None) -> None:
        prefix, words = ("", title.text) if title.untitled else self.register.split(title.text)
        origin = self.register.origin(prefix)
        found, notes = elements(lines, wrap)
        self.notes.extend([*notes, *real_spaces(title.text, at.number)])
        if prefix and not re.match("[：:]", title.text.removeprefix(prefix).strip()):
            self.notes.append(Note(at.number, "标题", f"“{title.text}”开头的地名读作地区，与标题之间印的不是冒号"))
        if origin.doubt:
            self.notes.append(Note(at.number, "地区", origin.doubt))
        number = len(self.items) + 1
        tables = [e for e in found if isinstance(e, Table)]
        alone = len(tables) == 1 and len(found) == 1
        if (alone or is_circular(words, tables)) and all(isinstance(e, Para | Table) for e in found):
            texts = [e.text for e in found if isinstance(e, Para)]
            report, doubts = report_of(title.text, texts, tables[0], line=at.number, number=number, anchor=f"a{number}")
            self.notes.extend(doubts)
            self.items.append(report)
            self.heads.append(title.text)
        else:
            body, doubts = make_body(found)
            self.notes += [*doubts, *(doubt for table in tables for doubt in sums_doubted(table, at.number))]
            article = Article(
                anchor=f"a{number}",
                number=number,
                title=words,
                place=origin.place,
                unit=origin.unit,
                prefix=origin.prefix,
                body=body,
            )
            self.items.append(article)
            self.heads.append("" if title.untitled else printed_head(article, prefix))
        # As in the CMS, what names no section goes on in the one before it.
        self.section_of.append(title.section or next(reversed(self.section_of), ""))

    def sections(self) -> tuple[Section, ...]:
        """Return the sections in order, each once; items above the first one stand in one without a name."""
        names = dict.fromkeys(self.section_of)
        return tuple(
            Section(
                name=name, items=tuple(i.anchor for i, s in zip(self.items, self.section_of, strict=True) if s == name)
            )
            for name in names
        )


def _in_order(notes: Iterable[Note]) -> tuple[Note, ...]:
    return tuple(sorted(dict.fromkeys(notes), key=lambda note: note.line))
