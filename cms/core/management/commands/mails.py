"""Sends the mails that wait."""

from __future__ import annotations

import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from cms.core.sending import send_waiting


class Command(BaseCommand):
    """`python -m cms mails` once, or `--every 5` for as long as the office runs."""

    help = "发出等着的邮件"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take how often."""
        parser.add_argument("--every", type=float, metavar="秒", help="不停地发，每隔几秒看一次")

    def handle(self, *args: object, every: float | None, **options: object) -> None:
        """Send, and say what came of it."""
        if not settings.MAIL_BACKEND:
            self.stdout.write("没有设置邮件服务器（PRESS_MAIL），不发邮件，通知只在站内看。")
        while True:
            done = send_waiting()
            if done.sent or done.failed or not every:
                self.stdout.write(
                    f"发出 {done.sent} 封" + (f"，{done.failed} 封没有发出，过一会儿再试" if done.failed else "")
                )
            if not every:
                return
            connection.close()
            time.sleep(every)
