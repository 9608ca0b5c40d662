"""What waits for an administrator on the home page."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.urls import reverse

from cms.security.account_views import STATES, phones
from cms.units.work import Queue, Reader, Row, beginning, part


@part(10)
def administration(reader: Reader) -> Iterable[Queue]:
    """Yield the accounts that need a hand, and where accounts and units are kept."""
    if not reader.user.is_superuser:
        return
    active, accounts = get_user_model().objects.filter(is_active=True), reverse("wagtailusers_users:index")
    chiefs = Q(is_superuser=True) | Q(groups__unit_role__role="chief")
    found = (
        ("没有角色，登录不了", active.filter(STATES["roleless"][1]), "state=roleless"),
        ("能签发或管理，没有开两步验证", active.filter(chiefs).filter(~phones()).distinct(), "second=off"),
        ("初始密码还没有改", active.filter(STATES["first"][1]), "state=first"),
    )
    rows = [
        Row(label, f"{accounts}?{query}", f"{count} 个账号")
        for label, users, query in found
        if (count := users.count())
    ]
    yield Queue("要留意的账号", rows, "没有要留意的账号")
    kept = [
        Row("账号", accounts, "新建、停用账号，选角色和单位，重设密码"),
        Row("单位树", reverse("unit_tree"), "增加、改名、停用单位"),
        Row("登录锁定", reverse("login_locks"), "密码输错多次的，核实以后解除"),
    ]
    yield Queue("管理", kept, "")


@beginning(10)
def new_account(reader: Reader) -> Iterable[tuple[str, str]]:
    """Yield the way to a new account, for those who do nothing else."""
    if not reader.works:
        yield "新建账号", reverse("wagtailusers_users:add")
