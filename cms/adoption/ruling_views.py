"""计分办法 on screen: list and examples, form, text, the preview on a year's events, and putting in force."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from cms.adoption import periods
from cms.adoption.asking import years
from cms.adoption.gathering import gather
from cms.adoption.happening_forms import Known
from cms.adoption.matching import line_of
from cms.adoption.ruling import (
    GROUPS,
    Ruling,
    copy_of,
    drop,
    enact,
    examples,
    new_version,
    text_of,
)
from cms.adoption.ruling_forms import Sheet
from cms.adoption.ruling_text import in_words, rules_in
from cms.adoption.trail import reckon
from cms.adoption.words import ROUNDING, points
from cms.core import audit
from cms.core.decisions import name_of
from cms.core.numbers import number_in
from cms.core.who import user_of
from records import RecordError
from scoring.rules import EVENT, Clause, Table
from scoring.score import Ranked, rounded


def _allow(request: HttpRequest, right: str) -> None:
    if not request.user.has_perm(f"adoption.{right}_ruling"):
        raise PermissionDenied


@require_GET
def rulings(request: HttpRequest) -> HttpResponse:
    """List the tables by group, and the examples to copy."""
    _allow(request, "view")
    held = list(Ruling.objects.all())
    among = [(said, [one for one in held if one.group == group]) for group, said in GROUPS]
    facts = {"groups": among, "examples": examples(), "any": bool(held)}
    return render(request, "adoption/rulings.html", facts)


def ruling_add(request: HttpRequest) -> HttpResponse:
    """Show an empty table, or a copy of an example or of another one; POST keeps it as a draft."""
    _allow(request, "add")
    started = _begun(request.GET.get("like", ""), request.GET.get("example", ""))
    return _edited(request, started)


def _begun(like: str, example: str) -> Ruling:
    if like:
        return new_version(get_object_or_404(Ruling, pk=number_in(like)))
    if example:
        found = dict(examples()).get(example)
        if found is None:
            raise Http404
        return copy_of(found)
    return Ruling(group="city")


def ruling(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a table: a draft as a form, what is in force as it reads."""
    _allow(request, "view")
    held = get_object_or_404(Ruling, pk=pk)
    if held.in_force:
        if request.method == "POST":
            raise PermissionDenied
        return render(request, "adoption/ruling_read.html", {"ruling": held, "table": read_of(held.table)})
    _allow(request, "change")
    return _edited(request, held)


def _edited(request: HttpRequest, held: Ruling) -> HttpResponse:
    sheet = Sheet(held, Known().choices, request.POST if request.method == "POST" else None)
    if request.method == "POST" and sheet.is_valid():
        new = sheet.ruling.pk is None
        sheet.ruling.save()
        _note(request, sheet.ruling, new)
        messages.success(request, f"“{sheet.ruling}”已保存，还是草稿。请预览，再施行。")
        return redirect("ruling_preview", sheet.ruling.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "adoption/ruling_edit.html", {"sheet": sheet, "ruling": held}, status=status)


def _note(request: HttpRequest, held: Ruling, new: bool) -> None:
    audit.enter("ruling.draft" if new else "ruling.change", held, name_of(user_of(request)))


class TextForm(forms.Form):
    """The rules as YAML."""

    text = forms.CharField(
        label="条款（YAML）", max_length=100_000, widget=forms.Textarea(attrs={"rows": 30}), strip=False
    )

    def clean_text(self) -> Table:
        """Return the table."""
        return rules_in(self.cleaned_data["text"])


def ruling_text(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the rules of a draft as text; POST keeps them if they hold."""
    _allow(request, "change")
    held = get_object_or_404(Ruling, pk=pk)
    if held.in_force:
        raise PermissionDenied
    form = TextForm(request.POST if request.method == "POST" else None, initial={"text": text_of(held)})
    if form.is_bound and form.is_valid():
        held.keep(form.cleaned_data["text"])
        held.save()
        _note(request, held, False)
        messages.success(request, "已保存。")
        return redirect("ruling", pk)
    return render(
        request, "adoption/ruling_text.html", {"form": form, "ruling": held}, status=422 if form.errors else 200
    )


@dataclass(frozen=True)
class Compared:
    """A unit by the old table and by the new one."""

    name: str
    old: Ranked | None
    new: Ranked

    @property
    def change(self) -> str:
        """Return by how many points the new one differs."""
        before = self.old.score.total if self.old else Fraction(0)
        difference = self.new.score.total - before
        return f"{'+' if difference > 0 else ''}{points(difference)}"

    @property
    def totals(self) -> tuple[str, str]:
        """Return the points before and after."""
        return (points(self.old.score.total) if self.old else "—", points(self.new.score.total))


def ruling_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a draft would give on a year's events, beside what the table in force gives; POST puts it in force."""
    _allow(request, "view")
    held = get_object_or_404(Ruling, pk=pk)
    if request.method == "POST":
        return _enacted(request, held)
    known = years() or [timezone.localdate().year]
    year = number_in(request.GET.get("year")) or _last_year(held, known)
    if year not in known:
        raise Http404
    facts: dict[str, Any] = {"ruling": held, "year": year, "years": known, "rounding": ROUNDING}
    try:
        facts |= _compared(held, year)
    except RecordError as error:
        facts["failed"] = in_words(error)
    return render(request, "adoption/ruling_preview.html", facts)


def _last_year(held: Ruling, known: list[int]) -> int:
    before = (held.valid_from or timezone.localdate()).year - 1
    return before if before in known else known[0]


def _compared(held: Ruling, year: int) -> dict[str, Any]:
    period = periods.year(year)
    gathered = gather(period)
    other = _in_force(held, period.last)
    old = reckon(other.table, other, gathered, period) if other else None
    new = reckon(held.table, held, gathered, period)
    before = {one.score.unit.code: one for places in old.places.values() for one in places} if old else {}
    among = [
        (group, [Compared(one.score.unit.name, before.get(one.score.unit.code), one) for one in places])
        for group, places in new.places.items()
    ]
    return {"other": other, "groups": among, "facts": len(gathered.facts)}


def _in_force(held: Ruling, day: datetime.date) -> Ruling | None:
    """Return the table that is in force on a day, else the last one before or the first after it."""
    enacted = Ruling.objects.filter(group=held.group, enacted_on__isnull=False).exclude(pk=held.pk)
    before = enacted.filter(valid_from__lte=day).order_by("-valid_from").first()
    return before or enacted.order_by("valid_from").first()


def _enacted(request: HttpRequest, held: Ruling) -> HttpResponse:
    _allow(request, "enact")
    try:
        made = enact(held.pk, user_of(request))
    except ValidationError as error:
        messages.error(request, "没有施行：" + "".join(error.messages))
        return redirect("ruling_preview", held.pk)
    except RecordError as error:
        messages.error(request, "没有施行：" + in_words(error))
        return redirect("ruling_preview", held.pk)
    assert made.valid_from
    messages.success(request, f"“{made}”从{made.valid_from:%Y年%-m月%-d日}起施行。")
    return redirect("ruling", held.pk)


@require_POST
def ruling_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop a draft."""
    _allow(request, "change")
    held = get_object_or_404(Ruling, pk=pk)
    try:
        drop(pk, user_of(request))
    except ValidationError as error:
        raise PermissionDenied from error
    messages.success(request, f"草稿“{held}”已删除。")
    return redirect("rulings")


def read_of(table: Table) -> dict[str, Any]:
    """Return a table in words, as people read it."""
    return {
        "table": table,
        "clauses": [
            (one.clause, _worth(one, table), line_of(one.when), "；".join(_more(one))) for one in table.clauses
        ],
        "quotas": [(one.clause, "；".join(_asked(one))) for one in table.quotas],
        "forfeits": [(one.clause, f"{line_of(one.when)}，{one.times} 次以上") for one in table.forfeits],
    }


def _said(value: float) -> str:
    return rounded(Fraction(str(value)))


def _worth(clause: Clause, table: Table) -> str:
    if clause.discretion:
        return f"酌情 {_said(clause.discretion[0])}—{_said(clause.discretion[1])}"
    if clause.of:
        named = next((one.clause for one in table.clauses if one.id == clause.of), "")
        of = "上级给的分" if clause.of == EVENT else f"“{named}”"
        return f"{of}的 {_said(clause.times or 0)} 倍"
    return _said(clause.points)


def _more(clause: Clause) -> Iterator[str]:
    if clause.also:
        yield f"同一篇还有（{line_of(clause.also)}）"
    if clause.without:
        yield f"同一篇没有（{line_of(clause.without)}）"
    if clause.once:
        yield "一篇只计一次"
    if clause.adds:
        yield "另加"
    if clause.most:
        most = clause.most
        yield "有上限：" + "，".join(
            filter(
                None,
                [
                    f"{_said(most.points)} 分" if most.points is not None else "",
                    f"{most.events} 件" if most.events else "",
                ],
            )
        )


def _asked(quota: Any) -> Iterator[str]:
    yield "应达到 " + "、".join(f"{name} {_said(needed)}".strip() for name, needed in quota.needed.items())
    if line := line_of(quota.when):
        yield line
    for name, said in (("met", "完成得"), ("unmet", "没有完成得"), ("missing", "每少一件"), ("more", "每多一件")):
        if getattr(quota, name):
            yield f"{said} {_said(getattr(quota, name))} 分"
