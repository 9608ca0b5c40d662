"""通报: the circular of a period as a PDF, and the list of all tables, generated or kept as printed."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from bulletins.circular import Circular
from cms.adoption.circulars import circular, printed
from cms.adoption.kept import kept
from cms.adoption.outgoing import Told, for_province, office_name, told
from cms.adoption.table import GROUPS
from cms.issues.reports import Report
from cms.newsroom.pages import pdf_answer

PER_PAGE = 40


class Printing(forms.Form):
    """What a circular says beside its numbers."""

    office = forms.CharField(label="落款", max_length=60)
    date = forms.DateField(label="日期", widget=forms.DateInput(attrs={"type": "date"}))
    to = forms.CharField(label="抬头", max_length=60, required=False, help_text="可以不填；例如：各设区市文明办")
    more = forms.CharField(
        label="加写的话",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="可以不填；排在正文最后，一行一段",
    )
    zeros = forms.BooleanField(label="写出没有采用的单位", required=False)
    rates = forms.BooleanField(label="附报送篇数和采用率", required=False)

    def __init__(self, asked: QueryDict, today: datetime.date) -> None:
        filled = asked.copy()
        if "office" not in filled:  # the first time: then boxes that are not ticked say nothing
            filled["office"], filled["zeros"] = office_name(asked.get("publication", "")), "on"
        filled.setdefault("date", today.isoformat())
        super().__init__(filled)


@require_GET
def adoption_circular(request: HttpRequest) -> HttpResponse:
    """Show what the circular of a period would say, and the list."""
    for_province(request)
    found, printing = told(request), Printing(request.GET, timezone.localdate())
    facts: dict[str, Any] = {"form": found.form, "printing": printing, "url": reverse("adoption_circular")}
    if made := _made(found, printing):
        facts["circular"] = made
    page = Paginator(Report.objects.all(), PER_PAGE).get_page(request.GET.get("p"))
    facts |= {"page_obj": page, "kept": kept(list(page))}
    return render(request, "adoption/circular.html", facts)


@require_GET
def adoption_circular_pdf(request: HttpRequest) -> HttpResponse:
    """Answer with the PDF."""
    for_province(request)
    made = _made(told(request), Printing(request.GET, timezone.localdate()))
    if made is None:
        messages.error(request, "没有生成通报：请看下面各栏，选一个有签发简报的时段，写好落款和日期。")
        return redirect(f"{reverse('adoption_circular')}?{request.GET.urlencode()}")
    return pdf_answer(request, lambda: printed(made))


def _made(found: Told, printing: Printing) -> Circular | None:
    """Return the circular; None where the question is none, nothing was signed, or it lacks office or date."""
    if not (printing.is_valid() and found.form.is_valid() and found.account.issues):
        return None
    if not (found.group in GROUPS or found.group in found.account.units):
        return None
    given = printing.cleaned_data
    return circular(
        found,
        office=given["office"],
        date=given["date"],
        to=given["to"].strip().rstrip("：:"),
        more=given["more"],
        zeros=given["zeros"],
        with_rates=given["rates"],
    )
