"""How cases stand between the office and readers."""

from __future__ import annotations

from django.db.models import QuerySet

from cms.cases.deciding import CaseDecision
from cms.cases.models import CasePage
from cms.releases.kinds import Kind, Office
from records import Case
from records.model import case_key


def found(keys: list[str]) -> QuerySet[CasePage]:
    """Return the cases that have these keys."""
    numbers = [int(key.rpartition("/")[2]) for key in keys if key.rpartition("/")[2].isdecimal()]
    return CasePage.objects.filter(number__in=numbers).defer("body", "mechanism")


def office(case: CasePage) -> Office:
    """Return what readers should see of a case, and whom it, or a change of it, waits for."""
    review = case.current_workflow_state
    back = review is not None and review.status == review.STATUS_NEEDS_CHANGES
    if case.live:
        change = ("修改已退回，待报送单位改好" if back else "修改待审核") if review else ""
        if case.clearance == "已公开":
            return Office("text", change or ("改动还没有报送" if case.has_unpublished_changes else ""))
        waits = change or ("待主编公开" if case.asked_on else "已定稿，待省级编辑请主编公开")
    else:
        waits = "退回修改，待报送单位改好再报送" if back else "待审核" if review else "草稿，待作者报送"
    return Office("notice", "") if case.withdrawn_on else Office("nothing", waits)


CASES = Kind(
    model=CasePage,
    folder=Case.folder,
    key=lambda case: case_key(case.number or 0),
    find=found,
    office=office,
    view=CaseDecision,
    decision="case_decision",
    right="cases.clear_casepage",
)
