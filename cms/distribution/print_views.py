"""The print order of an issue on a page: what is printed for whom, what the print shop is asked, what came back."""

from __future__ import annotations

from typing import Any

import msgspec
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.log_actions import log

import records
from bulletins.copies import DIGITS
from bulletins.forms.printing import Inspected, PrintTicket, inspection_sheet, print_ticket
from cms.core.decisions import name_of
from cms.core.who import user_of
from cms.distribution.ordering import copies_of, missing, order_of, received, told
from cms.distribution.orders import Inspection, PrintOrder
from cms.distribution.print_forms import InspectionForm, OrderForm
from cms.issues.models import Issue
from cms.issues.preview import signed_preview
from cms.issues.printing import issue_for
from cms.newsroom.pages import pdf_answer
from records import PressError

PER_PAGE = 30


def _prints(request: HttpRequest) -> bool:
    return request.user.has_perm("issues.print_issue") or request.user.has_perm("issues.change_issue")


@require_GET
def print_orders(request: HttpRequest) -> HttpResponse:
    """List the issues with their print orders, the last ones first; who only prints sees those that are signed."""
    if not _prints(request):
        raise PermissionDenied
    found = Issue.objects.select_related("publication", "print_order").order_by("-date", "-pk")
    found = found.prefetch_related("print_order__inspections")
    if not request.user.has_perm("issues.change_issue"):
        found = found.filter(versions__isnull=False).distinct()
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("p"))
    rows = [(issue, getattr(issue, "print_order", None)) for issue in page.object_list]
    told_of = [(issue, order, _stands(order)) for issue, order in rows]
    facts = {"page_obj": page, "rows": told_of, "url": reverse("print_orders")}
    return render(request, "distribution/orders.html", facts)


def _stands(order: PrintOrder | None) -> str:
    if order is None:
        return "没有开单"
    found = list(order.inspections.all())
    if not found:
        return f"待验收，{order.due:%-m月%-d日}前交货" if order.due else "待验收"
    return f"{found[-1].get_result_display()}，共收 {received(order)} 份"


@require_http_methods(["GET", "POST"])
@transaction.atomic
def print_order(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the print order of an issue, and keep it or an inspection."""
    issue = issue_for(request, pk)
    if request.method == "POST":
        Issue.objects.select_for_update().get(pk=pk)  # of two who begin one, the second finds the first's
    order = order_of(issue)
    order.issue = issue
    inspects = request.method == "POST" and "counted" in request.POST
    posted = request.POST if request.method == "POST" else None
    form = OrderForm(None if inspects else posted, instance=order)
    new = Inspection(order=order, who=name_of(user_of(request))[:60])
    inspection = InspectionForm(posted if inspects else None, instance=new, prefix=None)
    if inspects and (order.pk is None or not issue.signed):
        messages.error(request, "没有登记：先签发、开好印刷单，再登记验收。")
    elif inspects and inspection.is_valid():
        return _inspected(request, order, inspection)
    elif posted and not inspects and form.is_valid():
        log(form.keep(name_of(user_of(request))).issue, "distribution.order")
        messages.success(request, "印刷单已保存，可以打开 PDF 交给承印单位。")
        return redirect(request.path)
    elif posted:
        messages.error(request, "没有保存：有几处要改，见红字。")
    return render(request, "distribution/order.html", _facts(issue, order_of(issue), form, inspection))


def _inspected(request: HttpRequest, order: PrintOrder, form: InspectionForm) -> HttpResponse:
    form.instance.by = name_of(user_of(request))[:60]
    form.save()
    log(order.issue, "distribution.inspect", data={"counted": form.instance.counted})
    left = missing(order)
    said = f"，还短少 {left} 份，请补印或者写明" if left and left > 0 else f"，比共印份数多 {-left} 份" if left else ""
    messages.success(request, f"验收已登记，共收 {received(order)} 份{said}。")
    return redirect(request.path)


def _facts(issue: Issue, order: PrintOrder, form: OrderForm, inspection: InspectionForm) -> dict[str, Any]:
    kept = order.pk is not None
    order.issue = issue
    copies = copies_of(issue)
    return {
        "issue": issue,
        "order": order if kept else None,
        "copies": copies,
        "differs": told(copies),
        "form": form,
        "inspection": inspection if kept and issue.signed else None,
        "inspections": list(order.inspections.all()) if kept else [],
        "received": received(order) if kept else 0,
        "left": missing(order) if kept else None,
    }


def _office(issue: Issue) -> str:
    return issue.publication_record.issuer


@require_GET
def print_order_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with 印刷通知单."""
    issue = issue_for(request, pk)
    order = get_object_or_404(PrintOrder.objects.select_related("issue__publication"), issue=issue)
    return pdf_answer(request, lambda: print_ticket(ticket_of(issue, order)))


@require_GET
def inspection_pdf(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Answer with 印刷验收单."""
    issue = issue_for(request, pk)
    one = get_object_or_404(Inspection, order__issue=issue, pk=number)
    return pdf_answer(request, lambda: inspection_sheet(inspected(issue, one)))


def ticket_of(issue: Issue, order: PrintOrder) -> PrintTicket:
    """Return a print order as it is printed."""
    copies, record = copies_of(issue), issue.as_record()
    run = record.print_run or (copies.total if copies else 0)
    parts = [*copies.more, ("分发", copies.listed), ("余份", copies.reserve)] if copies else []
    parts.sort(key=lambda part: ("分发", "存档", "余份").index(part[0]) if part[0] in ("分发", "存档", "余份") else 1)
    made_of = "、".join(f"{name} {count} 份" for name, count in parts if count)
    reason = f"；与共印份数不同：{order.reason}" if order.reason and copies and not copies.fits else ""
    return PrintTicket(
        issue=str(issue),
        office=_office(issue),
        date=order.on,
        copies=run,
        made_of=made_of + reason,
        serials=f"{1:0{DIGITS}d}—{run:0{DIGITS}d}" if record.numbered_copies and run else "",
        pages=_pages(issue),
        secrecy=record.secrecy,
        due=order.due,
        **{name: getattr(order, name) for name in ("paper", "colours", "binding", "delivery", "printer", "note")},
    )


def _pages(issue: Issue) -> int:
    """Return how many pages a copy has; 0 where nothing is signed, or its print is gone."""
    try:
        return signed_preview(issue.signed).page_count if issue.signed else 0
    except (PressError, OSError):
        return 0


def inspected(issue: Issue, one: Inspection) -> Inspected:
    """Return an inspection as it is printed; what came earlier counts."""
    order = one.order
    earlier = [i for i in order.inspections.all() if (i.on, i.pk) < (one.on, one.pk) and i.result in ("taken", "more")]
    signed = issue.signed
    record = msgspec.convert(signed.record, records.Issue) if signed else issue.as_record()
    return Inspected(
        issue=str(issue),
        office=_office(issue),
        date=one.on,
        due=order.due,
        copies=record.print_run,
        counted=one.counted,
        before=sum(i.counted for i in earlier),
        same_text=one.text,
        quality=one.get_quality_display(),
        result=one.get_result_display(),
        problems=one.remarks,
        who=one.who,
    )
