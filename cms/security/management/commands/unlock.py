"""Lets someone log in again who typed a wrong password too often."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.security.lockout import account_named, lift, locks


class Command(BaseCommand):
    """Without a name it lists what 登录锁定 lists; with one it lifts the lines of that account and says which."""

    help = "解除一个账号的登录锁定；不写账号名，就列出现在的锁定"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the name."""
        parser.add_argument("username", nargs="?", help="账号名")

    def handle(self, *args: object, username: str | None, **options: object) -> None:
        """List or unlock."""
        user = account_named(username) if username else None
        if username and user is None:
            raise CommandError(f"没有账号“{username}”。")
        found = list(locks(user))
        for lock in found:
            if user:
                lift(lock, "命令行")
            self.stdout.write(f"{'已解除：' if user else ''}{lock}")
        if user:
            said = f"“{user}”可以重新登录了。" if found else f"“{user}”没有被锁定。"
            self.stdout.write(said)
        elif not found:
            self.stdout.write("现在没有人输错密码。")
