"""Lets someone log in again who typed a wrong password too often."""

from typing import Any

from django.core.management.base import BaseCommand

from cms.security.lockout import unlock


class Command(BaseCommand):
    """Forgets the failed attempts under a name, whatever the address."""

    help = "解除一个账号的登录锁定"

    def add_arguments(self, parser: Any) -> None:
        """Take the name."""
        parser.add_argument("username", help="账号名")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        """Unlock."""
        done = unlock(username, "命令行")
        self.stdout.write(f"“{username}”可以重新登录了。" if done else f"“{username}”没有被锁定。")
