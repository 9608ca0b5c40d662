"""Copies that come back: 清退清单, and 销毁登记 with two witnesses or more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from bulletins.forms.ledger import Column, Ledger
from bulletins.forms.rows import Destroyed, Occasion, Recalled, full_day, serial_ranges, short_day
from bulletins.forms.sheets import lists
from records import TypesetError

WITNESSES = 2


def recall_list(rows: Sequence[Recalled], occasion: Occasion, holder: str, *, across: bool = True) -> bytes:
    """Return 清退清单, in two copies, by document number; what is kept (留用) stands there with its reason.

    Args:
        rows: sorted here by number.
        occasion: who recalls, and when.
        holder: the unit that gives the copies back.

    Raises:
        TypesetError: as `sheets.lists` says; a copy is kept for no reason.

    """
    return recall_lists({holder: rows}, occasion, across=across)


def recall_lists(units: Mapping[str, Sequence[Recalled]], occasion: Occasion, *, across: bool = True) -> bytes:
    """Return 清退清单 of several units in one file, each on pages of its own.

    Raises:
        TypesetError: as for `recall_list`; there is no unit at all.

    """
    if not units:
        raise TypesetError("没有清退单位，没有清单可印", remedy="先选定要清退的单位")
    return lists([_recall(rows, occasion, holder, across) for holder, rows in units.items()])


def _recall(rows: Sequence[Recalled], occasion: Occasion, holder: str, across: bool) -> Ledger:
    for row in rows:
        if row.kept and not row.reason:
            raise TypesetError(
                f"留用 {row.kept} 份，没有写理由", place=f"清退清单 {row.number}《{row.title}》", remedy="写明留用理由"
            )
    columns = (
        Column("序号", 11),
        Column("标题", 32, grows=4, align="left"),
        Column("文号", 22, grows=1),
        Column("密级", 12),
        Column("保密期限", 14),
        Column("份号", 26, grows=1),
        Column("应退", 11, summed=True),
        Column("已退", 11, summed=True),
        Column("留用", 11, summed=True),
        Column("留用理由、备注", 18, grows=2, align="left"),
    )
    values = tuple(
        (
            n,
            row.title,
            row.number,
            row.secrecy,
            row.term,
            serial_ranges(row.serials),
            row.due,
            row.returned,
            row.kept,
            "；".join(filter(None, (row.reason, row.note))),
        )
        for n, row in enumerate(sorted(rows, key=lambda row: row.number), 1)
    )
    return Ledger(
        title="文件清退清单",
        facts=(f"清退单位：{holder}", f"接收单位：{occasion.office}", full_day(occasion.date), "一式两份"),
        columns=columns,
        rows=values,
        empty="没有要清退的文件",
        closed=True,
        closing=(
            ("清退人（签字）：", "接收人（签字）：", "清退日期："),
            ("单位领导（签字）：", "（公章）"),
        ),
        code=occasion.code,
        across=across,
    )


def destruction_register(
    rows: Sequence[Destroyed],
    occasion: Occasion,
    *,
    day: dt.date | None = None,
    way: str = "",
    where: str = "",
    approval: str = "",
    witnesses: Sequence[str] = (),
    across: bool = True,
) -> bytes:
    """Return 销毁登记 (2012 regulation, article 35): what is destroyed, with whose approval, how, before whom.

    Args:
        rows: what is destroyed.
        occasion: the office whose copies they are.
        day, way, where, approval: what is known already; the rest is filled in by hand.
        witnesses: names or roles, two at least; none leaves two lines to sign on.

    Raises:
        TypesetError: as `sheets.lists` says; there is one witness only.

    """
    if 0 < len(set(witnesses)) < WITNESSES:
        raise TypesetError("只有一名监销人", place="销毁登记", remedy="销毁要有两名以上监销人在场，补上后再印")
    columns = (
        Column("序号", 11),
        Column("标题", 34, grows=4, align="left"),
        Column("文号", 22, grows=1),
        Column("密级", 13),
        Column("份数", 13, summed=True),
        Column("份号", 26, grows=1),
        Column("形成时间", 19),
        Column("所属部门", 18, grows=1),
        Column("备注", 13, grows=0.5, align="left"),
    )
    values = tuple(
        (
            n,
            row.title,
            row.number,
            row.secrecy,
            row.copies,
            serial_ranges(row.serials),
            short_day(row.made_on),
            row.department,
            row.note,
        )
        for n, row in enumerate(rows, 1)
    )
    names = list(dict.fromkeys(witnesses)) or [""] * WITNESSES
    closing = [f"监销人{name and f' {name} '}（签字）：" for name in names]
    return lists(
        [
            Ledger(
                title="文件销毁登记",
                facts=tuple(
                    text
                    for text in (
                        f"单位：{occasion.office}",
                        approval and f"批准：{approval}",
                        day and f"销毁日期：{full_day(day)}",
                        way and f"销毁方式：{way}",
                        where and f"销毁地点：{where}",
                    )
                    if text
                ),
                columns=columns,
                rows=values,
                empty="没有要销毁的文件",
                closed=True,
                closing=(
                    *_by_hand(approval=approval, day=day, way=way, where=where),
                    *(tuple(closing[n : n + 2]) for n in range(0, len(closing), 2)),
                    ("销毁人（签字）：", "登记日期："),
                ),
                code=occasion.code,
                across=across,
            )
        ]
    )


def _by_hand(*, approval: str, day: dt.date | None, way: str, where: str) -> list[tuple[str, ...]]:
    words = {"批准人（签字）：": approval, "销毁日期：": day, "销毁方式：": way, "销毁地点：": where}
    asked = [word for word, known in words.items() if not known]
    return [tuple(asked[n : n + 2]) for n in range(0, len(asked), 2)]
