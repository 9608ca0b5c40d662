"""Makes the groups and one demo account per role, with passwords that are shown once."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page, Task, Workflow

from cms.units.models import UnitPage

EVERYONE = ["wagtailadmin.access_admin"]
EDITING = [
    "issues.view_publication",
    *(
        f"{app}.{verb}_{model}"
        for app, model in (
            ("issues", "issue"),
            ("newsroom", "clipping"),
            ("adoption", "report"),
            ("distribution", "distributionlist"),
            ("cases", "collection"),
            ("cases", "synonym"),
            ("cases", "indicator"),
        )
        for verb in ("add", "change", "view")
    ),
]
DECIDING = ["issues.sign_issue", "issues.clear_issue", "cases.clear_casepage"]

# role: (group, permissions, verbs on pages below its unit)
ROLES: dict[str, tuple[str, list[str], list[str]]] = {
    "tongxunyuan": ("通讯员", EVERYONE, ["add_page", "change_page"]),
    "bianji": ("省级编辑", EVERYONE + EDITING, ["add_page", "change_page", "publish_page"]),
    "zhubian": ("主编", EVERYONE + EDITING + DECIDING, ["add_page", "change_page", "publish_page", "lock_page", "unlock_page"]),
    "guanli": ("管理员", [], []),
}


class Command(BaseCommand):
    """Idempotent: groups are brought up to date, accounts that exist are left alone."""

    help = "建立各角色的用户组和演示账号，密码随机产生，只显示一次"

    def add_arguments(self, parser: Any) -> None:
        """Take the unit for which the demo contributor writes."""
        parser.add_argument("--unit", default="320282", help="演示通讯员所在单位的代码（默认：宜兴市）")

    @transaction.atomic
    def handle(self, *args: Any, unit: str, **options: Any) -> None:
        """Make groups and accounts."""
        top = UnitPage.objects.filter(depth=2).first()
        own = UnitPage.objects.filter(code=unit).first() or top
        if top is None or own is None:
            self.stderr.write("还没有单位，先装入数据：press load cms/sample")
            raise SystemExit(1)
        self.remove_wagtails_own()
        made = []
        for username, (title, permissions, verbs) in ROLES.items():
            name = f"{title}（{own.title}）" if username == "tongxunyuan" else title
            group = self.group(name, permissions, verbs, own if username == "tongxunyuan" else top)
            password = self.account(username, name, group, superuser=username == "guanli")
            if password:
                made.append(f"  {name:<12}\t{username:<12}\t{password}")
        if made:
            self.stdout.write("演示账号（密码只显示这一次，请记下）：\n" + "\n".join(made))
        else:
            self.stdout.write("演示账号已经建好。忘了密码：.venv/bin/python -m cms changepassword 账号名")

    def remove_wagtails_own(self) -> None:
        """Remove the groups and the approval workflow that Wagtail starts with: they know nothing of units."""
        Workflow.objects.filter(name="Moderators approval").delete()
        Task.objects.filter(name="Moderators approval").delete()
        Group.objects.filter(name__in=["Editors", "Moderators"]).delete()
        Page.objects.filter(depth=1).update(title="全部单位", draft_title="全部单位")

    def group(self, name: str, permissions: list[str], verbs: list[str], unit: UnitPage) -> Group:
        """Return a group with exactly these permissions."""
        group, _ = Group.objects.get_or_create(name=name)
        found = [Permission.objects.get(content_type__app_label=p.split(".")[0], codename=p.split(".")[1]) for p in permissions]
        group.permissions.set(found)
        GroupPagePermission.objects.filter(group=group).delete()
        for verb in verbs:
            permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=verb)
            GroupPagePermission.objects.create(group=group, page=unit, permission=permission)
        GroupCollectionPermission.objects.filter(group=group).delete()
        for codename in ("add_image", "choose_image") if verbs else ():
            permission = Permission.objects.get(content_type__app_label="wagtailimages", codename=codename)
            GroupCollectionPermission.objects.create(group=group, collection=Collection.get_first_root_node(), permission=permission)
        return group

    def account(self, username: str, name: str, group: Group, *, superuser: bool) -> str | None:
        """Make an account and return its password; None if it was there already."""
        users = get_user_model().objects
        if users.filter(username=username).exists():
            return None
        password = secrets.token_urlsafe(9)
        user = users.create_user(username, password=password, last_name=name, is_superuser=superuser)
        user.groups.add(group)
        return password
