"""A library in which every text that people write is the same one: whatever it says, the site must be built alike."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import msgspec

from press.web import build_site
from records import (
    CASE_SECTIONS,
    Article,
    Case,
    Clipping,
    Collection,
    Contact,
    Export,
    Field,
    Figure,
    Heading,
    Indicator,
    Issue,
    Level,
    Mechanism,
    Paragraph,
    Picture,
    Place,
    Point,
    PracticeKind,
    PrintedLine,
    Publication,
    Quotation,
    Record,
    Report,
    Section,
    Source,
    Step,
    Synonym,
    Table,
    Threshold,
    ThresholdRow,
    Unit,
    Version,
    Writer,
)

DAY = dt.date(2025, 3, 1)
PLAIN = "某某"  # what stands for every text; no other word of the site holds it
# A line each: fields in the head of a record may have line breaks too, see LINES. Short enough to be cut nowhere.
TEXTS = (
    "</script><script>hurt()</script>]]><!-- --!>",
    "\"><img src=x onerror=hurt()>'><svg/onload=hurt()>",
    "&amp;&lt;b&gt;&#60;&nbsp;&copy &&",
    "{{ 7*7 }}{% raw %}{# # }{{ config }}",
    "# 题 {: .x #y onclick=hurt() } ---",
    "* 星 **粗** _斜_ ~~删~~ ==亮== [TOC] *[x]: y",
    "[链](javascript:hurt()) ![图](x.png) [[x]] [^1]",
    "<https://x.example> https://x.example a@x.example",
    "`码` ``码`` | 甲 | 乙 | \\* \\\\",
    "---",
    "1. 一 2) 二 - 三 > 引",
    "甲\x01\x02\x03wzxhzdk:0\x03\x0b\x0c\x1f\x7f\x85\u2028\u2029\ufeff\u200b丁",
    "\u202e右\u202c\u2067左\u2069 עברית 👨‍👩‍👧🏽 𠮷𡈽 𪚥",
    "=1+1",
    "000123",
    "“引”‘号’\"双\"'单'",
    "null",
)
LINES = "甲\n\n# 乙\n---\n\n    丙\n<b>\r\n\t- 丁"


def library(text: str, head: str) -> list[Record]:
    """Return records; `text` is every paragraph, `head` every field in the head of a record."""
    figure = Figure(label=head, value=3, unit=head, quote=text, indicator="zhi", as_of=head)
    figures = (figure, msgspec.structs.replace(figure, quote=f"没有{text}", as_of=""))
    points = tuple(
        Point(ordinal="一是", lead_in=text, text=(text, text), children=(Point(text=(text,)),)) for _ in range(2)
    )
    table = Table(columns=(text, text), rows=((text, text), (text,)), caption=text)
    body = (
        Paragraph(text),
        Heading(text=text),
        *points,
        Quotation(text=(text, text), source=text),
        table,
        Picture("p.png", text, text),
    )
    scale = Threshold(measure=head, unit=head, rows=(ThresholdRow(at=1, gives=head), ThresholdRow(at=2, gives=head)))
    case: dict[str, Any] = {
        "title": head,
        "place": "320381",
        "unit": "u",
        "year": 2024,
        "fields": ("0301",),
        "kinds": ("k",),
        "people_served": (head, head),
        "lead_department": head,
        "contact": Contact(office=head, phone=head, public=True),
        "mechanism": Mechanism((Step(head, head), Step(head)), (scale,), (Level(head, head), Level(head))),
        "figures": figures,
        "cleared_on": DAY,
        "body": body,
        **dict.fromkeys(CASE_SECTIONS, text),
    }
    source = Source(publication="p", year=2024, number=1, item="a1")
    items = (
        Article(anchor="a1", number=1, title=head, place="320381", unit="u", prefix=head, figures=figures, body=body),
        Clipping(
            anchor="a2", number=2, title=head, paper=head, paper_number=head, page=head, continued_on=head, body=body
        ),
        Report(anchor="a3", number=3, title=head, note=text, columns=(head, head), rows=((head, head),), total=1),
    )
    issue: dict[str, Any] = {
        "publication": "p",
        "year": 2024,
        "date": DAY,
        "series": head,
        "secrecy": head,
        "urgency": head,
        "responsible_editor": head,
        "editor_note": text,
        "sections": (Section(head, ("a1", "a2", "a3")),),
        "lines": (PrintedLine("报", (head, head)),),
        "registration_no": head,
        "versions": (
            Version(version=1, state="signed", date=DAY),
            Version(version=2, state="corrected", date=DAY, note=head),
        ),
        "cleared_on": DAY,
        "items": items,
    }
    return [
        Place(code="320300", name=head, level="city"),
        Place(code="320381", name=head, level="county", parent="320300"),
        Unit(code="u", name=head, kind="county", place="320381", aliases=(head,)),
        Field(code="03", name=head),
        Field(code="0301", name=head, parent="03"),
        PracticeKind(slug="k", name=head),
        Indicator(slug="zhi", name=head, unit=head, definition=head),
        Synonym(slug="s", words=(head, head)),
        Publication(slug="p", name=head, issuer=head, handling_note=head, registration_no=head),
        Collection(slug="c", title=head, date=DAY, preface=text, cases=(1, 2)),
        Case(number=1, **case, source=source),
        Case(number=2, **case),
        Case(number=3, title=head, place="320381", unit="u", year=2024, withdrawn_on=DAY, withdrawn_reason=head),
        Issue(number=1, **issue),
        Issue(publication="p", year=2024, number=2, date=DAY, withdrawn_on=DAY, withdrawn_reason=head),
    ]


def build_library(folder: Path, records: list[Record]) -> Path:
    """Write records as an export, build its site and return it."""
    writer = Writer.for_records(folder / "export", records)
    for record in records:
        writer.add(record)
    writer.add_file("media/p.png", b"\x89PNG", public=True)
    build_site(
        Export(folder / "export", private=False), folder / "out", pdfs={}, first_pages={}, scratch=folder / "scratch"
    )
    return folder / "out"
