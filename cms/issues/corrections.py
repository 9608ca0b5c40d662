"""The correction of a signed issue: opened with a note, arranged in the builder, compared with
what was signed, signed or given up.

While it is open, site and export go on with the last signed version.
"""

from __future__ import annotations

from typing import NamedTuple

import msgspec
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

import records
from cms.core import audit
from cms.core.fields import column
from cms.core.reasons import checked_reason
from cms.issues.arranging import FIELDS, arrange, arrangement
from cms.issues.models import FIXED, Issue
from cms.newsroom.compare import Row, figures_of, lines_of, rows


@transaction.atomic
def begin(issue: Issue, by: str, note: str, *, redacts: bool = False) -> None:
    """Open a correction; with `redacts` it takes out what must not be read any more.

    Raises:
        ValidationError: without a note, or if the issue is not signed or being corrected already.

    """
    Issue.objects.select_for_update().get(pk=issue.pk)
    issue.refresh_from_db()
    if issue.open:
        raise ValidationError("只有签发过、没有正在更正的简报可以更正。")
    note = checked_reason(note)
    if not note:
        raise ValidationError("更正须写明更正什么，公开以后读者会看到。")
    before = arrangement(issue)
    issue.correction = {
        "note": note,
        "by": by,
        "on": timezone.localdate().isoformat(),
        "redacts": redacts,
        "before": before,
    }
    Issue.objects.filter(pk=issue.pk).update(correction=issue.correction)
    audit.enter("issue.begin_correction", issue, by, note=note)


@transaction.atomic
def give_up(issue: Issue, by: str) -> None:
    """Drop a correction: order and fields are as they were when it was opened; what was
    written in the articles stays there."""
    Issue.objects.select_for_update().get(pk=issue.pk)
    issue.refresh_from_db()
    if not issue.correction:
        raise ValidationError("这一期没有正在进行的更正。")
    before = issue.correction["before"]
    arrange(issue, before["sections"])
    changes = {column(Issue, name).attname: before["fields"][name] for name in FIELDS if name not in FIXED}
    Issue.objects.filter(pk=issue.pk).update(**changes, correction=None, asked_by="", asked_on=None, returned=None)
    issue.refresh_from_db()
    audit.enter("issue.give_up_correction", issue, by)


class Change(NamedTuple):
    """What differs in one place: its heading, and the lines before and after, side by side."""

    heading: str
    rows: list[Row]


def changes(issue: Issue) -> list[Change]:
    """Return how the issue as it is now differs from its last signed version."""
    signed = issue.signed
    assert signed is not None
    old, new = msgspec.convert(signed.record, records.Issue), issue.draft_record()
    found = [_change("版头、编者按和版记", _frame(old), _frame(new)), _change("栏目和次序", _order(old), _order(new))]
    for anchor in sorted({i.anchor for i in (*old.items, *new.items)}, key=lambda a: int(a[1:])):
        before, after = _item(old, anchor), _item(new, anchor)
        title = (after or before)[0]
        found.append(
            _change(f"《{title}》" + ("" if after else "（撤下）") + ("" if before else "（新增）"), before, after)
        )
    return [change for change in found if change.rows]


def _change(heading: str, old: list[str], new: list[str]) -> Change:
    return Change(heading, [row for row in rows(old, new) if row.changed])


NAMES = {
    "total_number": "总期号",
    "series": "专刊名",
    "series_number": "专刊期号",
    "series_line": "专刊一行",
    "secrecy": "密级",
    "urgency": "紧急程度",
    "numbered_copies": "印份号",
    "responsible_editor": "责任编辑",
    "registration_no": "登记号",
    "print_run": "共印份数",
    "reserve": "余份",
}


def _frame(issue: records.Issue) -> list[str]:
    """Return what stands around the items, a line for each."""
    plain = [
        f"{title}：{getattr(issue, name)}"
        for name, title in NAMES.items()
        if getattr(issue, name) not in (None, "", False)
    ]
    note = [f"编者按：{line}" for line in records.paragraphs(issue.editor_note)]
    printed = [f"{line.kind}：{''.join(line.lines)}" for line in issue.lines]
    to = [f"分发：{r.name} {r.copies} 份" for r in issue.recipients]
    return [*plain, *note, *printed, *to]


def _order(issue: records.Issue) -> list[str]:
    return [
        line
        for s in issue.sections
        for line in (f"【{s.name or '不分栏目'}】", *(issue.item(a).title for a in s.items))
    ]


def _item(issue: records.Issue, anchor: str) -> list[str]:
    """Return an item as lines, title first; [] if the issue has none with this anchor."""
    item = next((i for i in issue.items if i.anchor == anchor), None)
    if item is None:
        return []
    if isinstance(item, records.Report):
        return [item.title, item.note, *("｜".join(row) for row in (item.columns, *item.rows))]
    return [*lines_of(item), *figures_of(item)]
