"""Issues that hold whatever page and print word otherwise, and an export of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from records import (
    Article,
    Clipping,
    Heading,
    Issue,
    Paragraph,
    Picture,
    Place,
    Point,
    Publication,
    Quotation,
    Report,
    Section,
    Table,
    Unit,
    Version,
    Writer,
)
from tests.random_bulletins import bulletin
from tests.random_pages import BLOCKS, PLACES, picture

change: Any = msgspec.structs.replace
DAY = dt.date(2025, 1, 2)
TEXT = "“点单—派单”流程在各乡镇（街道）全部上线，志愿者注册37.6万余名，占比34.7%，其余照旧。"
LATIN = "编号 Volunteers are welcome at every practice station, no appointment needed "
SIGNS = "　全角　空格 2023 年 cafe\u0301 x²+10⁶ ①② ２３ 〇 Ⅲ ℃ ⋯ ·• 祎镕𬭎 "
WIDE = Table(
    columns=("地区", *(f"{n}项" for n in range(1, 12))),
    rows=tuple((city, *("66500人次",) * 11) for city in ("南京市", "无锡市")),
    caption="表1　宽表",
)
NOTE = f"{TEXT}\n\n二段。"
CUT: dict[str, Any] = {"incomplete": True, "continued_on": "第4版"}
FULL_HEAD = ("masthead", "number", "total_number", "series", "editor", "dateline", "rule")
NOTED = (
    Paragraph(text=f"{TEXT}^[一条注，有喆^(zhé)字。]后文。"),
    Heading(text="带注^[甲注。]的小标题"),
    Point(
        ordinal="一、",
        lead_in="段首^[乙注。]。",
        text=(TEXT, "第二段^[丙注。]。"),
        children=(Point(ordinal="1.", text=("3万元。",)), Point(ordinal="（1）", lead_in="小题。", text=(TEXT,))),
    ),
    Quotation(text=("引一^[丁注。]", "引二"), source="某人^[戊注。]"),
    Table(
        columns=("甲^[表头注。]", "乙"), rows=(("一^[格注。]", "喆^(zhé)"), ("", "二")), caption="表9　注表^[表题注。]"
    ),
    Picture(media="640x360.png", alt="门口 的图", caption="图1^[图注。]　门口"),
)


def article(n: int, title: str, *body: Any) -> Article:
    return Article(number=n, anchor=f"a{n}", place="320200", title=title, body=body)


def clipping(n: int, **fields: Any) -> Clipping:
    return Clipping(number=n, anchor=f"a{n}", title=f"剪报之{n}", body=(Paragraph(text=TEXT),), **fields)


def issue_of(slug: str, *items: Any, publication: dict[str, Any] | None = None, **fields: Any) -> list[Any]:
    """Return a publication and its issue."""
    issue, series = bulletin(1, articles=1, plain=True)
    anchors = tuple(item.anchor for item in items)
    fields = {"sections": (Section(name="工作交流", items=anchors),), **fields}
    return [
        change(series, slug=slug, **(publication or {})),
        change(issue, publication=slug, year=2024, number=1, items=items, **fields),
    ]


def hard() -> list[Any]:
    """Return issues with their publications."""
    from random import Random

    tables = [block for kind in ("merged cells", "tall rows", "many columns") for block in BLOCKS[kind](Random(3))]
    below = (Paragraph(text=TEXT), Heading(text="表"), WIDE, Point(ordinal="一是", lead_in="要点。", text=(TEXT, TEXT)))
    marked = article(1, "张喆^(zhé)说的话^[标题的注。]和别的事情", *NOTED)
    lines = [Paragraph(text=LATIN * 2 + "字" * n + SIGNS) for n in range(0, 28, 9)]
    return [
        *issue_of("biaozhu", marked, article(2, "宽表在前", WIDE, Paragraph(text=TEXT)), editor_note=NOTE),
        *issue_of("biaoge", article(1, "各种表格", *below, *tables)),
        *issue_of(
            "jianbao",
            clipping(1, paper="新华 日报", date=DAY, page="3", paper_number="第9号", **CUT),
            clipping(2, paper="日报", page="A03", continued_on="第2版"),
            clipping(3, paper="晚报", incomplete=True),
            Report(
                number=4, anchor="a4", title="统计", note="（共12篇）", total=12, columns=("单位", "数"),
                rows=(("甲", "4"), ("乙", "8")),
            ),
            publication={"head": FULL_HEAD},
            total_number=61, series="专刊", series_number=2, responsible_editor="综合处", registration_no="",
        ),
        *issue_of(
            "yingwen",
            article(1, "西文和符号", *lines),
            publication={"head": ("masthead", "number", "dateline", "rule"), "registration_no": ""},
            print_run=None, registration_no="", series_line="（专刊之三）",
        ),
    ]  # fmt: skip


def write(folder: Path, records: Iterable[Any], reference: Iterable[Any] = ()) -> Path:
    """Write an export of cleared issues."""
    towns = [change(place, parent="320000") if place.level == "city" else place for place in PLACES.values()]
    province = Place(code="320000", name="江苏省", level="province")
    units = [Unit(code="320200", name="无锡市", kind="city", place="320200")]
    made = [*(reference or [province, *towns, *units]), *_numbered(records)]
    writer = Writer.for_records(folder, made)
    for record in made:
        writer.add(record)
    for name in {block.media for issue in made if isinstance(issue, Issue) for block in _pictures(issue)}:
        writer.add_file(f"media/{name}", picture(name).read_bytes(), public=True)
    return folder


def _numbered(records: Iterable[Any]) -> Iterable[Any]:
    """Yield the records, issues cleared, the numbers of their items in one row."""
    number = 0
    for record in records:
        if isinstance(record, Publication):
            yield record
            continue
        items = []
        for item in record.items:
            number += 1
            items.append(change(item, number=number))
        versions = record.versions or (Version(version=1, state="signed", date=record.date),)
        signed = {"signed_by": ("甲",), "cleared_by": "乙", "cleared_on": DAY}
        yield change(record, items=tuple(items), versions=versions, **signed)


def _pictures(issue: Issue) -> Iterable[Picture]:
    return (block for item in issue.items for block in getattr(item, "body", ()) if isinstance(block, Picture))
