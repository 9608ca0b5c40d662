"""Compose the HTML of an issue: what is printed, in order; how it looks stands in styles/bulletin.css."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from functools import cache
from math import ceil
from pathlib import Path
from typing import Any
from unicodedata import normalize

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from PIL import Image

from bulletins import code
from bulletins.annotations import noted, noted_line
from bulletins.breaking import CLOSING, OPENING
from bulletins.origin import content_hash
from bulletins.page import HALF_PAGE, PITCH_MM, TYPE_WIDTH_MM
from bulletins.tables import continuing, settled
from bulletins.titles import balanced, by_hint, ems, masthead_lines
from records import (
    Article,
    Body,
    Clipping,
    Heading,
    Issue,
    Item,
    Paragraph,
    Picture,
    Place,
    Point,
    Publication,
    Quotation,
    Report,
    Table,
    TypesetError,
    marker,
    numbers,
    paragraphs,
    without_notes,
)

TEMPLATES = Path(__file__).parent / "templates"
TITLE_EM = 20.0  # characters of 2号 (22 pt) in 156 mm
ONE_LINE = 25  # characters of a paragraph that has no second line
LINE = 28  # characters below a title that stand in one line; longer ones are paragraphs
PICTURE_MM = TYPE_WIDTH_MM * 0.8, HALF_PAGE * PITCH_MM - 6  # a picture is no wider and no higher
AROUND_MM = 5.0  # blank above and below it together, at least
# characters of the line that names the issuer, less blanks and what a date has besides month and day
DATELINE_EM = 28 - 2 - 5 - 1
RUN_EM = 31 - 2 - 10 - 1  # characters of the last line of the imprint, less blanks and date
BESIDE_LINES = 14  # of the imprint, beside which its code stands; below more of them, since they may go on overleaf
# é as some systems write it: two characters that may come from two faces
ACCENTED = re.compile("[A-Za-z][\u0300-\u036f]+")
MASTHEAD_PT = 60.0
MASTHEAD_LINES = 4  # of the grid; with the lines of the other elements, the head takes about a third of page 1


def compose(
    issue: Issue,
    publication: Publication,
    places: Mapping[str, Place],
    pictures: Mapping[str, Path | bytes],
    *,
    copy_number: int = 0,
) -> str:
    """Return the HTML of an issue."""
    names = [place.name for place in places.values()]
    full = {item.anchor: _full_title(item, issue, places) for item in issue.items}
    titles = {anchor: without_notes(title) for anchor, title in full.items()}
    return rendered(
        "bulletin.html",
        issue=issue,
        publication=publication,
        copy_number=f"{copy_number:06d}",
        masthead=masthead(publication.name, publication.break_hint),
        issuer_lines=_issuer_lines(publication, issue),
        head=_head(publication, issue),
        titles=titles,
        title_lines={item.anchor: _title_lines(item, full[item.anchor], names) for item in issue.items},
        note=paragraphs(issue.editor_note),
        sections=[(section.name, [issue.item(anchor) for anchor in section.items]) for section in issue.sections],
        picture_mm={name: _size_mm(picture) for name, picture in pictures.items() if name != code.NAME},
        qr=code.NAME in pictures,
        qr_mm=code.SIZE_MM,
        content_hash=content_hash(issue, publication),
        run_line=_run_line(issue, publication),
        long_imprint=sum(len(line.lines) for line in issue.lines) > BESIDE_LINES,
    )


def rendered(template: str, **facts: object) -> str:
    """Return the HTML that a template makes of facts."""
    source = _environment().get_template(template).render(**facts)
    return ACCENTED.sub(lambda match: normalize("NFC", match[0]), source)


def picture_names(issue: Issue) -> Iterator[tuple[str, str]]:
    """Yield (anchor, file name) of every picture of an issue."""
    for item in issue.items:
        for block in _body(item):
            if isinstance(block, Picture):
                yield item.anchor, block.media


def _body(item: Item) -> Body:
    return item.body if isinstance(item, Article | Clipping) else ()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["numbered"] = lambda blocks: list(zip(blocks, numbers(blocks), _depths(blocks), strict=True))
    environment.filters["lead_in"] = _lead_in
    environment.filters["run_lines"] = lambda text: balanced(text, RUN_EM)
    environment.filters["setting"] = settled
    environment.filters["continuing"] = continuing
    environment.filters["paragraphs"] = paragraphs
    environment.tests["line"] = lambda text: len(without_notes(text)) <= LINE
    environment.filters["noted"] = noted
    environment.filters["without_notes"] = without_notes
    environment.filters["text_first"] = _text_first
    environment.tests["heading"] = lambda block: isinstance(block, Heading)
    environment.tests["across"] = _is_across
    environment.tests["opening_across"] = lambda item: _is_across(
        item if isinstance(item, Report) else next(iter(_text_first(item.body)), None)
    )
    environment.tests["short"] = lambda text: ems(without_notes(text)) <= ONE_LINE
    environment.globals["marker"] = marker
    environment.tests["whole"] = lambda table: len(settled(table).parts) == 1 and settled(table).parts[0].whole
    environment.tests["report"] = lambda item: isinstance(item, Report)
    environment.tests["clipping"] = lambda item: isinstance(item, Clipping)
    return environment


def _depths(blocks: Body) -> Iterator[int]:
    """Yield how deep each block stands in the outline of its article, which skips no level as a
    text may that begins with （一）."""
    above: list[int] = []
    for block in blocks:
        if isinstance(block, Heading):
            above = [*(level for level in above if level < block.level), block.level]
        yield len(above)


def _is_across(block: object) -> bool:
    return isinstance(block, Table | Report) and settled(block).across


def _text_first(body: Body) -> Body:
    """Return a body in which a turned table right below a title or heading stands after the text that follows it.

    Such a table begins a page of its own, away from its title; where no text follows, the title goes with it.
    """
    blocks = list(body)
    for n in range(len(blocks) - 1):
        below_title = n == 0 or isinstance(blocks[n - 1], Heading)
        if below_title and _is_across(blocks[n]) and isinstance(blocks[n + 1], Paragraph | Point | Quotation):
            blocks[n], blocks[n + 1] = blocks[n + 1], blocks[n]
    return tuple(blocks)


def _lead_in(point: Point) -> tuple[str, str]:
    """Return a lead-in and the mark that ends it, apart where the text goes on with a mark: marks
    are squeezed only within one box."""
    after = point.text[0][:1] if point.text else ""
    if point.lead_in and point.lead_in[-1] in CLOSING and after and after in OPENING:
        return point.lead_in[:-1], point.lead_in[-1]
    return point.lead_in, ""


def _full_title(item: Item, issue: Issue, places: Mapping[str, Place]) -> str:
    """Return the title as printed: 地名：标题."""
    prefix = item.prefix if isinstance(item, Article) else ""
    code = item.place if isinstance(item, Article) else None
    if not prefix and code:
        if code not in places:
            raise TypesetError(
                f"地区代码 {code} 没有名称", place=f"{issue.key}《{item.title}》", remedy="在地区中补上这个代码"
            )
        prefix = places[code].name
    return f"{prefix}：{item.title}" if prefix else item.title


def _title_lines(item: Item, title: str, names: list[str]) -> list[Markup]:
    """Return a title in lines: where the editor said, else by sense."""
    plain = without_notes(title)
    hint = item.break_hint if isinstance(item, Article) else ""
    lines = by_hint(plain, without_notes(hint)) if hint else balanced(plain, TITLE_EM, names=names)
    return [noted_line(line, title, len("".join(lines[:n]))) for n, line in enumerate(lines)]


def masthead(name: str, hint: str = "") -> dict[str, Any]:
    """Return the masthead's lines, its size in points and the space between its letters in em:
    long names smaller, short ones wider."""
    lines = masthead_lines(name, hint)
    longest = max(len(line) for line in lines)
    spacing = 0.12 if longest > 6 else 0.25 if longest > 4 else 0.6
    line_mm = MASTHEAD_LINES * PITCH_MM / len(lines)
    highest = MASTHEAD_PT if len(lines) == 1 else min(40.0, line_mm / 25.4 * 72 * 0.85)
    size = min(highest, 140 / 25.4 * 72 / (longest + spacing * (longest - 1)))
    return {"lines": lines, "pt": round(size, 1), "em": spacing, "line_mm": f"{line_mm:.5f}"}


def _issuer_lines(publication: Publication, issue: Issue) -> list[str]:
    """Return the issuer in lines that leave room for the date, which stands beside the last."""
    date = f"{issue.date.month}{issue.date.day}"
    return balanced(publication.issuer, DATELINE_EM - len(date) / 2)


def _head(publication: Publication, issue: Issue) -> list[list[str]]:
    """Return the head's elements from top to bottom, those of one line together, those with nothing to say left out."""
    present = {
        "copy_number": issue.numbered_copies,
        "secrecy": bool(issue.secrecy),
        "urgency": bool(issue.urgency),
        "handling_note": bool(publication.handling_note),
        "total_number": issue.total_number is not None,
        "series": bool(issue.series or issue.series_line),
        "editor": bool(issue.responsible_editor),
    }
    lines: list[list[str]] = []
    for element in publication.head:
        if not present.get(element, True):
            continue
        if element == "total_number" and lines and lines[-1] == ["number"]:
            lines[-1].append(element)  # 第3期（总第61期） is one line
        else:
            lines.append([element])
    return lines


def _size_mm(picture: Path | bytes) -> tuple[float, float, float]:
    """Return width and height of a picture on paper, and the height of the whole lines it takes, all in mm."""
    with Image.open(io.BytesIO(picture) if isinstance(picture, bytes) else picture) as image:
        ratio = image.width / image.height
    width, height = PICTURE_MM
    height = min(width / ratio, height)
    return round(height * ratio, 2), round(height, 2), ceil((height + AROUND_MM) / PITCH_MM) * PITCH_MM - 0.001


def _run_line(issue: Issue, publication: Publication) -> list[str]:
    """Return registration number and print run, as far as known."""
    number = issue.registration_no or publication.registration_no
    return [part for part in (number, f"共印{issue.print_run}份" if issue.print_run else "") if part]
