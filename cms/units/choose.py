"""Choosing units and places: the page on which one says for which unit a text is written,
and the window that offers places."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.pages.choose_parent import ChooseParentView
from wagtail.snippets.views import chooser

from cms.core.fields import choice
from cms.core.who import user_of
from cms.units.models import Place, UnitPage, own_places
from cms.units.naming import NamedField, with_city
from cms.units.roles import units_of


class UnitForm(forms.Form):
    """Asks for the unit."""

    parent_page = NamedField(
        UnitPage.objects.none(), label="报送单位", empty_label="请选择", error_messages={"required": "请选择报送单位。"}
    )


class ChooseUnitView(ChooseParentView):
    """Offers the units under which a user may write, the user's own chosen; it is skipped where there is only one."""

    page_title = "选择报送单位"
    submit_button_label = "开始写"

    def get_form(self) -> UnitForm:
        """Return the form with these units."""
        units = UnitPage.objects.filter(pk__in=self.get_valid_parent_pages(self.request.user).values("pk")).in_order()
        own = units.filter(pk__in=units_of(user_of(self.request)).values("pk")).first()
        form = UnitForm(self.request.POST if self.request.method == "POST" else None, initial={"parent_page": own})
        choice(form, "parent_page").queryset = with_city(units)
        return form


class _WithCity:
    @property
    def columns(self) -> list[Column]:
        """Say which city a county belongs to: two share a name."""
        return [*super().columns, Column("parent", label="上级", accessor="parent")]  # type: ignore[misc]

    def get_object_list(self) -> QuerySet[Place]:
        """Fetch the cities with the places; those that have a unit come first."""
        served = Exists(UnitPage.objects.filter(place=OuterRef("pk")))
        found = super().get_object_list()  # type: ignore[misc]
        if "own" in self.request.GET:  # type: ignore[attr-defined]
            found = found.filter(pk__in=own_places().values("pk"))
        listed: QuerySet[Place] = found.select_related("parent").order_by(served.desc(), "code")
        return listed


class _ChoosePlace(_WithCity, chooser.ChooseView):
    pass


class _ChoosePlaceResults(_WithCity, chooser.ChooseResultsView):
    pass


class PlaceChooserViewSet(chooser.SnippetChooserViewSet):
    """The window in which a place is chosen."""

    preserve_url_parameters: ClassVar = ["multiple", "own"]
    choose_view_class = _ChoosePlace
    choose_results_view_class = _ChoosePlaceResults
