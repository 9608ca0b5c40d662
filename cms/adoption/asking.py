"""What is asked of the account, and who may ask for what: the province for all, a unit for itself and those in
its row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.http import QueryDict
from django.utils import timezone

from cms.adoption import periods
from cms.adoption.periods import Period
from cms.adoption.table import GENERAL, SYSTEMS
from cms.core.fields import choice
from cms.issues.models import Issue
from cms.issues.publications import Publication
from cms.units.models import TOP, UnitPage
from cms.units.naming import with_city
from cms.units.roles import edits_for_province, units_of

SPANS = [("year", "按年"), ("quarter", "按季度"), ("month", "按月"), ("days", "自选日期")]
PARTS = [("", "全部"), ("place", "设区市和县（市、区）"), ("system", SYSTEMS), ("general", GENERAL)]

Choices = Sequence[tuple[str, Any]]


def may_ask(user: User) -> bool:
    """Whether adoptions concern a user."""
    return edits_for_province(user) or units_of(user).exclude(depth=TOP).exists()


def groups(user: User) -> list[tuple[str, Any]]:
    """Return what a user may ask for: its key and name; [] for those whom adoptions do not concern."""
    if edits_for_province(user):
        units = UnitPage.objects.filter(depth=TOP + 1).exclude(kind__in=("office", "general")).in_order()
        named = [(unit.code, unit.title, unit.kind == "system") for unit in units]
        cities = [(code, title) for code, title, system in named if not system]
        systems = [(code, title) for code, title, system in named if system]
        return [*PARTS, ("设区市（按所辖单位）", cities), ("省级系统", systems)]
    own = with_city(UnitPage.objects.filter(pk__in=units_of(user).values("pk")).exclude(depth=TOP).in_order())
    return [(unit.code, f"{unit.above}{unit.title}") for unit in own]


def years() -> list[int]:
    """Return the years in which issues were signed, the last one first."""
    dates = Issue.objects.filter(versions__isnull=False).dates("date", "year", order="DESC")
    return [day.year for day in dates]


class Asked(forms.Form):
    """A period, a publication, and whose adoptions."""

    span = forms.ChoiceField(label="时段", choices=SPANS, widget=forms.RadioSelect)
    year = forms.TypedChoiceField(label="年份", coerce=int, required=False)
    quarter = forms.TypedChoiceField(
        label="季度",
        coerce=int,
        required=False,
        choices=[(n, f"第{name}季度") for n, name in enumerate(periods.QUARTERS, 1)],
    )
    month = forms.TypedChoiceField(
        label="月份", coerce=int, required=False, choices=[(n, f"{n}月") for n in range(1, 13)]
    )
    since = forms.DateField(label="从", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="到", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    publication = forms.ModelChoiceField(
        Publication.objects.none(), label="刊物", required=False, empty_label="全部刊物", to_field_name="slug"
    )
    group = forms.ChoiceField(label="范围", required=False)

    def __init__(self, asked: QueryDict, may: Choices) -> None:
        known = years() or [timezone.localdate().year]
        super().__init__(_filled(asked, known[0], may))
        year: Any = self.fields["year"]
        year.choices = [(n, f"{n}年") for n in known]
        choice(self, "publication").queryset = Publication.objects.order_by("slug")
        group: Any = self.fields["group"]
        group.choices = may
        group.required = may[0][0] != ""

    def clean(self) -> dict[str, Any]:
        """Ask for what belongs to the kind of period."""
        given = super().clean() or self.cleaned_data
        if given.get("span") == "days":
            for name, said in (("since", "请填写开始的日期。"), ("until", "请填写截止的日期。")):
                if name not in self.errors and not given.get(name):
                    self.add_error(name, said)
            if not self.errors and given["since"] > given["until"]:
                self.add_error("until", "截止日期早于开始日期，请核对。")
        elif "span" in given:
            for name in ("year", *({given["span"]} & {"quarter", "month"})):
                if name not in self.errors and not given.get(name):
                    self.add_error(name, "请选择。")
        return given

    @property
    def period(self) -> Period:
        """Return the period that was asked for."""
        given = self.cleaned_data
        match given["span"]:
            case "year":
                return periods.year(given["year"])
            case "quarter":
                return periods.quarter(given["year"], given["quarter"])
            case "month":
                return periods.month(given["year"], given["month"])
        return periods.days(given["since"], given["until"])

    @property
    def publication_slug(self) -> str:
        """Return the publication's slug; '' for all."""
        chosen = self.cleaned_data["publication"]
        return chosen.slug if chosen else ""


def _filled(asked: QueryDict, year: int, may: Choices) -> QueryDict:
    """Return what was asked, with what goes without saying: the last year, what the user sees first."""
    today, filled = timezone.localdate(), asked.copy()
    plain = {"span": "year", "year": year, "quarter": (today.month + 2) // 3, "month": today.month, "group": may[0][0]}
    for name, value in plain.items():
        if name not in asked:
            filled[name] = str(value)
    return filled
