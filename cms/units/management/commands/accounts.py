"""Makes one demo account per role, with passwords that are shown once."""

from __future__ import annotations

import secrets

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from cms.units.models import UnitPage, UnitRole
from cms.units.roles import ROLES, set_up_roles

ACCOUNTS = {
    "tongxunyuan": "contributor",
    "shiji": "city",
    "xitong": "system",
    "bianji": "editor",
    "zhubian": "chief",
    "yinfa": "clerk",
    "guanli": "administrator",
}


class Command(BaseCommand):
    """Idempotent: groups are brought up to date, accounts that exist are left alone."""

    help = "建立各角色的演示账号，密码随机产生，只显示一次"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the unit for which the demo contributor writes."""
        parser.add_argument(
            "--unit", default="320282", help="演示通讯员所在单位的代码（默认：宜兴市）；市级编辑是它上面那个市的"
        )

    @transaction.atomic
    def handle(self, *args: object, unit: str, **options: object) -> None:
        """Make groups and accounts."""
        own = UnitPage.objects.filter(code=unit).first() or UnitPage.objects.filter(depth=2).first()
        if own is None:
            self.stderr.write("还没有单位，先装入数据：press load cms/sample")
            raise SystemExit(1)
        set_up_roles()
        near = [own, *UnitPage.objects.ancestor_of(own).order_by("-depth")]
        made = []
        for username, role in ACCOUNTS.items():
            held = list(UnitRole.objects.filter(role=role).select_related("group").order_by("unit__path"))
            # The role as the contributor's own unit or one above it has it; else the first unit that has it.
            chosen = next((r for unit in near for r in held if r.unit_id == unit.pk), held[0] if held else None)
            password = self.account(username, chosen) if chosen else None
            if chosen and password:
                made.append(f"  {chosen.group.name:<12}\t{username:<12}\t{password}")
        if made:
            self.stdout.write("演示账号（密码只显示这一次，请记下）：\n" + "\n".join(made))
        else:
            self.stdout.write("演示账号已经建好。忘了密码：.venv/bin/python -m cms changepassword 账号名")

    def account(self, username: str, held: UnitRole) -> str | None:
        """Make an account and return its password; None if it was there already."""
        users = get_user_model().objects
        known = users.filter(username=username).first()
        if known:
            known.groups.add(held.group)
            return None
        password = secrets.token_urlsafe(9)
        administrator = ROLES[held.role].name == "administrator"
        user = users.create_user(username, password=password, first_name=held.group.name, is_superuser=administrator)
        user.groups.add(held.group)
        return password
