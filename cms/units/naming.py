"""How places and units are named where one is chosen: with the city above, where two of
them share a name (徐州市鼓楼区)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Case, Exists, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat, Length, Substr
from django_filters import ModelChoiceFilter
from django_filters.fields import ModelChoiceField

from cms.units.models import Place, UnitPage


def with_city(found: QuerySet[Any]) -> QuerySet[Any]:
    """Return places or units, each with `above`: the name of what stands above it where
    another one has its name, else nothing."""
    kind = found.model
    above: F | Subquery
    if kind is Place:
        name, above = "name", F("parent__name")
    else:
        parents = UnitPage.objects.filter(path=Substr(OuterRef("path"), 1, Length(OuterRef("path")) - UnitPage.steplen))
        name, above = "title", Subquery(parents.values("title")[:1])
    twins = kind._default_manager.filter(**{name: OuterRef(name)}).exclude(pk=OuterRef("pk"))
    named: QuerySet[Any] = found.annotate(above=Case(When(Exists(twins), then=above), default=Value("")))
    return named


def unit_title(path: str | Combinable) -> Subquery:
    """Return the name of the unit that has a path, with its city where another has the same name."""
    return Subquery(
        with_city(UnitPage.objects.filter(path=path)).annotate(named=Concat("above", "title")).values("named")[:1]
    )


class _NamesTwins:
    def label_from_instance(self, obj: Any) -> str:
        """Return the name."""
        return f"{obj.above}{obj.name if isinstance(obj, Place) else obj}"


class NamedField(_NamesTwins, forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice of places or units, whose queryset comes from `with_city`."""


class _NamedFilterField(_NamesTwins, ModelChoiceField):
    pass


class NamedFilter(ModelChoiceFilter):
    """A filter by place or unit, whose queryset comes from `with_city`."""

    field_class = _NamedFilterField
