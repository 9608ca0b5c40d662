"""发文: the register of a year, the page of a dispatch, the ledger of its copies, and one parcel."""

from __future__ import annotations

import io

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from cms.core.notifications import mark_read
from cms.core.numbers import number_in
from cms.core.who import user_of
from cms.dispatch import dispatch_forms, parcel_forms, reading, register
from cms.dispatch.desk import acted, by, for_clerks, shown, this_year
from cms.dispatch.forms import ActForm
from cms.dispatch.models import Dispatch, Parcel
from cms.dispatch.opening import open_dispatch
from cms.dispatch.sheet import XLSX
from cms.dispatch.words import PLACES
from cms.issues.models import Issue

PER_PAGE = 50
ENTRIES = 200  # on a page of the ledger


def year_in(request: HttpRequest) -> int:
    """Return the year that is asked for; else the last one with a dispatch."""
    asked = number_in(request.GET.get("year", ""))
    return asked or next(iter(register.years()), this_year())


@for_clerks
@require_GET
def dispatches(request: HttpRequest) -> HttpResponse:
    """Show the register of a year, and the signed issues that are not in it."""
    year = year_in(request)
    page = Paginator(register.dispatches(year).order_by("-number"), PER_PAGE).get_page(request.GET.get("p"))
    facts: dict[str, object] = {
        "year": year,
        "years": sorted({year, *register.years()}, reverse=True),
        "rows": register.rows(list(page.object_list)),
        "page_obj": page,
        "url": f"{reverse('dispatches')}?year={year}",
        "unregistered": unregistered(year),
    }
    return render(request, "dispatch/register.html", facts)


def unregistered(year: int) -> list[Issue]:
    """Return issues of a year that were signed before there was a register here, or elsewhere."""
    found = Issue.objects.filter(year=year, versions__isnull=False, versions__dispatch=None).distinct()
    latest = found.select_related("publication").prefetch_related("versions__dispatch").order_by("-date")
    return [one for one in latest if one.signed and not hasattr(one.signed, "dispatch")][:PER_PAGE]


@for_clerks
@require_GET
def dispatch_register(request: HttpRequest) -> FileResponse:
    """Answer with the register of a year as a workbook."""
    year = year_in(request)
    file = io.BytesIO(register.as_workbook(year))
    return FileResponse(file, as_attachment=True, filename=f"{year}年发文登记簿.xlsx", content_type=XLSX)


@for_clerks
@require_POST
def dispatch_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Register an issue that was signed elsewhere, or before there was a register here."""
    issue = get_object_or_404(Issue, pk=pk)
    if issue.signed is None:
        messages.error(request, f"{issue}还没有签发，签发以后会自动登记发文。")
        return redirect("dispatches")
    made = open_dispatch(issue.signed)
    messages.success(request, f"{made}已登记发文，顺序号 {made.number}。")
    return redirect("dispatch", made.pk)


@for_clerks
def dispatch(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a dispatch: its parcels by channel, where its copies are, what is to be done."""
    target = get_object_or_404(Dispatch.objects.select_related("version", "replaces"), pk=pk)
    mark_read(user_of(request), request.path)
    sent: ActForm | None = None
    if request.method == "POST":
        sent = filed(request, target) if request.POST.get("act") == "file" else _acted(request, target)
        if sent is None:
            return redirect(request.path)
    channels = reading.by_channel(target)
    standing = reading.standing(target)
    stages = [parcel.stage for channel in channels for parcel in channel.parcels]
    counts = {stage: stages.count(stage) for stage in set(stages)}
    printed = reading.made(standing)
    facts: dict[str, object] = {
        "target": target,
        "channels": channels,
        "parcels": len(stages),
        "signed": counts.get("received", 0),
        "copies": sum(channel.copies for channel in channels),
        "standing": standing,
        "printed": printed,
        "next": reading.next_step(counts, came=bool(printed), counted=bool(target.counted_on)),
        "rows_form": sent if isinstance(sent, dispatch_forms.RowsForm) else dispatch_forms.Seal(target=target),
        "ticked": sent.chosen if isinstance(sent, dispatch_forms.RowsForm) else set(),
        "forms": shown(dispatch_forms.FORMS, target, sent),
        "file_form": sent if isinstance(sent, dispatch_forms.File) else dispatch_forms.File(target=target),
        "sent": sent,
    }
    return render(request, "dispatch/dispatch.html", facts)


def _acted(request: HttpRequest, target: Dispatch) -> ActForm | None:
    return acted(request, (*dispatch_forms.FORMS, *dispatch_forms.ROWS), target)


def filed(request: HttpRequest, target: Dispatch) -> ActForm | None:
    """Keep where a dispatch was filed; return the form where it has to be filled in again."""
    form = dispatch_forms.File(request.POST, target=target)
    if not form.is_valid():
        messages.error(request, "没有保存，请看下面。")
        return form
    form.save()
    messages.success(request, "已保存归卷和备注。")
    return None


@for_clerks
@require_GET
def dispatch_ledger(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where every copy of a dispatch is, and the entries: all, of a place, or of one numbered copy."""
    target = get_object_or_404(Dispatch, pk=pk)
    number, place = number_in(request.GET.get("number", "").lstrip("0")), request.GET.get("place", "")
    place = place if place in PLACES else ""
    found = Paginator(reading.entries(target, number, place), ENTRIES).get_page(request.GET.get("p"))
    query = f"number={number}" if number else f"place={place}" if place else ""
    standing = reading.standing(target)
    facts: dict[str, object] = {
        "target": target,
        "standing": standing,
        "printed": reading.made(standing),
        "number": number,
        "place": place,
        "place_name": PLACES.get(place, ""),
        "parcels": reading.parcels_at(target, place) if place else [],
        "holding": target.holdings.filter(number=number).select_related("parcel").first() if number else None,
        "lines": reading.told(found.object_list),
        "page_obj": found,
        "url": f"{reverse('dispatch_ledger', args=[pk])}?{query}",
    }
    return render(request, "dispatch/ledger.html", facts)


@for_clerks
def dispatch_parcel(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a parcel, what befell it, and the forms for it."""
    parcels = Parcel.objects.select_related("dispatch", "replaces", "instead_of")
    target = get_object_or_404(parcels, pk=pk)
    sent: ActForm | None = None
    if request.method == "POST":
        if request.POST.get("act") == "reroute":
            sent = rerouted(request, target)
        else:
            sent = acted(request, parcel_forms.FORMS, target)
        if sent is None:
            return redirect(request.path)
    facts: dict[str, object] = {
        "target": target,
        "late": reading.is_late(target, timezone.localdate()),
        "lines": reading.told(reading.entries(target.dispatch, parcel=target)),
        "reminders": target.reminders.all(),
        "reissues": target.reissues.all(),
        "forms": shown((*parcel_forms.FORMS, parcel_forms.Reroute), target, sent),
        "sent": sent,
    }
    return render(request, "dispatch/parcel.html", facts)


def rerouted(request: HttpRequest, target: Parcel) -> ActForm | None:
    """Keep another channel; return the form where it has to be filled in again."""
    form = parcel_forms.Reroute(request.POST, target=target)
    if form.is_valid():
        try:
            with transaction.atomic():
                form.save(by(request))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "已保存渠道和地址。标签和封面请按新的打印。")
            return None
    messages.error(request, "没有保存：" + str(next(iter(form.errors.values()))[0]))
    return form
