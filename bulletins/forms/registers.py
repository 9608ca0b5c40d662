"""Registers of the post room and of documents: 送文登记簿, 发文登记簿 as small, usual and large offices keep it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from bulletins.forms.ledger import Column, Ledger
from bulletins.forms.rows import Delivery, Occasion, Registered, Share, full_day, serial_ranges, short_day
from bulletins.forms.sheets import lists

Keeping = Literal["usual", "small", "large"]
NUMBER = Column("序号", 11)
SUMMED = "件"


def post_register(rows: Sequence[Delivery], occasion: Occasion, *, across: bool = True) -> bytes:
    """Return 送文登记簿: what the post room is handed, by running 封号.

    Raises:
        TypesetError: as `sheets.lists` says.

    """
    columns = (
        Column("日期", 20),
        Column("封号", 25),
        Column("发往机关", 36, grows=3, align="left"),
        Column("发送方式", 18),
        Column("件数", 11, summed=True),
        Column("签收", 22, grows=1),
        Column("签收时间", 22, grows=0.5),
        Column("备注", 15, grows=1, align="left"),
    )
    values = tuple(
        (
            short_day(row.date),
            row.seal_no,
            " ".join(filter(None, (row.recipient, row.department))),
            " ".join(filter(None, (row.secrecy, row.urgency, row.kind or row.channel))),
            1,
            row.signed_by,
            row.signed_at,
            row.note,
        )
        for row in rows
    )
    return lists(
        [
            Ledger(
                title="送文登记簿",
                facts=(occasion.office, occasion.issue, full_day(occasion.date)),
                columns=columns,
                rows=values,
                empty="这一期间没有送文",
                code=occasion.code,
                across=across,
            )
        ]
    )


def document_register(rows: Sequence[Registered], office: str, period: str, keeping: Keeping = "usual") -> bytes:
    """Return 发文登记簿 of a period, a line for each issue.

    Args:
        rows: in the order of their numbers.
        office: who keeps the register.
        period: 2026年.
        keeping: which fields: the `usual` ones, those of a `small` office, which counts what is kept and left, or the
            main page of a `large` one, whose copies are accounted for on detail pages (`detail_pages`).

    Raises:
        TypesetError: as `sheets.lists` says.

    """
    columns, values = {"usual": _usual, "small": _small, "large": _large}[keeping](rows)
    return lists(
        [
            Ledger(
                title="发文登记簿",
                facts=(office, period),
                columns=columns,
                rows=values,
                empty="这一期间没有发文",
                across=keeping != "small",
            )
        ]
    )


Fields = tuple[tuple[Column, ...], tuple[tuple[str | int | None, ...], ...]]


def _usual(rows: Sequence[Registered]) -> Fields:
    columns = (
        Column("顺序号", 14.5),
        Column("发文日期", 20),
        Column("发文字号", 24, grows=1),
        Column("标题", 40, grows=4, align="left"),
        Column("附件", 14),
        Column("密级", 13),
        Column("份数", 13, summed=True),
        Column("发往机关", 32, grows=2.5, align="left"),
        Column("签收人", 18),
        Column("归卷日期", 20),
        Column("归入卷号", 18),
        Column("备注", 14, grows=0.5, align="left"),
    )
    values = tuple(
        (
            n,
            short_day(row.sent_on or row.registered_on),
            row.number,
            row.title,
            row.annexes,
            row.secrecy,
            row.copies,
            row.to,
            row.signed_by,
            short_day(row.filed_on),
            row.file_no,
            row.note,
        )
        for n, row in enumerate(rows, 1)
    )
    return columns, values


def _small(rows: Sequence[Registered]) -> Fields:
    columns = (
        NUMBER,
        Column("文号", 22, grows=1),
        Column("标题", 34, grows=3, align="left"),
        Column("份数", 12, summed=True),
        Column("发往机关及份数", 34, grows=3, align="left"),
        Column("存档份数", 13, summed=True),
        Column("余存份数", 13, summed=True),
        Column("备注", 14, grows=0.5, align="left"),
    )
    values = tuple(
        (n, row.number, row.title, row.copies, row.copies_to or row.to, row.archived, row.left, row.note)
        for n, row in enumerate(rows, 1)
    )
    return columns, values


def _large(rows: Sequence[Registered]) -> Fields:
    columns = (
        Column("文号", 24, grows=1),
        Column("标题", 42, grows=4, align="left"),
        Column("签发领导", 20),
        Column("拟稿部门", 22, grows=0.5),
        Column("密级", 13),
        Column("发放范围", 28, grows=2, align="left"),
        Column("份数", 13, summed=True),
        Column("登记日期", 20),
        Column("发出日期", 20),
        Column("封号", 28.5),
        Column("明细账页", 18),
        Column("备注", 13, grows=0.5, align="left"),
    )
    values = tuple(
        (
            row.number,
            row.title,
            row.approved_by,
            row.drafted_by,
            row.secrecy,
            row.to,
            row.copies,
            short_day(row.registered_on),
            short_day(row.sent_on),
            row.seals,
            row.account_page,
            row.note,
        )
        for row in rows
    )
    return columns, values


def detail_pages(shares: Mapping[tuple[str, str], Sequence[Share]], office: str) -> bytes:
    """Return the detail pages of the large office's register: who got which copies, for each number and title.

    Raises:
        TypesetError: as `sheets.lists` says; there is no document at all.

    """
    columns = (
        NUMBER,
        Column("机关（姓名）", 50, grows=2, align="left"),
        Column("份数", 14, summed=True),
        Column("顺序号（份号）", 40, grows=1, align="left"),
    )
    return lists(
        [
            Ledger(
                title="发文登记簿明细账",
                facts=(f"文号：{number}", f"标题：{title}", office),
                columns=columns,
                rows=tuple(
                    (n, share.recipient, share.copies, serial_ranges(share.serials)) for n, share in enumerate(rows, 1)
                ),
                empty="这一文号没有发放",
                counted="家",
            )
            for (number, title), rows in shares.items()
        ]
    )
