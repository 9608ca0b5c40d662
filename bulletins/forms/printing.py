"""What goes to the print shop and comes back from it: 印刷通知单, and 印刷验收单 (条例第二十五条)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bulletins.forms.ledger import Column, Ledger
from bulletins.forms.rows import full_day
from bulletins.forms.sheets import lists

BY_HAND = "　"  # what is left for the pen


@dataclass(frozen=True, kw_only=True)
class PrintTicket:
    """What a print shop is asked for.

    Attributes:
        issue: name of publication and issue as printed.
        office: who orders.
        number: of the ticket.
        date: on which it is written.
        copies: print run, 共印 N 份.
        made_of: how the copies add up, in words; with the reason where they do not.
        serials: 份号, first to last, in words; '' where copies carry none.
        pages: of one copy, even; 0 where that is not known.
        secrecy: 密级, with its term if there is one.
        paper, colours, binding, delivery, note: in words.
        due: the last day for delivery.
        printer: the print shop.

    """

    issue: str
    office: str
    date: dt.date
    copies: int
    number: str = ""
    made_of: str = ""
    serials: str = ""
    pages: int = 0
    secrecy: str = ""
    paper: str = ""
    colours: str = ""
    binding: str = ""
    due: dt.date | None = None
    delivery: str = ""
    printer: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Inspected:
    """What was found when copies came.

    Attributes:
        issue, office: as on the ticket.
        date: of the inspection.
        due: the day that was asked for.
        copies: that were ordered; None where nobody said.
        counted: whole copies that came this time.
        before: that came earlier.
        same_text: whether text and form are those that were signed.
        quality, result, problems: in words.
        who: the inspector.

    """

    issue: str
    office: str
    date: dt.date
    copies: int | None
    counted: int
    quality: str
    result: str
    who: str
    due: dt.date | None = None
    before: int = 0
    same_text: bool = True
    problems: str = ""

    @property
    def short(self) -> str:
        """Return what is short or too many, in words."""
        if self.copies is None:
            return "没有填共印份数"
        left = self.copies - self.before - self.counted
        return f"短少 {left} 份" if left > 0 else f"多 {-left} 份" if left else "足数"


def print_ticket(ticket: PrintTicket) -> bytes:
    """Return 印刷通知单 as PDF, A4; what nobody said yet is left to be written by hand.

    Raises:
        TypesetError: as `sheets.lists` says.

    """
    pages = f"A4，每份 {ticket.pages} 页，双面 {(ticket.pages + 1) // 2} 张" if ticket.pages else ""
    rows = [
        ("印品名称", ticket.issue),
        ("共印份数", f"{ticket.copies} 份"),
        ("份数构成", ticket.made_of),
        ("份号", ticket.serials),
        ("密级", ticket.secrecy),
        ("开本页数", pages),
        ("纸张", ticket.paper),
        ("印色", ticket.colours),
        ("装订", ticket.binding),
        ("交货日期", full_day(ticket.due)),
        ("送货地点", ticket.delivery),
        ("承印单位", ticket.printer),
        ("其他要求", ticket.note),
    ]
    optional = ("份数构成", "份号", "密级")
    shown = tuple((name, value or BY_HAND) for name, value in rows if value or name not in optional)
    return lists(
        [
            Ledger(
                title="印刷通知单",
                facts=(f"开单单位：{ticket.office}", f"开单日期：{full_day(ticket.date)}", _numbered(ticket.number)),
                columns=(Column("项目", 32), Column("要求", 80, grows=1, align="left")),
                rows=shown,
                empty="",
                closing=(
                    ("开单人（签字）：", "批准人（签字）："),
                    ("承印单位（盖章）：", "接单人（签字）："),
                    ("接单时间：", "取样时间："),
                ),
            )
        ]
    )


def inspection_sheet(found: Inspected) -> bytes:
    """Return 印刷验收单 as PDF, A4.

    Raises:
        TypesetError: as `sheets.lists` says.

    """
    ordered = "" if found.copies is None else f"{found.copies} 份"
    before = f"（以前已收 {found.before} 份）" if found.before else ""
    rows = (
        ("份数", ordered or BY_HAND, f"本次实收 {found.counted} 份{before}", found.short),
        ("文字、格式", "与签发的 PDF 逐页一致", "已核对", "一致" if found.same_text else "不一致"),
        ("印装质量", "字迹清楚，套色准确，页码连续，装订牢固", found.problems or "未见问题", found.quality),
        ("交货日期", full_day(found.due) or BY_HAND, full_day(found.date), _in_time(found)),
        ("处理意见", BY_HAND, BY_HAND, found.result),
    )
    return lists(
        [
            Ledger(
                title="印刷验收单",
                facts=(found.issue, f"验收单位：{found.office}", f"验收日期：{full_day(found.date)}"),
                columns=(
                    Column("项目", 26),
                    Column("要求", 40, grows=1, align="left"),
                    Column("检查情况", 44, grows=2, align="left"),
                    Column("结果", 30),
                ),
                rows=rows,
                empty="",
                closing=(
                    (f"验收人：{found.who}", "验收人（签字）："),
                    ("交货人（签字）：", "复核人（签字）："),
                ),
            )
        ]
    )


def _numbered(number: str) -> str:
    return f"单号：{number}" if number else ""


def _in_time(found: Inspected) -> str:
    if found.due is None:
        return BY_HAND
    days = (found.date - found.due).days
    return f"迟 {days} 天" if days > 0 else "按时"
