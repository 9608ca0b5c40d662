"""Checks the audit log, or exports it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cms.core import audit
from cms.core.audit import AuditEntry

SHOWN = 20


class Command(BaseCommand):
    """`verify` looks at the database and its heads, `verify FILE` at an export alone, `export FILE` writes one."""

    help = "核对审计记录（verify），或导出（export 文件名）"

    def add_arguments(self, parser: Any) -> None:
        """Take the verb and a file."""
        parser.add_argument("verb", choices=["verify", "export"], help="verify 核对，export 导出")
        parser.add_argument("file", nargs="?", type=Path, help="导出文件（JSON Lines）")

    def handle(self, *args: Any, verb: str, file: Path | None, **options: Any) -> None:
        """Check or export."""
        if verb == "export":
            if file is None:
                raise CommandError("写上导出到哪个文件：python -m cms audit export 文件名", returncode=2)
            self.export(file)
        elif file:
            self.report(list(broken_file(file)), f"{file} 完整：记录前后相接，没有改动过。")
        else:
            self.report(list(islice(broken_log(), SHOWN)), f"审计记录完整，共{AuditEntry.objects.count()}条。")

    def report(self, faults: list[str], fine: str) -> None:
        """Say what is wrong and leave with 1, or that all is well."""
        if faults:
            raise CommandError("审计记录有问题：\n" + "\n".join(f"  {fault}" for fault in faults[:SHOWN]))
        self.stdout.write(fine)
        last = AuditEntry.objects.last()
        if last:
            self.stdout.write(f"最后一条：{last.seq} {last.sha256}")

    def export(self, file: Path) -> None:
        """Write all entries, the export itself being the last of them."""
        audit.record("audit.export", None, "命令行", label=file.name)
        last = None
        with file.open("w", encoding="utf-8") as out:
            for last in AuditEntry.objects.iterator():
                out.write(last.line() + "\n")
        assert last is not None  # the export's own entry
        self.stdout.write(f"已导出{last.seq}条。请把最后一条的校验值另存一处，以后核对用：\n{last.seq} {last.sha256}")


def broken_log() -> Iterator[str]:
    """Yield what is wrong in the database."""
    if not audit.guarded():
        yield "数据库里防止改动的触发器不在了"
    yield from audit.verify(AuditEntry.objects.iterator())
    heads = settings.AUDIT_HEADS
    if heads.exists():
        with heads.open() as lines:
            for fault in audit.verify_heads(lines):
                yield f"{fault}（如果恢复过旧备份：把 {heads} 改名存档，从此重新记）"


def broken_file(file: Path) -> Iterator[str]:
    """Yield what is wrong in an export."""
    try:
        with file.open(encoding="utf-8") as lines:
            yield from audit.verify(AuditEntry.from_line(line) for line in lines)
    except (OSError, ValueError) as error:
        yield f"{file} 读不了：{error}"
