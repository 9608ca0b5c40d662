"""Takes away the second factor of someone who lost the phone and the recovery codes."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.security import second_factor


class Command(BaseCommand):
    """The account then logs in with its password alone, and can enrol another phone."""

    help = "取消一个账号的两步验证（手机丢了、恢复码也找不到的时候用；先当面核实身份）"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the name."""
        parser.add_argument("username", help="账号名")

    def handle(self, *args: object, username: str, **options: object) -> None:
        """Remove it."""
        user = second_factor.account(username)
        if user is None:
            raise CommandError(f"没有账号“{username}”。")
        done = second_factor.remove(user, "second_factor.reset", "命令行")
        self.stdout.write(
            f"“{username}”的两步验证已取消，请本人登录后重新设置。" if done else f"“{username}”没有设置两步验证。"
        )
