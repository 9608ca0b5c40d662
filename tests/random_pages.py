"""Random bulletins whose pages are hard to make up: each is one of random_bulletins.py with some of the kinds below."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import msgspec
from PIL import Image

from records import (
    Article,
    Heading,
    Issue,
    Merge,
    Paragraph,
    Picture,
    PrintedLine,
    Publication,
    Section,
    Table,
)
from tests.random_bulletins import CLAUSES, PLACES, bulletin

CITIES = (
    "南京市",
    "无锡市",
    "徐州市",
    "常州市",
    "苏州市",
    "南通市",
    "连云港市",
    "淮安市",
    "盐城市",
    "扬州市",
    "镇江市",
    "泰州市",
    "宿迁市",
)
SIGNS = "CO₂比上年少10⁶吨，☑已办☐未办，✔合格，√×÷±≤，①至⑳项"
NAMES = "志愿者张喆^(zhé)、李祎^(yī)和庄堃^(zhuāng kūn)轮班值守"
MASTHEADS = (
    "动态",
    "江苏省新时代文明实践志愿服务工作情况简报",
    "全省新时代文明实践中心建设与志愿服务项目化阵地化社会化信息化推进工作情况交流专报",
)
ISSUER = "江苏省精神文明建设指导委员会办公室、省新时代文明实践志愿服务总队秘书处"
Blocks = list[Any]


def nasty(seed: int) -> tuple[Issue, Publication]:
    """Return an issue and its publication: three kinds of blocks that are hard for pages,
    and one of their heads and imprints."""
    issue, publication = bulletin(seed)
    random = Random(f"pages of {seed}")
    for kind in random.sample(sorted(BLOCKS), 3):
        issue = _with_blocks(issue, random, BLOCKS[kind](random))
    return FRAMES[random.choice(sorted(FRAMES))](random, issue, publication)


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="pictures-"))


def picture(name: str) -> Path:
    """Return the file of a picture, whose name tells its size: 640x360.png."""
    path = _folder() / name
    if not path.exists():
        width, height = map(int, path.stem.split("x"))
        Image.new("RGB", (width, height), "#7a8").save(path)
    return path


def _with_blocks(issue: Issue, random: Random, blocks: Blocks) -> Issue:
    """Put blocks somewhere into an article."""
    articles = [n for n, item in enumerate(issue.items) if isinstance(item, Article)]
    n = random.choice(articles)
    article: Any = issue.items[n]
    at = random.randint(0, len(article.body))
    changed = msgspec.structs.replace(article, body=(*article.body[:at], *blocks, *article.body[at:]))
    return msgspec.structs.replace(issue, items=(*issue.items[:n], changed, *issue.items[n + 1 :]))


# Blocks -----------------------------------------------------------------------------


def words(random: Random, clauses: int) -> str:
    """Return a paragraph."""
    return "，".join(random.choice(CLAUSES) for _ in range(clauses)) + "。"


def image(random: Random, width: int, height: int, caption: str = "图1　夜间开放的站点") -> Picture:
    """Return a picture."""
    return Picture(media=f"{width}x{height}.png", alt="站点门口", caption=caption if random.random() < 0.7 else "")


def months(random: Random) -> Table:
    """Return a table of a year, every number of five or six digits."""
    rows = tuple(
        (city, *(str(random.randint(10_000, 99_999)) for _ in range(12)), "134567")
        for city in CITIES[: random.randint(3, 13)]
    )
    return Table(
        columns=("地区", *(f"{n}月" for n in range(1, 13)), "合计"), rows=rows, caption="表1　各市月度志愿服务人次"
    )


def many_columns(random: Random) -> Table:
    """Return a table that no page holds in one part."""
    count = random.randint(20, 30)
    return Table(
        columns=("地区", *(f"{n}项" for n in range(count))),
        rows=tuple((c, *("1234567人次",) * count) for c in CITIES[:4]),
    )


def tall_rows(random: Random) -> Table:
    """Return a table with rows higher than a page."""
    rows = tuple(
        (f"{name}镇", words(random, random.randint(8, 40)), words(random, random.randint(1, 20))) for name in "甲乙丙"
    )
    return Table(columns=("单位", "做法", "成效"), rows=rows, caption="表2　典型做法")


def merged(random: Random) -> Table:
    """Return a table with a head of two rows and cells that reach down over many."""
    rows: list[tuple[str, ...]] = [("", "报送", "用稿", "报送", "用稿", "")]
    merges = [Merge(row=0, column=n, down=2) for n in (0, 5)] + [Merge(row=0, column=n, across=2) for n in (1, 3)]
    for k in range(random.randint(1, 5)):
        count = random.randint(2, 30)
        merges.append(Merge(row=len(rows) + 1, column=0, down=count))
        rows += [
            (f"第{k + 1}片区" if n == 0 else "", str(1000 + n), str(n), "12", "3", words(random, 1) if n % 5 else "好")
            for n in range(count)
        ]
    columns = ("片区", "上半年", "", "下半年", "", "备注")
    return Table(columns=columns, rows=tuple(rows), merged=tuple(merges), head_rows=2, caption="表3　各片区用稿")


def sections(random: Random) -> Blocks:
    """Return headings above paragraphs of one line."""
    return [
        block
        for n in range(random.randint(2, 5))
        for block in (Heading(text=f"第{n + 1}步"), Paragraph(text="已经做完。"), Paragraph(text=words(random, 2)))
    ]


BLOCKS: dict[str, Callable[[Random], Blocks]] = {
    "months": lambda random: [months(random)],
    "many columns": lambda random: [many_columns(random)],
    "tall rows": lambda random: [tall_rows(random)],
    "merged cells": lambda random: [merged(random)],
    "long table": lambda random: [
        Table(columns=("项目", "次数"), rows=(("宣讲", "12"),) * random.randint(20, 80), caption="活动统计")
    ],
    "long words": lambda random: [
        Table(columns=("项目", "办理情况"), rows=tuple((c, words(random, 3)) for c in CITIES[:8]))
    ],
    "landscape": lambda random: [image(random, 640, 360)],
    "portrait": lambda random: [image(random, 300, 500)],
    "panorama": lambda random: [image(random, 1600, 200)],
    "pictures in a row": lambda random: [image(random, 640, 360), image(random, 400, 400), image(random, 640, 480)],
    "picture below a heading": lambda random: [
        Heading(text="夜里开门"),
        image(random, 640, 400),
        Paragraph(text=words(random, 4)),
    ],
    "picture then table": lambda random: [image(random, 640, 360), months(random), Paragraph(text=words(random, 3))],
    "short sections": sections,
    "headings in a row": lambda random: [
        Heading(text="做法"),
        Heading(text="夜里", level=2),
        Paragraph(text=words(random, 3)),
    ],
    "signs": lambda random: [
        Paragraph(text=SIGNS + "。"),
        Table(columns=("项目", "完成✔"), rows=(("CO₂排放（m²）", "☑是☐否"),)),
    ],
    "readings": lambda random: [
        Paragraph(text=NAMES + "，" + words(random, 3)),
        Table(columns=("姓名", "次"), rows=(("张喆^(zhé)", "1"),)),
    ],
    "notes": lambda random: [Paragraph(text=f"第{n}处^[{words(random, n)}]，" + words(random, 2)) for n in range(1, 5)],
}

# Heads and imprints -----------------------------------------------------------------------------


def _recipients(random: Random, lines: int) -> tuple[PrintedLine, ...]:
    names = tuple(f"第{n}个设区市、县（市、区）有关单位" for n in range(1, lines + 1))
    half = random.randint(1, lines - 1)
    return PrintedLine(kind="报", lines=names[:half]), PrintedLine(kind="发", lines=names[half:])


def _crowd(random: Random, issue: Issue, publication: Publication) -> tuple[Issue, Publication]:
    """Add short articles, so that the contents fill most of page 1."""
    first: Any = issue.items[0]
    more = tuple(
        msgspec.structs.replace(first, number=n, anchor=f"a{n}", body=(Paragraph(text=words(random, 3)),))
        for n in range(len(issue.items) + 1, len(issue.items) + random.randint(4, 9))
    )
    items = (*issue.items, *more)
    anchors = tuple(item.anchor for item in items)
    made = (
        Section(name="工作交流", items=anchors[:2]),
        Section(name="一线", items=anchors[2:3]),
        Section(name="简讯", items=anchors[3:]),
    )
    return msgspec.structs.replace(issue, items=items, sections=tuple(s for s in made if s.items)), publication


Frame = Callable[[Random, Issue, Publication], tuple[Issue, Publication]]
change = msgspec.structs.replace
FRAMES: dict[str, Frame] = {
    "plain": lambda random, issue, publication: (issue, publication),
    "long masthead": lambda random, issue, publication: (issue, change(publication, name=random.choice(MASTHEADS))),
    "long issuer": lambda random, issue, publication: (
        change(issue, print_run=None),
        change(publication, issuer=ISSUER, registration_no=""),
    ),
    "mirrored": lambda random, issue, publication: (issue, change(publication, mirror_margins=True)),
    "code": lambda random, issue, publication: (issue, change(publication, qr_url="https://jianbao.example.cn/ku/")),
    "some recipients": lambda random, issue, publication: (
        change(issue, lines=_recipients(random, random.randint(3, 14))),
        publication,
    ),
    "many recipients": lambda random, issue, publication: (
        change(issue, lines=_recipients(random, random.randint(15, 90))),
        publication,
    ),
    "no section": lambda random, issue, publication: (
        change(issue, sections=tuple(change(section, name="") for section in issue.sections)),
        publication,
    ),
    "many articles": _crowd,
    "long note": lambda random, issue, publication: (change(issue, editor_note=words(random, 14)), publication),
}

__all__ = ["BLOCKS", "FRAMES", "PLACES", "nasty", "picture"]
