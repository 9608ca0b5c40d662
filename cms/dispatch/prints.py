"""打印: labels, envelopes and lists of a dispatch; the registers of a year, of recalls and destructions; all as PDF."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from bulletins import forms as printed
from bulletins.forms import Delivery, Occasion
from cms.core.numbers import number_in
from cms.dispatch import printing, reading
from cms.dispatch.desk import for_clerks
from cms.dispatch.models import Act, Dispatch, Recall
from cms.dispatch.print_forms import PrintForm
from cms.dispatch.recalling import concerned
from cms.dispatch.views import year_in
from records import ContentError, PressError

KEPT = "dispatch_sender"  # in the session: where the office is, as it was typed last
Make = Callable[[PrintForm, list[Delivery], Occasion], bytes]
CONFIDENTIAL = "机要"


@for_clerks
def dispatch_prints(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show what can be printed for the parcels of a dispatch; answer with the PDF of what is asked for."""
    target = get_object_or_404(Dispatch.objects.select_related("version__issue__publication"), pk=pk)
    data = request.POST if request.method == "POST" else None  # ticked ones are too many for an address
    form = PrintForm(data, reading.by_channel(target), request.session.get(KEPT, {}))
    if form.is_bound:
        if form.is_valid():
            request.session[KEPT] = form.sent_from
            name, make = FORMS.get(str(form.data["form"]), ("", _none))
            try:
                return pdf(made(make, form, target), f"{target}{name}")
            except PressError as error:
                messages.error(request, f"没有生成：{error}")
        else:
            messages.error(request, "没有生成：" + str(next(iter(form.errors.values()))[0]))
    return render(request, "dispatch/prints.html", {"target": target, "form": form})


def made(make: Make, form: PrintForm, target: Dispatch) -> bytes:
    """Return a form of the chosen parcels as PDF.

    Raises:
        PressError: nothing is chosen, or something cannot be printed; the message names the recipient and the remedy.

    """
    if make is _trial:
        return _trial(form, [], Occasion(office=""))
    if not form.parcels:
        raise ContentError("没有选定收件单位", remedy="在“印哪些”里另选，或回到发文页勾选")
    rows = printing.deliveries(form.parcels)
    return make(form, rows, printing.occasion(target, rows))


def _none(form: PrintForm, rows: list[Delivery], occasion: Occasion) -> bytes:
    raise ContentError("没有这种表单", remedy="请点下面的按钮")


def _trial(form: PrintForm, rows: list[Delivery], occasion: Occasion) -> bytes:
    return printed.trial_sheet(form.cleaned_data["preset"])


def _labels(form: PrintForm, rows: list[Delivery], occasion: Occasion) -> bytes:
    given = form.cleaned_data
    return printed.labels(rows, given["preset"], given["start"], code=given["code"])


def _envelopes(form: PrintForm, rows: list[Delivery], occasion: Occasion) -> bytes:
    given = form.cleaned_data
    return printed.envelopes(
        rows, given["size"], form.sender(occasion.office), boxes=given["boxes"], code=given["code"]
    )


def _receipts(form: PrintForm, rows: list[Delivery], occasion: Occasion) -> bytes:
    return printed.receipt_sheets(printing.by_channel(rows), occasion, {}, code=form.cleaned_data["code"])


def _handover(form: PrintForm, rows: list[Delivery], occasion: Occasion) -> bytes:
    chosen = [row for row in rows if CONFIDENTIAL in row.channel]
    if not chosen:
        raise ContentError("选定的收件单位没有走机要的", remedy="点开收件单位改渠道，或改印送文登记")
    return printed.handover_list(chosen, occasion, code=form.cleaned_data["code"])


def _post(form: PrintForm, rows: list[Delivery], occasion: Occasion) -> bytes:
    return printed.post_register(sorted(rows, key=lambda row: row.seal_no), occasion)


FORMS: dict[str, tuple[str, Make]] = {
    "labels": ("标签", _labels),
    "trial": ("标签试印页", _trial),
    "envelopes": ("信封", _envelopes),
    "receipts": ("签收单", _receipts),
    "handover": ("机要交接清单", _handover),
    "post": ("送文登记", _post),
}


def pdf(file: bytes, name: str) -> HttpResponse:
    """Answer with a whole PDF under a name."""
    shown = content_disposition_header(as_attachment=False, filename=f"{name}.pdf") or "inline"
    return HttpResponse(file, content_type="application/pdf", headers={"Content-Disposition": shown})


def answered(request: HttpRequest, make: Callable[[], bytes], name: str, back: str) -> HttpResponse:
    """Answer with a PDF; go back to its screen with a message where it cannot be set."""
    try:
        return pdf(make(), name)
    except PressError as error:
        messages.error(request, f"没有生成：{error}")
        return redirect(back)


@for_clerks
@require_GET
def dispatch_register_pdf(request: HttpRequest) -> HttpResponse:
    """Answer with the register of a year, as usual, small and large offices keep it."""
    year, keeping = year_in(request), request.GET.get("keeping", "")
    back = f"{reverse('dispatches')}?year={year}"
    return answered(request, lambda: printing.register_pdf(year, keeping), f"{year}年发文登记簿", back)


@for_clerks
@require_GET
def recall_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with the lists of a recall, one for each unit; of those whose name holds `q`, where it is asked."""
    target = get_object_or_404(Recall.objects.select_related("issue__publication"), pk=pk)
    parcels = concerned(target).filter(name__contains=request.GET.get("q", "").strip()[:80])
    return answered(
        request, lambda: printing.recall_pdf(target, list(parcels)), "清退清单", reverse("recall", args=[pk])
    )


@for_clerks
@require_GET
def destructions_pdf(request: HttpRequest) -> HttpResponse:
    """Answer with the register of what was destroyed by one act."""
    act = get_object_or_404(Act, pk=number_in(request.GET.get("act", "")), kind="destroy")
    return answered(request, lambda: printing.destruction_pdf(act), "销毁登记", reverse("destructions"))
