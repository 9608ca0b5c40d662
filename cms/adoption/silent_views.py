"""没有报送的单位: the list of a period, and letters to those of them that an editor leaves ticked."""

from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from bulletins.circular import typeset_letters
from cms.adoption.asking import Asked, groups
from cms.adoption.outgoing import for_province, office_name
from cms.adoption.periods import Period
from cms.adoption.reported import handed_in
from cms.adoption.silent import KINDS, Silent, letters, silent
from cms.core.who import user_of
from cms.newsroom.pages import pdf_answer

NOT_OVER = "{period}还没有过完，现在出函早了一些。要提醒的，请选“自选日期”，截止到今天或以前。"


class Letters(forms.Form):
    """Which kinds of unit are looked at, and what a letter says beside its text."""

    kinds = forms.MultipleChoiceField(label="看哪些单位", choices=KINDS, widget=forms.CheckboxSelectMultiple)
    office = forms.CharField(label="落款", max_length=60)
    date = forms.DateField(label="日期", widget=forms.DateInput(attrs={"type": "date"}))
    more = forms.CharField(
        label="附言",
        required=False,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="可以不填；例如联系人和电话，印在函的最后",
    )

    def __init__(self, asked: QueryDict, today: datetime.date) -> None:
        filled = asked.copy()
        if "kinds" not in filled:
            filled.setlist("kinds", [name for name, _ in KINDS])
        for name, value in (("office", office_name(asked.get("publication", ""))), ("date", today.isoformat())):
            filled.setdefault(name, value)
        super().__init__(filled)


@require_GET
def adoption_silent(request: HttpRequest) -> HttpResponse:
    """Show the list."""
    for_province(request)
    today = timezone.localdate()
    form, printing = Asked(request.GET, groups(user_of(request))), Letters(request.GET, today)
    facts: dict[str, Any] = {"form": form, "printing": printing, "url": reverse("adoption_silent")}
    if form.is_valid() and (printing.is_valid() or "kinds" in printing.cleaned_data):
        found = _found(form.period, printing, today)
        facts |= {"period": form.period, "kinds": [(label, _of(found, name)) for name, label in KINDS], "found": found}
        facts |= {"asked": _hidden(form, printing), "open": form.period.last > today}
    return render(request, "adoption/silent.html", facts)


@require_GET
def adoption_letters(request: HttpRequest) -> HttpResponse:
    """Answer with the letters to the units that are ticked, one page each."""
    for_province(request)
    today = timezone.localdate()
    form, printing = Asked(request.GET, groups(user_of(request))), Letters(request.GET, today)
    back = f"{reverse('adoption_silent')}?{_without_units(request.GET)}"
    if not (form.is_valid() and printing.is_valid()):
        return redirect(back)
    ticked = set(request.GET.getlist("unit"))
    units = [one for one in _found(form.period, printing, today) if one.code in ticked]
    refused = "" if units else "没有出函：请至少勾选一个没有报送的单位。"
    if form.period.last > today:
        refused = NOT_OVER.format(period=form.period.name)
    if refused:
        messages.error(request, refused)
        return redirect(back)
    told = printing.cleaned_data
    made = letters(units, form.period, office=told["office"], date=told["date"], more=told["more"])
    return pdf_answer(request, lambda: typeset_letters(made).pdf)


def _found(period: Period, printing: Letters, today: datetime.date) -> list[Silent]:
    return silent(period, handed_in(period), printing.cleaned_data["kinds"], today)


def _of(found: list[Silent], kind: str) -> list[Silent]:
    return [one for one in found if one.kind == kind or (kind == "county" and one.kind == "zone")]


def _hidden(form: Asked, printing: Letters) -> list[tuple[str, str]]:
    """Return what the form of the letters sends along: the question that is answered above it."""
    asked = [(name, str(form.data.get(name, ""))) for name in ("span", "year", "quarter", "month", "since", "until")]
    return [
        *((name, value) for name, value in asked if value),
        *(("kinds", kind) for kind in printing["kinds"].value()),
    ]


def _without_units(asked: QueryDict) -> str:
    return urlencode([(name, value) for name, values in asked.lists() if name != "unit" for value in values])
