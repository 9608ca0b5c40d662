"""清退: what is to come back from whom, line by line, on screen and as a list for both sides."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import FileResponse, HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from cms.core import audit
from cms.core.numbers import number_in
from cms.core.reasons import checked_reason
from cms.dispatch.desk import acted, by, for_clerks
from cms.dispatch.forms import fresh_key, key_in
from cms.dispatch.ledger import Told
from cms.dispatch.models import Parcel, Recall
from cms.dispatch.recall_forms import RecallForm, Settle
from cms.dispatch.recalling import concerned, lines, settle, totals
from cms.dispatch.receipt_views import chosen, remind
from cms.dispatch.sheet import XLSX, Sheet, workbook
from cms.dispatch.words import HELD, SENT

PER_PAGE = 50
HEADS = (
    ("序号", 6),
    ("简报", 34),
    ("登记号", 16),
    ("密级", 10),
    ("封号", 14),
    ("收件单位", 28),
    ("份号", 24),
    ("应退", 8),
    ("已退", 8),
    ("留用", 8),
    ("遗失", 8),
    ("未退", 8),
    ("清退人", 12),
    ("接收人", 12),
    ("日期", 12),
)


@for_clerks
def recalls(request: HttpRequest) -> HttpResponseBase:
    """List the recalls; open a new one."""
    issue = number_in(request.GET.get("issue", ""))
    form = RecallForm(initial={"key": fresh_key(), "scope": "issue", "issue": issue or None})
    if request.method == "POST":
        form = RecallForm(request.POST)
        if form.is_valid():
            made = begin(form.cleaned_data, by(request))
            messages.success(request, f"已开始{made}。下面是应退的单位。")
            return redirect("recall", made.pk)
        messages.error(request, "没有开始清退，请看下面红字的地方。")
    page = Paginator(Recall.objects.select_related("issue__publication"), PER_PAGE).get_page(request.GET.get("p"))
    for one in page.object_list:
        one.sums = totals(one)  # type: ignore[attr-defined]
    facts: dict[str, object] = {
        "form": form,
        "page_obj": page,
        "url": reverse("recalls"),
        "today": timezone.localdate(),
    }
    return render(request, "dispatch/recalls.html", facts)


@transaction.atomic
def begin(given: dict[str, Any], who: str) -> Recall:
    """Open a recall; the same form sent again finds it."""
    known = {name: given[name] for name in ("scope", "issue", "year", "name", "reason", "due_on")}
    told = {**known, "opened_on": timezone.localdate(), "opened_by": who}
    made, fresh = Recall.objects.get_or_create(key=given["key"], defaults=told)
    if fresh:
        audit.enter("dispatch.recall_open", made, who, reason=made.reason, due_on=str(made.due_on))
    return made


@for_clerks
def recall(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show what of a recall is due and came, by name or all; take what came back."""
    target = get_object_or_404(Recall.objects.select_related("issue__publication"), pk=pk)
    form = _form_for(target, request.GET)
    if request.method == "POST":
        sent = posted(request, target)
        if sent is None:
            return redirect(request.path)
        form = sent
    asked = request.GET.get("q", "").strip()[:80]
    found = concerned(target)
    page = Paginator(found.filter(name__contains=asked) if asked else found, PER_PAGE).get_page(request.GET.get("p"))
    facts: dict[str, object] = {
        "target": target,
        "totals": totals(target),
        "lines": lines(target, page.object_list),
        "page_obj": page,
        "q": asked,
        "url": f"{request.path}?{urlencode({'q': asked})}",
        "form": form,
        "key": fresh_key(),
        "today": timezone.localdate(),
    }
    return render(request, "dispatch/recall.html", facts)


def _form_for(target: Recall, query: QueryDict) -> Settle | None:
    pk = number_in(query.get("parcel", ""))
    parcel = concerned(target).filter(pk=pk).first() if pk and not target.closed_on else None
    if parcel is None:
        return None
    form = Settle(target=parcel)
    form.initial["recall"] = target.pk
    return form


def posted(request: HttpRequest, target: Recall) -> Any:
    """Take what was sent; return the form where it has to be filled in again."""
    act = request.POST.get("act")
    if act == "settle":
        pk = number_in(request.POST.get("settle-parcel_key", ""))
        parcel = concerned(target).filter(pk=pk).first()
        if parcel is not None:
            return acted(request, [Settle], parcel)
        messages.error(request, "没有登记：这个单位不在这次清退里，请刷新页面。")
        return None
    try:
        messages.success(request, {"close": close, "remind": reminded}.get(act or "", ticked)(request, target))
    except ValidationError as error:
        messages.error(request, "没有登记：" + "".join(error.messages))
    return None


@transaction.atomic
def close(request: HttpRequest, target: Recall) -> str:
    """End a recall: what is out then stays out."""
    if not Recall.objects.filter(pk=target.pk, closed_on=None).update(closed_on=timezone.localdate()):
        raise ValidationError("这次清退先前已经结束。")
    left = totals(target)["left"]
    audit.enter("dispatch.recall_close", target, by(request), copies={"未退": left})
    return f"{target}已结束" + (f"，还有 {left} 份没有退回。" if left else "，全部退清。")


def reminded(request: HttpRequest, target: Recall) -> str:
    """Note that the ticked recipients were asked for what is to come back."""
    count = remind(chosen(request), by(request), f"催退（{target}）"[:100], key_in(request.POST))
    return f"已记下催退 {count} 家。"


@transaction.atomic
def ticked(request: HttpRequest, target: Recall) -> str:
    """Note that all copies of the ticked parcels came back, of all or of none; return what to say."""
    key, person = key_in(request.POST), checked_reason(request.POST.get("person", ""), 60)
    parcels = sorted(chosen(request), key=lambda one: (one.dispatch_id, one.position))
    for parcel in parcels:
        told = Told(key=f"{key}:{parcel.pk}" if key else "", by=by(request), recall=target)
        settle(target, parcel, told, "back", *_all_out(parcel), person)
    return f"已登记退回 {len(parcels)} 家。"


def _all_out(parcel: Parcel) -> tuple[int, list[int]]:
    held = list(parcel.holdings.filter(place__in=(HELD, SENT), count__gt=0))
    return sum(one.count for one in held), [one.number for one in held if one.number]


@for_clerks
@require_GET
def recall_list(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Answer with the list of a recall (清退清单) as a workbook, sorted by issue, with room for both signatures."""
    target = get_object_or_404(Recall.objects.select_related("issue__publication"), pk=pk)
    rows = []
    for n, one in enumerate(lines(target, concerned(target)), 1):
        parcel, sent = one.parcel, one.parcel.dispatch
        first = (n, str(sent), sent.registration_no, sent.secrecy, parcel.seal_name, parcel.whom, parcel.numbers_said)
        rows.append((*first, one.due, one.back, one.kept, one.lost, one.left, "", "", ""))
    sheet = Sheet("清退清单", f"{target}（截止 {target.due_on:%Y年%-m月%-d日}）", HEADS, rows)
    file = io.BytesIO(workbook(sheet))
    return FileResponse(file, as_attachment=True, filename="清退清单.xlsx", content_type=XLSX)
