"""审计记录: the audit log as administrators and the chief editor read, search and export it. Nobody changes anything here."""

from __future__ import annotations

import datetime
from typing import Any

import django_filters
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import registry

from cms.core import audit
from cms.core.audit import AuditEntry
from cms.core.decisions import name_of

MAY_READ = "core.view_auditentry"
NAMES = {
    "account.login": "登录",
    "account.login_failed": "登录失败",
    "account.locked": "登录锁定",
    "account.password_wrong": "核对密码时输错",
    "account.unlock": "解除锁定",
    "account.reset_asked": "申请重设密码",
    "account.create": "建立账号",
    "account.change": "修改账号",
    "account.password": "修改密码",
    "account.delete": "删除账号",
    "rights.given": "授予权限",
    "rights.taken": "收回权限",
    "rights.cleared": "清空权限",
    "second_factor.enrol": "开启两步验证",
    "second_factor.off": "关闭两步验证",
    "second_factor.reset": "取消两步验证",
    "second_factor.codes": "换恢复码",
    "second_factor.recovery": "用恢复码登录",
    "second_factor.fail": "验证码错误",
    "audit.export": "导出审计记录",
}
DATA = {
    "address": "地址",
    "superuser": "管理员",
    "is_superuser": "管理员",
    "is_active": "可以登录",
    "username": "账号",
    "first_name": "姓名",
    "last_name": "姓",
    "email": "电子邮件",
    "what": "内容",
    "left": "剩下",
    "before": "原来",
    "after": "现在",
    "reason": "原因",
    "asked_by": "谁请签发",
    "issue": "期",
    "cleared_on": "公开日期",
    "confirmed": "逐条核对",
    "withdrawn_on": "撤回日期",
    "withdrawn_reason": "撤回原因",
    "version": "版次",
    "note": "更正说明",
    "sha256": "文件校验值",
}
VERBS = {
    "sign": "签发",
    "clear": "公开",
    "withdraw": "撤回",
    "unclear": "暂停公开",
    "begin_correction": "开始更正",
    "give_up_correction": "放弃更正",
    "correct": "更正",
    "send_back": "退回修改",
}


def action_name(action: str) -> str:
    """Return what an action is called; its own name if nobody named it."""
    from cms.newsroom.way import MOVES

    verb = action.rpartition(".")[2]
    if action in NAMES:
        return NAMES[action]
    if action.startswith("article.") and verb in MOVES:
        return f"稿件{MOVES[verb].label}"
    return VERBS.get(verb) or str(dict(registry.get_choices()).get(action, action))


def kind_name(kind: str) -> str:
    """Return what a kind of object is called."""
    try:
        return str(apps.get_model(kind)._meta.verbose_name)
    except (LookupError, ValueError):
        return kind


def chosen(field: str, name: Any) -> Any:
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


def details(entry: AuditEntry) -> str:
    """Return an entry's data in a line of plain words."""
    return "；".join(f"{DATA.get(name, name)}：{plain(value)}" for name, value in entry.data.items())


def plain(value: Any) -> str:
    """Return a value in words."""
    from cms.newsroom.models import ArticlePage

    if isinstance(value, list):
        return "、".join(map(plain, value))
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(dict(ArticlePage._meta.get_field("state").choices).get(value, value))


def harmless(value: Any, *_: Any) -> str:
    """Return text that a spreadsheet takes for text and not for a formula."""
    text = str(value)
    return f"'{text}" if text[:1] in tuple("=+-@＝＋－＠\t\r") else text


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
        Column("at", label="时间", accessor=lambda entry: f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M:%S}", width="13%"),
        Column("actor", label="经办人", accessor=lambda entry: entry.actor or "—"),
        Column("action", label="事项", accessor=lambda entry: action_name(entry.action), width="10%"),
        Column("kind", label="对象类别", accessor=lambda entry: kind_name(entry.kind)),
        Column("label", label="对象"),
        Column("data", label="细节", accessor=lambda entry: format_html('<span class="audit__data">{}</span>', details(entry))),
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
    custom_field_preprocess = {name: {"csv": harmless, "xlsx": harmless} for name in ("actor", "label", "data", "action", "kind")}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Refuse whoever may not read it."""
        if not request.user.has_perm(MAY_READ):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[AuditEntry]:
        """Return the entries, the newest first."""
        return AuditEntry.objects.order_by("-seq")

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

    def as_spreadsheet(self, queryset: Any, spreadsheet_format: str) -> Any:
        """Export, and keep that it was exported."""
        audit.record("audit.export", None, name_of(self.request.user), label=f"{self.get_filename()}.{spreadsheet_format}")
        return super().as_spreadsheet(queryset, spreadsheet_format)


def export_lines(request: HttpRequest) -> StreamingHttpResponse:
    """Return the whole log as JSON Lines, which `audit verify FILE` can check."""
    if not request.user.has_perm(MAY_READ):
        raise PermissionDenied
    name = f"audit-{datetime.date.today():%Y%m%d}.jsonl"
    audit.record("audit.export", None, name_of(request.user), label=name)
    lines = (entry.line() + "\n" for entry in AuditEntry.objects.iterator())
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(lines, content_type="application/jsonl", headers=headers)
