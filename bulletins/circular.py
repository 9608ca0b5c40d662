"""Circulars (通报) and letters (函) of the office: texts that are no issue, set on the paper and grid of a bulletin."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bulletins.compose import TITLE_EM, masthead, rendered
from bulletins.glyphs import check_text
from bulletins.titles import balanced
from bulletins.typeset import Typeset
from records import Report, TypesetError

HEAD = [["masthead"], ["rule"]]
SIGNER_EM = 20.0  # characters of the line that names the office, left of which the page stays open


@dataclass(frozen=True)
class Circular:
    """What a circular says. It has no number; its tables are annexes (GB/T 9704-2012 §7.3.4, §7.3.7).

    Attributes:
        masthead: the red name at its head.
        title: of the text.
        paragraphs: the text.
        office: who signs.
        date: printed below the office.
        to: whom it is to, '' for everybody.
        reports: the tables, each on a page of its own below its title and note.

    """

    masthead: str
    title: str
    paragraphs: tuple[str, ...]
    office: str
    date: dt.date
    to: str = ""
    reports: tuple[Report, ...] = ()


@dataclass(frozen=True)
class Letter:
    """A letter to one unit, on a sheet of its own; the attributes are those of a circular."""

    masthead: str
    title: str
    to: str
    paragraphs: tuple[str, ...]
    office: str
    date: dt.date


def typeset_circular(circular: Circular) -> Typeset:
    """Return the printed form of a circular.

    Raises:
        TypesetError: a character that no font has; the message names where.
        SetupError: the machine lacks libharfbuzz-subset0.

    """
    for place, text in texts_of(circular):
        check_text(text, f"《{circular.title}》{place}")
    titles = [balanced(report.title, TITLE_EM) for report in circular.reports]
    return _typeset("circular.html", circular, circular=circular, annex_lines=titles)


def typeset_letters(letters: Sequence[Letter]) -> Typeset:
    """Return letters of one title, date and office as one PDF, a sheet for each unit in their order.

    Raises:
        TypesetError: a character that no font has, or a text that does not fit on its sheet; the message names where.
        SetupError: the machine lacks libharfbuzz-subset0.

    """
    for letter in letters:
        for place, text in texts_of(letter):
            check_text(text, f"给{letter.to}的函 {place}")
    made = _typeset("letters.html", letters[0], letters=letters)
    if made.page_count != len(letters):
        said = f"{len(letters)} 封函排成了 {made.page_count} 页"
        raise TypesetError(said, place=f"《{letters[0].title}》", remedy="把附言写短一些，每封函只有一页")
    return made


def texts_of(written: Circular | Letter) -> Iterator[tuple[str, str]]:
    """Yield (place, text) for everything that is printed, in order; a cell at a time."""
    yield "报头", written.masthead
    yield "标题", written.title
    if written.to:
        yield "抬头", f"{written.to}："
    yield from (("正文", text) for text in written.paragraphs)
    yield "落款", written.office
    for report in written.reports if isinstance(written, Circular) else ():
        yield report.title, report.title
        yield report.title, report.note
        yield from ((report.title, cell) for row in (report.columns, *report.rows) for cell in row)


def _typeset(template: str, written: Circular | Letter, **facts: object) -> Typeset:
    from bulletins import layout  # here: with it comes WeasyPrint, most of a second of every start

    layout.check_setup()
    source = rendered(
        template,
        head=HEAD,
        masthead=masthead(written.masthead),
        picture_mm={},
        title_lines=balanced(written.title, TITLE_EM),
        signer_lines=balanced(written.office, SIGNER_EM),
        **facts,
    )
    with TemporaryDirectory() as folder:
        pages = layout.lay_out_sheets(source, Path(folder))
        return Typeset(pdf=pages.write(), page_count=pages.count, first_pages={})
