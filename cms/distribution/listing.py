"""The register of recipients as a list in the admin: search, filters, columns, and the form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django_filters import ChoiceFilter, ModelChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from cms.distribution.recipients import CHANNELS, Recipient, in_use
from cms.issues.lists import DistributionList

STATES = [("in", "在册"), ("out", "已停用、将启用"), ("merged", "已合并")]


class RecipientForm(WagtailAdminModelForm):
    """Offers the channels; one that came in with an older list stays until somebody chooses another."""

    channel = forms.ChoiceField(label="渠道", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        was = self.instance.channel
        offered: Any = self.fields["channel"]
        older = [(was, f"{was}（原来的写法）")] if was and was not in CHANNELS else []
        offered.choices = [("", "没有选"), *((one, one) for one in CHANNELS), *older]


class RecipientFilters(WagtailFilterSet):
    """Filters of the register; without one it shows all but what was merged."""

    state = ChoiceFilter(label="状态", choices=STATES, method="by_state")
    channel = ChoiceFilter(label="渠道", choices=[(one, one) for one in CHANNELS])
    listed = ModelChoiceFilter(label="在哪份名单", queryset=DistributionList.objects.all(), method="by_list")

    class Meta:
        model = Recipient
        fields = ["kind", "secrecy"]

    def by_state(self, queryset: QuerySet[Recipient], name: str, value: str) -> QuerySet[Recipient]:
        """Return those in a state."""
        if value == "merged":
            return queryset.filter(merged_into__isnull=False)
        valid = in_use(timezone.localdate())
        return queryset.filter(valid if value == "in" else ~valid & Q(merged_into=None))

    def by_list(self, queryset: QuerySet[Recipient], name: str, value: DistributionList) -> QuerySet[Recipient]:
        """Return those on a list."""
        return queryset.filter(memberships__distribution_list=value).distinct()


class RecipientIndexView(IndexView):
    """Leads to import, export and doubles."""

    def get_base_queryset(self) -> QuerySet[Recipient]:
        """Return what is listed: what was merged only where it is asked for."""
        every = super().get_base_queryset()
        return every if self.request.GET.get("state") == "merged" else every.filter(merged_into=None)

    @property
    def header_buttons(self) -> list[HeaderButton]:
        """Return the ways to what is done with many at once."""
        ways = [
            ("导入", "register_import", "upload"),
            ("导出", "register_export", "download"),
            ("疑似重复", "register_doubles", "copy"),
        ]
        return [
            *super().header_buttons,
            *(HeaderButton(label, reverse(name), icon_name=icon) for label, name, icon in ways),
        ]


class RecipientViewSet(SnippetViewSet):
    """The register."""

    model = Recipient
    icon = "group"
    menu_label = "收件单位"
    index_view_class = RecipientIndexView
    filterset_class = RecipientFilters
    url_prefix = "snippets/distribution/recipient"
    list_display = [
        "name",
        "department",
        Column("channel", label="渠道", accessor="channel"),
        Column("address", label="地址", accessor="address"),
        Column("phone", label="电话", accessor="phone"),
        Column("state", label="状态", accessor="state"),
    ]
    list_per_page = 50
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldRowPanel([FieldPanel("department"), FieldPanel("kind")]),
            FieldPanel("aliases"),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("address"), FieldPanel("postcode")]),
                    FieldRowPanel([FieldPanel("phone"), FieldPanel("email")]),
                ],
                heading="地址和联系办法（不公开）",
            ),
            FieldRowPanel([FieldPanel("channel"), FieldPanel("secrecy")]),
            FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")]),
            FieldPanel("note"),
        ],
        base_form_class=RecipientForm,
    )
