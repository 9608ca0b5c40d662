"""审计记录: the audit log as administrators and the chief editor read, search and export
it. Nobody changes anything here."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView
from wagtail.admin.widgets.button import Button

from cms.core import audit
from cms.core.audit import AuditEntry
from cms.core.decisions import name_of
from cms.core.who import user_of
from cms.security.audit_words import action_name, details, kind_name, with_addresses

MAY_READ = "core.view_auditentry"


def chosen(field: str, name: Callable[[str], str]) -> Callable[[], list[tuple[str, str]]]:
    """Return a function that lists the values of a field as choices."""
    values = AuditEntry.objects.order_by(field).values_list(field, flat=True).distinct()
    return lambda: sorted(((value, name(value)) for value in values.all() if value), key=lambda choice: choice[1])


class AuditFilters(WagtailFilterSet):
    """By date, person, action and kind of object; words are looked for in names."""

    at = django_filters.DateFromToRangeFilter(label="日期", widget=DateRangePickerWidget)
    actor = django_filters.CharFilter(label="经办人", lookup_expr="icontains")
    action = django_filters.ChoiceFilter(label="事项", choices=chosen("action", action_name))
    kind = django_filters.ChoiceFilter(label="对象类别", choices=chosen("kind", kind_name))

    class Meta:
        model = AuditEntry
        fields = ["at", "actor", "action", "kind"]


def harmless(value: object, *_: object) -> str:
    """Return text that a spreadsheet takes for text and not for a formula."""
    text = str(value)
    return f"'{text}" if text[:1] in tuple("=+-@＝＋－＠\t\r") else text


def linked(entry: Any) -> str:
    """Return the name of an entry's object, as a link where it can be opened."""
    return format_html('<a href="{}">{}</a>', entry.url, entry.label) if entry.url else str(entry.label)


class AuditLog(ReportView):
    """The list."""

    page_title = "审计记录"
    header_icon = "history"
    model = AuditEntry
    index_url_name = "audit_log"
    index_results_url_name = "audit_log_results"
    filterset_class = AuditFilters
    is_searchable = True
    search_fields = ["label", "actor"]
    default_ordering = "-seq"
    paginate_by = 50
    columns = [
        Column("seq", label="序号"),
        Column(
            "at", label="时间", accessor=lambda entry: f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M:%S}", width="13%"
        ),
        Column("actor", label="经办人", accessor=lambda entry: entry.actor or "—"),
        Column("action", label="事项", accessor=lambda entry: action_name(entry.action), width="10%"),
        Column("kind", label="对象类别", accessor=lambda entry: kind_name(entry.kind)),
        Column("label", label="对象", accessor=linked),
        Column(
            "data",
            label="细节",
            accessor=lambda entry: format_html('<span class="audit__data">{}</span>', details(entry.data)),
        ),
    ]
    list_export = ["seq", "at", "actor", "action", "kind", "object_id", "label", "data", "previous", "sha256"]
    export_headings = {
        "seq": "序号",
        "at": "时间",
        "actor": "经办人",
        "action": "事项",
        "kind": "对象类别",
        "object_id": "对象编号",
        "label": "对象",
        "data": "细节",
        "previous": "上一条的校验值",
        "sha256": "校验值",
    }
    custom_field_preprocess = {
        name: dict.fromkeys(("csv", "xlsx"), said)
        for name, said in {
            "actor": harmless,
            "label": harmless,
            "data": lambda data, *_: harmless(details(data)),
            "action": lambda action, *_: harmless(action_name(action)),
            "kind": lambda kind, *_: harmless(kind_name(kind)),
        }.items()
    }

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Refuse whoever may not read it."""
        if not request.user.has_perm(MAY_READ):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[AuditEntry]:
        """Return the entries, the newest first."""
        return AuditEntry.objects.order_by("-seq")

    def get_table(self, object_list: Iterable[AuditEntry], **kwargs: object) -> object:
        """Return the table, whose entries know where their objects are opened."""
        return super().get_table(with_addresses(object_list, user_of(self.request)), **kwargs)

    def get_filtered_queryset(self) -> QuerySet[AuditEntry]:
        """Return the entries that were asked for."""
        return self.search_queryset(super().get_filtered_queryset())

    @property
    def header_more_buttons(self) -> list[Button]:
        """Offer the whole log too, in the form that can be checked."""
        whole = Button("导出全部（JSON，可以核对）", url=reverse("audit_export"), icon_name="download", priority=95)
        return [*super().header_more_buttons, whole]

    def get_filename(self) -> str:
        """Return the name of an exported table."""
        return f"审计记录-{timezone.localdate():%Y-%m-%d}"

    def as_spreadsheet(self, queryset: QuerySet[AuditEntry], spreadsheet_format: str) -> HttpResponseBase:
        """Export, and keep that it was exported."""
        audit.enter(
            "audit.export", None, name_of(user_of(self.request)), label=f"{self.get_filename()}.{spreadsheet_format}"
        )
        return super().as_spreadsheet(queryset, spreadsheet_format)


def export_lines(request: HttpRequest) -> StreamingHttpResponse:
    """Return the whole log up to this export as JSON Lines, which `audit verify FILE` can check."""
    if not request.user.has_perm(MAY_READ):
        raise PermissionDenied
    name = f"audit-{datetime.date.today():%Y%m%d}.jsonl"
    last = audit.enter("audit.export", None, name_of(user_of(request)), label=name)
    lines = (entry.line() + "\n" for entry in AuditEntry.objects.filter(seq__lte=last.seq).iterator())
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(lines, content_type="application/jsonl", headers=headers)
