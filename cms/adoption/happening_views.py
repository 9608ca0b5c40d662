"""计分事项 on screen: the list, the short form, the upload of a workbook."""

from __future__ import annotations

import io
import json
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from cms.adoption.happening_file import MOST_ROWS, NAMES, Read, read, rows_in, take, template
from cms.adoption.happening_forms import HappeningForm, told_in
from cms.adoption.happenings import OFFERED, Happening, change, enter, restore, strike
from cms.core.json_in import read_json
from cms.core.who import user_of

PER_PAGE = 30
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SPOILT = "送来的表格内容不完整，没有登记。请重新上传文件。"


def _allow(request: HttpRequest, verb: str) -> None:
    if not request.user.has_perm(f"adoption.{verb}_happening"):
        raise PermissionDenied


@require_GET
def happenings(request: HttpRequest) -> HttpResponse:
    """List what was entered, the last days first."""
    _allow(request, "view")
    held = Happening.objects.select_related("unit", "article").prefetch_related("others")
    words, what = request.GET.get("q", "").strip()[:60], request.GET.get("what", "")
    if words:
        found = Q(title__contains=words) | Q(article__title__contains=words) | Q(publication__contains=words)
        held = held.filter(found | Q(note__contains=words) | Q(unit__title__contains=words))
    if what in OFFERED:
        held = held.filter(what=what)
    page = Paginator(held, PER_PAGE).get_page(request.GET.get("p"))
    facts = {"page_obj": page, "words": words, "what": what, "offered": OFFERED.items(), "url": reverse("happenings")}
    return render(request, "adoption/happenings.html", facts)


def happening_add(request: HttpRequest) -> HttpResponse:
    """Show the empty form; POST keeps what was filled in."""
    _allow(request, "add")
    form = HappeningForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            made = enter(told_in(form), user_of(request))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"已登记：{made}。")
            return redirect("happening_add" if "another" in request.POST else "happenings")
    return render(request, "adoption/happening.html", {"form": form}, status=422 if form.errors else 200)


def happening(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one; POST changes it, strikes it with a reason, or has it count again."""
    _allow(request, "view")
    held = get_object_or_404(Happening.objects.select_related("unit", "article"), pk=pk)
    if request.method != "POST":
        form = HappeningForm(initial=HappeningForm.filled(held))
        return render(request, "adoption/happening.html", {"form": form, "held": held})
    _allow(request, "change")
    form = HappeningForm(request.POST, initial=HappeningForm.filled(held))
    try:
        if done := _act(request, held, form):
            messages.success(request, done)
            return redirect("happening", pk)
    except ValidationError as error:
        messages.error(request, "没有改：" + "".join(error.messages))
        if "save" not in request.POST:
            return redirect("happening", pk)
    return render(request, "adoption/happening.html", {"form": form, "held": held}, status=422)


def _act(request: HttpRequest, held: Happening, form: HappeningForm) -> str:
    """Do what a POST asks and return what is said then; '' where the form does not hold."""
    if "strike" in request.POST:
        strike(held.pk, user_of(request), request.POST.get("reason", ""))
        return "已作废，不再计分。"
    if "restore" in request.POST:
        restore(held.pk, user_of(request))
        return "已恢复，照常计分。"
    if not form.is_valid():
        return ""
    return f"已改好：{change(held.pk, told_in(form), user_of(request))}。"


class FileForm(forms.Form):
    """Asks for a workbook."""

    file = forms.FileField(
        label="表格", widget=forms.FileInput(attrs={"accept": ".xlsx"}), help_text=f"XLSX，一次最多 {MOST_ROWS} 行"
    )


def happening_file(request: HttpRequest) -> HttpResponse:
    """Show the upload; POST keeps all of a workbook, or says what is wrong and offers the rows that hold."""
    _allow(request, "add")
    if request.method != "POST":
        return render(request, "adoption/happening_file.html", {"form": FileForm()})
    form = FileForm(request.POST, request.FILES)
    try:
        if "rows" in request.POST:
            found = read(_rows(request.POST["rows"]))
        elif form.is_valid():
            found = read(rows_in(form.cleaned_data["file"]))
        else:
            return render(request, "adoption/happening_file.html", {"form": form}, status=422)
        if found.wrong or not (found.good or found.known):
            return _shown(request, form, found)
        count = take(found, user_of(request))
    except ValidationError as error:
        form.add_error(None, error) if form.is_bound else None
        return render(request, "adoption/happening_file.html", {"form": form}, status=422)
    again = f"；{len(found.known)} 行以前登记过，没有再登记" if found.known else ""
    messages.success(request, f"已登记 {count} 行{again}。")
    return redirect("happenings")


def _shown(request: HttpRequest, form: FileForm, found: Read) -> HttpResponse:
    """Say what is wrong; the rows that hold go along, for they may be taken alone."""
    if not found.wrong:
        form.add_error("file", "表格里没有填好的行。请从第 2 行填起。")
    facts: dict[str, Any] = {"form": form, "found": found, "rows": json.dumps(found.good, ensure_ascii=False)}
    return render(request, "adoption/happening_file.html", facts, status=422)


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """Return the rows that a page sent back; ValidationError for what no page of ours sends."""
    try:
        rows = read_json(text)
        made = [(number, list(cells)) for number, cells in rows]
        if len(made) > MOST_ROWS or not all(
            isinstance(number, int) and len(cells) == len(NAMES) and all(isinstance(cell, str) for cell in cells)
            for number, cells in made
        ):
            raise ValueError("no rows")
    except (ValueError, TypeError) as error:
        raise ValidationError(SPOILT) from error
    return made


@require_GET
def happening_template(request: HttpRequest) -> FileResponse:
    """Answer with the workbook to fill in."""
    _allow(request, "add")
    return FileResponse(io.BytesIO(template()), as_attachment=True, filename="计分事项模板.xlsx", content_type=XLSX)
