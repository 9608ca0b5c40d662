"""What an entry of the audit log says, in words that people read: the action, the
object with its address, the detail."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable

from django.apps import apps
from django.contrib.auth.models import Permission, User
from django.db.models import Model
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.log_actions import registry
from wagtail.models import Page

from cms.core.audit import AuditEntry

ACTIONS = {
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
    "audit.restart": "审计凭据重新起头",
}
VERBS = {
    "sign": "签发",
    "clear": "公开",
    "withdraw": "撤回",
    "unclear": "暂停公开",
    "reopen": "改回草稿",
    "reject": "没有公开，退回",
    "submit": "报送",
    "approve": "通过审核",
    "return": "审核退回",
    "send_back": "退回编排",
    "begin_correction": "开始更正",
    "give_up_correction": "放弃更正",
    "correct": "签发更正",
    "validity": "修改起止日期",
}
DATA = {
    "address": "网络地址",
    "where": "从哪里",
    "superuser": "管理员",
    "is_superuser": "管理员",
    "is_active": "可以登录",
    "username": "账号",
    "first_name": "显示名",
    "last_name": "姓",
    "email": "电子邮件",
    "what": "内容",
    "left": "剩下恢复码",
    "before": "原来",
    "after": "现在",
    "reason": "原因",
    "asked_by": "谁请签发",
    "issue": "期",
    "cleared_on": "公开日期",
    "confirmed": "逐条核对",
    "withdrawn_on": "撤回日期",
    "withdrawn_reason": "撤回原因",
    "redacted_on": "敏感内容删改日期",
    "version": "第几版",
    "note": "更正说明",
    "pdf": "签发文件的校验值",
    "sha256": "签发文件的校验值",
    "given_up": "不再核对的外部凭据",
    "from": "原在",
    "to": "移到",
}
VALUES: dict[str, str] = {}  # what a value is called; apps add theirs, as they do to ACTIONS
RIGHTS = {
    "add": "新建",
    "change": "修改",
    "delete": "删除",
    "view": "查看",
    "publish": "发布",
    "lock": "锁定",
    "unlock": "解锁",
    "choose": "选用",
}


def action_name(action: str) -> str:
    """Return what an action is called; its own name if nobody named it."""
    verb = action.rpartition(".")[2]
    if action in ACTIONS:
        return ACTIONS[action]
    return VERBS.get(verb) or str(dict(registry.get_choices()).get(action, action))


def kind_name(kind: str) -> str:
    """Return what a kind of object is called."""
    try:
        return str(apps.get_model(kind)._meta.verbose_name)
    except (LookupError, ValueError):
        return kind


def details(data: object) -> str:
    """Return an entry's data in a line of plain words; what is empty is left out."""
    return "；".join(pairs(data if isinstance(data, dict) else {"what": data}))


def pairs(data: dict[str, object]) -> list[str]:
    """Return names with values in the order of DATA: PostgreSQL keeps an order of its own."""
    told = [name for name in [*DATA, *sorted(data.keys() - DATA.keys())] if data.get(name) not in ("", None, [], {})]
    return [f"{DATA.get(name, name)}：{plain(data[name])}" for name in told]


def plain(value: object) -> str:
    """Return a value in words."""
    if isinstance(value, list):
        return "、".join(map(plain, value))
    if isinstance(value, dict):
        return "，".join(pairs(value))
    if isinstance(value, bool):
        return "是" if value else "否"
    text = str(value)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return f"{datetime.date.fromisoformat(text):%Y年%-m月%-d日}"
    if re.fullmatch(r"[a-z]+_[a-z]+", text):
        return right_name(text)
    return VALUES.get(text, text)


def right_name(codename: str) -> str:
    """Return what a right of Django is called; ours have names already."""
    right = Permission.objects.filter(codename=codename).select_related("content_type").first()
    if right is None or not right.name.isascii():
        return right.name if right else codename
    verb, model = codename.split("_", 1)[0], right.content_type.model_class()
    return f"{RIGHTS.get(verb, verb)}{model._meta.verbose_name if model else right.content_type.model}"


def with_addresses(entries: Iterable[AuditEntry], user: User) -> list[AuditEntry]:
    """Return entries, each with `url`: where its object is opened, '' where it is gone, has
    no page or is closed to this user."""
    entries, finder = list(entries), AdminURLFinder(user)
    wanted: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        wanted[entry.kind].add(entry.object_id)
    urls = {
        (kind, str(found.pk)): finder.get_edit_url(found) or ""
        for kind, pks in wanted.items()
        for found in objects(kind, pks)
    }
    for entry in entries:
        entry.url = urls.get((entry.kind, entry.object_id), "")  # type: ignore[attr-defined]
    return entries


def objects(kind: str, pks: Iterable[str]) -> Iterable[Model]:
    """Return the objects of a kind that are still there."""
    try:
        model = apps.get_model(kind)
    except (LookupError, ValueError):
        return []
    found = [pk for pk in pks if pk.isascii() and pk.isdigit()]
    return (Page if issubclass(model, Page) else model)._default_manager.filter(pk__in=found)
