"""The register as a whole: read in from a workbook, given out as one, doubles found and merged."""

from __future__ import annotations

import io
import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from cms.core.decisions import name_of
from cms.core.who import user_of
from cms.distribution.doubles import doubles
from cms.distribution.importing import Plan, carry_out, plan
from cms.distribution.members import Membership
from cms.distribution.merging import FIELDS_TOLD, lists_of, merge, sides
from cms.distribution.reading import Finding, Line, Sheets, read
from cms.distribution.recipients import Recipient
from cms.distribution.sheets import workbook
from cms.issues.lists import DistributionList

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RIGHT = "distribution.change_recipient"
SHOWN = 200  # changes and findings that a page lists
PER_PAGE = 30


def keeper(request: HttpRequest) -> None:
    """Let nobody on but those who keep the register; PermissionDenied for anyone else."""
    if not request.user.has_perm(RIGHT):
        raise PermissionDenied


@require_GET
def register_export(request: HttpRequest) -> FileResponse:
    """Answer with the register as a workbook."""
    keeper(request)
    members = Membership.objects.filter(recipient__merged_into=None).select_related("recipient", "distribution_list")
    in_order = members.order_by("distribution_list__slug", "order", "pk")
    file = workbook(Recipient.objects.filter(merged_into=None).order_by("pk"), in_order)
    return FileResponse(io.BytesIO(file), as_attachment=True, filename="收件单位登记.xlsx", content_type=XLSX)


@require_http_methods(["GET", "POST"])
def register_import(request: HttpRequest) -> HttpResponse:
    """Ask for a workbook; show what it would change, with every doubt; do it when that is confirmed."""
    keeper(request)
    try:
        if request.method == "POST" and "rows" in request.POST:
            return _confirmed(request)
        if request.method == "POST":
            upload = request.FILES.get("file")
            if upload is None:
                raise ValidationError("请先选一个 .xlsx 文件。")
            sheets = read(upload.read())
            return _shown(request, plan(sheets), sheets)
    except ValidationError as error:
        messages.error(request, "".join(error.messages))
    return render(request, "distribution/import.html", {})


def _shown(request: HttpRequest, made: Plan, sheets: Sheets) -> HttpResponse:
    facts = {
        "plan": made,
        "new": [one for one in made.changes if one.new],
        "changed": [one for one in made.changes if not one.new],
        "stopping": [one for one in made.findings if one.stops],
        "doubts": [one for one in made.findings if not one.stops],
        "shown": SHOWN,
        "rows": packed(sheets),
    }
    return render(request, "distribution/import.html", facts)


@transaction.atomic
def _confirmed(request: HttpRequest) -> HttpResponse:
    """Carry out what was looked at; where it would be something else by now, show that."""
    list(DistributionList.objects.select_for_update().order_by("pk"))  # one import at a time
    sheets = unpacked(request.POST["rows"])
    made = plan(sheets)
    if made.stops or made.token != request.POST.get("token"):
        messages.error(request, "没有登记：登记在这期间有改动，请看过下面的再确认。")
        return _shown(request, made, sheets)
    carry_out(made, name_of(user_of(request)))
    new = sum(one.new for one in made.changes)
    said = f"已登记：新增 {new} 家，修改 {len(made.changes) - new} 家，名单上 {len(made.members)} 行。"
    messages.success(request, said)
    return redirect("wagtailsnippets_distribution_recipient:list")


def packed(sheets: Sheets) -> str:
    """Return rows as text that a form carries until they are confirmed; they are checked again then."""
    rows = [[[line.row, line.cells] for line in lines] for lines in (sheets.register, sheets.lists)]
    doubts = [[f.sheet, f.row, f.column, f.said, f.remedy, f.stops] for f in sheets.findings]
    return json.dumps([*rows, doubts], ensure_ascii=False)


def unpacked(text: str) -> Sheets:
    """Return the rows of a form; ValidationError if they are none."""
    try:
        register, lists, doubts = json.loads(text)
        lines = [
            [Line(int(row), {str(h): str(v) for h, v in cells.items()}) for row, cells in of]
            for of in (register, lists)
        ]
        found = [
            Finding(str(s), int(r), str(c), str(said), str(remedy), bool(stops))
            for s, r, c, said, remedy, stops in doubts
        ]
    except (ValueError, TypeError, AttributeError) as error:
        raise ValidationError("没有看懂这次提交，请重新上传文件。") from error
    return Sheets(lines[0], lines[1], found)


@require_GET
def register_doubles(request: HttpRequest) -> HttpResponse:
    """List the recipients that may be one."""
    keeper(request)
    found = doubles(Recipient.objects.filter(merged_into=None).order_by("pk"))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("p"))
    return render(request, "distribution/doubles.html", {"page_obj": page, "url": reverse("register_doubles")})


@require_http_methods(["GET", "POST"])
def register_merge(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Show two recipients side by side, and make them one."""
    keeper(request)
    keep, gone = (get_object_or_404(Recipient, pk=one) for one in (pk, other))
    if request.method == "POST":
        take = [name for name in FIELDS_TOLD if request.POST.get(f"take-{name}") == "other"]
        try:
            kept = merge(pk, other, take, name_of(user_of(request)))
        except ValidationError as error:
            messages.error(request, "".join(error.messages))
        else:
            messages.success(request, f"已合并，留下“{kept}”；“{gone}”成了它的别名。")
            return redirect("wagtailsnippets_distribution_recipient:edit", pk)
    facts: dict[str, Any] = {"keep": keep, "other": gone, "sides": sides(keep, gone), "lists": lists_of(keep, gone)}
    return render(request, "distribution/merge.html", facts)
