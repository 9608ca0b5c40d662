"""回执: what is on the way, receipts by code and by list, reminders."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, F, QuerySet
from django.http import HttpRequest, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from cms.core.numbers import number_in
from cms.core.reasons import checked_reason
from cms.dispatch.desk import by, for_clerks
from cms.dispatch.forms import Day, fresh_key, key_in
from cms.dispatch.ledger import Told
from cms.dispatch.models import Parcel, Reminder
from cms.dispatch.reading import ON_THE_WAY, is_late, late
from cms.dispatch.receipts import parcel_of, receipt

PER_PAGE = 50


def on_the_way(query: QueryDict) -> QuerySet[Parcel]:
    """Return the parcels that are not signed for, those that wait longest first; only the late ones, of one dispatch
    or one recipient, where that is asked."""
    found = Parcel.objects.filter(stage__in=ON_THE_WAY).select_related("dispatch")
    if query.get("late"):
        found = found.filter(late())
    if issue := number_in(query.get("dispatch", "")):
        found = found.filter(dispatch=issue)
    if name := query.get("q", "").strip()[:80]:
        found = found.filter(name__contains=name)
    return found.annotate(reminded=Count("reminders")).order_by(
        F("sent_on").asc(nulls_last=True), "dispatch", "position"
    )


@for_clerks
def dispatch_receipts(request: HttpRequest) -> HttpResponseBase:
    """Show what is on the way; take receipts and reminders for what is ticked."""
    if request.method == "POST":
        try:
            messages.success(request, ticked(request))
        except ValidationError as error:
            messages.error(request, "没有登记：" + "".join(error.messages))
        return redirect(request.get_full_path())
    today, query = timezone.localdate(), request.GET.copy()
    query.pop("p", None)
    page = Paginator(on_the_way(query), PER_PAGE).get_page(request.GET.get("p"))
    for parcel in page.object_list:
        parcel.late = is_late(parcel, today)  # type: ignore[attr-defined]
    facts: dict[str, object] = {
        "page_obj": page,
        "query": query,
        "url": f"{reverse('dispatch_receipts')}?{query.urlencode()}",
        "late_count": Parcel.objects.filter(late()).count(),
        "waiting": Parcel.objects.filter(stage__in=ON_THE_WAY).count(),
        "today": today,
        "key": fresh_key(),
        "scan_key": fresh_key(),
    }
    return render(request, "dispatch/receipts.html", facts)


def chosen(request: HttpRequest) -> list[Parcel]:
    """Return the parcels that are ticked; ValidationError for none."""
    pks = {number_in(text) for text in request.POST.getlist("parcel")}
    found = list(Parcel.objects.filter(pk__in=pks).select_related("dispatch"))
    if not found:
        raise ValidationError("请先勾选收件单位。")
    return found


@transaction.atomic
def ticked(request: HttpRequest) -> str:
    """Take receipts, or reminders, of the ticked parcels, all or none; return what to say."""
    parcels, data = chosen(request), request.POST
    if data.get("act") == "remind":
        count = remind(parcels, by(request), checked_reason(data.get("note", ""), 100), key_in(data))
        return f"已记下催办 {count} 家。"
    persons = {parcel.pk: checked_reason(data.get(f"person-{parcel.pk}", ""), 60) for parcel in parcels}
    common = checked_reason(data.get("person", ""), 60)
    told = Told(key=key_in(data), by=by(request), day=Day().clean(data.get("day") or str(timezone.localdate())))
    posted = receipt(parcels, told, {pk: person or common for pk, person in persons.items()})
    return f"已登记签收 {len(parcels)} 家。" if not posted.again else "这张表单先前已登记过，没有重复。"


def remind(parcels: Iterable[Parcel], who: str, note: str, key: str) -> int:
    """Note that recipients were asked for receipts; a form that is sent twice counts once. Returns how many."""
    if not key:
        raise ValidationError("这张表单不完整，请刷新页面再填一次。")
    today = timezone.localdate()
    rows = [Reminder(parcel=one, day=today, by=who, note=note, key=f"{key}:{one.pk}") for one in parcels]
    Reminder.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


@for_clerks
@require_POST
def dispatch_scan(request: HttpRequest) -> HttpResponseBase:
    """Take a receipt by its code, as a scanner types it; answers the script of the page in a line, or by a message."""
    parcel, said = scanned(request)
    if request.headers.get("Accept") == "application/json":
        waiting = Parcel.objects.filter(stage__in=ON_THE_WAY).count()
        told = {"done": parcel is not None, "said": said, "waiting": waiting}
        return JsonResponse({**told, "parcel": parcel.pk} if parcel else told)
    (messages.success if parcel else messages.error)(request, said)
    return redirect("dispatch_receipts")


def scanned(request: HttpRequest) -> tuple[Parcel | None, str]:
    """Take the receipt; return the parcel that was signed for, None where it does not count, and what to say."""
    data = request.POST
    try:
        parcel = parcel_of(data.get("code", ""))
        person = checked_reason(data.get("person", ""), 60)
        day = Day().clean(data.get("day") or str(timezone.localdate()))
        posted = receipt([parcel], Told(key=key_in(data), by=by(request), day=day), {parcel.pk: person})
    except ValidationError as error:
        return None, "".join(error.messages)
    again = "（先前已登记，没有重复）" if posted.again else ""
    return parcel, f"{parcel.dispatch} {parcel.whom}，{parcel.copies} 份，已签收{again}"
