"""What the forms of dispatch are filled with: plain frozen values, one for each line that somebody writes or signs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

SERIAL_DIGITS = 6  # 份号, GB/T 9704-2012 §7.2.1


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """What one recipient is sent of an issue: a row of lists, a label, an envelope.

    Attributes:
        recipient: 收件单位, its full name.
        department: 收件处室.
        address: 地址, without the postcode.
        postcode: 邮编, six digits or nothing.
        phone: printed for couriers, where it is given.
        copies: how many copies.
        seal_no: 封号, the running number that stands on register, label and envelope.
        serials: 份号 of the copies, where they are numbered.
        channel: 机要, 交换, 邮寄, 自取, 邮件.
        secrecy: 密级, with its term if there is one.
        urgency: 紧急程度, 特急 or 加急.
        title: of the document; for lists that hold several.
        number: 文号 or the number of the issue.
        issue: name of publication and issue as printed.
        date: day of dispatch.
        kind: 文别 or way of sending in the register of the post room (急件, 密件, 挂号).
        signed_by, signed_at: of a receipt that is known already, as printed.
        note: 备注.

    """

    recipient: str
    department: str = ""
    address: str = ""
    postcode: str = ""
    phone: str = ""
    copies: int = 1
    seal_no: str = ""
    serials: tuple[int, ...] = ()
    channel: str = ""
    secrecy: str = ""
    urgency: str = ""
    title: str = ""
    number: str = ""
    issue: str = ""
    date: dt.date | None = None
    kind: str = ""
    signed_by: str = ""
    signed_at: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """What stands at the head of a list: who sends what, when, and the number by which the sheet itself is read in."""

    office: str
    issue: str = ""
    number: str = ""
    title: str = ""
    date: dt.date | None = None
    code: str = ""


@dataclass(frozen=True, kw_only=True)
class Registered:
    """A line of 发文登记簿; an office prints those of its fields that it keeps.

    Attributes:
        number: 发文字号.
        title: 标题.
        annexes: 附件.
        secrecy: 密级.
        copies: 份数, of all that was printed.
        to: 发往机关 or 发放范围, as the register has it.
        copies_to: 发往机关及份数, for the small office; where it is empty `to` is printed.
        registered_on, sent_on: 登记日期, 发出日期.
        approved_by: 签发领导.
        drafted_by: 拟稿部门.
        seals: 封号, first to last.
        account_page: 明细账页, the page of the large office's detail.
        archived: 存档份数.
        left: 余存份数.
        signed_by: 签收人.
        filed_on, file_no: 归卷日期, 归入卷号.
        note: 备注.

    """

    number: str
    title: str
    annexes: str = ""
    secrecy: str = ""
    copies: int = 0
    to: str = ""
    copies_to: str = ""
    registered_on: dt.date | None = None
    sent_on: dt.date | None = None
    approved_by: str = ""
    drafted_by: str = ""
    seals: str = ""
    account_page: str = ""
    archived: int = 0
    left: int = 0
    signed_by: str = ""
    filed_on: dt.date | None = None
    file_no: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Share:
    """Who got which copies of one document: a line of the large office's detail page."""

    recipient: str
    copies: int = 1
    serials: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Recalled:
    """A document that is given back: a line of 清退清单.

    Attributes:
        title, number, secrecy: of the document.
        term: 保密期限.
        serials: 份号 of the copies that are asked for.
        due, returned, kept: 应退, 已退, 留用 in copies; None where it is filled in by hand.
        reason: why copies are kept (留用原因).
        note: 备注.

    """

    title: str
    number: str
    secrecy: str = ""
    term: str = ""
    serials: tuple[int, ...] = ()
    due: int = 0
    returned: int | None = None
    kept: int | None = None
    reason: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Destroyed:
    """A document whose copies are destroyed: a line of 销毁登记."""

    title: str
    number: str
    secrecy: str = ""
    copies: int = 0
    serials: tuple[int, ...] = ()
    made_on: dt.date | None = None
    department: str = ""
    note: str = ""


def serial_ranges(serials: Iterable[int]) -> str:
    """Return serial numbers of copies in six digits, runs of more than two as first and last: 000003—000007."""
    runs = []
    for _, run in groupby(enumerate(sorted(set(serials))), key=lambda pair: pair[1] - pair[0]):
        numbers = [f"{number:0{SERIAL_DIGITS}d}" for _, number in run]
        runs.append("、".join(numbers) if len(numbers) < 3 else f"{numbers[0]}—{numbers[-1]}")
    return "、".join(runs)


def short_day(day: dt.date | None) -> str:
    """Return a day as registers write it, 2026.3.12; nothing where there is none."""
    return f"{day.year}.{day.month}.{day.day}" if day else ""


def full_day(day: dt.date | None) -> str:
    """Return a day in words, 2026年3月12日; nothing where there is none."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""
