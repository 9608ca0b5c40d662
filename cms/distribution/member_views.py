"""The members of a list on a page, and beside them what the printed lines say of them."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from wagtail.log_actions import log

from cms.core.numbers import number_in
from cms.distribution.covering import compared
from cms.distribution.members import SECTIONS
from cms.distribution.membership_form import Typed, keep, lines_of, token
from cms.distribution.recipients import Recipient, in_use
from cms.issues.lists import DistributionList
from cms.issues.models import Issue

PER_PAGE = 100
RIGHT = "issues.change_distributionlist"


@require_http_methods(["GET", "POST"])
def distribution_members(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the members of a list, a hundred to a page; keep what is typed of them."""
    if not request.user.has_perm(RIGHT):
        raise PermissionDenied
    of: DistributionList = get_object_or_404(DistributionList.objects.select_related("publication"), pk=pk)
    found = of.memberships.select_related("recipient", "row")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("p"))
    seen, lines = token(of), lines_of(list(page.object_list))
    if request.method == "POST":
        lines = lines_of(list(page.object_list), request.POST.dict())
        try:
            changed = keep(of, lines, request.POST.get("token", ""))
        except ValidationError as error:
            messages.error(request, "".join(error.messages))
            if not any(line.wrong for line in lines):
                lines = lines_of(list(page.object_list))
        else:
            log(of, "wagtail.edit")
            messages.success(request, f"已保存，改了 {changed} 行。" if changed else "没有改动。")
            return redirect(f"{request.path}?p={page.number}")
    return render(request, "distribution/members.html", _facts(request, of, lines) | {"page_obj": page, "token": seen})


def _facts(request: HttpRequest, of: DistributionList, lines: list[Typed]) -> dict[str, object]:
    issue = _issue(request, of)
    day = issue.date if issue else timezone.localdate()
    valid = Recipient.objects.filter(in_use(day))
    shown = compared(of, day, issue.lines if issue else "")
    return {
        "list": of,
        "lines": lines,
        "sections": SECTIONS,
        "register": list(valid.order_by("name").values_list("name", flat=True).distinct()),
        "total": sum(one.copies for one in of.recipients_on(day)),
        "count": len(of.recipients_on(day)),
        "issue": issue,
        "day": day,
        "shown": shown,
        "url": reverse("distribution_members", args=[of.pk]),
    }


def _issue(request: HttpRequest, of: DistributionList) -> Issue | None:
    """Return the issue whose lines are compared, for those who may look at it; else the list's own are."""
    issue = of.issues.filter(pk=number_in(request.GET.get("issue"))).select_related("publication").first()
    if issue and (request.user.has_perm("issues.change_issue") or issue.signed):
        return issue
    return None
