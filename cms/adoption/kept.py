"""All tables of adoptions in one list: those generated here, and old ones kept as printed; their sums are checked.

Nothing is recomputed (design rule 15): what a table prints stands beside what its cells add up to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from cms.issues.models import IssueEntry
from cms.issues.reports import Report
from records import report_sum


@dataclass(frozen=True)
class Kept:
    """A table and how it stands.

    Attributes:
        report: the table.
        url: where it is read and changed.
        issues: in which issues it stands, name and address.
        total: what it prints as its total; None where it prints none.
        added: what its cells add up to.

    """

    report: Report
    url: str
    issues: tuple[tuple[str, str], ...]
    total: int | None
    added: int

    @property
    def kind(self) -> str:
        """Return whether it was generated or is kept as printed."""
        return "历史统计" if self.report.printed else "生成"

    @property
    def checked(self) -> str:
        """Return what the check of its sum says."""
        if self.total is None:
            return f"没有印合计，各栏相加 {self.added}"
        return "相符" if self.total == self.added else f"印作 {self.total}，各栏相加 {self.added}"

    @property
    def wrong(self) -> bool:
        """Whether what it prints is not what its cells add up to."""
        return self.total is not None and self.total != self.added


def kept(reports: Sequence[Report]) -> list[Kept]:
    """Return how tables stand, in their order."""
    found: dict[int, list[tuple[str, str]]] = {}
    entries = IssueEntry.objects.filter(report__in=[report.pk for report in reports])
    for one in entries.select_related("issue__publication").order_by("issue__date", "pk"):
        place = str(one.issue), reverse("issue_decision", args=[one.issue_id])
        found.setdefault(one.report_id or 0, []).append(place)
    return [_kept(report, tuple(found.get(report.pk, ()))) for report in reports]


def _kept(report: Report, issues: tuple[tuple[str, str], ...]) -> Kept:
    url = reverse("wagtailsnippets_issues_report:edit", args=[report.pk])
    return Kept(report, url, issues, report.total, report_sum(report.as_record()))
