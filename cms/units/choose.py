"""The page on which one says for which unit a new article or case is written; it is skipped where there is only one."""

from __future__ import annotations

from typing import Any

from django import forms
from wagtail.admin.views.pages.choose_parent import ChooseParentView

from cms.units.models import UnitPage
from cms.units.roles import units_of


class UnitForm(forms.Form):
    """Asks for the unit."""

    parent_page = forms.ModelChoiceField(
        UnitPage.objects.none(), label="报送单位", empty_label="请选择", error_messages={"required": "请选择报送单位。"}
    )


class ChooseUnitView(ChooseParentView):  # type: ignore[misc]
    """Offers the units under which a user may write, the user's own chosen."""

    page_title = "选择报送单位"
    submit_button_label = "开始写"

    def get_form(self) -> UnitForm:
        """Return the form with these units."""
        units = UnitPage.objects.filter(pk__in=self.get_valid_parent_pages(self.request.user).values("pk")).in_order()
        own = units.filter(pk__in=units_of(self.request.user).values("pk")).first()
        form = UnitForm(self.request.POST if self.request.method == "POST" else None, initial={"parent_page": own})
        field: Any = form.fields["parent_page"]
        field.queryset = units
        return form
