"""Checks the audit log, exports it, or begins its heads anew after a backup was restored."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from cms.core import audit
from cms.core.audit import AuditEntry
from cms.core.audit_check import EXPORT, SHOWN, Verdict, check_file, check_log, restart


class Command(BaseCommand):
    """`verify` looks at the database, `verify FILE` at an export and the database; `export FILE`
    writes one, `restart REASON` begins anew.

    Only what is proven counts as whole: status 0. What is wrong and what cannot be decided is said, with status 1.
    """

    help = (
        "核对审计记录（verify），核对导出的文件（verify 文件名），"
        "导出（export 文件名），恢复旧备份以后重新起头（restart 原因）"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the verb, and a file or a reason."""
        parser.add_argument(
            "verb", choices=["verify", "export", "restart"], help="verify 核对，export 导出，restart 重新起头"
        )
        parser.add_argument("what", nargs="?", default="", help="导出文件（JSON Lines）；restart 后面写原因")
        parser.add_argument(
            "--beside", nargs="+", type=Path, help="还有凭据的地方：发布版本、导出的目录或 audit.heads 文件"
        )

    def handle(self, *args: object, verb: str, what: str, beside: list[Path] | None, **options: object) -> None:
        """Check, export or begin anew."""
        places = [settings.DIST, *(beside or [])]
        if verb == "verify":
            self.report(check_file(Path(what), places) if what else check_log(places), what)
        elif not what:
            raise CommandError(
                "写上导出到哪个文件：audit export 文件名；或者为什么重新起头：audit restart 原因", returncode=2
            )
        elif verb == "export":
            self.export(Path(what))
        else:
            entry = restart(what, "命令行", places)
            self.stdout.write(f"已重新起头，并记为第{entry.seq}条；旧的凭据改名留存在 {settings.AUDIT_HEADS.parent}。")

    def report(self, found: Verdict, file: str) -> None:
        """Say what was found; leave with 1 unless all is well."""
        for note in found.notes:
            self.stdout.write(note)
        if not found.whole:
            said = ["审计记录有问题："] * bool(found.faults) + [f"  {fault}" for fault in found.faults[:SHOWN]]
            said += ["断定不了："] * bool(found.doubts) + [f"  {doubt}" for doubt in found.doubts[:SHOWN]]
            raise CommandError("\n".join(said))
        self.stdout.write(f"{file} 没有改动过。" if file else f"没有发现改动，共{AuditEntry.objects.count()}条。")
        last = AuditEntry.objects.last()
        if last:
            self.stdout.write(f"最后一条：{last.seq} {last.sha256}")

    @transaction.atomic
    def export(self, file: Path) -> None:
        """Write all entries, the export itself being the last of them."""
        last = audit.enter(EXPORT, None, "命令行", label=file.name)
        with file.open("w", encoding="utf-8") as out:
            out.writelines(entry.line() + "\n" for entry in AuditEntry.objects.filter(seq__lte=last.seq).iterator())
        self.stdout.write(f"已导出{last.seq}条。请把最后一条的校验值另存一处，以后核对用：\n{last.seq} {last.sha256}")
