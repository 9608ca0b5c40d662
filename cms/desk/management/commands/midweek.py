"""Lays the desk of the demonstration out as it is in the middle of a week; where there
is work already, it does nothing."""

from __future__ import annotations

from django.core.management.base import BaseCommand

from cms.desk import midweek
from cms.units.management.commands.accounts import ACCOUNTS


class Command(BaseCommand):
    """Needs the sample and its accounts."""

    help = "在示例数据上摆出一周当中的编辑部：各个环节的稿件、进行中的约稿、编到一半的简报（已有工作时什么也不做）"

    def handle(self, *args: object, **options: object) -> None:
        """Lay it out."""
        if midweek.busy():
            self.stdout.write("编辑部里已经有工作，没有再添示例稿件。")
            return
        people = midweek.people_by_name(ACCOUNTS)
        if missing := sorted(ACCOUNTS.keys() - people.keys()):
            self.stderr.write(f"没有演示账号 {'、'.join(missing)}，先运行：python -m cms accounts")
            raise SystemExit(1)
        midweek.lay_out(people)
        self.stdout.write("编辑部已摆成一周当中的样子：每个演示账号的“我的待办”里都有事可做。")
