"""The circular of a period (用稿通报): its text, its tables, and whether its PDF says what was counted."""

from __future__ import annotations

import datetime

from bulletins.audit.circulars import audit_circular
from bulletins.circular import Circular, typeset_circular
from cms.adoption.outgoing import Told
from cms.adoption.rates import rates, report
from cms.adoption.sentence import sentence
from cms.adoption.table import Table, table
from records import TypesetError

MASTHEAD = "用稿情况通报"
OPENS = "现将{period}稿件采用情况通报如下。"
RATE = "各单位共报送稿件{reported}篇，采用{adopted}篇，采用率{rate}。"


def circular(
    found: Told,
    *,
    office: str,
    date: datetime.date,
    to: str = "",
    more: str = "",
    zeros: bool = True,
    with_rates: bool = False,
) -> Circular:
    """Return the circular of what was counted: the running sentence, and the table in its printed layout as annex.

    Args:
        found: what was asked and counted; its table must not be empty.
        office: who signs.
        date: printed below the office.
        to: whom it is to.
        more: paragraphs that somebody wrote, put at the end of the text.
        zeros: whether those who were not adopted are named.
        with_rates: whether the text and a second annex say what was reported, and the adoption rates.

    """
    counted = table_of(found)
    name = counted.title.removesuffix("稿件采用情况统计")
    texts, reports = [OPENS.format(period=name), sentence(counted, zeros=zeros)], [counted.report()]
    if with_rates:
        lines = rates(found.account, found.handed, found.units, found.group)
        whole = lines[-1]
        texts.append(RATE.format(reported=whole.reported, adopted=whole.adopted, rate=whole.rate))
        reports.append(report(lines, found.form.period))
    texts += [text.strip() for text in more.splitlines() if text.strip()]
    title = f"关于{name}稿件采用情况的通报"
    return Circular(MASTHEAD, title, tuple(texts), office, date, to, tuple(reports))


def table_of(found: Told) -> Table:
    """Return the table of what was counted."""
    return table(found.account, found.form.period, found.group)


def printed(made: Circular) -> bytes:
    """Return the PDF of a circular, measured before anybody gets it.

    Raises:
        TypesetError: it cannot be set, or what is printed is not what was counted.

    """
    pdf = typeset_circular(made).pdf
    wrong = [verdict for verdict in audit_circular(pdf, made).defects if verdict.rule.startswith("circular.")]
    if wrong:
        said = "；".join(f"{verdict.title}：{verdict.measured}" for verdict in wrong)
        raise TypesetError(f"排出的通报与统计不符：{said}", remedy="请把这条信息转给系统管理员")
    return pdf
