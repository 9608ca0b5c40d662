"""Lists that are signed on the way: 签收单 by channel, and 机要交接清单 that both sides sign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bulletins.forms.codes import Kind
from bulletins.forms.ledger import Column, Ledger
from bulletins.forms.rows import Delivery, Occasion, full_day, serial_ranges
from bulletins.forms.sheets import lists

HAND_OVER = (
    ("交件单位（盖章）：", "交件人（签字）：", "交件时间："),
    ("收件单位（盖章）：", "收件人（签字）：", "收件时间："),
)


def receipt_sheets(
    channels: Mapping[str, Sequence[Delivery]], occasion: Occasion, codes: Mapping[str, str], *, code: Kind = "code128"
) -> bytes:
    """Return 签收单, a sheet for each channel, with a code for each row and one for the sheet.

    Args:
        channels: the deliveries of each channel, in the order in which the sheets are printed.
        occasion: the issue, the office that sends it, the day.
        codes: the number of each channel's sheet, by which it is read in; printed at its head.
        code: how numbers are drawn.

    Raises:
        TypesetError: as `sheets.lists` says; there is no channel at all.

    """
    numbered = any(row.serials for rows in channels.values() for row in rows)
    return lists(
        [_receipt(name, rows, occasion, codes.get(name, ""), code, numbered) for name, rows in channels.items()]
    )


def _receipt(
    channel: str, rows: Sequence[Delivery], occasion: Occasion, number: str, code: Kind, numbered: bool
) -> Ledger:
    columns = [
        Column("序号", 11),
        Column("封号", 42, coded=True),
        Column("收件单位", 44, grows=3, align="left"),
        Column("收件处室", 24, grows=1, align="left"),
        Column("份数", 13, summed=True),
        Column("份号", 30),
        Column("签收人（盖章）", 30, grows=1),
        Column("签收时间", 26, grows=0.5),
        Column("备注", 16, grows=0.5, align="left"),
    ]
    values = [
        (
            n,
            row.seal_no,
            row.recipient,
            row.department,
            row.copies,
            serial_ranges(row.serials),
            row.signed_by,
            row.signed_at,
            row.note,
        )
        for n, row in enumerate(rows, 1)
    ]
    shown = [n for n, column in enumerate(columns) if numbered or column.head != "份号"]
    return Ledger(
        title=f"文件签收单（{channel}）",
        facts=(_what(occasion), f"发件单位：{occasion.office}", f"发出日期：{full_day(occasion.date)}"),
        columns=tuple(columns[n] for n in shown),
        rows=tuple(tuple(row[n] for n in shown) for row in values),
        empty=f"没有经{channel}发出的文件",
        closed=True,
        closing=(("发件人（签字）：", "送件人（签字）：", "收回签收单时间："),),
        code=number,
        kind=code,
        across=True,
    )


def handover_list(
    rows: Sequence[Delivery], occasion: Occasion, *, across: bool = True, code: Kind = "code128"
) -> bytes:
    """Return 机要交接清单, which goes along with the envelopes and is signed by both sides, in two copies.

    Raises:
        TypesetError: as `sheets.lists` says.

    """
    columns = (
        Column("序号", 11),
        Column("封号", 25),
        Column("收件单位", 38, grows=3, align="left"),
        Column("密级", 12),
        Column("文号", 20, grows=1),
        Column("件数", 12, summed=True),
        Column("份数", 12, summed=True),
        Column("份号", 25, grows=0.5),
        Column("备注", 13, grows=0.5, align="left"),
    )
    values = tuple(
        (
            n,
            row.seal_no,
            " ".join(filter(None, (row.recipient, row.department))),
            " ".join(filter(None, (row.secrecy, row.urgency))),
            row.number or occasion.number,
            1,
            row.copies,
            serial_ranges(row.serials),
            row.note,
        )
        for n, row in enumerate(rows, 1)
    )
    return lists(
        [
            Ledger(
                title="机要文件交接清单",
                facts=(_what(occasion), f"交件单位：{occasion.office}", f"日期：{full_day(occasion.date)}", "一式两份"),
                columns=columns,
                rows=values,
                empty="没有要交接的机要文件",
                closed=True,
                closing=HAND_OVER,
                code=occasion.code,
                kind=code,
                across=across,
            )
        ]
    )


def _what(occasion: Occasion) -> str:
    return "　".join(filter(None, (occasion.issue, occasion.number, occasion.title)))
