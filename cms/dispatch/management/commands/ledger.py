"""`python -m cms ledger`: whether every copy of every issue is where the ledger says, and the sums hold."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from cms.dispatch import triggers
from cms.dispatch.checking import problems
from cms.dispatch.models import Dispatch, Entry


class Command(BaseCommand):
    """Checks the ledger of copies."""

    help = "核对发文账：各处份数合计等于印数，每个份号只在一处，账目没有被改过。有不对的，每处一行"

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the option."""
        parser.add_argument("--guard", action="store_true", help="先把拦住改账的触发器装回去（例如表重建以后）")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what is wrong, a line each; CommandError (exit status 1) if anything is."""
        if options["guard"]:
            with connection.cursor() as cursor:
                triggers.install(cursor.execute, connection.vendor)
        found = list(problems())
        for line in found:
            self.stdout.write(line)
        if found:
            raise CommandError(f"发文账有 {len(found)} 处不对。请先不要再登记，查明原因；恢复备份以后要重新核对")
        self.stdout.write(f"发文账相符：{Dispatch.objects.count()} 次发文，{Entry.objects.count()} 笔账")
