"""What happens to what units hand in, as rules of scoring speak of it."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import msgspec

What = Literal[
    "reported",  # 报送
    "passed_on",  # 转报上级
    "adopted",  # 采用；级别和刊物见 level、publication
    "commission_done",  # 约稿按时完成
    "commission_late",  # 约稿迟报
    "commission_missed",  # 约稿没有报
    "commented",  # 领导批示；level 是领导的级别
    "error_named",  # 差错被上级指出
    "false",  # 失实、抄袭
    "helped",  # 协助核稿等；points 是酌情给的分
    "withdrawn",  # 撤回
]
Level = Literal["", "own", "town", "county", "city", "province", "ministry", "state"]


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    """Who reports.

    Attributes:
        code: names it.
        name: as printed.
        group: in which it is ranked, such as 设区市.
        class_: of its quota, such as 一类.
        order: in a printed list where all else is equal (GB/T 2260).

    """

    code: str
    name: str
    group: str = ""
    class_: str = ""
    order: int = 0


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened.

    Attributes:
        number: names it.
        day: on which it happened.
        what: happened.
        units: codes of the units that reported together, the first one first.
        article: names what it is about; '' if that is nothing, as where a commission was missed.
        level: of the publication that adopted, of whom it was passed on to, or of the leader who commented; `own` is
            the office that keeps the account.
        publication: name of it, such as 通报.
        kind: how it was taken: single, combined, item, headline, front, supplement, picture, web, wechat …; of a
            comment, `main` or `other` leader.
        genre: news, party, research, 动态, 简讯 ….
        via: who handed it up, '' if nobody did.
        points: what was decided at discretion, within what a rule allows.

    """

    number: int
    day: dt.date
    what: What
    units: tuple[str, ...]
    article: str = ""
    level: Level = ""
    publication: str = ""
    kind: str = ""
    genre: str = ""
    via: str = ""
    points: float = 0.0
